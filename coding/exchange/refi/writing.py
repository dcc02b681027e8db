"""A settled project as a .qdpx: valid by the schema, texts as UTF-8 files with \\n alone, no address outside. Pure."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from coding.exchange.refi.container import INTERNAL
from coding.exchange.refi.markup import write_project
from coding.exchange.refi.model import Project, Text, text_of
from coding.exchange.refi.positions import to_utf16

ORIGIN, FOR_NVIVO = "Marginalia", "Marginalia for NVivo"
PROFILES = ("standard", "nvivo")


def write_qdpx(
    path: Path,
    project: Project,
    text_for: Callable[[str], str | None],
    media: Iterable[tuple[str, Callable[[], IO[bytes]]]],
    profile: str = "standard",
) -> None:
    """Write a project file; `text_for` gives the text of a source by its guid, `media` the kept files by name.

    With the profile "nvivo" positions are UTF-16 units, as NVivo counts them, else code points.
    """
    utf16 = profile == "nvivo"
    project.origin = FOR_NVIVO if utf16 else ORIGIN
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for source in project.sources:
            text = text_of(source)
            words = text_for(source.guid) if text else None
            if words is not None:
                name = f"{source.guid}.txt"
                archive.writestr(f"sources/{name}", words.encode("utf-8", "replace"))
                text.plain_text_path, text.content = f"{INTERNAL}{name}", None
                if utf16:
                    _in_utf16(text, words)
        written: set[str] = set()
        for name, opened in media:
            if (name := PurePosixPath(name).name) not in written:
                written.add(name)
                with opened() as stream, archive.open(f"sources/{name}", "w") as to:
                    shutil.copyfileobj(stream, to, 1 << 20)
        archive.writestr("project.qde", write_project(project))


def _in_utf16(text: Text, words: str) -> None:
    inside = [one for one in text.selections if max(one.start or 0, one.end or 0) <= len(words)]
    starts = to_utf16(words, [one.start or 0 for one in inside])
    ends = to_utf16(words, [one.end or 0 for one in inside])
    placed = {id(one): place for one, place in zip(inside, zip(starts, ends, strict=True), strict=True)}
    text.selections = [
        replace(one, start=placed[id(one)][0], end=placed[id(one)][1]) if id(one) in placed else one
        for one in text.selections
    ]
