"""Texts on injuries at work (H2), hours and staffing (H3) and the workplace (H4 to H7)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ H2.1 | nursing_home home_care health_service cleaning school kindergarten property water | equipment
routine staffing | any | 0111 | e
= Kuttet meg på [kniv|glass|plate]
Kutt i [fingeren|hånda], {antall} sting. [Knust glass lå i vanlig søppelpose.|Bladet var sløvt så jeg
måtte presse.]
=nn Stakk meg
Eg stakk meg på ei nål som låg i skittentøyet. Har vore hos lege og teke prøver.

@ H2.2 | home_care nursing_home cleaning roads_parks school kindergarten property | surroundings staffing |
any | 0111122 | e
= Falt på glatt gulv
Gulvet var nyvasket uten skilt. Gikk rett i bakken og slo {del}. [Vondt, men jobbet ut vakta.|Dro til
legevakta.]
= Snublet i ledning
Skjøteledning tvers over gangen ved [scenen|kontoret|vaskerommet]. Slo {del}.
= Falt i trappa
Trappa ned til [boden|kjelleren] har løst rekkverk. Fikk forstuet foten.
= Falt av stige
Sto på gardintrapp for å [bytte lyspære|henge opp julepynt|vaske vindu]. Den glapp. Øm i {del}, sykmeldt
{dager} dager.
= Gikk overende i snøskavl
Ikke brøytet fram til inngangen hos {bruker}. Vred kneet.
=di Datt i trappen
Datt ned de tre siste trinnan. Trappa e slitt å glatt. Vond i rompa resten av dagen.

@ H2.3 | nursing_home home_care supported_housing kindergarten cleaning property | equipment staffing
competence | any | 011122 | e
= Vondt i ryggen etter løft
Måtte løfte {brukeren} uten [løfter|en kollega] fordi [batteriet var tomt|den ikke var ladet|vi bare var
to på avdelinga]. Kjente det smalt i korsryggen. Egenmelding.
= Tung forflytning alene
Flyttet {brukeren} fra seng til stol alene, planen sier to. Fikk vondt i skulderen.
= Feil seil til løfteren
Seilet var for stort og {brukeren} skled. Måtte ta imot hele vekta. Vond i {kropp}.
=nn Vond rygg etter løft
Løftaren var ikkje lada så vi tok det for hand. Det gjekk ut over ryggen min. Sjukmeld i {dager} dagar.

@ H2.4 | property water roads_parks cleaning culture school | equipment routine competence | day | 01122 |
en
= Klemt finger i [kumlokk|garasjeport|tilhenger]
Fikk finger i klem, negl svart. Vernehanske på. [Burde brukt kumløfter.|Lokket er skadd i kanten.]
= Gressklipper kastet stein
Stein traff [vernebrillene|ruta på en bil]. Ingen skade på meg, men skjermen bak er borte.
= Motorsag uten kjedebrems
Saga ble hentet fra lageret. Kjedebremsen virket ikke. Satt ut av bruk.
= Hånd i transportbånd, nesten
Mansjetten ble dratt inn, nødstopp virket. Vernet var demontert etter reparasjon.
= Klemskade ved tømming av container
Lokket falt ned. Hovent håndledd, legevakt.
= Gulvvaskemaskin løp løpsk
Håndtaket hang igjen. Kjørte inn i glassdøra. Ingen skadd.

@ H2.5 | home_care roads_parks water nav child_welfare | surroundings equipment staffing | any | 000112 | en
= Utforkjøring med tjenestebil
Skled ut i svingen ved {vei}. Lav fart. [Bulk i skjermen, ikke skade på meg.|Stiv i nakken, sjekket på
legevakta.] [Dekkene er slitte.|Glatt og ikke strødd.]
= Påkjørt bakfra
Sto stille for [skolebarn|elg] og ble påkjørt. Skademelding skrevet.
= Nesten møteulykke
Møtende lastebil midt i veien ved {vei}. Måtte i grøfta. Skjelven lenge etter.
= Elg i veibanen
Nesten kollisjon kl. 06.30. Vi kjører {mange} mil hver natt i mørket på de veiene.
= Bilen slukket i rundkjøring
Elbilen stoppet helt. Den har vært på verksted for det samme i {måned}.
= Nesten påkjørt på veiarbeid
Bil kjørte forbi sperringa i stor fart. Vi hoppet. Skiltvogna sto riktig.
=nn Skulle køyre av vegen
Det var blanke holka og bilen har piggfrie dekk. Eg hamna med to hjul i grøfta. Ingen skade.

@ H3.1 | nursing_home home_care supported_housing health_service property water | staffing organisation |
any | 00000 | e
= Brudd på hviletid
Gikk av kl. 22.15 og på igjen kl. 07. [Ble spurt på telefon samme kveld.|Bytte godkjent uten at noen så på
det.]
= Dobbeltvakt
Ble beordret fra dag til kveld. {Antall}. gang denne måneden. Er sliten og redd for å gjøre feil.
= Overtid over grensa
Har {mange} timer overtid på fire uker. Systemet gir ingen varsel.
= Jobbet {dager} helger på rad
Det står annenhver helg i turnusen. Jeg sier ja for kollegenes skyld.
= Ikke pause på hele vakta
Ikke spist, ikke vært på do på {timer} timer. Pausen ble brukt på telefonen.

@ H3.2 | home_care nursing_home supported_housing nav culture roads_parks water cleaning school | staffing
organisation surroundings | any | 0000011 | eh
= Alene i bygget til kl. {antall}
Siste person ute, ingen vet at jeg er der. Bevegelsesmelder og mørke ganger.

@ H3.3 | nursing_home home_care supported_housing school kindergarten health_service cleaning | staffing
organisation | any | 0000001 | e
= Vakt ikke dekket
[Ringte {mange} stykker, ingen kunne.|Ble ikke leid inn ved sykdom.] Vi var {to} på {vakta} der vi skal
være fire. [Droppet dusj og turer.|Medisin ble forsinket.|Vi prioriterte det som måtte gjøres.]
= Sykdom, ingen innleie
{Antall} syke på {dag}. Beskjeden er at vi skal «klare oss». Det er tredje gangen på to uker.
= Feil i vaktsystemet
To sto på samme vakt {dag}, og {dag} kveld var tom. Oppdaget kl. 14.
=nn Vakta var ikkje dekt
Vi mangla to på {dag}. Eg ringde rundt i over ein time i staden for å vere hos dei som bur her.
=di For lite folk igjen
For lite folk på kvelden. Æ blir så sliten av å gå hjem me dårlig samvittighet.

@ H4 | nursing_home school home_care administration kindergarten culture roads_parks | organisation
communication | office | 00001 | eh
= Uklart hvem som bestemmer
Vi får beskjeder fra to ledere som sier hver sin ting. Det blir dårlig stemning av det.
= For mange endringer på en gang
Nytt system, ny turnus og nye lokaler på {uker} uker. Folk er slitne og det kommer ingen forklaring.
= Møter avlyst
Personalmøtet er avlyst {antall} ganger på rad. Det er eneste stedet vi får tatt opp ting.
= Ingen debrief etter [dødsfall|alvorlig hendelse]
Vi gikk rett på neste oppgave. Flere har sagt at det sitter i.
= Krav vi ikke rekker
Oppgavelista vokser, ingenting blir tatt bort. Jeg tar med jobb hjem hver kveld.
= Vikarer blir ikke tatt imot
Ny vikar sto i gangen i {min} minutter fordi ingen visste at hun skulle komme.

@ H5 | school administration kindergarten nursing_home cleaning nav culture child_welfare home_care |
surroundings equipment | day | 000001 | h
= {Grader} grader på kontoret
Varmen styres sentralt og ingen finner ut av det. [Vi sitter i jakke.|Flere går hjem med hodepine.]
= Muggluk i [kjelleren|garderoben]
Det lukter jord og er fuktflekk i taket. To av oss får rennende nese når vi er der.
= Kontorstol i stykker
Ryggen på stolen er løs. Har bestilt ny i {måned}, ikke kommet.
= For høyt støynivå i [matsalen|garderoben]
Målte med telefonen: 84 dB i snitt under lunsj. Vi ble lovet plater i taket.

@ H6 | cleaning property water roads_parks nursing_home school culture | competence equipment routine |
day | 00011 | eh
= Sprut av vaskemiddel i øyet
Fylte om fra stor kanne uten briller. Skylt i {min} minutter, legevakt sa at det gikk bra.
= Umerket flaske
Flaske uten etikett på [vaskerommet|sløydsalen]. Luktet salmiakk. Vet ikke hva det er.
= Sikkerhetsdatablad mangler
Nytt produkt på lageret. Ikke registrert i stoffkartoteket.

@ H7 | roads_parks water property home_care cleaning nursing_home school kindergarten | equipment routine
| any | 00001 | h
= Hjertestarter varsler lavt batteri
Lampa blinker rødt. Ingen vet hvem som har ansvaret.

@ H3.3 | school | staffing organisation | office | 0000001 | e
= Ikke satt inn vikar i {klasse}
Elevene ble fordelt på tre klasser. Ingen undervisning etter planen.

@ H3.3 | cleaning | staffing organisation | day | 0000001 | e
= Renhold av {antall} bygg på en person
Kollega syk. Rakk bare doene.

@ H3.3 | nursing_home home_care supported_housing health_service | staffing organisation | any | 0000001 | e
= Helg med bare vikarer
Ingen fast ansatt på lørdag kveld. Ingen kunne [låse opp A-skapet|rutinene på brann].
= Ikke sykepleier på vakt
Fra kl. 15 til 22 uten sykepleier på huset. Bakvakta er på en annen etasje i en annen bygning.
= Vikar møtte ikke
Byrået sendte ingen. De mente at det var avbestilt.

@ H3.2 | water roads_parks | staffing organisation | day | 0000011 | eh
= Alenearbeid i [kum|pumpestasjon]
Gikk ned alene fordi makkeren var på kurs. Det er ikke lov og jeg vet det, men vannet sto.
= Ingen dekning der jeg jobber alene
Jobber alene i [skogen ved høydebassenget|kjelleren på skolen]. Mobilen har ikke dekning.

@ H3.2 | nursing_home supported_housing | staffing organisation | night | 0000011 | eh
= Alene på natt
Var alene med {mange} [beboere|personer] fra kl. 23. Kollega ble syk og [ingen kunne komme|vi fikk ikke
lov til å leie inn].
= Vaktplan kom for sent
Turnus for [jul|sommeren|påska] ble hengt opp {dager} dager før den begynte.
=di Aleina på natta
Va aleina me {mange} stykka i natt. Det går itj an å vær på to plassa samtidig.
=nn Åleine på vakt
Eg var åleine heile kvelden. Då alarmen gjekk måtte eg forlate avdelinga utan tilsyn.

@ H3.2 | nav supported_housing home_care | staffing organisation | day evening | 0000011 | eh
= Gikk alene inn til {bruker} som skal ha to
Planen sier to. Den andre var sendt til en alarm. Det gikk bra.
= Voldsalarm ikke ladet
Var alene i samtale med {bruker} som har truet før. Alarmen lå død i skuffa.

@ H5 | school kindergarten | surroundings equipment | day | 000001 | h
= Dårlig luft i {klasse}
CO2 på 1900 etter andre time. Ventilasjonen [stanset i ferien og kom aldri i gang|bråker, så noen har
slått den av].
= Støy fra byggearbeid
Det bores i veggen under {fag}. Umulig å høre hva elevene sier.
= Stellebord kan ikke heves
Hevemotoren er død. Vi løfter og bøyer oss, {mange} ganger dagen.
=nn Kaldt i rommet
Det var {grader} grader då vi kom på jobb. Borna hadde på seg ullklede inne.

@ H7 | roads_parks water property | equipment routine | day | 00001 | h
= Gassmåler ikke kalibrert
Kalibrering gikk ut i {måned}. Den piper ikke ved test.
= Arbeidstøy uten refleks
Nye jakker til tjenesten er mørkeblå uten refleks. Vi går i mørket halve året.
= Fallsele gått ut
Selen skal kontrolleres hvert år, merket er to år gammelt.

@ H7 | home_care nursing_home cleaning kindergarten | equipment routine | day | 00001 | h
= Tomt for hansker i [medium|small]
Det er bare XL igjen. Bestilt for {uker} uker siden.
= Munnbind som ryker
Strikken ryker på annethvert munnbind. Hele kassa.
= Manglende brodder
Vi fikk beskjed om at det er brodder til alle. I skuffa ligger {antall} par, flere er ødelagt.

@ H2.3 | kindergarten | equipment staffing | day | 011122 | e
= Løftet opp barn mange ganger
Stellebordet har ikke trapp lenger og hever ikke. Løfter {mange} ganger om dagen. Nakken sier stopp.

@ H2.3 | cleaning | equipment | day | 01112 | e
= Forstrakk ryggen på moppevogn
Heisen er ute av drift, så vogna ble båret opp to etasjer. Vond {del}.

@ H2.3 | property cleaning | equipment | day | 01112 | e
= Bar [kopipapir|bord] alene
Bar {mange} bord fra gymsalen før eksamen. Kunne fint ventet på vaktmester, men det hastet.

@ H2.1 | property roads_parks cleaning | equipment | day | 0111 | e
= Stakk meg på brukt sprøyte i buskene
Fant sprøyte da jeg plukket søppel ved [busstasjonen|skolegården]. Gikk gjennom hansken. Legevakt.

@ H2.1 | school kindergarten property | equipment | day | 0111 | e
= Kutt i papirkutter
Beskyttelsen på kutteren er brukket av. Lite kutt i tommelen.
= Kuttet meg på hermetikk
Skar meg på lokket, blødde mye, plastret og byttet hansker.

@ H2.1 | nursing_home home_care health_service | equipment routine staffing | any | 0111 | e
= Stikk på kanyle
Stakk meg på [insulinpenn|kanyle] da jeg skulle [sette på hetta|tømme posen]. [Kjent
smittestatus.|Blodprøve tatt på legevakta.] [Kanylebøtte var full.|Boksen sto på et annet rom.]

@ H6 | water property | equipment routine | day | 00011 | eh
= Klorlukt i badet
Doseringen gikk feil og det ble så mye klor at vi måtte evakuere. {Antall} hostet.
= Kloakksprut
Slangen løsnet og jeg fikk kloakk i ansiktet. Vasket, meldt lege. Vaksine er fra for lenge siden.
= Asbest i plate?
Boret i veggen før vi visste hva den er laget av. Stoppet arbeidet, prøve sendt inn.
""")
