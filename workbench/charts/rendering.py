"""From a chart specification to a picture, without network and without a browser. Pure.

Vega and Vega-Lite inside vl-convert (BSD-3-Clause), which brings its own fonts.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

PIXELS_PER_INCH = 300
FORMATS = ("svg", "png", "pdf")
# A specification holds its data; none is fetched, whatever it says.
_NAMES = re.compile(r"(?<=[#\"])(gradient_|clip)\d+(?=[)\"])")
NOWHERE = ["https://nowhere.invalid/"]


def render(spec: dict[str, Any], format_: str) -> bytes:
    """Return the picture of a Vega-Lite or Vega specification (told by its "$schema") as one of FORMATS.

    PNG has 300 dots an inch where 72 units of the specification are an inch. Raises KeyError for another format and
    ValueError for a specification that cannot be drawn.
    """
    import vl_convert

    kind = "vegalite" if "vega-lite" in spec.get("$schema", "") else "vega"
    draw = {
        "svg": getattr(vl_convert, f"{kind}_to_svg"),
        "png": partial(getattr(vl_convert, f"{kind}_to_png"), ppi=PIXELS_PER_INCH),
        "pdf": getattr(vl_convert, f"{kind}_to_pdf"),
    }[format_]
    drawn = draw(spec, allowed_base_urls=NOWHERE)
    return steady(drawn).encode() if isinstance(drawn, str) else drawn


def steady(svg: str) -> str:
    """Count the names within a drawing from 0, which Vega counts on from drawing to drawing: the same data, one file.

    >>> steady('<g fill="url(#gradient_7)"/><linearGradient id="gradient_7"/>')
    '<g fill="url(#gradient_0)"/><linearGradient id="gradient_0"/>'
    """
    seen: dict[str, int] = {}
    return _NAMES.sub(lambda name: f"{name[1]}{seen.setdefault(name[0], len(seen))}", svg)
