"""A table of variables by case id, held against what the study knows: what is new, changed, or the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from coding.cases.values import ValueRefused, check_value
from coding.sources.importers.answers import NumberStyle, as_number, is_number, is_open_number
from coding.sources.importers.guesses import ColumnGuess
from coding.sources.models import Case, Variable, VariableKind, VariableValue
from coding.sources.naming import LONGEST_NAME
from workbench.projects.models import Project

SHOWN = 20
EVERY = 1000  # rows between two words on how far the comparison is
T = TypeVar("T")


@dataclass(frozen=True)
class Choices:
    """What a person says of a table: may it replace values, make cases, add levels, leave out what does not fit."""

    replace: bool = False
    create_cases: bool = False
    add_levels: bool = False
    leave_out_misfits: bool = False


@dataclass(frozen=True)
class Taken:
    """A column to take: where it stands, and the variable it becomes (unsaved where it is new)."""

    at: int
    variable: Variable

    @property
    def is_new(self) -> bool:
        return self.variable.pk is None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One value of the table for one case."""

    row: int
    case: str
    variable: str
    old: str
    new: str


@dataclass(frozen=True)
class Misfit:
    """A value that does not fit its variable; `level` could be added to make it fit."""

    row: int
    case: str
    variable: str
    reason: str
    level: str = ""


@dataclass
class Found(Generic[T]):
    """What was found of one sort: all of it counted, the first `most` kept (None: all)."""

    most: int | None
    kept: list[T] = field(default_factory=list)
    count: int = 0

    def add(self, one: T) -> None:
        self.count += 1
        if self.most is None or self.count <= self.most:
            self.kept.append(one)

    def __bool__(self) -> bool:
        return self.count > 0

    def __iter__(self) -> Iterator[T]:
        return iter(self.kept)


class Comparison:
    """What an import would do; nothing is stored yet. Names of cases are as in the study.

    Of each sort the first `most` values are kept (None: all), as an import needs them and a page does not. `unknown`
    are ids that are no case, `loose` ids that are written otherwise than the case that they match, `levels` those that
    are missing, by variable, and `problems` says why nothing can be imported.
    """

    def __init__(self, most: int | None = None) -> None:
        self.new: Found[Incoming] = Found(most)
        self.changed: Found[Incoming] = Found(most)
        self.of_unknown: Found[Incoming] = Found(most)
        self.misfits: Found[Misfit] = Found(SHOWN)
        self.unknown: Found[str] = Found(most)
        self.problems: Found[str] = Found(SHOWN)
        self.same = self.matched = self.without_id = 0
        self.loose: dict[str, str] = {}
        self.levels: dict[str, list[str]] = {}


Rows = Iterable[tuple[int, Sequence[str]]]  # gone through twice


def columns_taken(
    project: Project, header: Sequence[str], guesses: Sequence[ColumnGuess], chosen: Mapping[int, str]
) -> list[Taken]:
    """Return the chosen columns ({place: kind}) with their variables: those of the same name, else new ones."""
    known = {variable.name.casefold(): variable for variable in Variable.objects.filter(project=project)}
    taken = []
    for at, kind in sorted(chosen.items()):
        name = " ".join(header[at].split())[:500]
        variable = known.get(name.casefold())
        if variable is None:
            levels = list(guesses[at].levels) if kind == VariableKind.ORDINAL and guesses[at].kind == kind else []
            variable = Variable(project=project, name=name, kind=kind, levels=levels)
        taken.append(Taken(at, variable))
    return taken


def compare_table(
    project: Project,
    rows: Rows,
    id_at: int,
    taken: Sequence[Taken],
    *,
    most: int | None = None,
    tell: Callable[[int], None] | None = None,
) -> Comparison:
    """Hold a table against the study; a few queries however long it is. Empty cells say nothing and are passed over.

    `most` is as in Comparison; `tell` hears now and then how many rows were compared.
    """
    found = Comparison(most)
    finder = _finder(project, found.loose)
    known = _known_values(project, [one.variable for one in taken if not one.is_new])
    commas = _decimal_commas(rows, taken)
    seen: dict[str, int] = {}
    for position, (number, row) in enumerate(rows, start=1):
        if tell and position % EVERY == 0:
            tell(position)
        asked = " ".join(row[id_at].split())
        if not asked:
            found.without_id += 1
            continue
        case = finder(asked)
        name = case or asked
        if name in seen:
            found.problems.add(
                _("Rows %(first)s and %(second)s are both about “%(case)s”. Keep one of them.")
                % {"first": seen[name], "second": number, "case": name}
            )
        elif case is None:
            found.unknown.add(asked)
        seen[name] = number
        if case is None and len(asked) > LONGEST_NAME:
            found.problems.add(_("Row %(row)s: this id is too long for the name of a case.") % {"row": number})
        found.matched += case is not None
        cells = [_plain(text) if at in commas else text for at, text in enumerate(row)]
        _compare_row(found, number, cells, name, case is not None, taken, known)
    return found


def _decimal_commas(rows: Rows, taken: Sequence[Taken]) -> set[int]:
    """Where columns of numbers stand that have commas before decimals."""
    styles = {one.at: NumberStyle() for one in taken if one.variable.kind == VariableKind.NUMERIC}
    for _number, row in rows:
        for at, style in styles.items():
            if is_number(row[at]):
                style.see(row[at])
    return {at for at, style in styles.items() if style.decimal == ","}


def _plain(text: str) -> str:
    """ "3,450" as 3.45: by itself it would be read as three thousand."""
    return f"{as_number(text, ','):.10g}" if is_open_number(text) else text


def _compare_row(
    found: Comparison,
    number: int,
    row: Sequence[str],
    name: str,
    is_known: bool,
    taken: Sequence[Taken],
    known: Mapping[str, Mapping[str, str]],
) -> None:
    for one in taken:
        if not row[one.at].strip():
            continue
        variable = one.variable.name
        try:
            value = check_value(one.variable, row[one.at])
        except ValueRefused as refused:
            found.misfits.add(Misfit(number, name, variable, refused.message, refused.level))
            missing = found.levels.setdefault(variable, []) if refused.level else []
            if refused.level and refused.level not in missing:
                missing.append(refused.level)
            continue
        old = known.get(variable, {}).get(name, "")
        incoming = Incoming(number, name, variable, old, value)
        if not is_known:
            found.of_unknown.add(incoming)
        elif not old:
            found.new.add(incoming)
        elif old == value:
            found.same += 1
        else:
            found.changed.add(incoming)


def _finder(project: Project, loose: dict[str, str]) -> Callable[[str], str | None]:
    """A function from an id to the name of its case: the same name, else the only one that differs in case alone."""
    names = set(Case.objects.filter(project=project).values_list("name", flat=True))
    folded: dict[str, list[str]] = defaultdict(list)
    for name in names:
        folded[name.casefold()].append(name)

    def find(asked: str) -> str | None:
        if asked in names:
            return asked
        near = folded.get(asked.casefold(), [])
        if len(near) != 1:
            return None
        loose[asked] = near[0]
        return near[0]

    return find


def _known_values(project: Project, variables: Sequence[Variable]) -> dict[str, dict[str, str]]:
    """The values of the study, {variable: {case: value}}."""
    names = dict(Case.objects.filter(project=project).values_list("pk", "name"))
    called = {variable.pk: variable.name for variable in variables}
    known: dict[str, dict[str, str]] = {name: {} for name in called.values()}
    rows = VariableValue.objects.filter(variable__in=called).order_by()
    for case, variable, value in rows.values_list("case_id", "variable_id", "value").iterator(chunk_size=5000):
        if case in names:  # else it was made a moment ago
            known[called[variable]][names[case]] = value
    return known
