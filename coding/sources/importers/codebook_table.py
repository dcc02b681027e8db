"""Reads a codebook from a table: a code a row, named by its path or by its name and its parent."""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from coding.sources.importers.columns import find_columns, words
from coding.sources.importers.problems import ImportProblem, raise_any, shorten
from coding.sources.importers.table import Table

WORDS = {
    "path": words("path|code path|full path|full name|hierarchy"),
    "parent": words("parent|parent code|parent path|parent name|category|group|theme|belongs to"),
    "name": words("name|code|code name|label|code label|title|node|subcode|tag"),
    "definition": words(
        "definition|description|code definition|code description|meaning|what it means|memo|comment|notes|note"
    ),
    "include": words(
        "include|when to use|inclusion|inclusion criteria|inclusion criterion|use when|use|includes|"
        "apply when|use for|full definition"
    ),
    "exclude": words(
        "exclude|when not to use|exclusion|exclusion criteria|exclusion criterion|do not use when|"
        "not to use|excludes|do not use|do not use for|don t use when"
    ),
    "example": words(
        "example|examples|typical example|typical quotation|typical quote|"
        "example quote|example quotation|anchor example|quote|"
        "quotation|exemplar|sample quote"
    ),
    "color": words("color|colour|hex|code color|code colour"),
}
LONGEST_NAME = 200
INDENT = " \t\xa0\u2003"  # what sets a name in, where there is no column of parents
_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_SEPARATOR = re.compile(r"\s*(?:/|\\|»|>|::)\s*")


@dataclass(frozen=True)
class ParsedCode:
    """One code; `color` is `#rrggbb` or empty, `row` is None for a parent that is only named."""

    path: tuple[str, ...]
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    color: str = ""
    row: int | None = None

    @property
    def name(self) -> str:
        return self.path[-1]


@dataclass
class ParsedCodebook:
    """Codes in the order of the table, each after its parent."""

    codes: list[ParsedCode]
    assumed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    name: tuple[str, ...]
    parent: tuple[str, ...]
    code: ParsedCode


def read_codebook(table: Table) -> ParsedCodebook:
    """The codes of a codebook; ImportProblems says which rows are wrong."""
    columns = find_columns(table, WORDS)
    if "path" not in columns and "name" not in columns:
        raise ImportProblem(
            "no column holds the names of codes.",
            remedy='Call it "name" (with a column "parent") or "path", as in Parent/Child.',
            file=table.name,
        )
    assumed = list(table.assumed)
    entries = [
        _entry(table, columns, row, number, assumed) for row, number in zip(table.rows, table.numbers, strict=True)
    ]
    raise_any(_nameless(table, entries))
    set_in = "path" not in columns and "parent" not in columns and _indented(table, columns["name"], entries)
    if set_in:
        assumed.append("codes that are set in stand below the one before them that is set in less")
    paths = set_in or _paths(table, entries)
    codes = [replace(entry.code, path=path) for entry, path in zip(entries, paths, strict=True)]
    raise_any(_twice(table, codes))
    return ParsedCodebook(_with_parents(codes, assumed), assumed)


def _entry(table: Table, columns: dict[str, int], row: list[str], number: int, assumed: list[str]) -> _Entry:
    cell = {meaning: row[at].strip() for meaning, at in columns.items()}
    color = ""
    if written := cell.get("color", ""):
        color = _color(written)
        if not color:
            assumed.append(f"row {number}: the colour “{shorten(written, 20)}” is not like #3b7dd8 and was left out")
    texts = {meaning: cell.get(meaning, "") for meaning in ("definition", "include", "exclude", "example")}
    path = cell.get("path", "")
    name = _split(path or cell.get("name", ""))
    parent = () if path else _split(cell.get("parent", ""))
    return _Entry(name, parent, ParsedCode(name, **texts, color=color, row=number))


def _indented(table: Table, at: int, entries: list[_Entry]) -> list[tuple[str, ...]]:
    """The path of each code by how far its name is set in; [] where none is, or the first is set in already."""
    depths = [len(row[at]) - len(row[at].lstrip(INDENT)) for row in table.rows]
    if not any(depths) or depths[0]:
        return []
    above: list[tuple[int, tuple[str, ...]]] = []
    paths = []
    for depth, entry in zip(depths, entries, strict=True):
        while above and above[-1][0] >= depth:
            above.pop()
        paths.append((*(above[-1][1] if above else ()), *entry.name))
        above.append((depth, paths[-1]))
    return paths


def _split(path: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in _SEPARATOR.split(path) if part.strip())


def _color(written: str) -> str:
    found = _HEX.fullmatch(written)
    if not found:
        return ""
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _nameless(table: Table, entries: list[_Entry]) -> list[ImportProblem]:
    problems = []
    for entry in entries:
        if not entry.name:
            problems.append(
                ImportProblem(
                    "this code has no name.",
                    remedy="Name it, or delete the row.",
                    file=table.name,
                    row=entry.code.row,
                )
            )
        elif max(map(len, entry.name)) > LONGEST_NAME:
            message = f"the name of this code has more than {LONGEST_NAME} characters."
            problems.append(ImportProblem(message, remedy="Shorten it.", file=table.name, row=entry.code.row))
    return problems


def _paths(table: Table, entries: list[_Entry]) -> list[tuple[str, ...]]:
    """The whole path of each entry, its parent found by name or path among the others."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for position, entry in enumerate(entries):
        by_name[entry.name[-1].casefold()].append(position)
    problems: list[ImportProblem] = []

    def path(position: int, below: frozenset[int]) -> tuple[str, ...]:
        entry = entries[position]
        if not entry.parent:
            return entry.name
        if position in below:
            problems.append(_fault(table, entry, "is its own ancestor.", "Correct the column of parents."))
            return entry.name
        if len(entry.parent) > 1:
            return (*entry.parent, *entry.name)
        parents = [other for other in by_name[entry.parent[0].casefold()] if other != position]
        if len(parents) > 1:
            problems.append(
                _fault(
                    table,
                    entry,
                    f'has the parent "{entry.parent[0]}", a name that several codes have.',
                    "Write the parent's whole path, as in Parent/Child.",
                )
            )
        if not parents or len(parents) > 1:
            return (*entry.parent, *entry.name)
        return (*path(parents[0], below | {position}), *entry.name)

    found = [path(position, frozenset()) for position in range(len(entries))]
    raise_any(list({(problem.row, problem.message): problem for problem in problems}.values()))
    return found


def _fault(table: Table, entry: _Entry, message: str, remedy: str) -> ImportProblem:
    said = f'the code "{shorten(entry.name[-1])}" {message}'
    return ImportProblem(said, remedy=remedy, file=table.name, row=entry.code.row)


def _twice(table: Table, codes: list[ParsedCode]) -> list[ImportProblem]:
    problems: list[ImportProblem] = []
    first: dict[tuple[str, ...], int | None] = {}
    for code in codes:
        key = tuple(part.casefold() for part in code.path)
        if key in first:
            message = f'the code "{shorten("/".join(code.path))}" stands in row {first[key]} too.'
            problems.append(ImportProblem(message, remedy="Keep one of them.", file=table.name, row=code.row))
        first.setdefault(key, code.row)
    return problems


def _with_parents(codes: list[ParsedCode], assumed: list[str]) -> list[ParsedCode]:
    """Put each code after its parent, and add the parents that are only named in paths."""
    given = {tuple(part.casefold() for part in code.path): code for code in codes}
    ordered: dict[tuple[str, ...], ParsedCode] = {}
    for code in codes:
        for depth in range(1, len(code.path) + 1):
            path = code.path[:depth]
            key = tuple(part.casefold() for part in path)
            if key not in ordered:
                ordered[key] = given.get(key) or ParsedCode(path)
    added = [code for code in ordered.values() if code.row is None]
    if added:
        names = ", ".join("/".join(code.path) for code in added[:5])
        assumed.append(f"{len(added)} parent codes have no row of their own and were added: {names}")
    return list(ordered.values())
