"""Pictures and recordings of a QualCoder project with what was coded on them: kept, not shown. Pure."""

from __future__ import annotations

from typing import Any

from coding.exchange.others.databases import number, words
from coding.exchange.others.qualcoder.reading import Reading, address, kind_of
from coding.exchange.refi import model

KINDS = {"images": model.Picture, "audio": model.Audio, "video": model.Video}


def read_media(reading: Reading, codes: dict[int | None, str]) -> None:
    """Add the sources without a text, and their selections."""
    for key, name, _text, mediapath, memo, owner, date in reading.database.rows(
        "source", "id", "name", "fulltext", "mediapath", "memo", "owner", "date"
    ):
        kind = KINDS.get(kind_of(words(mediapath)))
        if kind is None or number(key) in reading.sources:
            continue
        guid = reading.guids("source", key, words(date))
        source = kind(guid, words(name), reading.person(owner), reading.at(date))
        source.path = address(reading.container, words(mediapath), words(name))
        reading.sources[number(key)] = source
        reading.note(source, "", memo, guid, owner=owner, date=date)
    _read_areas(reading, codes)
    _read_stretches(reading, codes)


def _read_areas(reading: Reading, codes: dict[int | None, str]) -> None:
    rows = reading.database.rows(
        "code_image", "imid", "id", "x1", "y1", "width", "height", "cid", "memo", "owner", "date"
    )
    for key, source, *place, code, memo, owner, date in rows:
        about, left, top, width, height = reading.sources.get(number(source)), *map(_pixel, place)
        if not isinstance(about, model.Picture) or None in {left, top, width, height}:
            reading.how["lost"] += 1
            continue
        selection = model.PictureSelection(reading.guids("area", key, words(date)))
        selection.first_x, selection.first_y = left, top
        selection.second_x, selection.second_y = left + width, top + height
        _fill(reading, about, selection, codes.get(number(code)), memo, owner, date)


def _read_stretches(reading: Reading, codes: dict[int | None, str]) -> None:
    for key, source, begin, end, code, memo, owner, date in reading.database.rows(
        "code_av", "avid", "id", "pos0", "pos1", "cid", "memo", "owner", "date"
    ):
        about = reading.sources.get(number(source))
        if not isinstance(about, model.Audio | model.Video) or number(begin) is None or number(end) is None:
            reading.how["lost"] += 1
            continue
        selection = model.TimeSelection(reading.guids("stretch", key, words(date)))
        selection.begin, selection.end = number(begin), number(end)
        _fill(reading, about, selection, codes.get(number(code)), memo, owner, date)


def _fill(reading: Reading, about: Any, selection: Any, code: str | None, memo: Any, owner: Any, date: Any) -> None:
    user, at = reading.person(owner), reading.at(date)
    selection.creating_user, selection.creation_date_time = user, at
    selection.description = words(memo) or None
    if code:
        selection.codings = [model.Coding(reading.guids("code of", selection.guid), user, at, code)]
    about.selections.append(selection)


def _pixel(value: Any) -> int | None:
    """Pixels may be written with a fraction, which the standard does not have."""
    return round(value) if isinstance(value, int | float) and abs(value) < 1e9 else None
