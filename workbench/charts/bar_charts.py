"""Bars with their numbers beside them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.theme import FONT, INK, SHADES, TEXT, VEGA_LITE, config, highest, places

WIDTH = 380


@dataclass(frozen=True)
class Bar:
    """A bar: None is undefined and drawn as a dash, never as 0."""

    label: str
    value: float | None


def bars(given: Sequence[Bar], *, axis: str) -> dict[str, Any]:
    """Return horizontal bars in the given order, one row for each; `axis` says what is counted."""
    labels = [bar.label for bar in given]
    values = [
        {"place": place, "value": bar.value or 0, "said": "—" if bar.value is None else f"{bar.value:,.0f}"}
        for place, bar in enumerate(given)
    ]
    ticks = {"grid": True, "tickCount": 5, "domain": False, "ticks": False, "format": "~f"}
    text = {"type": "text", "align": "left", "dx": 4, "font": FONT, "fontSize": TEXT, "color": INK}
    return {
        "$schema": VEGA_LITE,
        "config": config(),
        "width": WIDTH,
        "height": {"step": max(22, 13 * highest(labels) + 6)},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "place"} | places(labels) | {"scale": {"paddingInner": 0.3, "paddingOuter": 0.15}},
            "x": {"field": "value", "type": "quantitative", "title": axis, "axis": ticks},
        },
        "layer": [
            {"mark": {"type": "bar", "color": SHADES[0], "stroke": INK, "strokeWidth": 0.5}},
            {"mark": text, "encoding": {"text": {"field": "said"}}},
        ],
    }
