"""When interviews stop bringing new codes. Pure.

Guest, Namey & Chen (2020), A simple method to assess and report thematic saturation in qualitative research,
PLoS ONE 15(5): e0232076: the base are the first interviews and the different codes found in them; a run are the next
interviews, and each run begins one interview after the one before. The new information of a run are the codes that no
interview before it had, as a share of the codes of the base. Saturation is reached before the first run whose share is
not above the threshold, and is written "6+2": six interviews, and the two of the run that brought nothing much.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

TOO_FEW = "fewer interviews than the base and one run"
EMPTY_BASE = "no code in the base"


@dataclass(frozen=True)
class Step:
    """One interview: its different codes, those of them that no interview before it had, and all until then."""

    codes: int
    new: tuple[Hashable, ...]
    total: int


@dataclass(frozen=True)
class Run:
    """Interviews `first` to `last` (counted from 1), the new codes in them, and these as a share of the base's."""

    first: int
    last: int
    new: int
    share: float


@dataclass(frozen=True)
class Saturation:
    """`reached` is the number of interviews before the run that met the threshold; None with the `reason` if none."""

    steps: list[Step]
    base_codes: int = 0
    runs: list[Run] = field(default_factory=list)
    reached: int | None = None
    reason: str = ""


def saturation(
    interviews: Sequence[Iterable[Hashable]], *, base: int = 4, run: int = 2, threshold: float = 0.05
) -> Saturation:
    """Return the new codes of each interview (given as its codes, in order) and where the threshold is met.

    `base` and `run` count interviews, at least 1 each; `threshold` is a share of the base's codes (0.05, or 0).
    """
    if base < 1 or run < 1:
        raise ValueError("base and run are at least one interview")
    steps = steps_of(interviews)
    if len(steps) < base + run:
        return Saturation(steps, steps[base - 1].total if len(steps) >= base else 0, reason=TOO_FEW)
    base_codes = steps[base - 1].total
    if not base_codes:
        return Saturation(steps, reason=EMPTY_BASE)
    fresh = [len(step.new) for step in steps]
    runs = [
        Run(first + 1, first + run, new := sum(fresh[first : first + run]), new / base_codes)
        for first in range(base, len(steps) - run + 1)
    ]
    # A share is compared as whole numbers would be: 1 of 20 is 5 %, whatever the last binary digit says.
    met = next((one for one in runs if one.share <= threshold + 1e-12), None)
    return Saturation(steps, base_codes, runs, met.first - 1 if met else None)


def steps_of(interviews: Sequence[Iterable[Hashable]]) -> list[Step]:
    """Return how many codes each interview has, and which of them are new."""
    seen: dict[Hashable, None] = {}
    steps = []
    for codes in interviews:
        own = dict.fromkeys(codes)
        new = tuple(code for code in own if code not in seen)
        seen.update(dict.fromkeys(new))
        steps.append(Step(len(own), new, len(seen)))
    return steps
