"""A text that changes while its coders are compared, or after; and what was merged before it changed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coding.codings.models import Coding
from coding.quotations.actions import merge_codes, unmerge_code
from coding.reconciliation.deciding import decide_disagreement
from coding.reconciliation.models import Decision, Disagreement
from coding.revisions.actions import place_coding, revise_source
from coding.revisions.models import Displacement
from coding.sources.models import Source
from tests.coding.reconciliation.conftest import apply, opened, running  # noqa: F401
from tests.coding.revisions.test_actions import coded, words_of

pytestmark = pytest.mark.django_db

LOST = "Nobody asked us first."


def revised(study, old, new):
    source = Source.objects.get(pk=study.transcripts[0].pk)
    return revise_source(source=source, text=source.text.replace(old, new), by=study.lead, reason="A typing error")


def place_of(round_, kind):
    return Disagreement.objects.get(round=round_, kind=kind)


def test_consensus_and_decisions_follow_the_text(opened):  # noqa: F811
    study = opened.study
    decided = decide_disagreement(
        disagreement=place_of(opened.round, "extent"), by=study.lead, option="union", reason="Both belong"
    )
    revised(study, "How do you feel", "So how did you feel")
    for coding in Coding.objects.all():
        words_of(coding)
    assert Decision.objects.get(withdrawn_at=None) == decided
    assert Coding.objects.get(decision=decided).quote == "Training, honestly. And somebody who answers the phone."
    place = place_of(opened.round, "extent")
    text = Source.objects.get(pk=place.source_id).text
    assert text[place.start : place.end] == "Training, honestly. And somebody who answers the phone."


def test_a_disagreement_about_words_that_are_gone_can_still_be_settled(opened, client_of):  # noqa: F811
    study = opened.study
    revised(study, f" {LOST}", "")
    place = place_of(opened.round, "code")
    address = reverse("rounds:compare", args=[study.slug, opened.round.pk])
    page = client_of(study.lead).get(f"{address}?source={place.source_id}&place={place.pk}")
    assert page.status_code == 200
    decide_disagreement(disagreement=place, by=study.lead, option="none", reason="The words are gone")
    assert place.decisions.get().choice == "none"


def test_a_disagreement_goes_where_its_coding_is_put(opened):  # noqa: F811
    study = opened.study
    revised(study, f" {LOST}", "")
    lost = Displacement.objects.filter(coding__coder=study.coder).get()
    text = Source.objects.get(pk=study.transcripts[0].pk).text
    start = text.index("not with risk")
    place_coding(displacement=lost, by=study.coder, start=start, end=start + 13, seen=2)
    place = place_of(opened.round, "code")
    assert text[place.start : place.end] == "not with risk"


def test_a_merge_taken_back_after_the_text_was_changed_finds_the_words(study):
    trust, errors = study.codes["Trust/Checking"], study.codes["Trust/Errors"]
    one, other = (
        coded(study, "Training, honestly.", code="Trust/Checking"),
        coded(study, "Training, honestly.", code="Trust/Errors"),
    )
    merge_codes(code=trust, into=errors, by=study.lead)
    assert not Coding.objects.filter(pk=one.pk).exists()
    revised(study, "How do you feel", "So how did you feel")
    unmerge_code(code=trust, by=study.lead)
    assert words_of(Coding.objects.get(pk=one.pk)) == words_of(other) == "Training, honestly."


def test_a_code_applied_where_a_lost_coding_once_stood_is_another_coding(study):
    lost = coded(study, LOST)
    revised(study, LOST, "x" * len(LOST))
    lost.refresh_from_db()
    assert lost.displaced
    source = Source.objects.get(pk=study.transcripts[0].pk)
    made = apply(source, study.codes["Trust"], study.coder, "x" * len(LOST))
    assert (made.start, made.end) == (lost.start, lost.end)
    assert made.pk != lost.pk
