### Rreth pyetjeve të anketës; vetë pyetjet qëndrojnë te anketa.

survey-place = { $number } nga { $total }
button-survey-start = Fillo
button-go-on = Vazhdo
button-later = Më vonë
button-not-this = Jo këtë anketë
button-done = Gati
button-back = Prapa
survey-later = Në rregull. Mund të filloni kurdo, me butonin më lart.
survey-declined = Në rregull, këtë anketë nuk do t’jua ofrojmë më.
survey-paused = Këtu e ndalëm anketën. Përgjigjet e deritanishme janë ruajtur.
survey-waits = Anketa ju pret.
survey-closed-for-you = Këtë anketë e keni përfunduar tashmë. Faleminderit.
survey-how-to-stop = Nëse dëshironi të dilni nga anketa, shkruani /stop.
survey-not-a-choice = Prekni njërin prej butonave. Mund edhe ta kaloni pyetjen.
survey-empty = Në mesazhin tuaj nuk shoh fjalë.
survey-too-long = Përgjigjja juaj është shumë e gjatë. Shkruajeni më shkurt.
survey-required = Për këtë pyetje na duhet një përgjigje.
survey-nothing-picked = Ende nuk është zgjedhur asgjë. Zgjidhni diçka ose kaloni pyetjen.
survey-first = Kjo është pyetja e parë.
