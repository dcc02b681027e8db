"""What is known of the participants: categories counted, numbers summed up, missing values said. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from coding.cases.groups import natural, number_of, parts_of


@dataclass(frozen=True)
class Categories:
    """How many have each category; `answered` have a value, `missing` none.

    Where several answers were allowed the counts may add up to more than `answered`.
    """

    counts: dict[str, int]
    answered: int
    missing: int


@dataclass(frozen=True)
class Numbers:
    """n values with mean, standard deviation (n - 1) and quartiles (linear between values); None where undefined.

    `words` are values that are no numbers: they are counted neither as numbers nor as missing.
    """

    n: int
    missing: int
    words: int = 0
    mean: float | None = None
    deviation: float | None = None
    median: float | None = None
    quartiles: tuple[float | None, float | None] = (None, None)
    range: tuple[float | None, float | None] = field(default=(None, None))


def categories(
    values: Mapping[Hashable, str], cases: Collection[Hashable], kind: str, names: Sequence[str]
) -> Categories:
    """Count the categories `names` over the cases; a case counts once in each."""
    counts: Counter[str] = Counter()
    answered = 0
    for case in cases:
        parts = parts_of(values.get(case, ""), kind)
        answered += bool(parts)
        counts.update(parts)
    return Categories({name: counts[name] for name in names}, answered, len(cases) - answered)


def category_names(values: Mapping[Hashable, str], kind: str, levels: Sequence[str], *, frequent: bool) -> list[str]:
    """Return the categories in the order of the levels (unused ones too), else by name, or the frequent ones first."""
    counts: Counter[str] = Counter()
    for value in values.values():
        counts.update(parts_of(value, kind))
    known = [str(level) for level in levels]
    others = [name for name in counts if name not in set(known)]
    others.sort(key=lambda name: (-counts[name] if frequent else 0, natural(name)))
    return [*known, *others]


def numbers(values: Mapping[Hashable, str], cases: Collection[Hashable]) -> Numbers:
    """Sum up the numbers of the cases."""
    texts = [text for case in cases if (text := values.get(case, "").strip())]
    found = np.array([number for text in texts if (number := number_of(text)) is not None], dtype=float)
    missing, words = len(cases) - len(texts), len(texts) - len(found)
    if not len(found):
        return Numbers(0, missing, words)
    low, middle, high = (float(one) for one in np.quantile(found, [0.25, 0.5, 0.75]))
    return Numbers(
        n=len(found),
        missing=missing,
        words=words,
        mean=float(found.mean()),
        deviation=float(found.std(ddof=1)) if len(found) > 1 else None,
        median=middle,
        quartiles=(low, high),
        range=(float(found.min()), float(found.max())),
    )
