"""A matrix as shaded cells with their numbers in them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.charts.theme import FONT, INK, LINE, TEXT, VEGA_LITE, config, highest, places, said, ticks

WHITE, UNDEFINED = "#ffffff", "#eeeeee"
DARK = "#1f4068"
MOST_NUMBERS = 30
"""Columns from which on cells are too small for numbers; the table behind the figure has them."""


def heatmap(
    values: Sequence[Sequence[float | None]],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    legend: str,
    decimals: int = 0,
    zero: bool = True,
) -> dict[str, Any]:
    """Return `values` (one list for each row) as cells from white (0 and less) to dark; None is a dash on gray.

    One hue of falling lightness, so that a gray copy says the same; each cell says its number as well. `legend` says
    what is counted; without `zero` none stands before a point. Raises ValueError where the sizes do not fit.
    """
    if len(values) != len(rows) or any(len(line) != len(columns) for line in values):
        raise ValueError("values must have a line for each row and a number for each column")
    most = max((value for line in values for value in line if value is not None), default=0) or 1
    cells = [
        {
            "row": row, "column": column, "value": value, "light": value is not None and value > 0.5 * most,
            "said": "—" if value is None else said(value, decimals, zero=zero),
        }
        for row, line in enumerate(values)
        for column, value in enumerate(line)
    ]  # fmt: skip
    longest = max((len(cell["said"]) for cell in cells), default=1)
    numbers = len(columns) <= MOST_NUMBERS
    step = max(30, 8 * longest + 10) if numbers else 14
    above = {"orient": "top", "labelAngle": -45 if numbers else -90, "labelAlign": "left"}
    return {
        "$schema": VEGA_LITE,
        "config": config(),
        "width": {"step": step},
        "height": {"step": max(26 if numbers else 14, 13 * highest(rows, most=2) + 4)},
        "data": {"values": cells},
        "encoding": {
            "x": {"field": "column"} | places(columns, 32, 1, **above),
            "y": {"field": "row"} | places(rows, most=2),
        },
        "layer": [_squares(legend, most, zero), *([_numbers()] if numbers else [])],
    }


def _squares(legend: str, most: float, zero: bool) -> dict[str, Any]:
    shade = {
        "condition": {"test": "!isValid(datum.value)", "value": UNDEFINED},
        "field": "value", "type": "quantitative",
        "scale": {"domain": [0, most], "range": [WHITE, DARK], "clamp": True, "interpolate": "lab"},
        "legend": {
            "title": legend, "gradientLength": 120, "tickCount": 4, "gradientStrokeColor": LINE, **ticks(zero=zero),
        },
    }  # fmt: skip
    return {"mark": {"type": "rect", "stroke": LINE, "strokeWidth": 0.75}, "encoding": {"color": shade}}


def _numbers() -> dict[str, Any]:
    ink = {"condition": {"test": "datum.light", "value": WHITE}, "value": INK}
    mark = {"type": "text", "font": FONT, "fontSize": TEXT}
    return {"mark": mark, "encoding": {"text": {"field": "said"}, "color": ink}}
