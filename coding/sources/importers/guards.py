"""Checks before an office file is opened: it is a whole zip, not a bomb, and declares no entities."""

import zipfile
from io import BytesIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from coding.sources.importers.problems import ImportProblem

MAX_FILE_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 300_000_000
# What becomes a tree in memory: a paragraph of a real document takes some hundred bytes and four or five elements.
MAX_XML_BYTES = 80_000_000
MAX_XML_ELEMENTS = 1_500_000
MAX_RATIO = 200
RATIO_MATTERS_ABOVE = 20_000_000
MAX_PARTS = 10_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def refuse_big(data: bytes, name: str) -> None:
    if len(data) > MAX_FILE_BYTES:
        raise ImportProblem(
            f"this file has {len(data) / 1e6:,.0f} MB; the most is {MAX_FILE_BYTES / 1e6:,.0f} MB.",
            remedy="Split it, or save it without its pictures.",
            file=name,
        )


def check_office_file(data: bytes, name: str, kind: str, ending: str) -> None:
    """Raise ImportProblem unless `data` is an office file that is safe to open; `kind` is what to call it."""
    refuse_big(data, name)
    if not data:
        raise ImportProblem("this file is empty.", remedy="Upload one with text in it.", file=name)
    if data.startswith(OLD_OFFICE):
        raise ImportProblem(
            f"this is an old {kind} file, or one locked with a password.",
            remedy=f"Save it as {ending} without a password, and upload that.",
            file=name,
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _refuse_bomb(archive, len(data), name)
            _refuse_entities(archive, name)
            if ending == ".docx":
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


def damaged(name: str, kind: str) -> ImportProblem:
    return ImportProblem(
        f"this file is damaged, or no {kind} file.",
        remedy=f"Open it in {kind}, save it again, and upload that.",
        file=name,
    )


def _refuse_bomb(archive: zipfile.ZipFile, size: int, name: str) -> None:
    parts = archive.infolist()
    # zipfile never unpacks more of a part than it declares, so the declared sizes bound the memory.
    unpacked = sum(part.file_size for part in parts)
    swollen = unpacked > RATIO_MATTERS_ABOVE and unpacked > size * MAX_RATIO
    if unpacked > MAX_UNPACKED_BYTES or swollen or len(parts) > MAX_PARTS:
        raise ImportProblem(
            f"this file unpacks to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts, which is not safe.",
            remedy="Save its text in a new document, and upload that.",
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
        if part.file_size > MAX_XML_BYTES or elements > MAX_XML_ELEMENTS:
            raise ImportProblem(
                f"this file holds {part.file_size / 1e6:,.0f} MB of text marks, more than any transcript has.",
                remedy="Save its text in a new document, and upload that.",
                file=name,
            )


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
                remedy="Save its text in a new document, and upload that.",
                file=name,
            ) from error
