"""Improvements done (before ~ now ~ gain), ideas, and what worked well."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ done | home_care | | day | 0 |
= Nøkler i fargede poser
Nøklene hang på en rekke kroker og vi lette hver morgen ~ Hver rute har sin farge og en pose med sin egen
krok ~ Sparer
[ti|fem] minutter per rute hver morgen, og ingen nøkler er borte siden {måned}
= Blå lapp på døra når vi ikke kom inn
Neste vakt visste ikke at vi hadde prøvd ~ Vi henger lapp med klokkeslett og ringer koordinator ~ Ikke ett
glemt besøk på {uker} uker
= Faste ruter
Fikk nye brukere hver dag ~ Samme to på samme rute i fire uker om gangen ~ Brukerne sier de kjenner oss,
og vi bruker {min} minutter mindre per vakt
= Ladestasjon for telefoner ved døra
Telefonene lå rundt om og var flate ~ Ti plasser med navn og ladere, kvitteres inn og ut ~ Ingen flat
vakttelefon siden vi begynte
=nn Ein perm mindre
Vi skreiv det same i perm og system ~ Permen er borte, alt står i systemet, nødliste vert skriven ut kvar
natt ~ {Min} minutt spart på kvar vakt
@ done | nursing_home supported_housing | | day | 0 |
= Telefonfri medisinrunde
Den som delte ut medisiner ble avbrutt hele tida ~ En annen tar telefonen mellom 8 og 9, og den som deler
ut har gul vest ~ Halvt så mange medisinavvik hos oss
= Middag kl. 15.30
Middag kl. 13 og lite matlyst ~ Lunsj kl. 12 og middag kl. 15.30 ~ {Antall} beboere har gått opp i vekt,
mindre uro på kvelden
= Tavlemøte på ti minutter
Beskjeder gikk på gangen ~ Ti minutter stående ved tavla kl. 14.45, alle tre grupper ~ Alle vet hva som
skal gjøres, og møtet slutter når klokka ringer
= Klær merket med strykemerker
Klær forsvant og pårørende ble sinte ~ Merkes ved innflytting, egen kurv på vaskeriet ~ Fra {mange}
spørsmål i måneden til {to}
= Roligere kveldsstell
Alle skulle legges før vaktskiftet ~ Den som vil være oppe, er oppe. Nattevakta tar {antall} leggetider ~
Mindre motstand, færre slag
= Stoler med armlener i stua
Lave stoler, vanskelig å reise seg ~ Byttet med stoler fra lageret til Eiendom ~ Færre fall og flere går
selv, gratis
@ done | school | | school | 0 |
= Inngang delt i to
Alle kom inn gjennom samme dør kl. 10.15 og det ble slåssing ~ 1.–4. trinn bruker nordinngangen ~ Nesten
ikke konflikter i garderoben lenger
= Leseplan på veggen
Vikarer visste ikke hvem som skulle lese ~ Planen henger ved tavla med bilder ~ Ingen tapte lesetimer på
{uker} uker
= Lekekasse i storefri
Mye krangel om fotballen ~ Femteklassinger har ansvar for kasse med tau, kritt og baller ~ Fem avvik om
slåssing i {måned} i fjor, ett i år
= Ukeplan på to språk
Foreldre kom uten badetøy og mat ~ Bilder og korte setninger på norsk, polsk, somali og ukrainsk ~ Nesten
alle kommer med riktig utstyr
=nn Ro i garderoben
Alle kledde på seg samstundes ~ Tre puljer med fem minutt mellom ~ Mindre krangel, og vi er ute før dei
andre
@ done | kindergarten | | school | 0 |
= Bilder på knaggene
Foreldre fant ikke tøyet ~ Bilde av barnet og liste over reserveklær på knaggen ~ Vi leter ikke lenger, og
barna klarer det selv
= Fast plass for telling
Vi telte når noen kom på det ~ Tre faste tellinger, klokka på veggen ringer ~ Ikke ett feil tall siden
{måned}
= Handskestativ ved utgangen
Votter overalt ~ Stativ bygd av paller, hvert barn sin plass ~ Fra 20 til 8 minutter i garderoben
= Samlingsstund ute
For lite plass inne, mye støy ~ Benker i ring under grantrærne ~ Støynivået er ned, og vi har færre
konflikter
@ done | roads_parks water property cleaning | | day | 0 |
= Ferdig pakket strøkasse på bilene
Sand og spade manglet når det ble glatt ~ Hver tjenestebil har kasse med sand, spade og brodder fra 15.
oktober ~ Ikke én fastkjørt bil i vinter
= Felles app for skader på veg
Telefoner, lapper og e-post ~ Et skjema med kart, bilde og svar tilbake ~ Halvert antall dobbeltmeldinger
= Fargekoder på kluter og mopper
Samme klut på do og kjøkken ~ Rød til toalett, blå til kontor, grønn til kjøkken ~ Vikarene gjør rett fra
dag én
= Pumpealarm til to telefoner
Varslet gikk til en person ~ Går til vakt og reserve, med kvittering ~ Uttrykt i kroner: {kr} kr mindre
overtid i {måned}
= Ventilkart på mobilen
Måtte inn på kontoret for kart ~ Kart med bilder av hvert kumlokk på telefonen ~ Stenger vannet {min}
minutter raskere
@ done | nav child_welfare administration culture health_service day_centre | | office | 0 |
= Mal på én side
Brev på fire sider med paragrafer ~ Én side, det viktigste først, og et telefonnummer som noen svarer på ~
Halvparten så mange telefoner om hva brevet betyr
= Fristtavle i kontorlandskapet
Frister lå i hver sin kalender ~ Tavle med rød, gul og grønn, ti minutter mandag ~ Ingen brudd på frist
siden {måned}
= Sending uten autofullfør
E-post gikk til feil person ~ Skrudd av forslag til mottakere og lagt inn ett minutts forsinkelse ~ Ingen
feilsendte siden vi begynte
= Innsjekk i venterommet
Kø i skranken ~ Skjerm der du tar nummer og velger språk ~ Ventetid ned fra {min} til 8 minutter
= Makkerpar på saker
Saker stoppet ved sykdom ~ To kjenner hver sak, fast overlapp hver fredag ~ Ingen saker uten eier i {måned}
@ idea | home_care nursing_home supported_housing | | day | 0 |
= Reservenøkler hos [brannvesenet|legevakta]
Vi bruker altfor lang tid når nøkkelboksen er tom. Kan vi ha reservenøkler et sted som er åpent hele døgnet?
= En time overlapp på tirsdager
Da rekker vi å gå gjennom tiltaksplanene sammen, og vikarene lærer av de faste.
= Sykkel i stedet for bil i sentrum
Fire av besøkene i {vei} tar lengre tid med bil enn på sykkel. To el-sykler hadde vært fint.
= Felles innkjøp av sårutstyr
Vi har hvert vårt lager og kaster det som går ut på dato. Kan [begge avdelingene|nord og sør] dele?
= Bilde i dosettlista
Med bilde av hver {bruker} blir det vanskeligere å ta feil, særlig for [sommervikarer|de som er nye].
= Stille på telefonen etter kl. 20
Kan vi samle alle beskjeder som ikke haster til morgenen?
@ idea | school kindergarten | | school | 0 |
= Refleksvester til alle på tur
Vi låner av hverandre. Ett sett til hvert trinn hadde vært bra.
= Voksne i gult i friminuttene
Elevene finner ikke den voksne når noe skjer. På forrige skole hadde vi gule vester.
= En vikarperm for hvert trinn
Vikarene spør om det samme hver gang. Kart, brannrutine, hvem som trenger hva (uten navn), og hvor ballene
er.
= Foreldre kan melde skyss i appen
Da slipper vi ti telefoner mellom 12 og 13.
= Uteskole sammen med [barnehagen|naboskolen]
Vi kan bruke lavvoen på skift, og de eldste passer på de minste.
@ idea | roads_parks water property cleaning administration culture nav child_welfare health_service
day_centre | | office | 0 |
= Felles vaktliste for [teknisk|hele kommunen]
Ett telefonnummer i stedet for fire. Den som tar telefonen setter over.
= Møtefri onsdag
Da får vi unna saker med frist. Prøv det i {måned}.
= Del verktøy mellom enhetene
[Vei|Vann] har en liten gravemaskin som står mye stille. Kan den bookes?
= Meld feil med bilde
Innbyggerne ringer og forklarer. Med bilde og kart går det på ett minutt.
= Ett sted for maler
Alle har sin egen variant av samme brev. Legg de gode et sted og slett resten.
= Oppslag om vannstenging på døra
Ikke alle har SMS. En lapp i oppgangen dagen før hadde hjulpet mange eldre.
=nn Ta med nytilsette ut
La alle nytilsette vere éin dag hos ei anna eining. Ein lærer mykje av det.
@ worked | home_care nursing_home supported_housing health_service | | any | 0 |
= Rolig morgen hos {bruker}
Vi byttet rekkefølge: kaffe først, stell etterpå. [Ingen slag og ingen rop.|Hun sang mens vi vasket.] Det
tok ti minutter mer, og vi sparte dem igjen.
= Fanget opp sepsis tidlig
Kollega målte NEWS fordi {brukeren} «ikke var seg selv». Innlagt innen en time. Legen på sykehuset sa at
det var avgjørende.
= Godt samarbeid ved utskriving
Sykehuset ringte, vi hadde fast mottaker på vakt, og alt sto klart da {brukeren} kom. Slik burde det være
hver gang.
= Datter ringte og takket
Hun sa at mor hadde fått en fin siste uke. Jeg vil at de som var på nattevakt skal vite det.
= Sommervikaren sa stopp
Hun stoppet en dobbel dose fordi hun turte å spørre. Bra at vi har sagt at alle kan si stopp.
= Ingen fall på {uker} uker
Stua er aldri uten voksen mellom 16 og 18. Det er det eneste vi har endret.
= Hjelp fra den andre ruta
Da alarmen gikk tok nabogruppa over {antall} besøk uten å spørre. Fikk alt unna.
=nn Fin overlevering
Rapporten i dag tok sju minutt og alt var med. Vi brukte lista som heng på veggen.
=di Godt jobba på natta
Va tre alarma på en gang, å vi fikk alt te. Vil bærre takke dæm æ jobba i lag me.
@ worked | school kindergarten culture | | school | 0 |
= Overgangen gikk bra i dag
Vi gikk inn fem minutter før de andre med den som strever mest. Ingen utagering på {dager} dager.
= Brannøvelse på {antall} minutter
Alle ute og talt. De største leide de minste.
= Fin dag for hele {klasse}
To elever som ikke går overens laget film sammen. Vikaren fant på det.
= Mor kom med kake
Hun takket for at vi tok oss tid da barnet ikke ville gå inn. Det var [assistenten|fagarbeideren] som satt
på trappa i en halvtime.
= Leste for [småbarna|førsteklassingene]
Sjuendeklassingene leste i høstferieuka. Det ble helt stille.
= Full sal på [folkemøtet|eventyrstunda]
Vi inviterte via barnehagene. {Mange} kom, mot fem sist.
@ worked | nav child_welfare administration property cleaning water roads_parks day_centre | | office | 0 |
= Vannlekkasje stanset på {min} minutter
Nattevakt brukte kartet på telefonen og fant riktig ventil med en gang.
= Rask hjelp fra IKT
Fikk ny pc samme dag som jeg mistet den gamle. Slettet på avstand på fem minutter.
= Vaktmester ordnet porten før barna kom
Meldt kl. 15, låst kl. 7 neste dag.
= God samtale selv om det ble avslag
Søkeren sa at han forsto hvorfor, og takket. Vi satt i et rom med vindu og hadde god tid.
= Vi holdt alle frister i {måned}
Første gangen på to år. Mandagsmøtet virker.
= Renholder oppdaget vannlekkasje
Hun hørte en lyd ingen andre hadde merket. Sparte oss for store skader.
= Takk til [brøyterne|driftsvakta]
Det var {kulde} minus og snø hele natta, og hele skoleveien var klar kl. 7.
""")
