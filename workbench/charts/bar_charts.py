"""Bars with their numbers beside them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.theme import FONT, INK, SHADES, TEXT, VEGA_LITE, config, highest, places

WIDTH = 380


@dataclass(frozen=True)
class Bar:
    """A bar: None is undefined and drawn as a dash, never as 0. `series` tells bars of one label apart."""

    label: str
    value: float | None
    series: str = ""


def bars(given: Sequence[Bar], *, axis: str, decimals: int = 0) -> dict[str, Any]:
    """Return horizontal bars in the given order, one row for each label; `axis` says what is counted.

    Where there are several series (at most four), their bars stand below each other within a row.
    """
    labels = list(dict.fromkeys(bar.label for bar in given))
    series = list(dict.fromkeys(bar.series for bar in given))
    values = [
        {
            "place": labels.index(bar.label), "series": bar.series, "value": bar.value or 0,
            "said": "—" if bar.value is None else f"{bar.value:,.{decimals}f}".replace("-", "−"),
        }
        for bar in given
    ]  # fmt: skip
    several = len(series) > 1
    row = max((16 * len(series) if several else 14) + 8, 13 * highest(labels) + 6)
    y = {"field": "place"} | places(labels) | {"scale": {"paddingInner": 0.3, "paddingOuter": 0.15}}
    encoding: dict[str, Any] = {
        "y": y,
        "x": {
            "field": "value", "type": "quantitative", "title": axis,
            "axis": {"grid": True, "tickCount": 5, "domain": False, "ticks": False, "format": "~f"},
        },
    }  # fmt: skip
    shade: dict[str, Any] = {"value": SHADES[0]}
    if several:
        encoding["yOffset"] = {"field": "series", "sort": series}
        legend = {"title": None, "orient": "top", "direction": "horizontal"}
        shade = {"field": "series", "sort": series, "scale": {"range": list(SHADES)}, "legend": legend}
    text = {"type": "text", "align": "left", "dx": 4, "font": FONT, "fontSize": TEXT, "color": INK}
    return {
        "$schema": VEGA_LITE,
        "config": config(),
        "width": WIDTH,
        "height": {"step": row} if not several else {"step": row, "for": "position"},
        "data": {"values": values},
        "encoding": encoding,
        "layer": [
            {"mark": {"type": "bar", "stroke": INK, "strokeWidth": 0.5}, "encoding": {"color": shade}},
            {"mark": text, "encoding": {"text": {"field": "said"}}},
        ],
    }
