"""How close two passages are, in words: a bare number would say more than the model knows."""

from django.utils.translation import gettext_lazy as _

LEAST = 0.3
# From which cosine on; of sentences that people take for the same in meaning most lie above the first.
STEPS = [(0.8, _("nearly the same")), (0.6, _("very close")), (0.45, _("close")), (LEAST, _("related"))]


def in_words(cosine: float) -> str:
    """Return the closeness as people read it."""
    return str(next((words for least, words in STEPS if cosine >= least), STEPS[-1][1]))
