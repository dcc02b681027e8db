"""A code is split coding by coding: who may send whose, what stays, what is kept, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codebook.models import Code
from coding.codings.models import Coding, Memo
from coding.quotations.actions import EvidenceOfARound
from coding.quotations.splitting import NotYours, leave_coding, recode_coding, settled_ids, splittable
from tests.factories.coding import AssignmentFactory, CodingFactory, MemoFactory, RoundFactory
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.models import Event
from workbench.audit.undo import next_redo, next_undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(study: Any) -> Any:
    """Cora coded two places with Trust, Dov a third; a fourth of Cora's belongs to a round."""
    place = {"source": study.transcripts[0], "code": study.codes["Trust"]}
    study.first = CodingFactory(**place, coder=study.coder, start=55, end=60)
    study.second = CodingFactory(**place, coder=study.coder, start=61, end=66)
    study.dovs = CodingFactory(**place, coder=study.second_coder, start=70, end=75)
    study.round = RoundFactory(project=study.project)
    study.evidence = CodingFactory(**place, coder=study.coder, start=80, end=85, round=study.round)
    return study


def waiting(study: Any, user: Any) -> list[Any]:
    return [coding.pk for coding in splittable(study.codes["Trust"], study.membership(user))]


def code_of(coding: Any) -> str:
    return Coding.objects.get(pk=coding.pk).code.name


def turn(study: Any, user: Any, act: Any, find: Any) -> None:
    act(project_id=study.project.pk, by=user, key=find(user, study.project.pk).key, may=lambda _permission: True)


def test_coders_sort_their_own_and_the_lead_everybodys_but_nothing_of_a_round(coded: Any) -> None:
    assert waiting(coded, coded.coder) == [coded.first.pk, coded.second.pk]
    assert waiting(coded, coded.second_coder) == [coded.dovs.pk]
    assert waiting(coded, coded.lead) == [coded.first.pk, coded.second.pk, coded.dovs.pk]
    errors = coded.codes["Trust/Errors"]
    with pytest.raises(NotYours):
        recode_coding(coding=coded.dovs, code=errors, by=coded.coder)
    with pytest.raises(EvidenceOfARound):
        recode_coding(coding=coded.evidence, code=errors, by=coded.coder)
    recode_coding(coding=coded.dovs, code=errors, by=coded.lead)
    assert (code_of(coded.dovs), Coding.objects.get(pk=coded.dovs.pk).coder) == ("Errors", coded.second_coder)


def test_what_is_coded_blind_is_sorted_by_its_coder_alone_and_nobody_hears_of_it(coded: Any) -> None:
    AssignmentFactory(source=coded.transcripts[0], coder=coded.coder, sealed=True)
    assert waiting(coded, coded.lead) == []
    with pytest.raises(NotYours):
        recode_coding(coding=coded.dovs, code=coded.codes["Work"], by=coded.lead)
    recode_coding(coding=coded.first, code=coded.codes["Work"], by=coded.coder)
    assert Event.objects.get(action="coding.recoded").sealed_to == coded.coder.pk


def test_each_step_is_a_line_of_history_that_can_be_undone_and_redone(coded: Any) -> None:
    recode_coding(coding=coded.first, code=coded.codes["Trust/Errors"], by=coded.coder)
    leave_coding(coding=coded.second, by=coded.coder)
    assert settled_ids(coded.codes["Trust"]) == {coded.second.pk}
    event = Event.objects.get(action="coding.recoded")
    assert (event.before["under"], event.after["under"], event.scope) == ("Trust", "Errors", f"source:{coded.transcripts[0].pk}")  # fmt: skip  # noqa: E501

    turn(coded, coded.coder, undo_act, next_undo)
    turn(coded, coded.coder, undo_act, next_undo)
    assert (settled_ids(coded.codes["Trust"]), code_of(coded.first)) == (set(), "Trust")
    turn(coded, coded.coder, redo_act, next_redo)
    assert code_of(coded.first) == "Errors"


def test_where_the_coder_has_both_codes_on_the_same_words_one_coding_remains_and_comes_apart_again(coded: Any) -> None:
    twin = CodingFactory(source=coded.transcripts[0], code=coded.codes["Work"], coder=coded.coder, start=55, end=60)
    note = MemoFactory(project=coded.project, about="coding", about_id=str(coded.first.pk), author=coded.coder)
    made = Coding.objects.get(pk=coded.first.pk).created_at

    assert recode_coding(coding=coded.first, code=coded.codes["Work"], by=coded.coder) is None
    assert not Coding.objects.filter(pk=coded.first.pk).exists()
    assert Memo.objects.get(pk=note.pk).about_id == str(twin.pk)
    turn(coded, coded.coder, undo_act, next_undo)
    assert (code_of(coded.first), Coding.objects.get(pk=coded.first.pk).created_at) == ("Trust", made)


def address(study: Any) -> str:
    return reverse("codebook:split", args=[study.slug, study.codes["Trust"].pk])


def test_the_page_goes_from_one_coding_to_the_next_and_keeps_what_was_decided(coded: Any, client_of: Any) -> None:
    client = client_of(coded.coder)
    page = BeautifulSoup(client.get(address(coded)).content, "html.parser")
    assert page.find("mark").text == coded.first.quote
    assert "1 coding belongs to a round" in page.text
    keys = {button["data-key"]: button.find(class_="split-name").text for button in page.select(".split-target")}
    assert keys == {"1": "Errors", "2": "Checking"}

    later = client.post(address(coded), {"coding": coded.first.pk, "act": "later"}, follow=True)
    assert BeautifulSoup(later.content, "html.parser").find("mark").text == coded.second.quote
    client.post(address(coded), {"coding": coded.second.pk, "act": "new", "name": "Faith", "place": "beside"})
    assert (code_of(coded.second), Code.objects.get(name="Faith").parent) == ("Faith", None)
    page = BeautifulSoup(client.get(address(coded)).content, "html.parser")
    assert [button["value"] for button in page.select(".split-target")][-1] == str(Code.objects.get(name="Faith").pk)
    done = client.post(address(coded), {"coding": coded.first.pk, "act": "stays"}, follow=True)
    assert "All are decided" in done.content.decode()
    assert "All are decided" not in client.get(address(coded) + "?all=1").content.decode()


def test_making_a_code_on_the_way_is_undone_with_the_sending(coded: Any, client_of: Any) -> None:
    client = client_of(coded.coder)
    client.post(address(coded), {"coding": coded.first.pk, "act": "new", "name": "Faith", "place": "below"})
    client.post(reverse("acts:undo", args=[coded.slug]))
    assert not Code.objects.filter(name="Faith").exists()
    assert code_of(coded.first) == "Trust"


def test_readers_outsiders_and_wrong_keys_change_nothing(coded: Any, client_of: Any, outsider: Any) -> None:
    sent = {"coding": coded.first.pk, "act": str(coded.codes["Work"].pk)}
    assert client_of(coded.reader).post(address(coded), sent).status_code == 403
    assert client_of(outsider).get(address(coded)).status_code == 404
    client_of(coded.second_coder).post(address(coded), sent)
    client_of(coded.coder).post(address(coded), sent | {"act": "other", "other": ""})
    assert code_of(coded.first) == "Trust"


def test_the_page_takes_the_same_number_of_queries_however_much_there_is_to_sort(
    coded: Any, client_of: Any, count_queries: Any
) -> None:
    client = client_of(coded.lead)
    client.get(address(coded))
    few = count_queries(lambda: client.get(address(coded)))
    for start in range(90, 120, 3):
        CodingFactory(source=coded.transcripts[0], code=coded.codes["Trust"], coder=coded.coder, start=start, end=start + 2)  # fmt: skip  # noqa: E501
    assert count_queries(lambda: client.get(address(coded))) == few
