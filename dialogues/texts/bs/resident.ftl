### Šta bot kaže stanovnicima. Jednostavne riječi, kratke rečenice, obraćanje na Vi.
### Riječi koje razumiju i Bosanci i Hrvati i Srbi. /naredbe i brojevi telefona svuda su isti.

## Početak

welcome =
    Dobar dan! Ovo je Povezani, pomoćnik Plana za inkluzivnu Idriju.
    Ja sam kompjuterski program, a ne čovjek. O životu u Idriji me možete pitati na svom jeziku: dozvole, doktor, škola, posao, stan.
    Moje odgovore su napisali i provjerili ljudi. Kad nešto ne znam, može Vam odgovoriti čovjek.
choose-language = Izaberite svoj jezik.
language-chosen = Hvala. Od sada Vam pišem na bosanskom / hrvatskom / srpskom. Vi možete pisati latinicom ili ćirilicom. Drugi jezik možete izabrati kad god želite: /language
language-heard = Pisali ste na bosanskom, hrvatskom ili srpskom, pa odgovaram na tom jeziku. Drugi jezik: /language
offer-language = Želite li da s Vama govorim bosanski, hrvatski ili srpski?
button-this-language = Da, na ovom jeziku
command-topics = sve teme
command-person = pitanje čovjeku
command-report = prijavite problem
command-language = drugi jezik
command-mydata = šta je sačuvano o Vama
command-delete = brisanje svega o Vama
command-stop = bez naših poruka
command-help = pomoć
help =
    Napišite pitanje onako kako biste ga postavili čovjeku.
    /topics – { command-topics }
    /person – { command-person }
    /report – { command-report }
    /language – { command-language }
    /mydata – { command-mydata }
    /delete – { command-delete }
    /stop – { command-stop }
greeting = Dobar dan! Kako Vam mogu pomoći? Napišite pitanje ili pogledajte /topics.
thanks = Nema na čemu. Pišite kad god Vam nešto zatreba.
private-only = Mogu razgovarati samo s jednom osobom, zato izlazim iz ove grupe. Pišite mi u privatnom razgovoru.

## Pristanak

consent =
    Smijemo li čuvati ono što ovdje pišete?
    Bez Vašeg pristanka odgovaram na pitanja, a od onoga što napišete ništa se ne čuva.
    Uz Vaš pristanak čuvamo Vaša pitanja na koja treba odgovoriti čovjek, prijave problema i odgovore na ankete, bez Vašeg imena i broja telefona. Čitaju ih zaposleni u općini, da Vam odgovore i da pripreme plan za naše mjesto.
    Sve možete kad god želite vidjeti uz /mydata i izbrisati uz /delete.
button-agree = Da, smijete čuvati
button-refuse = Ne
consent-given = Hvala. Možete se predomisliti kad god želite: /delete
consent-refused = U redu, od onoga što napišete ništa se ne čuva. Na pitanja i dalje odgovaram. Ali čovjek Vam može odgovoriti samo ako Vaše pitanje smijemo sačuvati.
consent-write-again = Hvala. Napišite pitanje još jednom, da ga čovjek može pročitati.

## Odgovori

official-page = Službena stranica
button-official-page = Otvori službenu stranicu
checked-on = Datum provjere: { $date }
volatile-note = * Ovo se može promijeniti. Provjerite na službenoj stranici prije nego što se oslonite na to.
button-more = Više: { $next }
contacts-title = Kome da se obratite
contact-hours = Radno vrijeme: { $hours }
contact-unconfirmed = Ove podatke još nismo provjerili kod ureda. Našli smo ih ovdje:
did-this-help = Je li Vam ovo pomoglo?
button-yes = Da
button-no = Ne
helped-thanks = Drago mi je. Hvala što ste nam javili.
not-helped = Žao mi je. Možete nam reći šta Vam je nedostajalo.
answer-not-written = Odgovor na ovu temu još nismo napisali. Više piše na službenoj stranici ispod. Možete i pitati čovjeka.
button-report = Prijavi problem
button-person = Pitaj čovjeka
offer = Nije mi sasvim jasno na šta mislite. Je li to nešto od ovoga?
button-none-person = Ništa od toga – pitaj čovjeka
menu = Izaberite područje ili jednostavno napišite pitanje.
button-all-topics = Sva područja
button-search = Pretraga
search-ask = Šta tražite? Napišite jednu ili dvije riječi, na primjer „doktor“ ili „dozvola“.
search-field = na primjer: doktor
search-found = Ovo sam našao. Izaberite temu.
search-nothing = Ništa nisam našao. Pokušajte s drugom riječju ili pitajte čovjeka.

## Odgovara čovjek

say-more = Ovo nisam razumio. Molim Vas, napišite s nekoliko riječi više šta Vam treba ili izaberite oblast ispod. Razgovor s osobom: /person
not-known = To ne znam. Može Vam odgovoriti čovjek, ali za to moramo sačuvati pitanje.
not-known-silent = Trenutno ne mogu odgovoriti. Može Vam odgovoriti čovjek, ali za to moramo sačuvati pitanje.
handed-over = Vaše pitanje je proslijeđeno. Čovjek će Vam odgovoriti ovdje. Zaposleni rade { $hours }.
handed-over-silent = Trenutno ne mogu odgovoriti, zato je Vaše pitanje proslijeđeno. Čovjek će Vam odgovoriti ovdje. Zaposleni rade { $hours }.
joined-thread = Ovo je proslijeđeno osobi koja Vam je odgovorila.
staff-reply-title = Odgovara Vam čovjek
staff-reply-next = Ako sada nešto napišete, Vaša sljedeća poruka ide toj osobi.

## Prijave problema i pitanja: obrasci

form-report-problem = U čemu je problem? Opišite ga svojim riječima. Ne pišite imena i brojeve telefona.
form-report-area = O kojem području se radi?
form-report-help = Šta bi pomoglo? Napišite svojim riječima ili preskočite pitanje.
form-report-consent = Smijemo li to zapisati za plan našeg mjesta, bez Vašeg imena?
form-human-question = Šta želite pitati? Napišite u jednoj poruci. Čovjek će Vam odgovoriti ovdje.
form-human-missing = Žao mi je. Šta Vam je nedostajalo? Napišite u jednoj poruci. Čovjek će pročitati i odgovoriti Vam ovdje.
button-other-area = Nešto drugo
button-skip = Preskoči
button-stop = Završi
report-kept = Hvala. Vaša prijava je zapisana. Zaposleni pročitaju svaku kad pripremaju plan za naše mjesto.
report-dropped = U redu. Vašu prijavu nismo sačuvali.
form-stopped = Ovdje smo završili. To što ste napisali ostaje kao nacrt koji vide samo zaposleni. Uz /delete brišete sve.
form-left = Ovdje smo završili. Ništa nije sačuvano.
empty-reply = U Vašoj poruci ne vidim riječi.

## Prekid, vlastiti podaci, brisanje

stopped = U redu. Više Vam nećemo slati poruke. Pitati me možete kad god želite. Ankete ćete ponovo dobijati kad pošaljete /start.
my-data =
    O Vama je sačuvano: { $questions ->
        [one] { $questions } pitanje čovjeku
        [few] { $questions } pitanja čovjeku
       *[other] { $questions } pitanja čovjeku
    }, { $surveys ->
        [one] { $surveys } anketa
        [few] { $surveys } ankete
       *[other] { $surveys } anketa
    }, { $challenges ->
        [one] { $challenges } prijava problema
        [few] { $challenges } prijave problema
       *[other] { $challenges } prijava problema
    }.
    Smijemo li čuvati Vaše riječi: { $consent ->
        [yes] da
       *[no] ne
    }.
    Ime i broj telefona ne čuvamo. Sve je u datoteci iznad. Uz /delete to brišete.
delete-ask = Želite li zaista izbrisati sve o sebi? Vaših pitanja, prijava i odgovora više neće biti i niko ih ne može vratiti.
button-delete-yes = Da, izbriši sve
button-delete-no = Ne, zadrži
deleted = Sve o Vama je izbrisano. Ako opet pišete, počinjemo iz početka.
not-deleted = Ništa nije izbrisano.

## Šta ne mogu koristiti

unknown-command = Tu naredbu ne znam. Jednostavno napišite pitanje ili pogledajte /help.
not-understood = Tu poruku ne mogu pročitati. Napišite je riječima.
only-text = Mogu čitati samo tekst. Napišite pitanje riječima.
edited = Vidim da ste izmijenili poruku. Izmjene ne mogu čitati: napišite je kao novu poruku.
old-button = Ovo dugme više ne radi. Napišite pitanje ili pogledajte /topics.

## Opasnost: prvo brojevi

cue-violence =
    Možda ste u opasnosti. Ako Vam pomoć treba sada, nazovite 113 (policija) ili 112.
    SOS telefon za žrtve nasilja: 080 11 55. Besplatan je, radi danju i noću, ime ne morate reći.
    Ljudi u općini su obaviješteni da nekome treba pomoć.
cue-child-in-danger =
    Možda je dijete u opasnosti. Ako pomoć treba sada, nazovite 113 (policija) ili 112.
    Telefon za djecu i mlade: 116 111. SOS telefon za žrtve nasilja: 080 11 55, besplatan, danju i noću.
    Ljudi u općini su obaviješteni da nekome treba pomoć.
cue-self-harm =
    Dobro je što ste napisali. U ovome niste sami. Ako je Vaš život u opasnosti, odmah nazovite 112.
    Na broju 116 123 neko će Vas saslušati. Poziv je besplatan, danju i noću.
    Ljudi u općini su obaviješteni da nekome treba pomoć.
cue-trafficking =
    Možda ste u opasnosti. Ako Vam pomoć treba sada, nazovite 113 (policija) ili 112.
    Niko Vam ne smije oduzeti pasoš, zaključati Vas ili tjerati da radite.
    Ljudi u općini su obaviješteni da nekome treba pomoć.
cue-medical =
    Ako je neko teško povrijeđen ili bolestan, odmah nazovite 112. Poziv je besplatan.
    Recite gdje ste i šta se desilo.
    Ljudi u općini su obaviješteni da nekome treba pomoć.

## Naše greške

failed = Kod nas je nešto pošlo po zlu. Vašu poruku će pogledati čovjek.
