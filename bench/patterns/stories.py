"""The invented municipality that the detector is measured on: its units and what happens in them."""

SECTORS: dict[str, tuple[str, ...]] = {
    "Mestring og omsorg": ("Omsorgsdistrikt", "Botilbud", "Rehabilitering", "Dagtilbud"),
    "Grunnskole": ("Ungdomstrinn", "Barnetrinn", "Skolefritid"),
    "Tidlig innsats": ("Barnehagehus", "Åpen barnehage"),
    "Drift": ("Byggdrift", "Vei og uterom", "Renovasjon"),
    "Velferd": ("Familiesenter", "Flyktningtjeneste"),
    "Fellestjenester": ("Innbyggerkontor", "Digitalisering"),
}

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Medisinering": (
        "Forvekslet pakning",
        "Glemt tablett",
        "Utgått preparat",
        "Signatur mangler",
        "Dobbel dose",
    ),
    "Skader": ("Snublet", "Klemt finger", "Brannsår", "Allergisk reaksjon", "Skåret seg"),
    "Samarbeid": (
        "Beskjed kom ikke fram",
        "Møte uteble",
        "Sykehus ringte ikke",
        "Uklart ansvar",
        "Vaktbytte",
    ),
    "Trygghet": ("Verbal utskjelling", "Fysisk angrep", "Gjenstand kastet", "Rømning", "Uønsket besøk"),
    "Lokaler": ("Dør låste seg", "Vannlekkasje", "Dårlig luft", "Snø og is", "Alarm ute av drift"),
    "Data": ("Sendt til feil mottaker", "Skjerm sto åpen", "System nede", "Feil tilgang", "Papir på avveie"),
    "Mannskap": ("Ingen vikar", "For lang vakt", "Pause falt bort", "Ufaglært alene", "Sykdom samme dag"),
    "Tjeneste": ("Besøk kom for sent", "Maten var kald", "Hjelp uteble", "Klage fra pårørende", "Lang kø"),
}

CAUSES = (
    "For få på jobb",
    "Fulgte ikke rutinen",
    "Rutinen var uklar",
    "Utstyr sviktet",
    "Hastverk",
    "Misforståelse",
    "Uerfaren",
    "Systemfeil",
    "Bygget",
    "",
)

PLACES = (
    "Gangen",
    "Stua",
    "Baderommet",
    "Uteplassen",
    "Bilen",
    "Møterommet",
    "Lageret",
    "Gymsalen",
    "Hjemme hos bruker",
    "Trappa",
    "",
)
