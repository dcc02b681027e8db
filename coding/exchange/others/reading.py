"""What the reading process does with a project file of any program, known by its content. Pure."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from coding.exchange.others.databases import SQLITE, Database, opened_database
from coding.exchange.others.qualcoder.project import TABLES as QUALCODER
from coding.exchange.others.qualcoder.project import read_qualcoder
from coding.exchange.others.reads import Read
from coding.exchange.others.taguette.project import TABLES as TAGUETTE
from coding.exchange.others.taguette.project import read_taguette
from coding.exchange.others.taguette.tables import is_table, read_highlights
from coding.exchange.refi.container import Container, check_parts
from coding.exchange.refi.markup import Faults
from coding.exchange.refi.positions import Convention
from coding.exchange.refi.reading import read_qdpx, write_out
from coding.exchange.refi.settling import settle
from coding.sources.importers.archives import is_litter
from coding.sources.importers.guards import ZIP, refuse_big
from coding.sources.importers.problems import ImportProblem

DATABASE = "data.qda"
_BROKEN = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError)


def read_any(task: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Read a project of REFI-QDA, Taguette or QualCoder; the facts are those of read_qdpx(), with "excerpts"."""
    path, name = Path(task["path"]), task["name"]
    with path.open("rb") as stream:
        head = stream.read(len(SQLITE))
    if head == SQLITE:
        refuse_big(path.stat().st_size, name)
        with opened_database(path, name) as database:
            read, container = _read_database(database, Container(name, b""), name), Container(name, b"")
    elif head.startswith(ZIP) and (inside := _qualcoder_folder(path)) is not None:
        return _read_folder(path, inside, task, tell)
    elif is_table(name, head):
        read, container = read_highlights(name, path), Container(name, b"")
    else:
        return read_qdpx(task, tell)
    return _settled(read, container, task, tell)


def _settled(
    read: Read, container: Container, task: dict[str, Any], tell: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:  # fmt: skip
    faults = Faults()
    settled = settle(read.project, container, faults, Convention())
    settled.said = [*read.said, *settled.said]
    return write_out(settled, container, Path(task["out"]), tell) | {"excerpts": read.excerpts}


def _read_database(database: Database, container: Container, name: str) -> Read:
    if set(database.tables) >= TAGUETTE:
        return read_taguette(database)
    if set(database.tables) >= QUALCODER:
        return read_qualcoder(database, container, PurePosixPath(name).stem)
    raise ImportProblem(
        "this is a database, but neither of Taguette nor of QualCoder.",
        remedy="Export the project from its program as REFI-QDA (.qdpx), and send that.",
        file=name,
    )


def _qualcoder_folder(path: Path) -> str | None:
    """The folder in a zip, with a slash at its end, where QualCoder's database lies; None where there is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename.replace("\\", "/") for info in archive.infolist() if not is_litter(info.filename)]
    except _BROKEN:
        return None
    found = [name for name in names if PurePosixPath(name).name.lower() == DATABASE]
    return found[0][: -len(DATABASE)] if len(found) == 1 else None


def _read_folder(
    path: Path, folder: str, task: dict[str, Any], tell: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:  # fmt: skip
    """A QualCoder project as a zip of its folder; its database is written out, for SQLite reads only files."""
    name, copy = task["name"], Path(task["out"]) / DATABASE
    with zipfile.ZipFile(path) as archive:
        check_parts(archive, path, name)
        container = Container(name, b"", archive)
        container.infos = _by_plain_name(archive, folder)
        try:
            with archive.open(container.infos[DATABASE]) as stream, copy.open("wb") as to:
                shutil.copyfileobj(stream, to, 1 << 20)
            with opened_database(copy, name) as database:
                read = _read_database(database, container, PurePosixPath(folder.rstrip("/")).name or name)
        except _BROKEN as error:
            raise ImportProblem("this zip is damaged or not whole.", remedy="Make it again.", file=name) from error
        finally:
            copy.unlink(missing_ok=True)
        return _settled(read, container, task, tell)


def _by_plain_name(archive: zipfile.ZipFile, folder: str) -> dict[str, zipfile.ZipInfo]:
    """The files of a project's folder by their names alone; the first of those that are called the same."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        packed = info.filename.replace("\\", "/")
        if not info.is_dir() and packed.startswith(folder) and not is_litter(packed):
            found.setdefault(PurePosixPath(packed).name.lower(), info)
    return found
