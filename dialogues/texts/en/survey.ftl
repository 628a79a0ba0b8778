### Around the questions of a survey; the questions themselves stand with the survey.

survey-place = { $number } of { $total }
button-survey-start = Start
button-go-on = Go on
button-later = Later
button-not-this = Not this survey
button-done = Done
button-back = Back
survey-later = All right. You can start at any time with the button above.
survey-declined = All right, we will not ask you this survey again.
survey-paused = We have stopped the survey here. Your replies so far are kept.
survey-waits = The survey waits for you.
survey-closed-for-you = You have already finished this survey. Thank you.
survey-how-to-stop = To leave the survey, write /stop.
survey-not-a-choice = Please tap one of the buttons. You can also skip the question.
survey-empty = I see no words in your message.
survey-too-long = Your reply is too long for me. Please write it shorter.
survey-required = We need a reply to this question.
survey-nothing-picked = Nothing is chosen yet. Choose something, or skip the question.
survey-first = This is the first question.
