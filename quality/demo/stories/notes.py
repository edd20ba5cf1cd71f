"""Texts of the learning notes, and what units say when they answer them."""

from dataclasses import dataclass

from quality.demo.stories.grammar import banks


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note: its five fields, where it comes from, whom it concerns, how long ago and how much is answered."""

    key: str
    title: str
    problem: str
    action: str
    effect: str
    needs: str
    adapting: str
    positive: bool
    category: str
    source_unit: str
    pattern: str | None
    services: str
    days_ago: int
    answered: float


NOTES = (
    NoteText(
        "medicine-keeper",
        "Én som har medisinen, og sier det høyt",
        "Doser rundt vaktskiftet ble glemt fordi begge vakter trodde den andre tok dem.",
        "Hver vakt har én medisinansvarlig med navn på tavla. I rapporten sier hun høyt hva som gjenstår, "
        "og den som overtar gjentar det.",
        "Fra fem glemte doser i måneden til under én, i seks enheter, målt over et halvt år.",
        "En tavle, to minutter i rapporten, og at legen går gjennom dosene mellom kl. 14.30 og 15.30.",
        "I hjemmetjenesten: medisinansvarlig per rute, og beskjeden gis på telefon ved bytte.",
        *(False, "T1.1", "2210", "shift"),
        *("home_care nursing_home supported_housing health_service day_centre", 330, 0.95),
    ),
    NoteText(
        "substitutes-pack",
        "Vikarpakka: alt på plass første dag",
        "Ferievikarer sto på vakt uten tilgang, koder og medisinkurs.",
        "Ett skjema bestiller tilgang, kurs og fadder på en gang, seks uker før. "
        "Ingen settes på liste før alt er grønt.",
        "Åtte avvik om vikarer i sommer, mot nitten i fjor.",
        "En person som eier skjemaet fra april, og plass på medisinkurset.",
        "Skoler og barnehager kan bytte medisinkurs med brann, allergier og hentelister.",
        *(False, "R4", "2320", "substitutes"),
        *("home_care nursing_home supported_housing health_service school kindergarten cleaning", 195, 0.85),
    ),
    NoteText(
        "grit-box",
        "Strøkasse og brodder i bilen fra 15. oktober",
        "Ansatte falt på isen på vei inn til brukere før strøbilen hadde vært der.",
        "Hver tjenestebil har en kasse med sand, spade og to par brodder. Den som fyller drivstoff, fyller sand.",
        "Ingen fastkjørte biler i fjor vinter, og halvt så mange fall på vei til og fra bilen.",
        "350 kroner per bil, og en liste på innsiden av døra.",
        "Uten bil: en bøtte sand innenfor hver inngang, og brodder på knagg ved døra.",
        *(False, "H2.2", "4220", None),
        *(
            "home_care nursing_home school kindergarten property roads_parks water nav cleaning culture",
            372,
            0.9,
        ),
    ),
    NoteText(
        "calm-transitions",
        "Puljer på fem minutter i overgangene",
        "Slag og spark i garderoben da alle kom inn samtidig.",
        "Tre puljer med fem minutter mellom, to innganger, og en voksen som går foran den som strever mest.",
        "Fra tre hendelser i måneden til nesten ingen. Støyen er halvert.",
        "En klokke, en plan på veggen og at alle voksne holder tida.",
        "I bofellesskap: måltider i to omganger. I barnehage: ut gjennom to dører.",
        *(True, "H1.1", "3110", "transitions"),
        *("school kindergarten supported_housing day_centre", 130, 0.8),
    ),
    NoteText(
        "board-meeting",
        "Tavlemøte på ti minutter",
        "Beskjeder ble gitt på gangen og forsvant.",
        "Ti minutter stående foran tavla, samme tid hver dag. Møtet er slutt når klokka ringer.",
        "Færre avvik om beskjeder som ikke kom fram: to i halvåret mot elleve.",
        "En tavle, en klokke og en leder som lar være å forlenge.",
        "Uten vaktskifte: mandag morgen holder. Teknisk tar det ved bilene.",
        *(True, "T4.4", "2230", None),
        *(
            "home_care nursing_home supported_housing health_service child_welfare nav property water",
            44,
            0.5,
        ),
    ),
    NoteText(
        "slow-send",
        "Ett minutts forsinkelse på e-post",
        "E-post med personopplysninger gikk til feil mottaker fordi programmet foreslo navnet.",
        "Forslag til mottakere er slått av, og all e-post venter ett minutt før den går.",
        "Ingen feilsendte på fem måneder. Før var det omtrent én i måneden.",
        "IKT skrur det på for hele enheten på en time.",
        "Skoler: sett også klasselister som lukkede grupper.",
        *(False, "P1", "2540", None),
        *("administration nav child_welfare school kindergarten health_service culture", 9, 0.3),
    ),
)

UPTAKE_WORDS = banks("""
@ adopted
Tatt i bruk på alle avdelinger fra [mandag|1. i måneden].
Innført. Det var lettere enn vi trodde.
Vi gjør nøyaktig som beskrevet.
Tatt opp på personalmøtet og satt i gang samme uke.
@ adapted
Vi gjør det bare på [kveld|helg], for det er da vi har problemet.
Hos oss er det [gruppelederen|den som har vakttelefonen] som har ansvaret.
Vi bruker en lapp i permen i stedet for tavla.
Tar det ukentlig og ikke daglig. Det holder med vår størrelse.
Laget en egen variant med bilder, fordi mange hos oss leser lite norsk.
@ had_it
Har gjort det slik [siden 2022|et par år]. Fint at flere gjør det.
Hadde noe lignende, men har tatt med oss det om å gjenta beskjeden.
@ not_relevant
Vi har ikke [faste vakter|medisiner|tjenestebiler].
Gjelder ikke oss etter at oppgaven ble flyttet.
Vi har bare én inngang, og den kan ikke deles.
@ trying
Prøver på én [avdeling|gruppe] ut måneden.
""")

# What a unit that uses the note has won in a year: hours, kroner, better quality, safer, and how they know.
GAINS = {
    "medicine-keeper": (60, 0, False, True, "Vi slipper å ringe rundt for å finne ut hvem som har gitt hva."),
    "substitutes-pack": (90, 45_000, True, False, "Færre innleide vakter og mindre tid på telefonen i juli."),
    "grit-box": (0, 18_000, False, True, "Ingen tauing og ingen fraværsdager etter fall i fjor vinter."),
    "board-meeting": (
        110,
        0,
        True,
        False,
        "Målt over fire uker: vi møtes kortere og spør hverandre sjeldnere.",
    ),
}
