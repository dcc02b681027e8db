"""A table of variables by case id, held against what the study knows: what is new, changed, or the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from coding.cases.values import ValueRefused, check_value
from coding.sources.importers.answers import NumberStyle, as_number, is_number, is_open_number
from coding.sources.importers.guesses import ColumnGuess
from coding.sources.models import Case, Variable, VariableKind, VariableValue
from coding.sources.naming import LONGEST_NAME
from workbench.projects.models import Project

SHOWN = 20


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


@dataclass(frozen=True)
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
class Comparison:
    """What an import would do; nothing is stored yet. Names of cases are as in the study."""

    new: list[Incoming] = field(default_factory=list)
    changed: list[Incoming] = field(default_factory=list)
    same: int = 0
    misfits: list[Misfit] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    """Ids that are no case, with their row."""
    of_unknown: list[Incoming] = field(default_factory=list)
    matched: int = 0
    without_id: list[int] = field(default_factory=list)
    loose: dict[str, str] = field(default_factory=dict)
    """Ids that are written otherwise than the case that they match."""
    problems: list[str] = field(default_factory=list)
    """Why nothing can be imported."""

    @property
    def levels(self) -> dict[str, list[str]]:
        """The levels that are missing, by variable."""
        found: dict[str, list[str]] = defaultdict(list)
        for misfit in self.misfits:
            if misfit.level and misfit.level not in found[misfit.variable]:
                found[misfit.variable].append(misfit.level)
        return dict(found)


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


def compare_table(project: Project, rows: Rows, id_at: int, taken: Sequence[Taken]) -> Comparison:
    """Hold a table against the study; a few queries however long it is. Empty cells say nothing and are passed over."""
    found, finder = Comparison(), _finder(project, found_loose := {})
    found.loose = found_loose
    known = _known_values(project, [one.variable for one in taken if not one.is_new])
    commas = _decimal_commas(rows, taken)
    seen: dict[str, int] = {}
    for number, row in rows:
        asked = " ".join(row[id_at].split())
        if not asked:
            found.without_id.append(number)
            continue
        case = finder(asked)
        name = case or asked
        if name in seen:
            found.problems.append(
                _("Rows %(first)s and %(second)s are both about “%(case)s”. Keep one of them.")
                % {"first": seen[name], "second": number, "case": name}
            )
        seen[name] = number
        if case is None:
            if len(asked) > LONGEST_NAME:
                found.problems.append(_("Row %(row)s: this id is too long for the name of a case.") % {"row": number})
            found.unknown[asked] = number
        else:
            found.matched += 1
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
    known: Mapping[tuple[str, str], str],
) -> None:
    for one in taken:
        if not row[one.at].strip():
            continue
        variable = one.variable.name
        try:
            value = check_value(one.variable, row[one.at])
        except ValueRefused as refused:
            found.misfits.append(Misfit(number, name, variable, refused.message, refused.level))
            continue
        old = known.get((name, variable), "")
        incoming = Incoming(number, name, variable, old, value)
        if not is_known:
            found.of_unknown.append(incoming)
        elif not old:
            found.new.append(incoming)
        elif old == value:
            found.same += 1
        else:
            found.changed.append(incoming)


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


def _known_values(project: Project, variables: Sequence[Variable]) -> dict[tuple[str, str], str]:
    rows = VariableValue.objects.filter(case__project=project, variable__in=variables).order_by()
    named: Any = rows.values_list("case__name", "variable__name", "value")
    return {(case, variable): value for case, variable, value in named.iterator(chunk_size=5000)}
