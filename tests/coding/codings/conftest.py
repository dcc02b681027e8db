"""Codings by words, and a blind round on everything."""

from __future__ import annotations

from typing import Any

import pytest

from coding.codings.actions import apply_code
from coding.codings.models import Coding
from coding.reconciliation.actions import create_round


def apply(source: Any, code: Any, by: Any, words: str) -> Coding:
    """Apply a code to the first occurrence of the words."""
    start = source.text.index(words)
    return apply_code(source=source, code=code, by=by, start=start, end=start + len(words), quote=words)


@pytest.fixture
def blind(study: Any) -> Any:
    """The study with a blind round of both coders on every source; nobody has coded yet."""
    study.round = create_round(
        project=study.project,
        by=study.lead,
        name="Pilot",
        sources=[source.pk for source in (*study.transcripts, *study.answers)],
        coders=[study.coder.pk, study.second_coder.pk],
    )
    return study
