"""The coding page, the list of codings and the answers: who may do what, with a script and without."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coding.codebook.models import Code
from coding.codings.models import Assignment, Coding, Memo
from coding.reconciliation.reopening import answer_request, ask_to_reopen
from tests.coding.codings.conftest import apply
from tests.factories.coding import CodingFactory, SourceFactory, transcript

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def url(name: str, study: Any, *arguments: Any) -> str:
    return reverse(name if ":" in name else f"codings:{name}", args=[study.slug, *arguments])


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def data_of(response: Any) -> dict[str, Any]:
    return json.loads(soup(response).find(id="coding-data").string)


def span(study: Any, words: str, code: str = "Work") -> dict[str, Any]:
    source = study.transcripts[0]
    start = source.text.index(words)
    return {
        "source": source.pk, "code": study.codes[code].pk, "start": start, "end": start + len(words), "quote": words,
    }  # fmt: skip


def put(client: Client, study: Any, key: uuid.UUID, body: dict[str, Any] | str) -> Any:
    return client.put(url("coding", study, key), body, content_type="application/json", headers=JSON)


@pytest.fixture
def pages(study: Any) -> list[str]:
    source, question = study.transcripts[0].pk, study.question.pk
    return [
        url("source", study, source), url("list_of_source", study, source), url("source_codings", study, source),
        url("answers:list", study), url("answers:question", study, question),
    ]  # fmt: skip


@pytest.fixture
def posts(study: Any) -> list[str]:
    source, question = study.transcripts[0].pk, study.question.pk
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training").pk
    return [
        url("list_of_source", study, source), url("done", study, source), url("again", study, source),
        url("remove", study, coding), url("memo", study, coding), url("create_code", study),
        url("answers:question", study, question), url("answers:done", study, question),
    ]  # fmt: skip


def test_every_member_sees_the_pages_and_outsiders_find_nothing(
    study: Any, pages: list[str], client_of: Any, outsider: Any
) -> None:
    for user in (study.lead, study.coder, study.reader):
        assert [client_of(user).get(page).status_code for page in pages] == [200] * len(pages)
    assert [client_of(outsider).get(page).status_code for page in pages] == [404] * len(pages)
    assert [Client().get(page).status_code for page in pages] == [302] * len(pages)


def test_readers_change_nothing(study: Any, posts: list[str], client_of: Any, outsider: Any) -> None:
    before = Coding.objects.values_list("pk", flat=True).get()
    assert [client_of(study.reader).post(post).status_code for post in posts] == [403] * len(posts)
    assert [client_of(outsider).post(post).status_code for post in posts] == [404] * len(posts)
    for user, status in ((study.reader, 403), (outsider, 404)):
        client = client_of(user)
        assert put(client, study, uuid.uuid4(), span(study, "phone")).status_code == status
        assert client.patch(url("coding", study, before), {}, content_type="application/json").status_code == status
        assert client.delete(url("coding", study, before)).status_code == status
    assert Coding.objects.get().pk == before
    assert not Assignment.objects.exists()
    assert not Memo.objects.exists()


def test_a_source_of_another_project_is_not_found(study: Any, client_of: Any) -> None:
    other = SourceFactory()
    client = client_of(study.coder)
    for name in ("source", "list_of_source", "source_codings"):
        assert client.get(url(name, study, other.pk)).status_code == 404
    assert put(client, study, uuid.uuid4(), span(study, "phone") | {"source": other.pk}).status_code == 404


def test_a_coding_is_put_once_however_often_it_is_sent(study: Any, client_of: Any) -> None:
    client, key = client_of(study.coder), uuid.uuid4()
    answers = [put(client, study, key, span(study, "phone")) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert {answer.json()["id"] for answer in answers} == {str(key)}
    assert Coding.objects.get().quote == "phone"


def test_the_same_words_from_another_tab_are_the_coding_that_is_there(study: Any, client_of: Any) -> None:
    client, key = client_of(study.coder), uuid.uuid4()
    put(client, study, key, span(study, "phone"))
    assert put(client, study, uuid.uuid4(), span(study, "phone")).json()["id"] == str(key)


def test_a_key_of_somebody_else_is_refused(study: Any, client_of: Any) -> None:
    key = uuid.uuid4()
    put(client_of(study.coder), study, key, span(study, "phone"))
    answer = put(client_of(study.second_coder), study, key, span(study, "phone"))
    assert answer.status_code == 422
    assert "exists already" in answer.json()["error"]
    assert Coding.objects.get().coder == study.coder


def test_removing_twice_is_removing_once(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    assert [client.delete(url("coding", study, coding.pk)).status_code for _time in range(2)] == [204, 204]
    assert not Coding.objects.exists()


def test_somebody_elses_coding_is_neither_moved_nor_removed(study: Any, client_of: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    client = client_of(study.second_coder)
    assert client.delete(url("coding", study, coding.pk)).status_code == 422
    body = {"start": 0, "end": 11, "quote": "Interviewer"}
    assert client.patch(url("coding", study, coding.pk), body, content_type="application/json").status_code == 422
    assert client.post(url("remove", study, coding.pk)).status_code == 422
    assert Coding.objects.get().quote == "Training"


def test_the_extent_of_a_coding_is_changed(study: Any, client_of: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    body = {"start": coding.start, "end": coding.end + 10, "quote": "Training, honestly"}
    answer = client_of(study.coder).patch(url("coding", study, coding.pk), body, content_type="application/json")
    assert answer.json() == {"id": str(coding.pk), "start": coding.start, "end": coding.end + 10}
    assert Coding.objects.get().quote == "Training, honestly"


@pytest.mark.parametrize(
    "changed", [{"quote": "Something"}, {"start": "x"}, {"end": None}, {"end": 1_000_000}, {"quote": ""}], ids=str
)
def test_what_cannot_be_is_refused_in_words(study: Any, client_of: Any, changed: dict[str, Any]) -> None:
    answer = put(client_of(study.coder), study, uuid.uuid4(), span(study, "phone") | changed)
    assert answer.status_code == 422
    assert len(answer.json()["error"]) > 20
    assert not Coding.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "1"])
def test_nonsense_is_refused_in_words(study: Any, client_of: Any, body: str) -> None:
    answer = put(client_of(study.coder), study, uuid.uuid4(), body)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_the_page_has_the_text_once_and_what_the_script_needs(study: Any, client_of: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    response = client_of(study.coder).get(url("source", study, study.transcripts[0].pk))
    text = study.transcripts[0].text
    for turn in soup(response).select(".turn"):
        assert turn.select_one(".words").text == text[int(turn["data-start"]) : int(turn["data-end"])]
    data = data_of(response)
    made = int(coding.created_at.timestamp()) // 60
    place = [coding.start, coding.end]
    assert data["codings"] == [
        [str(coding.pk), coding.code_id, study.coder.pk, *place, 0, coding.source_id, None, made, 0]
    ]
    assert [code["path"] for code in data["codes"]] == [
        "Trust",
        "Trust/Errors",
        "Trust/Checking",
        "Work",
        "Work/Time saved",
    ]
    assert (data["mayCode"], data["locked"]) == (True, False)


def test_html_in_a_text_stays_text(study: Any, client_of: Any) -> None:
    hostile = '<script>alert(1)</script> <b onclick="x">&amp; </script> words'
    source = transcript(study.project, "Hostile", f"P03: {hostile}", study.cases[0], study.lead)
    start = source.text.index("words")
    CodingFactory(source=source, coder=study.coder, start=start, end=start + 5)
    page = soup(client_of(study.coder).get(url("source", study, source.pk)))
    assert page.select_one(".turn .words").text == hostile
    assert not page.select("#text script, #text b")


def test_a_turn_is_coded_without_a_script(study: Any, client_of: Any) -> None:
    client, address = client_of(study.coder), url("list_of_source", study, study.transcripts[0].pk)
    assert client.post(address, {"turn": 2, "code": study.codes["Work"].pk}).status_code == 302
    coding = Coding.objects.get()
    assert coding.quote == "I trust it with letters 👩🏽‍⚕️ but not with risk. Nobody asked us first."
    assert "I trust it" in soup(client.get(address)).table.text
    client.post(address, {"turn": 3, "new_code": "Work / Wishes"})
    assert Coding.objects.get(code__name="Wishes").code.parent == study.codes["Work"]
    for wrong in ({"turn": 99, "code": study.codes["Work"].pk}, {"turn": 1}, {"turn": 1, "code": 0}):
        response = client.post(address, wrong)
        assert response.status_code == 422
        assert soup(response).select(".field-error")
    assert Coding.objects.count() == 2


def test_a_text_without_turns_is_coded_by_paragraphs_without_a_script(study: Any, client_of: Any) -> None:
    note = SourceFactory(
        project=study.project, kind="transcript", name="Note", text="First.\n\n  Second one. \n", case=None
    )
    client_of(study.coder).post(url("list_of_source", study, note.pk), {"turn": 2, "code": study.codes["Work"].pk})
    assert Coding.objects.get().quote == "Second one."


def test_a_note_and_a_removal_without_a_script(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    address = url("list_of_source", study, coding.source_id)
    assert client.post(url("memo", study, coding.pk), {"body": "Said twice."}).url == address
    assert "Said twice." in soup(client.get(address)).table.text
    assert "Said twice." in soup(client_of(study.reader).get(address)).table.text
    assert client.post(url("remove", study, coding.pk)).url == address
    assert not Coding.objects.exists()


def test_a_new_code_comes_back_with_the_codebook(study: Any, client_of: Any) -> None:
    answer = client_of(study.coder).post(
        url("create_code", study), {"path": "Work / Wishes"}, content_type="application/json"
    )
    assert answer.status_code == 201
    made = Code.objects.get(name="Wishes")
    assert answer.json()["id"] == made.pk
    assert "Work/Wishes" in [code["path"] for code in answer.json()["codes"]]
    assert client_of(study.coder).post(url("create_code", study), {"path": " "}).status_code == 422


def test_retired_codes_are_sent_for_their_codings_but_not_offered(study: Any, client_of: Any) -> None:
    Code.objects.filter(pk=study.codes["Work/Time saved"].pk).update(retired_at=timezone.now())
    response = client_of(study.coder).get(url("source", study, study.transcripts[0].pk))
    assert {code["path"]: code["retired"] for code in data_of(response)["codes"]}["Work/Time saved"] is True
    assert "Time saved" not in soup(response).find(id="code-tree").text


def test_a_source_that_was_handed_in_is_locked_until_a_lead_reopens_it(blind: Any, client_of: Any) -> None:
    client, pk = client_of(blind.coder), blind.transcripts[0].pk
    page = url("source", blind, pk)
    assert "You are coding blind" in soup(client.get(page)).text
    client.post(url("done", blind, pk))
    response = client.get(page)
    assert data_of(response)["locked"] is True
    assert "You have handed this in" in soup(response).text
    assert put(client, blind, uuid.uuid4(), span(blind, "phone")).status_code == 422
    assert client.post(url("again", blind, pk)).status_code == 422
    part = Assignment.objects.get(source=pk, coder=blind.coder)
    asked = ask_to_reopen(assignment=part, by=blind.coder, reason="I skipped a page.")
    answer_request(request=asked, by=blind.lead, grant=True)
    assert data_of(client.get(page))["locked"] is False
    assert put(client, blind, uuid.uuid4(), span(blind, "phone")).status_code == 200
    assert data_of(client.get(page))["rounds"] == {str(pk): blind.round.pk}


def test_those_who_do_not_code_are_told_that_others_do_so_blind(blind: Any, client_of: Any) -> None:
    for user in (blind.lead, blind.reader):
        page = soup(client_of(user).get(url("source", blind, blind.transcripts[0].pk)))
        assert "is being coded blind" in page.text


def test_a_source_is_marked_as_read_and_unmarked_outside_of_rounds(study: Any, client_of: Any) -> None:
    client, pk = client_of(study.coder), study.transcripts[0].pk
    assert client.post(url("again", study, pk)).status_code == 404
    client.post(url("done", study, pk))
    assert Assignment.objects.get().done_at
    assert "Mark as unread" in soup(client.get(url("source", study, pk))).text
    client.post(url("again", study, pk))
    assert Assignment.objects.get().done_at is None


def test_pages_ask_as_often_for_three_as_for_one(
    study: Any, pages: list[str], client_of: Any, count_queries: Any
) -> None:
    source, client = study.transcripts[0], client_of(study.coder)
    for later in study.answers[1:]:
        later.delete()
    apply(source, study.codes["Work"], study.coder, "Training")
    apply(study.answers[0], study.codes["Work"], study.coder, "Errors")
    for page in pages:
        client.get(page)
    one = [count_queries(lambda page=page: client.get(page)) for page in pages]
    for user, words in ((study.second_coder, "phone"), (study.lead, "honestly")):
        coding = apply(source, study.codes["Trust"], user, words)
        client_of(user).post(url("memo", study, coding.pk), {"body": "Hm"})
        apply(study.answers[0], study.codes["Trust"], user, "notes")
    for number in range(2):
        answer = SourceFactory(
            project=study.project, kind="answer", case=study.cases[number + 1], question=study.question, text="More."
        )
        apply(answer, study.codes["Work"], study.coder, "More.")
    assert [count_queries(lambda page=page: client.get(page)) for page in pages] == one


def test_the_time_of_a_turn_stands_beside_its_speaker(study: Any, client: Client) -> None:
    source = study.transcripts[0]
    client.force_login(study.coder)
    assert not soup(client.get(url("source", study, source.pk))).select(".turn-time")
    first = source.turns.order_by("position").first()
    source.turns.filter(pk=first.pk).update(time_start=3723.4)
    page = soup(client.get(url("source", study, source.pk)))
    assert [time.text for time in page.select(".speaker > .turn-time")] == ["1:02:03"]
    # Offsets are counted in the words alone.
    assert page.select_one(".turn .words").text == source.text[first.body_start : first.end].rstrip("\n")
