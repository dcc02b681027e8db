"""What a file has against the standard, put right before it is kept, so that what goes out again is valid. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from coding.exchange.refi import model, words
from coding.exchange.refi.guids import canonical
from coding.exchange.refi.markup import Faults
from coding.exchange.refi.pruning import elements

ONE_OF = {
    "direction": ("Associative", "OneWay", "Bidirectional"),
    "line_style": ("dotted", "dashed", "solid"),
    "shape": (
        "Person", "Oval", "Rectangle", "RoundedRectangle", "Star", "LeftTriangle", "RightTriangle", "UpTriangle",
        "DownTriangle", "Note",
    ),
}  # fmt: skip
INSTEAD = {
    "is_codable": (("true", "false", "1", "0"), "true"),
    "type_of_variable": (("Text", "Boolean", "Integer", "Float", "Date", "DateTime"), "Text"),
}
NAMED = (model.Code, model.Variable, model.Set, model.Project)
FITS: dict[str, Callable[[str], bool]] = {
    "TextValue": lambda _text: True,
    "BooleanValue": lambda text: text in {"true", "false", "1", "0"},
    "IntegerValue": words.is_integer,
    "FloatValue": words.is_decimal,
    "DateValue": words.is_day,
    "DateTimeValue": words.is_moment,
}
MISSING: dict[type[Any], tuple[str, ...]] = {
    model.TextSelection: ("start", "end"),
    model.PictureSelection: ("first_x", "first_y", "second_x", "second_y"),
    model.PdfSelection: ("page", "first_x", "first_y", "second_x", "second_y"),
    model.TimeSelection: ("begin", "end"),
    model.Coding: ("code",),
    model.VariableValue: ("variable",),
    model.Vertex: ("first_x", "first_y"),
    model.Edge: ("source", "target"),
}
"""Without these an element says nothing, and is left out."""


def mend(whole: model.Project | model.Codebook, faults: Faults) -> None:
    """Put right, in place, what the standard does not allow; every kind of it is noted."""
    for number, one in enumerate(elements(whole)):
        _leave_out(one, faults)
        if hasattr(one, "guid") and not one.guid:
            one.guid = canonical(f"{type(one).__name__} {number}")
            faults.note(f"A {type(one).__name__.lower()} has no guid; it got one.")
        if isinstance(one, NAMED) and one.name is None:
            one.name = ""
        _mend_words(one, faults)
        if isinstance(one, model.VariableValue):
            _mend_value(one, faults)


def _leave_out(one: Any, faults: Faults) -> None:
    for part in fields(one):
        value = getattr(one, part.name)
        if not isinstance(value, list) or not value or type(value[0]) not in MISSING:
            continue
        needed = MISSING[type(value[0])]
        whole = [inner for inner in value if all(getattr(inner, name) is not None for name in needed)]
        for _inner in range(len(value) - len(whole)):
            faults.note(f"A {type(value[0]).__name__.lower()} does not say its {' or '.join(needed)}; left out.")
        setattr(one, part.name, whole)


def _mend_words(one: Any, faults: Faults) -> None:
    if (color := getattr(one, "color", None)) is not None and not words.is_refi_color(color):
        one.color = words.color(color) or None
        faults.note("A colour is not written as the standard has it (#RRGGBB).")
    for name in ("creation_date_time", "modified_date_time"):
        if (moment := getattr(one, name, None)) is not None and not words.is_moment(moment):
            setattr(one, name, None)
            faults.note("A date is not written as the standard has it; left out.")
    for name, allowed in ONE_OF.items():
        if getattr(one, name, None) not in {None, *allowed}:
            setattr(one, name, None)
            faults.note(f"A {name.replace('_', ' ')} is none that the standard knows; left out.")
    for name, (allowed, instead) in INSTEAD.items():
        if hasattr(one, name) and getattr(one, name) not in allowed:
            setattr(one, name, instead)
            faults.note("A code does not say whether it is codable, or a variable what it holds.")


def _mend_value(one: model.VariableValue, faults: Faults) -> None:
    text = (one.value or "").strip()
    if not one.kind:
        return
    if not text and one.kind != "TextValue":
        one.kind, one.value = "", None
        faults.note("A value is empty.")
    elif not FITS[one.kind](text):
        one.kind = "TextValue"
        faults.note("A value is not of the type that it says; it is read as text.")
