"""Answers to a question by how near they are in meaning to one of them, where the study's passages were read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coding.answers.orders import knows_meaning
from coding.sources.models import Question
from themes.meaning.index import about, mean_closeness
from themes.meaning.queries import folder_of, stamp_of


@knows_meaning
def closeness_of_answers(question: Question, like: int, ids: Sequence[int]) -> NDArray[np.float64] | None:
    """Return how near each answer is to `like`, by the mean of its passages; None unless all texts were read as is."""
    folder = folder_of(question.project)
    found = about(folder)
    if found is None or found.stamp != stamp_of(question.project):
        return None
    return mean_closeness(folder, found, like, ids)
