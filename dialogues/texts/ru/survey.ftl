### Вокруг вопросов опроса; сами вопросы стоят при опросе.

survey-place = { $number } из { $total }
button-survey-start = Начать
button-go-on = Продолжить
button-later = Позже
button-not-this = Не этот опрос
button-done = Готово
button-back = Назад
survey-later = Хорошо. Начать можно в любое время, кнопкой выше.
survey-declined = Хорошо, этот опрос мы больше предлагать не будем.
survey-paused = Мы остановили опрос здесь. Прежние ответы сохранены.
survey-waits = Опрос ждёт Вас.
survey-closed-for-you = Вы уже прошли этот опрос. Спасибо.
survey-how-to-stop = Если хотите выйти из опроса, напишите /stop.
survey-not-a-choice = Нажмите одну из кнопок. Вопрос можно и пропустить.
survey-empty = В Вашем сообщении нет слов.
survey-too-long = Ваш ответ слишком длинный. Напишите короче.
survey-required = На этот вопрос нам нужен ответ.
survey-nothing-picked = Пока ничего не выбрано. Выберите что-нибудь или пропустите вопрос.
survey-first = Это первый вопрос.
