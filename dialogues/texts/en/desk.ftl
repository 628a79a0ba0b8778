# The staff's web desk.

## On every page

desk-title = Povezani
desk-subtitle = Staff desk
desk-skip = Skip to the content
desk-nav-label = Main menu
desk-nav-overview = Overview
desk-nav-questions = Questions
desk-nav-surveys = Surveys
desk-nav-challenges = Challenges
desk-nav-examples = Examples
desk-nav-staff = Staff
desk-nav-rehearsal = Rehearsal
desk-nav-account = My account
desk-log-out = Log out
desk-locale-label = Language of the desk
desk-locale-sl = Slovenščina
desk-locale-en = English
desk-save = Save
desk-cancel = Cancel
desk-back-to-questions = All questions
desk-back-to-surveys = All surveys
desk-back-to-challenges = All challenges
desk-foot = The Plan for an Inclusive Idrija

desk-language-sl = Slovene
desk-language-en = English
desk-language-bs = Bosnian, Croatian, Serbian
desk-language-mk = Macedonian
desk-language-sq = Albanian
desk-language-uk = Ukrainian
desk-language-ru = Russian
desk-language-ar = Arabic

desk-wait-minutes = { $count ->
    [0] less than a minute
    [one] { $count } minute
   *[other] { $count } minutes
}
desk-wait-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
desk-wait-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

## What has just been done

desk-done-reply-sent = The reply is on its way. It goes out within a few seconds.
desk-done-question-closed = The question is closed.
desk-done-question-reopened = The question is open again.
desk-done-challenge-made = The challenge is in the database.
desk-done-challenge-saved = Saved.
desk-done-challenge-new = The challenge waits to be judged again.
desk-done-challenge-accepted = The challenge is accepted.
desk-done-challenge-rejected = The challenge is rejected.
desk-done-draft-kept = It is kept.
desk-done-draft-discarded = It is discarded, and its words are deleted.
desk-done-example-approved = The example is approved. It waits until the operator takes it over and trains.
desk-done-example-rejected = The example is rejected, and its words are deleted.
desk-done-staff-closed = The account is closed and logged out.
desk-done-staff-opened = The account is open again.
desk-done-password-set = The new password holds from now on.
desk-done-chat-unlinked = Telegram is no longer linked.
desk-done-logged-out = You are logged out.

## When something is not right

desk-error-title = That did not work
desk-error-400 = The desk cannot make use of this request. Go back and try again.
desk-error-403 = Your account does not open this page. If you need it, ask an administrator.
desk-error-404 = There is no such page here, or what it showed has been deleted.
desk-error-500 = Something broke on our side. Nothing you see was changed by it. Try again, and tell the operator if it stays so.
desk-error-csrf = This form is from an earlier login. Go back, reload the page and send it again.
desk-error-home = To the overview

## Logging in

desk-login-title = Log in
desk-login-name = Login name
desk-login-password = Password
desk-login-submit = Log in
desk-login-wrong = Name and password do not fit together. After five wrong attempts an account rests for some minutes.
desk-login-again = The form had expired. Please log in again.
desk-login-lost = If you forgot your password, an administrator can give you a new one for one use.

desk-password-title = Choose your password
desk-password-intro = You logged in with a password for one use. Choose one of your own before you go on.
desk-password-current = Current password
desk-password-new = New password
desk-password-again = New password once more
desk-password-hint = At least 12 characters. Several words in a row are good and easy to remember.
desk-password-submit = Keep this password
desk-password-length = A password has at least 12 and at most 200 characters.
desk-password-simple = This password is too easy to guess: use more different characters, and not your login name.
desk-password-differs = The two new passwords are not the same.
desk-password-same = Choose another password than the one you have now.
desk-password-current-wrong = The current password is not right.

## Overview

desk-overview-title = Overview
desk-overview-urgent = Signs of danger
desk-overview-urgent-intro = The resident got the emergency numbers at once. A person should look at this now.
desk-overview-questions = Open questions
desk-overview-no-questions = Nobody is waiting for a reply.
desk-overview-all-questions = { $count ->
    [one] { $count } open question
   *[other] All { $count } open questions
}
desk-overview-lost = Replies that did not arrive
desk-overview-lost-intro = Telegram did not take these replies, or it is not certain. Open the question to see more.
desk-overview-surveys = Surveys
desk-overview-no-surveys = No survey has been imported yet. A coordinator does so with “povezani survey import”.
desk-overview-plan = Challenges
desk-overview-new-challenges = { $count ->
    [0] No new challenge waits to be read.
    [one] { $count } new challenge waits to be read.
   *[other] { $count } new challenges wait to be read.
}
desk-overview-drafts = { $count ->
    [0] No form was broken off.
    [one] { $count } form was broken off and waits to be judged.
   *[other] { $count } forms were broken off and wait to be judged.
}
desk-overview-house = State of the house
desk-overview-house-well = All parts answer.
desk-overview-house-ill = Not all parts answer. Tell the operator.
desk-part-database = Database
desk-part-rasa = Understanding (Rasa)
desk-part-door = Residents’ bot
desk-part-outreach = Sending
desk-part-rehearsal = Rehearsal
desk-state-ok = answers
desk-state-down = does not answer
desk-state-off = not in use

## Questions

desk-questions-title = Questions
desk-questions-open = Open
desk-questions-answered = Answered
desk-questions-closed = Closed
desk-questions-none-open = Nobody is waiting for a reply.
desk-questions-none-answered = No question has been answered yet.
desk-questions-none-closed = No question has been closed yet.
desk-questions-filter = Questions by state
desk-questions-question = Question
desk-questions-language = Language
desk-questions-reason = Reason
desk-questions-waiting = Waiting for
desk-questions-since = Last word of the resident
desk-question-title = Question of { $resident }
desk-question-of = Resident { $resident }
desk-urgent = Urgent

desk-reason-unknown = The bot had no answer
desk-reason-person = Asked for a person
desk-reason-missing = Something was missing in an answer
desk-reason-cue = Sign of danger
desk-reason-silent = The bot could not be reached
desk-reason-failed = The message could not be worked on
desk-reason-draft = From a form that was broken off
desk-cue-violence = Violence
desk-cue-self-harm = Self-harm
desk-cue-trafficking = Human trafficking
desk-cue-child-in-danger = Child in danger
desk-cue-medical = Medical emergency

desk-question-thread = Conversation
desk-question-from-resident = Resident
desk-question-no-words = The resident has not agreed that we keep their words, so there is nothing to read here. They can agree at any time; you can still write to them.
desk-question-no-words-cue = The resident has not agreed that we keep their words, so there is nothing to read here. The bot recognised the kind of danger in what they wrote and gave the emergency numbers at once. You can still write to them.
desk-question-make-challenge = Make a challenge
desk-question-is-challenge = See the challenge
desk-question-topic = About
desk-question-language = Language
desk-question-state = State
desk-question-state-open = open
desk-question-state-answered = answered
desk-question-state-closed = closed
desk-question-asked = Asked
desk-question-hours = Residents are told that staff answer { $hours }.
desk-question-unreachable = The resident has blocked the bot or closed the chat. A reply will probably not arrive.
desk-question-stopped = The resident has asked for no messages of their own accord. A reply to their question is still sent.

desk-reply-title = Reply
desk-reply-label = Your reply in this language: { $language }
desk-reply-hint = It is sent as you write it, with the note that a person wrote it. At most { $longest } characters.
desk-reply-send = Send the reply
desk-reply-send-anyway = Send anyway
desk-reply-empty = Write the reply first.
desk-reply-long = The reply is too long for one message. Shorten it, or send it in two parts.
desk-reply-meanwhile-staff = Somebody of the staff sent a reply meanwhile. Read it above; your text is still here and you can send it anyway.
desk-reply-meanwhile-resident = The resident wrote meanwhile. Read it above; your text is still here and you can send it anyway.
desk-reply-closed = This question is closed. Open it again to reply.
desk-question-close = Close without a reply
desk-question-close-answered = Close
desk-question-close-hint = The resident is not told. If they write again, a new question begins.
desk-question-reopen = Open again

desk-delivery-queued = waits to be sent
desk-delivery-sending = being sent
desk-delivery-sent = sent
desk-delivery-unreachable = not delivered: the resident has blocked the bot or closed the chat
desk-delivery-unknown = perhaps delivered: the connection broke while it was sent
desk-delivery-failed = not delivered: Telegram refused it
desk-delivery-dropped = not sent: the resident wants no messages
desk-delivery-none = not sent

## Surveys

desk-surveys-title = Surveys
desk-surveys-none = No survey has been imported yet. A coordinator does so with “povezani survey import”.
desk-surveys-survey = Survey
desk-figures-total = Invited
desk-figures-finished = Finished
desk-figures-partial = Partial
desk-figures-declined = Declined
desk-figures-waiting = Not begun
desk-figures-more = more than { $count }
desk-hidden = under 5
desk-hidden-mark = hidden
desk-hidden-legend = Numbers below five are hidden, and so are those from which they could be worked out.
desk-survey-version = Version { $number }
desk-survey-export = Download all replies
desk-survey-export-hint = The file holds every reply in the residents’ words. It is noted who downloads it.
desk-survey-type-select-one = One choice
desk-survey-type-select-multiple = Several choices
desk-survey-type-range = Scale
desk-survey-type-text = Open question
desk-survey-no-replies = Nobody has replied to this question yet.
desk-survey-replies = { $count ->
    [one] { $count } reply
   *[other] { $count } replies
}
desk-survey-partial = survey not finished
desk-survey-choice = Choice
desk-survey-count = Replies

## Challenges

desk-challenges-title = Challenges
desk-challenges-all = All
desk-challenges-filter = Challenges by state
desk-challenges-new = New
desk-challenges-accepted = Accepted
desk-challenges-rejected = Rejected
desk-challenges-none = There is no challenge here yet. Residents report them in the chat, and you can make one of any reply or question.
desk-challenges-title-column = Challenge
desk-challenges-category = Area
desk-challenges-state = State
desk-challenges-evidence = Evidence
desk-challenges-source = Source
desk-challenge-state-new = new
desk-challenge-state-accepted = accepted
desk-challenge-state-rejected = rejected
desk-challenge-from-resident = Report of a resident
desk-challenge-from-staff = Written by { $name }
desk-category-other = Other

desk-challenge-new-title = New challenge
desk-challenge-new-intro = Say in one line what the problem is. The resident’s words stay with it as evidence.
desk-challenge-name = Title
desk-challenge-area = Area
desk-challenge-no-title = A challenge needs a title.
desk-challenge-long-title = A title has at most 200 characters.
desk-challenge-no-category = Choose an area from the list.
desk-challenge-words = What was said
desk-challenge-evidence = What it rests on
desk-challenge-no-evidence = The residents on whose words this rests have deleted their data.
desk-challenge-proposal = What would help
desk-challenge-kind-report = Report in the chat
desk-challenge-kind-reply = Reply to a survey
desk-challenge-kind-question = Question
desk-challenge-see-source = See where it was said
desk-challenge-edit = Title and area
desk-challenge-judge = Decision
desk-challenge-accept = Accept
desk-challenge-reject = Reject
desk-challenge-renew = Put back to new

desk-drafts-title = Forms broken off
desk-drafts-intro = The residents agreed that their words are kept, but stopped in the middle. Decide what becomes of it.
desk-drafts-report = Report of a challenge
desk-drafts-human = Question to a person
desk-draft-problem = Problem
desk-draft-help = What would help
desk-draft-question = Question
desk-draft-keep-report = Keep as a challenge
desk-draft-keep-human = Put into the questions
desk-draft-discard = Discard
desk-draft-gone = This form has been judged already, or its resident has deleted it.
desk-draft-no-problem = Nothing was written yet that could be kept. Discard the form.

## Examples

desk-examples-title = Examples
desk-examples-intro = The bot was not sure, offered topics, and the resident tapped one. Write in your own words how somebody else would ask the same. Only what you write is learned; the resident’s words are deleted as soon as you decide.
desk-examples-reviewers = Reviewers decide on examples. Your account shows them only.
desk-examples-waiting = Waiting
desk-examples-none = No example waits.
desk-examples-others = Also offered
desk-examples-no-others = nothing else
desk-examples-hint = One line, at most { $longest } characters. No names, and no five words in a row as the resident wrote them.
desk-examples-topic = Topic
desk-examples-choose = Choose a topic
desk-examples-approve = Approve
desk-examples-reject = Reject
desk-examples-typed = What you wrote
desk-examples-approved = Approved, not learned yet
desk-examples-approved-hint = What the operator cannot take over, because it stands under another topic already, can be rejected.
desk-examples-none-approved = Nothing approved waits to be learned.
desk-examples-rewritten = Rewritten
desk-examples-language = Language
desk-examples-language-hint = Change it where the bot took it for another one.
desk-examples-deeds = Actions
desk-example-empty = Write how somebody else would ask this, then approve.
desk-example-lines = Write it in one line.
desk-example-long = A rewritten example has at most 300 characters.
desk-example-same = These are the resident’s own words. Say it differently.
desk-example-row = Five words in a row are the resident’s own. Say it differently.
desk-example-no-topic = Choose a topic from the list.
desk-example-no-language = Choose a language from the list.
desk-example-decided = Somebody else has decided on this example already.
desk-example-learned = The bot has learned this example already.

## Staff

desk-staff-title = Staff
desk-staff-name = Login name
desk-staff-role = Role
desk-staff-locale = Language
desk-staff-state = State
desk-staff-deeds = Account
desk-role-admin = Administrator
desk-role-coordinator = Coordinator
desk-role-reviewer = Reviewer
desk-staff-active = active
desk-staff-inactive = closed
desk-staff-first = has not chosen a password yet
desk-staff-locked = rests after wrong attempts
desk-staff-telegram = told by Telegram
desk-staff-you = you
desk-staff-close = Close the account
desk-staff-open = Open again
desk-staff-renew = New one-time password
desk-staff-add = Add an account
desk-staff-add-hint = Letters, digits, dot, dash; at least two characters.
desk-staff-add-submit = Add
desk-staff-bad-login = A login name has 2 to 60 letters, digits, dots or dashes and begins with a letter or digit.
desk-staff-taken = There is an account with this name already.
desk-staff-not-yourself = Nobody can close their own account.
desk-staff-made = One-time password for { $login }
desk-staff-made-hint = It is shown only now. Hand it over in person or by telephone; at the first login its owner chooses another.

## My account

desk-account-title = My account
desk-account-language = Language of the desk
desk-account-password = Password
desk-account-password-submit = Change the password
desk-account-telegram = Telegram
desk-account-telegram-intro = Be told by Telegram when a question or a sign of danger comes in. The notice holds none of the resident’s words.
desk-account-linked = Your Telegram is linked.
desk-account-not-linked = Your Telegram is not linked.
desk-account-no-bot = The coordinators’ bot has not been set up yet. Ask the operator for it.
desk-account-link = Show a code
desk-account-relink = Link another chat
desk-account-unlink = Unlink
desk-account-code = Your code
desk-account-code-hint = Within { $minutes } minutes, send this to the coordinators’ bot in Telegram:
desk-account-code-once = The code works once and is shown only now.
desk-account-code-rehearsal = This is a rehearsal: the coordinators’ bot is in the Rehearsal too.

## Rehearsal

desk-rehearsal-title = Rehearsal
desk-rehearsal-intro = Write as a resident would. Nothing here leaves this machine; it needs JavaScript.
desk-rehearsal-frame = Chat of the rehearsal
desk-rehearsal-silent = The rehearsal does not answer just now. Try again in a moment.
