"""Texts on violence, threats and harassment (H1)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ H1.1 | school supported_housing nursing_home | user_situation staffing surroundings | any | 0111122 | e
= Slått av {bruker}
Ble slått på {kropp} {kl} da jeg [hjalp med påkledning|ba om å legge bort nettbrettet|skulle skjerme fra
en annen]. [Blåmerke.|Ingen synlig skade, men ble skremt.|Måtte ta en pause etterpå.]
= Sparket i leggen
{Brukeren} sparket meg {antall} ganger i overgangen fra [friminutt|måltid|bil]. Vi var to, hadde [lest
planen|ikke fått opplæring i planen].
= Bitt i {kropp}
Bitt gjennom genseren. Sår med hull i huda, vasket og sjekket på legevakta. Stivkrampesprøyte ok.
= Stol kastet mot ansatt
Stolen traff {kropp}. Det begynte med at [spillet ble avbrutt|vi endret planen for dagen uten å si fra].
De andre ble tatt ut av rommet.
= Lugget og dratt i håret
Fikk ikke løs grepet. Kollega kom etter ca. et minutt. Alarmen jeg hadde på meg [virket ikke|ble hørt].
= Spyttet på
Spyttet i ansiktet {to} ganger. Ikke skade, men det er ekkelt og det hender ofte nå.
= Slått med gjenstand
{Brukeren} slo med [stokken|fjernkontrollen|en gaffel]. Traff {kropp}. Var urolig fra vi kom.
=di Slått i magan
Fikk et slag i magan da æ skull hjelp på med skoan. Gjor vondt ei stund. Snakka me lederen.

@ H1.2 | nav school supported_housing home_care child_welfare health_service administration nursing_home |
user_situation organisation | any | 0001112 | e
= Truet av {bruker}
{Brukeren} sa at [han vet hvor jeg bor|jeg skulle få svi|han skulle komme tilbake med kniv] fordi [pengene
ikke var kommet|han ikke fikk det som han ville]. [Vekter ble tilkalt.|Kollega kom inn i rommet.|Anmeldt.]
= Trusler på telefon
Innringer truet med å [komme hit|ta meg] etter avslag. Samtalen er notert. Ubehagelig å gå til bilen
etterpå.
= Truende oppførsel fra pårørende
Sønn til {bruker} sto over meg og ropte. Slo i veggen. Bad ham gå, han gikk.
= Truet med saks
{Brukeren} tok fram saks {idag}. La den fra seg etter at vi snakket rolig en stund. Sakser er nå låst inn.
=nn Truga i samtale
Brukaren vart sint og sa at eg burde passe meg. Eg avslutta samtalen og gjekk ut.

@ H1.3 | nursing_home home_care school supported_housing health_service culture nav | user_situation | any
| 000011 | e
= [Kjeftet på|Skjelt ut] av pårørende
Ble kalt [udugelig|ting jeg ikke vil skrive her] mens andre [hørte på|sto rundt]. Det var på grunn
av [klær som er borte|en avlyst time|ventetida].
= Rasistiske utsagn
{Brukeren} vil ikke ha hjelp av meg på grunn av hudfarge. Sa det høyt foran alle. Trist, og det er ikke
første gangen.
=nn Skjelt ut på telefon
Ein innbyggjar skjelte meg ut i ti minutt. Eg sa at eg la på, og det gjorde eg.

@ H1.4 | school child_welfare nav administration culture | external user_situation | office evening |
000011 | e
= Hengt ut på [Facebook|Snapchat|TikTok]
Bilde av meg er delt med tekst om at jeg [tar unger fra folk|er verdens dårligste lærer]. {Mange} delinger
da jeg så det.
= Hatmeldinger på privat telefon
Fått {antall} meldinger fra ukjent nummer etter vedtaket {dag}. Har tatt vare på dem.
= Trakasserende e-poster
{Mange} e-poster på ei uke fra samme person med skjellsord. Sekretæren får dem også.

@ H1.5 | school supported_housing nav culture property | user_situation surroundings | any | 00011 | e
= Rute knust av {bruker}
{Brukeren} kastet [stol|stein] gjennom ruta i [gangen|resepsjonen]. Ingen skadd. Vaktmester satte opp plate.
= Dør sparket inn
Døra til grupperommet er sparket ut av hengslene.
= Ansattes bil ripet
Bilen min ble ripet på parkeringsplassen {idag}, samme dag som jeg hadde en vanskelig samtale. Anmeldt.

@ H1.3 | nursing_home home_care supported_housing | user_situation | any | 000011 | e
= Seksuelle kommentarer
{Brukeren} kommer med kommentarer om kropp hver gang jeg er i stell. Nå tar han også. Vi går to, men det
er ikke alltid mulig.
= Tatt på brystet i stell
Skjedde {idag}. Jeg sa tydelig nei og gikk ut, kollega overtok. Vil gjerne ha en plan for dette.

@ H1.3 | school | user_situation | school | 000011 | e
= Grov språkbruk fra elev
Ble kalt hore {antall} ganger i løpet av en time. Jeg tåler mye, men det tar på.

@ H1.2 | school | user_situation | school | 0001112 | e
= Elev truet medelev og lærer
Sa at han skulle «drepe alle». Foreldre og politiets forebyggende kontaktet. Vi vurderer det ikke som
reelt, men alle ble redde.

@ H1.2 | home_care child_welfare nav | user_situation | office | 000111 | e
= Hund i gangen
Ble møtt av løs hund og en mann som sa at den skulle settes på oss. Gikk ut igjen.

@ H1.5 | school | user_situation surroundings | school | 00011 | e
= Pc-er ødelagt
{Antall} elev-pc-er ble kastet i gulvet under et raseri. Anslått {kr} kr.
= Hærverk på toalett
Vask revet ned og vann utover hele gangen. Tredje gangen på guttedoen.

@ H1.4 | school | external user_situation | school | 000011 | e
= Filmet i timen
Elev filmet meg da jeg ble sint og la det ut. Ble slettet etter samtale med hjemmet.
= Falsk profil
Noen har laget profil med mitt navn og sender meldinger til elever.

@ H1.1 | school | user_situation staffing | school | 0111122 | e
= Utagering i overgang
{Brukeren} slo rundt seg da gruppa skulle inn etter friminutt. Traff to voksne. [Det er alltid
overgangene.|Vi trenger en som går i forkant.]
=nn Slått av elev
Eg fekk eit slag i magen då eg skulle stoppe ein konflikt i gangen. Gjekk bra, men eg vart ganske skjelven.

@ H1.1 | supported_housing nursing_home | user_situation staffing | any | 0111122 | e
= Kloret i stell
{Brukeren} ble redd under stell og klorte meg på {kropp}. Vi avbrøt og prøvde på nytt {min} minutter
senere, da gikk det fint.
= Slag fra medbeboer
To beboere barket sammen i stua, jeg gikk imellom og fikk et slag på {kropp}.
= Holdt fast i armen
{Brukeren} tok hardt tak og vred. Fikk blå merker. Var alene inne.
=nn Sparka og slått
Brukaren var utrygg og sparka då vi skulle hjelpe med skoa. To blåmerke på leggen.
""")
