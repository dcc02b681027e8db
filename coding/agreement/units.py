"""What is compared: sources as their coders left them, and their codings as arrays.

All sources lie end to end on one axis, every source with its own stretch of it, so that thousands of
sources are worked on by whole-array operations. A set of coders is a bit mask.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from coding.codings.spans import merge

CHARACTER, SENTENCE, TURN, PARAGRAPH = "character", "sentence", "turn", "paragraph"
# An answer is a source that answers a question of a survey: the same as a source, of these sources alone.
SOURCE, ANSWER = "source", "answer"
# No units at all: the places of the codings themselves are compared, on the text as a continuum.
UNITIZING = "unitizing"
UNITS = (CHARACTER, SENTENCE, TURN, PARAGRAPH, SOURCE, ANSWER, UNITIZING)
WHOLE = (SOURCE, ANSWER)
CONTINUUM_UNITS = (CHARACTER, UNITIZING)
# How a coding becomes "the unit carries the code"; printed with every report.
PROJECTION_RULE = "a unit carries a code when a coding covers at least one character of it other than white space"
CHARACTER_RULE = "a character carries a code when a coding covers it"
WITHOUT_INTERVIEWER = "what interviewers say is left out: their turns are no units, and codings lose what covers them"
MAX_CODERS = 62  # bits of a signed 64-bit mask


class AgreementError(ValueError):
    """The comparison cannot be made; the message is a sentence for the researcher."""


@dataclass(frozen=True)
class CodedSource:
    """One source as its coders left it.

    ``boundaries``: unit name to disjoint spans; a source without that unit is one whole unit, and one
    with an empty list of it has none.
    ``seen``: coders who read it; a coder in ``seen`` without codings applied nothing (0), a coder not
    in ``seen`` is missing and any codings of theirs are passed over. ``codings``: per coder
    ``(start, end, code)``, ancestors included where codes roll up. With ``text`` the spans are
    trimmed of white space before they are laid on units. ``left_out``: stretches that are not
    compared, such as an interviewer's turns; the text is taken as if they were not in it.
    """

    key: Hashable
    length: int
    boundaries: Mapping[str, Sequence[tuple[int, int]]]
    seen: frozenset
    codings: Mapping[Hashable, Sequence[tuple[int, int, Hashable]]]
    text: str | None = None
    left_out: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True)
class Kept:
    """Where the text that is compared lies in the whole one, and back; ``holes`` sorted and disjoint."""

    holes: Sequence[tuple[int, int]]

    @cached_property
    def _cuts(self) -> tuple[np.ndarray, np.ndarray]:
        spans = np.array(self.holes, dtype=np.int64).reshape(-1, 2)
        return spans, np.concatenate([[0], np.cumsum(spans[:, 1] - spans[:, 0])])

    def inward(self, places: np.ndarray) -> np.ndarray:
        """Offsets in the text that is left; what lies in a hole goes to its end."""
        spans, gone = self._cuts
        hole = np.searchsorted(spans[:, 0], places, side="right") - 1
        before = np.where(hole >= 0, gone[hole], 0)
        inside = np.where(hole >= 0, np.minimum(places, spans[hole, 1]) - spans[hole, 0], 0) if len(spans) else 0
        return places - before - inside

    def outward(self, start: int, end: int) -> tuple[int, int]:
        """The span in the whole text of a span in what is left; holes at its ends are not in it."""
        spans, gone = self._cuts
        begins = spans[:, 0] - gone[:-1]
        first = start + int(gone[np.searchsorted(begins, start, side="right")])
        last = end - 1 + int(gone[np.searchsorted(begins, end - 1, side="right")])
        return first, last + 1


def collapsed(source: CodedSource) -> CodedSource:
    """The source without the stretches that are left out, offsets moved up."""
    if not source.left_out:
        return source
    kept = Kept(merge(source.left_out))

    def moved(spans: Sequence[tuple]) -> list[tuple]:
        if not len(spans):
            return []
        ends = kept.inward(np.array([span[:2] for span in spans], dtype=np.int64)).tolist()
        return [(a, b, *span[2:]) for (a, b), span in zip(ends, spans, strict=True)]

    position, pieces = 0, []
    for start, end in kept.holes:
        pieces.append((source.text or "")[position:start])
        position = end
    text = "".join([*pieces, (source.text or "")[position:]])
    return replace(
        source, length=int(kept.inward(np.array(source.length))), text=text or None, left_out=(),
        boundaries={unit: [s for s in moved(spans) if s[0] < s[1]] for unit, spans in source.boundaries.items()},
        codings={coder: moved(spans) for coder, spans in source.codings.items()},
    )  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """All codings as parallel arrays; ``start`` and ``end`` on the common axis."""

    keys: tuple
    coders: tuple
    codes: tuple
    lengths: np.ndarray  # per source
    bases: np.ndarray  # where each source begins on the axis
    seen: np.ndarray  # per source, mask of the coders who saw it
    source: np.ndarray
    coder: np.ndarray
    code: np.ndarray
    start: np.ndarray
    end: np.ndarray

    @cached_property
    def coders_of_source(self) -> np.ndarray:
        """r: how many of the compared coders saw each source."""
        return np.bitwise_count(self.seen).astype(np.int64)


def columns_of(sources: Sequence[CodedSource], coders: Sequence, codes: Sequence) -> Columns:
    """Codings of the named coders and codes, sorted into arrays. Raises AgreementError."""
    if len(coders) > MAX_CODERS:
        raise AgreementError(f"At most {MAX_CODERS} coders can be compared at once, not {len(coders)}.")
    coder_place = {coder: i for i, coder in enumerate(coders)}
    code_place = {code: i for i, code in enumerate(codes)}
    lengths = np.array([source.length for source in sources], dtype=np.int64)
    bases = np.concatenate([[0], np.cumsum(lengths + 1)[:-1]]).astype(np.int64) if len(sources) else lengths
    rows = list(_rows(sources, coder_place, code_place))
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    seen = [sum(1 << coder_place[c] for c in source.seen if c in coder_place) for source in sources]
    return Columns(
        keys=tuple(source.key for source in sources), coders=tuple(coders), codes=tuple(codes),
        lengths=lengths, bases=bases, seen=np.array(seen, dtype=np.int64),
        source=table[:, 0], coder=table[:, 1], code=table[:, 2],
        start=table[:, 3] + bases[table[:, 0]], end=table[:, 4] + bases[table[:, 0]],
    )  # fmt: skip


def _rows(sources: Sequence[CodedSource], coder_place: dict, code_place: dict) -> Iterable[tuple]:
    for s, source in enumerate(sources):
        for coder, codings in source.codings.items():
            if coder not in coder_place or coder not in source.seen:
                continue
            c = coder_place[coder]
            for start, end, code in codings:
                place = code_place.get(code)
                if place is None:
                    continue
                inside = max(0, start), min(end, source.length)
                if inside[0] < inside[1]:
                    yield s, c, place, *inside


def restricted(columns: Columns, places: np.ndarray) -> Columns:
    """The same codings of some sources alone (places, sorted): no text is laid out again."""
    moved = np.full(len(columns.lengths), -1, dtype=np.int64)
    moved[places] = np.arange(len(places))
    kept = moved[columns.source] >= 0
    return Columns(
        keys=tuple(columns.keys[place] for place in places.tolist()), coders=columns.coders, codes=columns.codes,
        lengths=columns.lengths[places], bases=columns.bases[places], seen=columns.seen[places],
        source=moved[columns.source[kept]], coder=columns.coder[kept], code=columns.code[kept],
        start=columns.start[kept], end=columns.end[kept],
    )  # fmt: skip


def of_code(columns: Columns, code: int) -> Columns:
    """The codings of one code."""
    kept = columns.code == code
    return replace(
        columns, source=columns.source[kept], coder=columns.coder[kept], code=columns.code[kept],
        start=columns.start[kept], end=columns.end[kept],
    )  # fmt: skip


def places_of(columns: Columns, keys: Collection[Hashable]) -> np.ndarray:
    """Where the sources of these keys stand."""
    wanted = set(keys)
    return np.array([place for place, key in enumerate(columns.keys) if key in wanted], dtype=np.int64)
