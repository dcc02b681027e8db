"""The preview of what was sent in: who sees it, how much of it, and when it is forgotten."""

import os
import shutil

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from coding.sources.models import Source, Upload
from coding.sources.uploads import forget_old_uploads
from tests.coding.sources.pages import GOOD, form_of, prefix, send, soup, url
from tests.factories import coding as make

pytestmark = pytest.mark.usefixtures("patience")


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


def test_only_speakers_of_several_files_are_decided_about_in_all_files(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, *[(f"{n}.txt", f"Interviewer: So?\n\nP{n}: Yes.".encode()) for n in range(3)])
    labels = [row.th.input["value"] for row in soup(client.get(sent.url)).select(".all-speakers tbody tr")]
    assert labels == ["Interviewer"]


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


def test_a_file_stays_open_when_what_was_typed_in_it_is_kept(study, many):
    client, address = many
    upload = Upload.objects.get(name="P03.txt")
    page = client.get(address, {"open": upload.pk})
    kept = client.post(address, form_of(page) | {f"u{upload.pk}-name": "Nurse", "do": "keep"})
    assert kept.url.endswith(f"open={upload.pk}#file-{upload.pk}")
    assert soup(client.get(kept.url)).select_one(f"input[name=u{upload.pk}-name]")["value"] == "Nurse"


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
