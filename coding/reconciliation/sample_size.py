"""How many units two coders must both code, for a confidence interval of kappa that is narrow enough. Pure.

For a code that is there or not there, with the same prevalence p for both coders, the variance of Cohen's kappa for
large samples (Fleiss, Cohen & Everitt 1969, Psychological Bulletin 72:323-327) becomes

    V = (1 - k) * [(1 - k) * (1 - 2k) + k * (2 - k) / (2p(1 - p))]      for one unit; V / n for n of them

(Bloch & Kraemer 1989, Biometrics 45:269-287; Donner & Eliasziw 1992, Statistics in Medicine 11:1511-1519). An interval
of half-width h then needs n = z^2 * V / h^2 independent units. Units of one source are alike; with the correlation r
within a source and m units in each, n grows by the design effect 1 + (m - 1) * r (Kish 1965, Survey Sampling).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Advice:
    """How much must be coded twice: units, and the sources that hold so many."""

    units: int
    sources: int
    used: int
    """Units that the code is expected on."""


def kappa_variance(kappa: float, prevalence: float) -> float:
    """Return the variance of kappa times the number of units; 0 <= kappa <= 1, 0 < prevalence < 1."""
    if not 0 <= kappa <= 1 or not 0 < prevalence < 1:
        raise ValueError("kappa lies between 0 and 1, the prevalence between 0 and 1 and is neither")
    spread = 2 * prevalence * (1 - prevalence)
    return (1 - kappa) * ((1 - kappa) * (1 - 2 * kappa) + kappa * (2 - kappa) / spread)


def units_needed(kappa: float, prevalence: float, half_width: float, level: float = 0.95) -> int:
    """Return how many independent units give an interval of kappa plus or minus `half_width`."""
    if half_width <= 0:
        raise ValueError("a half-width is more than zero")
    z = NormalDist().inv_cdf((1 + level) / 2)
    # What differs from a whole number by rounding alone is that number.
    return max(2, ceil(z**2 * kappa_variance(kappa, prevalence) / half_width**2 - 1e-9))


def half_width_of(kappa: float, prevalence: float, units: float, level: float = 0.95) -> float:
    """Return the half-width of the interval that so many independent units give."""
    return NormalDist().inv_cdf((1 + level) / 2) * sqrt(kappa_variance(kappa, prevalence) / units)


def advise(kappa: float, prevalence: float, half_width: float, units_per_source: float, alike: float = 0.0) -> Advice:
    """Return how many units and sources to code twice, for an interval of 95 %.

    `units_per_source` is the study's mean, at least 1; `alike` is the correlation of units within a source, 0 to 1.
    """
    effect = 1 + (max(1.0, units_per_source) - 1) * alike
    units = ceil(units_needed(kappa, prevalence, half_width) * effect - 1e-9)
    return Advice(units, ceil(units / max(1.0, units_per_source)), round(units * prevalence))
