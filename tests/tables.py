"""Tables as files, for tests of import."""

from __future__ import annotations

import io
from typing import BinaryIO

from quality.core.tabular import PAGE_LIMITS, Limits, Report, Table, open_table

ORGANISATION = (
    "kode;overordnet;navn;nivå;tjeneste;årsverk;fra;til",
    "1;;Bjørkli kommune;kommune;;;01.01.2018;",
    "10;1;Helse;kommunalområde;;;2018-01-01;",
    "11;10;Hjemmetjeneste 1;enhet;hjemmetjeneste;12,5;;",
    "12;10;Sykehjem avd. 1;enhet;sykehjem;7;;",
)
PEOPLE = (
    "ansattnr;fornavn;etternavn;epost;enhetskode;stilling;rolle",
    "1;Mona;Lien;mona@bjorkli.invalid;11;Enhetsleder;enhetsleder",
    "2;Kari;Moen;kari@bjorkli.invalid;11;Sykepleier;",
)


def file_of(*lines: str, encoding: str = "utf-8") -> BinaryIO:
    """The lines as an opened file."""
    return io.BytesIO("\r\n".join(lines).encode(encoding))


def table_of(*lines: str, encoding: str = "utf-8", limits: Limits = PAGE_LIMITS) -> Table:
    """The lines as an opened table."""
    return open_table(file_of(*lines, encoding=encoding), limits)


def said(report: Report) -> list[tuple[int, str, str]]:
    """Row, column and kind of every refusal."""
    return [(finding.row, finding.column, finding.flaw.label) for finding in report.findings]
