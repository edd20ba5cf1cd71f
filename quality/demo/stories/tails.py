"""Sentences that careful tellers add, and the measures people take on the spot."""

from quality.demo.stories.grammar import banks

# keyed by main category or branch; the longest key that fits is used
ADDED = banks("""
@ T1
[Ingen|Har ikke sett noen] bivirkninger så langt.
Pårørende er [ikke|] informert.
Leder er informert [på SMS|muntlig|i morgenmøtet].
Har skrevet om det i journalen [også|].
Dette er [andre|tredje] gang på kort tid.
[Vi må finne en bedre måte å gjøre dette på.|Burde vært dobbeltkontroll her.]
Jeg var alene om medisin på {vakta}.
Det var mye [uro|støy|trafikk] rundt medisinrommet da.
@ T2
Vitale målinger [ok|innenfor normalen].
Pårørende er ringt.
Hadde på [sklisokker|sko|bare sokker].
Bør vurdere [hoftebeskytter|lavere seng|bevegelsessensor|fallforebygging].
{Vakta} er informert og følger med.
Det var [mørkt i rommet|lite folk på vakt|vått på gulvet].
@ T3 T4 T6
[Leder er orientert.|Koordinator har fått beskjed.]
Dette går ut over de som trenger oss mest.
Skrevet i journalen {kl}.
Det er ikke første gangen.
Pårørende har [reagert|ringt og spurt].
Vi [klarte det|løste det], men det var flaks mer enn plan.
Ønsker en tilbakemelding på hva som gjøres.
@ T5
Foreldrene er [ringt|informert ved henting].
Vi har snakket om det på [teammøte|avdelingsmøte].
Det er andre gang dette skoleåret.
Barna tok det [fint|med ro].
Vi har byttet på hvem som står hvor ute.
@ T7
Teamleder er orientert.
[Bruker|Familien] har fått en unnskyldning.
Vi har ikke hatt system for dette siden forrige koordinator sluttet.
@ H1
Snakket med [leder|kollega|verneombud] etterpå.
Det er viktig for meg at dette blir tatt tak i.
Går på jobb i morgen som vanlig.
Planen bør gås gjennom på nytt.
[Hadde|Fikk] ikke opplæring i hva jeg skulle gjøre.
Ingen andre ble skadet.
@ H2
Skademelding til NAV er [sendt|ikke sendt ennå].
Verneombud er informert.
[Jobber|Jobbet] videre som vanlig.
Det kunne gått verre.
@ H3 H4
Vi er mange som kjenner på dette.
Verneombudet er med på dette.
Det går ut over de vi er her for.
[Leder sa at hun skulle se på det.|Har tatt det opp før.]
@ H5 H6 H7
Har meldt det muntlig før.
Vernerunden tok det opp i fjor også.
Vi ordner oss [inntil videre|så lenge det går].
@ P
Personvernombudet er [orientert|ikke kontaktet ennå].
Har bedt om sletting.
Ingen har spurt om det i ettertid.
Jeg tror det er flere som gjør samme feil.
@ B
Vaktmester er [ringt|kontaktet på app|varslet].
Tok bilde [og la det ved|].
Det er [satt opp bånd|satt på lapp|sperret].
Meldt [to|tre] ganger før.
Håper noen kan se på det snart.
@ F S
Saken er tatt opp i [ledermøtet|fagmøtet].
Jeg foreslår at vi skriver ned hvem som gjør hva.
Ingen reell skade, men det kunne blitt dyrt.
Det er sårbart når bare en kan dette.
@ nn
Leiaren [er informert|har fått beskjed].
Eg har skrive om det i [journalen|rapporten].
Dette er [andre|tredje] gongen på kort tid.
Vi må finne ein betre måte å gjere dette på.
[Ingen|Heldigvis ingen] vart skadde.
Eg ønskjer tilbakemelding på kva som vert gjort.
Vi var [få|berre to] på jobb {idag}.
Har snakka med kollegaene mine om det.
@ di
Har sagt ifra te lederen.
Itj første gangen heller.
Håper nån tar tak i det her no.
Skreve i rapporten.
Gikk bra denne gangen, men det e itj sikkert neste.
Vi va itj mange på jobb.
Snakka me dæm andre om det.
@ idea
[Jeg|Vi] kan gjerne være med på å prøve det ut.
Andre kommuner gjør visst dette.
Koster [nesten ingenting|lite, tror jeg].
Ta det gjerne opp på [personalmøtet|neste møte].
Vi snakket om det på [pauserommet|avdelingsmøtet], og flere er enige.
Kunne vi prøvd i [fire uker|en måned] og sett?
Da blir det [mindre stress|roligere] for alle.
Det ville spart oss for {min} minutter hver dag.
@ worked
[Takk til alle som var på jobb.|Heia oss.|Dette var godt lagarbeid.]
Vi bør gjøre det sånn [hver gang|fast].
Andre kan sikkert ha nytte av det.
[Kollegaen min|Hun som var på {vakta}] fortjener ros.
Gikk hjem med et smil den dagen.
Vi snakket om det på [morgenmøtet|avdelingsmøtet] etterpå.
Skriver det ned så vi ikke glemmer det.
Det var {dag}, og vi var ikke flere enn vanlig.
@ done
Andre kan gjerne komme og se.
Kostet [ingenting|nesten ingenting].
[To av oss|Vi] brukte en ettermiddag på det.
Vi tok det opp på [avdelingsmøtet|personalmøtet], og alle var med.
Ideen kom fra [en vikar|en lærling|renholderen vår].
@ R
Vi trenger noe kort og greit, helst en side.
Har spurt [to|tre] kolleger, ingen visste.
Kan gjerne være med og lage noe.
[Er vel flere enheter som sliter med det samme?|]
""")

# what was done there and then
ON_THE_SPOT = banks("""
@ T1
Kontaktet legevakt, følger med på blodtrykk og våkenhet.
Ringte [tilsynslegen|ansvarlig sykepleier]. Ga medisin etter avtale.
Skrev i journalen og merket i medisinlista.
Dobbeltsjekket resten av dosettene.
@ T2
Sjekket for skader, hjalp opp med løfter.
Hodeskaderutine startet.
Flyttet på stol og lampe, satte på sensor.
@ T3.1
Ringte {brukeren} og sa at vi kommer.
Omprioriterte lista og fikk hjelp fra den andre ruta.
@ T3
Ga beskjed til ansvarsvakt.
Målte på nytt og skrev i journalen.
@ T4
Ringte sykehuset og fikk lista på telefon.
Sa det til neste vakt, ansikt til ansikt.
@ T5
Samlet barna og talte på nytt.
Førstehjelp, is og trøst. Ringte hjem.
Byttet plass på de voksne ute.
@ T6 T7
Ringte {brukeren}, forklarte og beklaget.
Sendte foreløpig svar samme dag.
@ H1
Trakk meg ut og hentet kollega. Samtale med leder etterpå.
Skjermet de andre og ventet til det roet seg.
@ H2
Plaster og legevakt.
Satte fra meg alt og ba om hjelp.
@ H
Snakket med kollegene på vakt.
Ringte leder.
@ P4
Gikk over på papir.
Ringte support og sto i kø.
@ P
Ba mottakeren slette og bekrefte skriftlig.
Meldte til IKT.
@ B7
Strødde og satte opp skilt.
Kastet ut det vi hadde av sand.
@ B
Sperret av så godt det gikk.
Ringte vaktmester.
@ F S R
Tok det med leder samme dag.
Ringte den som har vakt.
""")

PLACES: dict[str, tuple[str, ...]] = {
    "home_care": ("hjemme hos bruker", "bilen", "kontoret", "oppgangen", "omsorgsboligene"),
    "nursing_home": ("rommet", "badet", "gangen", "stua", "medisinrommet", "spisesalen", "skyllerommet"),
    "supported_housing": ("leiligheten", "fellesstua", "kjøkkenet", "gangen", "personalrommet"),
    "day_centre": ("verkstedet", "kjøkkenet", "stua", "bussen"),
    "health_service": ("behandlingsrommet", "venterommet", "skranken", "laboratoriet"),
    "school": ("klasserommet", "skolegården", "gymsalen", "gangen", "SFO", "garderoben"),
    "kindergarten": ("uteområdet", "garderoben", "avdelinga", "stellerommet", "porten"),
    "property": ("teknisk rom", "skolebygget", "rådhuset", "lageret", "sykehjemmet"),
    "cleaning": ("rådhuset", "skolen", "vaskesentralen", "barnehagen", "sykehjemmet"),
    "water": ("pumpestasjonen", "vannverket", "kummen", "veigrøfta", "renseanlegget"),
    "roads_parks": ("veien", "lageret", "parken", "gangveien", "verkstedhallen"),
    "child_welfare": ("kontoret", "møterommet", "hjemmebesøk"),
    "nav": ("publikumsmottaket", "møterommet", "kontoret"),
    "culture": ("biblioteket", "kulturhuset", "ungdomsklubben", "øvingsrommet"),
    "administration": ("kontoret", "servicetorget", "arkivet", "møterommet"),
}
