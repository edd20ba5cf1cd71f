"""Measures by category and strength: weak informs, medium changes a routine, strong removes the danger.

A leaf has its own where those of its main category would not fit: needles do not help who fell on ice.
"""

from quality.demo.stories.grammar import banks

MEASURES = banks("""
@ T1.weak
[Minne om|Gå gjennom] kvittering av medisin på [morgenmøtet|personalmøtet]
Repetere medisinrutinen for [nye|vikarer|alle på kveld]
@ T1.medium
Medisinansvarlig med navn på hver vakt
Egen telefonfri halvtime når dosetter legges
Dobbeltkontroll av dosett før den kjøres ut
Sjekkliste ved endret ordinasjon
@ T1.strong
Elektronisk varsel når en dose ikke er kvittert
Flytte medisinrommet bort fra gjennomgangen
Adskilte, merkede rom i skapet for like esker
@ T2.weak
Minne om sklisokker og nattlys
@ T2.medium
Tverrfaglig fallgjennomgang hver fjortende dag
Fast tilsyn på de tidene det oftest skjer
Fysioterapeut vurderer gange innen en uke
@ T2.strong
Sensor ved senga på alle rom med fallfare
Fjerne terskler til bad
Lavseng på [to|fire] rom
@ T3.weak
Gå gjennom saken på fagdag
@ T3.medium
Fast kontakt for hver bruker, med navn på tavla
@ T3.1.weak
Minne om å kvittere hvert besøk
@ T3.1.medium
Koordinator sjekker lista mot vedtakene kl. 14
@ T3.1.strong
Automatisk varsel når et besøk ikke er startet innen 30 minutter
@ T3.2.medium
Fast kontakt følger opp vekt og væske hver uke
@ T3.3.medium
Plan for snuing og hud i journalen, sjekkes hver vakt
@ T3.4.weak
Repetisjon av NEWS på fagdag
@ T3.4.medium
NEWS måles fast ved endring, med navn på den som ringer lege
@ T3.5.weak
Minne om håndsprit før og etter hvert stell
@ T3.5.medium
Smittevernansvarlig går runde hver uke
@ T3.6.medium
Ukentlig test av alarmer
@ T3.6.strong
Bytte leverandør av [alarm|dispenser]
@ T3.7.medium
Vedtak om tvang gjennomgås hver måned
@ T4.weak
Minne om å lese meldinger
@ T4.medium
Fast mottaker av meldinger på hver vakt
Muntlig rapport etter fast mal
Møte med [sykehuset|legekontoret] hver måned
@ T4.strong
Felles avtale med sykehuset om medisinliste før avreise
Meldinger kan ikke lukkes uten navn på den som følger opp
@ T5.weak
Gå gjennom hendelsen på personalmøtet
@ T5.medium
Navn på den som har ansvaret, hver dag på tavla
@ T5.1.medium
Faste soner for voksne ute, med gul vest
Telleliste før og etter tur
@ T5.1.strong
Ny lås på porten som små hender ikke når
@ T5.2.weak
Snakke med barna om regler ute
@ T5.2.medium
Ukentlig runde på lekeplassen med sjekkliste
@ T5.2.strong
Bytte ut klatrestativet
@ T5.3.medium
Samarbeidsmøte med drosjesentralen hver måned
@ T5.4.medium
Plan for tilrettelegging gjennomgås hver måned med de foresatte
@ T5.5.medium
Fast tilkallingsliste på tvers av avdelinger
@ T6.weak
Informere saksbehandlere om fristen
@ T6.medium
Fristliste gjennomgås hver mandag
Ny mal med begrunnelse og klagefrist
@ T6.strong
Systemet varsler 7 dager før frist
@ T7.weak
Minne om oppfølgingsfrister på teammøtet
@ T7.medium
Makker på alle saker, med overlapp ved bytte
@ T7.strong
Automatisk fristvarsel i fagsystemet
@ H1.weak
Snakke om hendelsen i personalgruppa
@ H1.medium
To går sammen i kjente situasjoner
@ H1.strong
Ny innredning i samtalerommet med to utganger
@ H1.1.medium
Oppdatere plan for overganger og gi opplæring til alle
To voksne ved kjente situasjoner
@ H1.1.strong
Egen inngang og skjerming for [eleven|beboeren]
@ H1.4.medium
Fast svar på krenkende meldinger, sendt av lederen
@ H2.weak
Minne om å melde skader samme dag
@ H2.medium
Fast runde med verneombudet hver måned
@ H2.1.weak
Vise riktig bruk av kanyleboks på rapport
@ H2.1.medium
Stikksikre nåler bestilles som standard
@ H2.2.weak
Minne om gode sko og brodder
@ H2.2.medium
Strødd gangvei sjekkes før hvert vaktskifte
Brodder til alle som går ute
@ H2.2.strong
Varmekabler ved personalinngangen
@ H2.3.weak
Repetere forflytning på fagdag
@ H2.3.medium
Hjelpemiddelansvarlig sjekker utstyr hver måned
@ H2.3.strong
Takløfter monteres på [to|tre] rom
@ H2.4.medium
Vern på maskinen kontrolleres og kvitteres hver måned
@ H2.4.strong
Maskinen stopper når dekselet åpnes
@ H2.5.weak
Snakke om fart og føre på morgenmøtet
@ H2.5.medium
Mer tid mellom oppdragene når det er glatt
@ H2.5.strong
Ryggekamera i alle biler
@ H3.weak
Minne om å melde overtid
@ H3.medium
Fast tilkallingsliste på tvers av avdelinger
Endre turnus slik at ingen står alene etter kl. 22
@ H3.strong
Sperre i vaktsystemet for brudd på hviletid
@ H4.weak
Temamøte om hvem som avgjør hva
@ H4.medium
Fast personalmøte hver fjortende dag som ikke kan avlyses
@ H5.weak
Minne om luftepauser
@ H5.medium
Serviceavtale på ventilasjon
@ H5.strong
Nytt styringsanlegg for varme
Lydplater i tak
@ H6.weak
Henge opp datablad
@ H6.medium
Stoffkartotek gjennomgås hver høst
@ H6.strong
Lukket doseringsanlegg
@ H7.weak
Minne om å bruke utstyret
@ H7.medium
Verneutstyr kontrolleres og kvitteres hver måned
@ H7.strong
Fast lager med automatisk bestilling
@ P.weak
Informere om personvern på [avdelingsmøte|planleggingsdag]
@ P.medium
Gå gjennom hvem som gjør hva, med navn
@ P1.medium
To ser på mottaker før vedlegg sendes
@ P1.strong
Forsinket sending og uten forslag til mottaker i e-post
@ P2.medium
Månedlig gjennomgang av tilganger
@ P2.strong
Koder og tilganger sperres automatisk når noen slutter
@ P3.medium
Utstyr kvitteres ut og inn
@ P3.strong
Alt bærbart utstyr krypteres
@ P4.medium
Papirliste til bruk når systemet er nede
@ P6.medium
Øvelse på falske e-poster hvert halvår
@ P7.medium
Avtaler gjennomgås hver høst
@ B1.medium
Brannøvelse hvert kvartal, med navn på den som teller
Ukentlig runde i rømningsveiene
@ B1.strong
Magnet på branndøra som slipper ved alarm
Komfyrvakt på alle kjøkken
@ B3.medium
Nøkler kvitteres ut og inn, telles hver fredag
Koder byttes når noen slutter
@ B3.strong
Nøkkelbokser med koder som byttes automatisk
Bytte lås til kort
@ B4.medium
Ekstra vask i helgene ut sesongen
Renhold og enheten går gjennom planen sammen
@ B6.medium
Månedlig spyling etter liste
Kart over ventiler på telefonen til vakta
@ B6.strong
Pumpealarm til to telefoner
@ B7.medium
Strøplan der innganger tas først
Sandkasse og spade ved hver inngang
@ B7.strong
Varmekabler ved hovedinngang
@ B9.medium
Sjekkliste på bilen, signeres ved første kjøring mandag
@ B9.strong
Bytte ut bilen
@ B.weak
Henge opp skilt
Minne om hvem som skal ringes
@ B.medium
Ukentlig runde med sjekkliste og signatur
Avtale med Eiendomsdrift om svartid
@ B.strong
Bytte det som er slitt, ikke lappe det
@ F.weak
Minne om rutinen
@ F.medium
Fristliste i ledermøtet
To attesterer
@ F.strong
Sperre i systemet for egen attestasjon
@ S.weak
Informere om vaktlista
@ S.medium
Test av varsling første mandag i måneden
@ S.strong
Fast aggregat med automatisk start
@ R.weak
Gå gjennom rutinen på personalmøtet
@ R.medium
Skrive rutinen på nytt sammen med dem som bruker den
Fadder og sjekkliste for nye de første to ukene
@ R.strong
Samle alt på ett sted og fjerne de gamle
""")

DONE_WORDS = (
    "Gjort. Alle på avdelinga er informert.",
    "Utført, og det henger på tavla.",
    "På plass. Vi ser på det igjen om en måned.",
    "Levert og montert.",
    "Gjennomført på personalmøtet.",
    "",
    "",
)
