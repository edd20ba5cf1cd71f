"""The form of the municipality's own channels."""

from __future__ import annotations

from typing import Any

from wtforms.validators import Length, Optional, Regexp

from quality.cases.compose.channels import Channel
from quality.core.forms import CleanString, VersionedForm
from quality.core.text import N_


def channels_form() -> type[VersionedForm]:
    """Who, phone and address of each channel, named as whistle_who."""
    fields: dict[str, Any] = {}
    for channel in Channel:
        fields[f"{channel}_who"] = CleanString(
            N_("Hvem tar imot?"), [Length(max=200, message=N_("Teksten er for lang. Kort den ned."))]
        )
        fields[f"{channel}_phone"] = CleanString(
            N_("Telefon"),
            [
                Optional(),
                Length(max=40),
                Regexp(r"[+\d ()]+$", message=N_("Bruk bare tall, mellomrom og +.")),
            ],
        )
        fields[f"{channel}_url"] = CleanString(
            N_("Nettadresse"),
            [
                Optional(),
                Length(max=300),
                Regexp(r"https://[^\s<>\"]+$", message=N_("Skriv en adresse som begynner med https://.")),
            ],
        )
    return type("ChannelsForm", (VersionedForm,), fields)


ChannelsForm = channels_form()
