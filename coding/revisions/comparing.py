"""What was changed between two texts, word by word: first whole lines, then the words of those that differ. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from coding.revisions.anchoring import SHORTEST_QUOTE, Edit, Move, TextChange
from coding.revisions.graphemes import TOKEN, enclosing

# Pairs of elements that are compared one by one; longer stretches are cut at what is in both of them once.
FEW_PAIRS = 40_000
RUN = 9
# So many words, blanks and marks at most are told apart when they were replaced one by one.
FEW_WORDS = 15
Pair = tuple[int, int, int]  # place in the old sequence, place in the new one, length


def change_between(old: str, new: str) -> TextChange:
    """Return how the new text came out of the old one; time grows little faster than their length."""
    head, tail = _common_ends(old, new)
    old_end, new_end = len(old) - tail, len(new) - tail
    raw = list(_edits_of_lines(old, new, (head, old_end), (head, new_end)))
    edits = tuple(_in_words(old, raw))
    return TextChange(old, new, edits, moves=_moves(old, new, edits))


def _common_ends(old: str, new: str) -> tuple[int, int]:
    """The lengths of what both begin and end with, cut back to the ends of lines or texts, so that words stay whole."""
    head = _common_length(old, new, backwards=False)
    if head < len(old) or head < len(new):
        head = old.rfind("\n", 0, head) + 1
    room = min(len(old), len(new)) - head
    tail = min(_common_length(old, new, backwards=True), room)
    if tail and tail < max(len(old), len(new)):
        line = old.find("\n", len(old) - tail)
        tail = len(old) - line - 1 if line >= 0 else 0
    return head, tail


def _common_length(old: str, new: str, *, backwards: bool) -> int:
    """The length of the longest common beginning or end, by halving."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        part, other = (
            (old[len(old) - middle :], new[len(new) - middle :]) if backwards else (old[:middle], new[:middle])
        )
        low, high = (middle, high) if part == other else (low, middle - 1)
    return low


def _edits_of_lines(old: str, new: str, a: tuple[int, int], b: tuple[int, int]) -> Iterator[Edit]:
    """Give the edits in [a) of the old and [b) of the new text: lines, and the words of the lines that differ."""
    old_lines, new_lines = _lines(old[slice(*a)]), _lines(new[slice(*b)])
    # Lines are the same whatever blanks surround them; these are looked at with the words.
    old_bare, new_bare = [line.strip() for line in old_lines], [line.strip() for line in new_lines]
    matches = _matches(old_bare, new_bare)
    # A line that stands elsewhere now is not looked at word by word: it stays whole.
    moved = _in_both(old_bare, new_bare)
    for old_start, old_end, new_start, new_end in _gaps(old_lines, new_lines, matches, a[0], b[0]):
        old_words, new_words = _words(old[old_start:old_end], moved), _words(new[new_start:new_end], moved)
        for one, two, three, four in _gaps(old_words, new_words, _matches(old_words, new_words), old_start, new_start):
            yield Edit(one, two, new[three:four])


def _in_both(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Lines long enough to be known again that both texts have just once."""
    often, often_new = Counter(old), Counter(new)
    return {line for line, n in often.items() if n == 1 == often_new[line] and len(line) >= SHORTEST_QUOTE}


def _words(text: str, whole: set[str]) -> list[str]:
    """The words, blanks and marks of a text; lines of the set in one piece."""
    if not whole:
        return TOKEN.findall(text)
    words: list[str] = []
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare in whole:
            left = line.index(bare)
            words += [*line[:left], bare, *line[left + len(bare) :]]
        else:
            words += TOKEN.findall(line)
    return words


def _lines(text: str) -> list[str]:
    """Lines with the empty lines after them: an empty line alone is nowhere to hold on to."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and not line.strip():
            lines[-1] += line + "\n"
        else:
            lines.append(line + "\n")
    if lines:
        lines[-1] = lines[-1][:-1]
    return lines


def _gaps(
    old: Sequence[str], new: Sequence[str], matches: Sequence[Pair], a: int, b: int
) -> Iterator[tuple[int, int, int, int]]:
    """Give what lies between the elements that are the same, as offsets counted from a in the old and b in the new."""
    i = j = 0
    same = [(x + n, y + n) for x, y, size in matches for n in range(size)]
    for x, y in [*same, (len(old), len(new))]:
        gone, come = sum(map(len, old[i:x])), sum(map(len, new[j:y]))
        if gone or come:
            yield a, a + gone, b, b + come
        a, b, i, j = a + gone, b + come, x + 1, y + 1
        if x == len(old):
            return
        if old[x] != new[y]:
            yield a, a + len(old[x]), b, b + len(new[y])
        a, b = a + len(old[x]), b + len(new[y])


def _matches(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Elements in both, in order. Short stretches are compared fully, long ones between what both have just once."""
    found: list[Pair] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        i, k, j, m = waiting.pop()
        while i < k and j < m and old[i] == new[j]:
            found.append((i, j, 1))
            i, j = i + 1, j + 1
        while i < k and j < m and old[k - 1] == new[m - 1]:
            k, m = k - 1, m - 1
            found.append((k, m, 1))
        if i == k or j == m:
            continue
        if (k - i) * (m - j) <= FEW_PAIRS:
            blocks = SequenceMatcher(None, old[i:k], new[j:m], autojunk=False).get_matching_blocks()
            found += [(i + x, j + y, size) for x, y, size in blocks if size]
            continue
        anchors = _anchors(old[i:k], new[j:m]) or _anchors(_runs(old[i:k]), _runs(new[j:m]))
        found += [(i + x, j + y, 1) for x, y in anchors]
        ends = [(-1, -1), *anchors, (k - i, m - j)]
        if anchors:
            waiting += [(i + x + 1, i + x2, j + y + 1, j + y2) for (x, y), (x2, y2) in pairwise(ends)]
    return sorted(found)


def _runs(elements: Sequence[str]) -> list[tuple[str, ...]]:
    """Each element with those that follow it: what is common alone is rare in company."""
    return [tuple(elements[i : i + RUN]) for i in range(len(elements))]


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest rising chain of elements that either sequence holds exactly once."""
    often, often_new = Counter(old), Counter(new)
    place = {one: j for j, one in enumerate(new) if often_new[one] == 1}
    pairs = [(i, place[one]) for i, one in enumerate(old) if often[one] == 1 and one in place]
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_i, j) in enumerate(pairs):
        level = bisect_left(tops, j)
        before.append(last[level - 1] if level else -1)
        if level == len(tops):
            tops.append(j)
            last.append(number)
        else:
            tops[level], last[level] = j, number
    chain = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _in_words(old: str, raw: list[Edit]) -> Iterator[Edit]:
    """Join edits that only blanks and marks keep apart, and tell words apart again that were replaced one by one."""
    joined: list[Edit] = []
    for edit in raw:
        between = old[joined[-1].end : edit.start] if joined else ""
        if joined and (not between or (_is_thin(between) and _both(old, joined[-1]) and _both(old, edit))):
            joined[-1] = Edit(joined[-1].start, edit.end, joined[-1].text + between + edit.text)
        else:
            joined.append(edit)
    for edit in joined:
        yield from _one_by_one(old, edit)


def _is_thin(between: str) -> bool:
    return "\n" not in between and not any(letter.isalnum() for letter in between)


def _both(old: str, edit: Edit) -> bool:
    """Say whether words were replaced by words; blanks that became others are a change of their own."""
    return bool(old[edit.start : edit.end].strip()) and bool(edit.text.strip())


def _one_by_one(old: str, edit: Edit) -> Iterator[Edit]:
    """Split a replacement of n words by n words with the same blanks and marks between them."""
    gone, come = TOKEN.findall(old[edit.start : edit.end]), TOKEN.findall(edit.text)
    shape = [token if not token[0].isalnum() else "" for token in gone]
    if not 3 <= len(gone) <= FEW_WORDS or shape != [token if not token[0].isalnum() else "" for token in come]:
        yield edit
        return
    position = edit.start
    for one, other in zip(gone, come, strict=True):
        if one != other:
            yield Edit(position, position + len(one), other)
        position += len(one)


def _moves(old: str, new: str, edits: Sequence[Edit]) -> tuple[Move, ...]:
    """Lines that were taken out and put in elsewhere, if either text has them once."""
    gone = _long_lines(old, [(edit.start, edit.end) for edit in edits])
    shift, added = 0, []
    for edit in edits:
        start = edit.start + shift
        added.append((start, start + len(edit.text)))
        shift += len(edit.text) - (edit.end - edit.start)
    come = _long_lines(new, added)
    both = gone.keys() & come.keys()
    if not both:
        return ()
    in_old = Counter(line.strip() for line in old.split("\n"))
    in_new = Counter(line.strip() for line in new.split("\n"))
    once = [line for line in both if in_old[line] <= 1 and in_new[line] <= 1]
    return tuple(sorted((Move(gone[line], gone[line] + len(line), come[line]) for line in once), key=lambda m: m.start))


def _long_lines(text: str, spans: Sequence[tuple[int, int]]) -> dict[str, int]:
    """The lines that lie whole in one of the spans, without blanks at their ends, and where they begin."""
    found: dict[str, int] = {}
    for start, end in spans:
        position = start
        for line in text[start:end].split("\n"):
            bare = line.strip()
            left = position + len(line) - len(line.lstrip())
            if len(bare) >= SHORTEST_QUOTE and enclosing(text, left) == (left, left):
                found[bare] = left
            position += len(line) + 1
    return found
