"""About 800 invented people with titles and roles, and the few a newcomer signs in as."""

import unicodedata
from dataclasses import dataclass
from random import Random

from quality.core.text import N_
from quality.demo.names import invented_name
from quality.demo.organisation import AREAS, DOMAIN, FULL_TIME, SERVICE_OF, STAFF_UNIT
from quality.demo.titles import LEADER_TITLE, TITLES

ROLES = (
    *(
        "employee",
        "leader",
        "deputy",
        "head",
        "chief",
        "coordinator",
        "safety_rep",
    ),
    *("main_safety_rep", "privacy_officer", "admin", "archivist"),
)
VOICES = ("plain", "careful", "short", "phone", "typos", "nn", "di")
LEADS_TWO = ("2210", "2220")
WITHOUT_SAFETY_REP = ("2530", "5120", "3230")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody employed; `percent` of a full post, `voice` how this person writes."""

    username: str
    name: str
    email: str
    title: str
    unit: str
    percent: int
    voice: str


@dataclass(frozen=True, slots=True)
class DemoRole:
    """A role and where it reaches: a unit's code, an area's code, or the municipality (empty)."""

    person: str
    role: str
    reach: str


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """One line of the demo's front page: who to sign in as, and what to try."""

    person: str
    role: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Everybody, their roles, and who the newcomer meets."""

    people: tuple[DemoPerson, ...]
    roles: tuple[DemoRole, ...]
    sign_ins: tuple[DemoSignIn, ...]

    def holder(self, role: str, reach: str = "") -> str:
        """The user name of the first who has `role` over `reach`."""
        return next(row.person for row in self.roles if row.role == role and row.reach == reach)


_PART_TIME = {"home_care": 1.38, "nursing_home": 1.42, "supported_housing": 1.36, "cleaning": 1.2}
_CENTRAL = (
    ("kommunedirektør", "chief"),
    ("kvalitetskoordinator", "coordinator"),
    ("kvalitetskoordinator", "coordinator"),
    ("personvernombud", "privacy_officer"),
    ("systemansvarlig", "admin"),
    ("arkivar", "archivist"),
    ("hovedverneombud", "main_safety_rep"),
)
_SIGN_INS = (
    (
        "employee",
        "2120",
        "Melder i hjemmetjenesten",
        N_("Meld noe fra telefonen, og se svarene under «Mine meldinger»."),
    ),
    (
        "employee",
        "3210",
        "Melder i barnehagen",
        N_("Fortell om noe som fungerte, og gi en kollega honnør for det."),
    ),
    ("leader", "2120", "Enhetsleder", N_("Åpne innboksen, svar en melder og sett et tiltak med frist.")),
    ("head", "20", "Kommunalsjef", N_("Se hva som er over frist i området, og mønstrene du eier.")),
    (
        "coordinator",
        "",
        "Kvalitetskoordinator",
        N_("Se hva som går igjen på tvers av enheter, og løft det."),
    ),
    (
        "coordinator",
        "",
        "Kvalitetskoordinator",
        N_("Les og godkjenn læringsnotatet som den andre koordinatoren har skrevet."),
    ),
    ("safety_rep", "3120", "Verneombud", N_("Se HMS-sakene i eget verneområde, og ingenting annet.")),
    (
        "privacy_officer",
        "",
        "Personvernombud",
        N_("Les sakene om personvern, og se hvem som har åpnet sensitive saker."),
    ),
    ("chief", "", "Kommunedirektør", N_("Les tertialets tall og hva kommunen har lært.")),
    (
        "admin",
        "",
        "Systemansvarlig",
        N_("Endre enheter, kategorier og frister, uten å se innholdet i sakene."),
    ),
)


def _ascii(name: str) -> str:
    plain = name.lower().translate(str.maketrans("æøåđł", "aoadl"))
    folded = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in folded if letter.isascii() and (letter.isalpha() or letter in " -"))


class _Register:
    """Hires people, and never two of the same name."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"{seed}:people")
        self._names: set[str] = set()
        self.people: list[DemoPerson] = []

    def hire(self, unit: str, title: str, percent: int = 100, voice: str = "careful") -> DemoPerson:
        name = invented_name(self._rng)
        words = _ascii(name).split()
        username = f"{words[0]}.{words[-1]}"
        if username in self._names:
            return self.hire(unit, title, percent, voice)
        self._names.add(username)
        person = DemoPerson(username, name, f"{username}@{DOMAIN}", title, unit, percent, voice)
        self.people.append(person)
        return person

    def staff(self, unit: str, count: int) -> list[DemoPerson]:
        """Ordinary employees; somebody in each unit writes nynorsk, and somebody as they speak."""
        voices = ["nn", "di", "phone", "typos", "careful", "short", "plain"]
        voices += self._rng.choices(VOICES, (44, 14, 10, 15, 9, 5, 3), k=count)
        titles, weights = zip(*TITLES[SERVICE_OF[unit]], strict=True)
        return [
            self.hire(unit, self._rng.choices(titles, weights)[0], self._percent(SERVICE_OF[unit]), voice)
            for voice in voices[:count]
        ]

    def _percent(self, service: str) -> int:
        parts = (100, 80, 75, 60, 50, 30, 20) if service in _PART_TIME else (100, 100, 100, 100, 80, 60, 50)
        return self._rng.choice(parts)


def everybody(seed: int) -> DemoPeople:
    """The whole register, the same for the same seed."""
    register = _Register(seed)
    roles = [DemoRole(register.hire(STAFF_UNIT, title).username, role, "") for title, role in _CENTRAL]
    for area in AREAS:
        head = register.hire(STAFF_UNIT, f"kommunalsjef {area.name.lower()}")
        roles.append(DemoRole(head.username, "head", area.code))
    for unit, posts in FULL_TIME.items():
        roles += _unit_roles(register, unit, posts, roles)
    held = {row.person for row in roles}
    roles += [DemoRole(p.username, "employee", p.unit) for p in register.people if p.username not in held]
    people = tuple(register.people)
    return DemoPeople(people, tuple(roles), _sign_ins(roles))


def _unit_roles(register: _Register, unit: str, posts: float, so_far: list[DemoRole]) -> list[DemoRole]:
    service = SERVICE_OF[unit]
    if unit == LEADS_TWO[1]:
        leader = next(row.person for row in so_far if row.reach == LEADS_TWO[0] and row.role == "leader")
    else:
        leader = register.hire(unit, LEADER_TITLE.get(service, "enhetsleder")).username
    staff = register.staff(unit, round(posts * _PART_TIME.get(service, 1.02) * 0.97))
    roles = [DemoRole(leader, "leader", unit), DemoRole(staff[4].username, "deputy", unit)]
    if unit not in WITHOUT_SAFETY_REP:
        roles.append(DemoRole(staff[6].username, "safety_rep", unit))
    return roles


def _sign_ins(roles: list[DemoRole]) -> tuple[DemoSignIn, ...]:
    taken: set[str] = set()

    def holder(role: str, reach: str) -> str:
        held = (row.person for row in roles if (row.role, row.reach) == (role, reach))
        person = next(person for person in held if person not in taken)
        taken.add(person)
        return person

    return tuple(DemoSignIn(holder(role, reach), role, label, hint) for role, reach, label, hint in _SIGN_INS)
