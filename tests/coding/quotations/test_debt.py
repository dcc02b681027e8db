"""Recode debt: a change of a code raises it, looking again lowers it, undo and blindness hold."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codebook.actions import create_code, edit_code
from coding.codings.actions import remove_coding
from coding.codings.models import Coding, Layer
from coding.quotations.actions import EvidenceOfARound, merge_codes, unmerge_code
from coding.quotations.debt import causes_of, debts_of, own_debt
from coding.quotations.reviewing import confirm_coding, recode_consensus, remove_consensus
from coding.quotations.splitting import NotYours, leave_coding, recode_coding
from tests.factories.coding import AssignmentFactory, CodingFactory, RoundFactory
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.models import Event
from workbench.audit.undo import next_redo, next_undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(study: Any) -> Any:
    """Cora coded two places with Errors, Dov a third; one of Cora's is evidence of a round, which agreed on it."""
    study.errors = study.codes["Trust/Errors"]
    place = {"source": study.transcripts[0], "code": study.errors}
    study.first = CodingFactory(**place, coder=study.coder, start=55, end=60)
    study.second = CodingFactory(**place, coder=study.coder, start=61, end=66)
    study.dovs = CodingFactory(**place, coder=study.second_coder, start=70, end=75)
    study.round = RoundFactory(project=study.project, state="closed")
    CodingFactory(**place, coder=study.coder, start=80, end=85, round=study.round)
    study.settled = CodingFactory(**place, coder=study.lead, start=80, end=85, round=study.round, layer=Layer.CONSENSUS)
    return study


def owed(study: Any, user: Any) -> list[Any]:
    return [coding.pk for coding in own_debt(study.membership(user))]


def redefine(study: Any) -> None:
    edit_code(code=study.errors, by=study.lead, definition=f"{study.errors.definition} Only the tool's.")


def turn(study: Any, user: Any, act: Any, find: Any) -> None:
    act(project_id=study.project.pk, by=user, key=find(user, study.project.pk).key, may=lambda _permission: True)


def test_a_new_definition_raises_debt_and_looking_again_lowers_it(coded: Any) -> None:
    assert owed(coded, coded.coder) == []
    redefine(coded)
    assert owed(coded, coded.coder) == [coded.first.pk, coded.second.pk]
    assert owed(coded, coded.lead) == [coded.settled.pk]

    confirm_coding(coding=coded.first, by=coded.coder)
    assert owed(coded, coded.coder) == [coded.second.pk]
    remove_coding(coding=coded.second, by=coded.coder)
    assert owed(coded, coded.coder) == []
    redefine(coded)
    assert owed(coded, coded.coder) == [coded.first.pk]


def test_a_wording_that_says_nothing_of_when_to_use_it_raises_none(coded: Any) -> None:
    edit_code(code=coded.errors, by=coded.lead, name="Slips", example="It wrote 50 mg.")
    assert debts_of(coded.membership(coded.lead)) == []


def test_what_still_fits_is_a_line_of_history_that_can_be_undone_and_redone(coded: Any) -> None:
    redefine(coded)
    confirm_coding(coding=coded.first, by=coded.coder)
    assert Event.objects.filter(action="coding.confirmed", scope=f"source:{coded.transcripts[0].pk}").exists()
    turn(coded, coded.coder, undo_act, next_undo)
    assert coded.first.pk in owed(coded, coded.coder)
    turn(coded, coded.coder, redo_act, next_redo)
    assert coded.first.pk not in owed(coded, coded.coder)


def test_a_coding_that_was_sent_to_a_younger_code_was_looked_at(coded: Any) -> None:
    younger = create_code(project=coded.project, by=coded.lead, name="Slips", parent=coded.codes["Trust"])
    edit_code(code=younger, by=coded.lead, definition="Of the pen.")
    recode_coding(coding=coded.first, code=younger, by=coded.coder)
    assert owed(coded, coded.coder) == []
    turn(coded, coded.coder, undo_act, next_undo)
    assert Coding.objects.get(pk=coded.first.pk).looked_at is None


def test_a_split_leaves_the_others_to_be_looked_at_until_they_stay_or_go(coded: Any) -> None:
    slips = create_code(project=coded.project, by=coded.lead, name="Slips", parent=coded.errors)
    recode_coding(coding=coded.first, code=slips, by=coded.coder, splits=True)
    assert owed(coded, coded.coder) == [coded.second.pk]
    assert owed(coded, coded.second_coder) == [coded.dovs.pk]
    leave_coding(coding=coded.second, by=coded.coder)
    # The split goes on: what stays was weighed against the same codes.
    recode_coding(coding=coded.dovs, code=slips, by=coded.second_coder, splits=True)
    assert owed(coded, coded.coder) == owed(coded, coded.second_coder) == []

    turn(coded, coded.second_coder, undo_act, next_undo)
    assert owed(coded, coded.second_coder) == [coded.dovs.pk]
    turn(coded, coded.coder, undo_act, next_undo)
    assert owed(coded, coded.coder) == [coded.second.pk]
    turn(coded, coded.coder, undo_act, next_undo)
    assert owed(coded, coded.coder) == owed(coded, coded.second_coder) == []


def test_what_was_said_to_stay_before_the_first_coding_was_sent_on_owes_nothing(coded: Any) -> None:
    slips = create_code(project=coded.project, by=coded.lead, name="Slips", parent=coded.errors)
    leave_coding(coding=coded.first, by=coded.coder)
    recode_coding(coding=coded.second, code=slips, by=coded.coder, splits=True)
    assert owed(coded, coded.coder) == []
    # A younger code is another thing to weigh them against.
    recode_coding(coding=coded.dovs, code=slips, by=coded.second_coder, splits=True)
    faults = create_code(project=coded.project, by=coded.lead, name="Faults", parent=coded.errors)
    fourth = CodingFactory(source=coded.transcripts[0], code=coded.errors, coder=coded.second_coder, start=90, end=95)
    recode_coding(coding=fourth, code=faults, by=coded.second_coder, splits=True)
    assert owed(coded, coded.coder) == [coded.first.pk]


def test_a_merge_puts_codings_under_a_code_that_nobody_compared_them_with(study: Any) -> None:
    moved = CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder, start=55, end=60)
    own = CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder, start=61, end=66)
    merge_codes(code=study.codes["Work"], into=study.codes["Trust"], by=study.lead)
    assert owed(study, study.coder) == [moved.pk]
    assert [cause for cause, _at in causes_of(own_debt(study.membership(study.coder)).get())] == ["merged"]
    assert own.pk not in owed(study, study.coder)

    study.codes["Work"].refresh_from_db()
    unmerge_code(code=study.codes["Work"], by=study.lead)
    assert owed(study, study.coder) == []


def test_each_coder_sees_their_own_and_the_lead_what_is_not_blind(coded: Any) -> None:
    redefine(coded)
    (mine,) = debts_of(coded.membership(coded.coder))
    assert (mine.own, mine.consensus, mine.others) == (2, 0, {})
    (all_,) = debts_of(coded.membership(coded.lead))
    assert (all_.own, all_.consensus, all_.others) == (0, 1, {coded.coder.pk: 2, coded.second_coder.pk: 1})

    AssignmentFactory(source=coded.transcripts[0], coder=coded.coder, sealed=True)
    assert debts_of(coded.membership(coded.lead)) == []
    assert debts_of(coded.membership(coded.coder))[0].own == 2
    with pytest.raises(NotYours):
        confirm_coding(coding=coded.settled, by=coded.lead)


def test_nobody_looks_for_another_and_evidence_stays(coded: Any) -> None:
    redefine(coded)
    with pytest.raises(NotYours):
        confirm_coding(coding=coded.dovs, by=coded.coder)
    with pytest.raises(EvidenceOfARound):
        confirm_coding(coding=Coding.objects.get(round=coded.round, layer=Layer.CODER), by=coded.coder)
    with pytest.raises(NotYours):
        remove_consensus(coding=coded.settled, by=coded.coder)


def test_the_consensus_is_recoded_and_removed_by_a_lead_and_comes_back(coded: Any) -> None:
    redefine(coded)
    recode_consensus(coding=coded.settled, code=coded.codes["Work"], by=coded.lead)
    assert owed(coded, coded.lead) == []
    turn(coded, coded.lead, undo_act, next_undo)
    assert owed(coded, coded.lead) == [coded.settled.pk]

    remove_consensus(coding=coded.settled, by=coded.lead)
    assert not Coding.objects.filter(layer=Layer.CONSENSUS).exists()
    turn(coded, coded.lead, undo_act, next_undo)
    back = Coding.objects.get(layer=Layer.CONSENSUS)
    assert (back.pk, back.quote, back.round) == (coded.settled.pk, coded.settled.quote, coded.round)
    assert owed(coded, coded.lead) == [coded.settled.pk]


def test_the_home_page_the_codebook_and_the_code_lead_to_it(coded: Any, client_of: Any) -> None:
    redefine(coded)
    client = client_of(coded.coder)
    for name, args in (("projects:home", []), ("codebook:tree", []), ("codebook:code", [coded.errors.pk])):
        page = BeautifulSoup(client.get(reverse(name, args=[coded.slug, *args])).content, "html.parser")
        assert page.select_one("a[href*='/codebook/recode/']"), name
    listed = client.get(reverse("codebook:debt", args=[coded.slug])).content.decode()
    assert "Dov" not in listed
    assert "Dov" in client_of(coded.lead).get(reverse("codebook:debt", args=[coded.slug])).content.decode()


def test_without_javascript_each_step_leads_to_the_next(coded: Any, client_of: Any) -> None:
    redefine(coded)
    client, url = client_of(coded.coder), reverse("codebook:look", args=[coded.slug])
    shown = BeautifulSoup(client.get(url).content, "html.parser")
    assert shown.select_one("#look mark").text == coded.first.quote
    answer = client.post(url, {"coding": coded.first.pk, "act": "fits"}, follow=True)
    assert BeautifulSoup(answer.content, "html.parser").select_one("#look mark").text == coded.second.quote
    client.post(url, {"coding": coded.second.pk, "act": "other", "other": coded.codes["Work"].pk})
    assert Coding.objects.get(pk=coded.second.pk).code == coded.codes["Work"]
    assert "All are looked at" in client.get(url).content.decode()
    assert client_of(coded.reader).get(url).status_code == 403


def test_the_pages_ask_as_many_questions_for_many_as_for_few(coded: Any, client_of: Any, count_queries: Any) -> None:
    redefine(coded)
    client = client_of(coded.lead)
    urls = [reverse(f"codebook:{name}", args=[coded.slug]) for name in ("debt", "look")]
    few = [count_queries(lambda url=url: client.get(url)) for url in urls]
    for code in ("Trust", "Work", "Trust/Checking"):
        CodingFactory(source=coded.transcripts[1], code=coded.codes[code], coder=coded.lead, start=0, end=9)
        CodingFactory(source=coded.transcripts[1], code=coded.codes[code], coder=coded.second_coder, start=0, end=9)
        edit_code(code=coded.codes[code], by=coded.lead, definition="Anew.")
    assert [count_queries(lambda url=url: client.get(url)) for url in urls] == few
