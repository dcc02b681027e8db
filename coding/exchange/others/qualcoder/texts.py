"""The texts of a QualCoder project with their codings and annotations. Pure.

Its positions are those of its texts; each coding keeps its words beside them, and is checked against these.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from coding.exchange.others.databases import number, words
from coding.exchange.others.qualcoder.reading import ORIGIN, Reading, address, is_text
from coding.exchange.others.quotations import Words
from coding.exchange.refi import model
from coding.exchange.refi.positions import Places, Verdict, decide


@dataclass(frozen=True)
class _Coding:
    """A row of code_text; `start` and `end` as QualCoder counts."""

    start: int
    end: int
    quote: str
    code: str
    owner: str
    date: str
    memo: str


def read_texts(reading: Reading, codes: dict[int | None, str]) -> list[str]:
    """Add the sources that have a text, with their codings and annotations; says how positions were read."""
    rows = [
        row
        for row in reading.database.rows("source", "id", "name", "fulltext", "mediapath", "memo", "owner", "date")
        if is_text(row)
    ]
    places = {number(row[0]): Places(words(row[2])) for row in rows}
    codings = _codings(reading, codes)
    verdict = decide(
        [(places[key], [(one.start, one.end, one.quote) for one in codings[key]]) for key in places], ORIGIN
    )
    for row, name, _text, mediapath, memo, owner, date in rows:
        key = number(row)
        guid = reading.guids("source", key, words(date))
        text = model.Text(guid, words(name), reading.person(owner), reading.at(date))
        text.content = places[key].text
        _place(reading, text, places[key], codings[key], verdict)
        reading.sources[key] = _with_file(reading, text, words(mediapath))
        reading.note(reading.sources[key], "", memo, guid, owner=owner, date=date)
    _read_annotations(reading, places, verdict)
    reading.how["lost"] += sum(len(rows) for key, rows in codings.items() if key not in places)
    return verdict.sentences()


def _with_file(reading: Reading, text: model.Text, mediapath: str) -> Any:
    """The text as it is, with the Word file or as that of the PDF that it came from."""
    place = address(reading.container, mediapath, text.name or "")
    if (text.name or "").lower().endswith(".pdf") or mediapath.lower().endswith(".pdf"):
        guid = text.guid
        text.guid = reading.guids("words", guid)
        return model.Pdf(
            guid, text.name, text.creating_user, text.creation_date_time, path=place, representation=text
        )  # fmt: skip
    text.rich_text_path = place if place and place.lower().endswith(".docx") else None
    return text


def _codings(reading: Reading, codes: dict[int | None, str]) -> dict[int | None, list[_Coding]]:
    found: dict[int | None, list[_Coding]] = defaultdict(list)
    rows = reading.database.rows(
        "code_text", "fid", "cid", "seltext", "pos0", "pos1", "owner", "date", "memo", "important"
    )
    for source, code, quote, first, last, owner, date, memo, important in rows:
        start, end = number(first), number(last)
        if number(code) not in codes or start is None or end is None:
            reading.how["lost"] += 1
            continue
        reading.how["important"] += number(important) == 1
        found[number(source)].append(
            _Coding(start, end, words(quote), codes[number(code)], words(owner), words(date), words(memo))
        )
    return found


def _place(reading: Reading, text: model.Text, places: Places, codings: list[_Coding], verdict: Verdict) -> None:
    """Make selections of the codings of a text; those whose words are not there become a note."""
    starts = places.ours([one.start for one in codings], verdict.convention)
    ends = places.ours([one.end for one in codings], verdict.convention)
    searched, lost = Words(text.content or ""), []
    for one, start, end in zip(codings, starts, ends, strict=True):
        found = (start, end) if start is not None and end is not None and start < end else None
        if found is None or (one.quote and not searched.holds(*found, one.quote)):
            found = searched.only_place(one.quote)
            reading.how["moved" if found else "unplaced"] += 1
        else:
            reading.how["exact"] += 1
        if found is None:
            lost.append(one)
            continue
        user, at = reading.person(one.owner), reading.at(one.date)
        guid = reading.guids("coding", text.guid, one.start, one.end, one.owner, one.code)
        selection = model.TextSelection(guid, one.quote or None, user, at, start=found[0], end=found[1])
        selection.description = one.memo or None
        selection.codings = [model.Coding(reading.guids("code of", guid), user, at, one.code)]
        text.selections.append(selection)
    named = {code.guid: code.name or "" for code, _above in model.walk_codes(reading.project.codes)}
    body = "\n\n".join(f"“{one.quote}” ({named.get(one.code, '')}, {one.owner})" for one in lost)
    reading.note(text, "Codings without a place", body, text.guid)


def _read_annotations(reading: Reading, places: dict[int | None, Places], verdict: Verdict) -> None:
    """An annotation is a note on a stretch that is not coded: it is a note of the source here, with the words."""
    for key, source, begin, stop, memo, owner, date in reading.database.rows(
        "annotation", "anid", "fid", "pos0", "pos1", "memo", "owner", "date"
    ):
        start, end = number(begin), number(stop)
        about = reading.sources.get(number(source))
        if about is None or start is None or end is None or not words(memo).strip():
            continue
        first, last = places[number(source)].ours([start, end], verdict.convention)
        quote = places[number(source)].text[first:last] if first is not None and last is not None else ""
        body = f"“{quote.strip()}”\n\n{words(memo)}" if quote.strip() else words(memo)
        reading.note(about, "Annotation", body, key, words(date), owner=owner, date=date)
        reading.how["annotations"] += 1
