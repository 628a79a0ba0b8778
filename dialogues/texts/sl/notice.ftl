# Telegramska obvestila osebju (bot za koordinatorje). Nikoli ne vsebujejo besed stanovalcev.

notice-title = Nekdo čaka na odgovor
notice-title-urgent = NUJNO: znak nevarnosti
notice-kind = Razlog: { $kind }
notice-language = Jezik: { $language }
notice-since = Čaka od: { $since }
notice-open = Preberite in odgovorite na namizju:

coordinator-linked = Povezano z računom { $login }. Tu boste izvedeli, kdaj kdo čaka na odgovor. Besed stanovalcev ne pošiljamo sem.
coordinator-no-code = Ta bot je za osebje. Za povezavo potrebujete kodo: prijavite se na namizje, odprite svoj račun in izberite povezavo s Telegramom.
coordinator-bad-code = Ta koda ne velja: morda je potekla ali je že bila uporabljena. Novo kodo dobite na namizju pri svojem računu.
coordinator-help = Tu dobivate obvestila, kadar kdo čaka na odgovor. Odgovarjate na namizju: { $desk }. Povezavo lahko prekinete na namizju pri svojem računu.
coordinator-stranger = Ta bot je za osebje občine. Če potrebujete pomoč, pišite botu za stanovalce.
