"""Where the turns of a transcript lie in its new text. Pure.

Turns keep their speakers and times. What was written into a turn, or between it and the next, belongs to it; a turn
of which nothing is left goes; one that was moved is found where it is now.
"""

from __future__ import annotations

from collections.abc import Sequence
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
