"""Looking, deciding, importing. Nothing is stored before a person says so."""

import pytest
from django.urls import reverse

from coding.sources.choices import choices_of
from coding.sources.models import ImportedFile, Source, Upload
from tests.coding.sources.pages import GOOD, GROUP, form_of, prefix, send, soup, url
from workbench.jobs.models import Job

pytestmark = pytest.mark.usefixtures("patience")


def test_what_is_decided_is_stored(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("group.txt", GROUP))
    page = client.get(sent.url)
    at = prefix("group.txt")
    assert soup(page).select_one(f"input[name={at}-s0-asks]").has_attr("checked")
    decided = {
        f"{at}-name": "Group 1", f"{at}-case": "", f"{at}-s0-name": "Moderator",
        f"{at}-s1-case": "P01", f"{at}-s2-name": "Benjamin", f"{at}-s2-case": "P17", "do": "import",
    }  # fmt: skip
    started = client.post(sent.url, form_of(page) | decided)
    assert started.url == reverse("jobs:detail", args=[study.slug, Job.objects.get().pk]) + "?follow=1"
    run_jobs()
    source = Source.objects.get(name="Group 1")
    assert (source.case, source.imported_by) == (None, study.lead)
    assert list(source.speakers.order_by("id").values_list("name", "is_interviewer", "case__name")) == [
        ("Moderator", True, None),
        ("Anna", False, "P01"),
        ("Benjamin", False, "P17"),
    ]
    assert not Upload.objects.exists()


def test_two_speakers_given_one_name_become_one_and_an_emptied_name_is_none(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("group.txt", GROUP))
    page = client.get(sent.url)
    at = prefix("group.txt")
    client.post(sent.url, form_of(page) | {f"{at}-s2-name": "Anna", f"{at}-s0-name": "", "do": "import"})
    run_jobs()
    source = Source.objects.get(name="group")
    assert [(speaker.name, speaker.turns.count()) for speaker in source.speakers.all()] == [("Anna", 4)]
    first = source.turns.first()
    assert source.text[first.body_start : first.end] == "AI: So?"


def test_a_name_that_is_missing_is_said_at_its_field_and_the_rest_is_kept(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("group.txt", GROUP))
    at = prefix("group.txt")
    data = form_of(client.get(sent.url)) | {f"{at}-name": " ", f"{at}-s1-case": "P01", "do": "import"}
    response = client.post(sent.url, data)
    assert response.status_code == 422
    page = soup(response)
    assert "This field is required." in page.select_one(".field-error").text
    assert page.select_one(f"input[name={at}-s1-case]")["value"] == "P01"
    assert not Job.objects.exists()


def test_names_that_are_taken_are_said_and_can_be_numbered(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("P01 nurse.txt", GOOD))
    page = client.get(sent.url)
    response = client.post(sent.url, form_of(page) | {"do": "import"})
    assert response.status_code == 422
    assert (
        "There is a source of this name already, or two of the files have it: “P01 nurse”." in response.content.decode()
    )
    client.post(sent.url, form_of(response) | {"do": "import", "number": "on"})
    run_jobs()
    assert Source.objects.filter(name="P01 nurse (2)").exists()


def test_two_files_of_one_name_are_refused_together(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("a.txt", GOOD), ("b.txt", GOOD + b" Two."))
    names = {f"{prefix(name)}-name": "Same" for name in ("a.txt", "b.txt")}
    response = client.post(sent.url, form_of(client.get(sent.url)) | names | {"do": "import"})
    assert "“Same”" in soup(response).select_one(".problems").text


def test_the_same_text_is_said_and_not_ticked(study, client_of):
    client = client_of(study.lead)
    text = study.transcripts[0].text.encode()
    sent = send(client, study, ("again.txt", text), ("new.txt", GOOD), ("new too.txt", GOOD))
    page = soup(client.get(sent.url))
    ticked = {
        name: page.select_one(f"input[name={prefix(name)}-include]").has_attr("checked")
        for name in ("again.txt", "new.txt", "new too.txt")
    }
    assert ticked == {"again.txt": False, "new.txt": True, "new too.txt": False}
    notes = [note.get_text(" ", strip=True) for note in page.select(".note-warn")]
    assert "The same text is in the study already, as “P01 nurse”. It is left out unless you tick it." in notes
    assert "The same text is in new.txt. It is left out unless you tick it." in notes


def test_what_was_not_ticked_stays_out_even_if_its_twin_does(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("a.txt", GOOD), ("b.txt", GOOD), ("c.txt", GOOD + b" More."))
    data = form_of(client.get(sent.url)) | {"do": "import"}
    del data[f"{prefix('a.txt')}-include"]
    client.post(sent.url, data)
    run_jobs()
    outcomes = dict(ImportedFile.objects.values_list("name", "outcome"))
    assert outcomes == {"a.txt": "skipped", "b.txt": "skipped", "c.txt": "imported"}


def test_two_files_of_one_name_have_each_their_line_in_the_report(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("photo.png", b"x"), ("photo.png", b"y"), ("P09.txt", GOOD), ("P09.txt", b"Other."))
    page = client.get(sent.url)
    client.post(sent.url, form_of(page) | {"do": "import", "number": "on"})
    run_jobs()
    assert sorted(ImportedFile.objects.values_list("name", "outcome")) == [
        ("P09.txt", "imported"), ("P09.txt", "imported"), ("photo.png", "refused"), ("photo.png", "refused"),
    ]  # fmt: skip


def test_a_text_with_hundreds_of_speakers_can_be_decided_about(study, client_of, run_jobs):
    client = client_of(study.lead)
    text = "\n\n".join(f"P{n % 400}: Sentence {n}." for n in range(1200))
    sent = send(client, study, ("assembly.txt", text.encode()))
    page = client.get(sent.url)
    assert len(soup(page).select(".file-speakers tbody tr")) == 150
    client.post(sent.url, form_of(page) | {"do": "import", f"{prefix('assembly.txt')}-s0-name": "Chair"})
    run_jobs()
    speakers = Source.objects.get(name="assembly").speakers
    assert (speakers.count(), speakers.first().name) == (400, "Chair")


def test_choosing_nothing_is_said(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("P09.txt", GOOD))
    data = form_of(client.get(sent.url)) | {"do": "import"}
    del data[f"{prefix('P09.txt')}-include"]
    response = client.post(sent.url, data)
    assert "Choose at least one file to import." in soup(response).select_one(".problems").text


def test_each_speaker_of_a_group_can_be_a_case(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("group.txt", GROUP), ("P09.txt", GOOD))
    page = client.get(sent.url)
    client.post(sent.url, form_of(page) | {"each-a-case": "on", "do": "speakers"})
    client.post(sent.url, form_of(client.get(sent.url)) | {"do": "import"})
    run_jobs()
    assert set(Source.objects.get(name="group").speakers.values_list("case__name", flat=True)) == {
        None, "group Anna", "group Ben",
    }  # fmt: skip
    assert Source.objects.get(name="P09").case.name == "P09"


def test_each_speaker_of_a_lone_focus_group_becomes_a_case_with_one_button(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("group.txt", GROUP))
    page = client.get(sent.url)
    assert not soup(page).select_one(".all-speakers")
    upload = Upload.objects.get()
    decided = client.post(sent.url, form_of(page) | {"cases": str(upload.pk)})
    assert decided.url.endswith(f"#file-{upload.pk}")
    at = prefix("group.txt")
    fields = form_of(client.get(decided.url))
    assert [fields[f"{at}-s{n}-case"] for n in (0, 1, 2)] == [[""], ["group Anna"], ["group Ben"]]


def test_speakers_keep_their_order_however_the_database_keeps_what_was_decided(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("group.txt", GROUP))
    client.post(sent.url, form_of(client.get(sent.url)))
    upload = Upload.objects.get()
    labels = list(choices_of(upload).speakers)
    upload.finding["choices"]["speakers"] = dict(reversed(upload.finding["choices"]["speakers"].items()))
    assert list(choices_of(upload).speakers) == labels == ["AI", "Anna", "Ben"]


def test_a_text_that_somebody_else_imports_meanwhile_is_not_imported_twice(study, client_of, run_jobs):
    first, second = client_of(study.lead), client_of(study.coder)
    previews = [(client, send(client, study, ("P09.txt", GOOD)).url) for client in (first, second)]
    pages = [form_of(client.get(address)) for client, address in previews]
    for (client, address), page in zip(previews, pages, strict=True):
        client.post(address, page | {"do": "import", "number": "on"})
    run_jobs()
    assert Source.objects.filter(name__startswith="P09").count() == 1
    skipped = ImportedFile.objects.get(outcome="skipped")
    assert (skipped.by, skipped.reason) == (study.coder, "The same text is in the study already, as “P09”.")
    assert not Upload.objects.exists()


def test_the_report_leads_to_files_whose_names_were_taken_meanwhile(study, client_of, run_jobs):
    first, second = client_of(study.lead), client_of(study.coder)
    one = send(first, study, ("P09.txt", GOOD)).url
    two = send(second, study, ("P10.txt", b"A field note."), ("P09.txt", GOOD + b" Late.")).url
    pages = [(client, address, form_of(client.get(address))) for client, address in ((first, one), (second, two))]
    for client, address, page in pages:
        client.post(address, page | {"do": "import"})
    run_jobs()
    batch = ImportedFile.objects.get(outcome="refused").batch
    report = client_of(study.coder).get(url(study, "report", batch))
    assert "1 file of this import still waits" in soup(report).select_one(".note-warn").text
    assert soup(report).select_one(".note-warn a")["href"] == url(study, "preview", batch)
    others = client_of(study.lead).get(url(study, "report", batch))
    assert not soup(others).select_one(".note-warn")


def test_whoever_goes_back_to_a_preview_that_was_imported_finds_its_report(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("P09.txt", GOOD))
    client.post(sent.url, form_of(client.get(sent.url)) | {"do": "import"})
    batch = Upload.objects.get().batch
    run_jobs()
    assert client.get(sent.url).url == url(study, "report", batch)
