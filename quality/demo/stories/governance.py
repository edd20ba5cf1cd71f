"""Texts on administration and money (F), preparedness (S), routines and skills (R)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ F1 | administration nav property culture | staffing organisation | office | 00011 | e
= Byggesak over fristen
12-ukersfristen gikk ut {dato}. Gebyret må settes ned. [Sykdom, ingen har tatt over porteføljen.|Saken
manglet nabovarsel og ble liggende.]
= Søknad ikke besvart
Søknad om [skjenkebevilling|tilskudd|delingstillatelse] er {uker} uker over. Søker har purret to ganger.
= Foreløpig svar ikke sendt
{Antall} henvendelser siste måned har ikke fått foreløpig svar innen en måned.
= Høringsfrist oversett
Vi skulle uttalt oss til fylkesplanen. Oppdaget dagen etter fristen.
= Parkeringskort tok {uker} uker
Ble liggende i en innboks som bare en person har tilgang til.
=nn Over fristen
Saka har vore utan sakshandsamar i {uker} veker. Søkjaren har rett på svar.

@ F2 | administration school nav culture child_welfare kindergarten | routine competence equipment |
office | 00001 | e
= Innsynskrav ikke besvart
Pressen ba om innsyn for {dager} dager siden. Ikke sett fordi det gikk til en som har permisjon.
= E-post ikke journalført
Hele dialogen med [utbyggeren|leverandøren] ligger i en privat innboks.
= Skjermet opplysning på postlista
Tittelen viste navnet på en {bruker}. Fjernet {timer} timer etter publisering.
= Elevmappe mangler dokumenter
{Antall} vedtak ligger på fellesområdet og ikke i mappa.
= Arkivrom med fuktskade
Tre hyllemeter fra 80-tallet er våte.
= Sak avsluttet uten svar
Saken står som ferdig i systemet, men innbyggeren har aldri fått svar.

@ F3 | administration property culture water roads_parks | routine competence | office | 00012 | eh
= Kjøp utenfor rammeavtale
Kjøpt [møbler|verktøy|konsulenttimer] for {kr} kr et annet sted enn vi har avtale med. Visste ikke om
avtalen.
= Avtale fornyet uten konkurranse
Opsjonen var brukt opp, men avtalen har løpt videre i et halvt år.
= Kontrakt uten signatur
Arbeidet er i gang, kontrakten er ikke signert av begge.
= Manglende lønns- og arbeidskontroll
Underleverandør på [taket|tomta] kunne ikke vise HMS-kort.
= Feil pris på faktura
{kr} kr mer enn tilbudet. Oppdaget ved attestasjon.

@ F4 | culture administration school day_centre nav kindergarten | routine competence | office | 00001 | e
= Kasseoppgjør stemmer ikke
Manglet {kr} kr etter [konserten|kiosken|åpen kveld]. Talt av to.
= Faktura betalt to ganger
Samme faktura kom på e-post og EHF.
= Klassekasse på privat konto
Pengene til leirskolen står på kontoen til en FAU-forelder.
= Attestert egen utgift
Leder er syk og systemet lot meg både attestere og anvise.
= Faktura for sent sendt
Barnehagefaktura for {måned} gikk ut tre uker for sent. Mange spørsmål fra foreldre.
= Egenandel krevd feil
{Mange} har fått faktura for trygghetsalarm de har levert inn.

@ F5 | administration culture property school | competence organisation | office | 0001 | eh
= Saksbehandler inhabil
Nabo til søkeren skrev innstillingen. Oppdaget før møtet og ny saksbehandler er satt på.
= Vedtak uten fullmakt
Vedtaket ble gjort av en som ikke har delegasjon på dette.
= Intervju av eget søskenbarn
Satt i intervjupanelet. Skulle sagt fra tidligere, sier fra nå.
= Delegasjonsreglement fra 2018
Vi viser til stillinger som ikke finnes lenger. Ingen vet hvem som kan signere.
= Gave fra leverandør
Fikk kurv til jul verdt mer enn grensa. Levert tilbake.

@ F6 | administration culture property roads_parks water | organisation routine | office | 00001 | e
= Vedtak i kommunestyret ikke fulgt opp
Det ble vedtatt i {måned} at [det skal lages plan for gangvei|vi skal legge fram en sak om svømmehallen].
Ingen har fått oppgaven.
= Interpellasjon uten svar
Lovet skriftlig svar til neste møte. Det er to møter siden.
= Tiltak i planen uten eier
{Antall} av tiltakene i handlingsdelen har ikke navn eller frist.
= Budsjettendring ikke lagt inn
Vedtatt i juni, ikke ført i regnskapet. Enheten tror de har gått med overskudd.
= Oversendelsesforslag borte
Forslaget ble sendt administrasjonen, ingen finner det igjen.

@ S1 | water administration home_care health_service roads_parks property nursing_home | organisation
communication equipment | any | 00012 | eh
= Vakttelefon ikke besvart
Ringte {antall} ganger {kl}. Vakta hadde [lånt den bort|den på lydløs]. Løste seg via leder hjemme.
= Vaktliste ikke oppdatert
Lista på nettet er fra {måned}. Jeg ringte en som er pensjonist.
= Varsling til innbyggere feilet
SMS-varselet gikk til {mange} av 240 husstander.
= Ingen visste hvem som var kriseledelse
Under strømbruddet spurte tre ulike personer hvem som bestemmer.
= Nødnettradio uten batteri
Ladet sist i fjor.

@ S2 | administration water school nursing_home health_service culture | organisation routine competence |
office | 0001 | h
= Beredskapsplan fra {måned} 2021
Telefonlista har {antall} feil. Skolen i planen er revet.
= Øvelse ikke gjennomført
Øvelse på [PLIVO|evakuering|vannforurensning] er utsatt for tredje gang.
= Evakueringssted er opptatt
Hallen vi skal bruke er leid ut hver helg.
= Ukjent innsatskort
Ingen på kveldsvakta vet hvor kortene er.
= Aggregat ikke testet
Testes hver måned på papiret. Loggen sier {måned}.

@ S3 | nursing_home water home_care administration health_service supported_housing school | equipment
external | any | 00112 | e
= Mobilnettet nede
Ingen dekning på {mange} timer etter [stormen|feil hos leverandøren]. Trygghetsalarmene var ute.
= Aggregatet startet ikke
Tomt for diesel. Sto i loggen at det var fylt.
=nn Straumen gjekk
Straumen var vekke i {timer} timar. Vi fann lommelykter, men ingen batteri.

@ R1 | home_care school nursing_home cleaning culture kindergarten day_centre supported_housing
roads_parks property | routine organisation | any | 00000 | h
= Mangler rutine for [besøk av hund|hjemmekontor|tordenvær på tur]
Vi gjør det forskjellig alle sammen. Det hadde vært fint med en felles linje.
= Hva gjør vi når [varmepumpa|heisen] stopper?
Ingen skriftlig beskjed om hvem som skal ringes utenom arbeidstid. Fant ikke nummer noe sted.

@ R2 | home_care school nursing_home kindergarten supported_housing cleaning nav health_service culture
property | competence communication routine | any | 00001 | e
= Kjente ikke til rutinen
Ny kollega [låste ikke porten|ga medisin uten kurs|strødde med feil salt] fordi hun ikke hadde fått vite
om rutinen.
= Rutinen ligger et sted ingen leter
Det finnes en god rutine, men den lå i en mappe fra 2020. Fant den ved en tilfeldighet.
= Vikar fikk ikke opplæring
Ble kastet ut på liste første dag uten [følgevakt|innføring i alarmene].
= Ulik praksis på avdelingene
1. etasje gjør det på en måte, 2. etasje på en annen. Begge tror de følger rutinen.
= Endret rutine ikke fortalt
Rutinen ble endret i {måned}, vi fikk det på e-post midt i ferien.
=nn Kjende ikkje rutinen
Eg visste ikkje at porten skal sjekkast kvar time. Ingen hadde sagt det, og eg har jobba her sidan {måned}.

@ R3 | home_care nursing_home school cleaning supported_housing kindergarten property | routine staffing
organisation | any | 00000 | h
= Rutinen går ikke an å følge
Det står at vi skal være to, men vi er satt opp med en. Da gjør alle feil hver dag uten at noen sier det.
= Skjema på {antall} sider
Ingen fyller det ut. Halvparten av feltene passer ikke for oss.
= Sjekkliste må skrives ut, men skriveren er i et annet bygg
Så vi krysser av når dagen er over, etter hukommelsen.
= To rutiner som sier hver sin ting
Rutine for [fravær|medisin] på nettet og i permen er ikke like.

@ R4 | home_care nursing_home school supported_housing kindergarten day_centre roads_parks water cleaning
health_service | competence staffing | any | 00001 | eh
= Manglende opplæring i [løfter|epilepsi|førstehjelp]
Vi er {antall} på vakt og ingen har hatt kurset. Hva gjør vi hvis det skjer?
= Nytt utstyr uten opplæring
Ny [personløfter|oppvaskmaskin|gassmåler] kom i posten med bruksanvisning på engelsk.
=nn Manglar opplæring
Eg har jobba her i {uker} veker og har enno ikkje fått opplæring i brann.

@ R4 | roads_parks water | competence staffing | day | 00001 | eh
= Ikke kurs i arbeidsvarsling
Ble satt til å stenge en vei uten kurs.
= Lærling brukt som fast
Sto alene på [avdelinga|maskinen] to vakter. Trives, men det er ikke riktig.

@ R4 | school | competence staffing | office | 00001 | eh
= Ingen har livredningskurs til svømming
Læreren som hadde det er i permisjon. Svømming avlyst {uker} uker.

@ R4 | home_care nursing_home supported_housing | competence staffing | any | 00001 | eh
= Medisinkurs gått ut
Har fortsatt å gi medisin selv om godkjenningen gikk ut i {måned}. Ingen sa fra og jeg så det ikke.
=di Itj fått opplæring
Fikk bærre nøkkelen å ei liste. Æ visst itj ka halvparten av orda betydd.

@ R3 | cleaning | routine staffing | day | 00000 | h
= Vaskeplan med for lite tid
Planen gir {min} minutter på et bygg som tar to timer.

@ R1 | home_care nursing_home supported_housing | routine | any | 00000 | h
= Ingen rutine ved dødsfall hjemme
Vi var {to} unge på vakt og visste ikke hvem vi skulle ringe først.
= Ingen rutine for nøkler ved vikarbruk
Vikarene får nøkler av den som er nærmest. Ingen kvitterer.
= Rutine for tilsyn på natt mangler
Noen går hver time, andre hver tredje. Ingen har skrevet hva vi er enige om.

@ R1 | school kindergarten day_centre | routine | office | 00000 | h
=nn Manglar rutine
Det finst inga rutine for kva vi gjer når drosja ikkje kjem. Vi finn på noko nytt kvar gong.

@ S3 | nursing_home supported_housing health_service home_care | equipment external | any | 00112 | e
= Strømbrudd i {timer} timer
[Nødstrøm slo inn, men ikke i kjøkkendelen.|Løftere og senger stod.|Alarmene gikk over på batteri og døde
etter to timer.]

@ S3 | administration school health_service | equipment external | office | 00112 | e
= Fiber gravd over
Hele [skolen|huset] uten nett og telefon resten av dagen.
= Server stoppet etter oppdatering
Ingen fikk åpnet [fagsystemet|vaktplanen] før kl. 11.
""")
