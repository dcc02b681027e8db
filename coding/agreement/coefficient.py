"""What every statistic returns: a value, or the reason in words why there is none."""

from dataclasses import dataclass

import numpy as np

# Reasons are fixed sentences, so that a page can translate them.
NO_PAIR = "no unit was seen by two coders"
NO_VARIATION = "no variation: every unit has the same category"
NOBODY_USED = "no variation: nobody used this code"
EVERYBODY_USED = "no variation: every coder used this code on every unit"
ONE_CATEGORY = "there is only one category to choose from"
TWO_CODERS_ONLY = "this statistic compares two coders: see the pairs"
NO_CODES = "no code was used by anyone"
NOTHING_CODED = "neither coder applied a code"
NOTHING_IN_COMMON = "no text was coded by two coders"
ONE_CODE_IN_COMMON = "only one code in the text that two coders coded"
OVERLAPPING_CODES = (
    "some coder's codes overlap, and this statistic allows one code for each stretch of text: choose a branch whose "
    "codes exclude one another"
)
TOO_MANY_SETS = "too many different combinations of codes to compare"
ONE_NEVER_USED = "one coder never used this code, so kappa can only be 0"
SEVERAL_CODES = (
    "some coder gave a unit several codes, so the codes are no alternatives: see pooled κ and α on code sets"
)
NO_UNITS = "it counts units, and there are none in unitizing: choose the character unit"
NO_SCALE = "it needs an ordered scale: choose a branch and weights"
NO_SPREAD = "no unit differs from the others, so the formula gives a width of nothing"
NOT_DEFINED = "the formula has no value for these data"


@dataclass(frozen=True)
class Coefficient:
    """One statistic. ``value`` is None exactly where ``undefined`` says why.

    ``n`` counts units compared (characters at that unit). ``low`` and ``high`` bound the interval by
    resampling sources; where there is none, ``no_interval`` may say why. ``analytic``: the interval of
    a formula, which takes the units as independent.
    """

    value: float | None
    undefined: str | None
    n: float
    low: float | None = None
    high: float | None = None
    no_interval: str | None = None
    note: str | None = None
    analytic: dict | None = None

    def as_dict(self) -> dict:
        answer = {"value": self.value, "low": self.low, "high": self.high, "undefined": self.undefined, "n": self.n}
        if self.analytic and self.undefined is None:
            answer["analytic"] = self.analytic
        if self.no_interval and self.undefined is None:
            answer["no_interval"] = self.no_interval
        if self.note:
            answer["note"] = self.note
        return answer


def defined(value: float, n: float, *, reason: str = NOT_DEFINED, note: str | None = None) -> Coefficient:
    """A coefficient from a computed number, nan meaning undefined for ``reason``."""
    if not np.isfinite(value):
        return undefined(reason, n)
    return Coefficient(value=float(value), undefined=None, n=as_number(n), note=note)


def undefined(reason: str, n: float = 0) -> Coefficient:
    return Coefficient(value=None, undefined=reason, n=as_number(n))


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Division that gives nan, without a warning, where the denominator is zero (to rounding)."""
    numerator, denominator = np.broadcast_arrays(
        np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    )
    safe = np.abs(denominator) > 1e-12
    return np.divide(numerator, denominator, out=np.full(numerator.shape, np.nan), where=safe)


def beyond_chance(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """(observed − expected) / (1 − expected): the common form of kappa, pi, BP and AC1."""
    return ratio(np.asarray(observed) - expected, 1.0 - np.asarray(expected))


def as_number(n: float) -> int | float:
    """A count as a whole number where it is one."""
    n = float(n)
    return int(n) if n.is_integer() else n
