"""A small line chart as plain coordinates, which a template draws: figures from round to round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 40, 150, 14, 40


@dataclass(frozen=True)
class Line:
    """One figure over the rounds; None where it is undefined, which leaves a gap."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Point:
    """A value where it stands."""

    x: float
    y: float
    value: float


def chart_of(lines: Sequence[Line], names: Sequence[str]) -> dict:
    """Coordinates in a box of `width` x `height`: lines with points and the pieces between gaps, ticks, and names."""
    values = [value for line in lines for value in line.values if value is not None]
    low = -1.0 if min(values, default=0.0) < -0.2 else min(0.0, round(min(values, default=0.0) - 0.05, 1))
    step = (WIDTH - LEFT - RIGHT) / max(1, len(names) - 1)

    def y_of(value: float) -> float:
        return round(TOP + (1.0 - value) / (1.0 - low) * (HEIGHT - TOP - BOTTOM), 1)

    def x_of(place: int) -> float:
        return round(LEFT + place * step, 1)

    drawn = []
    for number, line in enumerate(lines, start=1):
        kept = [(place, value) for place, value in enumerate(line.values) if value is not None]
        points = [Point(x_of(place), y_of(value), value) for place, value in kept]
        pieces = _pieces(line.values, x_of, y_of)
        drawn.append({"label": line.label, "number": number, "points": points, "pieces": pieces})
    _part_labels(drawn)
    return {
        "width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT, "foot": HEIGHT - BOTTOM + 18,
        "lines": [line for line in drawn if line["points"]],
        "ticks": [{"y": y_of(value), "value": value} for value in _ticks(low)],
        "names": [{"x": x_of(place), "name": name} for place, name in enumerate(names)],
    }  # fmt: skip


def _ticks(low: float) -> list[float]:
    return [value / 10 for value in range(round(low * 10), 11) if value % 2 == 0]


def _pieces(values: Sequence[float | None], x_of, y_of) -> list[str]:
    """The stretches of a line between gaps, as SVG wants them."""
    pieces, here = [], []
    for place, value in enumerate([*values, None]):
        if value is not None:
            here.append(f"{x_of(place)},{y_of(value)}")
            continue
        if len(here) > 1:
            pieces.append(" ".join(here))
        here = []
    return pieces


def _part_labels(drawn: list[dict]) -> None:
    """Put each line's name beside its last point, moved so that no two lie on each other."""
    taken = -1e9
    for line in sorted((line for line in drawn if line["points"]), key=lambda line: line["points"][-1].y):
        taken = max(line["points"][-1].y, taken + 14)
        line["label_y"] = round(taken + 4, 1)
        line["label_x"] = line["points"][-1].x + 10
