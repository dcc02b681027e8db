"""The lines of a PDF page in the order a person reads them: columns one after the other, cells of a row on one line."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from coding.sources.importers.pdf_bidi import as_written, is_rtl

CELL_GAP = 0.9  # of the height of the letters: a wider gap may part columns or cells
TAB_GAP = 2.0  # and from here on it is written as a tab
TOUCHING = 0.1  # and below it two pieces are one word
FEWEST_ROWS = 3  # that end at one place show the edge of a column
SAME_EDGE = 1.5  # points
SAME_ROW = 0.5  # of the height: how far the middles of two pieces of one row may lie apart
COLUMN_LINES = 5  # fewer lines side by side are no columns
COLUMN_WIDTH = 0.25  # of the width of the text, which a fifth of the lines of a column reach and of cells do not

LONGEST_NUMBER = 5  # digits of the number of a line
FEWEST_NUMBERS = 4  # on a page

LINE_ENDS = {0x0A, 0x0D}
HYPHENS = {0x02, 0xFFFE}  # how PDFium gives a hyphen at the end of a line


@dataclass(frozen=True)
class Letter:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    space_before: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a page, in points from its lower left corner; `right_edge` and `left_edge` are those of its column."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    first_word: float  # how wide the first word is
    column: tuple[int, int] = (0, 0)
    rtl: bool = False
    after_space: bool = False  # within a row

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class PageText:
    """The lines of a page in reading order, how many signs stand for no letter, and how many lines were numbered.

    `gutter` is where the page is parted into two columns, if it is.
    """

    lines: list[Line]
    unreadable: int
    numbered: int
    gutter: float | None = None


def page_text(text_page: Any, number: int, gutter: float | None = None) -> PageText:
    """What stands on a page, pages numbered from 0; `gutter` is that of the page before it."""
    found: list[list[Letter]] = [[]]
    unreadable = 0
    for letter in _letters(text_page):
        if letter is None:
            found.append([])
        elif letter.text == "\0":
            unreadable += 1
        else:
            found[-1].append(letter)
    found = [letters for letters in found if any(letter.text != " " for letter in letters)]
    from_right = _read_from_right(found)
    pieces = [piece for letters in found for piece in _pieces(letters, number, from_right)]
    numbers = _line_numbers(pieces)
    pieces = whole_words([piece for piece in pieces if piece not in numbers])
    parted = _gutter(pieces) or _gutter_of_few(pieces, gutter)
    return PageText(in_order(pieces, parted), unreadable, len(numbers), parted)


def whole_words(pieces: list[Line]) -> list[Line]:
    """Pieces that touch as one: PDFium cuts some lines into their letters."""
    whole: list[Line] = []
    for piece in pieces:
        last = whole[-1] if whole else None
        apart = abs(piece.left - last.right) if last else 0
        if (
            last
            and apart < TOUCHING * last.height
            and _in_one_row(piece, last)
            and not (piece.rtl or last.rtl or piece.after_space)
        ):
            whole[-1] = replace(last, text=last.text + piece.text, right=piece.right)
        else:
            whole.append(piece)
    return whole


def _line_numbers(pieces: list[Line]) -> set[Line]:
    """The numbers that a word processor sets beside the lines: alone in the left margin, and counting."""
    numbers = [piece for piece in pieces if piece.text.isdecimal() and len(piece.text) <= LONGEST_NUMBER]
    others = [piece.left for piece in pieces if not piece.text.isdecimal()]
    if len(numbers) < FEWEST_NUMBERS or not others or max(piece.right for piece in numbers) > min(others):
        return set()
    values = [int(piece.text) for piece in sorted(numbers, key=lambda piece: -piece.middle)]
    steps = {after - before for before, after in pairwise(values)}
    return set(numbers) if len(steps) == 1 and steps <= {1, 2, 5, 10} else set()


def _read_from_right(found: list[list[Letter]]) -> bool:
    """Whether lines with letters of a right-to-left script begin at the right margin, as short ones show."""
    mixed = [letters for letters in found if is_rtl("".join(letter.text for letter in letters))]
    if not mixed:
        return False
    edges = [(min(a.left for a in letters), max(a.right for a in letters)) for letters in found]
    left, right = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
    votes = [(right - max(a.right for a in letters)) - (min(a.left for a in letters) - left) for letters in mixed]
    return sum(votes) <= 0


def _letters(text_page: Any) -> Iterator[Letter | None]:
    """The letters and spaces in the order of the file, None where PDFium sees a line end."""
    box = pdfium.FS_RECTF()
    before, size = "", 0.0
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in LINE_ENDS:
            yield None
            continue
        sign = "-" if code in HYPHENS else chr(code)
        if sign.isspace() and pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            # A space that PDFium sees has no place of its own: it stands at the side of the letter before it.
            at = box.left if is_rtl(before) else box.right
            yield Letter(" ", at, at, box.bottom, box.top, size)
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        size = pdfium.FPDFText_GetFontSize(text_page, index)
        before = sign
        yield Letter(" " if sign.isspace() else sign, box.left, box.right, box.bottom, box.top, size)


def _pieces(letters: list[Letter], page: int, from_right: bool) -> Iterator[Line]:
    """A line cut where a gap is so wide that it may part columns."""
    rtl = is_rtl("".join(letter.text for letter in letters))
    letters = as_written(letters, from_right) if rtl else _without_spaces(letters)
    if rtl:
        yield _line(letters, page, from_right)
        return
    begun = 0
    for at in range(1, len(letters)):
        before, after = letters[at - 1], letters[at]
        apart = max(before.left - after.right, after.left - before.right)
        if apart > CELL_GAP * (before.top - before.bottom) and not unicodedata.combining(after.text[0]):
            yield _line(letters[begun:at], page)
            begun = at
    yield _line(letters[begun:], page)


def _without_spaces(letters: list[Letter]) -> list[Letter]:
    """Only letters; each knows whether white space stands before it."""
    return [
        replace(letter, space_before=True) if at and letters[at - 1].text == " " else letter
        for at, letter in enumerate(letters)
        if letter.text != " "
    ]


def _line(letters: list[Letter], page: int, rtl: bool = False) -> Line:
    text = "".join(
        " " + letter.text if letter.space_before and at else letter.text for at, letter in enumerate(letters)
    )
    first = next((at for at, letter in enumerate(letters) if at and letter.space_before), len(letters))
    word = letters[:first]
    return Line(
        text,
        page,
        min(letter.left for letter in letters),
        max(letter.right for letter in letters),
        median(letter.bottom for letter in letters),
        median(letter.top for letter in letters),
        max(letter.right for letter in word) - min(letter.left for letter in word),
        rtl=rtl,
        after_space=letters[0].space_before,
    )


def in_order(pieces: list[Line], gutter: float | None) -> list[Line]:
    """The lines of a page as they are read, one column after the other; each piece is in one of them."""
    if gutter is None:
        return [replace(line, column=(0, 1)) for line in _rows(pieces)]
    across = _across(pieces, gutter)
    within = [line for line in pieces if line not in across]
    ordered: list[Line] = []
    top = float("inf")
    for bar in [*_rows([line for line in pieces if line in across]), None]:
        bottom = bar.middle if bar else float("-inf")
        band = [line for line in within if bottom < line.middle <= top]
        columns = [line for line in band if line.right <= gutter], [line for line in band if line.left >= gutter]
        order = (1, 0) if sum(line.rtl for line in band) > len(band) / 2 else (0, 1)
        for side in order:
            ordered += [replace(line, column=(side, 2)) for line in _rows(columns[side])]
        if bar:
            ordered.append(replace(bar, column=(0, 1)))
        top = bottom
    return ordered


def _across(pieces: list[Line], gutter: float) -> set[Line]:
    """The pieces that reach over both columns, and those beside them: a line may be stretched from edge to edge."""
    crossing = {line for line in pieces if line.left < gutter < line.right}
    return crossing | {line for line in pieces if any(_in_one_row(line, bar) for bar in crossing)}


def _in_one_row(one: Line, other: Line) -> bool:
    return abs(one.middle - other.middle) < SAME_ROW * max(other.height, 1.0)


def _gutter(pieces: list[Line]) -> float | None:
    """Where a page of two columns is parted; None where it is not."""
    if len(pieces) < 2 * COLUMN_LINES:
        return None
    left, right = min(line.left for line in pieces), max(line.right for line in pieces)
    width = right - left
    # By rows: the words of a stretched line are many pieces, of which few stand at any one place.
    rows = len(_rows(pieces))
    best = None
    for step in range(30, 71):
        at = left + width * step / 100
        before = _runs([line for line in pieces if line.right <= at])
        after = _runs([line for line in pieces if line.left >= at])
        crossing = sum(line.left < at < line.right for line in pieces)
        if min(len(before), len(after)) < COLUMN_LINES or crossing > 0.3 * rows:
            continue
        narrow = min(_reached(side) for side in (before, after))
        gap = min(line.left for line in after) - max(line.right for line in before)
        if narrow > COLUMN_WIDTH * width and (best is None or (crossing, -gap) < best[0]):
            best = (crossing, -gap), (min(line.left for line in after) + max(line.right for line in before)) / 2
    return best[1] if best else None


def _gutter_of_few(pieces: list[Line], gutter: float | None) -> float | None:
    """Where a page with few lines is parted: as the page before it, if most of its lines keep to the columns."""
    if gutter is None:
        return None
    sides = [
        _runs([line for line in pieces if side(line)])
        for side in (lambda line: line.right <= gutter, lambda line: line.left >= gutter)
    ]
    rows = len(_rows(pieces))
    crossing = sum(line.left < gutter < line.right for line in pieces)
    return gutter if all(sides) and min(map(len, sides)) < COLUMN_LINES and crossing <= rows / 2 else None


def _runs(pieces: list[Line]) -> list[Line]:
    """Pieces of a row that stand close together as one, as the words of a stretched line do."""
    runs: list[Line] = []
    for piece in sorted(pieces, key=lambda line: (-round(line.middle), line.left)):
        last = runs[-1] if runs else None
        if last and _in_one_row(piece, last) and 0 <= piece.left - last.right <= TAB_GAP * last.height:
            runs[-1] = replace(last, right=piece.right)
        else:
            runs.append(piece)
    return runs


def _reached(lines: list[Line]) -> float:
    """The width that a fifth of the lines have or pass."""
    return sorted(line.right - line.left for line in lines)[-1 - len(lines) // 5]


def _rows(pieces: list[Line]) -> list[Line]:
    """Pieces from top to bottom, those of one row as one line."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda line: -line.middle):
        if rows and _in_one_row(piece, rows[-1][0]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    if not rows:
        return []
    left = _edge(min(piece.left for piece in row) for row in rows)
    right = _edge(max(piece.right for piece in row) for row in rows)
    return [_row(row, left, right) for row in rows]


def _edge(places: Iterable[float]) -> float:
    """Where most rows begin or end; nowhere if they hardly agree."""
    place, rows = Counter(map(round, places)).most_common(1)[0]
    return place if rows >= FEWEST_ROWS else float("inf")


def _row(row: list[Line], left: float, right: float) -> Line:
    """Pieces of a row as one line, with tabs between cells; a line stretched from edge to edge has none."""
    if len(row) == 1:
        return row[0]
    rtl = sum(piece.rtl for piece in row) > len(row) / 2
    row = sorted(row, key=lambda line: -line.right if rtl else line.left)
    starts, ends = min(piece.left for piece in row), max(piece.right for piece in row)
    stretched = abs(starts - left) < SAME_EDGE and abs(ends - right) < SAME_EDGE
    text = row[0].text
    for before, after in pairwise(row):
        gap = before.left - after.right if rtl else after.left - before.right
        tab = gap > TAB_GAP * before.height and not (stretched and after.after_space)
        text += ("\t" if tab else " ") + after.text
    return replace(row[0], text=text, left=starts, right=ends, rtl=rtl)
