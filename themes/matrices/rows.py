"""The rows of a saved matrix: cases, groups of cases or sources, sorted and in sections, with who stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from coding.cases.groups import natural, sort_key
from coding.cases.queries import said_by_ids
from coding.codings.visibility import sealed_source_ids
from coding.sources.models import Case, Source, SourceKind, Turn, Variable, VariableValue
from themes.matrices.build import Line
from themes.matrices.models import Matrix, RowKind
from themes.matrices.queries import groups_of
from workbench.projects.models import Project


@dataclass(frozen=True)
class Row:
    """A row: its line, the section that it stands in, and the cases in it (one or none for a source)."""

    line: Line
    section: str
    cases: frozenset[int]


@dataclass
class Rows:
    """All rows in their order; `of` gives those of a case, or of a source where rows are sources."""

    rows: list[Row] = field(default_factory=list)
    of: dict[Hashable, list[str]] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    """Rows with a source that somebody is coding blind: nothing is written or read in their cells meanwhile."""

    @property
    def lines(self) -> list[Line]:
        return [row.line for row in self.rows]


def rows_of(matrix: Matrix) -> Rows:
    """Return the rows of a matrix; a constant number of queries."""
    if matrix.rows == RowKind.GROUPS:
        found = _groups(matrix.variable) if matrix.variable else Rows()
    else:
        found = _singles(matrix)
    found.locked = _locked(matrix, found)
    return found


def _groups(variable: Variable) -> Rows:
    lines, groups = groups_of(variable)
    cases: dict[Hashable, set[int]] = defaultdict(set)
    for case, keys in groups.items():
        for key in keys:
            cases[key].add(case)
    rows = [Row(Line(f"group:{one.key}", one.label, one.size), "", frozenset(cases[one.key])) for one in lines]
    return Rows(rows, {case: [f"group:{key}" for key in keys] for case, keys in groups.items()})


def _singles(matrix: Matrix) -> Rows:
    """Cases or sources, by name or by a variable, in sections or in one."""
    if matrix.rows == RowKind.SOURCES:
        sources = Source.objects.filter(project=matrix.project).values_list("pk", "name", "case_id")
        singles = [(f"source:{pk}", pk, name, case) for pk, name, case in sources.order_by()]
    else:
        cases = Case.objects.filter(project=matrix.project).values_list("pk", "name")
        singles = [(f"case:{pk}", pk, name, pk) for pk, name in cases.order_by()]
    singles.sort(key=lambda one: natural(one[2]))
    if matrix.sort:
        values = _values(matrix.sort)
        kind, levels = matrix.sort.kind, matrix.sort.levels
        singles.sort(key=lambda one: _placed(values.get(one[3], ""), kind, levels))
    sections, order = _sections(matrix.sections)
    rows = [
        Row(Line(key, name, 1), sections.get(case, ""), frozenset([case] if case else []))
        for key, _pk, name, case in singles
    ]
    rows.sort(key=lambda row: order.get(row.section, len(order)))
    return Rows(rows, {pk: [key] for key, pk, _name, _case in singles})


def _placed(value: str, kind: str, levels: list[str]) -> tuple:
    return (0, sort_key(value, kind, levels)) if value else (1,)


def _values(variable: Variable) -> dict[int, str]:
    return dict(VariableValue.objects.filter(variable=variable).values_list("case_id", "value"))


def _sections(variable: Variable | None) -> tuple[dict[int | None, str], dict[str, int]]:
    """Return the section of each case, and the order of sections; who is in several groups stands in the first."""
    if variable is None:
        return {}, {}
    lines, groups = groups_of(variable)
    labels = {line.key: line.label for line in lines}
    order = {line.label: place for place, line in enumerate(lines)}
    return {case: labels[keys[0]] for case, keys in groups.items()}, order


def _locked(matrix: Matrix, found: Rows) -> frozenset[str]:
    sealed = sealed_source_ids(matrix.project)
    if not sealed:
        return frozenset()
    if matrix.rows == RowKind.SOURCES:
        return frozenset(f"source:{pk}" for pk in sealed)
    said = said_by_ids(Case.objects.filter(project=matrix.project).values("pk"))
    hidden = {case for case, one in said.items() if sealed & (one.transcripts | one.answers)}
    return frozenset(row.line.key for row in found.rows if hidden & row.cases)


def words_of_rows(matrix: Matrix, rows: Iterable[Row]) -> dict[Hashable, int]:
    """Return how many words those in each row said, interviewers left out; three queries, and the transcripts."""
    of_case, of_source = _words(matrix.project)
    if matrix.rows == RowKind.SOURCES:
        return {row.line.key: of_source.get(int(str(row.line.key).partition(":")[2]), 0) for row in rows}
    return {row.line.key: sum(of_case.get(case, 0) for case in row.cases) for row in rows}


def _words(project: Project) -> tuple[Mapping[int, int], Mapping[int, int]]:
    of_case: dict[int, int] = defaultdict(int)
    of_source: dict[int, int] = defaultdict(int)
    turns: dict[int, list[tuple[int, int, bool, int | None]]] = defaultdict(list)
    told = Turn.objects.filter(source__project=project).order_by()
    for source, start, end, asks, case in told.values_list(
        "source", "body_start", "end", "speaker__is_interviewer", "speaker__case"
    ):
        turns[source].append((start, end, bool(asks), case))
    sources = Source.objects.filter(project=project).order_by()
    answers = sources.filter(kind=SourceKind.ANSWER).values_list("pk", "case_id", "words")
    plain = sources.filter(kind=SourceKind.TRANSCRIPT).exclude(pk__in=turns).values_list("pk", "case_id", "words")
    for pk, case, words in [*answers, *plain]:
        of_source[pk] += words
        of_case[case] += words
    spoken = sources.filter(pk__in=turns).values_list("pk", "case_id", "text")
    for pk, own, text in spoken.iterator(chunk_size=50):
        for start, end, asks, case in turns[pk]:
            if not asks:
                words = len(text[start:end].split())
                of_source[pk] += words
                of_case[case or own] += words
    return of_case, of_source
