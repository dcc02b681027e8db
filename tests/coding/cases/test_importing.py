"""A large table of variables: imported by a job, once, out of the way of others, and taken back whole."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from coding.cases import importing
from coding.cases.cells import KEPT_PLAIN, pack_cells, take_back_values, unpack_cells
from coding.cases.importing import ChangedMeanwhile, NotImported, import_variables
from coding.cases.incoming import SHOWN, Choices, Taken, compare_table
from coding.sources.models import Case, ImportedFile, Upload, Variable, VariableValue
from tests.factories import coding as make
from workbench.audit.models import Event
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job, JobState

TABLE = "Case,Role,Years\nP01,nurse,3\nP02,surgeon,12\nP99,nurse,4\n"
CHOSEN = {"c0": "id", "c1": "nominal", "c2": "numeric", "create_cases": "on", "import": "1"}


@pytest.fixture
def long(monkeypatch):
    """Every table of more than two rows is long."""
    monkeypatch.setattr("coding.cases.import_views.AT_ONCE", 2)


def send(client, study, text: str = TABLE) -> str:
    data = {"files": SimpleUploadedFile("people.csv", text.encode())}
    return client.post(reverse("cases:import", args=[study.slug]), data).url


def rows_of(*rows: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
    return list(enumerate(rows, start=2))


def role_of(study, **more) -> Taken:
    return Taken(1, Variable(project=study.project, name="Role", kind="nominal", **more))


def test_a_long_table_is_imported_by_a_job_and_taken_back(study, client_of, run_jobs, long):
    client = client_of(study.coder)
    address = send(client, study)
    going = client.post(address, CHOSEN)
    job = Job.objects.get(kind="coding.import_variables")
    assert going.url == reverse("jobs:detail", args=[study.slug, job.pk]) + "?follow=1"
    assert not VariableValue.objects.exists()
    assert client.get(address).url == reverse("jobs:detail", args=[study.slug, job.pk])
    run_jobs()
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.result["message"].startswith("6 values were stored.\nNew variables: Role, Years.\n1 case was made.")
    assert Case.objects.get(name="P99").values.get(variable__name="Years").value == "4"
    assert not Upload.objects.exists()
    page = BeautifulSoup(client.get(job.result["url"]).content, "html.parser")
    assert "6 values were stored." in page.text
    client.post(page.select_one("form[action*='/cases/undo/']")["action"])
    assert not VariableValue.objects.exists()


def test_a_job_that_runs_twice_imports_once(study, client_of, run_jobs, long):
    client_of(study.coder).post(send(client_of(study.coder), study), CHOSEN)
    job = Job.objects.get(kind="coding.import_variables")
    start_job(kind=job.kind, project=study.project, by=study.coder, label="Again", parameters=job.parameters)
    first, second = run_jobs()
    assert second.result == first.result
    assert (ImportedFile.objects.count(), VariableValue.objects.count()) == (1, 6)
    assert Event.objects.filter(action="variables.imported").count() == 1


def test_a_long_table_that_does_not_fit_starts_no_job(study, client_of, long):
    client = client_of(study.coder)
    response = client.post(send(client, study, TABLE.replace("12", "old")), CHOSEN)
    assert response.status_code == 422
    assert "1 values do not fit, the first in row 3" in response.content.decode()
    assert not Job.objects.filter(kind="coding.import_variables").exists()


def test_a_table_that_its_job_refuses_waits_and_has_its_line_in_the_report(
    study, client_of, run_jobs, long, monkeypatch
):
    monkeypatch.setattr("coding.cases.import_views.CHECKED_AT_ONCE", 2)
    client = client_of(study.coder)
    address = send(client, study, TABLE.replace("12", "old"))
    client.post(address, CHOSEN)
    (job,) = run_jobs()
    assert (job.state, VariableValue.objects.exists(), Variable.objects.exists()) == (JobState.FAILED, False, False)
    line = ImportedFile.objects.get()
    assert (line.outcome, line.reason) == ("refused", job.error)
    client.post(address, {**CHOSEN, "leave_out": "on"})
    run_jobs()
    assert ImportedFile.objects.get().outcome == "imported"


@pytest.mark.parametrize("times", [1, 9])
def test_what_somebody_changes_while_a_table_is_compared_is_not_overwritten(study, monkeypatch, times):
    role = make.VariableFactory(project=study.project, name="Role")
    value = make.VariableValueFactory(case=study.cases[0], variable=role, value="porter")
    compared = []

    def slowly(*args, **more):
        found = compare_table(*args, **more)
        compared.append(1)
        if len(compared) <= times:
            VariableValue.objects.filter(pk=value.pk).update(value=f"porter {len(compared)}")
        return found

    monkeypatch.setattr(importing, "compare_table", slowly)

    def work():
        return import_variables(
            project=study.project, rows=rows_of(("P01", "nurse"), ("P02", "doctor")), id_at=0,
            taken=[role_of(study)], choices=Choices(replace=True), by=study.lead,
        )  # fmt: skip

    if times == 1:
        assert work().event.before["_cells"][1] == [study.cases[0].pk, role.pk, "porter 1", "nurse"]
        return
    with pytest.raises(ChangedMeanwhile, match="Compare again"):
        work()
    assert VariableValue.objects.get().value == "porter 3"


def test_a_variable_of_another_kind_since_the_comparison_is_seen(study, monkeypatch):
    def meanwhile(*args, **more):
        found = compare_table(*args, **more)
        Variable.objects.get_or_create(project=study.project, name="role", defaults={"kind": "numeric"})
        return found

    monkeypatch.setattr(importing, "compare_table", meanwhile)
    with pytest.raises(NotImported, match="1 values do not fit"):
        import_variables(
            project=study.project, rows=rows_of(("P01", "nurse")), id_at=0, taken=[role_of(study)],
            choices=Choices(), by=study.lead,
        )  # fmt: skip
    assert not VariableValue.objects.exists()


def test_thousands_of_values_leave_a_small_event_and_are_taken_back(study, count_queries):
    many = KEPT_PLAIN + 500

    def work(rows: int, first: int) -> None:
        import_variables(
            project=study.project, rows=rows_of(*((f"N{n}", f"kind {n % 7}") for n in range(first, first + rows))),
            id_at=0, taken=[role_of(study)], choices=Choices(create_cases=True), by=study.lead,
        )  # fmt: skip

    assert count_queries(lambda: work(many, 10)) < 60
    event = Event.objects.get(action="variables.imported")
    assert len(event.before["_cells"]) < 10 * many
    assert VariableValue.objects.count() == event.after["values"] == many
    kept = Case.objects.get(name="N12").values.get()
    kept.value = "corrected"
    kept.save()
    change = take_back_values(project=study.project, event=event, by=study.lead)
    assert len(change.stored) == many - 1
    assert [value.value for value in VariableValue.objects.all()] == ["corrected"]
    take_back_values(project=study.project, event=change.event, by=study.lead)
    assert VariableValue.objects.count() == many


def test_a_page_keeps_the_first_and_counts_all(study):
    rows = rows_of(*((f"N{n}", "nurse") for n in range(100)), *((case.name, "x") for case in study.cases[:2]))
    found = compare_table(study.project, rows, 0, [role_of(study)], most=SHOWN)
    assert (found.unknown.count, found.of_unknown.count, found.new.count, found.matched) == (100, 100, 2, 2)
    assert (len(found.unknown.kept), len(found.of_unknown.kept)) == (SHOWN, SHOWN)


CELLS = st.dictionaries(
    st.tuples(st.integers(1, 10**6), st.integers(1, 5)), st.tuples(st.text(max_size=5), st.text(max_size=5))
)


@given(CELLS)
def test_packed_cells_come_back_as_they_were(changed):
    cells = [[*place, *values] for place, values in changed.items()]
    assert sorted(unpack_cells(pack_cells(cells))) == sorted(cells)
