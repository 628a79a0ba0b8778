### Oko pitanja ankete; sama pitanja stoje uz anketu.

survey-place = { $number } od { $total }
button-survey-start = Počni
button-go-on = Nastavi
button-later = Kasnije
button-not-this = Ovu anketu ne
button-done = Gotovo
button-back = Nazad
survey-later = U redu. Početi možete kad god želite, dugmetom iznad.
survey-declined = U redu, ovu anketu Vam više nećemo nuditi.
survey-paused = Ovdje smo zaustavili anketu. Dosadašnji odgovori su sačuvani.
survey-waits = Anketa Vas čeka.
survey-closed-for-you = Ovu anketu ste već završili. Hvala.
survey-how-to-stop = Ako želite izaći iz ankete, napišite /stop.
survey-not-a-choice = Odgovor izaberite dodirom na dugme. Pitanje možete i preskočiti.
survey-empty = U Vašoj poruci ne vidim riječi.
survey-too-long = Vaš odgovor je predug. Napišite ga kraće.
survey-required = Na ovo pitanje nam treba odgovor.
survey-nothing-picked = Još ništa nije izabrano. Izaberite nešto ili preskočite pitanje.
survey-first = Ovo je prvo pitanje.
