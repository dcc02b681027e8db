"""Finds the columns of a table whose headers researchers word in many ways."""

import re
from collections.abc import Mapping, Sequence

from coding.sources.importers.table import Table


def words(listed: str) -> tuple[str, ...]:
    """Wordings written as one string, with bars between them."""
    return tuple(listed.split("|"))


def plain(header: str) -> str:
    """A header without case, punctuation and doubled spaces: `Code_Name` and "code name" are the same."""
    return " ".join(re.sub(r"[\W_]+", " ", header.casefold()).split())


def find_columns(table: Table, wordings: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Position of the column for each meaning that the table has; earlier wordings win over later ones."""
    headers = [plain(header) for header in table.header]
    found: dict[str, int] = {}
    for meaning, known in wordings.items():
        taken = set(found.values())
        at = next(
            (headers.index(wording) for wording in known if wording in headers and headers.index(wording) not in taken),
            None,
        )
        if at is not None:
            found[meaning] = at
    return found
