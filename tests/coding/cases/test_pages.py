"""Every page of cases, variables, groups and of the import of a spreadsheet, as the three kinds of members see it."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding.sources.models import Case, ImportedFile, Upload, Variable, VariableValue
from tests.factories import coding as make
from workbench.audit.models import Event


def url(study, name, *more) -> str:
    return reverse(f"cases:{name}", args=[study.slug, *more])


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def known(study):
    """Two cases with a role, an age, and what they use."""
    role = make.VariableFactory(project=study.project, name="Role", position=0)
    age = make.VariableFactory(project=study.project, name="Age", kind="numeric", position=1)
    tools = make.VariableFactory(project=study.project, name="Tools", kind="multiple", position=2)
    comfort = make.VariableFactory(
        project=study.project, name="Comfort", kind="ordinal", levels=["low", "high"], position=3
    )
    for case, values in zip(
        study.cases, [("nurse", "31", "phone; paper", "low"), ("doctor", "58", "phone", "")], strict=False
    ):
        for variable, value in zip((role, age, tools, comfort), values, strict=True):
            if value:
                make.VariableValueFactory(case=case, variable=variable, value=value)
    study.variables = {"Role": role, "Age": age, "Tools": tools, "Comfort": comfort}
    return study


def names(client, study, query: str) -> list[str]:
    page = soup(client.get(url(study, "list") + query))
    return [link.text for link in page.select("table.cases tbody th a")]


def test_the_table_has_a_column_for_each_variable(known, client_of):
    page = soup(client_of(known.coder).get(url(known, "list"), {"q": "nurse"}))
    heads = [head.get_text(strip=True) for head in page.select("table.cases thead th")]
    assert heads == ["Case", "Transcripts", "Answers", "Role", "Age", "Tools", "Comfort"]
    cells = [cell.get_text(strip=True) for cell in page.select("table.cases tbody tr > *")]
    assert cells == ["P01", "1", "1", "nurse", "31", "phone; paper", "low"]
    assert page.select("table.cases tbody td")[3]["class"] == ["num"]


def test_the_table_is_narrowed_by_values_bands_and_what_is_missing(known, client_of):
    client = client_of(known.reader)
    role, age, tools, comfort = (one.pk for one in known.variables.values())
    everyone = names(client, known, "")
    assert names(client, known, f"?v{role}=nurse") == ["P01"]
    assert names(client, known, f"?v{role}=nurse&v{role}=doctor") == ["P01", "P02"]
    assert names(client, known, f"?v{tools}=phone") == ["P01", "P02"]
    assert names(client, known, f"?v{tools}=paper") == ["P01"]
    assert names(client, known, f"?b{age}=40~") == ["P02"]
    assert names(client, known, f"?b{age}=~58") == ["P01"]
    assert names(client, known, f"?n{comfort}=1") == [name for name in everyone if name != "P01"]
    assert names(client, known, f"?v{tools}=phone&b{age}=40~") == ["P02"]
    assert names(client, known, "?v999=x&b1=x&sort=v999") == everyone


def test_the_table_is_sorted_by_numbers_levels_and_names_and_missing_values_come_last(known, client_of):
    client = client_of(known.reader)
    for name, age in (("P10", "9"), ("P9", "100")):
        case = make.CaseFactory(project=known.project, name=name)
        make.VariableValueFactory(case=case, variable=known.variables["Age"], value=age)
    age = known.variables["Age"].pk
    assert names(client, known, f"?sort=v{age}")[:4] == ["P10", "P01", "P02", "P9"]
    assert names(client, known, f"?sort=-v{age}")[:4] == ["P9", "P02", "P01", "P10"]
    by_name = names(client, known, "?sort=name&q=P")
    assert by_name.index("P9") < by_name.index("P10")


def save(client, study, cells, **more):
    body = json.dumps({"cells": cells, **more})
    return client.post(
        url(study, "save"), body, content_type="application/json", headers={"Accept": "application/json"}
    )


def test_a_cell_is_saved_and_taken_back(known, client_of):
    client, case, role = client_of(known.coder), known.cases[0], known.variables["Role"]
    answer = save(client, known, [[case.pk, role.pk, " head  nurse ", "nurse"]]).json()
    assert answer["stored"] == [[case.pk, role.pk, "head nurse"]]
    assert case.values.get(variable=role).value == "head nurse"
    undo = client.post(url(known, "undo"), json.dumps({"event": answer["event"]}), content_type="application/json")
    assert undo.json()["stored"] == [[case.pk, role.pk, "nurse"]]
    assert case.values.get(variable=role).value == "nurse"


@pytest.mark.parametrize(
    "body", ["nonsense", "[]", '{"cells": []}', '{"cells": [[1, 2, 3, 4]]}', '{"cells": [["a", 2, "x", null]]}']
)
def test_what_are_no_cells_is_refused_with_a_sentence(known, client_of, body):
    response = client_of(known.lead).post(
        url(known, "save"), body, content_type="application/json", headers={"Accept": "application/json"}
    )
    assert response.status_code == 422
    assert response.json()["error"].endswith("Load the page again.")


def test_a_refused_cell_says_why_and_offers_the_level(known, client_of):
    client, case = client_of(known.lead), known.cases[0]
    age, comfort = known.variables["Age"], known.variables["Comfort"]
    answer = save(client, known, [[case.pk, age.pk, "old", "31"], [case.pk, comfort.pk, "middling", "low"]]).json()
    assert [(one["variable"], one["message"], one["level"]) for one in answer["refused"]] == [
        (age.pk, "“old” is no number, and “Age” holds numbers.", ""),
        (comfort.pk, "“middling” is no level of “Comfort”: low < high.", "middling"),
    ]
    assert "stored" not in answer
    answer = save(client, known, [[case.pk, comfort.pk, "middling", "low"]], add_levels=True).json()
    assert answer["stored"] == [[case.pk, comfort.pk, "middling"]]
    comfort.refresh_from_db()
    assert comfort.levels == ["low", "high", "middling"]


def test_cells_of_another_study_and_of_readers_are_refused(known, client_of, outsider):
    other = make.VariableFactory()
    cell = [known.cases[0].pk, known.variables["Role"].pk, "x", None]
    assert save(client_of(known.reader), known, [cell]).status_code == 403
    assert save(client_of(outsider), known, [cell]).status_code == 404
    assert save(client_of(known.lead), known, [[known.cases[0].pk, other.pk, "x", None]]).status_code == 422
    assert known.cases[0].values.get(variable=known.variables["Role"]).value == "nurse"


PAGES = [("variables", ()), ("groups", ()), ("group_sources", ())]


@pytest.mark.parametrize(("page", "more"), PAGES)
def test_members_read_and_outsiders_find_nothing(known, client_of, outsider, page, more):
    for user, status in ((known.lead, 200), (known.coder, 200), (known.reader, 200), (outsider, 404)):
        assert client_of(user).get(url(known, page, *more)).status_code == status


def test_only_who_may_import_changes_variables_and_cases(known, client_of):
    reader, role, case = client_of(known.reader), known.variables["Role"], known.cases[0]
    posts = [
        ("variable", role.pk), ("variable_move", role.pk), ("variable_remove", role.pk), ("add",),
        ("remove", case.pk), ("merge", case.pk), ("voices", known.transcripts[0].pk), ("import",),
    ]  # fmt: skip
    for name, *more in posts:
        assert reader.post(url(known, name, *more), {}).status_code == 403, name
    assert reader.get(url(known, "variable", role.pk)).status_code == 200
    assert reader.get(url(known, "voices", known.transcripts[0].pk)).status_code == 200


def test_the_page_of_variables_says_how_many_values_are_missing(known, client_of, count_queries):
    client = client_of(known.reader)
    rows = soup(client.get(url(known, "variables"))).select("table.variables tbody tr")
    cells = [" ".join(cell.get_text(" ", strip=True).split()) for cell in rows[1].select("th, td")]
    total = known.project.cases.count()
    assert cells[:3] == ["Age", "Numbers", f"2 of {total}"]
    assert cells[5].startswith("mean 44.5, median 44.5, 31 to 58, SD 19.1")
    height, income = (make.VariableFactory(project=known.project, name=name, kind="numeric") for name in ("m", "pay"))
    for case, metres, pay in zip(known.cases, ("1.52", "1.71"), ("9500", "12,500"), strict=False):
        make.VariableValueFactory(case=case, variable=height, value=metres)
        make.VariableValueFactory(case=case, variable=income, value=pay)
    said = " ".join(soup(client.get(url(known, "variables"))).select_one("table.variables").text.split())
    assert "mean 1.615, median 1.615, 1.52 to 1.71, SD 0.134" in said
    assert "mean 11,000, median 11,000, 9,500 to 12,500, SD 2,121.3" in said
    before = count_queries(lambda: client.get(url(known, "variables")))
    more = make.VariableFactory(project=known.project)
    make.VariableValueFactory(case=known.cases[0], variable=more)
    assert count_queries(lambda: client.get(url(known, "variables"))) == before


def test_a_changed_kind_lists_what_would_not_fit(known, client_of):
    client, role = client_of(known.coder), known.variables["Role"]
    data = {"name": "Role", "kind": "numeric", "levels": "", "description": ""}
    response = client.post(url(known, "variable", role.pk), data)
    assert response.status_code == 422
    assert "The values of 2 cases would not fit, the first “nurse” of P01." in response.content.decode()
    role.refresh_from_db()
    assert role.kind == "nominal"
    assert client.post(url(known, "variable", role.pk), data | {"anyway": "on"}).status_code == 302
    page = client.get(url(known, "variable", role.pk))
    assert "Values that do not fit" in page.content.decode()
    assert VariableValue.objects.filter(variable=role).count() == 2


def test_a_removed_variable_is_brought_back_with_its_values(known, client_of):
    client, role = client_of(known.coder), known.variables["Role"]
    client.post(url(known, "variable_remove", role.pk))
    assert not Variable.objects.filter(name="Role").exists()
    event = Event.objects.get(action="variable.removed")
    assert "Bring back" in client.get(url(known, "variables")).content.decode()
    client.post(url(known, "variable_restore", event.pk))
    back = Variable.objects.get(name="Role")
    assert sorted(back.values.values_list("case__name", "value")) == [("P01", "nurse"), ("P02", "doctor")]
    assert "Bring back" not in client.get(url(known, "variables")).content.decode()


def test_groups_count_cases_transcripts_answers_and_words(known, client_of, count_queries):
    client, role = client_of(known.reader), known.variables["Role"]
    address = url(known, "groups") + f"?by={role.pk}"
    rows = soup(client.get(address)).select("table.groups tbody tr")
    nurse = rows[1]
    assert [cell.get_text(strip=True) for cell in nurse.select("th, td")] == [
        "nurse", "1", "1", "1", str(known.transcripts[0].words + known.answers[0].words),
    ]  # fmt: skip
    assert names(client, known, nurse.select("td a")[0]["href"].split("/cases/")[1]) == ["P01"]
    listed = soup(client.get(nurse.select("td a")[1]["href"]))
    assert [link.text for link in listed.select("a.list-link")] == ["P01 nurse"]
    answers = soup(client.get(nurse.select("td a")[2]["href"]))
    assert [link.text for link in answers.select("a.list-link")] == ["P01"]
    before = count_queries(lambda: client.get(address))
    for _time in range(3):
        make.VariableValueFactory(case=make.CaseFactory(project=known.project), variable=role, value="porter")
    assert count_queries(lambda: client.get(address)) == before


def test_numbers_are_grouped_in_bands_or_at_cut_points(known, client_of):
    client, age = client_of(known.reader), known.variables["Age"]
    for number in range(20, 60):
        make.VariableValueFactory(case=make.CaseFactory(project=known.project), variable=age, value=str(number))

    def groups(query: str) -> list[tuple[str, str]]:
        page = soup(client.get(url(known, "groups") + f"?by={age.pk}{query}"))
        return [(row.th.text, row.td.text) for row in page.select("table.groups tbody tr")][:-1]

    assert groups("&cuts=30;50") == [("20–29", "10"), ("30–49", "21"), ("50–59", "11")]
    assert len(groups("&count=3")) == 3
    assert "Write numbers" in client.get(url(known, "groups") + f"?by={age.pk}&cuts=old").content.decode()


TABLE = "Case,Role,Years\nP01,nurse,3\np02,surgeon,12\nP99,nurse,4\n,nurse,4\n"


def send(client, study, text: str):
    sent = client.post(url(study, "import"), {"files": SimpleUploadedFile("people.csv", text.encode())})
    assert sent.status_code == 302
    return sent.url


def test_a_table_is_compared_before_anything_is_stored(known, client_of):
    client = client_of(known.coder)
    address = send(client, known, TABLE)
    page = soup(client.get(address))
    stats = [stat.get_text(" ", strip=True) for stat in page.select(".stat")]
    assert stats == [
        "2 rows match a case", "2 new values", "1 differ", "1 are the same", "1 ids are no case", "0 do not fit",
    ]  # fmt: skip
    assert "P99" in page.select_one("[aria-labelledby=unknown]").text
    assert "“p02” → P02" in page.text
    assert Variable.objects.count() == 4
    chosen = {"c0": "id", "c1": "nominal", "c2": "numeric", "replace": "on", "create_cases": "on", "import": "1"}
    done = client.post(address, chosen, follow=True)
    assert "6 values" not in done.content.decode()
    assert "5 values were stored, 1 of them in place of another." in done.content.decode()
    assert known.cases[1].values.get(variable__name="Role").value == "surgeon"
    assert Case.objects.get(name="P99").values.get(variable__name="Years").value == "4"
    assert not Upload.objects.exists()
    line = ImportedFile.objects.get()
    assert (line.name, line.purpose, line.outcome) == ("people.csv", "variables", "imported")
    assert line.reason.startswith("5 values were stored")
    assert client.get(reverse("sources:report", args=[known.slug, line.batch])).status_code == 200
    event = Event.objects.get(action="variables.imported")
    client.post(url(known, "take_back", event.pk))
    assert known.cases[1].values.get(variable__name="Role").value == "doctor"
    assert not VariableValue.objects.filter(variable__name="Years").exists()


def test_by_default_what_is_known_stays_and_unknown_ids_are_left_out(known, client_of):
    client = client_of(known.coder)
    client.post(send(client, known, TABLE), {"c0": "id", "c1": "nominal", "c2": "leave_out", "import": "1"})
    assert known.cases[1].values.get(variable__name="Role").value == "doctor"
    assert not Case.objects.filter(name="P99").exists()


def test_values_that_do_not_fit_and_doubled_rows_store_nothing(known, client_of):
    client = client_of(known.coder)
    chosen = {"c0": "id", "c1": "numeric", "import": "1"}
    response = client.post(send(client, known, "Case,Age\nP01,old\nP02,60\n"), chosen)
    assert response.status_code == 422
    assert "row 2" in soup(response).select_one(".note-danger").text
    response = client.post(send(client, known, "Case,Age\nP01,30\nP01,60\n"), chosen)
    assert "Rows 2 and 3 are both about “P01”." in soup(response).select_one(".note-danger").text
    assert known.cases[0].values.get(variable__name="Age").value == "31"


def test_nobody_sees_the_table_of_another_person(known, client_of):
    address = send(client_of(known.coder), known, TABLE)
    assert client_of(known.lead).get(address).status_code == 302


def test_who_speaks_is_said_for_each_speaker(known, client_of):
    client, source = client_of(known.coder), known.transcripts[0]
    asks, speaks = source.speakers.order_by("pk")
    data = {"case": "", f"case{asks.pk}": "", f"asks{asks.pk}": "on", f"case{speaks.pk}": "P02"}
    assert client.post(url(known, "voices", source.pk), data).status_code == 302
    source.refresh_from_db()
    speaks.refresh_from_db()
    assert (source.case, speaks.case) == (None, known.cases[1])
    assert source.name in client.get(url(known, "detail", known.cases[1].pk)).content.decode()
    unknown = client.post(url(known, "voices", source.pk), data | {f"case{speaks.pk}": "Nobody"})
    assert unknown.status_code == 422
    assert "There is no case of this name." in unknown.content.decode()


def test_two_cases_are_merged_after_their_differences_were_shown(known, client_of):
    client, (first, second) = client_of(known.coder), known.cases[:2]
    address = url(known, "merge", second.pk)
    assert "There is no other case of this name." in client.get(address, {"into": "P02"}).content.decode()
    page = soup(client.get(address, {"into": "P01"}))
    assert [legend.text for legend in page.select("legend")] == ["Role", "Age", "Tools"]
    role, age, tools, _comfort = (one.pk for one in known.variables.values())
    client.post(address, {"into": "P01", f"keep{role}": "doctor", f"keep{age}": "31", f"keep{tools}": "phone"})
    assert not Case.objects.filter(name="P02").exists()
    values = dict(first.values.values_list("variable__name", "value"))
    assert values == {"Role": "doctor", "Age": "31", "Tools": "phone", "Comfort": "low"}
    event = Event.objects.get(action="case.merged")
    client.post(url(known, "unmerge", first.pk, event.pk))
    back = Case.objects.get(name="P02")
    assert back.pk == second.pk
    assert dict(back.values.values_list("variable__name", "value"))["Role"] == "doctor"
    assert first.values.get(variable_id=role).value == "nurse"


def test_a_case_is_added_and_removed_and_brought_back(known, client_of):
    client = client_of(known.coder)
    client.post(url(known, "add"), {"name": "P50"})
    case = Case.objects.get(name="P50")
    make.VariableValueFactory(case=case, variable=known.variables["Role"], value="porter")
    client.post(url(known, "remove", case.pk))
    assert not Case.objects.filter(name="P50").exists()
    client.post(url(known, "restore", Event.objects.get(action="case.removed").pk))
    assert Case.objects.get(name="P50").values.get().value == "porter"
    assert client.post(url(known, "remove", known.cases[0].pk)).status_code == 422


def test_a_value_is_written_otherwise_in_every_case_and_taken_back(known, client_of):
    client, role, tools = client_of(known.coder), known.variables["Role"], known.variables["Tools"]
    response = client.post(url(known, "value_rename", role.pk), {"old": "nurse", "new": "doctor"})
    assert set(role.values.values_list("value", flat=True)) == {"doctor"}
    page = soup(client.get(response.url))
    client.post(page.select_one("form[data-undo-values]")["action"])
    assert sorted(role.values.values_list("value", flat=True)) == ["doctor", "nurse"]
    client.post(url(known, "value_rename", tools.pk), {"old": "phone", "new": "telephone"})
    assert sorted(tools.values.values_list("value", flat=True)) == ["telephone", "telephone; paper"]
    comfort = known.variables["Comfort"]
    client.post(url(known, "value_rename", comfort.pk), {"old": "low", "new": "little"})
    comfort.refresh_from_db()
    assert (comfort.levels, comfort.values.get().value) == (["little", "high"], "little")
    assert client.post(url(known, "value_rename", role.pk), {"old": "nurse", "new": " "}).status_code == 422


def test_two_variables_are_merged_after_their_differences_were_shown(known, client_of):
    client, role = client_of(known.coder), known.variables["Role"]
    second = make.VariableFactory(project=known.project, name="Profession")
    for case, value in zip(known.cases, ("nurse", "surgeon", "porter"), strict=True):
        make.VariableValueFactory(case=case, variable=second, value=value)
    address = url(known, "variable_merge", second.pk)
    assert client.get(address).status_code == 200
    page = soup(client.get(address, {"into": role.pk}))
    assert [row.get_text(" ", strip=True) for row in page.select("tbody tr")] == ["P02 doctor surgeon"]
    client.post(address, {"into": role.pk, "replace": ""})
    assert sorted(role.values.values_list("case__name", "value")) == [
        ("P01", "nurse"), ("P02", "doctor"), ("R01", "porter"),
    ]  # fmt: skip
    assert not Variable.objects.filter(name="Profession").exists()
    client.post(url(known, "variable_restore", Event.objects.get(action="variable.removed").pk))
    client.post(url(known, "take_back", Event.objects.get(action="case.edited").pk))
    assert Variable.objects.get(name="Profession").values.count() == 3
    assert role.values.count() == 2


def test_the_list_of_transcripts_names_every_case_that_speaks(known, client_of):
    source = known.transcripts[0]
    make.SpeakerFactory(source=source, name="Guest", case=known.cases[2])
    page = soup(client_of(known.reader).get(reverse("sources:list", args=[known.slug])))
    row = next(row for row in page.select("#source-rows tbody tr") if row.th.a.text == source.name)
    assert [link.text for link in row.select("td")[0].select("a")] == ["P01", "R01"]


def test_the_page_of_a_case_takes_the_same_queries_for_one_source_as_for_many(known, client_of, count_queries):
    client, case = client_of(known.reader), known.cases[0]
    address = url(known, "detail", case.pk)
    client.get(address)
    before = count_queries(lambda: client.get(address))
    for number in range(3):
        make.transcript(known.project, f"More {number}", make.FIRST, case, known.lead)
    assert count_queries(lambda: client.get(address)) == before
