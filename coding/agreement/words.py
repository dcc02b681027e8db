"""Words of agreement in the reader's language, for pages and tables."""

from django.utils.translation import gettext_lazy as _

from coding.agreement.statistics import STATISTICS

UNIT_LABELS = {
    "sentence": _("Sentence"),
    "turn": _("Turn"),
    "paragraph": _("Paragraph"),
    "source": _("Source or answer"),
    "answer": _("Answer to a question"),
    "character": _("Character"),
    "unitizing": _("No units: spans as marked"),
}
UNITS_COUNTED = {
    "sentence": _("sentences"),
    "turn": _("turns"),
    "paragraph": _("paragraphs"),
    "source": _("sources or answers"),
    "answer": _("answers"),
    "character": _("characters"),
    "unitizing": _("characters"),
}
# The catalogue's English sentences, translated when they are shown.
LABELS = {name: _(one.label) for name, one in STATISTICS.items()}
MEANINGS = {name: _(one.definition) for name, one in STATISTICS.items()}
VARIANTS = {name: _(one.variant) if one.variant else "" for name, one in STATISTICS.items()}
WEIGHT_LABELS = {
    "linear": _("Linear weights"),
    "quadratic": _("Quadratic weights"),
    "radical": _("Radical weights"),
    "ordinal": _("Ordinal weights"),
}
# What a reader wants first: of a code and over all codes.
USUAL_OF_CODE = ("percent_agreement", "cohen_kappa", "light_kappa", "krippendorff_alpha_nominal", "gwet_ac1")
USUAL_OF_SPANS = ("bin_u_alpha", "ku_alpha", "ku_coverage", "f1_characters")
USUAL_OVERALL = ("percent_agreement", "pooled_kappa", "alpha_sets_jaccard", "alpha_sets_masi", "holsti_code_decisions")
USUAL_OVERALL_OF_SPANS = ("bin_u_alpha", "u_alpha", "cu_alpha", "cu_coverage", "f1_characters")
# Figures that are written as percentages.
SHARES = ("percent_agreement", "percent_exact_set_match", "cu_coverage", "ku_coverage")
# Sentences of the pure modules, here so that they are translated.
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
    _(
        "some coder's codes overlap, and this statistic allows one code for each stretch of text: choose a branch "
        "whose codes exclude one another"
    ),
    _("too many different combinations of codes to compare"),
    _("one coder never used this code, so kappa can only be 0"),
    _("2016 self-pairing term; with three or more coders the 2019 book may be read differently"),
    _("the formula has no value for these data"),
    _("fewer than ten sources were compared, too few for an interval"),
    _("no resamples were asked for"),
    _("the statistic has no value in too many resamples, as happens with a rare code"),
    _("every resample gave the same value, so resampling says nothing about its uncertainty"),
    _("too many different combinations of codes for an interval"),
    _("there is only one category to choose from"),
    _("some coder gave a unit several codes, so the codes are no alternatives: see pooled κ and α on code sets"),
    _("it counts units, and there are none in unitizing: choose the character unit"),
    _("it needs an ordered scale: choose a branch and weights"),
    _("no unit differs from the others, so the formula gives a width of nothing"),
    _("2019 self-pairing term, read as the union of the other coders’ text"),
    _("the formulas take sources as independent of one another, and coders as given"),
    _(
        "the formulas take units as independent of one another; units of one source are not, so that these intervals "
        "are narrower than they should be"
    ),
    _(
        "no interval by formula: characters next to each other are coded together, and taking each as independent "
        "would give an interval that is far too narrow"
    ),
    _("too many spans on one text to align"),
    _("nobody used them where two coders looked, so there is no variation to agree about"),
    _("the coder never applied this code here"),
    _("the gold layer has this code nowhere here"),
]
RULES = [
    _("a unit carries a code when a coding covers at least one character of it other than white space"),
    _("a character carries a code when a coding covers it"),
    _("what interviewers say is left out: their turns are no units, and codings lose what covers them"),
]
