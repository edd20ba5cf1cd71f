"""Texts on handing over between services (T4)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ T4.1 | home_care nursing_home health_service supported_housing | communication external organisation |
day evening | 0001122 | e
= Utskrevet uten epikrise
{Brukeren} kom hjem fra sykehuset {kl} uten epikrise og uten medisinliste. [Ringte posten, ble satt over
{antall} ganger.|Fikk den på faks dagen etter.]
= Kom hjem før vi var klare
Utskrivingsklar ble meldt for {dag}, men {brukeren} kom [dagen før|kl. 21 samme kveld]. Seng og
[rullestol|toalettforhøyer] var ikke på plass.
= Manglet medisiner ved utskriving
Sykehuset sendte ikke med [{blodfort}|smertestillende|antibiotika] for helga. Apoteket var stengt. Måtte
låne fra legevakta.
= Innlagt uten innleggelsesrapport
Sendt med ambulanse i full fart, innleggelsesrapporten ble ikke sendt. Sykehuset ringte og visste ikke at
{brukeren} har [demens|insulinkrevende diabetes].
= Behov for hjelp var ikke meldt
På meldingen sto det «selvhjulpen». {Brukeren} trenger to til alt. Vi hadde satt opp ett kort besøk.
= Utskrevet til feil kommune i systemet
Meldingene gikk til nabokommunen. Vi fikk vite det da {brukeren} ringte og spurte hvor det ble av oss.
= Kateter uten plan
{Brukeren} kom fra sykehuset med kateter og ingen vet hvor lenge det skal ligge eller når det ble lagt.
= Ble med drosje hjem, ingen møtte
Drosjen satte {brukeren} av ved døra kl. 20.30. Nøkkelen lå hos oss. Sto ute i {min} min i {kulde} minus.
=nn Utskriven utan medisinliste
Pasienten kom heim frå sjukehuset utan liste og med ein pose med medisinar i. Vi brukte halve vakta på å
finne ut kva som gjeld.

@ T4.2 | home_care nursing_home supported_housing health_service | external communication | day | 000011 |
eh
= Får ikke svar fra [fastlegen|legekontoret]
Har sendt {antall} e-meldinger om {bruker} på to uker. Ingen svar. [Ringetid er mellom 9 og 9.30.|Svarer
at legen har permisjon.]
= Legevakta visste ikke om [HLR minus|behandlingsavklaring]
Avklaringen ligger i journalen vår, ikke hos legevakta. Det ble en vond situasjon for familien og for oss.
= Prøvesvar kom ikke fram
Blodprøver tatt for {dager} dager siden, svaret ligger hos fastlegen. INR var 4,8.
= Legevakt ba oss vente, uten notat
Beskjeden ble gitt på telefon og er ikke dokumentert hos dem. Da jeg ringte igjen kjente ingen til saken.
= Ny fastlege fikk ikke journal
{Brukeren} byttet lege for {uker} uker siden. Journalen er ikke overført, ingen tør å fornye {medisin}.
=nn Ikkje svar frå legen
Eg har sendt melding {to} gonger om auka smerter. Ikkje svar. Brukaren har framleis vondt.

@ T4.3 | home_care nursing_home supported_housing health_service |
communication organisation | day | 000011 | eh
= Ingen overføring fra [korttidsplass|avlastning] til hjemmetjenesten
{Brukeren} reiste hjem fra korttid {dag}. Vi fikk ikke beskjed, og første besøk ble dagen etter.
= Hvem har ansvaret?
Boligen sier hjemmetjenesten, hjemmetjenesten sier boligen. {Brukeren} har ikke fått [sårskift|medisin]
siden {dag}.
= Søknad ble liggende mellom to enheter
Søknaden om [støttekontakt|avlastning|ergoterapi] lå hos [oss|tildeling] i {uker} uker fordi begge trodde
den andre hadde den.
@ T4.3 | school kindergarten child_welfare nav | communication organisation | office | 00001 | eh
= Overgang barnehage–skole uten møte
Barnet har store behov og begynner på skolen. Overføringsmøtet ble avlyst i mai og aldri satt opp på nytt.
= Skolen fikk ikke vite om flytting
Familien flyttet i {måned}. Verken vi eller PPT fikk beskjed, og {brukeren} sto uten plass i {uker} uker.
= Ingen møtte fra [barnevernet|skolen|helsestasjonen]
Ansvarsgruppemøte satt opp for fem, vi ble {to}. Mor hadde tatt fri fra jobb for å komme.
= Henvisning kom aldri fram
Vi sendte henvisning til PPT for {uker} uker siden. De har ikke mottatt den.
@ T4.3 | home_care nursing_home supported_housing day_centre | communication organisation | day | 000011 |
eh
= Hjelpemiddel fulgte ikke med
Ved flytting til sykehjem ble trykkavlastende madrass igjen i leiligheten. {Brukeren} lå to netter uten.
= Beskjed til dagsenteret kom ikke
Vi visste ikke at {brukeren} hadde hatt anfall i helga. Kunne sett på aktivitetene annerledes.
= Ansvarsgruppemøter uten referat
Tre møter på rad uten referat. Nå er skolen, NAV og vi uenige om hva som ble avtalt.
=nn Ingen tok imot meldinga
Vi melde frå om at brukaren treng fleire besøk, men meldinga vart liggjande hos ei som har slutta.

@ T4.4 | home_care nursing_home supported_housing health_service | communication equipment competence |
any | 000011 | eh
= Beskjed ikke gitt i rapport
At {brukeren} var [fastende|satt på ny medisin|informert om dødsfall] ble ikke sagt i rapporten. [Fikk
frokost og operasjonen måtte utsettes.|Vi dummet oss ut.|Vi oppdaget det ved en tilfeldighet.]
= Dokumentert på feil {bruker}
Notat om sår er skrevet på feil person. Oppdaget da legen spurte om noe ingen kjente til.
= Vikar uten tilgang til journal
Vikaren hadde ikke fått [passord|tilgang] og jobbet {antall} vakter på muntlige beskjeder.
= Tiltaksplan ikke oppdatert
Planen er fra {måned} i fjor. Det står at {brukeren} går med stokk. Han har sittet i rullestol siden påske.
= Rapport gitt på gangen
Vi rakk ikke sitte ned. Rapporten ble gitt i garderoben på {min} sekunder og to viktige ting ble borte.
= Melding lest, men ingen gjorde noe
E-meldingen om ny dose er åpnet av tre personer. Alle trodde en annen tok den.
= Kveldsrapport ikke skrevet
Ingen rapport på {mange} av beboerne fra {dag} kveld. Datamaskinen var opptatt og så ble det glemt.
=nn Beskjed kom ikkje fram
Dotter til brukaren ringde og avlyste besøket, men beskjeden låg på ein lapp på kontoret. Vi køyrde dit to
gonger.
=di Fikk itj beskjed
Ingen sa nå om at {brukeren} va på sykehuset. Æ sto å banka på i ti minutta å trudd det verste.
""")
