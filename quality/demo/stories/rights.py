"""Texts on decisions and rights (T6), housing, NAV and child welfare (T7)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ T6.1 | home_care nursing_home supported_housing nav child_welfare administration health_service |
staffing organisation routine | office | 0001123 | e
= Frist for vedtak brutt
Søknad om [hjemmehjelp|BPA|omsorgsbolig|avlastning|tilpasset opplæring] kom {tidlig}, ikke svart innen fire
uker. Foreløpig svar ble heller ikke sendt.
= Klage ikke oversendt i tide
Klagen har ligget hos oss i {uker} uker før den ble sendt statsforvalteren.
= Vedtak utløp uten nytt
Vedtaket for {bruker} gikk ut ved månedsskiftet. Tjenesten fortsetter uten gyldig vedtak.
= Hastesøknad behandlet som vanlig
Søknaden var merket haster, men ble lagt i vanlig kø. Den er {dager} dager forsinket.
= {Antall} saker over frist
Gikk gjennom køen i dag. {Antall} søknader er over fristen, den eldste er {uker} uker.
=nn Frist broten
Søknaden om plass har lege i over {uker} veker. Søkjaren har ringt tre gonger.

@ T6.2 | home_care supported_housing nav child_welfare administration | competence routine | office |
00011 | e
= Vedtak uten begrunnelse
Avslaget har ingen begrunnelse, bare henvisning til loven. [Måtte skrives på nytt.|Bruker forstår ikke
hvorfor.]
= Feil klagefrist i brev
Gammel mal er brukt, der står det feil klagefrist og feil adresse.
= Vedtaket sier ikke hva som skal gjøres
Det står «bistand etter behov». Da blir det ulikt fra vakt til vakt, og {brukeren} vet ikke hva hun kan
regne med.
= Feil person i vedtaket
Kopiert fra en annen sak. Navnet var rettet, men barnets alder og skole var fra den andre.
= Manglende barneperspektiv
Avslag til familie med to barn uten at barna er nevnt.

@ T6.3 | home_care supported_housing nursing_home day_centre | staffing organisation | any |
0001122 | e
= Tjeneste ikke levert etter vedtak
{Brukeren} har vedtak på [støttekontakt|praktisk bistand annenhver uke|to turer i uka], men har ikke fått
det på {uker} uker. [Ingen folk.|Støttekontakten sluttet i vår.]
= Bad og rengjøring uteblitt
Hjemmehjelp er avlyst {antall} ganger på rad. Står «ikke personell» i systemet. Dette er rett og slett
vedtak vi ikke holder.
= Turen ble avlyst igjen
Vedtaket sier tur {to} ganger i uka. I {måned} ble det {to} totalt.
= BPA-timer ikke dekket
Ingen assistent {dag} kveld. {Brukeren} ble sittende inne hele helga.
= Avlastning avlyst samme dag
Familien fikk beskjed kl. 14 om at helga ikke ble noe av. De har ventet i seks uker.
=nn Tenesta ikkje gitt
Vedtaket seier dusj to gonger i veka. Ho har fått éin gong på fjorten dagar.

@ T6.4 | home_care nursing_home nav administration child_welfare culture | communication routine | office
| 00001 | e
= Fikk ikke informasjon om klagerett
Pårørende ringte og visste ikke at det gikk an å klage. Brevet hadde ikke med det avsnittet.
= Pårørende ikke varslet
Datter fikk vite om [fallet|flyttingen] fra en nabo. Hun er med rette sint.
= Tolk ikke bestilt
Møtet med {brukeren} ble holdt uten tolk, sønnen på 12 oversatte.
= Brev på språk ingen forstår
Brevet er fire sider med paragrafer. {Brukeren} kom innom og ba oss lese det.
= Ingen tar telefonen
Innbygger har ringt {antall} ganger til det nummeret vi oppgir i brevet. Nummeret er nedlagt.

@ T7.1 | child_welfare nav | staffing organisation routine | office | 000112 | e
= Frist for undersøkelse overskredet
Undersøkelsen skulle vært ferdig {tidlig}. Saksbehandler sluttet og saken ble liggende i {uker} uker.
= Melding ikke gjennomgått innen en uke
Bekymringsmelding kom på e-post i ferien og ble åpnet etter {dager} dager for sent.
= Tilbakemelding til melder mangler
Barnehagen har ikke fått svar på om saken er undersøkt.
= Søknad om sosialhjelp over frist
Ikke svart på {uker} uker. {Brukeren} har levert alle papirene to ganger.
= Kontroll av hjem ikke gjort i {måned}
Lovpålagt oppfølgingsbesøk er ikke gjennomført. Det er to måneder siden sist.

@ T7.2 | child_welfare nav supported_housing | staffing communication | office | 000112 | e
= Oppfølgingssamtale uteblitt
Avtalt samtale med {brukeren} ble glemt da saken byttet hender.
= Byttet saksbehandler uten beskjed
{Brukeren} møtte opp og traff en ny person som ikke kjente saken. Tredje bytte i år.
= Samvær uten tilsyn
Tilsynsperson ble syk og samværet ble gjennomført likevel.
= Bolig uten strøm ved innflytting
Familien flyttet inn fredag, strømmen var ikke koblet på før mandag.
= Ettervern ikke planlagt
Ungdommen fyller 18 om {uker} uker. Ingen har snakket om hva som skjer etterpå.
=nn Møte ikkje halde
Møtet om tiltaksplanen vart avlyst to gonger og er ikkje sett opp på nytt.

@ T7.3 | nav child_welfare supported_housing | routine competence equipment | office | 00111 | e
= Utbetaling til feil konto
Sosialhjelpen gikk til gammelt kontonummer. {Brukeren} sto uten penger i helga.
= Husleie ikke betalt
Vi har avtale om forvaltning, men husleia er ikke betalt på to måneder. Inkassovarsel.
= Kasse stemmer ikke
Kontantbeholdningen til {bruker} manglet {kr} kr. Det viste seg å være en kvittering som ikke var ført.
= Depositumsgaranti ikke sendt
Garantien ble ikke sendt og {brukeren} mistet leiligheten.
= For lite utbetalt
Regnefeil i vedtaket, {kr} kr for lite i {to} måneder.
""")
