"""Answers in the order of their likeness to one of them: by shared words, or by meaning where somebody knows that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from coding.answers.likeness import shared_words
from coding.sources.models import Question

# Gets texts and the one that they are compared with; returns how alike each is (n,), or None where it cannot say.
Meaning = Callable[[Sequence[str], str], NDArray[np.floating] | None]
_registered: list[Meaning] = []


def knows_meaning(function: Meaning) -> Meaning:
    """Register what compares texts by meaning: a later stage of the work does. The last one registered is asked."""
    _registered.append(function)
    return function


def by_likeness(question: Question, like: int, ids: Sequence[int]) -> tuple[list[int], str]:
    """Return the ids of answers, `like` first, then those most like it, with a sentence on how this was told."""
    texts = dict(question.answers.values_list("pk", "text"))
    known = [pk for pk in ids if pk in texts]
    compared = [texts[pk] for pk in known]
    said = _("Ordered by shared words with this answer: the same thing in other words may stand far below.")
    scores = None
    if _registered and (scores := _registered[-1](compared, texts[like])) is not None:
        said = _("Ordered by closeness of meaning, as a language model sees it: a help for reading, no finding.")
    if scores is None:
        scores = shared_words(compared, texts[like])
    order = sorted(range(len(known)), key=lambda place: (known[place] != like, -scores[place], place))
    return [known[place] for place in order], said
