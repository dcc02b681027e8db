"""Codings of a table into the project: all of it, or nothing and what is wrong with which row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook.actions import NameNotAllowed, check_name, create_code
from coding.codebook.models import Code
from coding.codebook.queries import code_tree
from coding.codebook.tree import SEPARATOR, names_of
from coding.codings.actions import import_codings
from coding.codings.models import Coding, Origin
from coding.exchange.incoming import table_in
from coding.quotations.layers import CONSENSUS
from coding.reconciliation.actions import LONGEST_NAME, import_round
from coding.sources.importers.codings_table import CodingRow, read_codings
from coding.sources.importers.problems import ImportProblem, raise_any, shorten
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.membership.actions import ensure_coder
from workbench.membership.queries import AmbiguousName, member_named
from workbench.projects.models import Project

# What is wrong with a row: column, sentence, remedy.
Fault = tuple[str, str, str]
LONGEST_CODER = User._meta.get_field("name").max_length


@dataclass
class ImportedCodings:
    """What an import did."""

    new: int = 0
    rows: int = 0
    sources: int = 0
    coders: int = 0
    read_only: int = 0
    codes_made: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = _("%(new)s codings of %(coders)s coders on %(sources)s sources imported") % {
            "new": self.new, "coders": self.coders, "sources": self.sources
        }  # fmt: skip
        if self.read_only:
            said += _(", %(n)s times a source was read and nothing applied") % {"n": self.read_only}
        if self.codes_made:
            said += _(", %(n)s codes made") % {"n": len(self.codes_made)}
        return f"{said}."


@dataclass
class _Project:
    """What the rows name: sources by name, codes by path without case, coders by name, rounds by name."""

    project: Project
    by: User
    sources: dict[str, Source]
    codes: dict[str, Code]
    coders: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)

    def pair(self, row: CodingRow) -> tuple[int, int]:
        return self.sources[row.source].pk, self.coders[row.coder]


@transaction.atomic
def import_codings_file(
    *, project: Project, by: User, name: str, data: bytes, create_codes: bool = False
) -> ImportedCodings:
    """Import the codings of a csv or xlsx file. Raises ImportProblem, ImportProblems or WorkbenchError."""
    parsed = read_codings(table_in(name, data))
    codes = {_key(node.path): node.code for node in code_tree(project, retired=True)}
    known = _Project(project, by, _sources_named(project, {row.source for row in parsed.rows}), codes)
    _check(parsed.rows, name, known, create_codes=create_codes)
    made = _make_codes(known, {row.code for row in parsed.rows if row.code})
    for coder in sorted({row.coder for row in parsed.rows}):
        known.coders[coder] = ensure_coder(project=project, name=coder, by=by).user_id
    _join_rounds(known, parsed.rows)
    rows = [row for row in parsed.rows if row.code]
    new = import_codings(
        project=project,
        by=by,
        codings=[_coding(known, row) for row in rows],
        read={known.pair(row) for row in parsed.rows if not row.round},
    )
    return ImportedCodings(
        new=new, rows=len(parsed.rows), sources=len(known.sources), coders=len(known.coders),
        read_only=len(parsed.rows) - len(rows), codes_made=made, assumed=parsed.assumed,
    )  # fmt: skip


def _key(path: str) -> str:
    return SEPARATOR.join(names_of(path)).casefold()


def _sources_named(project: Project, names: set[str]) -> dict[str, Source]:
    found = Source.objects.filter(project=project).only("name", "text", "characters")
    return {source.name: source for source in found.iterator() if source.name in names}


def _check(rows: Iterable[CodingRow], file: str, known: _Project, *, create_codes: bool) -> None:
    known.unclear = _unclear_names(known.project, {row.coder for row in rows})
    names = list(Source.objects.filter(project=known.project).values_list("name", flat=True)[:5000])
    problems = []
    for row in rows:
        if fault := _fault(row, known, names, create_codes=create_codes):
            column, message, remedy = fault
            problems.append(ImportProblem(message, remedy=remedy, file=file, row=row.row, column=column))
    raise_any(problems)


def _unclear_names(project: Project, coders: Iterable[str]) -> dict[str, str]:
    """Say what is wrong with the names that can be nobody's, or several people's."""
    said = {}
    for coder in coders:
        if len(coder) > LONGEST_CODER:
            said[coder] = f"“{shorten(coder)}” is too long for a name, which has at most {LONGEST_CODER} characters."
            continue
        try:
            member_named(project, coder)
        except AmbiguousName as error:
            said[coder] = error.message
    return said


def _fault(row: CodingRow, known: _Project, names: list[str], *, create_codes: bool) -> Fault | None:
    """The first thing wrong with a row."""
    fault = _who_fault(row, known) or _source_fault(row, known, names)
    if fault or not row.code:
        return fault
    return _code_fault(row, known, create_codes=create_codes) or _place_fault(row, known.sources[row.source])


def _who_fault(row: CodingRow, known: _Project) -> Fault | None:
    if row.coder.casefold() == CONSENSUS:
        return "coder", "the consensus is made by settling a round and cannot be imported.", "Leave these rows out."
    if row.coder in known.unclear:
        return "coder", known.unclear[row.coder], ""
    if len(row.round) > LONGEST_NAME:
        return "round", f"a round's name has at most {LONGEST_NAME} characters.", "Shorten it in every row."
    return None


def _source_fault(row: CodingRow, known: _Project, names: list[str]) -> Fault | None:
    if row.source in known.sources:
        return None
    close = get_close_matches(row.source, names, n=1)
    hint = f"Is it “{shorten(close[0])}”?" if close else "Import it first; a source is named after its file."
    return "source", f"there is no source “{shorten(row.source)}” in this study.", hint


def _code_fault(row: CodingRow, known: _Project, *, create_codes: bool) -> Fault | None:
    code = known.codes.get(_key(row.code))
    if code and code.retired_at:
        return "code", f"the code “{shorten(row.code)}” was retired.", "Bring it back, or use another code."
    if code is None and not create_codes:
        return (
            "code", f"there is no code “{shorten(row.code)}” in the codebook.",
            "Write its path (Parent/Child), add it to the codebook, or use --create-codes.",
        )  # fmt: skip
    try:
        for name in names_of(row.code):
            check_name(name)
    except NameNotAllowed as error:
        return "code", error.message, ""
    return None


def _place_fault(row: CodingRow, source: Source) -> Fault | None:
    if row.end > source.characters:
        return "end", f"the source has only {source.characters} characters, and this is {row.end}.", ""
    return _quote_fault(row, source)


def _quote_fault(row: CodingRow, source: Source) -> Fault | None:
    words = source.text[row.start : row.end]
    if not words.strip():
        return "start", f"there are no words at {row.start}–{row.end}.", ""
    quote = row.quote.replace("\r\n", "\n").replace("\r", "\n")
    if not quote or quote == words:
        return None
    place = source.text.find(quote)
    found = f"That quote begins at {place}." if place >= 0 else "That quote is nowhere in the source."
    return "quote", f"the text at {row.start}–{row.end} is “{shorten(words)}”, not “{shorten(quote)}”.", found


def _make_codes(known: _Project, paths: set[str]) -> list[str]:
    """Make the codes that are missing, parents first."""
    made = []
    for path in sorted(paths):
        parent = None
        names = names_of(path)
        for depth in range(1, len(names) + 1):
            above = SEPARATOR.join(names[:depth])
            key = _key(above)
            if key not in known.codes:
                known.codes[key] = create_code(project=known.project, by=known.by, name=names[depth - 1], parent=parent)
                made.append(above)
            parent = known.codes[key]
    return made


def _join_rounds(known: _Project, rows: Iterable[CodingRow]) -> None:
    read: dict[str, set[tuple[int, int]]] = {}
    for row in rows:
        if row.round:
            read.setdefault(row.round, set()).add(known.pair(row))
    for name, pairs in sorted(read.items()):
        known.rounds[name] = import_round(project=known.project, by=known.by, name=name, read=pairs).pk


def _coding(known: _Project, row: CodingRow) -> Coding:
    source = known.sources[row.source]
    return Coding(
        project=known.project, source=source, code=known.codes[_key(row.code)], coder_id=known.coders[row.coder],
        start=row.start, end=row.end, quote=source.text[row.start : row.end], round_id=known.rounds.get(row.round),
        origin=Origin.IMPORT,
    )  # fmt: skip
