"""The pages of bringing files in: send, look, decide, import. Nothing is stored before a person says so."""

import os
import shutil
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from coding.sources import reading
from coding.sources.models import ImportedFile, Source, Upload
from coding.sources.uploads import forget_old_uploads
from tests.coding.sources.importers.builders import word_file, zip_file
from tests.factories import coding as make
from workbench.jobs.models import Job, JobState

GOOD = b"Interviewer: So?\n\nP09: Well <b>yes</b>."
GROUP = b"AI: So?\n\nAnna: Well.\n\nBen: No.\n\nAI: Hm?\n\nAnna: Ja.\n\nBen: Nein."


def url(study, name, *more) -> str:
    return reverse(f"sources:{name}", args=[study.slug, *more])


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def send(client, study, *files, purpose="transcripts"):
    data = {"purpose": purpose, f"{purpose}-files": [SimpleUploadedFile(name, content) for name, content in files]}
    return client.post(url(study, "import"), data)


def form_of(response) -> dict[str, list[str]]:
    """What a browser would send of the page's form, without any button."""
    form = soup(response).select_one("main form:has(.form-actions-sticky)")
    sent: dict[str, list[str]] = {}
    for field in form.select("input[name], select[name]"):
        if field.get("type") == "checkbox" and not field.has_attr("checked"):
            continue
        value = field.get("value", "on" if field.get("type") == "checkbox" else "")
        if field.name == "select":
            value = next((option["value"] for option in field.select("option[selected]")), "")
        sent.setdefault(field["name"], []).append(value)
    return sent


def prefix(name: str) -> str:
    return f"u{Upload.objects.get(name=name).pk}"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A shared machine may be slow; what is read while the person waits is then not less."""
    monkeypatch.setattr("coding.sources.uploads.QUICK_SECONDS", 60)


# Sending


def test_a_small_batch_is_read_at_once_and_shown(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("P09.txt", GOOD), ("broken.docx", b"nonsense"))
    assert sent.url == url(study, "preview", Upload.objects.first().batch)
    found = soup(client.get(sent.url))
    assert Source.objects.count() == 5
    assert [turn.text for turn in found.select(".turns-preview .words")] == ["So?", "Well <b>yes</b>."]
    assert "This file is damaged, or no Word file." in found.select_one(".file-problem").text
    assert not Job.objects.exists()


def test_a_large_batch_is_read_by_a_job_whose_page_goes_on_by_itself(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, *[(f"P{n}.txt", GOOD + str(n).encode()) for n in range(8)])
    job = Job.objects.get()
    page = reverse("jobs:detail", args=[study.slug, job.pk])
    assert sent.url == f"{page}?follow=1"
    assert client.get(sent.url).status_code == 200
    preview = url(study, "preview", Upload.objects.first().batch)
    assert client.get(preview).url == sent.url
    run_jobs()
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Redirect"] == preview
    assert client.get(sent.url).url == preview
    assert client.get(page).status_code == 200, "who looks the job up later is not sent away"
    assert len(soup(client.get(preview)).select("tbody.file")) == 8


def test_a_zip_becomes_its_files_and_what_is_no_transcript_is_said(study, client_of):
    client = client_of(study.lead)
    files = {"wave 1/P01.txt": GOOD, "wave 1/P02.docx": word_file("Interviewer: So?"), "wave 1/face.jpg": b"x"}
    sent = send(client, study, ("interviews.zip", zip_file({**files, "__MACOSX/._P01.txt": b"x"})))
    page = soup(client.get(sent.url))
    assert {row.th.span.text for row in page.select("tbody.file")} == set(files)
    assert "A file of this kind (.jpg) cannot be read." in page.select_one(".file-problem").text
    assert page.select_one(f"input[name={prefix('wave 1/P01.txt')}-name]")["value"] == "P01"


def test_a_text_can_be_pasted_with_a_name(study, client_of, run_jobs):
    client = client_of(study.lead)
    data = {
        "purpose": "pasted",
        "pasted-name": "Field note 3/4",
        "pasted-text": "Hall, 9:00.\r\n\r\nTwo nurses talk. 👩🏽‍⚕️",
    }
    sent = client.post(url(study, "import"), data)
    page = client.get(sent.url)
    client.post(sent.url, form_of(page) | {"do": "import"})
    run_jobs()
    source = Source.objects.get(name="Field note 3-4")
    assert source.text == "Hall, 9:00.\n\nTwo nurses talk. 👩🏽‍⚕️"


def test_pasting_nothing_says_what_is_missing(study, client_of):
    response = client_of(study.lead).post(
        url(study, "import"), {"purpose": "pasted", "pasted-name": "X", "pasted-text": "  \n"}
    )
    assert response.status_code == 422
    assert "There is no text in it." in soup(response).select_one(".field-error").text


@pytest.mark.parametrize(
    ("name", "purpose", "message"),
    [
        ("a.exe", "transcripts", "“a.exe” cannot be read. It must be one of .txt"),
        ("a.doc", "transcripts", "“a.doc” cannot be read. Save it as .docx in Word, and send that."),
        ("a.mp3", "transcripts", "“a.mp3” cannot be read. It is a recording: transcribe it first."),
        ("a.csv", "transcripts", "“a.csv” cannot be read. Send it as a survey, in the other form."),
        ("a.docx", "survey", "“a.docx” cannot be read. Send it as a transcript, in the other form."),
    ],
)
def test_a_file_of_another_kind_is_refused_at_once_with_what_to_do(study, client_of, name, purpose, message):
    response = send(client_of(study.lead), study, (name, b"x"), purpose=purpose)
    assert response.status_code == 422
    assert message in soup(response).select_one(".field-error").text
    assert not Upload.objects.exists()


def test_one_file_of_another_kind_does_not_hold_up_the_others_and_stands_in_the_report(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("P09.txt", GOOD), ("photo.png", b"x"), (".DS_Store", b"x"))
    page = client.get(sent.url)
    assert len(soup(page).select("tbody.file")) == 2
    client.post(sent.url, form_of(page) | {"do": "import"})
    run_jobs()
    refused = ImportedFile.objects.get(name="photo.png")
    assert (refused.outcome, refused.reason[:36]) == ("refused", "It must be one of .txt, .md, .docx, ")
    assert not Upload.objects.exists()


def test_a_file_over_the_limit_is_refused_and_takes_no_room(study, client_of, settings):
    """As a browser sends it: in pieces, of which those beyond the limit are thrown away."""
    settings.UPLOAD_MAX_BYTES = 3_000_000
    response = send(client_of(study.lead), study, ("huge.txt", b"x" * 20_000_000))
    assert response.status_code == 422
    said = soup(response).select_one(".field-error").text.replace("\xa0", " ")
    assert "“huge.txt” cannot be read. It is too big: 19.1" in said
    assert not Upload.objects.exists()
    assert not any(settings.FILE_UPLOAD_TEMP_DIR.iterdir())


def test_more_files_than_may_be_sent_are_counted(study, client_of, settings):
    settings.IMPORT_MAX_FILES = 2
    response = send(client_of(study.lead), study, *[(f"P{n}.txt", GOOD) for n in range(3)])
    assert "Send at most 2 files at a time." in soup(response).select_one(".field-error").text


def test_far_more_files_than_may_be_sent_are_refused_in_words(study, client_of, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = send(client_of(study.lead), study, *[(f"P{n}.txt", GOOD) for n in range(4)])
    assert response.status_code == 400
    assert "These are too many files at a time" in soup(response).select_one("main").text


def test_a_text_too_long_to_paste_is_refused_in_words(study, client_of, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    data = {"purpose": "pasted", "pasted-name": "X", "pasted-text": "x" * 3000}
    response = client_of(study.lead).post(url(study, "import"), data)
    assert response.status_code == 400
    assert "This text is too long to paste" in soup(response).select_one("main").text
    assert "Send it as a file." in soup(response).select_one("main").text


def test_sending_nothing_says_what_is_missing(study, client_of):
    response = client_of(study.lead).post(url(study, "import"), {"purpose": "transcripts"})
    assert "Choose at least one file." in response.content.decode()


# Looking and deciding


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


@pytest.fixture
def many(study, client_of, run_jobs):
    """Sixty interviews that were read, and the address of their preview."""
    client = client_of(study.lead)
    text = "AI: So {n}?\n\nParticipant: Well.\n\nAI: And?\n\nParticipant: No."
    sent = send(client, study, *[(f"P{n:02}.txt", text.format(n=n).encode()) for n in range(60)])
    run_jobs()
    return client, client.get(sent.url).url


def test_many_files_are_shown_in_pages_and_choices_are_kept_across_them(study, many):
    client, address = many
    page = client.get(address)
    assert len(soup(page).select("tbody.file")) == 25
    data = form_of(page)
    del data[f"{prefix('P03.txt')}-include"]
    second = client.post(address, data | {"go": "2"})
    assert "page=2" in second.url
    assert "26–50 of 60" in client.get(second.url).content.decode()
    first = soup(client.get(address))
    assert not first.select_one(f"input[name={prefix('P03.txt')}-include]").has_attr("checked")
    assert first.select_one(f"input[name={prefix('P04.txt')}-include]").has_attr("checked")


def test_one_decision_about_a_speaker_holds_in_all_files(study, many, run_jobs):
    client, address = many
    page = client.get(address)
    labels = [row.th.input["value"] for row in soup(page).select(".all-speakers tbody tr")]
    assert labels == ["AI", "Participant"]
    data = {"l0-name": "Interviewer", "l1-asks": "no", "l0-asks": "yes", "do": "speakers"}
    client.post(address, form_of(page) | data)
    client.post(address, form_of(client.get(address)) | {"do": "import"})
    run_jobs()
    speakers = set(
        Source.objects.filter(name__regex=r"^P\d\d$").values_list("speakers__name", "speakers__is_interviewer")
    )
    assert speakers == {("Interviewer", True), ("Participant", False)}
    assert Source.objects.filter(name__regex=r"^P\d\d$").count() == 60


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


def test_only_speakers_of_several_files_are_decided_about_in_all_files(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, *[(f"{n}.txt", f"Interviewer: So?\n\nP{n}: Yes.".encode()) for n in range(3)])
    labels = [row.th.input["value"] for row in soup(client.get(sent.url)).select(".all-speakers tbody tr")]
    assert labels == ["Interviewer"]


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
    assert "1 file waits" in soup(report).select_one(".note-warn").text
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


def test_only_the_files_that_need_a_look_can_be_shown(study, client_of):
    client = client_of(study.lead)
    sent = send(
        client, study, ("a.txt", GOOD), ("b.txt", GOOD), ("c.txt", b"Only a field note."), ("d.docx", b"x")
    )  # fmt: skip
    shown = {
        kind: [row.th.span.text for row in soup(client.get(sent.url, {"kind": kind})).select("tbody.file")]
        for kind in ("problems", "twins", "silent")
    }
    assert shown == {"problems": ["d.docx"], "twins": ["b.txt"], "silent": ["c.txt"]}


def test_a_file_is_opened_as_a_part_of_the_page_and_without_scripts_as_a_page(study, many):
    client, address = many
    upload = Upload.objects.get(name="P30.txt")
    part = client.get(url(study, "file", upload.batch, upload.pk), headers={"HX-Request": "true"})
    assert soup(part).find("html") is None
    assert soup(part).select_one(f"input[name=u{upload.pk}-name]")["value"] == "P30"
    opened = client.post(address, form_of(client.get(address)) | {"expand": str(upload.pk), "go": "2"})
    assert f"open={upload.pk}#file-{upload.pk}" in opened.url
    assert soup(client.get(opened.url)).select_one(f"input[name=u{upload.pk}-name]")


def test_all_turns_can_be_read_page_by_page(study, client_of):
    client = client_of(study.lead)
    text = "\n\n".join(f"{'AI' if n % 2 else 'P1'}: Sentence number {n}." for n in range(120))
    send(client, study, ("long.txt", text.encode()))
    upload = Upload.objects.get()
    address = url(study, "turns", upload.batch, upload.pk)
    assert [turn.text for turn in soup(client.get(address)).select(".words")][::49] == [
        "Sentence number 0.", "Sentence number 49.",
    ]  # fmt: skip
    part = soup(client.get(address, {"page": 3}, headers={"HX-Request": "true"}))
    assert part.find("html") is None
    assert [turn.text for turn in part.select(".words")][-1] == "Sentence number 119."


def test_the_preview_takes_as_many_queries_for_two_files_as_for_twenty(study, client_of, count_queries, run_jobs):
    client = client_of(study.lead)

    def queries(files: int) -> int:
        send(client, study, *[(f"n{files} {n}.txt", GOOD + f"{files} {n}".encode()) for n in range(files)])
        run_jobs()
        batch = Upload.objects.latest("pk").batch
        client.get(url(study, "preview", batch))
        return count_queries(lambda: client.get(url(study, "preview", batch)))

    assert queries(4) == queries(20)


# Access, giving up, forgetting


def test_nobody_sees_what_another_person_sent_in(study, client_of):
    sent = send(client_of(study.lead), study, ("P09.txt", GOOD))
    upload = Upload.objects.get()
    other = client_of(study.coder)
    assert other.get(sent.url).status_code == 302
    assert other.get(url(study, "file", upload.batch, upload.pk)).status_code == 404
    assert other.get(url(study, "turns", upload.batch, upload.pk)).status_code == 404
    other.post(url(study, "discard", upload.batch))
    assert Upload.objects.exists()


def test_who_may_not_import_sees_none_of_it_and_outsiders_find_nothing(study, client_of, outsider):
    send(client_of(study.lead), study, ("P09.txt", GOOD))
    upload = Upload.objects.get()
    pages = [url(study, "preview", upload.batch), url(study, "file", upload.batch, upload.pk)]
    for page in [*pages, url(study, "turns", upload.batch, upload.pk)]:
        assert client_of(study.reader).get(page).status_code == 403
        assert client_of(outsider).get(page).status_code == 404


def test_what_was_sent_in_can_be_given_up_with_its_files(study, client_of, django_capture_on_commit_callbacks):
    client = client_of(study.lead)
    send(client, study, ("P09.txt", GOOD))
    upload = Upload.objects.get()
    assert "P09.txt" in client.get(url(study, "import")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(study, "discard", upload.batch))
    assert not Upload.objects.exists()
    assert not default_storage.exists(upload.file.name)
    assert not default_storage.exists(upload.reading.name)


def test_what_nobody_came_back_to_is_deleted(study, client_of, settings, django_capture_on_commit_callbacks):
    old = make.UploadFactory(project=study.project, by=study.coder)
    young = make.UploadFactory(project=study.project, by=study.coder)
    long_ago = timezone.now() - timezone.timedelta(days=settings.IMPORT_KEPT_DAYS + 1)
    Upload.objects.filter(pk=old.pk).update(uploaded_at=long_ago)
    assert client_of(study.lead).get(url(study, "import")).status_code == 200
    assert Upload.objects.count() == 2, "whoever opens the page does not wait for the hourly chore"
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_uploads() == 1
    assert list(Upload.objects.all()) == [young]
    assert not default_storage.exists(old.file.name)
    assert default_storage.exists(young.file.name)


def test_two_workers_may_sweep_at_once(study, settings, monkeypatch):
    left = settings.FILE_UPLOAD_TEMP_DIR / "left by a killed process"
    (left / "within").mkdir(parents=True)
    os.utime(left, (0, 0))
    real = shutil.rmtree

    def slower(path, **asked):
        real(path)  # the other worker
        real(path, **asked)

    monkeypatch.setattr(shutil, "rmtree", slower)
    forget_old_uploads()
    assert not left.exists()


# Hostile files, from one end to the other


@pytest.fixture
def hostile(monkeypatch, settings):
    """Parsers that misbehave by the name of the file."""
    monkeypatch.setattr(reading, "CHILD", "tests.coding.sources.hostile_child")
    settings.IMPORT_MAX_MEMORY_BYTES = 400 * 1024**2


def test_a_parser_that_hangs_is_stopped_and_the_person_told(study, client_of, run_jobs, hostile, monkeypatch, settings):
    settings.IMPORT_MAX_SECONDS = 3
    monkeypatch.setattr("coding.sources.uploads.QUICK_SECONDS", 1)
    client = client_of(study.lead)
    sent = send(client, study, ("hangs.txt", GOOD), ("P09.txt", GOOD))
    assert "follow" in sent.url, "the page did not wait for it"
    (job,) = run_jobs()
    assert job.state == JobState.DONE
    page = soup(client.get(job.url))
    assert [said.text for said in page.select(".file-problem")] == [
        "Reading this file took longer than 3 seconds, so it was stopped. Split it, or save it as plain text."
    ]
    assert len(page.select(".turns-preview")) == 1


def test_a_parser_that_eats_memory_is_stopped_and_the_person_told(study, client_of, hostile):
    client = client_of(study.lead)
    sent = send(client, study, ("swallows.txt", GOOD))
    said = soup(client.get(sent.url)).select_one(".file-problem").text
    assert said.startswith("Reading this file needed more memory than the 400 MB that one file may take.")


HOSTILE = {
    "old.docx": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "this is an old Word file"),
    "cut.docx": (word_file("Interviewer: So?")[:-200], "this file is damaged, or no Word file."),
    "bomb.zip": (zip_file({f"{n}.txt": b"\0" * 10_000_000 for n in range(4)}), "it unpacks to 38.1 MB in 4 files"),
    "cut.zip": (zip_file({"a.txt": b"x" * 900})[:-40], "this zip is damaged or not whole."),
    "empty.zip": (zip_file({"__MACOSX/._a.txt": b"x"}), "there is no file in it."),
    "empty.txt": (b"", "this file is empty."),
    "nul.txt": (b"\0" * 500, "this file is empty."),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type", ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_plain_sentence_and_leaves_nothing(study, client_of, run_jobs, name):
    client, (data, said) = client_of(study.lead), HOSTILE[name]
    sent = send(client, study, (name, data))
    page = client.get(sent.url)
    assert soup(page).select_one(".file-problem").text.casefold().startswith(said.casefold())
    assert not soup(page).select("button[value=import]")
    batch = Upload.objects.get().batch
    client.post(sent.url, {"do": "import"})
    client.post(url(study, "discard", batch))
    assert Source.objects.count() == 5
    assert not Upload.objects.exists()


def test_a_file_within_the_limit_is_never_held_whole(study, client_of, settings):
    """Forty megabytes go to the disk in pieces and are read there."""
    settings.IMPORT_MAX_CHARACTERS = 1_000_000
    sent = send(client_of(study.lead), study, ("long.txt", b"word " * 8_000_000))
    assert "follow" in sent.url
    upload = Upload.objects.get()
    assert upload.size == upload.file.size == 40_000_000


def test_files_that_come_as_any_stream_are_kept(study):
    from coding.sources.actions import keep_uploads

    stream = BytesIO(GOOD)
    stream.name = "P09.txt"
    keep_uploads(project=study.project, files=[stream], purpose="transcripts", by=study.lead)
    assert Upload.objects.get().read() == GOOD
