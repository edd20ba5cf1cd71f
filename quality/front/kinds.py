"""Words of the outbox, of the jobs and of help: states, and examples of what is worth reporting."""

from __future__ import annotations

from quality.cases.states import LEVEL_LABELS
from quality.core.mail import MAIL_STATE_LABELS, MailState
from quality.core.runs import Health
from quality.core.text import N_
from quality.organisation.kinds import Service

MAIL_LABELS = {
    MailState.QUEUED: (MAIL_STATE_LABELS[MailState.QUEUED], "waiting"),
    MailState.SENDING: (MAIL_STATE_LABELS[MailState.SENDING], "working"),
    MailState.SENT: (MAIL_STATE_LABELS[MailState.SENT], "done"),
    MailState.FAILED: (MAIL_STATE_LABELS[MailState.FAILED], "late"),
    MailState.UNCERTAIN: (MAIL_STATE_LABELS[MailState.UNCERTAIN], "late"),
    MailState.CANCELLED: (MAIL_STATE_LABELS[MailState.CANCELLED], "stopped"),
}
MAIL_KINDS = {
    "invitation": N_("Invitasjon"),
    "reset": N_("Nytt passord"),
    "linked": N_("Koblet til en konto"),
    "serious": N_("Alvorlig sak"),
    "weekly": N_("Ukens læring"),
    "daily": N_("Dagens beskjeder"),
}

# What goes by itself, by the names in quality/schedule.py; the web process cannot load the jobs themselves.
JOB_LABELS = {
    "mail.deliver": N_("Sender det som ligger i utboksen"),
    "history.close": N_("Setter dagens segl på historikken"),
    "accounts.forget": N_("Rydder gamle innlogginger og lenker"),
    "accounts.invite": N_("Sender invitasjonene som er bestilt"),
    "jobs.forget": N_("Rydder gamle kjøringer"),
    "charts.forget": N_("Rydder gamle figurer"),
    "cases.alert": N_("Varsler vakta om alvorlige saker"),
    "imports.run": N_("Henter inn filer som venter"),
    "cases.close": N_("Lukker saker som skal lukkes samlet"),
    "search.words": N_("Samler ordene det kan søkes på"),
    "cases.bring_back": N_("Henter tilbake saker ingen enhet har overtatt"),
    "cases.wake": N_("Tar fram saker som var utsatt"),
    "cases.remind": N_("Minner om frister i saker"),
    "cases.breaches": N_("Følger 72-timersklokka for brudd"),
    "cases.retain": N_("Sletter navn og tekst i gamle saker etter sletteplanen"),
    "cases.safety": N_("Minner om det verneombudet venter på"),
    "files.forget": N_("Rydder filer som ikke hører til noen sak"),
    "cases.learn": N_("Lærer hvilke ord som hører til hvilken kategori"),
    "patterns.scan": N_("Ser etter det som går igjen"),
    "patterns.follow": N_("Ser om tiltak har virket, og hvem som er blitt stille"),
    "patterns.remind": N_("Minner om frister i mønstre"),
    "patterns.check": N_("Prøver varslingen på tre måneder uten mønstre"),
    "learning.follow": N_("Ser om læringsnotater virker der de er tatt i bruk"),
    "learning.remind": N_("Minner enhetene om læringsnotater"),
    "reports.make": N_("Lager rapportene som venter"),
    "reports.check": N_("Ser om saker er rettet siden rapportene ble laget"),
    "reports.print": N_("Lager rapportene som PDF"),
    "reports.plan": N_("Lager utkast til rapporter når perioden er over, og minner om dem"),
    "digests.compose": N_("Skriver utsendelsene når de skal gå"),
    "digests.daily": N_("Samler dagens beskjeder i én e-post"),
    "digests.forget": N_("Glemmer hvilke egne saker gamle utsendelser fortalte om"),
}
HEALTH_LABELS = {
    Health.WELL: (N_("Går"), "done"),
    Health.RUNNING: (N_("Holder på"), "working"),
    Health.NEVER: (N_("Ikke begynt"), "open"),
    Health.LATE: (N_("Forsinket"), "late"),
    Health.CUT_SHORT: (N_("Avbrutt"), "late"),
    Health.FAILED: (N_("Feilet"), "late"),
}

# A deviation, something dangerous or nearly, and something that went well.
EXAMPLES: dict[Service, tuple[str, str, str]] = {
    Service.HOME_CARE: (
        N_("Kveldsmedisinen var ikke gitt da nattevakten kom."),
        N_("Nøkkelen til en bruker hang ikke på plassen sin, og vi sto i ti minutter utenfor døra."),
        N_("Vi begynte å ringe sykehuset før utskriving, og siden har ingen lister manglet."),
    ),
    Service.NURSING_HOME: (
        N_("En beboer falt på badet og slo hofta."),
        N_("To dispensere med like navn sto ved siden av hverandre i medisinskapet."),
        N_("Etter at vi flyttet kveldsmaten en time, sover flere hele natta."),
    ),
    Service.SUPPORTED_HOUSING: (
        N_("En ansatt ble slått da vaktskiftet skjedde midt i middagen."),
        N_("Alarmknappen i andre etasje virket ikke da vi prøvde den."),
        N_("Dagsplanen med bilder gjør at morgenene går roligere."),
    ),
    Service.DAY_CENTRE: (
        N_("En bruker ble glemt på bussen hjem."),
        N_("Dørterskelen ut til hagen er løs, og flere snubler."),
        N_("Vi spiser i to puljer nå, og da rekker alle å få hjelp."),
    ),
    Service.HEALTH_SERVICE: (
        N_("En henvisning lå i to uker uten at noen så den."),
        N_("Vaksinekjøleskapet viste for høy temperatur på mandag morgen."),
        N_("En felles sjekkliste før hjemmebesøk gjør at vi slipper å dra to ganger."),
    ),
    Service.SCHOOL: (
        N_("En elev kom seg ut av skolegården i storefri, og vi fant ham først etter ti minutter."),
        N_("Ei hylle i gymsalen er løs fra veggen."),
        N_("Med to voksne ved klatrestativet er det slutt på slåssingen der."),
    ),
    Service.KINDERGARTEN: (
        N_("Et barn fikk mat det er allergisk mot."),
        N_("Porten går opp når barna lener seg på den."),
        N_("Allergilappene med bilde på kjøleskapet har gjort det trygt for vikarer."),
    ),
    Service.PROPERTY: (
        N_("Brannalarmen gikk, men døra mot øst åpnet seg ikke."),
        N_("Det ligger is under takrenna der folk går inn."),
        N_("Vi merket alle stoppekraner, og lekkasjen i påsken ble stanset på to minutter."),
    ),
    Service.CLEANING: (
        N_("En renholder stakk seg på en sprøyte i en søppelpose."),
        N_("Såpe og klor sto i like flasker uten merke."),
        N_("Nye vogner i riktig høyde har gitt færre vonde skuldre."),
    ),
    Service.WATER: (
        N_("Det kom ikke varsel om kokepåbud til sykehjemmet."),
        N_("Kumlokket ved skolen ligger skjevt."),
        N_("Vi øvde på strømbrudd i mai, og aggregatet startet på første forsøk i høst."),
    ),
    Service.ROADS_PARKS: (
        N_("Gangveien til skolen var ikke strødd før klokka ni."),
        N_("Ei huske henger i én bolt."),
        N_("Kart over glatte bakker i brøytebilen har gitt færre klager."),
    ),
    Service.CHILD_WELFARE: (
        N_("Fristen for en undersøkelse gikk ut uten at noen så det."),
        N_("Et brev med navn på barnet lå igjen på skriveren."),
        N_("Fast tavlemøte hver mandag gjør at ingen frist kommer brått på oss."),
    ),
    Service.NAV: (
        N_("En bruker fikk ikke nødhjelp før helga fordi vedtaket lå hos en som var syk."),
        N_("En bruker truet en veileder i mottaket."),
        N_("Vi går to og to på de vanskelige samtalene, og det har roet ned mottaket."),
    ),
    Service.CULTURE: (
        N_("Rømningsveien var sperret av stoler under konserten."),
        N_("Kassen ble gjort opp av den samme som solgte billettene."),
        N_("En frivillig vert ved døra gjør at flere nye kommer igjen."),
    ),
    Service.ADMINISTRATION: (
        N_("Et vedtak ble sendt til feil person."),
        N_("Et regneark med fødselsnummer lå åpent for alle på fellesområdet."),
        N_("Svarmal med frist øverst har halvert purringene."),
    ),
}

STEP_LABELS = {
    "receive": N_("Ta imot"),
    "answer": N_("Svare melder"),
    "close": N_("Lukke"),
    "reply": N_("Vente på svar fra melder"),
    "effect": N_("Første sjekk av effekten"),
    "effect_again": N_("Andre sjekk av effekten"),
    **LEVEL_LABELS,
}
# The tables of the page with days: a heading, what it says, and its steps.
STEP_GROUPS = (
    (
        N_("Saken"),
        N_(
            "Dager for hvert steg, regnet fra saken er meldt. Klokka står mens dere venter på svar fra melder."
        ),
        ("receive", "answer", "close", "reply"),
    ),
    (
        N_("Virket tiltaket?"),
        N_(
            "Dager fra et tiltak er utført til noen andre sjekker om det virket. 0 betyr at det ikke sjekkes."
        ),
        ("effect", "effect_again"),
    ),
    (
        N_("Når ingenting skjer"),
        N_("Virkedager etter fristen før neste nivå får beskjed, ett nivå om gangen."),
        ("to_deputy", "to_head", "to_list"),
    ),
)

UNIT_ACT_LABELS = {
    "add": N_("la til enheten"),
    "change": N_("endret enheten"),
    "import": N_("hentet fra fil"),
    "move": N_("flyttet enheten"),
    "close": N_("la ned enheten"),
    "reopen": N_("åpnet enheten igjen"),
    "invite": N_("inviterte alle som manglet passord"),
}

CATEGORY_ACT_LABELS = {
    "add": N_("la den til"),
    "rename": N_("endret navnet"),
    "services": N_("endret hvem som ser den"),
    "retire": N_("tok den ut av bruk"),
    "return": N_("tok den i bruk igjen"),
    "merge": N_("slo den sammen med en annen"),
}

TALLY_ACT_LABELS = {
    "add": N_("la til"),
    "change": N_("endret"),
    "retire": N_("tok det ut av bruk"),
    "return": N_("tok det i bruk igjen"),
}
