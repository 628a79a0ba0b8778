### Okoli vprašanj ankete; vprašanja sama stojijo pri anketi.

survey-place = { $number } od { $total }
button-survey-start = Začni
button-go-on = Nadaljuj
button-later = Pozneje
button-not-this = Te ankete ne
button-done = Končano
button-back = Nazaj
survey-later = V redu. Začnete lahko kadar koli, z gumbom zgoraj.
survey-declined = V redu, te ankete vam ne bomo več ponudili.
survey-paused = Anketo smo tu ustavili. Dosedanji odgovori so shranjeni.
survey-waits = Anketa vas čaka.
survey-closed-for-you = To anketo ste že končali. Hvala.
survey-how-to-stop = Če želite zapustiti anketo, napišite /stop.
survey-not-a-choice = Tapnite enega od gumbov. Vprašanje lahko tudi preskočite.
survey-empty = V vašem sporočilu ne vidim besed.
survey-too-long = Vaš odgovor je predolg. Napišite ga krajše.
survey-required = Na to vprašanje potrebujemo odgovor.
survey-nothing-picked = Nič še ni izbrano. Izberite kaj ali preskočite vprašanje.
survey-first = To je prvo vprašanje.
