"""What people are called at work, by kind of service."""

LEADER_TITLE = {
    "home_care": "avdelingsleder",
    "nursing_home": "avdelingsleder",
    "supported_housing": "enhetsleder",
    "school": "rektor",
    "kindergarten": "styrer",
    "nav": "NAV-leder",
    "child_welfare": "barnevernleder",
    "property": "driftsleder",
    "cleaning": "renholdsleder",
    "water": "fagleder vann og avløp",
    "culture": "kultursjef",
}
Titles = tuple[tuple[str, int], ...]
_CARE: Titles = (
    ("sykepleier", 28),
    ("helsefagarbeider", 40),
    ("assistent", 18),
    ("vernepleier", 3),
    ("vikar", 6),
)
TITLES: dict[str, Titles] = {
    "home_care": (*_CARE, ("ergoterapeut", 2), ("hjemmehjelp", 8)),
    "nursing_home": (*_CARE, ("kokk", 2), ("aktivitør", 3), ("sykehjemslege", 1)),
    "supported_housing": (("vernepleier", 30), ("helsefagarbeider", 30), ("miljøarbeider", 30), ("vikar", 6)),
    "day_centre": (("miljøarbeider", 40), ("aktivitør", 20), ("verksmester", 12), ("vernepleier", 14)),
    "health_service": (
        *(
            ("sykepleier", 30),
            ("helsesykepleier", 22),
            ("lege", 12),
            ("fysioterapeut", 14),
            ("ergoterapeut", 10),
        ),
        *(("helsesekretær", 16), ("jordmor", 4)),
    ),
    "school": (
        *(("lærer", 54), ("adjunkt", 18), ("fagarbeider", 18), ("miljøterapeut", 5), ("vernepleier", 2)),
        *(("spesialpedagog", 6), ("skolesekretær", 2), ("vikarlærer", 4)),
    ),
    "kindergarten": (
        ("pedagogisk leder", 28),
        ("barnehagelærer", 18),
        ("fagarbeider", 30),
        ("assistent", 24),
    ),
    "property": (("vaktmester", 50), ("elektriker", 10), ("byggdrifter", 20), ("prosjektleder", 10)),
    "cleaning": (("renholder", 88), ("renholdsoperatør", 12)),
    "water": (("driftsoperatør", 50), ("rørlegger", 20), ("ingeniør", 20)),
    "roads_parks": (("fagarbeider vei", 40), ("maskinfører", 25), ("gartner", 15), ("ingeniør", 12)),
    "child_welfare": (("barnevernkonsulent", 60), ("familieveileder", 20), ("merkantil", 8)),
    "nav": (("veileder", 70), ("gjeldsrådgiver", 10), ("boligkonsulent", 10), ("flyktningveileder", 10)),
    "culture": (
        ("bibliotekar", 25),
        ("kulturskolelærer", 40),
        ("kulturkonsulent", 20),
        ("ungdomsarbeider", 15),
    ),
    "administration": (
        *(("rådgiver", 35), ("saksbehandler", 25), ("økonomikonsulent", 12), ("lønnskonsulent", 8)),
        *(("IKT-konsulent", 8), ("arkivkonsulent", 6), ("byggesaksbehandler", 8)),
    ),
}
