"""What is kept of the project files that were imported, by guid, as one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields
from pathlib import PurePosixPath
from typing import IO, Any

from coding.exchange.models import KeptFile
from coding.exchange.projects.outcome import LeftOut
from coding.exchange.refi import model
from coding.exchange.refi.markup import Faults, parse, read_project
from coding.exchange.refi.reading import PROJECT_FILE
from workbench.projects.models import Project

KINDS = ("users", "variables", "cases", "sources", "notes", "links", "sets", "graphs")


@dataclass
class Kept:
    """The elements of all kept files by kind and guid; of what several have, the first has the say."""

    users: dict[str, model.User] = field(default_factory=dict)
    codes: dict[str, model.Code] = field(default_factory=dict)
    variables: dict[str, model.Variable] = field(default_factory=dict)
    cases: dict[str, model.Case] = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, model.Text] = field(default_factory=dict)
    links: dict[str, model.Link] = field(default_factory=dict)
    sets: dict[str, model.Set] = field(default_factory=dict)
    graphs: dict[str, model.Graph] = field(default_factory=dict)
    first: model.Project = field(default_factory=model.Project)
    note_refs: dict[str, None] = field(default_factory=dict)
    left: LeftOut = field(default_factory=LeftOut)
    media: dict[str, Callable[[], IO[bytes]]] = field(default_factory=dict)


@contextmanager
def kept_of(project: Project) -> Iterator[Kept]:
    """All that is kept of a study's project files, open until the block ends."""
    kept = Kept()
    with ExitStack() as stack:
        for number, row in enumerate(KeptFile.objects.filter(project=project).order_by("pk")):
            archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(row.document.open("rb"))))
            _add(kept, read_project(parse(archive.read(PROJECT_FILE), row.name), row.name, Faults()), first=not number)
            _add_left(kept.left, LeftOut.from_plain(row.left_out))
            for info in archive.infolist():
                if info.filename != PROJECT_FILE:
                    kept.media.setdefault(PurePosixPath(info.filename).name, _opener(archive, info))
        yield kept


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(info)


def _add(kept: Kept, project: model.Project, *, first: bool) -> None:
    if first:
        kept.first = project
    kept.note_refs |= dict.fromkeys(project.note_refs)
    for code, _parent in model.walk_codes(project.codes):
        if known := kept.codes.setdefault(code.guid, code):
            _join(known.notes, code.notes)
    for kind in KINDS:
        known = getattr(kept, kind)
        for one in getattr(project, kind):
            there = known.setdefault(one.guid, one)
            if there is not one:
                _join_lists(there, one)


def _join_lists(known: Any, more: Any) -> None:
    """Add to an element what another file has more below it: selections, codings, members, references."""
    for one in fields(known):
        mine, theirs = getattr(known, one.name), getattr(more, one.name, None)
        if isinstance(mine, list) and isinstance(theirs, list):
            _join(mine, theirs)
    if isinstance(known, model.Pdf) and isinstance(more, model.Pdf) and known.representation and more.representation:
        _join_lists(known.representation, more.representation)


def _join(mine: list[Any], theirs: list[Any]) -> None:
    by_guid = {one.guid: one for one in mine if getattr(one, "guid", None)}
    for one in theirs:
        guid = getattr(one, "guid", None)
        if guid in by_guid:
            _join(getattr(by_guid[guid], "codings", []), getattr(one, "codings", []))
        elif guid or one not in mine:
            mine.append(one)


def _add_left(left: LeftOut, more: LeftOut) -> None:
    for one in fields(LeftOut):
        mine, theirs = getattr(left, one.name), getattr(more, one.name)
        if isinstance(mine, set):
            mine |= theirs
        else:
            setattr(left, one.name, theirs | mine)
