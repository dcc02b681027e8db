"""Changes to answers as wholes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from coding.codebook.models import Code
from coding.codings.actions import apply_code
from coding.codings.marking import mark_uncoded
from coding.codings.models import Coding, Origin
from coding.codings.spans import trim
from coding.sources.models import Question, Source
from workbench.accounts.models import User
from workbench.web.errors import WorkbenchError


@dataclass(frozen=True)
class ChosenAnswer:
    """An answer that is meant whole: the key of its coding or mark, and the revision of the text on the page."""

    source: int
    coding: uuid.UUID
    seen: int | None = None


@dataclass
class CodedAnswers:
    """What became of the chosen answers: their codings by answer, and why others were refused."""

    coded: dict[int, Coding] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def code_answers(*, question: Question, code: Code, by: User, chosen: Iterable[ChosenAnswer]) -> CodedAnswers:
    """Apply a code to each chosen answer as a whole, as one act; an answer that is refused holds none of the others up.

    An answer is refused as apply_code refuses it (handed in, text changed meanwhile), or where it has no words. Safe to
    repeat: the same keys are the same codings. What is no answer to the question is left out.
    """
    wanted = {one.source: one for one in chosen}
    outcome = CodedAnswers()
    for answer in question.answers.filter(pk__in=list(wanted)).order_by("pk"):
        try:
            with transaction.atomic():
                outcome.coded[answer.pk] = _code_whole(answer, code, by, wanted[answer.pk])
        except WorkbenchError as refusal:
            outcome.refused[answer.pk] = str(refusal)
    return outcome


def _code_whole(answer: Source, code: Code, by: User, chosen: ChosenAnswer) -> Coding:
    start, end = trim(answer.text, 0, answer.characters)
    return apply_code(
        source=answer, code=code, by=by, start=start, end=end, id=chosen.coding, seen=chosen.seen, origin=Origin.BULK
    )


@transaction.atomic
def mark_answers(*, question: Question, by: User, chosen: Iterable[ChosenAnswer]) -> dict[int, str]:
    """Mark each chosen answer as read and rightly without a code, as one act; returns why others were refused.

    Safe to repeat; what is no answer to the question is left out.
    """
    wanted = {one.source: one for one in chosen}
    refused = {}
    for answer in question.answers.filter(pk__in=list(wanted)).order_by("pk"):
        one = wanted[answer.pk]
        try:
            with transaction.atomic():
                mark_uncoded(source=answer, by=by, start=0, end=answer.characters, id=one.coding, seen=one.seen)
        except WorkbenchError as refusal:
            refused[answer.pk] = str(refusal)
    return refused
