"""Texts from kindergartens and schools (T5)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ T5.1 | kindergarten school | staffing routine surroundings | school | 00000111 | en
= [Barn gikk ut av porten|Barn utenfor gjerdet]
Et barn på {avdeling} ble funnet [på parkeringsplassen|på andre siden av gjerdet|ved busskuret] {kl}.
Porten [var ikke låst etter varelevering|kan åpnes av de største]. Borte i ca. {antall} minutter.
= Telling stemte ikke på tur
Talte {mange}, skulle vært en til. Fant barnet [bak lekestativet|sammen med en annen gruppe] etter
{antall} minutter. Ekkelt.
=nn Barn utanfor porten
Eit barn kom seg ut porten då det vart levert varer. Ein forelder kom gåande med det. Vi hadde ikkje merka
det enno.
=di Ungen va borte
Ein av ongan gjekk bak boden å vidare ut på veien. Ei nabokona kom med han. Tok nok fem minutta.

@ T5.2 | school kindergarten | user_situation surroundings staffing | school | 0001112 | en
= Fall fra [klatrestativ|huska|lekeslottet]
{Bruker} falt ned fra [ca. 1,5 meter|toppen] og slo {del}. [Hentet av foreldre og kjørt til legevakt.|Is
på, ble bedre etter hvert.|Så ut som det gikk bra.]
= Klemt finger i dør
Klembeskyttelsen på døra til [garderoben|doen] er borte. Barnet fikk blå negl. Døra er kilt opp inntil
videre.
= Akebakken
Akte inn i [gjerdet|et tre]. Vond {del}. Vi har ikke lov til å stenge bakken, men noe må gjøres.
= Fall på [vei til svømming|sykkeldag|turdag]
{Brukeren} falt og skrubbet {del}. Førstehjelpsveska var ikke med, den sto igjen på kontoret.
= Nesten ulykke med [øks|bålet]
Et barn løp bak den som hogde ved. Det gikk bra, men det var centimeter om å gjøre.
=nn Fall frå klatrestativet
Eleven fall ned og landa på armen. Armen var hoven. Foreldra henta og køyrde til legevakta. Brot.
=di Datt fra huska
Datt bakover fra huska å slo hauet. Ringt mora, ho hentet. Ho va våken heile tia.

@ T5.3 | school kindergarten day_centre | external organisation communication | school | 000001 | en
= Skoleskyss kom ikke
Drosjen til {bruker} kom ikke {idag}. [Vi ringte {antall} ganger.|Ny sjåfør som ikke visste om turen.]
Ventet i {min} min.
=nn Skyssen kom ikkje
Drosja kom ikkje i dag heller. Eleven vart ståande åleine ute i {min} minutt.

@ T5.4 | school kindergarten | staffing competence organisation | school | 000011 | e
= Spesialundervisning ikke gitt
{Brukeren} har krav på {antall} timer i uka, har fått [én|ingen] de siste {uker} ukene. Læreren brukes som
vikar.
=nn Ikkje gitt timane sine
Eleven har fått halvparten av timane han skal ha. Vi manglar folk, og då er det desse timane som ryk først.

@ T5.5 | school kindergarten | staffing organisation | school | 000000 | eh
= Ikke bemanningsnorm
[Tre|Fire] syke, ingen vikarer. {Antall} voksne på {mange} barn fra kl. 9 til 13. [Avlyste turen.|Slo
sammen avdelinger.]
=nn For få vaksne
Vi var {to} vaksne på {mange} barn frå morgonen. Fekk ikkje vikar. Vi heldt oss inne.

@ T5.5 | school | staffing organisation | school | 000000 | eh
= Slått sammen klasser
{Klasse} ble slått sammen med parallellklassen, 44 elever og én lærer i {fag}.
= Ufaglært alene med klassen
Vikaren som hadde {klasse} hele uka er 19 år og har ikke fått opplæring. Elevene gjorde som de ville.

@ T5.5 | kindergarten | staffing organisation | school | 000000 | eh
= Alene på {avdeling}
Alene med {mange} barn fra {kl} fordi kollegaen måtte følge et barn til legevakt.
= Tidligvakt alene
Åpnet alene kl. 06.45. Etter en halvtime var det 11 barn. Normen sier noe annet.
= Ingen pedagog på jobb
Hele {dag} uten en eneste pedagog på avdelinga.

@ T5.4 | school | staffing competence organisation | school | 000011 | e
= Individuell opplæringsplan ikke laget
Vedtaket er fra august, planen er ikke skrevet. Foreldrene har spurt to ganger.
= Særskilt norsk avlyst
Timene i særskilt norsk faller ut når noen er syke, {antall} ganger i {måned}.
= Tilpasset utstyr mangler
Lydutjevning i klasserommet er til reparasjon for {uker}. uke. Hørselshemmet elev får ikke med seg det som
blir sagt.
= Assistent brukt som vikar
Assistenten til {brukeren} ble satt i en annen klasse. Da ble det en veldig vanskelig dag.

@ T5.4 | kindergarten | staffing competence organisation | school | 000011 | e
= Støttepedagog borte i {uker} uker
Ingen vikar er satt inn. Barnet trekker seg unna og er mye for seg selv.

@ T5.3 | school kindergarten | external communication | school | 000001 | e
= For lite voksne på tur
Planen sa fire voksne på {mange} barn. Vi ble to etter sykdom og dro likevel. Burde avlyst.
= Glemt medisin på tur
Akuttmedisinen (EpiPen) sto igjen i skapet. Oppdaget da vi var framme. En kjørte tilbake.
= Ikke nok belter i bussen
På turen til [svømmehallen|museet] manglet det {antall} belter. Vi kjørte to turer.

@ T5.3 | school | external communication | school | 000001 | e
= Elev satt av på feil sted
{Brukeren} ble satt av ved [feil stopp|hovedveien] og gikk alene hjem. [Foreldre fortvilet.|Er {antall} år.]
= Buss kjørte fra elever
{Antall} elever rakk ikke bussen fordi den gikk fem minutter for tidlig. Sto på skolen til kl. 16.

@ T5.1 | school | staffing routine | school | 00000111 | en
= {Bruker} forlot skolen
Eleven gikk hjem i storefri uten at vi oppdaget det før 5. time. Foreldrene [ringte oss|var på jobb]. [Vi
hadde vikar i klassen.|]
= Ikke oppsyn i storefri
Inspeksjonen var satt opp på en som er sykmeldt. Sørsida av skolegården sto uten voksne.
= SFO: barn registrert feil
Ble krysset ut, men hadde ikke gått hjem. Lette i {min} minutter før vi fant ham i gymsalen.

@ T5.1 | kindergarten | staffing routine | school | 00000111 | en
= Barn hentet av feil voksen
Bestefar hentet, han sto ikke på lista. Det var greit for foreldrene, men vi visste ikke det da.
= Ett barn igjen inne
Da alle var ute oppdaget vi at ett barn fortsatt sov på [soverommet|vogna bak boden]. Ingen satt på vakt
der.
= To voksne ute på {mange} barn
Sykdom og møte samtidig. Ingen så hvem som dyttet hvem i sandkassa, og ett barn var gjemt bak boden en
stund.

@ T5.2 | school | user_situation surroundings | school | 0001112 | en
= Kutt i finger i {fag}
{Brukeren} kuttet seg på [kniv|saga|en ødelagt skuff]. [Plastret.|Måtte sy to sting.] Vernebriller og
regler var gått gjennom.
= Kollisjon i gym
To elever løp på hverandre. Den ene slo ut en tann, den andre fikk hevelse over øyet. Tannlege samme dag.
= Snøballkasting
Isklump i ansiktet, briller knust og kutt ved øyet. Tredje gang denne vinteren.
= Brannskade i mat og helse
Tok på plata, rød og vond hånd. Kjølt i {min} min.

@ T5.2 | kindergarten | user_situation surroundings | school | 000111 | en
= Fikk perle i nesa
Et barn på {avdeling} hadde puttet en perle i nesa. Legevakta fikk den ut. Perler under 3 cm skal ikke stå
i hyllehøyde.
""")
