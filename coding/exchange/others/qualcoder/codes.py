"""The codebook of a QualCoder project: its categories hold codes and are not applied themselves. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from coding.exchange.others.databases import Database, number, words
from coding.exchange.others.identity import Guids
from coding.exchange.refi import model

# Deeper than people sort: what is below begins at the top again.
DEEPEST = 50


@dataclass
class Codes:
    """The codes as a tree, and the guid of each by its number in the database."""

    top: list[model.Code]
    by_number: dict[int | None, str]


def read_codes(database: Database, guids: Guids) -> Codes:
    """Read categories and codes; a category that is its own ancestor, or lies too deep, stands at the top."""
    above: dict[int | None, int | None] = {}
    made: dict[int | None, model.Code] = {}
    for key, name, memo, date, parent in database.rows("code_cat", "catid", "name", "memo", "date", "supercatid"):
        guid = guids("category", key, words(date))
        made[number(key)] = model.Code(guid, words(name), "false", description=words(memo) or None)
        above[number(key)] = number(parent)
    top: list[model.Code] = []
    for key, code in made.items():
        parent = above[key]
        (made[parent].codes if parent in made and not _is_lost(key, above) else top).append(code)
    by_number: dict[int | None, str] = {}
    for key, name, memo, date, category, color in database.rows(
        "code_name", "cid", "name", "memo", "date", "catid", "color"
    ):
        guid = guids("code", key, words(date))
        code = model.Code(guid, words(name), "true", words(color) or None, words(memo) or None)
        by_number[number(key)] = guid
        (made[number(category)].codes if number(category) in made else top).append(code)
    return Codes(top, by_number)


def _is_lost(key: int | None, above: dict[int | None, int | None]) -> bool:
    seen: set[int | None] = set()
    while key in above and key not in seen and len(seen) <= DEEPEST:
        seen.add(key)
        key = above[key]
    return key in above
