"""Names and one-line meanings of the coefficients, for pages and tables."""

from django.utils.translation import gettext_lazy as _

UNIT_LABELS = {
    "sentence": _("Sentence"),
    "turn": _("Turn"),
    "source": _("Source or answer"),
    "character": _("Character"),
}
UNITS_COUNTED = {
    "sentence": _("sentences"),
    "turn": _("turns"),
    "source": _("sources or answers"),
    "character": _("characters"),
}
LABELS = {
    "percent_agreement": _("Percent agreement"),
    "cohen_kappa": _("Cohen’s κ"),
    "light_kappa": _("Light’s κ (mean of the pairs)"),
    "scott_pi": _("Scott’s π"),
    "fleiss_kappa": _("Fleiss’ κ"),
    "krippendorff_alpha_nominal": _("Krippendorff’s α"),
    "gwet_ac1": _("Gwet’s AC1"),
    "brennan_prediger": _("Brennan–Prediger"),
    "bin_u_alpha": _("Krippendorff’s ᵤα, coded or not"),
    "u_alpha": _("Krippendorff’s ᵤα"),
    "cu_alpha": _("Krippendorff’s cuα"),
    "cu_coverage": _("Coverage of cuα"),
    "pooled_kappa": _("Pooled κ"),
    "mean_kappa_over_codes": _("Mean κ over codes"),
    "holsti_code_decisions": _("Holsti"),
    "percent_exact_set_match": _("Same set of codes"),
    "alpha_sets_jaccard": _("α on code sets (Jaccard)"),
    "alpha_sets_masi": _("α on code sets (MASI)"),
    "cohen_kappa_max": _("Highest κ possible"),
    "p_pos": _("Agreement on applying it (p+)"),
    "p_neg": _("Agreement on leaving it off (p−)"),
    "prevalence_index": _("Prevalence index"),
    "bias_index": _("Bias index"),
}
MEANINGS = {
    "percent_agreement": _(
        "Share of agreeing pairs of coders, mean over units; not corrected for chance (Fleiss 1971)."
    ),
    "cohen_kappa": _("Two coders, chance from each coder’s own share (Cohen 1960)."),
    "light_kappa": _("Mean of Cohen’s κ over the pairs of coders that have a value (Light 1971)."),
    "scott_pi": _("Two coders, chance from their common share (Scott 1955)."),
    "fleiss_kappa": _("Any number of coders, chance from the common share (Fleiss 1971)."),
    "krippendorff_alpha_nominal": _(
        "Any number of coders, missing values, corrected for small samples; nominal (Krippendorff 2011)."
    ),
    "gwet_ac1": _("Chance model that stays steady where a code is rare or nearly always used (Gwet 2008)."),
    "brennan_prediger": _("Chance fixed at one half for applied or not (Brennan & Prediger 1981)."),
    "bin_u_alpha": _("Is the same text coded? On spans, white space and gaps included (Krippendorff et al. 2016)."),
    "u_alpha": _("Same text and same code, on spans (Krippendorff et al. 2016)."),
    "cu_alpha": _(
        "Same code, where two coders both coded the text; read it with its coverage (Krippendorff et al. 2016)."
    ),
    "cu_coverage": _("Share of the text that cuα looks at."),
    "pooled_kappa": _(
        "κ of the mean observed and mean expected agreement over codes and pairs (de Vries et al. 2008)."
    ),
    "mean_kappa_over_codes": _("Plain mean of the codes’ κ; rare codes weigh as much as common ones."),
    "holsti_code_decisions": _(
        "Shared code applications, twice, over those of both coders; mean over pairs (Holsti 1969)."
    ),
    "percent_exact_set_match": _("Share of coder pairs who gave the unit exactly the same codes."),
    "alpha_sets_jaccard": _("Krippendorff’s α with partial credit for sets that share codes."),
    "alpha_sets_masi": _("The same with more credit where one set holds the other (Passonneau 2006)."),
    "cohen_kappa_max": _("What the two coders’ totals allow at best."),
    "p_pos": _("Of what either applied, twice the shared part over both totals."),
    "p_neg": _("The same for units left without the code."),
    "prevalence_index": _("(both − neither) / units; beyond ±0.8, κ is low whatever people do."),
    "bias_index": _("(first only − second only) / units."),
}
# The reasons of coding.agreement.coefficient and .bootstrap, here so that they are translated.
REASONS = [
    _("no unit was seen by two coders"),
    _("no variation: every unit has the same category"),
    _("no variation: nobody used this code"),
    _("no variation: every coder used this code on every unit"),
    _("this statistic compares two coders: see the pairs"),
    _("no code was used by anyone"),
    _("neither coder applied a code"),
    _("no text was coded by two coders"),
    _("only one code in the text that two coders coded"),
    _("some coder's codes overlap, and this statistic allows one code for each stretch of text"),
    _("too many different combinations of codes to compare"),
    _("one coder never used this code, so kappa can only be 0"),
    _("2016 self-pairing term; with three or more coders the 2019 book may be read differently"),
    _("the formula has no value for these data"),
    _("fewer than ten sources were compared, too few for an interval"),
    _("no resamples were asked for"),
    _("the statistic has no value in too many resamples, as happens with a rare code"),
    _("every resample gave the same value, so resampling says nothing about its uncertainty"),
    _("too many different combinations of codes for an interval"),
]
RULES = [
    _("a unit carries a code when a coding covers at least one character of it other than white space"),
    _("a character carries a code when a coding covers it"),
]
