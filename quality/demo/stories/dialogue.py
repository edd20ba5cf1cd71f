"""What leaders answer, ask and write when they close; what reporters reply and judge."""

from quality.demo.stories.grammar import banks, phrases

THANKS = phrases("""
Takk for at du meldte [fra|dette].
Takk, dette er nyttig.
Takk for [en god og tydelig melding|meldingen].
[Bra|Fint] at du skrev det ned med en gang.
Takk. Jeg skjønner godt at dette var ubehagelig.
Takk for at du sier fra [også når det gjelder egne feil|].
Hei, og takk for meldingen.
Dette var viktig å få vite.
Tusen takk for at du tok deg tid.
[Mottatt og lest.|Jeg har lest den i dag.]
""")

ANSWERS = banks("""
@ T1
Jeg har gått gjennom [medisinlista|dosetten og kvitteringene] sammen med [medisinansvarlig|sykepleier på
    vakt]. Feilen
    skjedde fordi [vi delte ansvaret uten å si det høyt|endringen ikke var ført inn|kvitteringen ble tatt
    samlet til slutt].
Dette handler om systemet vårt og ikke om deg. Fra [mandag|neste uke] er det én navngitt medisinansvarlig
    på hver vakt.
Tatt opp i personalmøtet. Vi ble enige om å [kvittere med en gang|lese opp navnet|ikke bli forstyrret i
    medisinrommet].
Legen har vurdert at det ikke var farlig, men det kunne det ha blitt. Vi prøver [gul vest|egen telefon som
    er slått av]
    under medisinrunden.
Jeg har ringt apoteket. De endrer [merkingen|leveringsdagen] fra neste leveranse.
@ T2
Vi har gjort en ny fallvurdering, og [sensor er bestilt|fysioterapeut kommer på torsdag|senga er byttet].
Gått gjennom rommet sammen med ergoterapeut: [lys ved senga, tepper bort|håndtak flyttes|rullator justert].
Fallet er tatt med i fallmøtet. Vi har endret [tilsynstidene|medisin til kvelden] og følger med i fire uker.
Vi ser at fallene kommer [mellom 16 og 18|rett etter middag|tidlig om morgenen]. Da setter vi en person i
    stua.
@ T3
Besøket falt ut da lista ble delt. Nå er det koordinator som [flytter besøk|sjekker lista mot vedtakene]
    hver ettermiddag.
Jeg har snakket med {brukeren} og beklaget. Vi har lagt om [ruta|tiltaksplanen] slik at det ikke skal skje
    igjen.
Vi har gått gjennom NEWS på nytt, og den som måler skriver nå hva som skal gjøres ved hvilken skår.
Leverandøren er kontaktet, og [enheten er byttet|det er satt opp en ukentlig test].
Du har rett. Vi har ikke klart å levere det vi skal. Jeg tar det med kommunalsjefen, og prioriterer sånn i
    mellomtida:
    mat, medisin og tilsyn først.
@ T4
Jeg har snakket med [sykehuset|legekontoret|enhetsleder på den andre siden]. Vi er enige om hvem som har
    ansvaret for
    hva, og det er skrevet ned.
Dette er også meldt som samhandlingsavvik til helseforetaket. Svar kan ta noen uker.
Meldingene leses nå av [en fast person på hver vakt|to faste på dagtid]. Vi ser om en måned om det hjelper.
Rapporten er lagt om: vi leser opp det viktigste først, og den som overtar gjentar det.
@ T5
Vi har gått gjennom tilsynsplanen ute. Det er nå [faste soner|gul vest på den som har ansvaret|telling før
    og etter].
Foreldrene har fått en samtale, og de setter pris på at vi sa det som det var.
Skyss: jeg har snakket med fylket og drosjesentralen. De skal ringe skolen når en tur blir mer enn ti
    minutter forsinket.
Timene blir tatt igjen etter en plan som [rektor|jeg] følger opp hver fredag.
Vi ber om ekstra ressurs. Inntil svaret kommer slår vi sammen [utetid|leksehjelp] så det er nok voksne.
@ T6 T7
Saken er fordelt på nytt og får svar [denne uka|innen fredag]. Bruker er ringt.
Vi har laget en oversikt over frister som vi går gjennom hver mandag.
Malen er rettet. Takk for at du så det.
Vedtaket kan ikke oppfylles slik vi er bemannet i dag. Det er tatt opp i linja, og bruker har fått
    skriftlig beskjed.
@ H1
Leit at du ble utsatt for dette. Vi har snakket sammen, og tilbudet om
    [bedriftshelsetjenesten|kollegastøtte] står.
Planen for {brukeren} er endret: [to ved overganger|vi gir beskjed fem minutter før|egen inngang]. Alle får
    gjennomgang på fredag.
Verneombudet er orientert, og vi har tatt en risikovurdering av [situasjonen|alenearbeidet].
Det er ikke greit, og det skal ikke være en del av jobben. [Pårørende er innkalt til samtale.|Det er
    anmeldt.]
@ H2 H6 H7
Nytt utstyr er [bestilt|på plass]. Det gamle er kastet.
Vi har sett på stedet sammen med verneombudet. [Matte er lagt.|Lista med kontroll er hengt opp.|Vernet er
    satt på igjen.]
Husk skademelding til NAV. Jeg kan hjelpe deg med den.
Jeg har satt dette på lista for neste vernerunde og gitt ansvaret til en navngitt person.
@ H3 H4 H5
Jeg skjønner at det var en tung vakt. Vi har økt grunnbemanningen [på helg|på tirsdager] ut året.
Turnusen er endret slik at [pausen er lagt inn|ingen står alene etter kl. 22].
Tatt opp med tillitsvalgt og verneombud. Vi prøver [fast tilkallingsliste|vikarpool sammen med avdelingen
    ved siden av].
Varmen er justert og ventilasjonen er gått gjennom. Si fra hvis det ikke blir bedre.
Jeg har ikke en god løsning ennå, og det er ærligst å si det. Vi tar det opp igjen på møtet den 15.
@ P
Personvernombudet har vurdert saken. [Ikke meldepliktig.|Meldt til Datatilsynet.] De berørte er informert.
Opplysningene er slettet hos mottaker. Vi har slått av forslag til mottakere i e-post hos oss.
Tilgangen er stengt. IKT tar ut en liste over [sluttede|vikarer] hver måned.
Rutinen for nede-tid er skrevet om, og papirlistene skrives ut [hver natt|kl. 6].
@ B7
Strøplanen er endret slik at [inngangene|gangveien] tas før kl. 6.30.
Vakta får nå varsel på underkjølt regn, og sandkasser er satt ut ved [fire|seks] innganger.
Du har rett, det var for sent. Vi har flyttet runden en time fram.
@ B3
Nøkkelrutinen er gjennomgått. Alle koder er byttet, og nøkler kvitteres ut.
Lista er samlet på ett sted, og den gamle er makulert.
@ B1
Brannvernleder har vært innom. Vi øver igjen om fire uker, uten å si fra på forhånd.
Rømningsveien er ryddet og står nå på ukerunden til [vaktmester|fagleder].
@ B4 B6
Renhold og drift har gått gjennom det sammen med oss. Ekstra runde ut måneden.
Det var et hull i planen. Det er tettet nå.
@ B B1 B2 B3 B4 B5 B6 B7 B8 B9
Vaktmester har vært der og [satt det i stand|sikret det midlertidig]. Resten er bestilt.
Saken er sendt Eiendomsdrift med [frist på 14 dager|høy prioritet].
@ F S
Saken er fordelt, og innbygger har fått svar.
Rutinen er oppdatert og ligger [først i kvalitetssystemet|på forsida].
Vi har lagt inn varsel i systemet 14 dager før fristen.
Lista er oppdatert og testet. Neste test er satt opp.
@ R
Rutinen er skrevet om sammen med to av dere, nå er den på en side.
Du har rett i at den ikke lar seg følge. Vi tar den bort og lager en ny på fagmøtet.
Opplæring er satt opp [neste uke|for alle nye]. Den som har hatt den, skriver under.
""")

GOOD_NEWS = phrases("""
Så bra! Dette deler jeg på [morgenmøtet|personalmøtet].
Dette gleder meg. Kan vi vise det til de andre avdelingene?
Flott initiativ. Vi [beholder det|gjør det fast] fra nå av.
Akkurat sånt vi trenger mer av. [Tusen takk.|Jeg har sagt det til kollegaen din også.]
Takk! Jeg sender det til kvalitetskoordinator, det kan passe flere.
Fint at du skrev det ned. Det er lett å glemme det som går bra.
""")
IDEA_ANSWERS = phrases("""
God idé. Vi prøver det [i fire uker|fra nyttår|på én avdeling] og ser.
Jeg liker tanken. Den koster [litt|nesten ingenting], så vi gjør det.
Dette har vi prøvd før, men jeg tror tida er bedre nå. Vi tar det på [fagmøtet|personalmøtet].
Vi får det ikke til i år [på grunn av budsjettet|før turnusen er lagt om], men jeg har satt det på lista.
Takk. Jeg har gitt det videre til de som eier [systemet|bygget], og de svarer innen to uker.
Nei til det hele, ja til en del av det: vi begynner med [lista på døra|den faste dagen].
""")

CLOSING = phrases("""
[Jeg lukker saken nå.|Da lukker jeg saken.] Si fra om du mener det ikke er løst.
Tiltaket er gjort, og vi har ikke sett det samme siden.
Lukket etter gjennomgang i [personalmøtet|ledermøtet|HMS-gruppa]. Takk igjen.
Vi følger med de neste [ukene|månedene]. Skjer det igjen, vil jeg gjerne ha en ny melding.
Ferdig fra vår side. [Takk for hjelpen.|Alle på vakt har fått vite det.]
Saken avsluttes. Det du meldte, førte til at vi gjorde noe med det.
Lukkes. Ingen nye tilfeller på {uker} uker.
""")

QUESTIONS = banks("""
@ T1 T2 T3
Vet du omtrent når det skjedde? ~ [Det var på {vakta}, rundt kl. 8.|Tror det var like etter
    vaktskiftet.|Nei, jeg kom etterpå.]
Hvem hadde du med deg på vakt? Du trenger ikke navn, bare hvor mange dere var. ~ [Vi var to.|Jeg og en
    vikar.|Tre, men en var opptatt med lege.]
Ble legen kontaktet? ~ [Ja, det står i journalen.|Nei, vurderte det ikke som nødvendig.|Ja, legevakta. De
    ville bare at vi fulgte med.]
Har dette skjedd før, så vidt du vet? ~ [Ja, minst to ganger.|Ikke som jeg vet.|De andre sier ja.]
@ T4 T6 T7 F S R
Hvem sendte du meldingen til? ~ [Til felles innboks.|Til koordinator.|Husker ikke, det ligger i loggen.]
Har du forslag til hva vi kan gjøre? ~ [En fast person som leser meldingene.|Skrive det ned på ett
    sted.|Nei, men sånn kan vi ikke ha det.]
Er dette løst nå, eller venter noen ennå? ~ [Det er løst nå.|De venter fortsatt.|Delvis.]
@ T5 H1 H2 H3 H4 H5 H6 H7
Hvordan går det med deg nå? ~ [Det går fint, takk.|Litt øm, men ok.|Det sitter litt i.]
Var det noen andre til stede? ~ [Ja, en kollega.|Nei, jeg var alene.|To stykker, de kan fortelle.]
Hvor på området var dette? ~ [Ved inngangen på baksida.|I gangen utenfor garderoben.|Rett ved porten.]
@ P B
Kan du legge ved et bilde? ~ [Har lagt ved nå.|Har dessverre ikke noe bilde.|Ja, kommer i morgen.]
Er det sperret av, eller er det fortsatt fare? ~ [Det er sperret.|Bare en lapp. Folk går forbi den.]
Hvor mange kan ha sett det? ~ [Bare en.|Jeg tror fire-fem.|Vet ikke.]
""")

SOLVED = phrases("""
Takk, det ble ordnet.
Fint at dere tok tak i det [så fort|].
Bra, nå fungerer det.
Takk for svar!
Ser stor forskjell allerede.
Løst. [Godt å bli hørt.|]
""")
PARTLY = phrases("""
Bedre, men det skjedde [en gang|to ganger] til.
Halvveis. Rutinen er fin, men vikarene kjenner den ikke.
Det er reparert, men bare midlertidig.
Fikk svar, men jeg vet ikke om det er gjort noe.
""")
NOT_SOLVED = phrases("""
Det skjedde igjen [i går|i helga]. Ingenting er endret her.
Nei. Det samme hver uke.
Jeg kan ikke se at noe er gjort.
Svaret handler om noe annet enn det jeg meldte.
""")
REOPENED = phrases("""
Beklager at dette ikke var godt nok. Vi ser på det på nytt, og nå sammen med dem som står i det.
Takk for at du sa fra igjen. Jeg tar det tilbake og setter et sterkere tiltak.
""")
REJECTED = banks("""
@ double
Dette er allerede meldt av en kollega, og vi følger det opp der. Takk likevel.
@ mistake
Denne ser ut til å være sendt ved en feil, så jeg tar den bort. Meld gjerne på nytt.
@ elsewhere
Dette hører hjemme i [en samtale med meg|bestilling til IKT|journalen] og ikke her. Jeg har tatt det
    videre med deg direkte.
""")
TRANSFERRED = phrases("""
Dette er det dere som kan gjøre noe med. Sender den over, si fra om jeg tar feil.
Hører til hos dere. Vi har sikret det vi kan her.
Overført etter avtale på telefon.
""")
LEARN_WORDS = phrases("""
Kan nok gjelde flere enn oss.
Andre [avdelinger|skoler|ruter] har sikkert det samme.
""")
