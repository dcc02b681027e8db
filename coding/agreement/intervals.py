"""The two intervals of a figure: by resampling sources, and by the formula of the literature.

The formulas take the units as independent of one another. Sources are, as far as anybody knows; sentences of one
interview are not, so that on them the formula's interval is narrower than it should be, and characters are so far from
independent that none is given.
"""

from dataclasses import replace

import numpy as np

from coding.agreement.bootstrap import percentile_interval
from coding.agreement.coefficient import NO_SPREAD, Coefficient
from coding.agreement.laying import Presence
from coding.agreement.units import WHOLE

LEVEL = 0.95
ASSUMES_SOURCES = "the formulas take sources as independent of one another, and coders as given"
ASSUMES_UNITS = (
    "the formulas take units as independent of one another; units of one source are not, so that these intervals are "
    "narrower than they should be"
)
CHARACTERS_DEPEND = (
    "no interval by formula: characters next to each other are coded together, and taking each as independent would "
    "give an interval that is far too narrow"
)
LINEARISATION = "linearisation"
FCE_1969 = "fce1969"


def assumption(found: Presence) -> dict[str, str | None]:
    """What the formulas take for granted at this unit, or why none is used."""
    if found.on_continuum:
        return {"assumes": None, "undefined": CHARACTERS_DEPEND}
    return {"assumes": ASSUMES_SOURCES if found.unit in WHOLE else ASSUMES_UNITS, "undefined": None}


def with_interval(point: Coefficient, replicates: np.ndarray | None, refusal: str | None) -> Coefficient:
    """The figure with the percentile interval of its replicates, or with the reason why it has none."""
    if point.value is None:
        return point
    if refusal or replicates is None:
        return replace(point, no_interval=refusal)
    found = percentile_interval(replicates)
    return replace(point, low=found.low, high=found.high, no_interval=found.reason)


def with_formula(point: Coefficient, se: float, units: float, method: str) -> Coefficient:
    """The figure with the interval of its standard error: t with units − 1 degrees of freedom after Gwet (2014),
    normal after Fleiss, Cohen & Everitt (1969); cut to [−1, 1]."""
    if point.value is None or not np.isfinite(se):
        return point
    if se < 1e-12:
        return replace(
            point, analytic={"se": None, "low": None, "high": None, "method": method, "undefined": NO_SPREAD}
        )
    from scipy.special import ndtri, stdtrit

    tail = (1 + LEVEL) / 2
    half = se * float(stdtrit(units - 1, tail) if method == LINEARISATION else ndtri(tail))
    return replace(
        point,
        analytic={
            "se": float(se), "low": max(-1.0, point.value - half), "high": min(1.0, point.value + half),
            "method": method, "undefined": None,
        },
    )  # fmt: skip
