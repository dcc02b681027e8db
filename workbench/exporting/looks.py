"""How numbers and heads are said in a style. Pure.

Sources of the styles:

- APA: Publication Manual of the American Psychological Association, 7th edition (2020): sections 6.36 (decimal
  places; no zero before the point of what cannot exceed 1), 6.37 (brackets around an interval), 6.44 (symbols in
  italics), 7.8 to 7.21 (tables), 7.22 to 7.36 (figures).
- JMIR: JMIR Publications, Knowledge Base (support.jmir.org): "How should tables be formatted?" and "Guidelines for
  Reporting Statistics", which follow the AMA Manual of Style. The zero stays (κ=0.87), an interval is
  "0.74 (95% CI 0.65-0.81)", shares are "n (%)", percentages have no decimals where fewer than 100 were counted.
- Plain: no journal's; zeros stay, brackets around intervals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from numbers import Integral

from workbench.exporting.cells import clean
from workbench.exporting.documents import Cell, Changed, Column, Estimate, Middle, Phrase, Share, Spread

APA, JMIR, PLAIN = "apa", "jmir", "plain"
STYLES = (APA, JMIR, PLAIN)
NOTHING = "—"


@dataclass(frozen=True)
class Look:
    """What a person chose about how a file looks.

    `decimals` holds for fractions whose column does not say its own; `percent_decimals` None leaves the places of
    percentages to the style; `percent_sign` None sets a sign only where the head of the column does not say "%".
    """

    style: str = APA
    decimals: int = 2
    percent_decimals: int | None = None
    percent_sign: bool | None = None

    @property
    def zero(self) -> bool:
        """Whether a zero stands before the point of what cannot exceed 1."""
        return self.style != APA


DEFAULT = Look()


@dataclass(frozen=True)
class Run:
    """Some letters of a line, set in one way."""

    text: str
    italic: bool = False
    bold: bool = False
    raised: bool = False
    mark: str = ""
    """As that of a Phrase: gone, come, open."""


def runs_of(phrases: Iterable[Phrase]) -> list[Run]:
    """Return prose as runs, with the numbers of its notes raised behind it."""
    runs = []
    for phrase in phrases:
        runs.append(Run(clean(phrase.text), mark=phrase.mark))
        if phrase.refs:
            runs.append(Run(",".join(str(number) for number in phrase.refs), raised=True))
    return runs


def say(cell: Cell, column: Column, look: Look, *, alone: bool = True) -> str:  # noqa: PLR0911  one for each kind
    """Return a cell as people read it.

    `alone` is False where the head of the column says what its cells are made of, as "n (%)" does.

    >>> kappa = Column("κ", numeric=True, bounded=True)
    >>> say(Estimate(0.744, 0.65, 0.81), kappa, Look(), alone=False)
    '.74 [.65, .81]'
    >>> say(Estimate(0.744, 0.65, 0.81), kappa, Look("jmir"))
    '0.74 (95% CI 0.65-0.81)'
    >>> say(Share(12, 35), Column("n"), Look(), alone=False), say(Share(0, 0), Column("n"), Look())
    ('12 (34.3)', '0 (—)')
    """
    match cell:
        case str():
            return clean(cell)
        case Changed():
            return clean(str(cell))
        case None:
            return NOTHING if column.numeric else ""
        case Share():
            return _share(cell, look, alone)
        case Estimate():
            return _estimate(cell, column, look, alone)
        case Spread(None) | Middle(None):
            return NOTHING
        case Spread(mean, deviation):
            return f"{number(mean, column, look)} ({number(deviation, column, look)})"
        case Middle(median, low, high):
            return f"{number(median, column, look)} {_between(low, high, column, look)}"
    return number(cell, column, look)


def number(value: float | None, column: Column, look: Look) -> str:
    """Return a number with the places of its column, a true minus sign, and the zero where the style wants it."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if isinstance(value, Integral):
        return _minus(_grouped(int(value), look))
    places = look.decimals if column.decimals is None else column.decimals
    text = _rounded(Decimal(repr(float(value))), places, look)
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    if column.bounded and not look.zero and abs(value) <= 1:
        text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return _minus(text)


_EXACT = Context(prec=400)


def _rounded(value: Decimal, places: int, look: Look) -> str:
    """Round halves away from zero, as readers do who check a figure, and not to the even digit."""
    return _grouped(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT), look)


def _grouped(value: int | Decimal, look: Look) -> str:
    """APA sets commas from 1,000 on, JMIR from 10,000 on."""
    least = {APA: 1_000, JMIR: 10_000}.get(look.style)
    return f"{value:,}" if least is not None and abs(value) >= least else str(value)


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _share(cell: Share, look: Look, alone: bool) -> str:
    count = _minus(_grouped(cell.count, look))
    if not cell.of:
        return f"{count} ({NOTHING})"
    places = percent_places([cell], look) if look.percent_decimals is None else look.percent_decimals
    sign = alone if look.percent_sign is None else look.percent_sign
    percent = _rounded(Decimal(100 * cell.count) / cell.of, places, look)
    return f"{count} ({percent}{'%' if sign else ''})"


def percent_places(shares: Iterable[Share], look: Look) -> int:
    """Return how many places the percentages of a table have, the same for all of them.

    JMIR wants none where fewer than 100 were counted and one from 100 on; in a table of both, one throughout.
    """
    if look.percent_decimals is not None:
        return look.percent_decimals
    return 0 if look.style == JMIR and all(share.of < 100 for share in shares) else 1


def _estimate(cell: Estimate, column: Column, look: Look, alone: bool) -> str:
    value = number(cell.value, column, look)
    if cell.value is None or cell.low is None or cell.high is None:
        return value
    return f"{value} {_between(cell.low, cell.high, column, look, '95% CI ' if alone else '')}"


def _between(low: float | None, high: float | None, column: Column, look: Look, said: str = "") -> str:
    first, last = number(low, column, look), number(high, column, look)
    if look.style == JMIR:
        # A hyphen between numbers of which one is below zero could be read as its sign.
        join = " to " if "−" in first + last else "-"
        return f"({said}{first}{join}{last})"
    return f"{said}[{first}, {last}]"


_PARTS = {
    Share: {APA: (Run("n", italic=True), Run(" (%)"))},
    Spread: {APA: (Run("M", italic=True), Run(" ("), Run("SD", italic=True), Run(")"))},
    Middle: {
        APA: (Run("Mdn", italic=True), Run(" ["), Run("IQR", italic=True), Run("]")),
        PLAIN: (Run("median [IQR]"),),
    },
    Estimate: {JMIR: (Run("(95% CI)"),)},
}
_PARTS_ELSE = {
    Share: (Run("n (%)"),),
    Spread: (Run("mean (SD)"),),
    Middle: (Run("median (IQR)"),),
    Estimate: (Run("[95% CI]"),),
}


def made_of(cells: Sequence[Cell]) -> type | None:
    """Return the one kind of composite cells that a column has, None where it has none, several, or numbers too."""
    kinds = {type(cell) for cell in cells if cell is not None and not isinstance(cell, str | Changed)}
    if len(kinds) != 1:
        return None
    [kind] = kinds
    if kind is Estimate and all(cell.low is None for cell in cells if isinstance(cell, Estimate)):
        return None
    return kind if kind in _PARTS else None


def head(column: Column, kind: type | None, look: Look) -> list[Run]:
    """Return the head of a column, with what its cells are made of: "Codings, n (%)"."""
    title = clean(column.title)
    if kind is None:
        return [Run(title)]
    parts = _PARTS[kind].get(look.style, _PARTS_ELSE[kind])
    said = "".join(run.text for run in parts)
    if said.strip("[()]").lower() in title.lower():
        return [Run(title)]
    if not title:
        return list(parts)
    return [Run(f"{title} " if kind is Estimate else f"{title}, "), *parts]
