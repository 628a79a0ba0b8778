### Çfarë u thotë boti banorëve. Fjalë të thjeshta, fjali të shkurtra, forma e mirësjelljes.
### /komandat dhe numrat e telefonit janë të njëjtë në të gjitha gjuhët.

## Fillimi

welcome =
    Mirë se vini! Ky është Povezani, ndihmësi i Planit për një Idrijë gjithëpërfshirëse.
    Jam program kompjuterik, jo njeri. Më pyesni në gjuhën tuaj për jetën në Idrija: lejet, mjekun, shkollën, punën, banesën.
    Përgjigjet e mia i kanë shkruar dhe kontrolluar njerëz. Kur nuk di diçka, mund t’ju përgjigjet një person.
choose-language = Zgjidhni gjuhën tuaj.
language-chosen = Faleminderit. Tani e tutje ju shkruaj shqip. Këtë mund ta ndryshoni kurdo: /language
language-heard = Shkruat shqip, prandaj po përgjigjem shqip. Gjuhë tjetër: /language
offer-language = A të flas me ju shqip?
button-this-language = Po, shqip
command-topics = të gjitha temat
command-person = pyetje për një person
command-report = njoftoni për një problem
command-language = gjuhë tjetër
command-mydata = çfarë ruhet për ju
command-delete = fshirja e gjithçkaje për ju
command-stop = pa mesazhe nga ne
command-help = ndihmë
help =
    Shkruajeni pyetjen ashtu siç do t’ia bënit një njeriu.
    /topics – { command-topics }
    /person – { command-person }
    /report – { command-report }
    /language – { command-language }
    /mydata – { command-mydata }
    /delete – { command-delete }
    /stop – { command-stop }
greeting = Mirë se vini! Si mund t’ju ndihmoj? Shkruani pyetjen ose shikoni /topics.
thanks = S’ka përse. Shkruani sa herë që ju duhet diçka.
private-only = Mund të flas vetëm me një person, prandaj po dal nga ky grup. Më shkruani në bisedë private.

## Pëlqimi

consent =
    A mund ta ruajmë atë që shkruani këtu?
    Pa pëlqimin tuaj u përgjigjem pyetjeve, por nga ato që shkruani nuk ruhet asgjë.
    Me pëlqimin tuaj ruajmë pyetjet tuaja që duan përgjigje nga një person, njoftimet për probleme dhe përgjigjet në anketa, pa emrin dhe numrin tuaj të telefonit. I lexojnë punonjësit e komunës, për t’ju përgjigjur dhe për të përgatitur planin e komunës.
    Gjithçka mund ta shihni kurdo me /mydata dhe ta fshini me /delete.
button-agree = Po, mund ta ruani
button-refuse = Jo
consent-given = Faleminderit. Mund të ndërroni mendje kurdo, me /delete.
consent-refused = Në rregull, nga ato që shkruani nuk ruhet asgjë. Pyetjeve u përgjigjem edhe më tej. Por një person mund t’ju përgjigjet vetëm nëse mund ta ruajmë pyetjen.
consent-write-again = Faleminderit. Shkruajeni pyetjen edhe një herë, që ta lexojë një person.

## Përgjigjet

official-page = Faqja zyrtare
button-official-page = Hap faqen zyrtare
checked-on = Kontrolluar më { $date }
volatile-note = * Kjo mund të ndryshojë. Para se të mbështeteni në të, kontrolloni në faqen zyrtare.
button-more = Më shumë: { $next }
contacts-title = Ku të drejtoheni
contact-hours = Hapur: { $hours }
contact-unconfirmed = Këto të dhëna ende nuk i kemi kontrolluar me zyrën. I gjetëm këtu:
did-this-help = A ju ndihmoi kjo?
button-yes = Po
button-no = Jo
helped-thanks = Më vjen mirë. Faleminderit që na treguat.
not-helped = Më vjen keq. Mund të na tregoni çfarë mungonte.
answer-not-written = Për këtë temë ende nuk kemi shkruar përgjigje. Më shumë gjeni në faqen zyrtare më poshtë. Mund edhe të pyesni një person.
button-report = Njofto për një problem
button-person = Pyet një person
offer = Nuk e kam të qartë çfarë mendoni. A është njëra nga këto?
button-none-person = Asnjëra – pyet një person
menu = Zgjidhni një fushë ose thjesht shkruani pyetjen.
button-all-topics = Të gjitha fushat
button-search = Kërko
search-ask = Çfarë kërkoni? Shkruani një ose dy fjalë, për shembull “mjek” ose “leje”.
search-field = për shembull: mjek
search-found = Gjeta këto. Zgjidhni një temë.
search-nothing = Nuk gjeta asgjë. Provoni një fjalë tjetër ose pyesni një person.

## Përgjigjet një person

say-more = Këtë nuk e kuptova. Ju lutem, shkruani me disa fjalë më shumë çfarë ju duhet, ose zgjidhni një fushë më poshtë. Me një njeri flisni këtu: /person
not-known = Këtë nuk e di. Mund t’ju përgjigjet një person, por për këtë duhet ta ruajmë pyetjen.
not-known-silent = Tani për tani nuk mund të përgjigjem. Mund t’ju përgjigjet një person, por për këtë duhet ta ruajmë pyetjen.
handed-over = Pyetja juaj u përcoll. Një person do t’ju përgjigjet këtu. Punonjësit punojnë { $hours }.
handed-over-silent = Tani për tani nuk mund të përgjigjem, prandaj pyetja juaj u përcoll. Një person do t’ju përgjigjet këtu. Punonjësit punojnë { $hours }.
joined-thread = Kjo iu përcoll personit që ju është përgjigjur.
staff-reply-title = Ju përgjigjet një person
staff-reply-next = Nëse shkruani tani, mesazhi juaj i ardhshëm i shkon këtij personi.

## Njoftimet për probleme dhe pyetjet: formularët

form-report-problem = Cili është problemi? Përshkruajeni me fjalët tuaja. Mos shkruani emra dhe numra telefoni.
form-report-area = Për cilën fushë bëhet fjalë?
form-report-help = Çfarë do të ndihmonte? Shkruani me fjalët tuaja ose kaloni pyetjen.
form-report-consent = A mund ta shënojmë këtë për planin e komunës, pa emrin tuaj?
form-human-question = Çfarë dëshironi të pyesni? Shkruajeni në një mesazh. Një person do t’ju përgjigjet këtu.
form-human-missing = Më vjen keq. Çfarë mungonte? Shkruajeni në një mesazh. Një person do ta lexojë dhe do t’ju përgjigjet këtu.
button-other-area = Diçka tjetër
button-skip = Kalo
button-stop = Përfundo
report-kept = Faleminderit. Njoftimi juaj u shënua. Punonjësit e lexojnë çdo njoftim kur përgatitin planin e komunës.
report-dropped = Në rregull. Njoftimi juaj nuk u ruajt.
form-stopped = Këtu e mbyllëm. Ajo që keni shkruar mbetet si draft që e shohin vetëm punonjësit. Me /delete fshini gjithçka.
form-left = Këtu e mbyllëm. Asgjë nuk u ruajt.
empty-reply = Në mesazhin tuaj nuk shoh fjalë.

## Ndalimi, të dhënat tuaja, fshirja

stopped = Në rregull. Nuk do t’ju dërgojmë më mesazhe. Mund të më pyesni kurdo. Me /start do të merrni përsëri anketa.
my-data =
    Për ju ruhen: { $questions ->
        [one] { $questions } pyetje për një person
       *[other] { $questions } pyetje për një person
    }, { $surveys ->
        [one] { $surveys } anketë
       *[other] { $surveys } anketa
    }, { $challenges ->
        [one] { $challenges } njoftim për problem
       *[other] { $challenges } njoftime për probleme
    }.
    A mund t’i ruajmë fjalët tuaja: { $consent ->
        [yes] po
       *[no] jo
    }.
    Emrin dhe numrin e telefonit nuk i ruajmë. Gjithçka është në skedarin më lart. Me /delete e fshini.
delete-ask = A dëshironi vërtet të fshini gjithçka për veten? Pyetjet, njoftimet dhe përgjigjet tuaja nuk do të jenë më dhe askush nuk mund t’i kthejë.
button-delete-yes = Po, fshi gjithçka
button-delete-no = Jo, ruaje
deleted = Gjithçka për ju u fshi. Nëse shkruani përsëri, fillojmë nga e para.
not-deleted = Asgjë nuk u fshi.

## Çfarë nuk mund të përdor

unknown-command = Këtë komandë nuk e njoh. Thjesht shkruani pyetjen ose shikoni /help.
not-understood = Këtë mesazh nuk mund ta lexoj. Shkruajeni me fjalë.
only-text = Mund të lexoj vetëm tekst. Shkruajeni pyetjen me fjalë.
edited = Shoh që keni ndryshuar një mesazh. Ndryshimet nuk mund t’i lexoj: shkruajeni si mesazh të ri.
old-button = Ky buton nuk punon më. Shkruani pyetjen ose shikoni /topics.

## Rreziku: së pari numrat

cue-violence =
    Ndoshta jeni në rrezik. Nëse ju duhet ndihmë tani, thirrni 113 (policia) ose 112.
    Telefoni SOS për viktimat e dhunës: 080 11 55. Është falas, punon ditë e natë dhe nuk keni nevojë ta thoni emrin.
    Njerëzit në komunë janë njoftuar se dikujt i duhet ndihmë.
cue-child-in-danger =
    Ndoshta një fëmijë është në rrezik. Nëse ndihma duhet tani, thirrni 113 (policia) ose 112.
    Telefoni për fëmijë dhe të rinj: 116 111. Telefoni SOS për viktimat e dhunës: 080 11 55, falas, ditë e natë.
    Njerëzit në komunë janë njoftuar se dikujt i duhet ndihmë.
cue-self-harm =
    Mirë që shkruat. Nuk jeni vetëm në këtë. Nëse jeta juaj është në rrezik, thirrni menjëherë 112.
    Në 116 123 dikush ju dëgjon. Thirrja është falas, ditë e natë.
    Njerëzit në komunë janë njoftuar se dikujt i duhet ndihmë.
cue-trafficking =
    Ndoshta jeni në rrezik. Nëse ju duhet ndihmë tani, thirrni 113 (policia) ose 112.
    Askush nuk guxon t’jua marrë pasaportën, t’ju mbyllë me çelës ose t’ju detyrojë të punoni.
    Njerëzit në komunë janë njoftuar se dikujt i duhet ndihmë.
cue-medical =
    Nëse dikush ka lëndim ose sëmundje të rëndë, thirrni menjëherë 112. Thirrja është falas.
    Thoni ku jeni dhe çfarë ka ndodhur.
    Njerëzit në komunë janë njoftuar se dikujt i duhet ndihmë.

## Gabimet tona

failed = Te ne diçka shkoi keq. Mesazhin tuaj do ta shohë një person.
