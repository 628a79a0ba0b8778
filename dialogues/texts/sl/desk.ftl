# Spletna pisarna za zaposlene.

## Na vsaki strani

desk-title = Povezani
desk-subtitle = Pisarna
desk-skip = Preskoči na vsebino
desk-nav-label = Glavni meni
desk-nav-overview = Pregled
desk-nav-questions = Vprašanja
desk-nav-surveys = Ankete
desk-nav-challenges = Izzivi
desk-nav-examples = Primeri
desk-nav-staff = Osebje
desk-nav-rehearsal = Vaja
desk-nav-account = Moj račun
desk-log-out = Odjava
desk-locale-label = Jezik pisarne
desk-locale-sl = Slovenščina
desk-locale-en = English
desk-save = Shrani
desk-cancel = Prekliči
desk-back-to-questions = Vsa vprašanja
desk-back-to-surveys = Vse ankete
desk-back-to-challenges = Vsi izzivi
desk-foot = Načrt za vključujočo Idrijo

desk-language-sl = slovenščina
desk-language-en = angleščina
desk-language-bs = bosanščina, hrvaščina, srbščina
desk-language-mk = makedonščina
desk-language-sq = albanščina
desk-language-uk = ukrajinščina
desk-language-ru = ruščina
desk-language-ar = arabščina

desk-wait-minutes = { $count ->
    [0] manj kot minuto
    [one] { $count } minuto
    [two] { $count } minuti
    [few] { $count } minute
   *[other] { $count } minut
}
desk-wait-hours = { $count ->
    [one] { $count } uro
    [two] { $count } uri
    [few] { $count } ure
   *[other] { $count } ur
}
desk-wait-days = { $count ->
    [one] { $count } dan
    [two] { $count } dneva
    [few] { $count } dni
   *[other] { $count } dni
}

## Kar je bilo pravkar narejeno

desk-done-reply-sent = Odgovor je na poti. Odposlan bo v nekaj sekundah.
desk-done-question-closed = Vprašanje je zaprto.
desk-done-question-reopened = Vprašanje je spet odprto.
desk-done-challenge-made = Izziv je v zbirki.
desk-done-challenge-saved = Shranjeno.
desk-done-challenge-new = Izziv znova čaka na presojo.
desk-done-challenge-accepted = Izziv je sprejet.
desk-done-challenge-rejected = Izziv je zavrnjen.
desk-done-draft-kept = Zapis je ohranjen.
desk-done-draft-discarded = Zapis je zavržen, besedilo je izbrisano.
desk-done-example-approved = Primer je odobren. Čaka, da ga upravljavec prevzame in nauči bota.
desk-done-example-rejected = Primer je zavrnjen, besede so izbrisane.
desk-done-staff-closed = Račun je zaprt in odjavljen.
desk-done-staff-opened = Račun je spet odprt.
desk-done-password-set = Od zdaj velja novo geslo.
desk-done-chat-unlinked = Telegram ni več povezan.
desk-done-logged-out = Odjavljeni ste.

## Kadar kaj ni v redu

desk-error-title = To ni uspelo
desk-error-400 = Te zahteve pisarna ne razume. Vrnite se in poskusite znova.
desk-error-403 = Vaš račun te strani ne odpira. Če jo potrebujete, se obrnite na skrbnika.
desk-error-404 = Takšne strani tu ni ali pa je bilo to, kar je kazala, izbrisano.
desk-error-500 = Na naši strani se je nekaj zalomilo. Zaradi tega se ni nič spremenilo. Poskusite znova; če se ponavlja, obvestite upravljavca.
desk-error-csrf = Ta obrazec je iz prejšnje prijave. Vrnite se, osvežite stran in ga pošljite še enkrat.
desk-error-home = Na pregled

## Prijava

desk-login-title = Prijava
desk-login-name = Uporabniško ime
desk-login-password = Geslo
desk-login-submit = Prijava
desk-login-wrong = Ime in geslo se ne ujemata. Po petih napačnih poskusih račun za nekaj minut počiva.
desk-login-again = Obrazec je potekel. Prosimo, prijavite se še enkrat.
desk-login-lost = Če ste geslo pozabili, vam lahko skrbnik da novo geslo za enkratno uporabo.

desk-password-title = Izberite svoje geslo
desk-password-intro = Prijavili ste se z geslom za enkratno uporabo. Preden nadaljujete, izberite svoje.
desk-password-current = Dosedanje geslo
desk-password-new = Novo geslo
desk-password-again = Novo geslo še enkrat
desk-password-hint = Vsaj 12 znakov. Več besed zapored je dobro geslo in si ga je lahko zapomniti.
desk-password-submit = Shrani geslo
desk-password-length = Geslo ima najmanj 12 in največ 200 znakov.
desk-password-simple = To geslo je prelahko uganiti: uporabite več različnih znakov in ne svojega uporabniškega imena.
desk-password-differs = Novi gesli se ne ujemata.
desk-password-same = Izberite drugačno geslo od dosedanjega.
desk-password-current-wrong = Dosedanje geslo ni pravo.

## Pregled

desk-overview-title = Pregled
desk-overview-urgent = Znaki nevarnosti
desk-overview-urgent-intro = Prebivalec je takoj dobil številke za nujno pomoč. To naj zdaj pogleda človek.
desk-overview-questions = Odprta vprašanja
desk-overview-no-questions = Nihče ne čaka na odgovor.
desk-overview-all-questions = { $count ->
    [one] { $count } odprto vprašanje
    [two] Obe odprti vprašanji
    [few] Vsa { $count } odprta vprašanja
   *[other] Vseh { $count } odprtih vprašanj
}
desk-overview-lost = Odgovori, ki niso prispeli
desk-overview-lost-intro = Telegram teh odgovorov ni sprejel ali pa to ni zanesljivo. Več vidite pri vprašanju.
desk-overview-surveys = Ankete
desk-overview-no-surveys = Nobena anketa še ni uvožena. Koordinator jo uvozi z ukazom »povezani survey import«.
desk-overview-plan = Izzivi
desk-overview-new-challenges = { $count ->
    [0] Noben nov izziv ne čaka na branje.
    [one] { $count } nov izziv čaka na branje.
    [two] { $count } nova izziva čakata na branje.
    [few] { $count } novi izzivi čakajo na branje.
   *[other] { $count } novih izzivov čaka na branje.
}
desk-overview-drafts = { $count ->
    [0] Noben obrazec ni bil prekinjen.
    [one] { $count } prekinjen obrazec čaka na presojo.
    [two] { $count } prekinjena obrazca čakata na presojo.
    [few] { $count } prekinjeni obrazci čakajo na presojo.
   *[other] { $count } prekinjenih obrazcev čaka na presojo.
}
desk-overview-house = Stanje hiše
desk-overview-house-well = Vsi deli se odzivajo.
desk-overview-house-ill = Nekateri deli se ne odzivajo. Obvestite upravljavca.
desk-part-database = Podatkovna zbirka
desk-part-rasa = Razumevanje (Rasa)
desk-part-door = Bot za prebivalce
desk-part-outreach = Pošiljanje
desk-part-rehearsal = Vaja
desk-state-ok = se odziva
desk-state-down = se ne odziva
desk-state-off = ni v rabi

## Vprašanja

desk-questions-title = Vprašanja
desk-questions-open = Odprta
desk-questions-answered = Odgovorjena
desk-questions-closed = Zaprta
desk-questions-none-open = Nihče ne čaka na odgovor.
desk-questions-none-answered = Odgovorjenih vprašanj še ni.
desk-questions-none-closed = Zaprtih vprašanj še ni.
desk-questions-filter = Vprašanja po stanju
desk-questions-question = Vprašanje
desk-questions-language = Jezik
desk-questions-reason = Razlog
desk-questions-waiting = Čaka že
desk-questions-since = Zadnja beseda prebivalca
desk-question-title = Vprašanje: { $resident }
desk-question-of = Prebivalec { $resident }
desk-urgent = Nujno

desk-reason-unknown = Bot ni imel odgovora
desk-reason-person = Želi govoriti s človekom
desk-reason-missing = V odgovoru je nekaj manjkalo
desk-reason-cue = Znak nevarnosti
desk-reason-silent = Bot ni bil dosegljiv
desk-reason-failed = Sporočila ni bilo mogoče obdelati
desk-reason-draft = Iz prekinjenega obrazca
desk-cue-violence = Nasilje
desk-cue-self-harm = Samopoškodovanje
desk-cue-trafficking = Trgovina z ljudmi
desk-cue-child-in-danger = Otrok v nevarnosti
desk-cue-medical = Nujna zdravstvena pomoč

desk-question-thread = Pogovor
desk-question-from-resident = Prebivalec
desk-question-no-words = Prebivalec se ni strinjal, da hranimo njegove besede, zato tu ni česa brati. Strinja se lahko kadar koli; pisati mu lahko vseeno.
desk-question-no-words-cue = Prebivalec se ni strinjal, da hranimo njegove besede, zato tu ni česa brati. Bot je v napisanem prepoznal vrsto nevarnosti in takoj dal številke za nujno pomoč. Pisati mu lahko vseeno.
desk-question-make-challenge = Ustvari izziv
desk-question-is-challenge = Odpri izziv
desk-question-topic = Tema
desk-question-language = Jezik
desk-question-state = Stanje
desk-question-state-open = odprto
desk-question-state-answered = odgovorjeno
desk-question-state-closed = zaprto
desk-question-asked = Zastavljeno
desk-question-hours = Prebivalcem bot pove, da osebje odgovarja { $hours }.
desk-question-unreachable = Prebivalec je bota blokiral ali zaprl pogovor. Odgovor verjetno ne bo prispel.
desk-question-stopped = Prebivalec ne želi sporočil, za katera ni prosil. Odgovor na njegovo vprašanje vseeno pošljemo.

desk-reply-title = Odgovor
desk-reply-label = Vaš odgovor v jeziku: { $language }
desk-reply-hint = Odposlan bo, kot ga napišete, s pripisom, da ga je napisal človek. Največ { $longest } znakov.
desk-reply-send = Pošlji odgovor
desk-reply-send-anyway = Vseeno pošlji
desk-reply-empty = Najprej napišite odgovor.
desk-reply-long = Odgovor je predolg za eno sporočilo. Skrajšajte ga ali ga pošljite v dveh delih.
desk-reply-meanwhile-staff = Medtem je odgovoril že nekdo drug od osebja. Preberite zgoraj; vaše besedilo je še tu in ga lahko vseeno pošljete.
desk-reply-meanwhile-resident = Medtem je prebivalec še nekaj napisal. Preberite zgoraj; vaše besedilo je še tu in ga lahko vseeno pošljete.
desk-reply-closed = To vprašanje je zaprto. Če želite odgovoriti, ga znova odprite.
desk-question-close = Zapri brez odgovora
desk-question-close-answered = Zapri
desk-question-close-hint = Prebivalec o tem ne dobi sporočila. Če znova piše, se začne novo vprašanje.
desk-question-reopen = Znova odpri

desk-delivery-queued = čaka na pošiljanje
desk-delivery-sending = se pošilja
desk-delivery-sent = poslano
desk-delivery-unreachable = ni dostavljeno: prebivalec je bota blokiral ali zaprl pogovor
desk-delivery-unknown = morda dostavljeno: povezava se je med pošiljanjem prekinila
desk-delivery-failed = ni dostavljeno: Telegram je sporočilo zavrnil
desk-delivery-dropped = ni poslano: prebivalec ne želi sporočil
desk-delivery-none = ni poslano

## Ankete

desk-surveys-title = Ankete
desk-surveys-none = Nobena anketa še ni uvožena. Koordinator jo uvozi z ukazom »povezani survey import«.
desk-surveys-survey = Anketa
desk-figures-total = Povabljeni
desk-figures-finished = Končali
desk-figures-partial = Delno
desk-figures-declined = Odklonili
desk-figures-waiting = Še niso začeli
desk-figures-more = več kot { $count }
desk-hidden = manj kot 5
desk-hidden-mark = skrito
desk-hidden-legend = Števila, manjša od pet, so skrita. Skrita so tudi tista, iz katerih bi jih bilo mogoče izračunati.
desk-survey-version = Različica { $number }
desk-survey-export = Prenesi vse odgovore
desk-survey-export-hint = V datoteki so vsi odgovori z besedami prebivalcev. Zabeleži se, kdo jo prenese.
desk-survey-type-select-one = Ena izbira
desk-survey-type-select-multiple = Več izbir
desk-survey-type-range = Lestvica
desk-survey-type-text = Odprto vprašanje
desk-survey-no-replies = Na to vprašanje še ni nihče odgovoril.
desk-survey-replies = { $count ->
    [one] { $count } odgovor
    [two] { $count } odgovora
    [few] { $count } odgovori
   *[other] { $count } odgovorov
}
desk-survey-partial = anketa ni končana
desk-survey-choice = Izbira
desk-survey-count = Odgovori

## Izzivi

desk-challenges-title = Izzivi
desk-challenges-all = Vsi
desk-challenges-filter = Izzivi po stanju
desk-challenges-new = Novi
desk-challenges-accepted = Sprejeti
desk-challenges-rejected = Zavrnjeni
desk-challenges-none = Tu še ni izzivov. Prebivalci jih prijavijo v pogovoru, vi pa jih lahko ustvarite iz vsakega odgovora ali vprašanja.
desk-challenges-title-column = Izziv
desk-challenges-category = Področje
desk-challenges-state = Stanje
desk-challenges-evidence = Viri
desk-challenges-source = Nastanek
desk-challenge-state-new = nov
desk-challenge-state-accepted = sprejet
desk-challenge-state-rejected = zavrnjen
desk-challenge-from-resident = Prijava prebivalca
desk-challenge-from-staff = Zapis: { $name }
desk-category-other = Drugo

desk-challenge-new-title = Nov izziv
desk-challenge-new-intro = V eni vrstici povejte, v čem je težava. Besede prebivalca ostanejo zraven kot vir.
desk-challenge-name = Naslov
desk-challenge-area = Področje
desk-challenge-no-title = Izziv potrebuje naslov.
desk-challenge-long-title = Naslov ima največ 200 znakov.
desk-challenge-no-category = Izberite področje s seznama.
desk-challenge-words = Kaj je bilo rečeno
desk-challenge-evidence = Na čem temelji
desk-challenge-no-evidence = Prebivalci, na katerih besedah je izziv temeljil, so svoje podatke izbrisali.
desk-challenge-proposal = Kaj bi pomagalo
desk-challenge-kind-report = Prijava v pogovoru
desk-challenge-kind-reply = Odgovor na anketo
desk-challenge-kind-question = Vprašanje
desk-challenge-see-source = Poglej, kje je bilo rečeno
desk-challenge-edit = Naslov in področje
desk-challenge-judge = Odločitev
desk-challenge-accept = Sprejmi
desk-challenge-reject = Zavrni
desk-challenge-renew = Vrni med nove

desk-drafts-title = Prekinjeni obrazci
desk-drafts-intro = Prebivalci so se strinjali, da njihove besede hranimo, vendar so se sredi obrazca ustavili. Odločite, kaj naj se s tem zgodi.
desk-drafts-report = Prijava izziva
desk-drafts-human = Vprašanje za človeka
desk-draft-problem = Težava
desk-draft-help = Kaj bi pomagalo
desk-draft-question = Vprašanje
desk-draft-keep-report = Ohrani kot izziv
desk-draft-keep-human = Uvrsti med vprašanja
desk-draft-discard = Zavrzi
desk-draft-gone = O tem obrazcu je že odločeno ali pa ga je prebivalec izbrisal.
desk-draft-no-problem = Napisanega še ni nič, kar bi lahko ohranili. Obrazec zavrzite.

## Primeri

desk-examples-title = Primeri
desk-examples-intro = Bot ni bil prepričan in je ponudil teme, prebivalec pa je eno izbral. S svojimi besedami napišite, kako bi isto vprašal kdo drug. Bot se uči samo iz tega, kar napišete vi; besede prebivalca se izbrišejo, takoj ko odločite.
desk-examples-reviewers = O primerih odločajo pregledovalci. S svojim računom jih lahko samo vidite.
desk-examples-waiting = Čakajo
desk-examples-none = Noben primer ne čaka.
desk-examples-others = Ponujeno je bilo tudi
desk-examples-no-others = nič drugega
desk-examples-hint = Ena vrstica, največ { $longest } znakov. Brez imen in brez petih zaporednih besed, kot jih je napisal prebivalec.
desk-examples-topic = Tema
desk-examples-choose = Izberite temo
desk-examples-approve = Odobri
desk-examples-reject = Zavrni
desk-examples-typed = Kar ste napisali
desk-examples-approved = Odobreno, še ne naučeno
desk-examples-approved-hint = Česar upravljavec ne more prevzeti, ker že stoji pri drugi temi, lahko zavrnete.
desk-examples-none-approved = Nič odobrenega ne čaka na učenje.
desk-examples-rewritten = Napisano na novo
desk-examples-language = Jezik
desk-examples-language-hint = Popravite ga, če ga bot ni prav prepoznal.
desk-examples-deeds = Dejanja
desk-example-empty = Napišite, kako bi to vprašal kdo drug, in nato odobrite.
desk-example-lines = Napišite v eni vrstici.
desk-example-long = Na novo napisan primer ima največ 300 znakov.
desk-example-same = To so besede prebivalca. Povejte drugače.
desk-example-row = Pet zaporednih besed je prebivalčevih. Povejte drugače.
desk-example-no-topic = Izberite temo s seznama.
desk-example-no-language = Izberite jezik s seznama.
desk-example-decided = O tem primeru je že odločil nekdo drug.
desk-example-learned = Bot se je tega primera že naučil.

## Osebje

desk-staff-title = Osebje
desk-staff-name = Uporabniško ime
desk-staff-role = Vloga
desk-staff-locale = Jezik
desk-staff-state = Stanje
desk-staff-deeds = Račun
desk-role-admin = Skrbnik
desk-role-coordinator = Koordinator
desk-role-reviewer = Pregledovalec
desk-staff-active = odprt
desk-staff-inactive = zaprt
desk-staff-first = gesla še ni izbral
desk-staff-locked = počiva po napačnih poskusih
desk-staff-telegram = obvestila po Telegramu
desk-staff-you = vi
desk-staff-close = Zapri račun
desk-staff-open = Znova odpri
desk-staff-renew = Novo enkratno geslo
desk-staff-add = Dodaj račun
desk-staff-add-hint = Črke brez strešic, številke, pika, vezaj; vsaj dva znaka.
desk-staff-add-submit = Dodaj
desk-staff-bad-login = Uporabniško ime ima od 2 do 60 črk brez strešic, številk, pik ali vezajev in se začne s črko ali številko.
desk-staff-taken = Račun s tem imenom že obstaja.
desk-staff-not-yourself = Svojega računa ne more zapreti nihče.
desk-staff-made = Enkratno geslo za račun { $login }
desk-staff-made-hint = Prikazano je samo zdaj. Predajte ga osebno ali po telefonu; ob prvi prijavi si lastnik izbere drugo.

## Moj račun

desk-account-title = Moj račun
desk-account-language = Jezik pisarne
desk-account-password = Geslo
desk-account-password-submit = Spremeni geslo
desk-account-telegram = Telegram
desk-account-telegram-intro = Po Telegramu lahko izveste, kdaj pride vprašanje ali znak nevarnosti. V obvestilu ni nobene besede prebivalca.
desk-account-linked = Vaš Telegram je povezan.
desk-account-not-linked = Vaš Telegram ni povezan.
desk-account-no-bot = Bot za koordinatorje še ni nastavljen. Prosite zanj upravljavca.
desk-account-link = Pokaži kodo
desk-account-relink = Poveži drug pogovor
desk-account-unlink = Prekini povezavo
desk-account-code = Vaša koda
desk-account-code-hint = Najpozneje v { $minutes } minutah pošljite botu za koordinatorje v Telegramu:
desk-account-code-once = Koda deluje enkrat in je prikazana samo zdaj.
desk-account-code-rehearsal = To je vaja: tudi bot za koordinatorje je na strani Vaja.

## Vaja

desk-rehearsal-title = Vaja
desk-rehearsal-intro = Pišite, kakor bi pisal prebivalec. Nič od tega ne zapusti tega računalnika; stran potrebuje JavaScript.
desk-rehearsal-frame = Pogovor na vaji
desk-rehearsal-silent = Vaja se trenutno ne odziva. Poskusite znova čez trenutek.
