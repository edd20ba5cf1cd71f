"""Words about people: what happened to them in the history, and what a link is for."""

from __future__ import annotations

from quality.core.text import N_

PERSON_ACT_LABELS = {
    "add": N_("la til personen"),
    "import": N_("hentet personen fra en fil"),
    "change": N_("endret opplysningene"),
    "leave": N_("satte personen som sluttet"),
    "return": N_("slapp personen inn igjen"),
    "role_given": N_("ga en rolle"),
    "role_ended": N_("avsluttet en rolle"),
    "deputy_given": N_("satte stedfortreder"),
    "deputy_ended": N_("avsluttet stedfortreder"),
    "invite": N_("sendte invitasjon"),
    "password": N_("valgte nytt passord"),
    "feed": N_("laget en adresse til nyhetsleser"),
    "feed_stop": N_("slettet adressen til nyhetsleser"),
    "export": N_("tok saker ut i en fil"),
    "language": N_("byttet språk"),
    "sso_bound": N_("koblet personen til felles innlogging"),
    "sso_loosened": N_("løsnet koblingen til felles innlogging"),
    "sso_refused": N_("ble stoppet ved felles innlogging"),
    "own_device": N_("satte opp sin egen telefon"),
    "pin_failed": N_("ble logget ut av egen telefon etter feil PIN"),
}
