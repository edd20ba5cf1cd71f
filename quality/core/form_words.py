"""What the form library says about wrong input, in our words and the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from quality.core.text import N_

# The library's own English -> our sentence. Its plurals need none here.
FORM_WORDS = {
    "Invalid field name '%s'.": N_("Skjemaet mangler feltet «%s». Last siden på nytt."),
    "Field must be equal to %(other_name)s.": N_("De to er ikke like."),
    "Field must be at least %(min)d character long.": N_("Skriv minst %(min)d tegn."),
    "Field cannot be longer than %(max)d character.": N_("Skriv høyst %(max)d tegn."),
    "Field must be exactly %(max)d character long.": N_("Skriv nøyaktig %(max)d tegn."),
    "Field must be between %(min)d and %(max)d characters long.": N_("Skriv mellom %(min)d og %(max)d tegn."),
    "Number must be at least %(min)s.": N_("Skriv et tall som er minst %(min)s."),
    "Number must be at most %(max)s.": N_("Skriv et tall som er høyst %(max)s."),
    "Number must be between %(min)s and %(max)s.": N_("Skriv et tall mellom %(min)s og %(max)s."),
    "Date must be at least %(min)s.": N_("Velg en dato tidligst %(min)s."),
    "Date must be at most %(max)s.": N_("Velg en dato senest %(max)s."),
    "Date must be between %(min)s and %(max)s.": N_("Velg en dato mellom %(min)s og %(max)s."),
    "This field is required.": N_("Fyll ut dette."),
    "Invalid input.": N_("Det kan ikke skrives slik."),
    "Invalid email address.": N_("Det ser ikke ut som en e-postadresse."),
    "Invalid IP address.": N_("Det ser ikke ut som en IP-adresse."),
    "Invalid Mac address.": N_("Det ser ikke ut som en MAC-adresse."),
    "Invalid URL.": N_("Det ser ikke ut som en nettadresse."),
    "Invalid UUID.": N_("Det kan ikke skrives slik."),
    "Invalid value, must be one of: %(values)s.": N_("Velg en av disse: %(values)s."),
    "Invalid value, can't be any of: %(values)s.": N_("Velg noe annet enn %(values)s."),
    "This field cannot be edited.": N_("Dette kan ikke endres."),
    "This field is disabled and cannot have a value.": N_("Dette kan ikke endres."),
    "Invalid CSRF Token.": N_("Siden har vært åpen for lenge. Last den på nytt og send en gang til."),
    "CSRF token missing.": N_("Siden har vært åpen for lenge. Last den på nytt og send en gang til."),
    "CSRF failed.": N_("Siden har vært åpen for lenge. Last den på nytt og send en gang til."),
    "CSRF token expired.": N_("Siden har vært åpen for lenge. Last den på nytt og send en gang til."),
    "Invalid Choice: could not coerce.": N_("Velg en av dem i listen."),
    "Choices cannot be None.": N_("Velg en av dem i listen."),
    "Not a valid choice.": N_("Velg en av dem i listen."),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_("Velg blant dem i listen."),
    "'%(value)s' is not a valid choice for this field.": N_(
        "«%(value)s» er ikke i listen. Velg en av dem som er det."
    ),
    "Not a valid datetime value.": N_("Skriv dato og klokkeslett, for eksempel 2026-12-31 13:30."),
    "Not a valid date value.": N_("Det er ikke en dato. Skriv den som 2026-12-31."),
    "Not a valid time value.": N_("Skriv klokkeslettet som 13:30."),
    "Not a valid week value.": N_("Skriv uka som 2026-W53."),
    "Not a valid integer value.": N_("Skriv et helt tall."),
    "Not a valid decimal value.": N_("Skriv et tall."),
    "Not a valid float value.": N_("Skriv et tall."),
}


class FormWords:
    """Stands where the form library wants its own translations."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        self._translate = translate

    def gettext(self, sentence: str) -> str:
        """Our sentence for the library's; a label of ours passes through."""
        return str(self._translate(FORM_WORDS.get(sentence, sentence)))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The same for any number."""
        return self.gettext(one)
