"""What a name, a colour, a description or a value of another program is with us, and back. Pure."""

from __future__ import annotations

import re

LONGEST_NAME = 200
SLASH, OUR_SLASH = "/", "∕"  # a slash parts a code from its subcode in our files
PARTS = ("When to use", "When not to use", "Example")
_PART = re.compile(rf"(?:^|\n+)({'|'.join(PARTS)}):[ \n]")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})([0-9a-f]{2})?")
_RGB = re.compile(r"(?:rgba?\()?\s*(\d{1,3})[\s,;]+(\d{1,3})[\s,;]+(\d{1,3})(?:[\s,;/]+[\d.]+%?)?\s*\)?")


def tidy_name(name: str | None, instead: str) -> str:
    """A name as we allow it: on one line, not too long, and `instead` where there is none.

    >>> tidy_name("  Trust \\n in people ", "x"), tidy_name("", "Code 3")
    ('Trust in people', 'Code 3')
    """
    line = " ".join((name or "").replace("\x00", "").split())
    return (line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1].rstrip()}…") or instead


def code_name(name: str | None, instead: str) -> str:
    """The name of a code, in which no slash may be.

    >>> code_name("and/or", "x")
    'and∕or'
    """
    return tidy_name(name, instead).replace(SLASH, OUR_SLASH)


def free(name: str, taken: set[str]) -> str:
    """The name, or the first free one like “P01 (2)”; names are compared without case.

    >>> free("Trust", {"trust", "trust (2)"})
    'Trust (3)'
    """
    number, found = 2, name
    while found.casefold() in taken:
        ending = f" ({number})"
        found, number = f"{name[: LONGEST_NAME - len(ending)]}{ending}", number + 1
    return found


def color(text: str | None) -> str:
    """A colour as #rrggbb, however a product writes it; "" where it is none that we can read.

    >>> color("#F00"), color("#11223380"), color("rgba(255, 0, 16, 0.5)"), color("beige")
    ('#ff0000', '#112233', '#ff0010', '')
    """
    said = (text or "").strip().lower()
    if found := _HEX.fullmatch(said):
        digits = found[1]
        return f"#{digits if len(digits) == 6 else ''.join(2 * digit for digit in digits)}"
    if (found := _RGB.fullmatch(said)) and all(int(part) < 256 for part in found.groups()):
        return "#{:02x}{:02x}{:02x}".format(*(int(part) for part in found.groups()))
    return ""


def composed(definition: str, include: str, exclude: str, example: str) -> str:
    """One description of all that a codebook says of a code, since the standard has but one.

    >>> composed("Trust in staff.", "", "Trust in tools.", "")
    'Trust in staff.\\n\\nWhen not to use: Trust in tools.'
    """
    rest = (f"{part}: {text}" for part, text in zip(PARTS, (include, exclude, example), strict=True) if text)
    return "\n\n".join([*([definition] if definition else []), *rest])


def decomposed(description: str | None) -> tuple[str, str, str, str]:
    """Definition, when to use, when not to use, example.

    >>> decomposed("Trust in staff.\\n\\nWhen not to use: Trust in tools.")
    ('Trust in staff.', '', 'Trust in tools.', '')
    """
    pieces = _PART.split((description or "").replace("\x00", ""))
    said = dict.fromkeys(PARTS, "")
    rest = pieces[0]
    for part, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if said[part]:  # a second of its kind belongs to the text before it
            said[part] += f"\n\n{part}: {text.strip()}"
        else:
            said[part] = text.strip()
    return (rest.strip(), *(said[part] for part in PARTS))


def is_refi_color(text: str) -> bool:
    """Whether the standard allows a colour as it is written.

    >>> is_refi_color("#abc"), is_refi_color("#aabbccdd")
    (True, False)
    """
    return re.fullmatch(r"#([0-9a-fA-F]{3}){1,2}", text) is not None


def is_integer(text: str) -> bool:
    return re.fullmatch(r"[-+]?\d+", text) is not None


def is_decimal(text: str) -> bool:
    """Whether the standard takes it for a number: no exponent, a point.

    >>> is_decimal("-1.50"), is_decimal("1e3"), is_decimal("1,5")
    (True, False, False)
    """
    return re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)", text) is not None


def is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]\d\d:\d\d)?", text) is not None


def is_moment(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", text) is not None
