"""Short word lists: nynorsk and common dialect as bokmål, words that say nothing, and words for people."""


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BOKMAL = _pairs(
    """
    ikkje:ikke itj:ikke ittj:ikke inte:ikke eg:jeg æ:jeg e:jeg ho:hun dei:de dykk:dere me:vi nokon:noen
    nokre:noen noko:noe nån:noen kven:hvem kva:hva ka:hva kæm:hvem korleis:hvordan kor:hvor kvifor:hvorfor
    frå:fra vart:ble blei:ble vert:blir va:var hadd:hadde fekk:fikk gjekk:gikk heim:hjem berre:bare utan:uten
    att:igjen låg:lå stod:sto såg:så seint:sent mykje:mye høge:høye veke:uke veka:uka vekene:ukene
    manglar:mangler gav:ga framleis:fortsatt skrive:skrevet varsla:varslet lek:lekker verkar:virker
    verka:virket kjem:kommer vore:vært gjer:gjør sjukehus:sykehus sjukehuset:sykehuset sjuk:syk sjuke:syke
    sjukepleiar:sykepleier sjukepleiaren:sykepleieren sjukmelding:sykmelding brukar:bruker brukaren:brukeren
    pleiar:pleier bebuar:beboer lærar:lærer medarbeidar:medarbeider rettleiing:veiledning hending:hendelse
    hendinga:hendelsen avvika:avvikene skriv:skriver seier:sier fleire:flere gonger:ganger gong:gang
    einaste:eneste ein:en ei:en eitt:ett annan:annen anna:annet eigen:egen eiga:egen ætter:etter sidan:siden
    no:nå medan:mens dersom:hvis enno:ennå opna:åpnet open:åpen ope:åpent opne:åpne nykel:nøkkel nyklar:nøkler
    nøklar:nøkler golv:gulv golvet:gulvet vatn:vann vatnet:vannet røyr:rør røyret:røret straum:strøm
    straumen:strømmen veg:vei vegen:veien køyrde:kjørte køyre:kjøre køyrer:kjører bilar:biler tilsette:ansatte
    tilsett:ansatt born:barn ungar:unger elevar:elever gut:gutt guten:gutten medisinar:medisiner
    tablettar:tabletter pillar:piller dosar:doser gløymt:glemt gløymde:glemte gløyme:glemme skada:skadet
    fall:falt fallt:falt datt:falt ramla:falt sparka:sparket beit:bet biten:bitt kasta:kastet hev:kastet
    slengde:kastet skreik:skrek uroleg:urolig farleg:farlig dårleg:dårlig dårle:dårlig vanskeleg:vanskelig
    mogleg:mulig umogleg:umulig naudsynt:nødvendig tilgjengeleg:tilgjengelig tydeleg:tydelig uklår:uklar
    klår:klar meld:meldt mistydnad:misforståelse rett:riktig sku:skulle kunna:kunne ønskjer:ønsker
    ønskje:ønske ner:ned å:og o:å de:det datamaskin:pc mobil:telefon tlf:telefon avd:avdeling
    """
)
PEOPLE = _words(
    """
    alle andre ansatt ansatte assistent assistenten avdelingsleder barn barna barnet beboer beboere beboeren
    bebuar br bruker brukere brukeren brukerne brukers dame damen datter de deg dem den dere det du ei elev
    eleven elever en et ett fagarbeider far folk forelder foreldre gutt gutten ham han helsefagarbeider henne
    hun ingen innbygger jeg jenta jente kollega kollegaen kolleger kvinne leder lederen liten lærer læreren
    lærling mann mannen meg min mor noe noen oss pas pasient pasienten pasienter person personen pleier
    pleieren pårørende seg selv sin sine sitt sykepleier sykepleieren sønn søster unge vaktmester verneombud
    verneombudet vi vikar vikaren vår
    """
)
EMPTY = _words(
    """
    andre annen annet april at august av avvik avviket avviksmelding bare beskrivelse ble bli blir bort både
    ca da dag dagen dager denne der desember dette disse eller enda enn ennå er etter februar fem fikk fire
    flere for fordi fortsatt fra fredag få får før første gang ganger gikk gjorde gjort gjør går ha hadde har
    helt hendelse hendelsen her hva hvem hvis hvor hvordan i ifm igjen ikke inn januar juli juni kan kl kom
    kommer kunne kveld litt lørdag mai mandag mange mars med melding mellom men mens mer mest minutt minutter
    morgen mot mye må måned måtte natt ned ni november nå når og også oktober om onsdag opp over pga på ref
    samme se seks september siden sju skal skulle som svært syv så søndag ti til time timer tirsdag to torsdag
    tre tredje uka uke under ut uten uønsket var ved vedr veldig vil ville år åtte
    """
)
