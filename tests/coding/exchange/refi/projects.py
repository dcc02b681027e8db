"""Any project that REFI-QDA can hold, for properties that hold for all of them."""

from __future__ import annotations

import uuid
from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

from coding.exchange.refi import model

guids = st.uuids(version=4).map(lambda one: str(one).upper())
_LETTERS = {"exclude_categories": ["Cs", "Cc"], "exclude_characters": "\ufffe\uffff"}
words = st.text(st.characters(**_LETTERS), max_size=12)
long_words = st.text(st.characters(include_characters="\n\t", **_LETTERS), max_size=12)
moments = st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat() + "Z")
ATTRIBUTES = {
    "isCodable": st.sampled_from(["true", "false"]),
    "color": st.sampled_from(["#FF8000", "#abc", "#012345"]),
    "typeOfVariable": st.sampled_from(["Text", "Boolean", "Integer", "Float", "Date", "DateTime"]),
    "direction": st.sampled_from(["Associative", "OneWay", "Bidirectional"]),
    "shape": st.sampled_from(["Person", "Oval", "Star", "Note"]),
    "lineStyle": st.sampled_from(["dotted", "dashed", "solid"]),
    "creationDateTime": moments,
    "modifiedDateTime": moments,
}
_OPTIONAL = """name creatingUser creationDateTime modifyingUser modifiedDateTime color id origin creatingUserGUID
modifyingUserGUID basePath plainTextPath richTextPath path currentPath fromSyncPoint toSyncPoint representedGUID
secondX secondY shape direction lineStyle timeStamp position originGUID targetGUID"""
OPTIONAL = set(_OPTIONAL.split())
NEEDS_ITS_NAME = (model.Code, model.Variable, model.Set, model.Project)
NEEDS_ALL = (model.PictureSelection, model.PdfSelection)
EXAMPLES = {
    "TextValue": words, "BooleanValue": st.sampled_from(["true", "false"]), "IntegerValue": st.integers().map(str),
    "FloatValue": st.decimals(-999, 999, places=2).map(str), "DateValue": st.dates().map(str), "DateTimeValue": moments,
}  # fmt: skip


@st.composite
def built(draw: Any, cls: type[Any], depth: int = 2) -> Any:
    """An element with all below it, as the schema allows."""
    if cls is model.VariableValue:
        kind = draw(st.sampled_from([*EXAMPLES, ""]))
        return cls(variable=draw(guids), kind=kind, value=draw(EXAMPLES[kind]) if kind else None)
    return cls(**{one.name: draw(_field(one.metadata, cls, depth)) for one in fields(cls)})


def _field(said: Any, cls: type[Any], depth: int) -> Any:
    if name := said.get("attribute"):
        value = _value(name, said)
        needed = name not in OPTIONAL or (name == "name" and cls in NEEDS_ITS_NAME)
        needed |= cls in NEEDS_ALL and name.startswith("second")
        return value if needed else st.none() | value
    if "text" in said:
        return st.none() | long_words
    if "reference" in said or "references" in said:
        return guids if "reference" in said else st.lists(guids, max_size=2)
    if "child" in said:
        return st.none() | built(getattr(model, said["kind"]), depth - 1) if depth > 0 else st.none()
    kinds = [getattr(model, said["kind"])] if said["kind"] else list(model.SOURCES.values())
    return st.lists(st.one_of([built(kind, depth - 1) for kind in kinds]), max_size=2) if depth > 0 else st.just([])


def _value(name: str, said: Any) -> Any:
    if said.get("guid"):
        return guids
    return st.integers(0, 10_000) if said["number"] else ATTRIBUTES.get(name, words)


projects = built(model.Project)
codebooks = st.builds(
    model.Codebook,
    origin=st.none() | words,
    codes=st.lists(built(model.Code), min_size=1, max_size=3),
    sets=st.lists(built(model.Set), max_size=2),
)


def guid(number: int) -> str:
    return str(uuid.UUID(int=number)).upper()
