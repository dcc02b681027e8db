"""What authors have called values of kappa and alpha. Their words, by name, never ours and never the only word.

The bands were proposed for coefficients corrected for chance: they say nothing about percent agreement, Holsti, F1 or
IoU. ``membership`` adds what a point estimate hides: how sure it is that the true value lies in a band or above it.
"""

from dataclasses import dataclass
from math import erf, sqrt


def _(text: str) -> str:
    """Mark a sentence for translation."""
    return text


@dataclass(frozen=True)
class Scale:
    """One author's bands: (lower end, word), the lowest first; the first one is open downwards."""

    name: str
    label: str
    citation: str
    bands: tuple[tuple[float, str], ...]

    def word(self, value: float) -> str:
        """The band that holds a value; an end belongs to the band above it."""
        return [word for low, word in self.bands if value >= low or low == self.bands[0][0]][-1]


SCALES = (
    Scale(
        "landis_koch_1977", "Landis & Koch (1977)",
        "Landis, J. R., & Koch, G. G. (1977). The measurement of observer agreement for categorical data. "
        "Biometrics, 33(1), 159–174.",
        ((-1.0, _("poor")), (0.0, _("slight")), (0.2, _("fair")), (0.4, _("moderate")), (0.6, _("substantial")),
         (0.8, _("almost perfect"))),
    ),
    Scale(
        "altman_1991", "Altman (1991)",
        "Altman, D. G. (1991). Practical Statistics for Medical Research. Chapman & Hall.",
        ((-1.0, _("poor")), (0.2, _("fair")), (0.4, _("moderate")), (0.6, _("good")), (0.8, _("very good"))),
    ),
    Scale(
        "fleiss_1981", "Fleiss (1981)",
        "Fleiss, J. L. (1981). Statistical Methods for Rates and Proportions (2nd ed.). Wiley.",
        ((-1.0, _("poor")), (0.4, _("intermediate to good")), (0.75, _("excellent"))),
    ),
    Scale(
        "krippendorff_2019", "Krippendorff (2004, 2019)",
        "Krippendorff, K. (2019). Content Analysis: An Introduction to Its Methodology (4th ed.). Sage.",
        ((-1.0, _("not to be relied on")), (0.667, _("for tentative conclusions only")), (0.8, _("reliable"))),
    ),
    Scale(
        "mchugh_2012", "McHugh (2012)",
        "McHugh, M. L. (2012). Interrater reliability: the kappa statistic. Biochemia Medica, 22(3), 276–282.",
        ((-1.0, _("none")), (0.2, _("minimal")), (0.4, _("weak")), (0.6, _("moderate")), (0.8, _("strong")),
         (0.9, _("almost perfect"))),
    ),
)  # fmt: skip
# The statistics that bands may be put to.
BANDED = (
    "cohen_kappa", "light_kappa", "scott_pi", "fleiss_kappa", "krippendorff_alpha_nominal", "gwet_ac1", "gwet_ac2",
    "krippendorff_alpha_ordinal", "brennan_prediger", "pooled_kappa", "mean_kappa_over_codes", "alpha_sets_jaccard",
    "alpha_sets_masi", "bin_u_alpha", "u_alpha", "cu_alpha", "cu_alpha_2019_union_variant", "ku_alpha",
    "ku_alpha_2019_union_variant",
)  # fmt: skip
SURE = 0.95
CITATION = "Gwet, K. L. (2014). Handbook of Inter-Rater Reliability (4th ed.), chapter 6. Advanced Analytics."


def membership(value: float, se: float, ends: tuple[tuple[float, float], ...]) -> list[float]:
    """Probability that the true value lies in a band or a higher one (Gwet 2014, chapter 6), the highest band first.

    ``ends``: (low, high) of the bands, the highest first; a normal distribution cut to what the statistic can be.
    """
    top, bottom = ends[0][1], ends[-1][0]
    whole = _normal((top - value) / se) - _normal((bottom - value) / se)
    return [(_normal((top - value) / se) - _normal((low - value) / se)) / whole for low, _high in ends]


def benchmark(scale: Scale, value: float, se: float) -> str | None:
    """The highest band that the true value reaches with a probability of 0.95; None without a standard error."""
    if not se > 0:
        return None
    lows = [low for low, _word in scale.bands][::-1]
    ends = tuple(zip(lows, [1.0, *lows[:-1]], strict=True))
    reached = membership(value, se, ends)
    words = [word for _low, word in scale.bands][::-1]
    return next((word for word, chance in zip(words, reached, strict=True) if chance >= SURE), words[-1])


def _normal(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2
