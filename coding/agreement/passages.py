"""The units behind the numbers: which passages agree, which do not, and who coded them."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coding.agreement.laying import masks_by_unit, merged, stretches, touched_units, trimmed, unit_axis
from coding.agreement.units import CONTINUUM_UNITS, CodedSource, Columns, Kept, collapsed, columns_of
from coding.codings.spans import merge


@dataclass(frozen=True)
class CodedUnit:
    """One unit (or stretch of characters) that some coder gave the code, in a source two or more saw."""

    source: Hashable
    start: int
    end: int
    coders: tuple
    missing: tuple  # saw the source, left the code off here

    @property
    def disagrees(self) -> bool:
        return bool(self.missing)


def coded_units(sources: Sequence[CodedSource], coders: Sequence, code: Hashable, unit: str) -> list[CodedUnit]:
    """Every unit with the code, in text order within sources; the units nobody coded are not listed.

    Offsets are those of the whole text, also where stretches are left out of the comparison.
    """
    compared = [collapsed(source) for source in sources]
    columns = columns_of(compared, coders, [code])
    found = _stretches(columns) if unit in CONTINUUM_UNITS else _units(compared, columns, unit)
    holes = {source.key: Kept(merge(source.left_out)) for source in sources if source.left_out}
    return [_placed(one, holes.get(one.source)) for one in _described(columns, *found)]


def _placed(found: CodedUnit, kept: Kept | None) -> CodedUnit:
    if kept is None:
        return found
    start, end = kept.outward(found.start, found.end)
    return replace(found, start=start, end=end)


def disagreeing_units(sources: Sequence[CodedSource], coders: Sequence, code: Hashable, unit: str) -> list[CodedUnit]:
    """The units on which some coder applied the code and another who saw them did not."""
    return [found for found in coded_units(sources, coders, code, unit) if found.disagrees]


def _stretches(columns: Columns) -> tuple[np.ndarray, ...]:
    found = stretches(merged(columns))
    return found.source, found.mask, found.start, found.end


def _units(sources: Sequence[CodedSource], columns: Columns, unit: str) -> tuple[np.ndarray, ...]:
    axis = unit_axis(sources, columns, unit)
    laid = trimmed(sources, columns)
    coding, units = touched_units(laid, axis)
    _, place, mask = masks_by_unit(laid.code[coding], units, laid.coder[coding], len(axis.start))
    return axis.source[place], mask, axis.start[place], axis.end[place]


def _described(
    columns: Columns, source: np.ndarray, mask: np.ndarray, start: np.ndarray, end: np.ndarray
) -> Iterator[CodedUnit]:
    order = np.argsort(start, kind="stable")
    order = order[columns.coders_of_source[source[order]] >= 2]
    for i in order.tolist():
        s, held = int(source[i]), int(mask[i])
        seen, base = int(columns.seen[s]), int(columns.bases[s])
        coders = tuple(name for bit, name in enumerate(columns.coders) if held >> bit & 1)
        missing = tuple(name for bit, name in enumerate(columns.coders) if (seen & ~held) >> bit & 1)
        yield CodedUnit(columns.keys[s], int(start[i]) - base, int(end[i]) - base, coders, missing)
