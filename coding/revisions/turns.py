"""Where the turns of a transcript lie in its new text. Pure.

Turns keep their speakers and times. What was written into a turn, or between it and the next, belongs to it; a turn
of which nothing is left goes; one that was moved is found where it is now. Where a line was given the label of a
speaker, a turn of that speaker begins; a turn that lost its label and its line goes on in the one before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from coding.revisions.anchoring import TextChange


@dataclass(frozen=True, slots=True)
class TurnPlace:
    """A turn: its key, its label in [start, body_start), its words in [body_start, end)."""

    key: int
    start: int
    body_start: int
    end: int


def re_anchor_turns(change: TextChange, turns: Sequence[TurnPlace]) -> list[TurnPlace]:
    """Return the turns that are left, in the order of the new text, none reaching into the next."""
    limits = [turn.start for turn in turns[1:]] + [len(change.old)]
    # Where only blanks stood behind a turn, what stands there now was written into it.
    followed = {
        turn.key for turn, limit in zip(turns, limits, strict=False) if not change.old[turn.end : limit].strip()
    }
    found = [place for turn in turns if (place := _placed(change, turn))]
    placed = sorted(found, key=lambda turn: (turn.start, turn.end))
    limits = [turn.start for turn in placed[1:]] + [len(change.new)]
    return [_fitted(change.new, turn, limit, turn.key in followed) for turn, limit in zip(placed, limits, strict=False)]


def _placed(change: TextChange, turn: TurnPlace) -> TurnPlace | None:
    if (far := change.moved(turn.start, turn.end)) is not None:
        return TurnPlace(turn.key, turn.start + far, turn.body_start + far, turn.end + far)
    start = change.after(turn.start)
    end = max(start, change.before(turn.end))
    body = min(max(start, change.before(turn.body_start)), end)
    while body < end and change.new[body].isspace():
        body += 1
    was_empty = not change.old[turn.start : turn.end].strip()
    return TurnPlace(turn.key, start, body, end) if was_empty or change.new[start:end].strip() else None


def _fitted(text: str, turn: TurnPlace, limit: int, followed: bool) -> TurnPlace:
    """The turn up to the next one at most, with the words written behind it."""
    end = min(turn.end, limit)
    if followed:
        end += len(text[end:limit].rstrip())
    return replace(turn, body_start=min(turn.body_start, end), end=end)


_LABEL = re.compile(r"[^\W\d_][\w.'’ -]{0,39}[:：](?=\s)")


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn of the new text; `label` is that of a speaker who says it now, empty where that is who said it before."""

    turn: TurnPlace
    label: str = ""


def relabelled_turns(
    change: TextChange, before: Sequence[TurnPlace], after: Sequence[TurnPlace], labels: Collection[str]
) -> list[Begun]:
    """Return the turns after the change with those that begin at a label put in; a new one has the key of its first.

    `labels` are what turns of the old text begin with, and whose they are is known.
    """
    starts = _labels_put_in(change, labels)
    was = {turn.key: turn for turn in before}
    found: list[Begun] = []
    for turn in after:
        if found and _goes_on(change, was[turn.key], turn):
            found[-1] = replace(found[-1], turn=replace(found[-1].turn, end=turn.end))
        else:
            found += _cut(change.new, turn, starts)
    return found


def _goes_on(change: TextChange, old: TurnPlace, turn: TurnPlace) -> bool:
    """Say whether a turn that had a label and a line lost both."""
    had = change.old[old.start : old.body_start].strip() and _begins_line(change.old, old.start)
    return (
        bool(had) and not change.new[turn.start : turn.body_start].strip() and not _begins_line(change.new, turn.start)
    )


def _begins_line(text: str, offset: int) -> bool:
    return not text[text.rfind("\n", 0, offset) + 1 : offset].strip()


def _cut(text: str, turn: TurnPlace, starts: dict[int, str]) -> Iterator[Begun]:
    label = starts.get(turn.start, "")
    if label:
        turn = replace(turn, body_start=_after_label(text, turn.start, turn.end, label))
    for start in sorted(place for place in starts if turn.body_start < place < turn.end):
        yield Begun(replace(turn, end=turn.body_start + len(text[turn.body_start : start].rstrip())), label)
        label = starts[start]
        turn = replace(turn, start=start, body_start=_after_label(text, start, turn.end, label))
    yield Begun(turn, label)


def _after_label(text: str, start: int, end: int, label: str) -> int:
    body = start + len(label)
    while body < end and text[body].isspace():
        body += 1
    return min(body, end)


def _labels_put_in(change: TextChange, labels: Collection[str]) -> dict[int, str]:
    """Where lines of the new text begin with one of the labels, which stood not so before."""
    found = {}
    for start, upto in _lines_put_in(change):
        fitting = [one for one in labels if change.new.startswith(one, start) and _ends_there(change.new, start, one)]
        if fitting and upto <= start + len(max(fitting, key=len)):
            found[start] = max(fitting, key=len)
    return found


def _ends_there(text: str, start: int, label: str) -> bool:
    return text[start + len(label) : start + len(label) + 1].isspace()


def _lines_put_in(change: TextChange) -> Iterator[tuple[int, int]]:
    """Where lines begin whose beginning was changed, with the place of the first change in each."""
    seen = set()
    for number in range(len(change.edits)):
        start, end = change.new_span(number)
        line = change.new.rfind("\n", 0, start) + 1
        while line <= end and line < len(change.new):
            if line not in seen:
                seen.add(line)
                yield line, max(start, line)
            line = change.new.find("\n", line) + 1 or len(change.new)


def unknown_labels(change: TextChange, labels: Collection[str], limit: int = 5) -> list[str]:
    """Return what was put in at the beginning of lines and looks like a label, but is none that turns had."""
    found: dict[str, None] = {}
    for start, upto in _lines_put_in(change):
        match = _LABEL.match(change.new, start)
        if match and upto <= match.end() and match.group() not in labels:
            found[match.group()] = None
    return list(found)[:limit]
