"""Texts on falls (T2)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ T2.1 | nursing_home home_care supported_housing | user_situation surroundings staffing | any | 000000 | e
= Fall uten skade
{Brukeren} ble funnet sittende på gulvet [ved senga|på badet|i gangen|foran stolen] {kl}. [Sier at han
skulle på do.|Ville hente noe i skapet.|Kan ikke gjøre rede for hva som skjedde.] Ingen tegn til skade,
hjulpet opp med [løfter|to personer].
= Gled ut av [stolen|senga|rullestolen]
{Brukeren} gled ned på gulvet i [stua|rommet] uten å slå seg. [Setepute lå feil.|Glatt sete.|Sklimatte var
i vask.] Vitalia ok.
= Funnet på gulvet ved tilsyn
Ved tilsyn {kl} lå {brukeren} på gulvet med teppe over seg. Hadde ligget [en stund|kanskje en time]. Kald
på føttene, ellers fin. [Alarm var ikke på.|Hadde ikke alarmen på seg.]
= Snublet i {hjelp}
{Brukeren} snublet i {hjelp} på vei fra matbordet. Landet mykt mot [stolen|meg]. Ingen skade.
= Falt på vei til toalettet
Ringte på, men rakk ikke vente. Gikk selv og satte seg på gulvet. Det var {to} som ringte samtidig.
= Fall nr. {antall} denne måneden
Samme {bruker}, samme sted, ved senga på {rom}. Ingen skade nå heller. [Bør se på belysning og seng.|Burde
hatt sensor.]
= Fallt i dusjen
Sklei i dusjen men holdt seg i håndtaket og kom rolig ned på gulvet. Ble redd. Ikke vondt noe sted.
= Fall i forflytning
Beina sviktet i overgangen mellom seng og stol. Vi var to og fikk [lagt henne rolig ned|tatt av for
fallet]. Løfter brukt opp.
=nn Fall utan skade
Brukaren sat på golvet ved senga då eg kom {kl}. Seier sjølv at ho sklei. Kan røre armar og bein, ingen
smerter. Hjelpt opp av to.
=nn Ramla i stova
Brukaren ramla då han skulle snu seg med rullatoren. Landa på baken. Ingen skade å sjå, vi følgjer med.
=di Datt i gangen
{Brukeren} datt i gangen {idag}. Ho skull bærre hent avisa. Ingen skade sånn som æ ser det.
= Fall med uklar årsak
Hørte et dunk {kl} og fant {brukeren} på gulvet på {rom}. Blodtrykk liggende 140/80, stående 98/60. Lege
får beskjed i morgen.

@ T2.2 | nursing_home home_care supported_housing day_centre | user_situation surroundings staffing equipment
| any | 1112223 | e
= Fall med [kutt i hodet|sår i panna]
{Brukeren} falt [på badet|ved senga|i trappa] {kl} og slo hodet i [vasken|sengekanten|dørkarmen]. Blødde
en del. [Limt på legevakta.|Strips satt på, hodeskaderutine fulgt hver time.|Kjørt til legevakt for
sying.]
= Lårhalsbrudd etter fall
Falt på {rom} {kl}. Sterke smerter i {del} og beinet utoverrotert. Ambulanse. Sykehuset har meldt tilbake
at det er brudd og at hun opereres.
= Fall med vond {del}
{Brukeren} falt og har vondt i {del}. [Hoven og blå.|Får ikke belastet.] Legevakt kontaktet, [røntgen i
morgen|ser an til i morgen].
= Falt ut av senga
Sengehest var nede [etter stellet|fordi den er i stykker]. Fikk blåmerke på {kropp} og skrubbsår. Tilsyn
hver halvtime resten av natta.
= Brudd i håndleddet
Snublet i dørterskelen ved inngangen. Tok seg for med hånda. Røntgen viste brudd. [Terskelen er meldt før.|]
= Falt i trapp
{Brukeren} falt {antall} trinn. Slo {del} og er øm. Trappegrinda sto åpen.
= Hode i gulv
Falt bakover fra stol {idag}. Slo bakhodet. Står på {blodfort}, så vi ringte legevakta og han ble sendt
til CT. Ingen blødning.
=nn Fall med skade
Brukaren fall ved toalettet {kl}. Sår over auget og vond hofte. Køyrd til legevakt. Pårørande er varsla.
=di Datt å slo sæ
Datt på badet {idag}, slo {del} i dokanten. Blødd godt. Legevakta limt det.

@ T2.3 | nursing_home home_care supported_housing day_centre | equipment surroundings | any | 00001 | eh
= Bremsen på {hjelp} virker ikke
Bremsen tar ikke på venstre side. {Brukeren} holdt på å falle {idag}. Merket «ikke bruk» og [satt på
lageret|meldt til hjelpemiddelsentralen].
= Sensor varslet ikke
Dørsensor/sengesensor på {rom} ga ikke varsel. {Brukeren} var oppe og gikk alene. [Batteriet var
flatt.|Den var slått av etter stell.|Ingen vet hvorfor.]
= Løse tepper
{Brukeren} har tre løse tepper i gangen og vil ikke ta dem bort. Jeg snublet selv. Vi bør få ergoterapeut
til å snakke med familien.
= Høy terskel til bad
Rullatoren stopper i terskelen. Nesten fall {antall} ganger denne uka.
= Dusjstol knakk
Det ene beinet på dusjstolen ga etter mens {brukeren} satt i den. Jeg holdt tak. Ingen skade men det kunne
gått veldig galt.
= Dårlig lys i gangen om natta
Nattlyset i gangen er gått og har vært det i {uker} uker. {Brukeren} gikk på stolen.
= Seng lar seg ikke senke
Senga på {rom} står fast i høy stilling. Vi får ikke senket den om natta som avtalt. Feil i kontrollen.
=nn Rullatoren sviktar
Handtaket er laust og hjula er slitne. Eg har meldt det før. Brukaren stolar ikkje på han lenger.

@ T2.2 | home_care day_centre | surroundings | day | 11122 | e
= Fall på vei til bilen
På vei til dagsenterbilen gled {brukeren} på rampen. Slo {del}. [Ikke strødd.|Rampa er glatt når den er
våt.]

@ T2.1 | home_care | user_situation surroundings | morning | 000000 | e
= Satt på gulvet da vi kom
Da vi låste oss inn {idag} satt {brukeren} på kjøkkengulvet. Hadde prøvd å nå opp i skapet. [Datteren er
informert.|Vi flyttet koppene ned.]
""")
