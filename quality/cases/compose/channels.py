"""Where to turn with what does not belong here, and what the law asks at once of what does.

Only the municipality knows its own channels: whom to turn to, phone and address are its data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from quality.core.text import N_
from quality.organisation.kinds import Service


class Channel(StrEnum):
    """Something that goes another way, or that the law has a clock for."""

    EMERGENCY = "emergency"
    WHISTLE = "whistle"
    STAFF = "staff"
    PUPIL = "pupil"
    CONCERN = "concern"
    JOURNAL = "journal"
    COMPLAINT = "complaint"
    FACILITIES = "facilities"
    INJURY = "injury"
    HEALTH = "health"
    BREACH = "breach"


@dataclass(frozen=True)
class Way:
    """What to know of one channel. `elsewhere`: nothing of it is to be stored here."""

    title: str
    what: str
    steps: tuple[str, ...]
    elsewhere: bool
    limit: str = ""
    words: str = ""
    service: Service | None = None


@dataclass(frozen=True)
class Contact:
    """The municipality's own words for a channel."""

    who: str = ""
    phone: str = ""
    url: str = ""


AT_ONCE = N_("Med en gang")
WAYS: dict[Channel, Way] = {
    Channel.EMERGENCY: Way(
        N_("Akutt fare"),
        N_("Liv, helse eller verdier er i fare nå."),
        (
            N_("Ring 113 for ambulanse, 110 for brann eller 112 for politi."),
            N_("Si fra til lederen eller vakttelefonen."),
            N_("Meld her når faren er over."),
        ),
        elsewhere=False,
        limit=N_("Nå"),
        words=r"brenner nå|det brenner|livløs|bevisstløs|puste[rt]? ikke|pustar ikkje|livsfare|akutt fare",
    ),
    Channel.WHISTLE: Way(
        N_("Varsling"),
        N_("Brudd på lov eller etiske retningslinjer på arbeidsplassen, eller noe annet kritikkverdig."),
        (
            N_("Bruk kommunens varslingskanal. Løft er ikke en, og lagrer ingen varsler."),
            N_("Du kan også gå til lederen, verneombudet, tillitsvalgte eller Arbeidstilsynet."),
            N_("Den som varsler er vernet mot gjengjeldelse."),
        ),
        elsewhere=True,
        words=r"(?:vil|ønsk(?:er|jer) å) varsle|dette er et? varsel|varslingssak|varslingskanal|kritikkverdig|korrup|"
        r"underslag|gjengjeld",
    ),
    Channel.PUPIL: Way(
        N_("En elev som ikke har det trygt og godt"),
        N_("Mobbing, krenkelser eller utrygghet på skolen (opplæringslova § 12-4)."),
        (
            N_("Grip inn hvis du kan."),
            N_("Si fra til rektor, også når du bare har mistanke."),
            N_("Skolen undersøker, setter inn tiltak og lager en skriftlig plan. Den ligger ikke her."),
            N_("Gjelder det en ansatt, sier rektor fra til kommunen."),
        ),
        elsewhere=True,
        limit=AT_ONCE,
        words=r"mobb|utestengt|utestengd|krenk|plaga? av|plaget av|utrygg på skolen|aktivitetsplan|§ ?12-4",
        service=Service.SCHOOL,
    ),
    Channel.STAFF: Way(
        N_("Personalsak"),
        N_("Konflikt, oppførsel eller arbeidsforhold som gjelder en bestemt kollega eller leder."),
        (
            N_("Snakk med lederen din, eller lederen over."),
            N_("Verneombudet og tillitsvalgte kan hjelpe deg."),
        ),
        elsewhere=True,
        words=r"sjefen min|lederen min|leiaren min|min leder|min sjef|personalsak|oppsigelse|rus(?:et|a)? på jobb|"
        r"(?:\w*(?:leder|leiar)(?:en)?|sjef(?:en)?|kollega(?:en)?)(?: min)? (?:trakasser|mobb|plag)|"
        r"(?:mobb(?:et|a|es)|trakasser(?:t|es)|plag(?:et|a|es)) av "
        r"(?:(?:en|ein|en annen) )?(?:kollega|sjef|\w*le(?:der|iar))",
    ),
    Channel.CONCERN: Way(
        N_("Bekymring for et barn"),
        N_("Du tror at et barn blir utsatt for vold, overgrep eller alvorlig omsorgssvikt."),
        (
            N_("Er det fare nå, ring 112."),
            N_("Meld fra til barneverntjenesten. Plikten er din egen."),
        ),
        elsewhere=True,
        limit=AT_ONCE,
        words=r"bekymringsmelding|omsorgssvikt|vold hjemme|vald heime|seksuelle? overgrep",
    ),
    Channel.JOURNAL: Way(
        N_("Det som hører til journalen"),
        N_("Helse, behandling eller oppfølging av en bestemt bruker eller pasient."),
        (
            N_("Skriv det i journalen."),
            N_("Gikk noe galt, melder du avviket her: uten navn, med journalreferanse."),
        ),
        elsewhere=True,
        words=r"journalnotat|skriv(?:es|ast)? i journal|før(?:es)? i journal|journalføres? dette",
    ),
    Channel.COMPLAINT: Way(
        N_("Klage på vedtak"),
        N_("En bruker eller pårørende er uenig i et vedtak."),
        (N_("Hjelp dem å sende klagen til dem som gjorde vedtaket."),),
        elsewhere=True,
        limit=N_("Fristen står i vedtaket"),
        words=r"klag(?:e|er|ar) på vedtak|påklag",
    ),
    Channel.FACILITIES: Way(
        N_("Noe som bare må fikses"),
        N_("En lyspære, en kran som drypper, en dør som ikke lukker."),
        (
            N_("Meld det til drift og vedlikehold (FDV)."),
            N_("Er det farlig, eller skjer det igjen og igjen, melder du det her også."),
        ),
        elsewhere=False,
        words=r"lyspær|vaktmester|vaktmeister|krana? dryp|drypper|lyset (?:virker ikke|verkar ikkje)|"
        r"må reparer(?:es|ast)|tett avløp|radiator",
    ),
    Channel.INJURY: Way(
        N_("Alvorlig personskade eller dødsfall på jobb"),
        N_("En ansatt er alvorlig skadet eller død (arbeidsmiljøloven § 5-2)."),
        (
            N_("Ring 113."),
            N_("Lederen varsler Arbeidstilsynet og politiet."),
            N_("La stedet være som det er til dere får beskjed."),
            N_("Meld her. Verneombudet skal vite det."),
        ),
        elsewhere=False,
        limit=N_("Så snart som mulig"),
    ),
    Channel.HEALTH: Way(
        N_("Alvorlig hendelse i helse- og omsorgstjenesten"),
        N_("Uventet død eller svært alvorlig skade på en bruker eller pasient."),
        (
            N_("Lederen varsler tilsynet og Ukom etter kommunens rutine."),
            N_("Meld her, uten navn."),
            N_("Ta vare på utstyr og opplysninger som kan forklare hva som skjedde."),
        ),
        elsewhere=False,
        limit=N_("Så snart som mulig"),
    ),
    Channel.BREACH: Way(
        N_("Personopplysninger på avveie"),
        N_("Noe er sendt feil, sett av uvedkommende eller borte (personvernforordningen artikkel 33)."),
        (
            N_("Stopp det hvis du kan: be mottakeren slette, og steng tilgangen."),
            N_("Meld her. Saker om personvern ser personvernombudet."),
            N_("Kommunen vurderer om Datatilsynet og de det gjelder skal få vite det."),
        ),
        elsewhere=False,
        limit=N_("72 timer fra kommunen fikk vite om det"),
        words=r"på avveie|på avvegar|uvedkommende|uvedkomande|feil mottak[ae]r|feilsend",
    ),
}
# What is asked about before it is stored, whether the page has shown it or not.
ALWAYS_ASKED = frozenset(channel for channel, way in WAYS.items() if way.elsewhere)
_WORDS = {channel: re.compile(rf"\b(?:{way.words})") for channel, way in WAYS.items() if way.words}
GRAVE = 3


def told_of(text: str, service: Service | None) -> list[Channel]:
    """The channels that the words of a report make think of, in the order of the page."""
    low = " ".join(text.lower().split())
    return [
        channel
        for channel, pattern in _WORDS.items()
        if WAYS[channel].service in (None, service) and pattern.search(low)
    ]


def clocks(severity: int, branch: str) -> list[Channel]:
    """What the law asks at once of a deviation like this; where it is not sorted, of all it may be."""
    found = [Channel.BREACH] if branch == "P" else []
    if severity >= GRAVE and branch in "HU":
        found.append(Channel.INJURY)
    if severity >= GRAVE and branch in "TU":
        found.append(Channel.HEALTH)
    return found


def contacts(settings: Mapping[str, Mapping[str, str]]) -> dict[Channel, Contact]:
    """What the municipality has written about its channels."""
    return {channel: Contact(**settings.get(channel, {})) for channel in Channel}
