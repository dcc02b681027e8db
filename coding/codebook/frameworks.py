"""Codebooks that were published: the names of their constructs, described in our own words. Pure.

Each is a file in `published/` with the article that it comes from. The names are those of the article, except for "/"
and "&"; the definitions are paraphrases, to be checked against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "published"


@dataclass(frozen=True)
class FrameworkCode:
    """A construct: its path from the top and what it means; in the shape in which the codebook takes codes in."""

    path: tuple[str, ...]
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    color: str = ""

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def depth(self) -> int:
        return len(self.path) - 1


@dataclass(frozen=True)
class Framework:
    """A published codebook and the article that it comes from; codes stand after the one above them."""

    key: str
    title: str
    about: str
    source: dict[str, Any]
    codes: tuple[FrameworkCode, ...]

    @property
    def citation(self) -> str:
        """Return the article as a list of references names it."""
        return "{authors}. {article}. {journal}, {year}. doi:{doi}".format(**self.source)


@cache
def frameworks() -> dict[str, Framework]:
    """Return the published codebooks by their key, the largest first."""
    found = [_read(path) for path in FOLDER.glob("*.json")]
    return {one.key: one for one in sorted(found, key=lambda one: (-len(one.codes), one.key))}


def _read(path: Path) -> Framework:
    data = json.loads(path.read_text(encoding="utf-8"))
    codes = tuple(_codes(data["codes"], (), data["source"]["short"]))
    return Framework(path.stem, data["title"], data["about"], data["source"], codes)


def _codes(rows: list[dict[str, Any]], above: tuple[str, ...], short: str) -> Iterator[FrameworkCode]:
    for row in rows:
        path = (*above, row["name"])
        # A definition says where it comes from wherever it is printed.
        yield FrameworkCode(path, f"{row['definition']} (After {short}.)")
        yield from _codes(row.get("below", []), path, short)


def chosen(framework: Framework, numbers: set[int]) -> list[FrameworkCode]:
    """Return the codes with these places in the framework, and those above them, in its order."""
    paths = {framework.codes[number].path for number in numbers if 0 <= number < len(framework.codes)}
    wanted = {path[: depth + 1] for path in paths for depth in range(len(path))}
    return [code for code in framework.codes if code.path in wanted]
