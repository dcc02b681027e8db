"""PDF transcripts: the text as a person reads it, turns on lines of their own."""

from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from coding.sources.importers.characters import clean, counted, refuse_long
from coding.sources.importers.limits import limits
from coding.sources.importers.pdf_lines import Line, page_text
from coding.sources.importers.pdf_paragraphs import joined_text, without_running_lines
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.transcript import ParsedTranscript, opening_lines, recognise_turns

END_WITHIN = 4096  # bytes at the end of a file where its end mark stands, if it is whole
MOSTLY = 0.2  # of the signs without a letter: then the text is none
SHOWN = 8
SAVE_AGAIN = "Open it in a PDF reader, save or print it as PDF again, and upload that."


@dataclass
class _Read:
    """The lines of all pages; the numbers of pages that are pictures only; signs that stand for no letter."""

    lines: list[Line] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    unreadable: int = 0
    numbered: int = 0


def parse_pdf(name: str, data: bytes) -> ParsedTranscript:
    """Read a PDF that holds text; `assumed` says what was left out or put together.

    Raises ImportProblem for one that is damaged, locked, scanned, or larger than the limits.
    """
    document = _open(name, data)
    try:
        read = _read(document, name)
        pages = len(document)
    finally:
        document.close()
    # A page footer may look like the row of a table.
    opens = opening_lines([line.text.replace("\t", " ") for line in read.lines])
    lines, running = without_running_lines(read.lines, pages, opens)
    joined = joined_text(lines, opening_lines([line.text for line in lines]))
    text, changed = clean(joined.text, name)
    said = [
        *running,
        counted(read.numbered, "line number was left out", "line numbers in the margin were left out"),
        counted(
            joined.joined,
            "word that was hyphenated at the end of a line was joined",
            "words that were hyphenated at the end of a line were joined",
        ),
        counted(
            joined.kept,
            "word with a hyphen at the end of a line kept it",
            "words with a hyphen at the end of a line kept it",
        ),
        counted(
            read.unreadable,
            "sign has no letter behind it in this PDF and was left out",
            "signs have no letter behind them in this PDF and were left out",
        ),
        _pages_without_text(read.pictures),
        *changed,
    ]
    return recognise_turns(text, [sentence for sentence in said if sentence])


def _open(name: str, data: bytes) -> Any:
    start = data[:1024].find(b"%PDF-")
    if start < 0:
        raise ImportProblem("this is no PDF file.", remedy="Give it its right ending, and upload it again.", file=name)
    if b"%%EOF" not in data[-END_WITHIN:]:
        raise ImportProblem(
            "the end of this PDF is missing.", remedy="Copy or download it again, and upload that.", file=name
        )
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise ImportProblem(
                "this PDF is locked with a password.", remedy="Save it without one, and upload that.", file=name
            ) from error
        raise _damaged(name) from error
    if not 0 < pages <= limits().pages:
        document.close()
        if not pages:
            raise _damaged(name)
        raise ImportProblem(
            f"this PDF has {pages:,} pages; the most is {limits().pages:,}.",
            remedy="Split it, and upload the parts.",
            file=name,
        )
    return document


def _read(document: Any, name: str) -> _Read:
    read = _Read()
    signs, gutter = 0, None
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise _damaged(name) from error
        signs += text_page.count_chars()
        refuse_long(signs, name)
        found = page_text(text_page, number, gutter)
        gutter = found.gutter
        if not found.lines and any(page.get_objects(max_depth=3)):
            read.pictures.append(number + 1)
        read.lines += found.lines
        read.unreadable += found.unreadable
        read.numbered += found.numbered
        text_page.close()
        page.close()
    _refuse_unreadable(read, signs, name)
    return read


def _refuse_unreadable(read: _Read, signs: int, name: str) -> None:
    if not read.lines and read.pictures and not read.unreadable:
        raise ImportProblem(
            "this PDF holds pictures of pages but no text; it was scanned.",
            remedy="Run text recognition (OCR) over it first, and upload the result.",
            file=name,
        )
    strange = sum("\ue000" <= sign <= "\uf8ff" or sign == "\ufffd" for line in read.lines for sign in line.text)
    if read.unreadable + strange > MOSTLY * signs:
        raise ImportProblem(
            "the letters of this PDF are drawn only; which letters they are is not in the file.",
            remedy="Export it again from the program it comes from, or run text recognition (OCR) over it.",
            file=name,
        )


def _pages_without_text(numbers: list[int]) -> str:
    if not numbers:
        return ""
    some = ", ".join(map(str, numbers[:SHOWN])) + (" and others" if len(numbers) > SHOWN else "")
    return f"page {some} holds no text" if len(numbers) == 1 else f"pages {some} hold no text"


def _damaged(name: str) -> ImportProblem:
    return ImportProblem("this PDF is damaged.", remedy=SAVE_AGAIN, file=name)
