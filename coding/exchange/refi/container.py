"""The zip of a .qdpx, opened without being unpacked: names are never paths, and sizes are bounded. Pure."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from coding.exchange.refi.markup import MAX_BYTES
from coding.sources.importers.archives import ENCRYPTED, is_litter
from coding.sources.importers.guards import ZIP, refuse_bomb, refuse_empty
from coding.sources.importers.limits import megabytes
from coding.sources.importers.problems import ImportProblem, shorten

AGAIN = "Export it again from its program."
INTERNAL = "internal://"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Container:
    """A project file: `xml` is its description, the rest is found by the addresses that stand in it."""

    def __init__(self, name: str, xml: bytes, archive: zipfile.ZipFile | None = None) -> None:
        self.name = name
        self.xml = xml
        self.archive = archive
        self.infos = {info.filename.replace("\\", "/").lower(): info for info in _files(archive)} if archive else {}

    def info(self, address: str | None) -> zipfile.ZipInfo | None:
        """What the zip has for `internal://name`, or for a name alone, as some programs write; None if it has not.

        Folders do not count, for they are called differently; what lies outside of the file is never looked for.
        """
        if not address or self.is_outside(address):
            return None
        wanted = address.removeprefix(INTERNAL).replace("\\", "/").lstrip("/").lower()
        plain = PurePosixPath(wanted).name
        return next(
            (self.infos[key] for key in (f"sources/{wanted}", wanted, f"sources/{plain}") if key in self.infos), None
        )

    def is_outside(self, address: str) -> bool:
        """Whether an address names a file that the project does not hold."""
        return "://" in address and not address.lower().startswith(INTERNAL)

    def read(self, info: zipfile.ZipInfo) -> bytes:
        """The bytes of a file in it; raises ImportProblem where they are damaged."""
        try:
            return self.archive.read(info)
        except _BROKEN as error:
            raise ImportProblem(
                f"“{shorten(info.filename)}” in it is damaged.", remedy=AGAIN, file=self.name
            ) from error

    def open(self, info: zipfile.ZipInfo) -> IO[bytes]:
        return self.archive.open(info)


@contextmanager
def opened(path: Path, name: str) -> Iterator[Container]:
    """A .qdpx, or the XML alone; raises ImportProblem for what is neither, or not safe to open."""
    with path.open("rb") as stream:
        head = stream.read(1 << 12)
    refuse_empty(head, name)
    if not head.startswith(ZIP):
        _refuse_long(path.stat().st_size, name)
        yield Container(name, path.read_bytes())
        return
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise ImportProblem("this zip is damaged or not whole.", remedy=AGAIN, file=name) from error
    with archive:
        check_parts(archive, path, name)
        yield _with_description(archive, name)


def check_parts(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    """Raise ImportProblem for a zip that would unpack beyond the limits, or with a part that is an attack."""
    refuse_bomb(archive.infolist(), path.stat().st_size, name, "Export it without its media files.")
    for info in archive.infolist():
        _check(info, name)


def _with_description(archive: zipfile.ZipFile, name: str) -> Container:
    found = [info for info in _files(archive) if info.filename.lower().endswith(".qde")]
    if len(found) != 1:
        said = "there is no project description (.qde)" if not found else "there are several descriptions (.qde)"
        raise ImportProblem(f"{said} in it, where a REFI-QDA project has one.", remedy=AGAIN, file=name)
    _refuse_long(found[0].file_size, name)
    empty = Container(name, b"", archive)
    return Container(name, empty.read(found[0]), archive)


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [info for info in archive.infolist() if not info.is_dir() and not is_litter(info.filename)]


def _refuse_long(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise ImportProblem(
            f"its description has {megabytes(size)}; the most is {megabytes(MAX_BYTES)}.",
            remedy="Export it in several parts.",
            file=name,
        )


def _check(info: zipfile.ZipInfo, name: str) -> None:
    """Refuse the whole for one part that no program for qualitative analysis would have put there."""
    packed = info.orig_filename.replace("\\", "/")
    parts = packed.split("/")
    said = shorten(packed)
    if ".." in parts or parts[0] == "" or parts[0].endswith(":") or "\x00" in packed:
        raise ImportProblem(f"a name in it ({said}) leads out of the file.", remedy=AGAIN, file=name)
    if info.flag_bits & ENCRYPTED:
        raise ImportProblem("it is locked with a password.", remedy="Export it without one.", file=name)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ImportProblem(f"“{said}” in it is a link to another file.", remedy=AGAIN, file=name)
