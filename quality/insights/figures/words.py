"""The finding in plain words: what changed, where, since when, and how sure that is."""

from __future__ import annotations

from quality.core.text import N_, Message
from quality.insights.figures.judge import FEWEST_POINTS, Judgement
from quality.insights.kinds import Finding, Grain

SENTENCES = {
    Finding.EMPTY: N_("%(what)s i %(where)s: ingen saker i perioden."),
    Finding.SHORT: N_("%(what)s i %(where)s: for kort periode til å tolke."),
    Finding.FEW: N_("%(what)s i %(where)s: for få saker til å tolke."),
    Finding.STEADY: N_("%(what)s i %(where)s: ingen tydelig endring."),
    Finding.HIGHER: N_("%(what)s i %(where)s: flere enn før siden %(since)s."),
    Finding.LOWER: N_("%(what)s i %(where)s: færre enn før siden %(since)s."),
    Finding.WAS_HIGHER: N_("%(what)s i %(where)s: flere enn ellers fra %(since)s til %(until)s."),
    Finding.WAS_LOWER: N_("%(what)s i %(where)s: færre enn ellers fra %(since)s til %(until)s."),
    Finding.PEAK: N_("%(what)s i %(where)s: uvanlig mange i %(since)s."),
    Finding.DIP: N_("%(what)s i %(where)s: uvanlig få i %(since)s."),
    Finding.OFTEN_HIGH: N_("%(what)s i %(where)s: mange flere ganger på rad siden %(since)s."),
    Finding.OFTEN_LOW: N_("%(what)s i %(where)s: få flere ganger på rad siden %(since)s."),
    Finding.UNSETTLED: N_("%(what)s i %(where)s: nivået har endret seg, men vi ser ikke når."),
}
# The same beside a name in a list.
SHORT_WORDS = {
    Finding.EMPTY: N_("ingen saker"),
    Finding.SHORT: N_("for kort tid til å tolke"),
    Finding.FEW: N_("for få til å tolke"),
    Finding.STEADY: N_("ingen endring"),
    Finding.HIGHER: N_("flere siden %(since)s"),
    Finding.LOWER: N_("færre siden %(since)s"),
    Finding.WAS_HIGHER: N_("flere fra %(since)s til %(until)s"),
    Finding.WAS_LOWER: N_("færre fra %(since)s til %(until)s"),
    Finding.PEAK: N_("uvanlig mange i %(since)s"),
    Finding.DIP: N_("uvanlig få i %(since)s"),
    Finding.OFTEN_HIGH: N_("mange flere ganger siden %(since)s"),
    Finding.OFTEN_LOW: N_("få flere ganger siden %(since)s"),
    Finding.UNSETTLED: N_("nivået har endret seg"),
}
WHY_RUN = {
    Grain.MONTH: N_(
        "%(run)s måneder på rad på samme side av midten. Ved tilfeldigheter venter vi høyst %(limit)s."
    ),
    Grain.WEEK: N_(
        "%(run)s uker på rad på samme side av midten. Ved tilfeldigheter venter vi høyst %(limit)s."
    ),
}
WHY_CROSSINGS = N_(
    "Linjen krysser midten %(crossings)s ganger. Ved tilfeldigheter venter vi minst %(limit)s."
)
WHY_STEADY = N_("Svingningene er ikke større enn det tilfeldigheter gir.")
WHY_SHORT = N_(
    "Vi trenger minst %(points)s hele måneder eller uker som ikke ligger på midten. Prøv et lengre tidsrom."
)
WHY_FEW = N_("Når det vanligvis er færre enn to om gangen, kan alt være tilfeldig. Prøv en større enhet.")
WHY_POINT = N_("Ved tilfeldigheter venter vi så langt fra midten omtrent én gang på %(years)s år.")
WHY_POINT_OFTEN = N_("Ved tilfeldigheter venter vi så langt fra midten sjeldnere enn én gang i året.")
WHY_POINT_RARE = N_("Ved tilfeldigheter venter vi så langt fra midten sjeldnere enn én gang på hundre år.")
WHY_NEAR = N_("To av de tre siste er så langt fra midten at det sjelden er tilfeldig.")
STEPS_A_YEAR = {Grain.MONTH: 12, Grain.WEEK: 52}
LONG = 100


def sentence(judged: Judgement, what: str, where: str, since: str, until: str) -> Message:
    """The finding in plain words; `since` and `until` are the names of its first and last step."""
    values = {"what": what, "where": where, "since": since, "until": until}
    return Message(SENTENCES[judged.finding], values)


def short(judged: Judgement, since: str, until: str) -> Message:
    """The finding in a few words, beside a name."""
    return Message(SHORT_WORDS[judged.finding], {"since": since, "until": until})


def why(judged: Judgement, grain: Grain) -> Message | None:
    """What the finding rests on."""
    plain = {
        Finding.SHORT: Message(WHY_SHORT, {"points": FEWEST_POINTS}),
        Finding.FEW: Message(WHY_FEW),
        Finding.STEADY: Message(WHY_STEADY),
        Finding.UNSETTLED: Message(
            WHY_CROSSINGS, {"crossings": judged.crossings, "limit": judged.crossings_limit}
        ),
        Finding.OFTEN_HIGH: Message(WHY_NEAR),
        Finding.OFTEN_LOW: Message(WHY_NEAR),
    }
    if judged.finding is Finding.EMPTY:
        return None
    if judged.finding in plain:
        return plain[judged.finding]
    if judged.finding in {Finding.PEAK, Finding.DIP}:
        return _how_rare(judged.chance, grain)
    return Message(WHY_RUN[grain], {"run": judged.run, "limit": judged.run_limit})


def _how_rare(chance: float, grain: Grain) -> Message:
    years = round(1 / (chance * STEPS_A_YEAR[grain])) if chance > 1e-9 else LONG
    if years < 2:
        return Message(WHY_POINT_OFTEN)
    return Message(WHY_POINT_RARE) if years >= LONG else Message(WHY_POINT, {"years": years})
