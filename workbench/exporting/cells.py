"""Cells as files can hold them: without what a format forbids, and never taken for a formula. Pure."""

from __future__ import annotations

import re

from workbench.exporting.documents import Cell

# What XML 1.0 cannot hold: most control characters, lone surrogates, two non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet reads what begins so as a formula; the wide forms count in East Asian versions.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def clean(text: str) -> str:
    """Return the text without characters that no XML file can hold; line ends are newlines.

    >>> clean("a\\x00b\\r\\nc")
    'ab\\nc'
    """
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_formula_like(cell: Cell) -> bool:
    """Say whether a spreadsheet might run the text as a formula; numbers never."""
    return isinstance(cell, str) and cell.startswith(FORMULA_STARTS)


def harmless(cell: Cell) -> Cell:
    """Return a text that begins like a formula with an apostrophe before it, anything else as it is.

    A text that has such an apostrophe itself gets another one, so that unprotected() gives back every text.

    >>> harmless("=1+1"), harmless("- well"), harmless("'-"), harmless(-1.5)
    ("'=1+1", "'- well", "''-", -1.5)
    """
    return f"'{cell}" if isinstance(cell, str) and is_formula_like(cell.lstrip("'")) else cell


def unprotected(text: str) -> str:
    """Take away the apostrophe that harmless() put before a text.

    >>> unprotected("'=1+1"), unprotected("'tis"), unprotected("-1")
    ('=1+1', "'tis", '-1')
    """
    return text[1:] if text.startswith("'") and is_formula_like(text.lstrip("'")) else text


def slug_of(text: str, longest: int = 60) -> str:
    """Return the text as part of a file name or label: letters of any script, digits and hyphens.

    >>> slug_of("Table 1: “What worries you?”")
    'table-1-what-worries-you'
    """
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:longest].strip("-") or "untitled"
