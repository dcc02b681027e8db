"""A blind round of two coders who agree on one thing and differ in three."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from coding.codings.actions import apply_code
from coding.codings.assigning import hand_in
from coding.codings.models import Assignment
from coding.reconciliation.actions import create_round


def apply(source, code, by, words):
    """Apply a code to the first occurrence of the words."""
    start = source.text.index(words)
    return apply_code(source=source, code=code, by=by, start=start, end=start + len(words), quote=words)


def hand_in_all(round_, *coders):
    for assignment in Assignment.objects.filter(round=round_, coder__in=coders):
        hand_in(assignment=assignment, by=assignment.coder)


@dataclass
class RunningRound:
    round: Any
    study: Any
    codings: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def running(study):
    """Both have coded the first interview; nobody has handed in yet."""
    made = create_round(
        project=study.project, by=study.lead, name="Pilot",
        sources=[source.pk for source in study.transcripts], coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip
    first = study.transcripts[0]
    trust, errors, work = (study.codes[path] for path in ("Trust", "Trust/Errors", "Work"))
    rows = {
        "same a": (trust, study.coder, "I trust it with letters"),
        "same b": (trust, study.second_coder, "I trust it with letters"),
        "extent a": (work, study.coder, "Training, honestly."),
        "extent b": (work, study.second_coder, "Training, honestly. And somebody who answers the phone."),
        "code a": (trust, study.coder, "Nobody asked us first."),
        "code b": (errors, study.second_coder, "Nobody asked us first."),
        "only a": (errors, study.coder, "not with risk"),
    }
    codings = {name: apply(first, *row) for name, row in rows.items()}
    return RunningRound(made, study, codings)


@pytest.fixture
def opened(running):
    from coding.reconciliation.actions import open_round

    hand_in_all(running.round, running.study.coder, running.study.second_coder)
    running.round = open_round(round=running.round, by=running.study.lead)
    return running


@pytest.fixture
def three(study):
    """Three coders, opened: one thing agreed, and four to settle, of which a majority says what to do with three."""
    from coding.reconciliation.actions import open_round
    from tests.factories import people

    third = people.UserFactory(name="Eva Coder")
    people.MembershipFactory(project=study.project, user=third, role="coder")
    made = create_round(
        project=study.project, by=study.lead, name="Three",
        sources=[study.transcripts[0].pk], coders=[study.coder.pk, study.second_coder.pk, third.pk],
    )  # fmt: skip
    first, codes = study.transcripts[0], study.codes
    long = "Training, honestly. And somebody who answers the phone."
    for code, words, coders in (
        ("Trust", "I trust it with letters", (study.coder, study.second_coder, third)),
        ("Trust", "Nobody asked us first.", (study.coder, study.second_coder)),
        ("Trust/Errors", "Nobody asked us first.", (third,)),
        ("Trust/Errors", "not with risk", (study.coder, study.second_coder)),
        ("Work", "Training, honestly.", (study.coder,)),
        ("Work", long, (study.second_coder, third)),
        ("Trust/Checking", "How do you feel", (third,)),
    ):
        for coder in coders:
            apply(first, codes[code], coder, words)
    hand_in_all(made, study.coder, study.second_coder, third)
    running = RunningRound(open_round(round=made, by=study.lead), study)
    running.third = third
    return running
