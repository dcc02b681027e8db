"""PDF transcripts: the text as a person reads it, turns on lines of their own."""

from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from coding.sources.importers.characters import clean, counted, refuse_long
from coding.sources.importers.limits import limits
from coding.sources.importers.pdf_lines import Line, page_lines
from coding.sources.importers.pdf_paragraphs import joined_text, without_running_lines
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.transcript import ParsedTranscript, opening_lines, recognise_turns

END_WITHIN = 4096  # bytes at the end of a file where its end mark stands, if it is whole
MOSTLY = 0.2  # of the signs without a letter: then the text is none
SHOWN = 8
SAVE_AGAIN = "Open it in a PDF reader, save or print it as PDF again, and upload that."


def parse_pdf(name: str, data: bytes) -> ParsedTranscript:
    """Read a PDF that holds text; `assumed` says what was left out or put together.

    Raises ImportProblem for one that is damaged, locked, scanned, or larger than the limits.
    """
    document = _open(name, data)
    try:
        lines, without_text, unreadable = _read(document, name)
        pages = len(document)
    finally:
        document.close()
    # A page footer may look like the row of a table.
    said_by = opening_lines([line.text.replace("\t", " ") for line in lines])
    lines, running = without_running_lines(lines, pages, said_by)
    joined = joined_text(lines, opening_lines([line.text for line in lines]))
    text, changed = clean(joined.text, name)
    said = [
        *running,
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
            unreadable,
            "sign has no letter behind it in this PDF and was left out",
            "signs have no letter behind them in this PDF and were left out",
        ),
        _pages_without_text(without_text),
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


def _read(document: Any, name: str) -> tuple[list[Line], list[int], int]:
    """The lines of all pages, the numbers of pages that are pictures only, and how many signs are no letters."""
    lines: list[Line] = []
    pictures: list[int] = []
    unreadable = signs = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise _damaged(name) from error
        signs += text_page.count_chars()
        refuse_long(signs, name)
        found, lost = page_lines(text_page, number)
        if not found and any(page.get_objects(max_depth=3)):
            pictures.append(number + 1)
        lines += found
        unreadable += lost
        text_page.close()
        page.close()
    _refuse_unreadable(lines, bool(pictures), unreadable, signs, name)
    return lines, pictures, unreadable


def _refuse_unreadable(lines: list[Line], pictures: bool, unreadable: int, signs: int, name: str) -> None:
    if not lines and pictures and not unreadable:
        raise ImportProblem(
            "this PDF holds pictures of pages but no text; it was scanned.",
            remedy="Run text recognition (OCR) over it first, and upload the result.",
            file=name,
        )
    strange = sum("\ue000" <= sign <= "\uf8ff" or sign == "\ufffd" for line in lines for sign in line.text)
    if unreadable + strange > MOSTLY * signs:
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
