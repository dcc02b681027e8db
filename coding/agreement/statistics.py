"""Every statistic of agreement by name: what pages, the command, exports and the documentation say of it.

Texts are English sentences marked for translation; ``coding.agreement.words`` translates them. ``level`` says for what
a statistic is given: a code (all coders), a pair of coders, or all codes together. ``SPANS`` need the character unit or
unitizing, where the places of the codings themselves are compared.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass


def _(text: str) -> str:
    """Mark a sentence for translation."""
    return text


@dataclass(frozen=True)
class Statistic:
    """One statistic: what it is called, says and is computed by, and the paper it comes from.

    ``low`` and ``high``: the range its values can have; None where it has no such end. ``variant``: which of the forms
    in use this is. ``spans``: only at the character unit and for unitizing.
    """

    name: str
    label: str
    definition: str
    formula: str
    citation: str
    low: float | None = -1.0
    high: float | None = 1.0
    variant: str = ""
    spans: bool = False


GWET_2014 = "Gwet, K. L. (2014). Handbook of Inter-Rater Reliability (4th ed.). Advanced Analytics."
KRIPPENDORFF_2016 = (
    "Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016). On the reliability of unitizing textual "
    "continua: Further developments. Quality & Quantity, 50(6), 2347–2364."
)
KRIPPENDORFF_2019 = (
    "Krippendorff, K. (2019). Content Analysis: An Introduction to Its Methodology (4th ed.), section 12.6. Sage."
)
CICCHETTI_1990 = (
    "Cicchetti, D. V., & Feinstein, A. R. (1990). High agreement but low kappa: II. Resolving the paradoxes. "
    "Journal of Clinical Epidemiology, 43(6), 551–558."
)
BYRT_1993 = (
    "Byrt, T., Bishop, J., & Carlin, J. B. (1993). Bias, prevalence and kappa. "
    "Journal of Clinical Epidemiology, 46(5), 423–429."
)
COHEN_1960 = (
    "Cohen, J. (1960). A coefficient of agreement for nominal scales. "
    "Educational and Psychological Measurement, 20(1), 37–46."
)
DE_VRIES_2008 = (
    "De Vries, H., Elliott, M. N., Kanouse, D. E., & Teleki, S. S. (2008). Using pooled kappa to summarize interrater "
    "agreement across many items. Field Methods, 20(3), 272–282."
)
HRIPCSAK_2005 = (
    "Hripcsak, G., & Rothschild, A. S. (2005). Agreement, the F-measure, and reliability in information retrieval. "
    "Journal of the American Medical Informatics Association, 12(3), 296–298."
)
JACCARD_1912 = "Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist, 11(2), 37–50."
KRIPPENDORFF_2011 = "Krippendorff, K. (2011). Computing Krippendorff’s alpha-reliability. University of Pennsylvania."

# Papers of the intervals, which the report names beside the statistics'.
INTERVAL_CITATIONS = {
    "bootstrap": (
        "Field, C. A., & Welsh, A. H. (2007). Bootstrapping clustered data. "
        "Journal of the Royal Statistical Society B, 69(3), 369–390."
    ),
    "linearisation": GWET_2014,
    "fce1969": (
        "Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa. "
        "Psychological Bulletin, 72(5), 323–327."
    ),
}

_ALL = (
    Statistic(
        "percent_agreement", _("Percent agreement"),
        _("Share of pairs of coders who agree on a unit, as the mean over units. Not corrected for chance."),
        "p_a = mean over units of Σ_k n_uk (n_uk − 1) / [r_u (r_u − 1)]",
        "Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin, 76(5), "
        "378–382.",
        low=0.0, variant=_("unit-mean; over all codes, the mean over the codes somebody used"),
    ),
    Statistic(
        "percent_exact_set_match", _("Same set of codes"),
        _("Share of pairs of coders who gave a unit exactly the same codes, as the mean over units. "
          "Not corrected for chance."),
        "mean over units of the share of pairs with equal sets", GWET_2014, low=0.0,
        variant=_("unit-mean, the whole set of codes as one value"),
    ),
    Statistic(
        "cohen_kappa", _("Cohen’s κ"),
        _("Agreement of two coders beyond chance, where chance is each coder’s own share of the code."),
        "κ = (p_o − p_e) / (1 − p_e), p_e = Σ_k p_k· p_·k", COHEN_1960, variant=_("two coders"),
    ),
    Statistic(
        "light_kappa", _("Light’s κ (mean of the pairs)"),
        _("Mean of Cohen’s κ over the pairs of coders; pairs whose κ is undefined are left out."),
        "mean over pairs of κ",
        "Light, R. J. (1971). Measures of response agreement for qualitative data: Some generalizations and "
        "alternatives. Psychological Bulletin, 76(5), 365–377.",
    ),
    Statistic(
        "scott_pi", _("Scott’s π"),
        _("Agreement of two coders beyond chance, where chance is their common share of the code."),
        "π = (p_o − p_e) / (1 − p_e), p_e = Σ_k [(p_k· + p_·k) / 2]²",
        "Scott, W. A. (1955). Reliability of content analysis: The case of nominal scale coding. "
        "Public Opinion Quarterly, 19(3), 321–325.",
        variant=_("two coders"),
    ),
    Statistic(
        "fleiss_kappa", _("Fleiss’ κ"),
        _("Agreement of any number of coders beyond chance, where chance is their common share of each category."),
        "κ = (p_a − Σ_k π_k²) / (1 − Σ_k π_k²)",
        "Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin, 76(5), "
        "378–382.",
        variant=_("missing values as in Gwet (2014)"),
    ),
    Statistic(
        "krippendorff_alpha_nominal", _("Krippendorff’s α"),
        _("One less the observed over the expected disagreement, for any number of coders and missing values, "
          "corrected for small samples."),
        "α = 1 − (n − 1) Σ o_ck / Σ n_c n_k, c ≠ k", KRIPPENDORFF_2011, low=None, variant=_("nominal"),
    ),
    Statistic(
        "gwet_ac1", _("Gwet’s AC1"),
        _("Agreement beyond chance with a chance model that stays steady where a code is rare or nearly always used."),
        "AC1 = (p_a − p_e) / (1 − p_e), p_e = Σ_k π_k (1 − π_k) / (q − 1)",
        "Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. "
        "British Journal of Mathematical and Statistical Psychology, 61(1), 29–48.",
    ),
    Statistic(
        "gwet_ac2", _("Gwet’s AC2"),
        _("AC1 with part credit for neighbouring codes of an ordered scale; the weights are named with it. "
          "Units without a code of the scale count as not judged."),
        "AC2 = (p_a − p_e) / (1 − p_e), weighted p_a, p_e = T_w Σ_k π_k (1 − π_k) / [q (q − 1)]", GWET_2014,
    ),
    Statistic(
        "krippendorff_alpha_ordinal", _("Krippendorff’s α, ordinal"),
        _("α where a disagreement weighs the more, the more judgements lie between the two codes of an ordered scale. "
          "Units without a code of the scale count as not judged."),
        "δ²_ck = (Σ_{g=c..k} n_g − (n_c + n_k) / 2)²", KRIPPENDORFF_2011, low=None, variant=_("ordinal"),
    ),
    Statistic(
        "brennan_prediger", _("Brennan–Prediger"),
        _("Agreement beyond chance, where chance is one over the number of categories: one half for a code applied "
          "or not."),
        "(p_a − 1/q) / (1 − 1/q)",
        "Brennan, R. L., & Prediger, D. J. (1981). Coefficient kappa: Some uses, misuses, and alternatives. "
        "Educational and Psychological Measurement, 41(3), 687–699.",
        variant=_("q categories of the codebook, used or not"),
    ),
    Statistic(
        "bin_u_alpha", _("Krippendorff’s uα, coded or not"),
        _("Did the coders find the same text worth coding? On spans; gaps and white space count."),
        "|uα = 1 − (ℓ_φ − ℓ_φφ) / (ε_φ − ε_φφ)", KRIPPENDORFF_2016, low=None, spans=True,
    ),
    Statistic(
        "u_alpha", _("Krippendorff’s uα"),
        _("Did the coders mark the same text with the same code? On spans; one code at most on each stretch of text."),
        "uα = 1 − (ℓ − Σ ℓ_cc) / (ℓ − Σ ε_cc)", KRIPPENDORFF_2016, low=None, spans=True,
    ),
    Statistic(
        "cu_alpha", _("Krippendorff’s cuα"),
        _("Where two coders both coded the text, was it the same code? To be read with its coverage."),
        "cuα = 1 − (ℓ* − Σ ℓ*_cc) / (ℓ* − Σ ε*_cc)", KRIPPENDORFF_2016, low=None, spans=True,
        variant=_("self-pairing term of the 2016 article, the other coders taken one by one"),
    ),
    Statistic(
        "cu_alpha_2019_union_variant", _("Krippendorff’s cuα (2019 reading)"),
        _("The same with the self-pairing term as the 2019 book may be read; differs for three or more coders only."),
        "T*_c = Σ (overlap of a unit with the union of the others’ units)²", KRIPPENDORFF_2019, low=None, spans=True,
        variant=_("self-pairing term of the 2019 book, the other coders taken together"),
    ),
    Statistic(
        "cu_coverage", _("Coverage of cuα"), _("Share of the judged text that cuα looks at."),
        "ℓ* / ℓ", KRIPPENDORFF_2016, low=0.0, spans=True,
    ),
    Statistic(
        "ku_alpha", _("Krippendorff’s (k)uα"),
        _("Where text with this code was coded by another coder too, was it this code? To be read with its coverage."),
        "(k)uα = 1 − ε*_k (ℓ*_k − ℓ*_kk) / [ℓ*_k (ε*_k − ε*_kk)]", KRIPPENDORFF_2016, low=None, spans=True,
        variant=_("self-pairing term of the 2016 article, the other coders taken one by one"),
    ),
    Statistic(
        "ku_alpha_2019_union_variant", _("Krippendorff’s (k)uα (2019 reading)"),
        _("The same with the self-pairing term as the 2019 book may be read; differs for three or more coders only."),
        "T*_c = Σ (overlap of a unit with the union of the others’ units)²", KRIPPENDORFF_2019, low=None, spans=True,
        variant=_("self-pairing term of the 2019 book, the other coders taken together"),
    ),
    Statistic(
        "ku_coverage", _("Coverage of (k)uα"), _("Share of this code’s text that another coder coded too."),
        "ℓ*_k / ℓ_k", KRIPPENDORFF_2016, low=0.0, spans=True,
    ),
    Statistic(
        "pooled_kappa", _("Pooled κ"),
        _("κ of the mean observed and the mean expected agreement over codes and pairs; codes without variation are "
          "left out and counted."),
        "(mean p_o − mean p_e) / (1 − mean p_e)", DE_VRIES_2008,
    ),
    Statistic(
        "mean_kappa_over_codes", _("Mean κ over codes"),
        _("Plain mean of Cohen’s κ over codes and pairs that have one; rare codes weigh as much as common ones."),
        "mean of κ", COHEN_1960,
    ),
    Statistic(
        "holsti_code_decisions", _("Holsti"),
        _("Twice the code applications that two coders share over all of both, as the mean over pairs. Not corrected "
          "for chance, and what both left uncoded does not enter."),
        "2 M / (N₁ + N₂)",
        "Holsti, O. R. (1969). Content Analysis for the Social Sciences and Humanities. Addison-Wesley.",
        low=0.0,
    ),
    Statistic(
        "alpha_sets_jaccard", _("α on code sets (Jaccard)"),
        _("Krippendorff’s α where a coder’s value for a unit is the set of codes on it, with part credit for the "
          "codes that two sets share."),
        "δ = 1 − |A ∩ B| / |A ∪ B|", f"{KRIPPENDORFF_2011} {JACCARD_1912}", low=None,
        variant=_("two empty sets agree"),
    ),
    Statistic(
        "alpha_sets_masi", _("α on code sets (MASI)"),
        _("The same, with less credit where each set has a code that the other lacks."),
        "δ = 1 − J · M, M = 1, 2/3, 1/3 or 0",
        "Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation. "
        "Proceedings of LREC 2006, 831–836.",
        low=None, variant=_("1 − J·M; two empty sets agree"),
    ),
    Statistic(
        "cohen_kappa_max", _("Highest κ possible"), _("What the two coders’ totals allow κ to be at best."),
        "(Σ_k min(p_k·, p_·k) − p_e) / (1 − p_e)", COHEN_1960, low=0.0,
    ),
    Statistic(
        "p_pos", _("Agreement on applying it (p+)"),
        _("Twice the units to which both applied the code over the two coders’ totals; what both left off does not "
          "enter."),
        "2a / (2a + b + c)", CICCHETTI_1990, low=0.0,
    ),
    Statistic(
        "p_neg", _("Agreement on leaving it off (p−)"),
        _("Twice the units that both left without the code over the two coders’ totals of these."),
        "2d / (2d + b + c)", CICCHETTI_1990, low=0.0,
    ),
    Statistic(
        "jaccard", _("Both of either (Jaccard)"),
        _("Units to which both applied the code over units to which either did."),
        "a / (a + b + c)", JACCARD_1912, low=0.0,
    ),
    Statistic(
        "prevalence_index", _("Prevalence index"),
        _("How far the code is from being on half of the units; beyond ±0.8, κ is low whatever people do."),
        "(a − d) / n", BYRT_1993,
    ),
    Statistic(
        "bias_index", _("Bias index"), _("Above 0 where the first coder uses the code more often than the second."),
        "(b − c) / n", BYRT_1993,
    ),
    Statistic(
        "pabak", _("PABAK"),
        _("κ as it would be without prevalence and bias: twice the agreement less one, the same as Brennan–Prediger "
          "for a code applied or not."),
        "2 p_o − 1", BYRT_1993,
    ),
    Statistic(
        "f1_characters", _("F1 on characters"),
        _("Twice the text that both coders of a pair coded over the text of both; over all codes, code by code and "
          "summed. With more coders the mean over pairs."),
        "2 |A ∩ B| / (|A| + |B|)", HRIPCSAK_2005, low=0.0, spans=True, variant=_("overlap of characters"),
    ),
    Statistic(
        "iou_characters", _("IoU on characters"),
        _("The text that both coders of a pair coded over the text that either did. With more coders the mean over "
          "pairs."),
        "|A ∩ B| / |A ∪ B|", JACCARD_1912, low=0.0, spans=True, variant=_("overlap of characters"),
    ),
    Statistic(
        "f1_spans", _("F1 on spans"),
        _("Twice the spans that match over the spans of both coders. Two spans of one code match when they share "
          "more than half of the text that either covers, so that none can match two. With more coders the mean over "
          "pairs."),
        "2 matches / (spans of A + spans of B)", HRIPCSAK_2005, low=0.0, spans=True,
        variant=_("matched spans, IoU above one half"),
    ),
    Statistic(
        "gamma", _("γ"),
        _("Spans of the coders are aligned so that places and codes differ least; one less that difference over the "
          "same for random spans. Spans may overlap and nest. Only when asked for: it is slow, and random spans are "
          "drawn with the seed."),
        "γ = 1 − δ(best alignment) / mean δ(random)",
        "Mathet, Y., Widlöcher, A., & Métivier, J.-P. (2015). The unified and holistic method gamma (γ) for "
        "inter-annotator agreement measure and alignment. Computational Linguistics, 41(3), 437–479.",
        low=None, spans=True, variant=_("places weigh 3, codes 1; 30 random texts for each text"),
    ),
    Statistic(
        "alpha_U_2004", _("Krippendorff’s α_U (2004)"),
        _("The first form of alpha for unitizing, where a unit cut in two is a disagreement. Only when asked for: for "
          "comparison with older papers and other programs."),
        "α_U = 1 − Σ D_o / Σ D_e",
        "Krippendorff, K. (2004). Content Analysis: An Introduction to Its Methodology (2nd ed.), pp. 251–256. Sage.",
        low=None, spans=True, variant=_("as of 1995 and 2004, texts weighed by their length"),
    ),
)  # fmt: skip
STATISTICS: dict[str, Statistic] = {one.name: one for one in _ALL}


def about(names: Iterable[str]) -> dict[str, dict]:
    """What the named statistics are, as plain values for a report or an export, in the order of the catalogue."""
    wanted = set(names)
    return {name: asdict(one) for name, one in STATISTICS.items() if name in wanted}
