### What the bot says to residents. Plain words, short sentences, polite.
### /commands and telephone numbers stay as they are in every language.

## Settling in

welcome =
    Hello! This is Povezani, the assistant of the Plan for an Inclusive Idrija.
    I am a computer program, not a person. Ask me about life in Idrija in your own language: permits, doctors, school, work, housing.
    My answers were written and checked by people. When I do not know something, a person can answer you.
choose-language = Please choose your language.
language-chosen = Thank you. From now on I speak English. You can change this at any time: /language
language-heard = You wrote in English, so I answer in English. Another language: /language
offer-language = Shall I speak English with you?
button-this-language = Yes, in English
command-topics = all topics
command-person = ask a person
command-report = report a problem
command-language = another language
command-mydata = what is stored about you
command-delete = delete everything about you
command-stop = no more messages from us
command-help = help
help =
    Just write your question, as you would to a person.
    /topics – { command-topics }
    /person – { command-person }
    /report – { command-report }
    /language – { command-language }
    /mydata – { command-mydata }
    /delete – { command-delete }
    /stop – { command-stop }
greeting = Hello! How can I help you? Write your question, or look at /topics.
thanks = You are welcome. Write again whenever you need something.
private-only = I can only talk with one person at a time, so I am leaving this group. Please write to me in a private chat.

## Consent

consent =
    May we keep what you write here?
    Without your yes I answer your questions, and nothing of what you write is kept.
    With your yes we store your questions to people, your reports and your survey replies, without your name and number. Staff of the municipality read them, to answer you and to prepare the plan for the town.
    You can see everything with /mydata and delete it with /delete at any time.
button-agree = Yes, you may keep it
button-refuse = No
consent-given = Thank you. You can change your mind at any time with /delete.
consent-refused = All right, nothing of what you write is kept. I still answer your questions. A person can only answer you if we may keep your question.
consent-write-again = Thank you. Please write your question once more, so that a person can read it.

## Answers

official-page = Official page
button-official-page = Open the official page
checked-on = Checked on { $date }
volatile-note = * This can change. Check it on the official page before you rely on it.
button-more = More: { $next }
contacts-title = Who can help you
contact-hours = Open: { $hours }
contact-unconfirmed = We have not yet checked these details with the office. We found them here:
did-this-help = Did this help?
button-yes = Yes
button-no = No
helped-thanks = I am glad. Thank you for telling us.
not-helped = I am sorry. You can tell us what was missing.
answer-not-written = We have not written an answer on this topic yet. The official page below tells you more. You can also ask a person.
button-report = Report a problem
button-person = Ask a person
offer = I am not sure what you mean. Is it one of these?
button-none-person = None of these – ask a person
menu = Choose an area, or just write your question.
button-all-topics = All areas
button-search = Search
search-ask = What are you looking for? Write one or two words, for example “doctor” or “permit”.
search-field = for example: doctor
search-found = This is what I found. Choose a topic.
search-nothing = I found nothing. Try another word, or ask a person.

## A person answers

say-more = I did not understand this. Please tell me in a few more words what you need, or choose a field below. You can reach a person here: /person
not-known = I do not know the answer to this. A person can answer you, but for that we must keep your question.
not-known-silent = I cannot answer at the moment. A person can answer you, but for that we must keep your question.
handed-over = I have passed your question on. A person will answer you here. Staff work { $hours }.
handed-over-silent = I cannot answer at the moment, so I have passed your question on. A person will answer you here. Staff work { $hours }.
joined-thread = I have passed this on to the person who answered you.
staff-reply-title = A person answers you
staff-reply-next = If you write now, your next message goes to this person.

## Reports and questions: forms

form-report-problem = What is the problem? Please describe it in your own words. Do not write names or telephone numbers.
form-report-area = Which area is it about?
form-report-help = What would help? Write it in your own words, or skip this question.
form-report-consent = May we write this down for the plan of the town, without your name?
form-human-question = What would you like to ask? Write it in one message. A person will answer you here.
form-human-missing = I am sorry. What was missing? Write it in one message. A person will read it and answer you here.
button-other-area = Something else
button-skip = Skip
button-stop = Stop
report-kept = Thank you. Your report is written down. Staff read every report when they prepare the plan for the town.
report-dropped = All right. Your report was not kept.
form-stopped = We have stopped here. What you wrote so far stays as a draft that only staff can see. With /delete you delete everything.
form-left = We have stopped here. Nothing was kept.
empty-reply = I see no words in your message.

## Stop, own data, deletion

stopped = All right. You will get no more messages from us. You can still ask me anything, at any time. With /start you get surveys again.
my-data =
    This is what is stored about you: { $questions ->
        [one] { $questions } question to a person
       *[other] { $questions } questions to a person
    }, { $surveys ->
        [one] { $surveys } survey
       *[other] { $surveys } surveys
    }, { $challenges ->
        [one] { $challenges } report
       *[other] { $challenges } reports
    }.
    May we keep your words: { $consent ->
        [yes] yes
       *[no] no
    }.
    We store no name and no telephone number. Everything stands in the file above. With /delete you delete it.
delete-ask = Do you really want to delete everything about you? Your questions, reports and replies will be gone, and nobody can bring them back.
button-delete-yes = Yes, delete everything
button-delete-no = No, keep it
deleted = Everything about you is deleted. If you write again, we start anew.
not-deleted = Nothing was deleted.

## What I cannot use

unknown-command = I do not know this command. Just write your question, or look at /help.
not-understood = I could not read this message. Please write it in words.
only-text = I can only read text. Please write your question in words.
edited = I saw that you changed a message. I cannot read changes: please write it as a new message.
old-button = This button no longer works. Please write your question, or look at /topics.

## Danger: numbers first

cue-violence =
    You may be in danger. If you need help now, call 113 (police) or 112.
    SOS line for victims of violence: 080 11 55. It is free, day and night, and you do not have to say your name.
    The people of the municipality have been told that somebody needs help.
cue-child-in-danger =
    A child may be in danger. If help is needed now, call 113 (police) or 112.
    Line for children and young people: 116 111. SOS line for victims of violence: 080 11 55, free, day and night.
    The people of the municipality have been told that somebody needs help.
cue-self-harm =
    It is good that you wrote. You are not alone with this. If your life is in danger, call 112 now.
    Somebody listens to you at 116 123. It is free, day and night.
    The people of the municipality have been told that somebody needs help.
cue-trafficking =
    You may be in danger. If you need help now, call 113 (police) or 112.
    Nobody may keep your passport, lock you in or force you to work.
    The people of the municipality have been told that somebody needs help.
cue-medical =
    If somebody is badly hurt or ill, call 112 now. The call is free.
    Say where you are and what happened.
    The people of the municipality have been told that somebody needs help.

## Faults of ours

failed = Something went wrong on our side. A person will look at your message.
