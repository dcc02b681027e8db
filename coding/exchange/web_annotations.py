"""A coding as an annotation of the W3C Web Annotation Data Model (Recommendation of 23 February 2017). Pure.

Positions are Unicode code points from 0, the end not included, as the model and we have them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # code points before and after the words, by which they are found again where positions changed
GENERATOR = {"type": "Software", "name": "Marginalia"}


def iri(guid: str) -> str:
    """A guid as an address that names something without saying where it is.

    >>> iri("70D48536-525B-52D9-87C1-C55037946385")
    'urn:uuid:70d48536-525b-52d9-87c1-c55037946385'
    """
    return f"urn:uuid:{guid.lower()}"


def moment(at: datetime) -> str:
    """When something was done, as xsd:dateTime in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    """The words at [start, end) by their position and by themselves, with what stands around them."""
    quote: dict[str, Any] = {"type": "TextQuoteSelector", "exact": text[start:end]}
    if before := text[max(start - AROUND, 0) : start]:
        quote["prefix"] = before
    if after := text[end : end + AROUND]:
        quote["suffix"] = after
    return [{"type": "TextPositionSelector", "start": start, "end": end}, quote]


def annotation(
    *, guid: str, code: str, path: str, source: str, name: str, text: str, start: int, end: int,
    creator: dict[str, str], created: datetime,
) -> dict[str, Any]:  # fmt: skip
    """One coding. The code is given by its guid, for programs, and by its path as a tag, for people."""
    return {
        "id": iri(guid),
        "type": "Annotation",
        "motivation": "tagging",
        "creator": creator,
        "created": moment(created),
        "body": [
            {"type": "SpecificResource", "purpose": "tagging", "source": iri(code)},
            {"type": "TextualBody", "purpose": "tagging", "value": path, "format": "text/plain"},
        ],
        "target": {
            "type": "SpecificResource",
            "source": {"id": iri(source), "type": "Text", "format": "text/plain", "label": name},
            "selector": selectors(text, start, end),
        },
    }


def write_collection(out: IO[str], *, guid: str, label: str, total: int, items: Iterator[dict[str, Any]]) -> None:
    """Write a collection with one page of annotations, one a line, without holding them all."""
    head = {
        "@context": CONTEXT, "id": iri(guid), "type": "AnnotationCollection", "label": label, "generator": GENERATOR,
        "total": total,
    }  # fmt: skip
    page = {"id": f"{iri(guid)}#page1", "type": "AnnotationPage", "partOf": iri(guid), "startIndex": 0}
    out.write(f'{_json(head)[:-1]}, "first": {_json(page)[:-1]}, "items": [')
    for number, item in enumerate(items):
        out.write(f"{',' if number else ''}\n{_json(item)}")
    out.write("\n]}}\n")


def _json(value: dict[str, Any]) -> str:
    # Half a character, which a text may hold, is no JSON that others read.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
