"""Checks before a file is opened: it is what it says, a whole zip, not a bomb, and declares no entities."""

import zipfile
from io import BytesIO
from pathlib import Path, PurePath
from typing import IO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from coding.sources.importers.characters import counted
from coding.sources.importers.limits import limits, megabytes
from coding.sources.importers.problems import ImportProblem

# What becomes a tree in memory: a paragraph of a real document takes some hundred bytes and four or five elements.
MAX_XML_BYTES = 80_000_000
MAX_XML_ELEMENTS = 1_500_000
RATIO_MATTERS_ABOVE = 20_000_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
_KINDS = (
    (ZIP, "a zip archive or an office document"),
    (OLD_OFFICE, "an old Word or Excel file"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x1a\x45\xdf\xa3", "a video file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"Rar!\x1a\x07", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
)
_TEXT_IN_DISGUISE = ((b"<!doctype html", "a web page"), (b"<html", "a web page"))
_MAY_HOLD_PICTURES = {".docx", ".odt", ".rtf", ".html", ".htm"}
_MACROS = ("Basic/", "Scripts/")
_PROGRAMS = {"Word", "Excel"}
_LOCKS = ("EncryptedPackage", "EncryptionInfo")
_NEW_DOCUMENT = "Save its text in a new document, and upload that."


def kind_of(data: bytes) -> str | None:
    """What a file is by its first bytes, whatever its name says; None where they tell nothing."""
    if data[4:8] == b"ftyp":
        return "a sound or video file"
    return next((kind for signature, kind in _KINDS if data.startswith(signature)), None)


def too_big(size: int) -> str:
    """What is wrong with a file of so many bytes; nothing if it is within the limits."""
    most = limits().file_bytes
    return f"this file has {megabytes(size)}; the most is {megabytes(most)}." if size > most else ""


def refuse_big(size: int, name: str) -> None:
    """Raise ImportProblem where a file has more bytes than the limits allow."""
    if problem := too_big(size):
        pictures = PurePath(name).suffix.lower() in _MAY_HOLD_PICTURES
        remedy = "Save it without its pictures, or split it." if pictures else "Split it, and import the parts."
        raise ImportProblem(problem, remedy=remedy, file=name)


def refuse_empty(data: bytes, name: str) -> None:
    if not data.strip(b"\x00 \t\r\n"):
        raise ImportProblem("this file is empty.", remedy="Upload one with text in it.", file=name)


def refuse_great(elements: int, name: str, size: int = 0) -> None:
    """Raise ImportProblem where a text is made of more marks than a machine should read; `size` is in bytes."""
    if elements > MAX_XML_ELEMENTS or size > MAX_XML_BYTES:
        raise ImportProblem(
            "this file holds more marks around its text (styles, tables, empty paragraphs) than any transcript has.",
            remedy=_NEW_DOCUMENT,
            file=name,
        )


def too_many_characters(name: str) -> ImportProblem:
    """What is said of a project whose texts are longer than those of any study."""
    return ImportProblem(
        f"its texts have more than {limits().characters:,} characters.",
        remedy="Export it in several parts.",
        file=name,
    )


def check_office_file(data: bytes, name: str, kind: str, ending: str) -> None:
    """Raise ImportProblem unless `data` is an office file that is safe to open; `kind` is what to call it."""
    refuse_big(len(data), name)
    _check_office(BytesIO(data), len(data), name, kind, ending)


def check_office_path(path: Path, name: str, kind: str, ending: str) -> None:
    """check_office_file() for a file that need not be held in memory."""
    with path.open("rb") as stream:
        _check_office(stream, path.stat().st_size, name, kind, ending)


def _check_office(stream: IO[bytes], size: int, name: str, kind: str, ending: str) -> None:
    head = stream.read(1 << 16)
    refuse_empty(head, name)
    if head.startswith(OLD_OFFICE):
        raise _locked(name, ending) if _is_locked(head + stream.read()) else _old(name, kind, ending)
    if not head.startswith(ZIP):
        raise damaged(name, kind, head)
    try:
        with zipfile.ZipFile(stream) as archive:
            refuse_bomb(archive.infolist(), size, name, _NEW_DOCUMENT)
            if _is_locked_open_document(archive):
                raise _locked(name, ending)
            _refuse_entities(archive, name)
            if ending in {".docx", ".odt"}:
                _refuse_great_trees(archive, name)
    except (
        zipfile.BadZipFile,
        ParseError,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise damaged(name, kind) from error


def macros_said(path: Path | IO[bytes]) -> list[str]:
    """The sentence about macros in an office file that was checked, if it holds any: nothing reads or runs them."""
    with zipfile.ZipFile(path) as archive:
        found = any(part.endswith("vbaProject.bin") or part.startswith(_MACROS) for part in archive.namelist())
    return ["macros in this file were left out"] if found else []


def damaged(name: str, kind: str, data: bytes = b"") -> ImportProblem:
    """A file that is not of the kind it should be: what it is instead, where `data` tells."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    other = kind_of(data) or next((what for mark, what in _TEXT_IN_DISGUISE if start.startswith(mark)), None)
    if other:
        return ImportProblem(
            f"this is not {_a(kind)} file but {other}.",
            remedy="Give it its right ending, and upload it again.",
            file=name,
        )
    program = kind if kind in _PROGRAMS else "the program it comes from"
    return ImportProblem(
        f"this file is damaged, or no {kind} file.",
        remedy=f"Open it in {program}, save it again, and upload that.",
        file=name,
    )


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "AEIO" or kind in {"RTF", "HTML"} else f"a {kind}"


def _old(name: str, kind: str, ending: str) -> ImportProblem:
    return ImportProblem(
        f"this is an old {kind} file with a new ending.",
        remedy=f"Open it in {kind}, save it as {ending}, and upload that.",
        file=name,
    )


def _locked(name: str, ending: str) -> ImportProblem:
    return ImportProblem(
        "this file is locked with a password.",
        remedy=f"Save it as {ending} without a password, and upload that.",
        file=name,
    )


def _is_locked(data: bytes) -> bool:
    """An office file with a password is an old container around the encrypted one."""
    return any(lock.encode("utf-16-le") in data for lock in _LOCKS)


def _is_locked_open_document(archive: zipfile.ZipFile) -> bool:
    if any(part.flag_bits & 1 for part in archive.infolist()):
        return True
    try:
        with archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(1 << 20)
    except KeyError:
        return False


def refuse_bomb(parts: list[zipfile.ZipInfo], size: int, name: str, remedy: str) -> None:
    """Raise ImportProblem where a zip of `size` bytes would unpack beyond the limits."""
    allowed = limits()
    # zipfile never unpacks more of a part than it declares, so the declared sizes bound what is written or held.
    unpacked = sum(part.file_size for part in parts)
    swollen = unpacked > RATIO_MATTERS_ABOVE and unpacked > size * allowed.ratio
    if unpacked > allowed.unpacked_bytes or swollen or len(parts) > allowed.parts:
        raise ImportProblem(
            f"it unpacks to {megabytes(unpacked)} in {counted(len(parts), 'file', 'files')}, which is not safe.",
            remedy=remedy,
            file=name,
        )


def _refuse_great_trees(archive: zipfile.ZipFile, name: str) -> None:
    """Count the elements of each part without building them: a small file may hold millions of empty ones."""
    for part in archive.infolist():
        if not part.filename.endswith(".xml"):
            continue
        elements = 0
        with archive.open(part) as stream:
            while part.file_size <= MAX_XML_BYTES and elements <= MAX_XML_ELEMENTS and (block := stream.read(1 << 20)):
                elements += block.count(b"<") - block.count(b"</")
        refuse_great(elements, name, part.file_size)


def _refuse_entities(archive: zipfile.ZipFile, name: str) -> None:
    """A document type can only stand before the first element, so reading stops there."""
    for part in archive.namelist():
        if not part.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(part) as stream:
                next(iter(iterparse(stream, events=("start",), forbid_dtd=True)), None)
        except DefusedXmlException as error:
            raise ImportProblem(
                "this file declares XML entities, as no word processor does and some attacks do.",
                remedy=_NEW_DOCUMENT,
                file=name,
            ) from error
