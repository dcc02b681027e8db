"""Exports are made in the background, as their owner may see the project, and given to the owner alone."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.urls import reverse

from tests.factories.coding import AssignmentFactory, CodingFactory, MemoFactory
from workbench.audit.models import Event
from workbench.exporting import jobs as exporting_jobs
from workbench.exporting.actions import start_export, store_file
from workbench.exporting.asking import asked
from workbench.exporting.documents import Cell, Column, Document, Estimate, Share, Spread, Table
from workbench.exporting.looks import STYLES
from workbench.exporting.models import ExportChoices
from workbench.exporting.registry import Choice, Exporter, _exporters, exporters
from workbench.exporting.writers import FORMATS
from workbench.jobs.actions import begin_anew
from workbench.jobs.models import Job, JobState
from workbench.jobs.runner import run as run_job
from workbench.membership.actions import remove_member
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def url(name: str, study: Any, *args: Any) -> str:
    return reverse(f"exports:{name}", args=[study.slug, *args])


def start(study: Any, user: Any, what: str = "codebook", format_: str = "csv", **options: str) -> Job:
    return start_export(project=study.project, by=user, what=what, format_=format_, options=options)


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_the_page_offers_each_export_with_its_formats(study: Any, client_of: Any) -> None:
    page = BeautifulSoup(client_of(study.reader).get(url("list", study)).content, "html.parser")

    card = page.find(id="codebook")
    assert [option["value"] for option in card.find("select", {"name": "format"}).find_all("option")] == [
        "docx", "xlsx", "csv", "md", "html", "tex", "json", "qdc",
    ]  # fmt: skip
    assert "coder:Cora Coder" in [
        option["value"] for option in card.find("select", {"name": "layer"}).find_all("option")
    ]


def test_outsiders_see_no_export_page(study: Any, outsider: Any, client_of: Any, client: Any) -> None:
    job = start(study, study.lead)
    pages = [url("list", study), url("progress", study, job.pk), url("download", study, job.pk)]

    for page in pages:
        assert client_of(outsider).get(page).status_code == 404
        assert client.get(page).status_code == 302
    assert client_of(outsider).post(url("start", study, "codebook"), {"format": "csv"}).status_code == 404


def test_an_export_goes_from_the_form_to_the_file(study: Any, client_of: Any, run_jobs: Any) -> None:
    client = client_of(study.reader)
    answer = client.post(url("start", study, "codebook"), {"format": "csv", "layer": "all"}, follow=True)
    assert "Codebook, CSV" in answer.content.decode()
    [job] = run_jobs()

    assert job.state == JobState.DONE
    page = BeautifulSoup(client.get(url("list", study)).content, "html.parser")
    link = page.find(id=f"export-{job.pk}").find("a")["href"]
    response = client.get(link)
    assert response["Content-Disposition"] == f'attachment; filename="{study.slug}-codebook.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    [first, *_rest] = csv.DictReader(io.StringIO(content(response).decode("utf-8-sig")))
    assert first["Path"] == "Trust"


def test_with_htmx_the_answer_is_the_progress_until_the_file_is_there(
    study: Any, client_of: Any, run_jobs: Any
) -> None:
    client, asks = client_of(study.coder), {"HX-Request": "true"}
    first = client.post(url("start", study, "codebook"), {"format": "docx"}, headers=asks)
    job = Job.objects.get()
    item = BeautifulSoup(first.content, "html.parser").find(id=f"export-{job.pk}")
    assert item["hx-get"] == url("progress", study, job.pk)
    assert "every 1s" in item["hx-trigger"]

    run_jobs()
    last = BeautifulSoup(client.get(item["hx-get"], headers=asks).content, "html.parser").find(id=f"export-{job.pk}")
    assert not last.has_attr("hx-get")
    assert last.find("a")["href"] == url("download", study, job.pk)


@pytest.mark.parametrize(
    ("what", "data", "sentence"),
    [
        ("nothing", {"format": "csv"}, "There is no export “nothing”"),
        ("codebook", {"format": "exe"}, "cannot be written as exe"),
        ("codebook", {}, "cannot be written as ?"),
        ("codebook", {"format": "csv", "layer": "coder:Nobody"}, "is no layer of this study"),
        ("codebook", {"format": "csv", "colour": "red"}, "has no option “colour”"),
    ],
)
def test_what_is_not_on_offer_is_refused_and_no_job_started(
    study: Any, client_of: Any, what: str, data: dict[str, str], sentence: str
) -> None:
    response = client_of(study.lead).post(url("start", study, what), data)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Job.objects.exists()


def test_a_file_is_given_to_its_owner_only(study: Any, client_of: Any, run_jobs: Any) -> None:
    job = start(study, study.lead)
    assert client_of(study.lead).get(url("download", study, job.pk)).status_code == 404
    run_jobs()

    assert client_of(study.lead).get(url("download", study, job.pk)).status_code == 200
    for other in (study.coder, study.reader):
        assert client_of(other).get(url("download", study, job.pk)).status_code == 404
        assert client_of(other).get(url("progress", study, job.pk)).status_code == 404


def test_a_file_that_was_cleared_away_is_not_found(study: Any, client_of: Any, run_jobs: Any) -> None:
    start(study, study.lead)
    [job] = run_jobs()
    default_storage.delete(job.result["file"])

    assert client_of(study.lead).get(url("download", study, job.pk)).status_code == 404


def test_an_export_shows_its_owner_what_they_may_see(study: Any, client_of: Any, run_jobs: Any) -> None:
    source = study.transcripts[0]
    coding = CodingFactory(source=source, code=study.codes["Work"], coder=study.coder, start=61, end=66)
    AssignmentFactory(source=source, coder=study.coder, sealed=True)

    def export_of(user: Any) -> str:
        start(study, user, what="quotations")
        [job] = run_jobs()
        return content(client_of(user).get(url("download", study, job.pk))).decode()

    assert coding.quote in export_of(study.coder)
    assert coding.quote not in export_of(study.lead)
    assert coding.quote not in export_of(study.second_coder)


def test_someone_who_left_before_the_file_was_made_gets_none(study: Any, run_jobs: Any) -> None:
    start(study, study.coder)
    remove_member(membership=study.membership(study.coder), by=study.lead)
    [job] = run_jobs()

    assert job.state == JobState.FAILED
    assert "no longer a member" in job.error
    with pytest.raises(WorkbenchError, match="no longer a member"):
        start(study, study.coder)


def test_a_job_that_runs_twice_leaves_one_file(study: Any, run_jobs: Any) -> None:
    start(study, study.lead)
    [job] = run_jobs()
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    [again] = run_jobs()

    assert again.result["name"] == job.result["name"]
    assert default_storage.exists(again.result["file"])
    assert not default_storage.exists(job.result["file"])


def test_a_worker_that_was_overtaken_leaves_no_file(study: Any, run_jobs: Any, monkeypatch: Any) -> None:
    start(study, study.lead)
    written: list[str] = []

    def overtaken(**file: Any) -> str:
        written.append(store_file(**file))
        begin_anew(Job.objects.all())
        return written[-1]

    monkeypatch.setattr(exporting_jobs, "store_file", overtaken)
    run_job(Job.objects.get().pk, beat=False)
    monkeypatch.undo()
    assert Job.objects.get().state == JobState.QUEUED
    assert not default_storage.exists(written[0])

    [job] = run_jobs()
    assert job.state == JobState.DONE
    assert default_storage.exists(job.result["file"])


def test_an_export_leaves_a_line_in_the_history(study: Any) -> None:
    start(study, study.reader)

    event = Event.objects.get(project_id=study.project.pk, action="job.started")
    assert (event.action, event.actor_id, event.subject_label) == ("job.started", study.reader.pk, "Codebook, CSV")


def test_the_list_takes_as_many_queries_for_three_exports_as_for_one(
    study: Any, client_of: Any, count_queries: Any, run_jobs: Any
) -> None:
    client = client_of(study.lead)

    def add(number: int) -> None:
        for _ in range(number):
            start(study, study.lead)
        run_jobs()

    add(1)
    client.get(url("list", study))
    one = count_queries(lambda: client.get(url("list", study)))
    add(3)
    assert count_queries(lambda: client.get(url("list", study))) == one


# --- What is chosen is remembered, and shown before it is made ------------------------------------------


def page_of(client: Any, address: str, **options: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address, options).content, "html.parser")


def chosen_in(page: BeautifulSoup, what: str) -> dict[str, str]:
    selects = page.find(id=what).find_all("select")
    return {one["name"]: (one.find("option", selected=True) or one.find("option"))["value"] for one in selects}


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Exporter:
    """An export with a cell of every kind, whatever becomes of the real ones."""

    def build(_project: Any, _viewer: Any, size: str = "small") -> Document:
        columns = [
            Column("Code"),
            Column("Codings", numeric=True),
            Column("κ", numeric=True, bounded=True),
            Column("Words", numeric=True, decimals=1),
        ]
        rows: list[list[Cell]] = [
            ["Trust", Share(12, 35), Estimate(0.744, 0.65, 0.81), Spread(12.5, 3.25)],
            ["=Errors", Share(3, 35), Estimate(None), Spread(8.0, None)],
        ]
        table = Table("Codes", columns, rows * (20 if size == "large" else 1), notes=["A note."])
        return Document("Probe", [table], facts=["A fact."])

    def sizes(_project: Any, _viewer: Any) -> list[tuple[str, str]]:
        return [("small", "Small"), ("large", "Large")]

    choice = Choice("size", "Size", sizes)
    one = Exporter("probe", "Probe", "To be looked at.", FORMATS, build, (choice,), orders=True)
    monkeypatch.setitem(_exporters, one.what, one)
    return one


def test_what_was_chosen_is_offered_first_to_everybody_of_the_study(
    study: Any, client_of: Any, probe: Exporter
) -> None:
    wanted = {"size": "large", "style": "jmir", "decimals": "1", "percent": "0%", "order": "most"}
    start(study, study.coder, what="probe", format_="md", **wanted)

    assert chosen_in(page_of(client_of(study.reader), url("list", study)), "probe") == wanted | {"format": "md"}
    event = Event.objects.get(action="export.options_changed")
    assert (event.subject_label, event.actor_id, event.after["style"]) == ("Probe", study.coder.pk, "jmir")


def test_a_page_that_does_not_ask_for_the_look_leaves_it_as_it_was_chosen(
    study: Any, client_of: Any, probe: Exporter
) -> None:
    start(study, study.lead, what="probe", format_="md", style="jmir", decimals="3")
    job = start(study, study.lead, what="probe", format_="md", size="large")
    page = page_of(client_of(study.lead), url("preview", study, "probe"), size="small")

    assert {name: job.parameters["options"][name] for name in ("size", "style", "decimals")} == {
        "size": "large", "style": "jmir", "decimals": "3",
    }  # fmt: skip
    assert "0.744 (0.650-0.810)" in page.select_one(".sheet").text
    assert ExportChoices.objects.get(what="probe").choices["style"] == "jmir"


def test_several_that_were_chosen_together_are_previewed_exported_and_remembered_together(
    study: Any, client_of: Any, probe: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = Choice("words", "Words", lambda _project, _viewer: [("a", "A"), ("b", "B"), ("c", "C")], several=True)
    build = lambda _project, _viewer, size, words: Document(f"Of {words.split()}", [])  # noqa: E731
    monkeypatch.setitem(_exporters, "probe", replace(probe, choices=(*probe.choices, words), build=build))
    client = client_of(study.lead)

    page = page_of(client, url("preview", study, "probe"), words="b\r\nc")
    assert page.select_one(".sheet-title").text == "Of ['b', 'c']"
    assert page.select_one("form[method=post] input[name=words]")["value"] == "b\nc"
    start(study, study.lead, what="probe", format_="md", words="b\r\nc")
    ticked = page_of(client, url("list", study)).select("#probe input[name=words][checked]")
    assert [one["value"] for one in ticked] == ["b", "c"]
    none = page_of(client, url("preview", study, "probe"), words="a")
    assert none.select_one(".sheet-title").text == "Of ['a']"


def test_an_order_of_an_exports_own_is_left_as_it_is(study: Any, probe: Exporter) -> None:
    own = Choice("order", "Order", lambda _project, _viewer: [("time", "Time"), ("name", "Name")])
    build = lambda project, viewer, size, order: probe.build(project, viewer, size)  # noqa: E731
    dated = replace(probe, choices=(*probe.choices, own), orders=False, build=build)

    for order in ("time", "name"):
        document = asked(dated, study.project, None, {"order": order}).document(study.project, None)
        assert [row[0] for row in document.tables[0].rows] == ["Trust", "=Errors"]


def test_the_same_choice_again_is_no_news_and_what_is_no_longer_there_is_not_chosen(study: Any, client_of: Any) -> None:
    for _ in range(2):
        start(study, study.lead, format_="docx", layer="coder:Cora Coder")
    ExportChoices.objects.create(project=study.project, what="memos", choices={"about": "gone", "format": "gone"})

    assert Event.objects.filter(action="export.options_changed").count() == 1
    page = page_of(client_of(study.lead), url("list", study))
    assert chosen_in(page, "memos") == {
        "format": "docx", "about": "all", "style": "apa", "decimals": "2", "percent": "style",
    }  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_the_preview_shows_what_the_file_holds_cell_by_cell(
    study: Any, client_of: Any, run_jobs: Any, probe: Exporter, style: str
) -> None:
    client, options = client_of(study.lead), {"style": style, "percent": "1"}
    page = page_of(client, url("preview", study, "probe"), **options)
    shown = [[cell.text for cell in row.find_all(["th", "td"])] for row in page.select(".sheet tbody tr")]
    assert shown[0][:2] == ["Trust", "12 (34.3)"]

    def file_of(format_: str) -> bytes:
        start(study, study.lead, what="probe", format_=format_, **options)
        [job] = run_jobs()
        return content(client.get(url("download", study, job.pk)))

    [table] = docx.Document(io.BytesIO(file_of("docx"))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == shown
    lines = [line for line in file_of("md").decode().splitlines() if line.startswith("| ")][2:]
    assert [[cell.replace("\\", "").strip() for cell in line.split("|")[1:-1]] for line in lines] == shown
    html = BeautifulSoup(file_of("html"), "html.parser")
    assert [[cell.text for cell in row.find_all(["th", "td"])] for row in html.select("tbody tr")] == shown
    lines = [line for line in file_of("tex").decode().splitlines() if line.startswith(("Trust", "=Errors"))]
    assert [
        [cell.replace("{[}", "[").replace("{]}", "]").strip() for cell in line.removesuffix(r" \\").split("&")]
        for line in lines
    ] == shown

    sheet = openpyxl.load_workbook(io.BytesIO(file_of("xlsx"))).worksheets[0]
    [first, second] = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert first[:3] == [("Trust", "General"), (12, "General"), (pytest.approx(34.2857, abs=1e-4), "0.0")]
    assert first[3:] == [(0.744, "0.00"), (0.65, "0.00"), (0.81, "0.00"), (12.5, "0.0"), (3.25, "0.0")]
    assert [value for value, _format in second] == ["=Errors", 3, pytest.approx(8.5714, abs=1e-4), *[None] * 3, 8, None]


def test_the_preview_of_a_long_table_shows_the_first_rows_and_says_how_many_more(
    study: Any, client_of: Any, probe: Exporter
) -> None:
    page = page_of(client_of(study.lead), url("preview", study, "probe"), size="large", order="most")
    rows = [row.th.text for row in page.select(".sheet tbody tr")]

    assert rows == ["Trust"] * 20 + ["=Errors"] * 10
    assert "and 10 more rows" in page.select_one(".sheet-more").text


def test_the_preview_shows_the_viewer_what_they_may_see_and_is_closed_to_outsiders(
    study: Any, outsider: Any, client_of: Any
) -> None:
    MemoFactory(
        project=study.project, author=study.coder, about="source", about_id=str(study.transcripts[0].pk), body="mine"
    )
    AssignmentFactory(source=study.transcripts[0], coder=study.coder, sealed=True)
    address = url("preview", study, "memos")

    assert "mine" in page_of(client_of(study.coder), address).select_one(".sheet").text
    assert "mine" not in page_of(client_of(study.lead), address).select_one(".sheet").text
    assert client_of(outsider).get(address).status_code == 404
    assert client_of(study.lead).get(url("preview", study, "codings")).status_code == 404
    assert client_of(study.lead).get(address, {"style": "chicago"}).status_code == 422


def test_a_card_says_what_the_file_will_hold(study: Any, client_of: Any) -> None:
    source = study.transcripts[0]
    CodingFactory(source=source, code=study.codes["Work"], coder=study.coder)
    CodingFactory(source=study.transcripts[1], code=study.codes["Work"], coder=study.coder)
    AssignmentFactory(source=source, coder=study.coder, sealed=True)

    card = page_of(client_of(study.lead), url("list", study)).find(id="codings")
    assert "1 coding" in card.text
    assert "1 source is being coded blind: what others coded there is left out." in card.text
    assert "2 codings" in page_of(client_of(study.coder), url("list", study)).find(id="codings").text


def test_exports_stand_by_kind_with_an_index(study: Any, client_of: Any) -> None:
    page = page_of(client_of(study.lead), url("list", study))
    links = [link["href"] for link in page.select(".export-index a")]

    assert all(page.find(id=link.removeprefix("#")) for link in links)
    assert {"#table", "#codebook", "#data", "#codings", "#project", "#recent"} <= set(links)
    assert page.select_one("#codings a[data-with-options]") is None
    names = [name.text for name in page.select(".export-row h3")]
    assert len(names) == len(set(names)) == len(exporters())
