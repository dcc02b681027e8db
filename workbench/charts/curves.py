"""Lines over a number, such as saturation from interview to interview. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.theme import DASHES, FONT, INK, SHADES, SHAPES, TEXT, VEGA_LITE, config

WIDTH, HEIGHT = 440, 260
MOST_POINTS = 40


@dataclass(frozen=True)
class Point:
    """A place on a line. An undefined y is None and leaves a gap."""

    x: float
    y: float | None


@dataclass(frozen=True)
class Line:
    """Points from left to right under one name."""

    label: str
    points: Sequence[Point]


def curve(lines: Sequence[Line], *, x: str, y: str, names: Sequence[str] = ()) -> dict[str, Any]:
    """Return lines told apart by dash and mark, with their names at their ends.

    `x` and `y` say what the axes count. With `names` the places 1, 2, 3 … of the horizontal axis are called so.
    """
    across = {"grid": False, "format": "~f", "tickMinStep": 1, **_named(names)}
    where = {"type": "quantitative", "title": x, "scale": {"zero": False, "nice": False}, "axis": across}
    how_high = {"type": "quantitative", "title": y, "axis": {"grid": True, "format": "~f", "tickCount": 6}}
    few = max((len(line.points) for line in lines), default=0) <= MOST_POINTS
    return {
        "$schema": VEGA_LITE,
        "config": config(),
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": [_value(line, point) for line in lines for point in line.points]},
        "encoding": {"x": {"field": "x"} | where, "y": {"field": "y"} | how_high},
        "layer": [_strokes(lines), *([_marks(lines)] if few else []), *([_names(lines)] if len(lines) > 1 else [])],
    }


def _value(line: Line, point: Point) -> dict[str, Any]:
    return {"line": line.label, "x": point.x, "y": point.y}


def _by_line(lines: Sequence[Line], range_: Sequence[Any]) -> dict[str, Any]:
    """Return what tells the lines apart, each having one of `range_` in turn."""
    labels = [line.label for line in lines]
    return {"field": "line", "sort": labels, "legend": None, "scale": {"range": list(range_)}}


def _strokes(lines: Sequence[Line]) -> dict[str, Any]:
    mark = {"type": "line", "color": INK, "strokeWidth": 1.5, "invalid": "break-paths-show-path-domains"}
    return {"mark": mark, "encoding": {"strokeDash": _by_line(lines, DASHES), "detail": {"field": "line"}}}


def _marks(lines: Sequence[Line]) -> dict[str, Any]:
    mark = {"type": "point", "filled": True, "opacity": 1, "size": 42, "color": SHADES[0]}
    known = {"filter": "isValid(datum.y)"}
    return {"transform": [known], "mark": mark, "encoding": {"shape": _by_line(lines, SHAPES)}}


def _names(lines: Sequence[Line]) -> dict[str, Any]:
    """Put the name of each line beside the last of its points that is known."""
    known = [[point for point in line.points if point.y is not None] for line in lines]
    ends = [_value(line, points[-1]) for line, points in zip(lines, known, strict=True) if points]
    mark = {"type": "text", "align": "left", "dx": 8, "font": FONT, "fontSize": TEXT, "color": INK, "limit": 200}
    return {"data": {"values": ends}, "mark": mark, "encoding": {"text": {"field": "line"}}}


def _named(names: Sequence[str]) -> dict[str, Any]:
    if not names:
        return {}
    return {
        "values": list(range(1, len(names) + 1)),
        "labelExpr": f"{json.dumps(list(names))}[datum.value - 1]",
        "labelLimit": 120,
    }
