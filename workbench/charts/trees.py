"""What stands below what: themes with their subthemes and codes, drawn as a tree from left to right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.theme import FONT, GRAY, INK, LETTER_WIDTH, SHADES, TEXT, VEGA, lines_of

LETTERS = 26
GAP = 46
ROOT = "root"


@dataclass(frozen=True)
class Node:
    """A place in the tree: `parent` is the key of the one above, None at the top; `kind` 0, 1, 2 … has its own mark.

    `size` is what the area of its mark shows, None for a mark of the smallest size.
    """

    key: str
    label: str
    parent: str | None = None
    kind: int = 0
    size: float | None = None


def tree(nodes: Sequence[Node], *, root: str = "", kinds: Sequence[str] = ()) -> dict[str, Any]:
    """Return a Vega specification of the tree; `root` names what stands over all, and is left out where empty.

    `kinds` says what each kind is, for a legend; marks differ in shape and shade. Raises ValueError for a node below
    one that is not there or below itself.
    """
    depths = _depths(nodes)
    most = max((node.size or 0 for node in nodes), default=0) or 1
    values = [_value(ROOT, None, root, -1, 0.0)]
    for node in nodes:
        above = ROOT if node.parent is None else f"n{node.parent}"
        values.append(_value(f"n{node.key}", above, node.label, node.kind, (node.size or 0) / most))
    leaves = len(nodes) - len({node.parent for node in nodes if node.parent is not None}) or 1
    highest = max((len(line["lines"]) for line in values), default=1)
    step = LETTERS * LETTER_WIDTH + GAP
    levels = max(depths.values(), default=0)
    hidden = 0 if root else 1
    return {
        "$schema": VEGA,
        "background": "white",
        "padding": 8,
        "width": round(step * (levels + 1 - hidden)),
        "height": round(leaves * max(20, 13 * highest + 6)),
        "data": _data(values, step, hidden),
        "scales": [
            {
                "name": "shade", "type": "ordinal", "domain": [-1, 0, 1, 2, 3],
                "range": [INK, SHADES[0], "white", SHADES[1], SHADES[2]],
            },
            {
                "name": "shape", "type": "ordinal", "domain": [-1, 0, 1, 2, 3],
                "range": ["circle", "circle", "square", "diamond", "triangle-up"],
            },
            *_legend_scales(kinds),
        ],
        "legends": _legends(kinds),
        "marks": _marks(hidden),
    }  # fmt: skip


def _value(key: str, parent: str | None, label: str, kind: int, size: float) -> dict[str, Any]:
    """Return a node as data; `wide` is about how far its words reach to the right of its mark."""
    lines = lines_of(label, LETTERS)
    wide = 18 + 5 * size**0.5 + LETTER_WIDTH * max(map(len, lines))
    return {"key": key, "parent": parent, "lines": lines, "kind": kind, "size": size, "wide": wide}


def _depths(nodes: Sequence[Node]) -> dict[str, int]:
    parents = {node.key: node.parent for node in nodes}
    depths: dict[str, int] = {}
    for node in nodes:
        depth, key = 1, node.parent
        while key is not None:
            if key not in parents or depth > len(nodes):
                raise ValueError(f"{node.key} stands below {key}, which is not there or below itself")
            depth, key = depth + 1, parents[key]
        depths[node.key] = depth
    return depths


def _data(values: list[dict[str, Any]], step: float, hidden: int) -> list[dict[str, Any]]:
    size = [{"signal": "height"}, 1]
    stratify = {"type": "stratify", "key": "key", "parentKey": "parent"}
    tidy = {"type": "tree", "method": "tidy", "size": size, "separation": False}
    tidy["as"] = ["y", "unused", "depth", "below"]
    links = [
        {"type": "treelinks"},
        {"type": "filter", "expr": f"datum.source.depth >= {hidden}"},
        {
            "type": "linkpath", "orient": "horizontal", "shape": "diagonal",
            "sourceX": "source.right", "sourceY": "source.y", "targetX": "target.x", "targetY": "target.y",
        },
    ]  # fmt: skip
    across = {"type": "formula", "as": "x", "expr": f"(datum.depth - {hidden}) * {step:.1f} + 8"}
    # The line to what stands below begins behind the words.
    right = {"type": "formula", "as": "right", "expr": "datum.x + datum.wide"}
    return [
        {"name": "all", "values": values, "transform": [stratify, tidy, across, right]},
        {"name": "links", "source": "all", "transform": links},
        {"name": "nodes", "source": "all", "transform": [{"type": "filter", "expr": f"datum.depth >= {hidden}"}]},
    ]


def _marks(hidden: int) -> list[dict[str, Any]]:
    link = {"path": {"field": "path"}, "stroke": {"value": GRAY}, "strokeWidth": {"value": 1}}
    at = {"x": {"field": "x"}, "y": {"field": "y"}}
    symbol = at | {
        "size": {"signal": "60 + 240 * datum.size"},
        "shape": {"scale": "shape", "field": "kind"},
        "fill": {"scale": "shade", "field": "kind"},
        "stroke": {"value": INK},
    }
    text = {
        "x": {"signal": "datum.x + 8 + 5 * sqrt(datum.size)"},
        # Several lines are set around the middle of the mark.
        "y": {"signal": f"datum.y - {(TEXT + 2) / 2} * (length(datum.lines) - 1)"},
        "text": {"field": "lines"}, "lineHeight": {"value": TEXT + 2}, "baseline": {"value": "middle"},
        "font": {"value": FONT}, "fontSize": {"value": TEXT}, "fill": {"value": INK},
        "fontWeight": {"signal": f"datum.depth <= {hidden} ? 'bold' : 'normal'"},
    }  # fmt: skip
    return [
        {"type": "path", "from": {"data": "links"}, "encode": {"enter": link}},
        {"type": "symbol", "from": {"data": "nodes"}, "encode": {"enter": symbol}},
        {"type": "text", "from": {"data": "nodes"}, "encode": {"enter": text}},
    ]


def _legend_scales(kinds: Sequence[str]) -> list[dict[str, Any]]:
    if not kinds:
        return []
    shades, shapes = [SHADES[0], "white", SHADES[1], SHADES[2]], ["circle", "square", "diamond", "triangle-up"]
    return [
        {"name": "kind-shade", "type": "ordinal", "domain": list(kinds), "range": shades[: len(kinds)]},
        {"name": "kind-shape", "type": "ordinal", "domain": list(kinds), "range": shapes[: len(kinds)]},
    ]


def _legends(kinds: Sequence[str]) -> list[dict[str, Any]]:
    if not kinds:
        return []
    symbols = {"enter": {"stroke": {"value": INK}, "strokeWidth": {"value": 1}}}
    return [
        {
            "fill": "kind-shade", "shape": "kind-shape", "orient": "top", "direction": "horizontal",
            "labelFont": FONT, "labelFontSize": TEXT, "encode": {"symbols": symbols},
        }
    ]  # fmt: skip
