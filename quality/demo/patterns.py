"""The patterns that the municipality already knows of: watched, raised, with owner, measures and effect."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from quality.demo.people import DemoPeople, everybody
from quality.demo.planted import CARE_UNITS, SCHOOLS, school_start
from quality.demo.values import DemoCause, DemoEvent, DemoMeasure, DemoMinute, DemoPattern


@dataclass(frozen=True, slots=True)
class Remedy:
    """A measure of a pattern: decided, due and done so many days ago (or not done), with what came of it."""

    title: str
    strength: str
    decided: int
    due: int
    done: int | None = None
    judged: int | None = None
    verdict: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A line in the log of decisions, so many days ago."""

    kind: str
    days: int
    forum: str
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """A pattern as told below; days are counted back from the end."""

    key: str
    title: str
    state: str
    category: str
    units: tuple[str, ...]
    raised: int
    owner_area: str
    aim: str
    remedies: tuple[Remedy, ...] = ()
    due: int | None = None
    causes: tuple[DemoCause, ...] = ()
    log: tuple[Said, ...] = ()


_KNOWN = (
    Known(
        "shift",
        "Medisin blir glemt i vaktskiftet",
        "finished",
        "T1.1",
        ("2210", "2220", "2230", "2510", "2110", "2120"),
        470,
        "20",
        "Halvparten så mange glemte doser rundt kl. 15 og 22 innen et halvt år.",
        (
            Remedy(
                "Én navngitt medisinansvarlig på hver vakt, som sier det høyt i rapporten",
                *("medium", 455, 432, 436, 250, "worked"),
                "Fra fem i måneden til under én, i alle seks enhetene.",
            ),
            Remedy(
                "Ingen faste doser mellom kl. 14.30 og 15.30 når legen sier det er trygt",
                *("strong", 455, 410, 404, 250, "worked"),
                "34 doser er flyttet. Ingen av dem er glemt siden.",
            ),
        ),
        due=280,
        causes=(
            DemoCause(
                "2210", "communication", "Rapporten handler om pasientene, ikke om hvem som har medisinen."
            ),
            DemoCause(
                "2510",
                "routine",
                "Dosen kl. 15 står på dagvaktens liste, men gis når kveldsvakten har begynt.",
            ),
        ),
        log=(
            Said("meeting", 440, "Ledermøtet i helse og omsorg", "Alle seks lederne kjente seg igjen."),
            Said(
                "decision",
                430,
                "Ledermøtet i helse og omsorg",
                "Medisinansvarlig innføres i alle seks enhetene.",
            ),
        ),
    ),
    Known(
        "floor",
        "Fall på det nye gulvbelegget",
        "effect",
        "T2.2",
        ("2220", "2230"),
        185,
        "40",
        "Ingen fall på grunn av gulvet.",
        (
            Remedy(
                "Skilt om glatt gulv og påminnelse om sklisokker",
                *("weak", 175, 160, 158, 60, "failed"),
                "Like mange fall etter som før. Skilt hjelper ikke den som ikke ser dem.",
            ),
            Remedy("Sklisikre striper i gangene utenfor badene", "medium", 60, 30, 32),
        ),
        due=-35,
        causes=(
            DemoCause("2220", "surroundings", "Belegget blir glatt av den nye vaskemaskinens voks."),
            DemoCause("2230", "organisation", "Innkjøp og renhold valgte belegg og middel hver for seg."),
        ),
        log=(
            Said("meeting", 150, "Byggmøtet", "Leverandøren mener belegget er riktig lagt."),
            Said("asked", 25, "", "150 000 kr til å bytte belegg i to ganger hvis stripene ikke hjelper."),
        ),
    ),
    Known(
        "transitions",
        "Utagering i garderoben etter friminutt",
        "finished",
        "H1.1",
        ("3110",),
        460,
        "30",
        "Halvere antall slag og spark i overganger.",
        (
            Remedy(
                "Puljer på fem minutter, og to innganger",
                *("strong", 450, 425, 421, 240, "worked"),
                "Fra tre i måneden til nesten ingen.",
            ),
        ),
        due=300,
        causes=(
            DemoCause(
                "3110", "surroundings", "Sekstifire barn skal gjennom én dør og åtte kroker på ti minutter."
            ),
        ),
    ),
    Known(
        "bus",
        "Skoleskyss på de nye rutene",
        "measures",
        "T5.3",
        SCHOOLS,
        24,
        "30",
        "Ingen elever står igjen, og sentralen ringer skolen når det er mer enn ti minutters forsinkelse.",
        (
            Remedy("Møte med fylket om kapasitet og stoppested i Bekkefaret", "medium", 20, -6),
            Remedy("Fast telefonnummer mellom skolene og sentralen", "medium", 20, 5, 7),
        ),
        due=-60,
        causes=(
            DemoCause("3110", "external", "Sentralen får rutelisten en uke før skolestart."),
            DemoCause(
                "3120", "communication", "Skolen vet ikke hvem på sentralen som har ansvar om morgenen."
            ),
        ),
        log=(
            Said("meeting", 15, "Rektormøtet", "Skolene fører liste over forsinkelser til jul."),
            Said("asked", 10, "", "Kommunen ber fylket om ett stoppested til i Bekkefaret."),
        ),
    ),
    Known("locks", "Gamle koder på nøkkelbokser", "watched", "B3", ("2110", "2120", "2510"), 40, "", ""),
    Known(
        "substitutes",
        "Ferievikarer uten tilgang og opplæring",
        "effect",
        "R4",
        (*CARE_UNITS, "2310"),
        400,
        "60",
        "Alle ferievikarer har tilgang, kurs og fadder første dag.",
        (
            Remedy(
                "Vikarpakke: tilgang, medisinkurs og fadder bestilles i én operasjon seks uker før",
                *("medium", 385, 200, 205, 45, "worked"),
                "Åtte avvik i sommer mot nitten i fjor.",
            ),
        ),
        due=12,
        causes=(
            DemoCause("", "organisation", "Tilgang, kurs og fadder bestilles tre steder, av tre personer."),
        ),
        log=(
            Said(
                "decision",
                390,
                "Kommunedirektørens ledergruppe",
                "Personal samler bestillingen i ett skjema.",
            ),
        ),
    ),
)


def patterns(seed: int, end: date) -> tuple[DemoPattern, ...]:
    """The known patterns as they stand on `end`."""
    people = everybody(seed)
    return tuple(_pattern(known, people, end) for known in _KNOWN if _has_begun(known, end))


def _has_begun(known: Known, end: date) -> bool:
    return known.key != "bus" or (end - school_start(end)).days > known.raised + 30


def _pattern(known: Known, people: DemoPeople, end: date) -> DemoPattern:
    owner = people.holder("head", known.owner_area) if known.owner_area else None
    return DemoPattern(
        key=known.key,
        title=known.title,
        state=known.state,
        category=known.category,
        units=known.units,
        raised_on=end - timedelta(days=known.raised),
        raised_by=people.holder("coordinator"),
        owner=owner,
        aim=known.aim,
        measures=tuple(
            DemoMeasure(one.title, owner or "", end - timedelta(days=one.due), one.strength)
            for one in known.remedies
        ),
        events=tuple(
            sorted(_steps(known, owner or "", people.holder("coordinator"), end), key=lambda event: event.at)
        ),
        due_on=end - timedelta(days=known.due) if known.due is not None else None,
        causes=known.causes,
        log=tuple(
            DemoMinute(said.kind, end - timedelta(days=said.days), said.forum, said.text)
            for said in known.log
        ),
    )


def _steps(known: Known, owner: str, judge: str, end: date) -> list[DemoEvent]:
    steps = []
    for place, one in enumerate(known.remedies):
        steps.append(DemoEvent(_noon(end, one.decided), "add_measure", owner, measure=place))
        if one.done is not None:
            steps.append(DemoEvent(_noon(end, one.done), "finish", owner, measure=place))
        if one.judged is not None:
            steps.append(DemoEvent(_noon(end, one.judged), one.verdict, judge, one.words, measure=place))
    return steps


def _noon(end: date, days_ago: int) -> datetime:
    return datetime.combine(end - timedelta(days=days_ago), time(11), tzinfo=UTC)
