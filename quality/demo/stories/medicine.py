"""Texts on medicines (T1)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ T1.1 | home_care nursing_home supported_housing | communication staffing routine | morning evening |
00000112 | e
= [Morgenmedisin|Kveldsmedisin|Medisin] ikke gitt
{Brukeren} fikk ikke [medisinene sine|dosetten sin|faste medisiner] {idag}. [Lå igjen i dosetten da neste
vakt kom.|Det ble oppdaget da kveldsvakta skulle gi neste dose.] [Kontaktet legevakt, som sa at vi skulle
fortsette som vanlig.|Observert ekstra resten av vakta, ingen symptomer.|]
= {medisin} ikke gitt til {bruker}
Ved [kontroll|gjennomgang|rapport] {kl} så jeg at {medisin} ikke var gitt. Det var [ikke kvittert|kvittert
ut, men tabletten lå i koppen på nattbordet|ikke noe notat om hvorfor]. [Ringte tilsynslegen.|Tok det opp
med ansvarlig sykepleier.]
= Glemt medisin på [travel vakt|vakt med to vikarer|helgevakt]
Vi var {to} på jobb i stedet for fire og {brukeren} på {rom} ble [glemt|hoppet over] i medisinrunden.
Oppdaget det selv da jeg skulle kvittere {to} timer etterpå.
= Øyedråper ikke gitt på {dager} dager
{Brukeren} har grønn stær og skal ha dråper morgen og kveld. De [er ikke kvittert|står ikke kvittert]
siden sist uke. Ingen har spurt hvorfor. Flaska var [tom|gått ut på dato] i kjøleskapet.
= Insulin ikke satt før frokost
[Langtidsinsulin ble ikke satt {idag}.|Hurtiginsulin ble glemt til frokost.] Blodsukker 21,4 da det ble
målt før middag. Ringte lege, ga korreksjonsdose etter avtale, fulgte med hver time.
= Plaster ikke skiftet
Smerteplaster skulle vært skiftet {dag}. Sto i [kalenderen|tiltaksplanen], men [datoen på plasteret viste
at det satt et døgn for lenge|ingen hadde gjort det]. {Brukeren} hadde mer vondt enn vanlig i stellet.
= Oppdaget full dosett
Fant {antall} rader med medisin i skuffa hos {bruker}. Ser ut som at [kveldene|morgenene] i helga ikke er
gitt. [Hjemmehjelpen sier hun ikke visste at han skulle ha hjelp til dette.|Står i planen at vi skal påse
at de blir tatt.]
= Glemte medisin
Glemte å gi {medisin} {idag}. Beklager. Var mye som skjedde samtidig med [en som falt|ambulanse på
avdelinga|pårørende på telefon]. Har sagt ifra til neste vakt.
= {Bruker} sov da medisinen skulle gis
{Brukeren} sov tungt {kl} så jeg ville ikke vekke. Satte dosetten tilbake og sa det muntlig, men det kom
ikke med i rapporten og dosen ble ikke gitt senere.
= Antibiotikakur ble ikke startet
Legen ordinerte kur på [formiddagen|visitten], men den ble ikke bestilt og ikke hentet på apoteket. Kom i
gang [et døgn|nesten to døgn] for sent. {Brukeren} hadde [feber|urinveisinfeksjon og var uklar].
=nn Medisin ikkje gitt
Eg såg på kvelden at morgonmedisinen til brukaren låg att i dosetten. Den var [kvittert for|ikkje
kvittert]. Ringte sjukepleiar på vakt som sa at eg skulle gi [kvelden|kveldsdosen] som vanleg.
=nn Gløymde {medisin}
Eg gløymde å gi {medisin} {idag}, vi var berre to på jobb og telefonen ringte heile tida. Oppdaga det
sjølv då eg skulle kvittere. Sagt frå til ansvarsvakt.
=di Medisina va itj gitt
Æ kom på kveldsvakt og såg at dosetten te {bruker} va full. Har itj fått medisin sia i går kveld trur æ.
Ringt sykepleier.

@ T1.2 | home_care nursing_home supported_housing | routine competence communication | morning evening |
0001122 | e
= Fikk dobbel dose
{Brukeren} fikk {medisin} to ganger {idag} fordi [begge på vakt trodde de hadde ansvaret|det ikke var
kvittert etter første gang|dosetten var delt på to esker]. Kontaktet [legevakta|tilsynslegen], målte
blodtrykk hver time.
= Feil dose {medisin}
Det ble gitt {styrke} i stedet for [halv tablett|det doble|ny dose]. Dosen ble endret [i forrige uke|på
legevisitten], men [multidose var ikke endret|den gamle sto igjen på lista].
= For mye insulin
Satt 14 enheter i stedet for 4. Leste feil på [kortet|lista], skriften var nesten borte. Ga [saft og
brødskive|druesukker og mat] og målte hvert kvarter. Laveste var 3,8. Gikk bra.
= Halv tablett skulle vært hel
Etter at [apoteket byttet til synonympreparat|styrken på tabletten ble endret] har {brukeren} fått halv
dose i {dager} dager. Oppdaget av [sommervikar|nattevakt] som lurte på esken.
= Marevan etter gammel lapp
INR ble tatt {dag} og ny dosering kom på [telefon|e-melding]. Dosetten var lagt etter gammel dosering.
{Antall} dager med feil dose.
= Nesten dobbel dose
Skulle til å gi {medisin} da {brukeren} selv sa at den var tatt. Var ikke kvittert. Fint at hun er klar i
hodet, det er ikke alle som er det.
= Feil mengde mikstur
Målt opp med [feil sprøyte|medisinbegeret], ble 10 ml i stedet for 5. Ingen synlig virkning.
= Paracet over maks dose
Gitt både fast og ved behov. Til sammen ble det 5 g på et døgn. [Ingen ser totalen når «ved behov» føres
et annet sted.|De to listene snakker ikke sammen.]
=nn Feil dose gitt
Brukaren fekk heil tablett der det skulle vore halv. Eg las av på den gamle lista som hang i skapet. Har
kasta den gamle lista og ringt legevakta.
=di Fikk før mye {medisin}
Sto halv på lista men æ ga hel, såg itj at det va endra. Vedkommende va trøtt men ellers fin. Ringt lege.

@ T1.3 | home_care nursing_home supported_housing | routine surroundings equipment | morning evening | 00112 |
en
= Feil medisin gitt
Ga {medisin} i stedet for {medisin2}. [Eskene er helt like.|De sto ved siden av hverandre i skapet.]
Oppdaget det da jeg skulle kvittere. Lege kontaktet.
= Forvekslet øyedråper og øredråper
Flaskene ligner. {Brukeren} fikk [sviende øye|vondt], vi skylte godt. Flaskene er nå satt i hver sin boks.
= Seponert medisin fortsatt i bruk
{medisin} ble seponert for {dager} dager siden, men [lå fortsatt i dosetten|ble gitt fra gammel pakke].
Ingen hadde tatt den ut.
= Feil synonym fra apoteket
Fikk levert noe som ikke sto på lista og vi trodde det var synonym. Det var det ikke. Stoppet da
farmasøyten ringte tilbake. [Ikke gitt.|Rakk å gi en dose.]
= Tok feil pose i multidose
Rev av [feil rad|gårsdagens pose]. Oppdaget før den ble gitt, men det var flaks.
= Natteneske lå i morgenglasset
Imovane lå sammen med morgenmedisinen på {rom}. {Brukeren} sov til langt på dag.
=nn Gav feil medisin
Eg tok feil boks i skapet. Boksane har same farge og lita skrift. Legen sa at vi berre skulle følgje med.
Alt gjekk fint.

@ T1.4 | nursing_home home_care supported_housing | communication staffing competence | morning evening |
001122 | en
= Multidose med feil navn i skapet
Rull til en annen {bruker} lå i medisinskapet. To med samme etternavn.
= Feil person fikk [sovetablett|insulin]
Skjedde {kl}, det var [mange i stua|urolig] og to ringeklokker samtidig. Tilsynslege kontaktet, målt
{antall} ganger utover kvelden. Pårørende er informert.

@ T1.5 | nursing_home home_care supported_housing | staffing routine communication | morning evening |
000001 | e
= Medisin gitt for sent
{medisin} skulle vært gitt kl. 8, ble gitt {kl}. [Vi var en for lite.|Sykepleier satt i telefon med
sykehuset.|Kom ikke inn i medisinrommet.]
= Parkinsonmedisin {timer} timer for sent
{Brukeren} er avhengig av å få Sinemet på klokkeslettet. Ble [stiv og klarte ikke spise frokost|låst og
kom ikke ut av senga]. Dette skjer [stadig|hver gang det er vikar på lista].
= Smertestillende for sent
Skulle hatt {sterk} kl. 20. Fikk [kl. 22.15|etter at nattevakta kom]. Hadde mye vondt. Bare én med tilgang
til A-skapet på vakt og hun var på annen etasje.
= Medisin tatt for tidlig
Kveldsmedisin gitt kl. 16 sammen med middagen for at kveldslista skal gå opp. Da blir det 15 timer til
neste dose. Sånn har det blitt på denne ruta.
= Tablett før mat i stedet for etter
Står tydelig «til mat», men gis på første runde kl. 7. [Kvalm hele formiddagen.|Gjelder {antall} stykker
på avdelinga.]

@ T1.6 | home_care nursing_home supported_housing | staffing surroundings routine competence | day | 000001 |
enh
= Feil i dosett
Ved kontroll av dosett til {bruker} var det [to {medisin} i samme rom|{medisin} i kveld i stedet for
morgen|en tablett for lite]. Rettet før den ble [kjørt ut|tatt i bruk].
= Dosett lagt uten dobbeltkontroll
Dosetten er signert av bare en. Rutinen sier to. [Vi er sjelden to sykepleiere samtidig.|Den ble lagt på
kveldsvakt.]
= Avbrutt {antall} ganger mens jeg la dosetter
Medisinrommet er gjennomgang til lageret. Jeg mistet tellinga {to} ganger og måtte begynne på nytt. Ingen
feil denne gangen, men det kommer.
= Multidose kom ikke
Levering fra apoteket uteble. Måtte legge {mange} dosetter for hånd på {dag} ettermiddag. Stor fare for
feil.
= Feil etikett på dosett
To dosetter hadde fått byttet navnelapp. Oppdaget fordi [fargen på tablettene var feil|brukeren sa fra].
= Løs tablett på benken
Fant en hvit tablett på benken i medisinrommet. Vet ikke hvem den skulle til. Ingen dosett mangler noe
etter kontroll.
= Dosett med gammel ordinasjon delt ut
Endring kom {dag}, dosetten var lagt dagen før. Ingen tok den inn for omlegging.
=nn Feil i dosett
Fann feil i dosetten då eg skulle gi: kveld og morgon var bytta om på {dag}. Retta opp og skrive i
journalen.
=di Dosett lagt feil
Nån har bytta om natt å kveld i dosetten, heldigvis såg æ det før den vart gitt.

@ T1.7 | home_care nursing_home supported_housing health_service | communication external equipment | day
| 0000112 | eh
= Medisinlista stemmer ikke
Lista fra [fastlegen|sykehuset] og vår liste er ulike på {antall} punkter. {Brukeren} har fått etter
[vår|den gamle] i {dager} dager.
= Ordinasjon bare på gul lapp
Endring i {medisin} var skrevet på en lapp i medisinrommet. Ikke signert, ikke dato. [Lappen lå på gulvet
da jeg kom.|Ingen vet hvem som skrev den.]
= Ikke oppdatert medisinkort etter legevisitt
{Antall} endringer fra visitten {dag} er ikke ført inn. Visitt ble [avbrutt|holdt uten at ansvarlig
sykepleier var med].
= Resept utløpt
Resepten på {medisin} var gått ut og {brukeren} sto uten i {to} dager. Fastlegen har ferie og [vikaren
fornyer ikke|ingen svarer].
= To ulike lister i bruk
I permen hjemme hos {bruker} ligger lista fra i vår. I systemet er den endret {antall} ganger siden.
Vikarene bruker permen.
= Allergi ikke ført
{Brukeren} er allergisk mot penicillin, det vet datteren og det står i gammel epikrise. Sto ikke på vår
liste. Ble nesten startet på kur.
= Manglende styrke i ordinasjon
Det sto «{medisin} 1 x 2», ikke styrke. Det finnes {to} styrker i skapet.
=nn Medisinlista er ikkje rett
Lista frå sjukehuset seier noko anna enn den vi har. Eg har ringt fastlegen {to} gonger utan svar.
Brukaren får no etter den gamle.

@ T1.8 | nursing_home home_care supported_housing | routine staffing | evening night day | 000011 | eh |
Medisinrommet/A-skapet
= Telling av A-preparater stemmer ikke
Manglet [en|to] {sterk} ved telling {idag}. [Fant feilen: uttak var ikke ført.|Talt tre ganger av to
personer, finner ikke feilen.] Leder varslet.
= Uttak ikke ført i [narkotikaregnskapet|A-regnskapet]
{sterk} er gitt og kvittert i journalen, men ikke ført ut i boka. Rettet med to signaturer.
= Bare en signatur på uttak
Var alene på vakt med medisinkurs, så uttak ble signert av bare meg. Det går ikke an å være to når vi ikke
er to.
= Nøkkel til B-skapet tatt med hjem
Kollega tok med nøkkelen hjem. Måtte hente reservenøkkel på [annen avdeling|kontoret], {min} min
forsinkelse på smertestillende.
= Knust ampulle
En ampulle gikk i gulvet. Er ført som kassert med vitne. Melder for orden.
= For gamle preparater i skapet
Fant {sterk} til beboer som døde for {uker} uker siden. Skulle vært returnert til apoteket.
=nn Teljinga går ikkje opp
Det skal vere 27, det er 26. Vi har talt to gonger. Siste uttak er frå helga og har berre éi signering.

@ T1.1 | home_care supported_housing | communication | morning | 0000011 | e
= Dosett ikke med på dagsenter
{Brukeren} skulle ha med [middagsdosen|medisinen kl. 12] til aktivitetssenteret, men den lå igjen hjemme.
De ringte oss først kl. 14. [Ble kjørt ut.|Da var det for sent å gi den.]

@ T1.5 | home_care | external | morning | 00001 | e
= Forsinket medisin pga stengt vei
Veien til {vei} var stengt, måtte kjøre rundt. {Brukeren} fikk medisinen {timer} timer for sent. Ringte og
sa ifra.
=nn Medisin for seint
Kom fram {min} minutt for seint av di eg måtte innom ein som hadde utløyst alarmen. Brukaren hadde venta
med frukosten.

@ T1.4 | home_care | communication | morning | 000112 | en
= Feil dosett levert
La igjen dosetten til en annen bruker i samme oppgang. Oppdaget da jeg kom til neste adresse. Kjørte
tilbake, [den var ikke rørt|han hadde tatt en rad].

@ T1.4 | nursing_home | communication | morning evening | 001122 | en
= Medisin gitt til feil [person|{bruker}]
Ga medisinen til {rom} til naboen. De [heter det samme til fornavn|satt ved samme bord] og jeg er
[ny|vikar] og kjenner dem ikke. Fikk {medisin} og {medisin2} som hun ikke skal ha. Lege ringt med en gang.
= Holdt på å gi medisin til feil beboer
Koppene sto uten navn på trallen. Ble stoppet av [kollega|beboeren selv, som sa «det der er ikke mine»].
Vi må slutte med kopper uten navn.
""")
