"""Values with their intervals below each other: a forest plot. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.theme import FONT, GRAY, INK, SHADES, TEXT, VEGA_LITE, config, highest, places, said, ticks

WIDTH = 340


@dataclass(frozen=True)
class Interval:
    """A row: a value with its interval where it has one; an undefined value is None. `whole` marks a total."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    whole: bool = False


def forest(
    rows: Sequence[Interval], *, axis: str, lines: Sequence[float] = (0.0,), zero: bool = True
) -> dict[str, Any]:
    """Return a forest plot in the given order; `axis` names the coefficient, `lines` are values to compare with.

    A total has a diamond, the others a circle; at the right every row is said in numbers, or as a dash. Without `zero`
    none stands before a point.
    """
    values = [
        {
            "place": place, "value": row.value, "low": row.low, "high": row.high,
            "shape": "diamond" if row.whole else "circle", "said": _said(row, zero),
        }
        for place, row in enumerate(rows)
    ]  # fmt: skip
    labels = [row.label for row in rows]
    low, high = _range(rows)
    y = {"field": "place"} | places(labels)
    x = {
        "field": "value", "type": "quantitative", "title": axis, "scale": {"domain": [low, high], "nice": False},
        "axis": {"grid": True, "tickCount": 6, "domain": True, "format": "~f"} | ticks(zero=zero),
    }  # fmt: skip
    known = {"filter": "isValid(datum.value)"}
    bounded = {"filter": "isValid(datum.low) && isValid(datum.high)"}
    return {
        "$schema": VEGA_LITE,
        "config": config(),
        "width": WIDTH,
        "height": {"step": max(20, 13 * highest(labels) + 4)},
        "data": {"values": values},
        "layer": [
            *(_line(value) for value in lines if low <= value <= high),
            {
                "transform": [bounded],
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
                "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
            },
            *(
                {
                    "transform": [bounded],
                    "mark": {"type": "tick", "color": INK, "thickness": 1.5, "size": 7},
                    "encoding": {"y": y, "x": x | {"field": end}},
                }
                for end in ("low", "high")
            ),
            {
                "transform": [known],
                "mark": {"type": "point", "filled": True, "opacity": 1, "size": 70, "stroke": INK, "fill": SHADES[0]},
                "encoding": {"y": y, "x": x, "shape": {"field": "shape", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "align": "left", "font": FONT, "fontSize": TEXT, "color": INK},
                "encoding": {"y": y, "x": {"value": WIDTH + 12}, "text": {"field": "said"}},
            },
        ],
    }


def _said(row: Interval, zero: bool) -> str:
    if row.value is None:
        return "—"
    value = said(row.value, 2, zero=zero)
    if row.low is None or row.high is None:
        return value
    return f"{value} [{said(row.low, 2, zero=zero)}, {said(row.high, 2, zero=zero)}]"


def _range(rows: Sequence[Interval]) -> tuple[float, float]:
    """Return the ends of the axis: 0 to 1, and as far below and above as values and intervals reach."""
    ends = [end for row in rows for end in (row.value, row.low, row.high) if end is not None and math.isfinite(end)]
    low, high = min([0.0, *ends]), max([1.0, *ends])
    return math.floor(low * 5) / 5, math.ceil(high * 5 - 1e-9) / 5


def _line(value: float) -> dict[str, Any]:
    mark = {"type": "rule", "color": GRAY, "strokeDash": [4, 3]}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": {"datum": value, "type": "quantitative"}}}
