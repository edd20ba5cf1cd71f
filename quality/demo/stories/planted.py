"""Stories of the recurring patterns that are planted across units, each teller with words of their own."""

from quality.demo.stories.grammar import read

PLO = read("""
@ T4.1 | home_care nursing_home health_service supported_housing | communication organisation | day
evening | 0011122 | e
= PLO-melding lest for sent
PLO-meldingen om utskriving kom {kl}, men ble ikke åpnet før [neste dag|etter vaktskiftet]. {Brukeren} var
da allerede hjemme uten [mat og medisin|hjelp til natta].
= Melding fra sykehuset ikke sett
Sykehuset sendte utskrivingsklar i god tid. Ingen leste innboksen [i helga|på kveldsvakta]. Vi fikk vite
det da [ambulansen sto i døra|datteren ringte].
= Ingen på vakt leser PLO
På kveld og helg har ingen ansvaret for PLO. Meldingen om endret [blodfortynnende|insulindose] lå ulest i
{timer} timer.
= Uleste meldinger i innboksen
Fant {antall} uleste meldinger fra sykehuset da jeg kom på jobb {dag}. En av dem gjaldt [utskriving samme
kveld|ny medisinliste].
= Kom hjem til tom leilighet
{Brukeren} ble kjørt hjem fra sykehuset. Vi visste ikke noe, for e-meldingen var ikke lest. [Naboen
ringte.|Satt i ytterjakka da vi endelig kom.]
= Overføringsmelding åpnet dagen etter
Helseopplysninger ved utskriving ble åpnet dagen etter at {brukeren} kom. Fikk derfor feil [dose|kost]
første kveld.
= Så ikke meldingen
Jeg så ikke PLO-en før {kl}. Har ikke fått vist hvordan varslingen virker, og på nettbrettet vises den ikke.
= Pasient klar, men vi svarte ikke
Sykehuset purret {antall} ganger på elektronisk melding. Svaret vårt kom for sent, og vi betaler for
døgnet i tillegg.
= Beskjed om antibiotika lå i innboksen
Dialogmelding fra avdelingen om kur i {dager} dager var ikke lest. Kuren startet et døgn for sent.
=nn PLO-meldinga låg ulesen
Meldinga om utskriving kom på føremiddagen, men vart ikkje lesen før kvelden. Då hadde brukaren vore heime
åleine i {timer} timar.
=di Ingen hadd lest meldinga
Meldinga fra sykehuset lå der å blinka, men ingen hadd lest den. {Brukeren} sto plutselig i gangen me
koffert.
= For sent lest melding om utskriving
Utskriving {dag}. PLO lest {to} timer etter ankomst. Seng og [sondemat|oksygen] var ikke klart.
""")

SHIFT = read("""
@ T1.1 | nursing_home supported_housing home_care | communication staffing | shift | 000011 | e
= Medisin glemt i vaktskiftet
Medisinen kl. 15 ble ikke gitt. Dagvakta trodde [kvelden|vi] tok den, kvelden trodde dagen hadde gjort det.
= 15-medisin falt mellom to vakter
{medisin} sto til kl. 15, midt i rapporten. Ingen av oss ga den. Oppdaget {timer} timer senere.
= Ikke gitt, vaktbytte
Jeg gikk av kl. 15 og sa at {brukeren} manglet medisin. Det ble visst ikke hørt i [mylderet|rapporten].
= Glemt dose rundt kl. 15
Dosen rundt vaktbyttet er glemt igjen. {Antall}. gang jeg ser det.
= Ettermiddagsmedisin ikke kvittert
Ingen har kvittert kl. 14.30. Spurte begge vakter, begge trodde den andre hadde gjort det.
= Trodde dagvakta hadde gitt
Sto ikke kvittert, men koppen var tom. Jeg antok at den var gitt. Det var den ikke, den var tatt bort i
oppryddinga.
=nn Gløymt ved vaktskiftet
Medisinen skulle vore gjeven då vi sat i rapport. Ingen tok ansvar for han, og brukaren fekk han ikkje.
=di Glømt i vaktskiftet
Dagvakta trudd vi tok den å vi trudd dæm hadd tatt den.
= Kveldsmedisin glemt ved overgang til natt
22-medisin ble ikke gitt. Kvelden hadde det travelt og natta begynte rett på en alarm.
= Dobbelt gitt i vaktskiftet
Både dag og kveld ga {medisin} fordi det ikke var kvittert før rapporten. Lege kontaktet.
""")

LOCKS = read("""
@ B3 | home_care supported_housing health_service nursing_home | routine equipment | any | 000001 | eh
= Gammel kode på nøkkelboksen
Koden på nøkkelboksen i {vei} er endret, men lista har den gamle. Sto ute i {min} minutter.
= Feil kode til {bruker}
Tastet koden som sto på lista {antall} ganger. Boksen låste seg. Måtte ringe [sønnen|vaktmester] for å
komme inn.
= Samme kode hos alle
Alle nøkkelboksene på ruta har samme kode, også hos dem der en tidligere vikar har gått. Det er ikke trygt.
= Nøkkelbokskode sto på papir i bilen
Fant lista med koder og adresser i døra på bilen. Bilen var ulåst.
= Kom ikke inn, kodelista er fra {måned}
Kodene ble byttet, men kodelista i appen og på papir er ikke lik. To av oss hadde hver sin.
= Ny kode ikke delt med natta
Dagvakta byttet kode {dag}, natta fikk ikke vite det. Alarm fra {bruker}, kom inn {min} minutter senere.
=nn Feil kode på boksen
Eg fekk ikkje opp nøkkelboksen. Koden på lista var gammal. Brukaren låg og venta.
=di Koden virka itj
Koden virka itj å æ sto der i kulda som en tulling. Ringt tre stykka før æ fikk rett.
""")

FLOOR = read("""
@ T2.2 | nursing_home | surroundings equipment | any | 00111 | e | gangen/stua/badet/korridoren 2. etasje
= Fall på det nye gulvet
{Brukeren} skled på det nye belegget i [gangen|stua]. Det er [speilglatt når det er vått|så blankt at de
ikke ser kanten]. Vond {del}.
= Skled etter vask av gulvet
Nytt gulv, nyvasket. {Brukeren} gikk med rullator som skled fra henne. Sår på {kropp}.
= Glatt gulv i korridoren
Tredje fallet på den samme stripa ved kjøkkenet etter at gulvet ble lagt. Hoven i {del}.
= Rullator skrenser på nytt belegg
Hjulene på rullatoren får ikke feste i svingen inn til stua. {Brukeren} gikk over ende.
= Falt i lyset fra vinduet
Gulvet skinner så mye at {brukeren} trodde det var vann og tok et stort steg. Falt mot veggen.
=nn Fall på nytt golv
Golvet er så glatt no at brukaren sklei med tøflar på. Slo {del}.
@ T2.1 | nursing_home | surroundings equipment | any | 000000 | e | gangen/stua/badet/korridoren 2. etasje
= Skled i gangen
Sokker på nytt gulv. {Brukeren} satte seg rett ned. Ingen skade, men dette kommer til å gå galt.
= Gled på det nye belegget
{Brukeren} gled og fikk tak i håndlista. Vi ser at flere går langs veggen nå, de er redde for gulvet.
= Falt ved overgangen til nytt gulv
Listen mellom gammelt og nytt gulv er to centimeter høy. Snublet, ingen skade.
@ H2.2 | nursing_home cleaning | surroundings | any | 00011 | e | gangen/stua/korridoren 2. etasje
= Ansatt skled på nytt gulv
Skled med matvogna på det nye gulvet. Landet på {del}. Skoene er godkjente, så det er gulvet.
""")

BUS = read("""
@ T5.3 | school | external communication organisation | schoolbus | 000001 | e
= Skoleskyssen kom for sent igjen
Skyssen fra {vei} kom {min} minutter etter at timen begynte. [Fjerde gang denne måneden.|Elevene mister
lesestunda.]
= Elever ble igjen på holdeplassen
Bussen på den nye ruta kjørte forbi {vei}. {Antall} elever sto igjen og gikk hjem. Foreldre ringte.
= Fullt på bussen
Etter at rutene ble lagt om er det ikke plass til alle. Sjåføren sa at {antall} måtte vente på neste.
= Ny rute stopper på feil side
Elevene må krysse hovedveien. Det er ikke gangfelt der og det er mørkt.
= Skyss forsinket
Ventet i {min} min utenfor skolen. De minste fryser. [Ingen svarer på sentralen.|Sjåføren sa at han bare
følger den nye planen.]
= Skolebussen kom ikke
Ringte sentralen {antall} ganger. Beskjed om at ruta «er slått sammen». Det har ingen fortalt oss.
= Drosjen hentet feil elev
Drosjen på den nye listen tok med en annen, og vår elev sto igjen. Fant ut av det etter {min} min.
=nn Bussen køyrde forbi
Den nye ruta går forbi utan å stanse når det er fullt. Elevane kom {min} minutt for seint.
=di Bussen kjørt forbi
Bussen kjørt rett forbi ongan. Dæm sto å vinka. No ring foreldran te oss.
""")

ICE = read("""
@ H2.2 | home_care nursing_home school kindergarten property roads_parks cleaning nav | surroundings external
| morning | 0011122 | e
= Falt på isen
Falt på [parkeringsplassen|trappa|vei inn] {kl}. Slo {del}. Regn på is, ikke strødd.
= Gikk på trynet på holka
Speilblankt foran [hovedinngangen|lageret]. Falt rett bakover. [Hodepine.|Jakken ble revet, ellers fin.]
= Falt på vei til bilen
Nysnø på is ved {vei}. Hadde ikke brodder, de ligger på kontoret. Vondt i {del}, {dager} dager egenmelding.
= Skled i innkjørselen
Ikke strødd [i det hele tatt|før kl. 9]. [Begge beina gikk under meg.|Holdt på å dra med meg kollegaen.] Øm i {del}.
=nn Ramla på isen
Eg ramla på isen framfor inngangen. Det var ikkje strødd enno, klokka var halv sju. Vondt i handa.
=di Datt på isen
Holka igjen. Datt så lang æ va. Itj strødd.
@ B7 | home_care school kindergarten nursing_home roads_parks supported_housing | surroundings external |
morning | 00001 | h
= Glatt som såpe foran [inngangen|porten]
Ikke strødd {kl}. {Antall} foreldre gled, ingen falt helt. Kastet ut grus fra bøtta.
= Is på rampa
Rampa til [HC-inngangen|varemottaket] er blank is. Vannet kommer fra takrenna.
= Ikke strødd opp bakken
Fikk ikke bilen opp til {vei}. {Antall} brukere ble {min} minutter forsinket.
= Underkjølt regn
Alt frøs på en time. Ingen strøbil før kl. 9. Vi sendte melding til alle om å gå med brodder.
""")

SUBSTITUTES = read("""
@ P4 | home_care nursing_home supported_housing health_service | organisation equipment | day evening |
00001 | e
= Sommervikar uten tilgang
Vikaren har fått vakter, men ikke brukernavn. Jobber {antall} vakter på papir og på det vi husker å si.
= Tilgang til journal først etter {dager} dager
Bestilt i god tid, men ligger i kø. I mellomtida leser hun over skulderen min.
@ R4 | home_care nursing_home supported_housing health_service | competence staffing organisation | day
evening | 00001 | e
= Sommervikar ble sendt alene
To følgevakter er avtalt, det ble ingen. Sto alene med {antall} alarmer.
= Vikarer uten medisinkurs i ferien
Tre vikarer på vakt og ingen med kurs. Fast ansatt måtte kjøre rundt og gi medisin til alle.
= Vikar visste ikke om [allergien|rømningsveien]
Hadde fått nøkler og en liste. Ingen viste rundt.
=nn Vikar utan opplæring
Ferievikaren hadde ikkje fått kodar, telefon eller opplæring. Ho gjorde så godt ho kunne.
""")

TRANSITIONS = read("""
@ H1.1 | school | user_situation staffing | school | 001112 | e
= Utagering i overgangen fra friminutt
Slag mot {kropp} i det vi gikk inn fra friminutt. Det er trangt i garderoben og alle dytter.
= Slått i garderoben
Eleven slo rundt seg i garderoben kl. 10.15. Traff meg og to medelever.
= Sparket i overgang
Kom inn fra ute, ble dyttet og sparket. Traff meg på leggen. Samme tid som i går.
""")

# deliberately identifying, so that the masking has something to show; the names mean nobody
IDENTIFYING = read("""
@ T1.1 | nursing_home | communication | morning evening | 0001 | e
= Astrid på rom 214 fikk ikke medisin
Astrid på rom 214 fikk ikke Levaxin i dag. Datteren Nora ringte og spurte, telefon 900 00 000. Sagt fra
til sykepleier.
@ T2.1 | home_care | user_situation | any | 000 | e
= Kåre falt hjemme
Kåre i Lyngveien 12 lå på gulvet da jeg kom. Han er 87 og bor alene. Ingen skade.
@ H1.1 | school | user_situation | school | 011 | e
= Slått av Emil i 4B
Emil i 4B slo meg i armen da jeg tok fra ham ballen. Moren, Solveig, er informert.
@ T5.2 | kindergarten | surroundings | school | 011 | e
= Nora datt fra stativet
Nora (3 år, blå avdeling) datt og slo hodet. Faren Torbjørn hentet henne.
""")
