"""Lines over a number, with bands: saturation, figures from round to round. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.theme import DASHES, FONT, GRAY, INK, SHADES, SHAPES, TEXT, VEGA_LITE, config

WIDTH, HEIGHT = 440, 260
MOST_POINTS = 40


@dataclass(frozen=True)
class Point:
    """A place on a line; `low` and `high` bound a band around it. An undefined y is None and leaves a gap."""

    x: float
    y: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Line:
    """Points from left to right under one name."""

    label: str
    points: Sequence[Point]


def curve(
    lines: Sequence[Line],
    *,
    x: str,
    y: str,
    level: tuple[float, str] | None = None,
    names: Sequence[str] = (),
) -> dict[str, Any]:
    """Return lines told apart by dash and mark, with their names at their ends.

    `x` and `y` say what the axes count, `level` is a height to compare with and its name. With `names` the places
    1, 2, 3 … of the horizontal axis are called so.
    """
    labels = [line.label for line in lines]
    values = [
        {"line": line.label, "x": point.x, "y": point.y, "low": point.low, "high": point.high}
        for line in lines
        for point in line.points
    ]
    where: dict[str, Any] = {"field": "x", "type": "quantitative", "title": x, "scale": {"zero": False, "nice": False}}
    where["axis"] = {"grid": False, "format": "~f", "tickMinStep": 1, **_named(names)}
    how_high = {
        "field": "y",
        "type": "quantitative",
        "title": y,
        "axis": {"grid": True, "format": "~f", "tickCount": 6},
    }
    dash = {"field": "line", "sort": labels, "legend": None, "scale": {"range": [list(one) for one in DASHES]}}
    shape = {"field": "line", "sort": labels, "legend": None, "scale": {"range": list(SHAPES)}}
    known = {"filter": "isValid(datum.y)"}
    few = max((len(line.points) for line in lines), default=0) <= MOST_POINTS
    ends = [_end(line) for line in lines if any(point.y is not None for point in line.points)]
    return {
        "$schema": VEGA_LITE,
        "config": config(),
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
                "mark": {"type": "area", "color": SHADES[1], "opacity": 0.45},
                "encoding": {
                    "x": where, "y": how_high | {"field": "low"}, "y2": {"field": "high"}, "detail": {"field": "line"},
                },
            },
            *([_level(*level)] if level else []),
            {
                "mark": {"type": "line", "color": INK, "strokeWidth": 1.5, "invalid": "break-paths-show-path-domains"},
                "encoding": {"x": where, "y": how_high, "strokeDash": dash, "detail": {"field": "line"}},
            },
            *(
                [
                    {
                        "transform": [known],
                        "mark": {"type": "point", "filled": True, "opacity": 1, "size": 42, "color": SHADES[0]},
                        "encoding": {"x": where, "y": how_high, "shape": shape},
                    }
                ]
                if few
                else []
            ),
            *([_names(ends, where, how_high)] if len(lines) > 1 else []),
        ],
    }  # fmt: skip


def _named(names: Sequence[str]) -> dict[str, Any]:
    if not names:
        return {}
    return {
        "values": list(range(1, len(names) + 1)),
        "labelExpr": f"{json.dumps(list(names))}[datum.value - 1]",
        "labelLimit": 120,
    }


def _end(line: Line) -> dict[str, Any]:
    last = [point for point in line.points if point.y is not None][-1]
    return {"line": line.label, "x": last.x, "y": last.y}


def _names(ends: list[dict[str, Any]], where: dict[str, Any], how_high: dict[str, Any]) -> dict[str, Any]:
    mark = {"type": "text", "align": "left", "dx": 8, "font": FONT, "fontSize": TEXT, "color": INK, "limit": 200}
    return {
        "data": {"values": ends},
        "mark": mark,
        "encoding": {"x": where, "y": how_high, "text": {"field": "line"}},
    }


def _level(height: float, name: str) -> dict[str, Any]:
    at = {"y": {"datum": height, "type": "quantitative"}}
    text = {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -3, "font": FONT, "fontSize": TEXT}
    return {
        "data": {"values": [{"name": name}]},
        "layer": [
            {"mark": {"type": "rule", "color": GRAY, "strokeDash": [4, 3]}, "encoding": at},
            {"mark": text | {"color": GRAY}, "encoding": at | {"x": {"value": 0}, "text": {"field": "name"}}},
        ],
    }
