"""What the values of each variable amount to: filled, missing, spread. Methods sections need these numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean, median, stdev

from django.db.models import Count

from coding.cases.groups import natural, number_of, parts_of
from coding.cases.values import fits
from coding.sources.models import Case, Variable, VariableKind, VariableValue
from workbench.projects.models import Project

SHOWN = 5
MOST_DECIMALS = 4


@dataclass
class Summary:
    """One variable over all cases of the study."""

    variable: Variable
    cases: int
    filled: int = 0
    distinct: int = 0
    misfits: int = 0
    numbers: dict[str, float] = field(default_factory=dict)
    decimals: int = 0
    """Decimals of the values themselves, at most."""
    top: list[tuple[str, int]] = field(default_factory=list)

    @property
    def as_given(self) -> str:
        """How a value is written (an argument of floatformat): with the decimals of the values, thousands apart."""
        return f"-{self.decimals}g" if self.decimals else "0g"

    @property
    def as_found(self) -> str:
        """How a mean is written: with one decimal more than the values have."""
        return f"-{self.decimals + 1}g"

    @property
    def missing(self) -> int:
        return self.cases - self.filled

    @property
    def missing_percent(self) -> float | None:
        return 100 * self.missing / self.cases if self.cases else None


def summaries_of(project: Project, variables: Sequence[Variable]) -> list[Summary]:
    """Return a summary for each variable, in their order; two queries."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    rows = VariableValue.objects.filter(variable__in=[one.pk for one in variables]).order_by()
    for variable, value, count in rows.values_list("variable", "value").annotate(n=Count("pk")):
        counts[variable][value] = count
    cases = Case.objects.filter(project=project).count()
    return [summarise(variable, counts[variable.pk], cases) for variable in variables]


def summarise(variable: Variable, values: Counter[str], cases: int) -> Summary:
    """Return the summary of values counted over this many cases."""
    summary = Summary(variable, cases, filled=values.total())
    summary.misfits = sum(count for value, count in values.items() if not fits(variable, value))
    parts = values_in_order(variable, values)
    summary.distinct = len(parts)
    if variable.kind == VariableKind.NUMERIC:
        numbers = [number for value in values.elements() if (number := number_of(value)) is not None]
        if numbers:
            measures = {"mean": mean, "median": median, "min": min, "max": max}
            summary.numbers = {name: measure(numbers) for name, measure in measures.items()}
            summary.decimals = min(max(map(_decimals, set(numbers))), MOST_DECIMALS)
        if len(numbers) > 1:
            summary.numbers["sd"] = stdev(numbers)
    elif variable.kind == VariableKind.ORDINAL and variable.levels:
        summary.top = parts[:SHOWN]
    else:
        summary.top = sorted(parts, key=lambda part: -part[1])[:SHOWN]
    return summary


def _decimals(number: float) -> int:
    return len(f"{number:.10f}".rstrip("0").partition(".")[2])


def values_in_order(variable: Variable, values: Counter[str]) -> list[tuple[str, int]]:
    """Return how many cases have each value (each answer of several), levels first, then by name."""
    parts: Counter[str] = Counter()
    for value, count in values.items():
        for part in parts_of(value, variable.kind):
            parts[part] += count
    known = {str(level): place for place, level in enumerate(variable.levels)}
    return sorted(parts.items(), key=lambda part: (known.get(part[0], len(known)), natural(part[0])))


def counted_values(variable: Variable) -> Counter[str]:
    """Return how many cases have each stored value; one query."""
    rows = VariableValue.objects.filter(variable=variable).order_by().values_list("value")
    return Counter(dict(rows.annotate(n=Count("pk"))))
