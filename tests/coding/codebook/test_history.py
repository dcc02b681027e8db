"""A definition has a history, and codings from before its last change are found."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codebook.actions import create_code, edit_code
from coding.codebook.history import versions_of
from coding.quotations.queries import code_counts, quotations_of
from tests.factories.coding import AssignmentFactory, CodingFactory

pytestmark = pytest.mark.django_db


def texts(version: Any) -> dict[str, list[tuple[str, str]]]:
    return {label: [(piece.kind, piece.text) for piece in found] for label, found in version.texts}


def test_each_wording_is_kept_with_who_when_and_what_changed(study: Any) -> None:
    code = create_code(project=study.project, by=study.lead, name="Blame", definition="Fear of blame.")
    edit_code(code=code, by=study.coder, definition="Fear of being blamed.", color="#2e6fb0")
    edit_code(code=code, by=study.coder, color="#ac3939")

    last, first = versions_of(code, study.lead)
    assert (first.is_first, first.who) == (True, "Lena Lead")
    assert texts(first) == {"Name": [("come", "Blame")], "Definition": [("come", "Fear of blame.")]}
    assert (last.is_first, last.who) == (False, "Cora Coder")
    changed = texts(last)["Definition"]
    assert "".join(text for kind, text in changed if kind != "come") == "Fear of blame."
    assert "".join(text for kind, text in changed if kind != "gone") == "Fear of being blamed."


def test_only_what_says_when_a_code_is_right_dates_its_definition_anew(study: Any) -> None:
    code = study.codes["Trust/Errors"]
    edit_code(code=code, by=study.lead, name="Slips", example="It wrote 50 mg.", color="#2e6fb0")
    assert code.defined_at is None
    edit_code(code=code, by=study.lead, exclude="Typing errors of the author.")

    code.refresh_from_db()
    assert code.defined_at is not None


def test_codings_from_before_the_definition_are_counted_and_listed(study: Any) -> None:
    code = study.codes["Trust/Errors"]
    old = CodingFactory(source=study.transcripts[0], code=code, coder=study.coder)
    edit_code(code=code, by=study.lead, definition="Mistakes of the tool.")
    CodingFactory(source=study.transcripts[0], code=code, coder=study.coder, start=61, end=66)

    viewer = study.membership(study.lead)
    assert code_counts(study.project, viewer)[code.pk].earlier == 1
    assert [coding.pk for coding in quotations_of(study.project, viewer, codes={code.pk}, earlier=True)] == [old.pk]


def test_the_page_of_a_code_leads_to_them_and_tells_nothing_of_a_blind_round(study: Any, client_of: Any) -> None:
    code = study.codes["Trust/Errors"]
    CodingFactory(source=study.transcripts[0], code=code, coder=study.coder)
    edit_code(code=code, by=study.lead, definition="Mistakes of the tool.")
    address = reverse("codebook:code", args=[study.slug, code.pk])

    page = BeautifulSoup(client_of(study.lead).get(address).content, "html.parser")
    assert page.find("a", string="Show them")["href"] == "?made=earlier"
    assert page.select_one(".versions ins").text == "Mistakes of the tool."
    earlier = BeautifulSoup(client_of(study.lead).get(address + "?made=earlier").content, "html.parser")
    assert len(earlier.select(".quotations blockquote")) == 1

    AssignmentFactory(source=study.transcripts[0], coder=study.coder, sealed=True)
    assert "Show them" not in client_of(study.lead).get(address).content.decode()
    assert "Show them" in client_of(study.coder).get(address).content.decode()


def test_the_history_takes_the_same_number_of_queries_however_long_it_is(study: Any, count_queries: Any) -> None:
    code = study.codes["Trust/Errors"]
    edit_code(code=code, by=study.lead, definition="0")
    few = count_queries(lambda: versions_of(code, study.lead))
    for number in range(1, 6):
        edit_code(code=code, by=study.lead, definition=str(number))
    assert count_queries(lambda: versions_of(code, study.lead)) == few
