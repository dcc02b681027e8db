"""A comparison laid out once, from which reports on all of its sources or on some of them are cheap."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from coding.agreement import code_sets
from coding.agreement.laying import Presence, presence, trimmed, unit_axis
from coding.agreement.units import CONTINUUM_UNITS, CodedSource, collapsed, places_of


@dataclass(frozen=True)
class Tabulated:
    """Who applied which code to how many units of each source, and which sets of codes the units have.

    ``left_out``: whether stretches of the texts, as an interviewer's turns, are not compared. ``headings``: codes that
    only hold others and count as no category of their own while nobody applied them.
    """

    found: Presence
    sets: code_sets.SetTable | None
    left_out: bool = False
    headings: frozenset = frozenset()

    def only(self, keys: Collection[Hashable]) -> "Tabulated":
        """The same of the sources with these keys alone; nothing is laid on units again."""
        return self.at(places_of(self.found.columns, keys))

    def at(self, places: np.ndarray) -> "Tabulated":
        """The same of the sources at these places (sorted)."""
        sets = self.sets.only(places, len(self.found.sizes)) if self.sets is not None else None
        return Tabulated(self.found.only(places), sets, self.left_out, self.headings)


def tabulate(
    sources: Sequence[CodedSource], coders: Sequence, codes: Sequence, unit: str, *, headings: Collection = ()
) -> Tabulated:
    """Lay the codings of the named coders and codes on the unit. Raises AgreementError."""
    left_out = any(source.left_out for source in sources)
    compared = [collapsed(source) for source in sources]
    found = presence(compared, coders, codes, unit)
    sets = None
    if len(coders) >= 2:
        columns, characters = found.columns, unit in CONTINUUM_UNITS
        axis = code_sets.segment_axis(columns) if characters else unit_axis(compared, columns, unit)
        laid = columns if characters else trimmed(compared, columns)
        sets = code_sets.set_table(laid, axis, characters=characters)
    return Tabulated(found, sets, left_out, frozenset(headings))
