"""Texts on water and sewage (B6), and on roads and winter (B7)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ B6 | water property | equipment external routine | any | 0000112 | e
= Vannlekkasje i {vei}
Lekkasje oppdaget {kl} på [nattforbruket|telefon fra innbygger]. Stengt ned, {mange} boliger uten vann i
{timer} timer. [Varsling på SMS gikk ut først etterpå.|]
= Kloakkstopp
Tilbakeslag i kjeller i {vei}. [Fett i ledningen.|Stein i pumpa.] Spylebil kom etter {timer} timer.
= Pumpestasjon stoppet
Alarm kl. {antall} i natt, overløp i {min} minutter. Meldt statsforvalter.
= Kokevarsel sendt for sent
Prøven viste koliforme bakterier. Det gikk {timer} timer fra svaret kom til innbyggerne fikk vite det.
Adresselista var gammel.
= Lavt trykk
Brannvesenet fikk ikke nok vann i kummen ved {vei}. Ventilen sto halvt stengt etter arbeid i sommer.
= Kum uten lokk
Lokket lå ved siden av i {vei}. Sikret med kjegle, så satt på plass.
= Feil på klordosering
Doseringen falt til null. Varsel gikk til en telefon som ikke var på vakt.
= Bruddskade ved graving
Entreprenøren gravde over stikkledning. Kartet var {antall} meter feil.
= Drikkevannsprøve ikke tatt
Ukentlig prøve ble ikke tatt i uke 30, ferievikar visste ikke om det.
=nn Lekkasje
Vatnet står opp gjennom asfalten i {vei}. Vi stengde kl. 6 og graver no. {Mange} hus utan vatn.
@ B6 | school kindergarten nursing_home culture | equipment surroundings | day | 00001 | e
= Vann i taket
Det drypper fra taket i [gangen|garderoben], bøtta er full på en time. Vaktmester ringt.
= Brunt vann i kranene
Vannet er brunt {idag}. Vi har kjøpt flaskevann, ingen har gitt oss beskjed.

@ B7 | roads_parks | equipment staffing external | any | 0000112 | eh
= Ikke strødd [gang- og sykkelvei|fortau]
Gangveien langs {vei} var ikke strødd før kl. 9. [Vakta fikk ikke varsel om underkjølt regn.|Sandsiloen
var tom.]
= Hull i {vei}
Stort hull, to har ringt om ødelagt felg. Fylt midlertidig.
= Bil parkert i brøytetrase
Fikk ikke brøytet {vei}. Tauet etter {timer} timer.
= Skilt kjørt ned
Fartsgrenseskiltet ved skolen ligger i grøfta.
= Mørkt ved gangfelt
{Antall} gatelys er ute ved gangfeltet i {vei}. Mange barn som krysser.
= Brøytestikker mangler
Kantstein og en hekk ble tatt fordi stikkene ikke er satt opp.
= Stikkrenne tett
Vann over veien etter regnet. Frost i natt gjorde det livsfarlig.
= Tre over vei
Tre over {vei} {kl}. Vakta alene med motorsag i mørket, måtte vente på makker.
=nn Ikkje brøytt
Vegen opp til omsorgsbustadane var ikkje brøytt då heimetenesta skulle opp kl. 7.
@ B7 | home_care school kindergarten nursing_home supported_housing nav | surroundings external | any | 000011
| eh
= Glatt ved inngangen
Speilblankt foran [hovedinngangen|HC-parkeringen|søppelboden]. [Strødde selv med grus fra
grøfta.|Pårørende holdt på å falle.]
= Ikke brøytet på [parkeringen|gårdsplassen]
{kl} og ikke brøytet. [Ambulansen sto fast.|Drosja kom ikke opp.|Foreldre stoppet i veien.]
= Dårlig sikt ved utkjøring
Brøytekanten er to meter høy. Ser ikke gående før jeg er ute i veien.
= Takras foran døra
Snø og is raste av taket og traff [rekka med vogner|sykkelstativet]. Ingen sto der.
=di Bærre is
Bærre is hele veien opp te {vei}. Æ gikk på alle fire siste biten. Har itj fått brodda.

@ B6 | nursing_home culture | equipment | day | 00001 | e
= Ikke varmt vann
Kaldt i dusjen i [2. etasje|garderobene] siden {dag}. Vi varmer vann på kjøkkenet.
= Tappepunkt ikke spylt (legionella)
Loggen er tom for {måned}. Dusjene i den ene garderoben brukes aldri.

@ B6 | school kindergarten | equipment | day | 00001 | e
= Toalett går tett
Det ene doen er tett for {antall}. gang siden skolestart.
""")
