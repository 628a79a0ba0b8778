### Kar bot pove prebivalcem. Preproste besede, kratki stavki, vikanje.
### /ukazi in telefonske številke ostanejo v vseh jezikih enaki.

## Začetek

welcome =
    Pozdravljeni! To je Povezani, pomočnik Načrta za vključujočo Idrijo.
    Sem računalniški program, ne človek. O življenju v Idriji me lahko vprašate v svojem jeziku: dovoljenja, zdravnik, šola, delo, stanovanje.
    Moje odgovore so napisali in preverili ljudje. Česar ne vem, vam lahko odgovori človek.
choose-language = Izberite svoj jezik.
language-chosen = Hvala. Odslej govorim slovensko. To lahko kadar koli spremenite: /language
language-heard = Pisali ste po slovensko, zato odgovarjam po slovensko. Drug jezik: /language
offer-language = Naj z vami govorim slovensko?
button-this-language = Da, slovensko
command-topics = vse teme
command-person = vprašanje človeku
command-report = sporočite težavo
command-language = drug jezik
command-mydata = kaj je shranjeno o vas
command-delete = izbris vsega o vas
command-stop = brez naših sporočil
command-help = pomoč
help =
    Napišite vprašanje, kot bi ga človeku.
    /topics – { command-topics }
    /person – { command-person }
    /report – { command-report }
    /language – { command-language }
    /mydata – { command-mydata }
    /delete – { command-delete }
    /stop – { command-stop }
greeting = Pozdravljeni! Kako vam lahko pomagam? Napišite vprašanje ali poglejte /topics.
thanks = Ni za kaj. Pišite, kadar kaj potrebujete.
private-only = Pogovarjam se lahko samo z eno osebo naenkrat, zato zapuščam to skupino. Pišite mi v zasebnem klepetu.

## Soglasje

consent =
    Ali smemo hraniti, kar pišete tukaj?
    Brez vašega soglasja odgovarjam na vprašanja, od vaših besed pa ne ostane nič.
    Z vašim soglasjem shranimo vaša vprašanja ljudem, sporočila o težavah in odgovore na ankete, brez vašega imena in številke. Berejo jih zaposleni na občini, da vam odgovorijo in pripravijo načrt za kraj.
    Vse lahko kadar koli vidite z /mydata in izbrišete z /delete.
button-agree = Da, smete hraniti
button-refuse = Ne
consent-given = Hvala. Premislite si lahko kadar koli, z /delete.
consent-refused = V redu, od vaših besed ne ostane nič. Na vprašanja še vedno odgovarjam. Človek pa vam lahko odgovori samo, če vprašanje smemo shraniti.
consent-write-again = Hvala. Vprašanje napišite še enkrat, da ga bo človek lahko prebral.

## Odgovori

official-page = Uradna stran
button-official-page = Odpri uradno stran
checked-on = Preverjeno { $date }
volatile-note = * To se lahko spremeni. Preden se na to zanesete, preverite na uradni strani.
button-more = Več: { $next }
contacts-title = Kam se obrnete
contact-hours = Odprto: { $hours }
contact-unconfirmed = Podatkov še nismo preverili pri uradu. Našli smo jih tu:
did-this-help = Je to pomagalo?
button-yes = Da
button-no = Ne
helped-thanks = Me veseli. Hvala, da ste nam povedali.
not-helped = Žal mi je. Lahko nam poveste, kaj je manjkalo.
answer-not-written = Odgovora na to temo še nismo napisali. Več pove uradna stran spodaj. Lahko tudi vprašate človeka.
button-report = Sporoči težavo
button-person = Vprašaj človeka
offer = Ne vem natančno, kaj mislite. Je to kaj od tega?
button-none-person = Nič od tega – vprašaj človeka
menu = Izberite področje ali pa kar napišite vprašanje.
button-all-topics = Vsa področja
button-search = Iskanje
search-ask = Kaj iščete? Napišite eno ali dve besedi, na primer »zdravnik« ali »dovoljenje«.
search-field = na primer: zdravnik
search-found = To sem našel. Izberite temo.
search-nothing = Ničesar nisem našel. Poskusite z drugo besedo ali vprašajte človeka.

## Odgovori človek

say-more = Tega nisem razumel. Napišite mi, prosim, z nekaj besedami več, kaj potrebujete, ali izberite področje spodaj. S človekom lahko govorite tukaj: /person
not-known = Tega ne vem. Lahko vam odgovori človek, a za to moramo vprašanje shraniti.
not-known-silent = Trenutno ne morem odgovoriti. Lahko vam odgovori človek, a za to moramo vprašanje shraniti.
handed-over = Vprašanje sem posredoval. Človek vam bo odgovoril tukaj. Zaposleni delajo { $hours }.
handed-over-silent = Trenutno ne morem odgovoriti, zato sem vprašanje posredoval. Človek vam bo odgovoril tukaj. Zaposleni delajo { $hours }.
joined-thread = To sem posredoval osebi, ki vam je odgovorila.
staff-reply-title = Odgovarja vam človek
staff-reply-next = Če zdaj kaj napišete, gre vaše naslednje sporočilo tej osebi.

## Sporočila o težavah in vprašanja: obrazci

form-report-problem = V čem je težava? Opišite jo s svojimi besedami. Ne pišite imen in telefonskih številk.
form-report-area = Za katero področje gre?
form-report-help = Kaj bi pomagalo? Napišite s svojimi besedami ali preskočite vprašanje.
form-report-consent = Ali smemo to zapisati za načrt kraja, brez vašega imena?
form-human-question = Kaj bi radi vprašali? Napišite v enem sporočilu. Človek vam bo odgovoril tukaj.
form-human-missing = Žal mi je. Kaj je manjkalo? Napišite v enem sporočilu. Človek bo to prebral in vam odgovoril tukaj.
button-other-area = Nekaj drugega
button-skip = Preskoči
button-stop = Končaj
report-kept = Hvala. Vaše sporočilo je zapisano. Zaposleni preberejo vsako, ko pripravljajo načrt za kraj.
report-dropped = V redu. Vašega sporočila nismo shranili.
form-stopped = Tu smo končali. Kar ste napisali, ostane kot osnutek, ki ga vidijo samo zaposleni. Z /delete izbrišete vse.
form-left = Tu smo končali. Nič ni shranjeno.
empty-reply = V vašem sporočilu ne vidim besed.

## Ustavitev, lastni podatki, izbris

stopped = V redu. Ne bomo vam več pošiljali sporočil. Vprašate me lahko kadar koli. Z /start boste spet dobivali ankete.
my-data =
    O vas je shranjeno: { $questions ->
        [one] { $questions } vprašanje človeku
        [two] { $questions } vprašanji človeku
        [few] { $questions } vprašanja človeku
       *[other] { $questions } vprašanj človeku
    }, { $surveys ->
        [one] { $surveys } anketa
        [two] { $surveys } anketi
        [few] { $surveys } ankete
       *[other] { $surveys } anket
    }, { $challenges ->
        [one] { $challenges } sporočilo o težavi
        [two] { $challenges } sporočili o težavah
        [few] { $challenges } sporočila o težavah
       *[other] { $challenges } sporočil o težavah
    }.
    Ali smemo hraniti vaše besede: { $consent ->
        [yes] da
       *[no] ne
    }.
    Imena in telefonske številke ne hranimo. Vse je v datoteki zgoraj. Z /delete to izbrišete.
delete-ask = Ali res želite izbrisati vse o sebi? Vaših vprašanj, sporočil in odgovorov ne bo več in nihče jih ne more vrniti.
button-delete-yes = Da, izbriši vse
button-delete-no = Ne, obdrži
deleted = Vse o vas je izbrisano. Če boste spet pisali, začnemo znova.
not-deleted = Nič ni bilo izbrisano.

## Česar ne morem uporabiti

unknown-command = Tega ukaza ne poznam. Kar napišite vprašanje ali poglejte /help.
not-understood = Tega sporočila ne morem prebrati. Napišite ga z besedami.
only-text = Berem lahko samo besedilo. Vprašanje napišite z besedami.
edited = Vidim, da ste spremenili sporočilo. Sprememb ne morem brati: napišite ga kot novo sporočilo.
old-button = Ta gumb ne deluje več. Napišite vprašanje ali poglejte /topics.

## Nevarnost: najprej številke

cue-violence =
    Morda ste v nevarnosti. Če potrebujete pomoč zdaj, pokličite 113 (policija) ali 112.
    SOS telefon za žrtve nasilja: 080 11 55. Brezplačen je, dela podnevi in ponoči, imena vam ni treba povedati.
    Ljudje na občini so obveščeni, da nekdo potrebuje pomoč.
cue-child-in-danger =
    Morda je v nevarnosti otrok. Če je pomoč potrebna zdaj, pokličite 113 (policija) ali 112.
    Telefon za otroke in mladostnike: 116 111. SOS telefon za žrtve nasilja: 080 11 55, brezplačen, podnevi in ponoči.
    Ljudje na občini so obveščeni, da nekdo potrebuje pomoč.
cue-self-harm =
    Dobro je, da ste napisali. S tem niste sami. Če je vaše življenje v nevarnosti, zdaj pokličite 112.
    Na 116 123 vam nekdo prisluhne. Klic je brezplačen, podnevi in ponoči.
    Ljudje na občini so obveščeni, da nekdo potrebuje pomoč.
cue-trafficking =
    Morda ste v nevarnosti. Če potrebujete pomoč zdaj, pokličite 113 (policija) ali 112.
    Nihče vam ne sme vzeti potnega lista, vas zakleniti ali siliti k delu.
    Ljudje na občini so obveščeni, da nekdo potrebuje pomoč.
cue-medical =
    Če je kdo hudo poškodovan ali bolan, zdaj pokličite 112. Klic je brezplačen.
    Povejte, kje ste in kaj se je zgodilo.
    Ljudje na občini so obveščeni, da nekdo potrebuje pomoč.

## Naše napake

failed = Pri nas je šlo nekaj narobe. Vaše sporočilo bo pogledal človek.
