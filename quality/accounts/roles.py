"""Roles, acts and how far each role reaches: the table that answers who may do what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from quality.core.text import N_


class Role(StrEnum):
    """What a person is in the organisation. Everybody signed in is an employee as well."""

    EMPLOYEE = "employee"
    LEADER = "leader"
    HEAD = "head"
    COORDINATOR = "coordinator"
    SAFETY_REP = "safety_rep"
    MAIN_SAFETY_REP = "main_safety_rep"
    PRIVACY_OFFICER = "privacy_officer"
    CHIEF = "chief"
    AUDITOR = "auditor"
    ARCHIVIST = "archivist"
    ADMIN = "admin"


class Reach(StrEnum):
    """How far a grant goes: own things, own unit, the branch under the role's unit, everywhere."""

    OWN = "own"
    UNIT = "unit"
    BRANCH = "branch"
    MUNICIPALITY = "municipality"


class Act(StrEnum):
    """Something a person may do, as scope:act."""

    BREACH_READ = "breach:read"
    CASE_ASK_SHIELD = "case:ask_shield"
    ALERT_SEND = "alert:send"
    ANSWER_SHARE = "answer:share"
    CASE_COMMENT = "case:comment"
    CASE_EXPORT = "case:export"
    CASE_HANDLE = "case:handle"
    CASE_JUDGE = "case:judge"
    CASE_NOMINATE = "case:nominate"
    CASE_NOTE = "case:note"
    CASE_REPORT = "case:report"
    CASE_SHIELD = "case:shield"
    DIGEST_MANAGE = "digest:manage"
    IMPORT_CASES = "import:cases"
    IMPORT_ORGANISATION = "import:organisation"
    INNSYN_APPROVE = "innsyn:approve"
    INNSYN_PROPOSE = "innsyn:propose"
    LOG_READ = "log:read"
    MAIL_READ = "mail:read"
    NOTE_APPROVE = "note:approve"
    NOTE_READ = "note:read"
    NOTE_WRITE = "note:write"
    PATTERN_ANSWER = "pattern:answer"
    PATTERN_OWN = "pattern:own"
    PATTERN_READ = "pattern:read"
    PATTERN_REVIEW = "pattern:review"
    PEOPLE_MANAGE = "people:manage"
    PRIVACY_MANAGE = "privacy:manage"
    REPORT_APPROVE = "report:approve"
    REPORT_READ = "report:read"
    REPORT_WRITE = "report:write"
    RETENTION_HOLD = "retention:hold"
    RETENTION_MANAGE = "retention:manage"
    RETENTION_READ = "retention:read"
    SAFETY_READ = "safety:read"
    SETTINGS_MANAGE = "settings:manage"
    SETUP_READ = "setup:read"
    TRENDS_ANNOTATE = "trends:annotate"
    TRENDS_READ = "trends:read"
    UNITS_MANAGE = "units:manage"
    UPTAKE_ANSWER = "uptake:answer"


ROLE_LABELS = {
    Role.EMPLOYEE: N_("Ansatt"),
    Role.LEADER: N_("Enhetsleder"),
    Role.HEAD: N_("Kommunalsjef"),
    Role.COORDINATOR: N_("Kvalitetskoordinator"),
    Role.SAFETY_REP: N_("Verneombud"),
    Role.MAIN_SAFETY_REP: N_("Hovedverneombud"),
    Role.PRIVACY_OFFICER: N_("Personvernombud"),
    Role.CHIEF: N_("Kommunedirektør"),
    Role.AUDITOR: N_("Revisor"),
    Role.ARCHIVIST: N_("Arkivar"),
    Role.ADMIN: N_("Systemansvarlig"),
}

ACT_LABELS = {
    Act.BREACH_READ: N_("Følge brudd på personvernet"),
    Act.CASE_ASK_SHIELD: N_("Be om at en sak skjermes"),
    Act.ALERT_SEND: N_("Sende stoppvarsel til enheter"),
    Act.ANSWER_SHARE: N_("Skrive svarmaler for hele kommunen"),
    Act.CASE_COMMENT: N_("Skrive i en sak"),
    Act.CASE_EXPORT: N_("Ta saker ut i en fil"),
    Act.CASE_HANDLE: N_("Ta imot, behandle og lukke saker"),
    Act.CASE_JUDGE: N_("Vurdere svaret og få saken gjenåpnet"),
    Act.CASE_NOMINATE: N_("Foreslå at en sak løftes"),
    Act.CASE_NOTE: N_("Skrive interne notater"),
    Act.CASE_REPORT: N_("Melde fra"),
    Act.CASE_SHIELD: N_("Skjerme en sak"),
    Act.DIGEST_MANAGE: N_("Se og styre utsendelser"),
    Act.IMPORT_CASES: N_("Hente inn gamle saker"),
    Act.IMPORT_ORGANISATION: N_("Hente inn organisasjon og ansatte"),
    Act.INNSYN_APPROVE: N_("Godkjenne svar på innsyn"),
    Act.INNSYN_PROPOSE: N_("Finne det som står om en person, og lage svar på innsyn"),
    Act.LOG_READ: N_("Lese innsynsloggen"),
    Act.MAIL_READ: N_("Se utboksen"),
    Act.NOTE_APPROVE: N_("Godkjenne læringsnotater"),
    Act.NOTE_READ: N_("Lese læringsnotater"),
    Act.NOTE_WRITE: N_("Skrive læringsnotater"),
    Act.PATTERN_ANSWER: N_("Svare på mønstre for enheten"),
    Act.PATTERN_OWN: N_("Eie et løftet mønster"),
    Act.PATTERN_READ: N_("Se kommunens mønstre"),
    Act.PATTERN_REVIEW: N_("Vurdere funn og løfte dem"),
    Act.PEOPLE_MANAGE: N_("Styre personer og roller"),
    Act.PRIVACY_MANAGE: N_("Velge hvem som tar imot fortrolige og skjermede saker"),
    Act.REPORT_APPROVE: N_("Godkjenne rapporter"),
    Act.REPORT_READ: N_("Lese rapporter"),
    Act.REPORT_WRITE: N_("Lage rapporter og skrive i dem"),
    Act.RETENTION_HOLD: N_("Holde en sak utenfor sletteplanen"),
    Act.RETENTION_MANAGE: N_("Endre hvor lenge saker oppbevares"),
    Act.RETENTION_READ: N_("Se sletteplanen og det som er slettet"),
    Act.SAFETY_READ: N_("Følge HMS-saker og be om tiltak"),
    Act.SETTINGS_MANAGE: N_("Endre kategorier, frister og titler"),
    Act.SETUP_READ: N_("Se hva som er på plass i oppsettet"),
    Act.TRENDS_ANNOTATE: N_("Skrive merknader til tallene"),
    Act.TRENDS_READ: N_("Se tall"),
    Act.UNITS_MANAGE: N_("Endre enheter"),
    Act.UPTAKE_ANSWER: N_("Svare på læringsnotater for enheten"),
}

EVERYBODY: dict[Act, Reach] = {
    Act.CASE_REPORT: Reach.MUNICIPALITY,
    Act.CASE_ASK_SHIELD: Reach.OWN,
    Act.CASE_COMMENT: Reach.OWN,
    Act.CASE_JUDGE: Reach.OWN,
    Act.CASE_NOMINATE: Reach.OWN,
    Act.NOTE_READ: Reach.MUNICIPALITY,
    Act.REPORT_READ: Reach.UNIT,
    Act.TRENDS_READ: Reach.UNIT,
}

GRANTS: dict[Role, dict[Act, Reach]] = {
    Role.EMPLOYEE: EVERYBODY,
    Role.LEADER: {
        Act.CASE_ASK_SHIELD: Reach.UNIT,
        Act.CASE_EXPORT: Reach.UNIT,
        Act.CASE_HANDLE: Reach.UNIT,
        Act.CASE_COMMENT: Reach.UNIT,
        Act.CASE_NOTE: Reach.UNIT,
        Act.CASE_NOMINATE: Reach.UNIT,
        Act.INNSYN_PROPOSE: Reach.UNIT,
        Act.NOTE_WRITE: Reach.UNIT,
        Act.NOTE_APPROVE: Reach.UNIT,
        Act.PATTERN_ANSWER: Reach.UNIT,
        Act.PATTERN_READ: Reach.MUNICIPALITY,
        Act.PATTERN_OWN: Reach.MUNICIPALITY,
        Act.UPTAKE_ANSWER: Reach.UNIT,
        Act.TRENDS_ANNOTATE: Reach.UNIT,
        Act.TRENDS_READ: Reach.UNIT,
        Act.REPORT_READ: Reach.UNIT,
        Act.REPORT_WRITE: Reach.UNIT,
        Act.REPORT_APPROVE: Reach.UNIT,
    },
    Role.HEAD: {
        Act.CASE_EXPORT: Reach.BRANCH,
        Act.CASE_HANDLE: Reach.BRANCH,
        Act.CASE_SHIELD: Reach.BRANCH,
        Act.CASE_COMMENT: Reach.BRANCH,
        Act.CASE_NOTE: Reach.BRANCH,
        Act.CASE_NOMINATE: Reach.BRANCH,
        Act.INNSYN_APPROVE: Reach.BRANCH,
        Act.NOTE_WRITE: Reach.BRANCH,
        Act.NOTE_APPROVE: Reach.BRANCH,
        Act.PATTERN_ANSWER: Reach.BRANCH,
        Act.PATTERN_READ: Reach.MUNICIPALITY,
        Act.PATTERN_OWN: Reach.MUNICIPALITY,
        Act.TRENDS_ANNOTATE: Reach.BRANCH,
        Act.TRENDS_READ: Reach.BRANCH,
        Act.REPORT_READ: Reach.BRANCH,
        Act.REPORT_WRITE: Reach.BRANCH,
        Act.REPORT_APPROVE: Reach.BRANCH,
    },
    Role.COORDINATOR: {
        Act.ALERT_SEND: Reach.MUNICIPALITY,
        Act.ANSWER_SHARE: Reach.MUNICIPALITY,
        Act.CASE_ASK_SHIELD: Reach.MUNICIPALITY,
        Act.CASE_EXPORT: Reach.MUNICIPALITY,
        Act.CASE_COMMENT: Reach.MUNICIPALITY,
        Act.CASE_NOTE: Reach.MUNICIPALITY,
        Act.CASE_NOMINATE: Reach.MUNICIPALITY,
        Act.NOTE_WRITE: Reach.MUNICIPALITY,
        Act.NOTE_APPROVE: Reach.MUNICIPALITY,
        Act.PATTERN_ANSWER: Reach.MUNICIPALITY,
        Act.PATTERN_READ: Reach.MUNICIPALITY,
        Act.PATTERN_REVIEW: Reach.MUNICIPALITY,
        Act.PATTERN_OWN: Reach.MUNICIPALITY,
        Act.DIGEST_MANAGE: Reach.MUNICIPALITY,
        Act.IMPORT_CASES: Reach.MUNICIPALITY,
        Act.INNSYN_PROPOSE: Reach.MUNICIPALITY,
        Act.SETUP_READ: Reach.MUNICIPALITY,
        Act.MAIL_READ: Reach.MUNICIPALITY,
        Act.TRENDS_ANNOTATE: Reach.MUNICIPALITY,
        Act.TRENDS_READ: Reach.MUNICIPALITY,
        Act.REPORT_READ: Reach.MUNICIPALITY,
        Act.REPORT_WRITE: Reach.MUNICIPALITY,
    },
    Role.SAFETY_REP: {
        Act.SAFETY_READ: Reach.BRANCH,
        Act.CASE_COMMENT: Reach.BRANCH,
        Act.CASE_NOMINATE: Reach.BRANCH,
        Act.TRENDS_READ: Reach.BRANCH,
    },
    Role.MAIN_SAFETY_REP: {
        Act.SAFETY_READ: Reach.MUNICIPALITY,
        Act.CASE_COMMENT: Reach.MUNICIPALITY,
        Act.CASE_NOMINATE: Reach.MUNICIPALITY,
        Act.PATTERN_READ: Reach.MUNICIPALITY,
        Act.TRENDS_READ: Reach.MUNICIPALITY,
        Act.REPORT_READ: Reach.MUNICIPALITY,
    },
    Role.PRIVACY_OFFICER: {
        Act.BREACH_READ: Reach.MUNICIPALITY,
        Act.CASE_EXPORT: Reach.MUNICIPALITY,
        Act.CASE_COMMENT: Reach.MUNICIPALITY,
        Act.CASE_SHIELD: Reach.MUNICIPALITY,
        Act.CASE_NOTE: Reach.MUNICIPALITY,
        Act.INNSYN_APPROVE: Reach.MUNICIPALITY,
        Act.INNSYN_PROPOSE: Reach.MUNICIPALITY,
        Act.LOG_READ: Reach.MUNICIPALITY,
        Act.PATTERN_READ: Reach.MUNICIPALITY,
        Act.RETENTION_HOLD: Reach.MUNICIPALITY,
        Act.RETENTION_READ: Reach.MUNICIPALITY,
    },
    Role.CHIEF: {
        Act.PATTERN_READ: Reach.MUNICIPALITY,
        Act.PATTERN_OWN: Reach.MUNICIPALITY,
        Act.TRENDS_READ: Reach.MUNICIPALITY,
        Act.REPORT_READ: Reach.MUNICIPALITY,
        Act.REPORT_WRITE: Reach.MUNICIPALITY,
        Act.REPORT_APPROVE: Reach.MUNICIPALITY,
    },
    Role.AUDITOR: {
        Act.LOG_READ: Reach.MUNICIPALITY,
        Act.PATTERN_READ: Reach.MUNICIPALITY,
        Act.RETENTION_READ: Reach.MUNICIPALITY,
        Act.TRENDS_READ: Reach.MUNICIPALITY,
        Act.REPORT_READ: Reach.MUNICIPALITY,
    },
    Role.ARCHIVIST: {
        Act.RETENTION_HOLD: Reach.MUNICIPALITY,
        Act.RETENTION_MANAGE: Reach.MUNICIPALITY,
        Act.RETENTION_READ: Reach.MUNICIPALITY,
        Act.SETUP_READ: Reach.MUNICIPALITY,
    },
    Role.ADMIN: {
        Act.ANSWER_SHARE: Reach.MUNICIPALITY,
        Act.IMPORT_ORGANISATION: Reach.MUNICIPALITY,
        Act.PEOPLE_MANAGE: Reach.MUNICIPALITY,
        Act.PRIVACY_MANAGE: Reach.MUNICIPALITY,
        Act.RETENTION_MANAGE: Reach.MUNICIPALITY,
        Act.RETENTION_READ: Reach.MUNICIPALITY,
        Act.SETTINGS_MANAGE: Reach.MUNICIPALITY,
        Act.SETUP_READ: Reach.MUNICIPALITY,
        Act.UNITS_MANAGE: Reach.MUNICIPALITY,
        Act.MAIL_READ: Reach.MUNICIPALITY,
    },
}

IMPORT_ROLES = {
    "": None,
    "melder": None,
    "enhetsleder": Role.LEADER,
    "kommunalsjef": Role.HEAD,
    "kvalitetskoordinator": Role.COORDINATOR,
    "verneombud": Role.SAFETY_REP,
    "hovedverneombud": Role.MAIN_SAFETY_REP,
    "personvernombud": Role.PRIVACY_OFFICER,
    "kommunedirektør": Role.CHIEF,
    "revisor": Role.AUDITOR,
    "arkivar": Role.ARCHIVIST,
    "systemansvarlig": Role.ADMIN,
}


# Acts that somebody without the role may be named to do in one thing; what the thing says is asked when it is fetched.
BY_NAME = frozenset({Act.CASE_HANDLE, Act.CASE_EXPORT})

# Roles that open what no other role opens, give roles away, or say what is taken out of cases: only who manages
# people gives them.
GUARDED = frozenset({Role.ADMIN, Role.PRIVACY_OFFICER, Role.AUDITOR, Role.ARCHIVIST})


@dataclass(frozen=True)
class Held:
    """A role somebody holds now, with the units it covers. `deputy_for` is set while standing in."""

    role: Role
    unit_id: int
    unit_ids: frozenset[int]
    deputy_for: int | None = None


@dataclass(frozen=True)
class Actor:
    """Who is acting: the person and every role held at this moment, own and as deputy."""

    id: int
    name: str
    unit_id: int
    unit_name: str
    language: str
    held: tuple[Held, ...]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, without their reach."""
        return frozenset(held.role for held in self.held)

    @property
    def absent(self) -> tuple[int, ...]:
        """Those the actor stands in for."""
        return tuple(dict.fromkeys(held.deputy_for for held in self.held if held.deputy_for is not None))

    def held_for(self, person_id: int | None) -> Actor:
        """The actor with the roles held for this person alone; None for own roles."""
        return replace(self, held=tuple(held for held in self.held if held.deputy_for == person_id))

    def held_but_for(self, person_ids: frozenset[int]) -> Actor:
        """The actor without what is held for these."""
        return replace(self, held=tuple(held for held in self.held if held.deputy_for not in person_ids))

    def may(self, act: Act) -> bool:
        """Whether any role allows the act on anything at all."""
        return any(act in GRANTS[role] for role in (Role.EMPLOYEE, *self.roles))

    def everywhere(self, act: Act) -> bool:
        """Whether some role allows the act in the whole municipality."""
        return any(GRANTS[role].get(act) is Reach.MUNICIPALITY for role in (Role.EMPLOYEE, *self.roles))

    def reach(self, act: Act) -> frozenset[int]:
        """The units in which held roles of unit or branch reach allow the act (municipality reach: see everywhere)."""
        found: frozenset[int] = frozenset()
        for held in self.held:
            if GRANTS[held.role].get(act) in (Reach.UNIT, Reach.BRANCH):
                found |= held.unit_ids
        return found

    def may_in(self, act: Act, unit_id: int) -> bool:
        """Whether the act is allowed in this unit by a role's unit, branch or municipality reach."""
        return self.everywhere(act) or unit_id in self.reach(act)

    def units_as(self, *roles: Role) -> frozenset[int]:
        """Every unit covered by one of these roles."""
        found: frozenset[int] = frozenset()
        for held in self.held:
            if held.role in roles:
                found |= held.unit_ids
        return found

    def standing_in_for(self, unit_id: int) -> int | None:
        """The person whose deputy the actor is in this unit, unless an own role covers it."""
        covering = [held for held in self.held if unit_id in held.unit_ids]
        if any(held.deputy_for is None and held.role in (Role.LEADER, Role.HEAD) for held in covering):
            return None
        return next((held.deputy_for for held in covering if held.deputy_for is not None), None)


SYSTEM = Actor(id=0, name="Løft", unit_id=0, unit_name="", language="nb", held=())
