"""What all charts share: a face that every machine draws alike, inks that survive a grey copy, and labels. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

VEGA_LITE = "https://vega.github.io/schema/vega-lite/v6.json"
VEGA = "https://vega.github.io/schema/vega/v6.json"
# The first is built into the renderer; the others are its look-alikes where the SVG is shown by another program.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK, GRAY, LINE = "#1a1a1a", "#5c5c5c", "#e2e2e2"
SHADES = ("#274c77", "#a3b9cc", "#5f87a8", "#d9e2ea")
"""Of one hue, apart in lightness, and neighbours far apart: told apart in gray and by the colour-blind."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 6])
LETTERS = 34
TEXT = 11
LETTER_WIDTH = 5.6
"""Points that a letter of TEXT takes on average, a little generously."""


def config() -> dict[str, Any]:
    """Return the configuration of a Vega-Lite chart."""
    axis = {
        "labelFont": FONT, "titleFont": FONT, "labelFontSize": TEXT, "titleFontSize": TEXT, "titleFontWeight": "normal",
        "labelColor": INK, "titleColor": INK, "domainColor": GRAY, "tickColor": GRAY, "gridColor": LINE,
        "labelLimit": 400, "titlePadding": 8, "labelPadding": 4,
    }  # fmt: skip
    legend = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": TEXT, "titleFontSize": TEXT, "labelLimit": 300}
    return {
        "font": FONT, "background": "white", "view": {"stroke": None}, "axis": axis,
        "legend": legend | {"titleFontWeight": "normal", "labelColor": INK, "titleColor": INK},
    }  # fmt: skip


def said(value: float, decimals: int, *, zero: bool = True) -> str:
    """Return a number with a true minus sign; without `zero` none stands before its point.

    >>> said(-0.125, 2), said(0.74, 2, zero=False), said(1, 2, zero=False)
    ('−0.12', '.74', '1.00')
    """
    text = f"{value:.{decimals}f}".replace("-", "−")
    return text if zero else re.sub(r"^(−?)0\.", r"\1.", text)


def ticks(*, zero: bool) -> dict[str, Any]:
    """Return what an axis or a legend needs to say its numbers so."""
    return {} if zero else {"labelExpr": "replace(datum.label, /^(−?)0\\./, '$1.')"}


def lines_of(label: str, letters: int = LETTERS, most: int = 3) -> list[str]:
    """Return a label in lines of at most `letters`; what does not go into `most` lines ends with an ellipsis.

    >>> lines_of("Trust in what the tool says", 12)
    ['Trust in', 'what the', 'tool says']
    """
    return wrap(" ".join(label.split()), letters, max_lines=most, placeholder=" …") or [""]


def named(labels: Sequence[str], letters: int = LETTERS, most: int = 3) -> str:
    """Return the expression by which an axis of places 0, 1, 2 … shows labels, which may come twice."""
    return f"{json.dumps([lines_of(label, letters, most) for label in labels])}[datum.value]"


def places(labels: Sequence[str], letters: int = LETTERS, most: int = 3, **axis: Any) -> dict[str, Any]:
    """Return an axis of places 0, 1, 2 … in their order, with the labels at them."""
    shown: dict[str, Any] = {"title": None, "ticks": False, "domain": False, "labelExpr": named(labels, letters, most)}
    return {"type": "ordinal", "sort": list(range(len(labels))), "axis": shown | axis}


def highest(labels: Sequence[str], letters: int = LETTERS, most: int = 3) -> int:
    """Return how many lines the longest of the labels takes."""
    return max((len(lines_of(label, letters, most)) for label in labels), default=1)
