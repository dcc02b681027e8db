"""What is marked for the manuscript: one act, undone like any other, hidden where codings are, following its text."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding.bank.actions import choose_attribution, edit_star, star_quotation, unstar_quotation
from coding.bank.attribution import attributed, unknown_fields
from coding.bank.models import BankedQuotation, ManuscriptCheck
from coding.bank.queries import lines_of, spread_of, visible_bank
from coding.bank.spread import spread
from coding.codings.models import Assignment
from coding.quotations.actions import merge_codes
from coding.revisions.actions import revise_source
from tests.factories.coding import (
    AssignmentFactory,
    BankedQuotationFactory,
    CodingFactory,
    RoundFactory,
    VariableFactory,
    VariableValueFactory,
)
from workbench.audit.actions import undo_act
from workbench.audit.acts import act
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def words(source, text):
    start = source.text.index(text)
    return {"source": source, "start": start, "end": start + len(text)}


@pytest.fixture
def starred(study):
    place = words(study.transcripts[0], "I trust it with letters")
    return star_quotation(**place, by=study.coder, code=study.codes["Trust"])


def undo_last(study, user):
    event = Event.objects.filter(project_id=study.project.pk, actor_id=user.pk, undoes=None).latest("pk")
    undo_act(project_id=study.project.pk, by=user, key=event.key, may=lambda _needed: True)


def test_marking_twice_is_one_mark_and_each_change_is_undone(study, starred):
    again = star_quotation(**words(study.transcripts[0], "I trust it with letters"), by=study.lead, code=starred.code)
    assert again.pk == starred.pk
    edit_star(banked=starred, by=study.coder, role="typical", in_draft=True)
    unstar_quotation(banked=starred, by=study.coder)
    assert not BankedQuotation.objects.exists()
    undo_last(study, study.coder)
    back = BankedQuotation.objects.get()
    assert (back.role, back.in_draft, back.text) == ("typical", True, "I trust it with letters")


def test_undo_of_a_star_takes_it_away(study, starred):
    undo_last(study, study.coder)
    assert not BankedQuotation.objects.exists()


def test_what_shows_a_code_needs_one(study):
    banked = star_quotation(**words(study.transcripts[0], "Nobody asked"), by=study.coder)
    with pytest.raises(WorkbenchError, match="under no code"):
        edit_star(banked=banked, by=study.coder, role="typical")


def test_a_mark_on_a_text_that_is_coded_blind_is_seen_by_who_made_it_alone(study, starred, client_of):
    AssignmentFactory(
        source=starred.source, coder=study.second_coder, round=RoundFactory(project=study.project), sealed=True
    )
    assert list(visible_bank(study.project, study.membership(study.coder))) == [starred]
    assert not visible_bank(study.project, study.membership(study.lead)).exists()
    assert not visible_bank(study.project, None).exists()
    page = client_of(study.lead).get(reverse("bank:list", args=[study.slug])).content.decode()
    assert "I trust it" not in page
    star_quotation(**words(starred.source, "Nobody asked"), by=study.coder)
    assert Event.objects.filter(action="quotation.starred").latest("pk").sealed_to == study.coder.pk
    Assignment.objects.update(sealed=False)
    assert visible_bank(study.project, study.membership(study.lead)).count() == 2


def test_a_mark_follows_its_words_and_comes_back_with_them(study, starred):
    source = starred.source
    old = source.text
    revise_source(source=source, text=old.replace("P01: I trust", "P01: Well, I trust"), by=study.lead, reason="typo")
    starred.refresh_from_db()
    source.refresh_from_db()
    assert source.text[starred.start : starred.end] == starred.text == "I trust it with letters"
    revise_source(source=source, text="Interviewer: So?\n\nP01: Nothing of that.", by=study.lead, reason="cut")
    starred.refresh_from_db()
    assert starred.displaced
    source.refresh_from_db()
    revise_source(source=source, text=old, by=study.lead, reason="back")
    starred.refresh_from_db()
    source.refresh_from_db()
    assert not starred.displaced or starred.text == "I trust it with letters"


def test_a_mark_follows_its_code_into_a_merge_and_comes_back(study, starred):
    merge_codes(code=starred.code, into=study.codes["Work"], by=study.lead)
    assert BankedQuotation.objects.get().code == study.codes["Work"]
    undo_last(study, study.lead)
    assert BankedQuotation.objects.get().code == study.codes["Trust"]


def test_words_marked_under_both_codes_are_one_mark_after_a_merge_until_it_is_undone(study, starred):
    place = words(study.transcripts[0], starred.text)
    edit_star(banked=starred, by=study.coder, role="typical")
    star_quotation(**place, by=study.coder, code=study.codes["Work"])
    with act():
        merge_codes(code=starred.code, into=study.codes["Work"], by=study.lead)
    assert BankedQuotation.objects.get().code == study.codes["Work"]
    undo_last(study, study.lead)
    assert dict(BankedQuotation.objects.values_list("code__name", "role")) == {"Trust": "typical", "Work": ""}


def test_an_attribution_names_case_and_variables_and_leaves_out_what_is_not_known(study, starred):
    role, years = (VariableFactory(project=study.project, name=name) for name in ("Role", "Years in practice"))
    VariableValueFactory(case=study.cases[0], variable=role, value="nurse")
    choose_attribution(project=study.project, by=study.lead, pattern="{case}, {role}, {years_in_practice} years")
    assert [line.said for line in lines_of(study.project, [starred])] == ["P01, nurse"]
    VariableValueFactory(case=study.cases[0], variable=years, value="12")
    assert [line.said for line in lines_of(study.project, [starred])] == ["P01, nurse, 12 years"]
    undo_last(study, study.lead)
    assert [line.said for line in lines_of(study.project, [starred])] == ["P01"]


def test_an_attribution_with_a_field_that_there_is_not_is_refused_in_a_sentence(study):
    with pytest.raises(WorkbenchError, match="There is no variable “rank” in this study"):
        choose_attribution(project=study.project, by=study.lead, pattern="{case}, {rank}")
    with pytest.raises(WorkbenchError, match="braces"):
        choose_attribution(project=study.project, by=study.lead, pattern="{case, {role}")
    assert unknown_fields("{Case} {source} {x}", []) == ["x"]
    assert attributed("{case} ({role})", {"case": "P1"}) == ""


def test_who_is_quoted_much_is_said_and_a_passage_under_two_codes_counts_once(study, starred):
    star_quotation(**words(starred.source, "I trust it with letters"), by=study.coder, code=study.codes["Work"])
    shares, people = spread_of(study.project, lines_of(study.project, visible_bank(study.project, None)))
    assert [(one.marked, one.is_much) for one in shares] == [(1, False)]
    assert people == 3
    assert [one.person for one in spread({1: 6, 2: 1, 3: 1}, {}, 4) if one.is_much] == [1]
    assert not any(one.is_much for one in spread({1: 6, 2: 6}, {}, 2))


def test_the_page_asks_as_little_for_many_as_for_few(study, client_of, count_queries):
    client = client_of(study.coder)
    page = lambda: client.get(reverse("bank:list", args=[study.slug]))  # noqa: E731
    first = study.transcripts[0]
    BankedQuotationFactory(source=first, start=0, end=5, code=study.codes["Trust"])
    page()
    few = count_queries(page)
    for start in range(1, 30):
        BankedQuotationFactory(source=first, start=start, end=start + 5, code=study.codes["Work"])
    assert count_queries(page) == few


def test_the_star_of_a_coding_is_set_and_taken_back_on_its_page(study, client_of):
    coding = CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder)
    client = client_of(study.coder)
    address = reverse("bank:star", args=[study.slug])
    answer = client.post(address, {"coding": coding.pk, "on": "on"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in answer.content.decode()
    assert BankedQuotation.objects.get().code == coding.code
    listed = client.get(reverse("codings:list_of_source", args=[study.slug, coding.source_id])).content.decode()
    assert 'aria-pressed="true"' in listed
    client.post(address, {"coding": coding.pk})
    assert not BankedQuotation.objects.exists()


def test_readers_see_the_bank_and_change_nothing(study, starred, client_of):
    client = client_of(study.reader)
    assert "I trust it" in client.get(reverse("bank:list", args=[study.slug])).content.decode()
    assert client.post(reverse("bank:edit", args=[study.slug, starred.pk]), {"remove": "yes"}).status_code == 403


def manuscript() -> bytes:
    word = docx.Document()
    word.add_paragraph(
        "One nurse said, “I trust it with letters” (P01), and another “It saves an hour every day” (P01)."
    )
    word.add_paragraph("I read every line it writes, though. (P02, doctor)", style="Quote")
    table = word.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "Checking"
    table.rows[0].cells[1].text = "“My patients notice that I looked at them”"
    word.add_paragraph("They spoke of “a new dawn for all of the services”.")
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def test_a_manuscript_is_compared_and_nothing_of_it_is_kept_but_the_report(study, starred, client_of, run_jobs):
    from django.core.files.storage import default_storage

    client = client_of(study.coder)
    file = SimpleUploadedFile("draft.docx", manuscript())
    client.post(reverse("bank:manuscripts", args=[study.slug]), {"file": file})
    (job,) = run_jobs()
    assert job.state == "done", job.error
    assert not default_storage.exists(job.parameters["place"])
    check = ManuscriptCheck.objects.get()
    found = [(one["kind"], one["state"], one["case"], one["named"]) for one in check.findings]
    assert found == [
        ("text", "exact", "P01", ""), ("text", "differs", "P02", "P01"), ("block", "exact", "P02", ""),
        ("cell", "differs", "P02", ""), ("text", "missing", "", ""),
    ]  # fmt: skip
    page = client.get(job.result["url"]).content.decode()
    assert "the manuscript says P01, the words are of P02" in page
    client.post(reverse("bank:use_found", args=[study.slug, check.pk]))
    starred.refresh_from_db()
    assert starred.in_draft


@pytest.mark.parametrize(("name", "data"), [("draft.docx", b"PK\x03\x04 no zip"), ("draft.docx", b"just text")])
def test_a_file_that_is_no_word_document_is_refused_in_a_sentence(study, client_of, run_jobs, name, data):
    client_of(study.coder).post(
        reverse("bank:manuscripts", args=[study.slug]), {"file": SimpleUploadedFile(name, data)}
    )
    (job,) = run_jobs()
    assert job.state == "failed"
    assert job.error.startswith("draft.docx")
    assert not ManuscriptCheck.objects.exists()
