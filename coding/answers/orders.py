"""Answers in the order of their likeness to one of them: by shared words, or by meaning where somebody knows that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from coding.answers.likeness import shared_words
from coding.sources.models import Question

# Gets a question, the answer that is compared with, and ids of answers to it; returns how near in meaning each is (n,),
# or None where this is not known.
Meaning = Callable[[Question, int, Sequence[int]], NDArray[np.floating] | None]
_registered: list[Meaning] = []


def knows_meaning(function: Meaning) -> Meaning:
    """Register what compares answers by meaning: a later stage of the work does. The last one registered is asked."""
    _registered.append(function)
    return function


def by_likeness(question: Question, like: int, ids: Sequence[int]) -> tuple[list[int], str]:
    """Return the ids of answers, `like` first, then those most like it, with a sentence on how this was told."""
    scores = _registered[-1](question, like, ids) if _registered else None
    said = _("Ordered by closeness of meaning, as a language model sees it: a help for reading, no finding.")
    if scores is None:
        texts = dict(question.answers.values_list("pk", "text"))
        scores = shared_words([texts[pk] for pk in ids], texts[like])
        said = _(
            "Ordered by shared words: the same thing in other words may stand far below. Once passages were compared by"
            " meaning (under Find), that is the order."
        )
    order = sorted(range(len(ids)), key=lambda place: (ids[place] != like, -scores[place], place))
    return [ids[place] for place in order], said
