"""A zip of transcripts, taken apart safely: names are never paths, sizes are bounded, and what stays out is said."""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coding.sources.importers.guards import refuse_bomb, too_big
from coding.sources.importers.limits import limits
from coding.sources.importers.problems import ImportProblem, shorten
from coding.sources.importers.text import decode

ENDING = ".zip"
ENCRYPTED, UTF8 = 0x1, 0x800
UNICODE_PATH = 0x7075
# What systems and programs leave beside the files that people mean; nobody misses them.
LITTER = {"thumbs.db", "desktop.ini", "icon\r"}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Member:
    """A file of an archive: where it was written to, or why it was not. `name` has its folders, for the eye."""

    name: str
    path: Path | None = None
    size: int = 0
    problem: str = ""


def is_litter(name: str) -> bool:
    """Whether a file is one that nobody chose: hidden, a lock of an open document, a system's own.

    >>> is_litter("a/.DS_Store"), is_litter("__MACOSX/._P01.docx"), is_litter("~$P01.docx"), is_litter("P01.docx")
    (True, True, True, False)
    """
    parts = PurePosixPath(name).parts
    last = parts[-1] if parts else ""
    return "__MACOSX" in parts or last.startswith((".", "~$")) or last.lower() in LITTER


def unpack(path: Path, folder: Path, endings: Iterable[str], name: str) -> list[Member]:
    """Write the files of the zip at `path` into `folder`, under numbers; those of other `endings` are refused by name.

    Raises ImportProblem for a file that is no zip, or one that would unpack beyond the limits.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            refuse_bomb(infos, path.stat().st_size, name, "Send the files themselves, or in smaller parts.")
            names = _names(infos)
            wanted = [
                (info, name)
                for info, name in zip(infos, names, strict=True)
                if _inside(name) and not is_litter(_inside(name))
            ]
            if len(wanted) > limits().files:
                raise ImportProblem(
                    f"there are {len(wanted):,} files in it; {limits().files:,} is the most at a time.",
                    remedy="Send them in several parts.",
                    file=name,
                )
            return [
                _member(archive, info, packed, folder / str(position), tuple(endings))
                for position, (info, packed) in enumerate(wanted)
            ]
    except _BROKEN as error:
        raise ImportProblem(
            "this zip is damaged or not whole.", remedy="Make it again, or send the files themselves.", file=name
        ) from error


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, packed: str, target: Path, endings: tuple[str, ...]
) -> Member:
    said = _inside(packed)
    if problem := _leading_out(packed) or _refusal(info, said, endings):
        return Member(said, size=info.file_size, problem=f"{said}: {problem}")
    try:
        with archive.open(info) as inside, target.open("wb") as out:
            shutil.copyfileobj(inside, out, 1 << 20)
    except _BROKEN:
        target.unlink(missing_ok=True)
        return Member(said, size=info.file_size, problem=f"{said}: this file is damaged within the zip. Send it alone.")
    return Member(said, target, target.stat().st_size)


def _leading_out(packed: str) -> str:
    """What is wrong with a name that is a path out of the zip, as attacks have it; nothing with any other."""
    parts = packed.split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        return f"its name ({shorten(packed)}) leads out of the zip, so it was not unpacked. Send the file itself."
    return ""


def _refusal(info: zipfile.ZipInfo, said: str, endings: tuple[str, ...]) -> str:
    ending = PurePosixPath(said).suffix.lower()
    if info.flag_bits & ENCRYPTED:
        return "this file is locked with a password. Make the zip again without one."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "this is a link to another file, not the file. Send the file itself."
    if ending == ENDING:
        return "a zip within a zip is not opened. Unpack it, and send its files."
    if ending not in endings:
        return f"a file of this kind ({ending or 'no ending'}) cannot be read. It must be one of {', '.join(endings)}."
    return too_big(info.file_size)


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """The members' names as they were packed, in the encoding that the packing program used."""
    raw = [None if info.flag_bits & UTF8 else info.orig_filename.encode("cp437", "replace") for info in infos]
    guessed = _guessed([name for name in raw if name is not None])
    names = []
    for info, coded in zip(infos, raw, strict=True):
        said = _unicode_path(info) or (info.orig_filename if coded is None else guessed.get(coded, ""))
        names.append(said.replace("\x00", "").replace("\\", "/"))
    return names


def _inside(packed: str) -> str:
    """The name with its folders, never a path out of anywhere."""
    parts = (part for part in packed.split("/") if part not in {"", ".", ".."})
    return "/".join(part for part in parts if not part.endswith(":"))


def _guessed(raw: list[bytes]) -> dict[bytes, str]:
    """Names without a declared encoding: UTF-8, else what the bytes of all of them look like, else that of DOS."""
    whole = b"\n".join(raw)
    try:
        return {name: name.decode("utf-8") for name in raw}
    except UnicodeDecodeError:
        pass
    try:
        found = decode(whole, "names")
        lines = found.text.split("\n")
    except ImportProblem:
        return {name: name.decode("cp437") for name in raw}
    # Programs for Western languages write names as DOS did; only for other scripts is a guess better.
    if found.encoding.startswith("Windows-1252") or len(lines) != len(raw):
        return {name: name.decode("cp437") for name in raw}
    return dict(zip(raw, lines, strict=True))


def _unicode_path(info: zipfile.ZipInfo) -> str:
    """The name in an extra field of its own, which some programs write beside the old one."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == UNICODE_PATH and length > 5:
            return extra[9 : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    return ""
