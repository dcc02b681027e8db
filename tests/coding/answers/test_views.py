"""The list of answers: what is listed, in which order, and how one or many are coded, with a script and without."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from coding.answers import orders
from coding.codings.assigning import hand_in_answers
from coding.codings.models import Coding, Uncoded
from coding.sources.models import Source
from tests.coding.codings.conftest import apply
from tests.factories.coding import CaseFactory, SourceFactory, VariableFactory, VariableValueFactory
from workbench.audit.models import Event

pytestmark = pytest.mark.django_db


def address(study: Any, name: str = "question") -> str:
    return reverse(f"answers:{name}", args=[study.slug, study.question.pk])


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def listed(client: Client, study: Any, **query: Any) -> list[Any]:
    """The answers of the page in their order; the rows that are sent and the ids for the script must agree."""
    page = soup(client.get(address(study), query))
    rows = [int(row["data-source"]) for row in page.select(".answer")]
    assert json.loads(page.find(id="coding-data").string)["list"]["ids"] == rows
    return [Source.objects.get(pk=pk) for pk in rows]


def code(client: Client, study: Any, code: Any, answers: list[Any], keys: list[Any] | None = None) -> Any:
    keys = keys or [uuid.uuid4() for _answer in answers]
    body = {"code": code.pk, "answers": [[one.pk, str(key), 1] for one, key in zip(answers, keys, strict=True)]}
    return send(client, study, body)


def send(client: Client, study: Any, body: dict[str, Any]) -> Any:
    accept = {"Accept": "application/json"}
    return client.post(address(study, "chosen"), body, content_type="application/json", headers=accept)


def test_an_answer_is_coded_and_uncoded_without_a_script(study: Any, client_of: Any) -> None:
    client, answer = client_of(study.coder), study.answers[0]
    response = client.post(address(study), {"source": answer.pk, "code": study.codes["Work"].pk})
    assert response.url == f"{address(study)}#answer-{answer.pk}"
    coding = Coding.objects.get()
    assert (coding.source, coding.quote) == (answer, answer.text)
    assert client.post(reverse("codings:remove", args=[study.slug, coding.pk])).url == address(study)
    assert client.post(address(study), {"source": answer.pk}).status_code == 422
    other = {"source": study.transcripts[0].pk, "code": study.codes["Work"].pk}
    assert client.post(address(study), other).status_code == 404


def test_answers_are_filtered_by_what_was_coded(study: Any, client_of: Any) -> None:
    apply(study.answers[0], study.codes["Trust/Errors"], study.coder, "Errors")
    client = client_of(study.coder)
    first, *others = study.answers
    assert listed(client, study) == [first, *others]
    assert listed(client, study, show="coded") == [first]
    assert listed(client, study, show="uncoded") == others
    assert listed(client, study, show="mine") == others
    assert listed(client_of(study.second_coder), study, show="mine") == [first, *others]
    assert listed(client, study, code=study.codes["Trust/Errors"].pk) == [first]
    assert listed(client, study, code=study.codes["Trust"].pk) == [first], "a branch holds its subcodes"
    assert listed(client, study, code=study.codes["Work"].pk) == []


def test_answers_are_filtered_by_their_words_and_by_whether_they_say_anything(study: Any, client_of: Any) -> None:
    client, (errors, nobody, privacy) = client_of(study.coder), study.answers
    Source.objects.filter(pk=privacy.pk).update(no_answer=True)
    assert listed(client, study, q="CHECKS") == [nobody]
    assert listed(client, study, q=errors.case.name) == [errors]
    assert listed(client, study, show="silent") == [privacy]
    assert listed(client, study, show="telling") == [errors, nobody]


def test_answers_are_filtered_and_ordered_by_a_variable(study: Any, client_of: Any) -> None:
    client, (first, second, third) = client_of(study.coder), study.answers
    role = VariableFactory(project=study.project, name="Setting", kind="ordinal", levels=["ward", "clinic"])
    VariableValueFactory(case=first.case, variable=role, value="clinic")
    VariableValueFactory(case=second.case, variable=role, value="ward")
    assert listed(client, study, variable=role.pk, value="v:clinic") == [first]
    assert listed(client, study, variable=role.pk, value="n:") == [third]
    assert listed(client, study, variable=role.pk, order="value") == [second, first, third], "levels, then without"
    page = soup(client.get(address(study), {"variable": role.pk}))
    assert [option.text for option in page.select("select[name=value] option")] == ["any", "ward", "clinic", "no value"]


def test_numbers_are_chosen_in_bands(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    years = VariableFactory(project=study.project, name="Service", kind="numeric")
    for answer, value in zip(study.answers, ("2", "11", "30"), strict=True):
        VariableValueFactory(case=answer.case, variable=years, value=value)
    page = soup(client.get(address(study), {"variable": years.pk}))
    bands = [option["value"] for option in page.select("select[name=value] option")][1:-1]
    assert [listed(client, study, variable=years.pk, value=band) for band in bands] == [[one] for one in study.answers]


def test_answers_are_ordered_by_length(study: Any, client_of: Any) -> None:
    errors, nobody, privacy = study.answers
    client = client_of(study.coder)
    assert listed(client, study, order="short") == [privacy, errors, nobody]
    assert listed(client, study, order="long") == [nobody, errors, privacy]


def test_respondents_stand_in_the_order_that_people_count_in(study: Any, client_of: Any) -> None:
    for name in ("P100", "P20"):
        case = CaseFactory(project=study.project, name=name)
        SourceFactory(project=study.project, kind="answer", case=case, question=study.question, text="More.")
    names = [one.case.name for one in listed(client_of(study.coder), study)]
    assert [name for name in names if name in {"P01", "P20", "P100"}] == ["P01", "P20", "P100"]


def test_answers_are_ordered_by_likeness_and_the_page_says_how(
    study: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, (errors, nobody, privacy) = client_of(study.coder), study.answers
    case = CaseFactory(project=study.project, name="P50")
    more = SourceFactory(project=study.project, kind="answer", case=case, question=study.question, text="No privacy!")
    monkeypatch.setattr(orders, "_registered", [])
    assert listed(client, study, order="like", like=privacy.pk)[:2] == [privacy, more]
    assert "shared words" in soup(client.get(address(study), {"order": "like", "like": privacy.pk})).text
    monkeypatch.setattr(orders, "_registered", [lambda _question, _like, ids: [float(pk == nobody.pk) for pk in ids]])
    assert listed(client, study, order="like", like=errors.pk)[:2] == [errors, nobody]
    assert "no finding" in soup(client.get(address(study), {"order": "like", "like": errors.pk})).text


def test_what_an_address_asks_for_in_vain_is_left_out(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    odd = {"show": "x", "code": "x", "variable": "9", "value": "b:1~x", "order": "like", "like": "x", "q": "\0"}
    assert client.get(address(study), odd).status_code == 200
    assert listed(client, study, code=10**30, variable=10**30, like=10**15, order="like") == study.answers


def test_the_rows_of_some_answers_come_with_the_codings_on_them(study: Any, client_of: Any) -> None:
    _first, second, third = study.answers
    coding = apply(second, study.codes["Work"], study.coder, "nobody")
    ids = f"{third.pk},{second.pk},{study.transcripts[0].pk},x"
    sent = client_of(study.coder).get(address(study, "rows"), {"ids": ids}).json()
    rows = BeautifulSoup(sent["html"], "html.parser").select(".answer")
    assert [int(row["data-source"]) for row in rows] == [third.pk, second.pk]
    assert [row[0] for row in sent["data"]["codings"]] == [str(coding.pk)]
    assert sent["data"]["revisions"] == {str(second.pk): 1, str(third.pk): 1}


def test_blind_rows_filters_and_counts_tell_nothing_of_others(blind: Any, client_of: Any) -> None:
    answer = blind.answers[0]
    apply(answer, blind.codes["Work"], blind.second_coder, "Errors")
    for user in (blind.coder, blind.lead, blind.reader):
        client = client_of(user)
        assert client.get(address(blind, "rows"), {"ids": answer.pk}).json()["data"]["codings"] == []
        assert listed(client, blind, show="coded") == []
        assert listed(client, blind, code=blind.codes["Work"].pk) == []
    assert listed(client_of(blind.second_coder), blind, show="coded") == [answer]


def test_several_answers_are_coded_whole_as_one_act(study: Any, client_of: Any) -> None:
    client, answers = client_of(study.coder), study.answers[:2]
    response = code(client, study, study.codes["Work"], answers)
    assert response.json()["refused"] == {}
    codings = {coding.source_id: coding for coding in Coding.objects.all()}
    assert {pk: coding.quote for pk, coding in codings.items()} == {one.pk: one.text for one in answers}
    told = {str(pk): [str(one.pk), one.start, one.end] for pk, one in codings.items()}
    assert response.json()["coded"] == told
    assert len(set(Event.objects.filter(action="coding.applied").values_list("key", flat=True))) == 1
    client.post(reverse("acts:undo", args=[study.slug]))
    assert not Coding.objects.exists()


def test_a_repeated_request_codes_nothing_twice(study: Any, client_of: Any) -> None:
    client, keys = client_of(study.coder), [uuid.uuid4(), uuid.uuid4()]
    said = [code(client, study, study.codes["Work"], study.answers[:2], keys).json() for _time in range(2)]
    assert said[0] == said[1]
    assert Coding.objects.count() == 2


def test_an_answer_that_is_refused_holds_no_other_up(blind: Any, client_of: Any) -> None:
    client = client_of(blind.coder)
    hand_in_answers(question=blind.question, by=blind.coder)
    case = CaseFactory(project=blind.project, name="P50")
    open_one = SourceFactory(project=blind.project, kind="answer", case=case, question=blind.question, text="More.")
    said = code(client, blind, blind.codes["Work"], [blind.answers[0], open_one]).json()
    assert list(said["coded"]) == [str(open_one.pk)]
    assert "handed in" in said["refused"][str(blind.answers[0].pk)]
    assert Coding.objects.get().source == open_one


def test_what_is_no_list_of_answers_is_refused_in_words(study: Any, client_of: Any) -> None:
    client, work = client_of(study.coder), study.codes["Work"].pk
    one = [study.answers[0].pk, str(uuid.uuid4()), 1]
    for answers in (None, 3, ["x"], [[1, "x", 1]], [one] * 501):
        sent = send(client, study, {"code": work, "answers": answers})
        assert sent.status_code == 422
        assert len(sent.json()["error"]) > 20
    assert not Coding.objects.exists()


def test_those_who_may_not_code_or_are_no_members_code_nothing(study: Any, client_of: Any, outsider: Any) -> None:
    assert code(client_of(study.reader), study, study.codes["Work"], study.answers).status_code == 403
    assert code(client_of(outsider), study, study.codes["Work"], study.answers).status_code == 404
    assert client_of(outsider).get(address(study, "rows"), {"ids": study.answers[0].pk}).status_code == 404


def test_all_answers_are_handed_in_at_once(blind: Any, client_of: Any) -> None:
    client = client_of(blind.coder)
    assert "0 of 3 handed in" in soup(client.get(address(blind))).text
    assert client.post(address(blind, "done")).url == address(blind)
    assert "3 of 3 handed in" in soup(client.get(address(blind))).text
    row = soup(client.get(reverse("answers:list", args=[blind.slug]))).table.tbody.text
    assert "3 / 3" in row


def test_the_page_and_its_rows_ask_as_often_for_many_answers_as_for_few(
    study: Any, client_of: Any, count_queries: Any
) -> None:
    client = client_of(study.coder)
    role = VariableFactory(project=study.project, name="Setting")
    filters = {"variable": role.pk, "order": "value", "q": "e", "show": "mine"}

    def ask() -> list[int]:
        ids = ",".join(str(pk) for pk in study.question.answers.values_list("pk", flat=True))
        pages = [(address(study), {}), (address(study), filters), (address(study, "rows"), {"ids": ids})]
        return [count_queries(lambda page=page: client.get(*page)) for page in pages]

    apply(study.answers[0], study.codes["Work"], study.coder, "Errors")
    apply(study.answers[1], study.codes["Trust"], study.lead, "nobody")
    VariableValueFactory(case=study.answers[1].case, variable=role, value="place")
    few = ask()
    for number in range(20):
        case = CaseFactory(project=study.project, name=f"N{number}")
        VariableValueFactory(case=case, variable=role, value=f"place {number}")
        one = SourceFactory(project=study.project, kind="answer", case=case, question=study.question, text="See more.")
        apply(one, study.codes["Trust"], study.lead, "more")
    assert ask() == few


def test_several_answers_are_marked_as_read_and_a_repeated_request_marks_none_anew(study: Any, client_of: Any) -> None:
    client, keys = client_of(study.coder), [uuid.uuid4() for _answer in study.answers]
    body = {"answers": [[one.pk, str(key), 1] for one, key in zip(study.answers, keys, strict=True)]}
    first, again = [
        client.post(
            address(study, "mark_chosen"), body, content_type="application/json", headers={"Accept": "application/json"}
        ).json()
        for _time in range(2)
    ]
    assert first == again
    assert first["refused"] == {}
    assert sorted(map(int, first["marks"])) == sorted(one.pk for one in study.answers)
    assert set(Uncoded.objects.values_list("pk", flat=True)) == set(keys)


def test_codes_of_several_answers_say_how_they_were_made(study: Any, client_of: Any) -> None:
    code(client_of(study.coder), study, study.codes["Work"], study.answers)
    assert set(Coding.objects.values_list("origin", flat=True)) == {"bulk"}
