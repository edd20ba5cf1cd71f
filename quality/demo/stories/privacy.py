"""Texts on privacy and information security (P)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ P1 | administration nav child_welfare school health_service home_care kindergarten nursing_home culture
| routine competence equipment | office | 0111223 | e
= E-post sendt til feil mottaker
Skulle sende [vedtak|referat fra ansvarsgruppe|årsoppgjør] til en kollega, men e-posten foreslo [en med
samme fornavn|en ekstern adresse]. [Mottakeren har bekreftet sletting.|Har ringt og bedt om sletting, ikke
svar ennå.]
= Brev i feil konvolutt
To brev byttet plass ved pakking. {Bruker} ringte og sa at hun hadde fått [naboens vedtak|et brev om en
annen familie].
= Utskrift lå igjen på skriveren
{Mange} sider fra journal lå på den felles skriveren {idag}. Der går også [foreldre|besøkende].
= Vedlegg med for mye
La ved hele regnearket i stedet for fana for én avdeling. Der sto alle med [fravær|diagnoser].
= SMS til feil nummer
Timepåminnelse med [tjenestenavn|behandlers navn] gikk til gammelt nummer. En fremmed svarte.
=di Sendt feil
Sendte meldinga te feil {bruker} i appen. Sto både navn å medisin. Ho har sletta.

@ P2 | nursing_home home_care health_service nav child_welfare administration | routine competence
organisation | any | 001223 | eh
= Felles innlogging i bruk
På {rom} er vi pålogget med [vikarens|en som har sluttet] bruker hele dagen. Ingen vet hvem som har
skrevet hva.
= Tilgang ikke fjernet da ansatt sluttet
Sluttet for {uker} uker siden, kan fortsatt logge inn i [fagsystemet|kameraet].
= Skjerm sto åpen
Kom inn på tomt rom med journal åpen på skjermen. Dør mot gangen var åpen.
= Passord på gul lapp
Lappen henger på skjermen i [resepsjonen|vaktrommet]. Synlig gjennom vinduet.

@ P3 | home_care school nav child_welfare culture roads_parks | equipment routine | any | 01112 | e
= Mistet [telefon|nettbrett] på jobb
Lå sannsynligvis på biltaket. Slettet på avstand av IKT {min} minutter etter at jeg meldte. Koden var på.
= Bærbar pc glemt på bussen
Fikk den igjen samme kveld. Diskkryptert.
= Minnepinne borte
Brukt til [bilder fra turen|presentasjon], men det lå også en mappe med samtaleskjema på den.
= Notatbok borte
Kladdeboka mi fra hjemmebesøk er borte. Fornavn og adresser står der.

@ P4 | home_care nursing_home administration health_service school nav child_welfare culture kindergarten
| equipment external | any | 000012 | e
= Får ikke logget inn
Bankbrikke og app virket ikke. {Mange} brukte morgenen på å ringe support. Kø i {min} minutter.

@ P5 | home_care health_service administration nav child_welfare school | equipment competence routine |
office | 00112 | e
= Feil opplysning i register
Telefonnummer til pårørende er til en som døde i fjor. Vi ringte henne kl. 5 på morgenen.
= To journaler på samme {bruker}
Halvparten av notatene ligger på hver. {medisin} står bare på den ene.
= Adresse endret på feil person
Far og sønn med samme navn. Post har gått til feil i {uker} uker.
= Fravær ført på feil elev
{Antall} dager ført på feil elev. Foreldrene fikk bekymringsbrev.
= Tall endret i regneark uten spor
Noen har sortert bare en kolonne. {Mange} linjer har fått feil navn.

@ P6 | administration school nav culture kindergarten property health_service | competence external |
office | 00001 | en
= Klikket på lenke i falsk e-post
E-posten så ut som den kom fra [IKT|kommunedirektøren|Posten]. Skrev inn passordet før jeg skjønte det.
Byttet med en gang.
= Falsk faktura
Fikk faktura på {kr} kr fra firma som ikke finnes. Stoppet av [økonomi|attestasjon].
= QR-kode på parkeringsautomat
Noen hadde klistret på en falsk kode utenfor rådhuset. Fjernet, varslet alle.
= Oppringning fra «Microsoft»
Mannen ville at jeg skulle installere noe. La på. Kollega på samme kontor ble også ringt.
= Sjefen ba om gavekort på SMS
Var selvsagt ikke sjefen. Holdt på å gjøre det for det var midt i en hektisk dag.

@ P7 | administration school culture health_service kindergarten property | competence organisation |
office | 0001 | h
= Mangler databehandleravtale
Vi bruker en app for [timebok|bildedeling] uten avtale.
= Gamle søknader ikke slettet
Jobbsøknader fra 2017 ligger på fellesområdet. Alle i enheten kan lese dem.
= KI-tjeneste brukt på sakstekst
Noen limte inn et helt notat i en åpen tjeneste på nett for å få det språkvasket. Vi trenger en klar regel.

@ P7 | school | competence organisation | office | 0001 | h
= App tatt i bruk uten vurdering
Elevene logget inn i et mattespill med fullt navn. Ingen har gjort ROS.

@ P7 | property administration | competence | office | 0001 | h
= Kamera uten skilt
Kameraet ved [varemottaket|gjenbruksstasjonen] har verken skilt eller sletterutine.

@ P1 | school kindergarten | routine competence | office | 0111223 | e
= Ukeplan sendt med synlig e-postliste
Sendte til alle foreldre i til-feltet. {Mange} adresser ble synlige, også to med sperret adresse.
= Elevmappe til feil skole
Ved flytting ble mappa til søskenet sendt. Hentet tilbake samme dag.
= Bilde av barn delt uten samtykke
Barnet hadde ikke samtykke, men er med på bildet i appen. Fjernet etter {timer} timer.
=nn E-post til feil person
Eg sende eit referat til ein forelder i feil klasse. Ho har sletta det og seier at ho ikkje las meir enn
to linjer.

@ P1 | home_care nursing_home health_service | routine | any | 011122 | e
= Rapport i [resepsjonen|bilen]
Utskrift av dagslista med navn og nøkkelboksnummer lå synlig i framruta på bilen.
= Opplysninger lest opp på telefon
Sa noe om en {bruker} til en som ikke var rette person. Hun ga seg ut for å være [datteren|fra
legekontoret].

@ P2 | nursing_home home_care health_service | routine | any | 00122 | e
= For vide tilganger
Som [vikar|lærling] ser jeg alle i kommunen, ikke bare de på lista mi.
= Oppslag uten tjenstlig behov
Loggen viser oppslag på [en kollegas mor|en kjent person] av noen som ikke har hatt vakt der. Skjermet for
andre.
=nn Skjermen stod open
Nettbrettet låg ope på kjøkenet hos brukaren med lista over alle på ruta.

@ P4 | kindergarten school | equipment external | morning | 00001 | e
= Foreldreappen nede
Foreldre kunne ikke melde fravær, telefonen var rødglødende. Vi visste ikke hvem som var syke.

@ P4 | home_care nursing_home health_service | equipment external | any | 000012 | e
= Journalsystemet nede
Nede fra {kl} i {timer} timer. [Ingen papirlister var skrevet ut.|Nødlistene var fra forrige uke.] Måtte
ringe rundt.
=nn System nede
Vi kom ikkje inn i systemet på heile kvelden. Skreiv på papir, men fann ikkje medisinlistene.

@ P4 | administration | equipment external | office | 000012 | e
= Arkivet utilgjengelig
Ingen kommer inn i saksarkivet etter helga. Innsynskrav kan ikke svares på.
= Telefonsentralen svarte ikke
Innringere fikk «nummeret er ikke i bruk» fra {kl}.

@ P4 | home_care | equipment | morning | 000012 | e
= Nettbrett oppdaterte midt på vakt
Oppdateringen tok {min} minutter, midt i medisinrunden.

@ P3 | school | equipment | office | 0111 | e
= Sekk med elevarbeid stjålet
Sekken ble tatt fra bilen. Der lå karakterer for {klasse}.

@ P3 | home_care | routine | day | 0111 | e
= Nøkler med adresse mistet
Nøkkelknippet med lapp er borte. Sylinder byttes hos {antall}.
""")
