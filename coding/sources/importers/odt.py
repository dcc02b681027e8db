"""OpenDocument transcripts: paragraphs and tables in reading order, footnotes after their paragraph."""

import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from coding.sources.importers.guards import check_office_file, damaged, macros_said
from coding.sources.importers.lines import MARGINS_LEFT_OUT, sentences, to_transcript
from coding.sources.importers.odt_text import OFFICE, STYLE, OpenDocumentText, read_styles
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.transcript import ParsedTranscript

_PROGRAM = "OpenDocument"
_MARGINS = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")

_UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, SyntaxError, OSError, EOFError, RuntimeError, ValueError)


def parse_odt(name: str, data: bytes) -> ParsedTranscript:
    """Read an OpenDocument text; what is left out is said under `assumed`, never dropped in silence."""
    check_office_file(data, name, _PROGRAM, ".odt")
    content, styles = _parts(name, data)
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise ImportProblem(
            "this OpenDocument file is no text document.", remedy="Save its text as .odt, and upload that.", file=name
        )
    reading = OpenDocumentText(name, read_styles(styles, content))
    try:
        reading.read(body)
    except RecursionError as error:
        raise damaged(name, _PROGRAM) from error
    return to_transcript(reading.lines, [*sentences(reading.seen), *_margins(styles), *macros_said(BytesIO(data))])


def _parts(name: str, data: bytes) -> tuple[Any, Any]:
    """The trees of the text and of the styles beside it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            content = _tree(archive.read("content.xml"))
            has_styles = "styles.xml" in archive.namelist()
            return content, _tree(archive.read("styles.xml")) if has_styles else etree.Element("none")
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        SyntaxError,
        OSError,
        EOFError,
        RuntimeError,
        ValueError,
    ) as error:
        raise damaged(name, _PROGRAM) from error


def _tree(xml: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(xml, parser)


def _margins(styles: Any) -> list[str]:
    """Page headers and footers are not part of what was said."""
    parts = (part for master in styles.iter(f"{STYLE}master-page") for part in master)
    filled = any(
        part.tag in {f"{STYLE}{margin}" for margin in _MARGINS} and "".join(part.itertext()).strip() for part in parts
    )
    return [MARGINS_LEFT_OUT] if filled else []
