"""Code colours: 24 tints with fixed lightness, so that text keeps its contrast under every hue. Pure."""

import colorsys

TINTS = 24
# Hue of tint i is i * 15 degrees; these are the stripes' colours as #rrggbb, for files and other tools.
PALETTE = tuple(
    "#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in colorsys.hls_to_rgb(i / TINTS, 0.45, 0.5)))
    for i in range(TINTS)
)


def tint_of(color: str) -> int:
    """Return the tint (0..23) nearest in hue to a #rrggbb colour; greys get the tint of a neutral blue.

    >>> tint_of("#ac3939"), tint_of("#808080")
    (0, 15)
    """
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, _lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    return 15 if saturation < 0.05 else round(hue * TINTS) % TINTS


def next_color(used: list[str]) -> str:
    """Return the palette's colour that is furthest round the wheel from those used least recently.

    >>> next_color([]) == PALETTE[0]
    True
    """
    counts = [0] * TINTS
    for color in used:
        counts[tint_of(color)] += 1
    # Steps of 7/24 of the wheel: neighbours in time are far apart in hue.
    order = [(7 * i) % TINTS for i in range(TINTS)]
    return PALETTE[min(order, key=lambda tint: (counts[tint], order.index(tint)))]


def family_color(parent: str, siblings: list[str]) -> str:
    """Return a colour close in hue to the parent's: the one used least among the siblings.

    >>> family_color(PALETTE[7], []) == PALETTE[8], family_color(PALETTE[7], [PALETTE[8]]) == PALETTE[6]
    (True, True)
    """
    counts = [0] * TINTS
    for color in siblings:
        counts[tint_of(color)] += 1
    near = [(tint_of(parent) + step) % TINTS for step in (1, -1, 0)]
    return PALETTE[min(near, key=lambda tint: (counts[tint], near.index(tint)))]


def is_color(text: str) -> bool:
    """Say whether the text is a #rrggbb colour."""
    return len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])
