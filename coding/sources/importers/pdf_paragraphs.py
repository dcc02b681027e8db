"""From the lines of a PDF to its paragraphs: page headers left out, lines joined, words put together again."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from coding.sources.importers.caption_marks import spaced
from coding.sources.importers.pdf_lines import Line

MARGIN_LINES = 3  # at the top and at the bottom of a page: where running headers can stand
MOST_PAGES = 0.6  # of the pages, or of the left or right ones, that repeat it
SAME_PLACE = 6.0  # points
INDENT = 0.8  # of the height of a line
LARGER = 1.2  # letters of a heading, of those beside it
WIDER_GAP = 1.35  # between paragraphs, of that between lines
BREAKS_WORDS = 0.025  # of the lines end within a word, where words are broken at all
SOFT = "\u00ad"

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|pg\.?|p\.|seite|pagina|página|s\.)\s*)?(?:\d{1,5}|[ivxlc]{1,7})(?:\s*(?:/|of|von|de|di|sur|van)\s*\d{1,5})?\W*",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_COMPOUND = re.compile(r"[-\u2010]?[^\W_]")  # what goes on with a word after its hyphen
_KEPT_BEFORE = re.compile(
    r"self|well|non|ex|half|follow|high|low|long|short|all|co|semi|pre|post|e|x|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?:[•‣◦▪●*–—]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")


@dataclass
class Joined:
    """The text, and how many words that were broken at the end of a line were put together or kept their hyphen."""

    text: str
    joined: int = 0
    kept: int = 0


def without_running_lines(lines: list[Line], pages: int, opens: Sequence[bool]) -> tuple[list[Line], list[str]]:
    """The lines without page headers, footers and numbers, and what those were.

    They are known by standing at the same place of most pages; a line that opens a turn is none.
    """
    if pages < 2:
        return lines, []
    places = defaultdict(list)
    of_page = defaultdict(list)
    for index, line in enumerate(lines):
        of_page[line.page].append(index)
    for indices in of_page.values():
        by_height = sorted(indices, key=lambda index: -lines[index].middle)
        for index in {*by_height[:MARGIN_LINES], *by_height[-MARGIN_LINES:]}:
            if not opens[index]:
                places[_like(lines[index])].append(index)
    gone: set[int] = set()
    said: Counter[str] = Counter()
    for (pattern, _), alike in sorted(places.items()):
        for group in _same_place(alike, lines):
            if _runs(group, lines, pages):
                gone.update(group)
                said[pattern] += len(group)
    kept = [line for index, line in enumerate(lines) if index not in gone]
    return kept, [_running(pattern, times) for pattern, times in said.items()]


def _like(line: Line) -> tuple[str, bool]:
    number = _PAGE_NUMBER.fullmatch(line.text) is not None
    return ("#" if number and not re.search(r"[^\W\d]{2}", line.text) else _DIGITS.sub("#", line.text), number)


def _same_place(indices: list[int], lines: list[Line]) -> Iterable[list[int]]:
    """Those of them that stand at the same height of their pages."""
    group: list[int] = []
    for index in sorted(indices, key=lambda index: lines[index].middle):
        if group and lines[index].middle - lines[group[0]].middle > SAME_PLACE:
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def _runs(group: list[int], lines: list[Line], pages: int) -> bool:
    """Whether lines at one place are on most pages, or on most left or right ones."""
    on = {lines[index].page for index in group}
    if len(on) < 2:
        return False
    alike = len({lines[index].text for index in group}) == 1
    if not alike and not _counts_pages(group, lines):
        return False
    if pages == 2:
        return True
    sides = [sum(page % 2 == side for page in on) / max(1, len(range(side, pages, 2))) for side in (0, 1)]
    return len(on) >= MOST_PAGES * pages or (len(on) > 2 and max(sides) >= 0.8)


def _counts_pages(group: list[int], lines: list[Line]) -> bool:
    """Whether the numbers in lines that are otherwise alike are those of their pages."""
    differing = 0
    for a, b in pairwise(sorted(group, key=lambda index: lines[index].page)):
        steps = [int(y) - int(x) for x, y in zip(*(_DIGITS.findall(lines[i].text)[:9] for i in (a, b)), strict=False)]
        wrong = [step for step in steps if step not in {0, lines[b].page - lines[a].page}]
        differing += bool(wrong)
    return differing <= len(group) // 10


def _running(pattern: str, times: int) -> str:
    if pattern == "#":
        return f"page numbers on {times} pages were left out"
    return f'"{pattern[:60]}" at the edge of {times} pages was left out'


def joined_text(lines: list[Line], opens: Sequence[bool]) -> Joined:
    """The text with a line for each paragraph; `opens` says which lines begin a turn and so are never joined on."""
    shape = _Shape(lines, opens)
    broken = _Hyphens(lines)
    paragraphs: list[list[str]] = []
    for index, line in enumerate(lines):
        if index and not opens[index] and shape.goes_on(lines[index - 1], line):
            broken.add(paragraphs[-1], line.text)
        else:
            paragraphs.append([line.text])
    text = "\n".join(spaced(paragraph).replace(SOFT, "") for paragraph in paragraphs)
    return Joined(text, broken.joined, broken.kept)


class _Shape:
    """How the lines of a document are set: its margins, indents and distances."""

    def __init__(self, lines: list[Line], opens: Sequence[bool]) -> None:
        self.height = median(line.height for line in lines) if lines else 0.0
        self.rtl = sum(line.rtl for line in lines) > len(lines) / 2
        edges = defaultdict(list)
        gaps = []
        for line in lines:
            edges[line.column].append(line.left if self.rtl else line.right)
        for before, after in pairwise(lines):
            if before.page == after.page and before.column == after.column and before.middle > after.middle:
                gaps.append(before.middle - after.middle)
        self.edge = {column: min(its) if self.rtl else max(its) for column, its in edges.items()}
        # Most lines of a text with long turns stand close together; the smaller distances are those within paragraphs.
        self.gap = median(sorted(gaps)[: max(1, (len(gaps) + 1) // 2)]) if gaps else 0.0
        self._find_indents(lines, opens)

    def _find_indents(self, lines: list[Line], opens: Sequence[bool]) -> None:
        """Where paragraphs begin and where they go on, as seen where that is beyond doubt."""
        sides: tuple[dict, dict] = defaultdict(Counter), defaultdict(Counter)
        for index, line in enumerate(lines):
            begins = not index or opens[index] or self._had_room(lines[index - 1], line)
            sides[not begins][line.column][round(self._side(line))] += 1
        begin, go_on = sides
        self.starts = {column: at.most_common(1)[0][0] for column, at in {**go_on, **begin}.items()}
        self.goes_on_at = {column: at.most_common(1)[0][0] for column, at in {**begin, **go_on}.items()}

    def goes_on(self, before: Line, after: Line) -> bool:
        """Whether a line belongs to the paragraph of the one before it."""
        if max(before.height, after.height) > LARGER * min(before.height, after.height) and not (
            before.text[-1] > "\u058f" or after.text[0] > "\u058f"
        ):
            return False
        near = before.page == after.page and before.column == after.column
        if near and before.middle - after.middle > WIDER_GAP * self.gap + 1:
            return False
        if _ends_compound(before.text) and (
            after.text[0].isalpha() or (before.text[-2].isdigit() and after.text[0].isdigit())
        ):
            return True
        if _BULLET.match(after.text) or self._is_indented(after):
            return False
        return not self._had_room(before, after)

    def _is_indented(self, line: Line) -> bool:
        """Whether a line begins where paragraphs begin, on one side of where they go on."""
        starts, goes_on = self.starts[line.column], self.goes_on_at[line.column]
        if abs(starts - goes_on) < INDENT * self.height:
            return False
        return abs(self._side(line) - starts) < abs(self._side(line) - goes_on)

    def _side(self, line: Line) -> float:
        return line.right if self.rtl else line.left

    def _had_room(self, before: Line, after: Line) -> bool:
        """Whether the first word of a line would have fitted at the end of the one before: then that was the end."""
        edge = self.edge[before.column]
        room = before.left - edge if self.rtl else edge - before.right
        return room > after.first_word + 0.3 * after.height if _is_spaced(after.text) else room > 2.5 * after.height


def _is_spaced(text: str) -> bool:
    """Whether the script parts words by spaces, so that a line can only end between them."""
    return not re.match(r"[\u0e00-\u0e7f\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]", text)


class _Hyphens:
    """Joins words that were broken at the end of a line, by what the rest of the document shows."""

    def __init__(self, lines: list[Line]) -> None:
        self.joined = self.kept = 0
        self.words = Counter(word.casefold() for line in lines for word in _WORD.findall(line.text))
        # A program that breaks words does so again and again; else the hyphens at the ends are those of the text.
        broken = sum(_BROKEN.search(line.text[-80:]) is not None for line in lines)
        self.seldom = broken < BREAKS_WORDS * len(lines)

    def add(self, paragraph: list[str], text: str) -> None:
        """Add a line to a paragraph."""
        broken = _BROKEN.search(paragraph[-1][-80:])
        after = _WORD.match(text)
        if not broken or not after or not after[0][0].islower():
            if paragraph[-1].endswith(SOFT) or (_ends_compound(paragraph[-1]) and _COMPOUND.match(text)):
                self.kept += not paragraph[-1].endswith(SOFT)
                paragraph[-1] += text
            else:
                paragraph.append(text)
            return
        first, second = broken[1], after[0]
        if self._is_false_start(first, second) and not paragraph[-1].endswith(SOFT):
            paragraph.append(text)
        elif self._keeps_hyphen(paragraph[-1], first, second):
            self.kept += 1
            paragraph[-1] += text
        else:
            self.joined += 1
            paragraph[-1] = paragraph[-1][:-1] + text

    def _keeps_hyphen(self, line: str, first: str, second: str) -> bool:
        if line.endswith(SOFT):
            return False
        before = line[: -len(first) - 1]
        if before.endswith("-") or "-" in second:
            return True
        whole, compound = (first + second).casefold(), f"{first}-{second}".casefold()
        if self.words[whole] or self.words[compound]:
            return self.words[compound] > self.words[whole]
        return self.seldom or _KEPT_BEFORE.fullmatch(first) is not None

    def _is_false_start(self, first: str, second: str) -> bool:
        """`th- they`: a speaker who begins a word anew; the hyphen stood there before the line ended."""
        return second.casefold().startswith(first.casefold()) and not self.words[(first + second).casefold()]


def _ends_compound(line: str) -> bool:
    """`Anglo-` before `Saxon`, `20-` before `30`: a hyphen of the text itself."""
    return re.search(r"\w[-\u2010]$", line) is not None
