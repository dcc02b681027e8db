"""The pages of the codebook: what each persona may do, with htmx and without."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding.codebook.colors import PALETTE
from coding.codebook.models import Code
from coding.codebook.queries import code_by_path, code_tree
from tests.factories.coding import AssignmentFactory, CodingFactory, MemoFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
TEXTS = {"definition": "", "include": "", "exclude": "", "example": "", "tint": ""}


def url(name: str, study: Any, code: Any = None) -> str:
    return reverse(f"codebook:{name}", args=[study.slug, *([code.pk] if code else [])])


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def paths(study: Any) -> list[str]:
    return [node.path for node in code_tree(study.project)]


def events_of(response: Any) -> dict[str, Any]:
    return json.loads(response["HX-Trigger"])


READING = ("tree", "code")
CHANGING = ("create", "edit", "move", "merge", "import")
POSTING = ("up", "down", "retire", "restore", "delete", "unmerge")


def address(name: str, study: Any) -> str:
    return url(name, study, None if name in {"tree", "create", "import"} else study.codes["Trust"])


@pytest.mark.parametrize("name", READING)
def test_every_member_reads_the_codebook_and_nobody_else(
    study: Any, outsider: Any, client_of: Any, client: Any, name: str
) -> None:
    for user in (study.lead, study.coder, study.reader):
        assert client_of(user).get(address(name, study)).status_code == 200
    assert client_of(outsider).get(address(name, study)).status_code == 404
    assert client.get(address(name, study)).status_code == 302


@pytest.mark.parametrize("name", CHANGING)
def test_coders_open_the_forms_and_readers_may_not(study: Any, outsider: Any, client_of: Any, name: str) -> None:
    assert client_of(study.coder).get(address(name, study)).status_code == 200
    assert client_of(study.reader).get(address(name, study)).status_code == 403
    assert client_of(outsider).get(address(name, study)).status_code == 404


@pytest.mark.parametrize("name", POSTING)
def test_a_change_is_refused_to_readers_and_outsiders_and_to_a_link(
    study: Any, outsider: Any, client_of: Any, name: str
) -> None:
    before = paths(study)
    assert client_of(study.reader).post(address(name, study)).status_code == 403
    assert client_of(outsider).post(address(name, study)).status_code == 404
    assert client_of(study.coder).get(address(name, study)).status_code == 405
    assert paths(study) == before


def test_codes_of_another_project_are_not_found(study: Any, client_of: Any) -> None:
    elsewhere = CodingFactory().code
    for name in ("code", "edit", "merge"):
        assert client_of(study.lead).get(url(name, study, elsewhere)).status_code == 404


def test_the_tree_shows_every_code_with_its_numbers_and_where_they_lead(study: Any, client_of: Any) -> None:
    code = study.codes["Trust/Errors"]
    CodingFactory(source=study.transcripts[0], code=code, coder=study.coder)
    page = soup(client_of(study.reader).get(url("tree", study)))

    rows = page.find("tbody").find_all("tr")
    assert [row.find("th").text.strip() for row in rows] == ["Trust", "Errors", "Checking", "Work", "Time saved"]
    assert [row["class"][0] for row in rows] == ["depth-0", "depth-1", "depth-1", "depth-0", "depth-1"]
    numbers = page.find(id=f"code-{code.pk}").find_all("td", class_="num")
    assert [(cell.text, cell.a["href"]) for cell in numbers] == [("1", url("code", study, code))] * 2
    assert page.find(id="add-code") is None


def test_numbers_on_the_pages_tell_nothing_of_what_is_coded_blind(study: Any, client_of: Any) -> None:
    code = study.codes["Trust/Errors"]
    coding = CodingFactory(source=study.transcripts[0], code=code, coder=study.coder, start=61, end=66)
    AssignmentFactory(source=study.transcripts[0], coder=study.coder, sealed=True)

    def numbers(user: Any) -> list[str]:
        page = soup(client_of(user).get(url("tree", study)))
        return [cell.text for cell in page.find(id=f"code-{code.pk}").find_all("td", class_="num")]

    def quotes(user: Any) -> list[str]:
        return [quote.text for quote in soup(client_of(user).get(url("code", study, code))).select("main blockquote")]

    assert (numbers(study.coder), quotes(study.coder)) == (["1", "1"], [coding.quote])
    for user in (study.lead, study.second_coder, study.reader):
        assert (numbers(user), quotes(user)) == (["0", "0"], [])
    assert "1 source is being coded blind" in client_of(study.lead).get(url("tree", study)).content.decode()


def test_an_empty_codebook_says_what_to_do_first(project: Any, lead: Any, reader: Any, client_of: Any) -> None:
    tree = reverse("codebook:tree", args=[project.slug])
    form = soup(client_of(lead).get(tree)).find("form", enctype="multipart/form-data")

    assert form["action"] == reverse("codebook:import", args=[project.slug])
    assert soup(client_of(reader).get(tree)).find("form", enctype="multipart/form-data") is None


def test_a_code_is_added_without_javascript(study: Any, client_of: Any) -> None:
    data = TEXTS | {"name": "Blame", "parent": study.codes["Trust"].pk, "definition": "Being blamed."}
    response = client_of(study.coder).post(url("create", study), data, follow=True)

    assert response.redirect_chain == [(url("tree", study), 302)]
    assert "“Blame” was added." in response.content.decode()
    assert code_by_path(study.project, "Trust/Blame").definition == "Being blamed."


def test_with_htmx_the_form_is_a_dialog_that_closes_when_the_code_is_there(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    dialog = soup(client.get(url("create", study) + f"?parent={study.codes['Work'].pk}", headers=HTMX))
    assert dialog.find("dialog").has_attr("data-dialog-auto")
    assert dialog.find("html") is None
    assert dialog.find("select", {"name": "parent"}).find("option", selected=True)["value"] == str(
        study.codes["Work"].pk
    )

    response = client.post(url("create", study), TEXTS | {"name": "Voice", "parent": "", "tint": "5"}, headers=HTMX)
    code = code_by_path(study.project, "Voice")
    assert (response.status_code, code.color) == (204, PALETTE[5])
    assert events_of(response)["codebookChanged"] == {"code": code.pk}
    assert "closeDialog" in events_of(response)
    assert events_of(response)["showMessages"]["messages"][0]["text"] == "“Voice” was added."


def test_a_form_on_its_own_page_is_sent_by_the_browser_and_opens_the_codebook(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    form = soup(client.get(url("create", study))).select_one("main form.form")
    assert not form.has_attr("hx-post")
    wrong = client.post(url("create", study), TEXTS | {"name": "", "parent": ""}, headers=HTMX)
    assert soup(wrong).form.has_attr("hx-post")
    response = client.post(form["action"], TEXTS | {"name": "Voice", "parent": ""})
    assert (response.status_code, response["Location"]) == (302, url("tree", study))


@pytest.mark.parametrize(
    ("name", "reason"), [("Errors", "already"), ("", "required"), ("a/b", "cannot contain"), ("x" * 201, "200")]
)
def test_a_wrong_name_is_said_beside_it_and_what_was_typed_stays(
    study: Any, client_of: Any, name: str, reason: str
) -> None:
    data = TEXTS | {"name": name, "parent": study.codes["Trust"].pk, "definition": "Kept."}
    response = client_of(study.coder).post(url("create", study), data, headers=HTMX)
    form = soup(response)

    assert response.status_code == 422
    assert reason in form.find(class_="field-error").text
    assert form.find("textarea", {"name": "definition"}).text.strip() == "Kept."
    assert form.find("dialog") is None
    assert client_of(study.coder).post(url("create", study), data).status_code == 422


def test_editing_keeps_the_colour_unless_another_is_picked(study: Any, client_of: Any) -> None:
    code = study.codes["Trust"]
    Code.objects.filter(pk=code.pk).update(color="#3b7dd8")
    code.refresh_from_db()
    client = client_of(study.coder)

    client.post(url("edit", study, code), TEXTS | {"name": "Trust", "tint": code.tint, "definition": "New."})
    code.refresh_from_db()
    assert (code.color, code.definition) == ("#3b7dd8", "New.")
    client.post(url("edit", study, code), TEXTS | {"name": "Trust", "tint": 3})
    code.refresh_from_db()
    assert code.color == PALETTE[3]


def test_an_edit_that_clashes_is_said_and_changes_nothing(study: Any, client_of: Any) -> None:
    response = client_of(study.coder).post(
        url("edit", study, study.codes["Work"]), TEXTS | {"name": "Trust", "tint": 0}
    )

    assert response.status_code == 422
    assert "already" in response.content.decode()
    assert "Work" in paths(study)


def test_moving_offers_every_place_but_below_itself(study: Any, client_of: Any) -> None:
    client, trust = client_of(study.coder), study.codes["Trust"]
    form = soup(client.get(url("move", study, trust), headers=HTMX))
    offered = [option["value"] for option in form.find("select", {"name": "parent"}).find_all("option")]
    assert offered == ["", str(study.codes["Work"].pk), str(study.codes["Work/Time saved"].pk)]

    client.post(url("move", study, trust), {"parent": study.codes["Work"].pk, "place": "first"})
    assert paths(study)[:2] == ["Work", "Work/Trust"]
    client.post(url("move", study, trust), {"parent": "", "place": "last"})
    assert paths(study)[:3] == ["Work", "Work/Time saved", "Trust"]


def test_a_move_to_a_place_that_is_taken_is_said(study: Any, client_of: Any) -> None:
    Code.objects.filter(pk=study.codes["Work/Time saved"].pk).update(name="Errors")
    data = {"parent": study.codes["Work"].pk, "place": "last"}

    response = client_of(study.coder).post(url("move", study, study.codes["Trust/Errors"]), data, headers=HTMX)
    assert response.status_code == 422
    assert "already" in response.content.decode()


def test_up_and_down_change_places_and_stop_at_the_ends(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    client.post(url("down", study, study.codes["Trust"]))
    assert [path for path in paths(study) if "/" not in path] == ["Work", "Trust"]
    client.post(url("down", study, study.codes["Trust"]))
    assert [path for path in paths(study) if "/" not in path] == ["Work", "Trust"]
    response = client.post(url("up", study, study.codes["Trust"]), headers=HTMX)
    assert [path for path in paths(study) if "/" not in path] == ["Trust", "Work"]
    assert events_of(response)["codebookChanged"] == {"code": study.codes["Trust"].pk}


def test_a_retired_code_stands_at_the_end_and_comes_back(study: Any, client_of: Any) -> None:
    client, work = client_of(study.coder), study.codes["Work"]
    client.post(url("retire", study, work))
    page = soup(client.get(url("tree", study)))
    assert [row.find("th").text.strip() for row in page.find("tbody").find_all("tr")] == ["Trust", "Errors", "Checking"]
    assert "2 retired codes" in page.find("details").summary.text
    assert "was retired" in soup(client.get(url("code", study, work))).find(id="code").text

    client.post(url("restore", study, work))
    assert "Work/Time saved" in paths(study)


def test_a_change_that_cannot_be_made_is_said_where_one_is(study: Any, client_of: Any) -> None:
    client, trust = client_of(study.coder), study.codes["Trust"]
    with_htmx = client.post(url("delete", study, trust), headers=HTMX)
    assert events_of(with_htmx)["showMessages"]["messages"][0]["level"] == "error"
    without = client.post(url("delete", study, trust), follow=True)
    assert "Retire it instead." in without.content.decode()
    assert "Trust" in paths(study)


def test_an_unused_code_is_deleted(study: Any, client_of: Any) -> None:
    client_of(study.coder).post(url("delete", study, study.codes["Trust/Errors"]))

    assert "Trust/Errors" not in paths(study)


def test_codes_are_merged_and_taken_apart_on_the_page(study: Any, client_of: Any) -> None:
    client, errors, checking = client_of(study.lead), study.codes["Trust/Errors"], study.codes["Trust/Checking"]
    coding = CodingFactory(source=study.transcripts[0], code=errors, coder=study.coder)
    assert client.post(url("merge", study, errors), {"into": ""}).status_code == 422

    client.post(url("merge", study, errors), {"into": checking.pk})
    coding.refresh_from_db()
    assert coding.code == checking
    button = soup(client.get(url("tree", study))).find("details").find("button")
    assert "Undo the merge" in button.text

    client.post(button.find_parent("form")["action"])
    coding.refresh_from_db()
    assert coding.code == errors


def test_a_merge_that_would_change_evidence_is_said_in_the_form(study: Any, client_of: Any) -> None:
    AssignmentFactory(source=study.transcripts[0], coder=study.coder, sealed=True)
    data = {"into": study.codes["Trust/Checking"].pk}

    response = client_of(study.lead).post(url("merge", study, study.codes["Trust/Errors"]), data, headers=HTMX)
    assert response.status_code == 422
    assert "While a blind round is being coded" in response.content.decode()
    assert soup(response).select_one("#merge-preview [role=alert]")


def test_a_merge_can_be_sent_only_where_its_preview_says_that_it_can_be_done(study: Any, client_of: Any) -> None:
    client, address = client_of(study.lead), url("merge", study, study.codes["Trust/Errors"])
    headers = HTMX | {"HX-Target": "merge-preview"}

    def is_open(into: Any) -> bool:
        return not soup(client.get(address, {"into": into}, headers=headers)).select_one("#code-submit[disabled]")

    checking = study.codes["Trust/Checking"].pk
    assert (is_open(""), is_open(checking)) == (False, True)
    AssignmentFactory(source=study.transcripts[0], coder=study.coder, sealed=True)
    assert not is_open(checking)


def test_one_code_shows_what_it_means_and_the_passages_behind_it(study: Any, client_of: Any) -> None:
    trust, errors = study.codes["Trust"], study.codes["Trust/Errors"]
    Code.objects.filter(pk=trust.pk).update(definition="Faith.", include="Yes.", exclude="No.", example="“So.”")
    CodingFactory(source=study.transcripts[0], code=trust, coder=study.coder, start=61, end=66)
    CodingFactory(source=study.transcripts[1], code=errors, coder=study.second_coder, start=55, end=60)
    MemoFactory(project=study.project, about="code", about_id=str(trust.pk), author=study.lead, body="Think again.")
    client = client_of(study.reader)

    page = soup(client.get(url("code", study, trust)))
    assert all(text in page.find(id="code").text for text in ("Faith.", "Yes.", "No.", "“So.”", "Think again."))
    assert len(page.find_all("blockquote")) == 1
    assert "Cora Coder" in page.find(class_="quote-source").text
    assert len(soup(client.get(url("code", study, trust) + "?with=subcodes")).find_all("blockquote")) == 2
    assert len(soup(client.get(url("code", study, trust) + "?layer=coder:Dov Coder")).find_all("blockquote")) == 0
    assert client.get(url("code", study, trust) + "?layer=nothing").status_code == 422


def test_many_quotations_come_in_pages(study: Any, client_of: Any) -> None:
    for start in range(51):
        CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder, start=start, end=90)
    client, page = client_of(study.reader), url("code", study, study.codes["Work"])

    assert len(soup(client.get(page)).find_all("blockquote")) == 50
    assert len(soup(client.get(f"{page}?page=2")).find_all("blockquote")) == 1


@pytest.mark.parametrize("name", ["tree", "code"])
def test_with_htmx_the_part_that_changes_comes_alone(study: Any, client_of: Any, name: str) -> None:
    part = soup(client_of(study.coder).get(address(name, study), headers=HTMX))

    assert part.find("html") is None
    assert part.find("section")["id"] == {"tree": "codebook", "code": "code"}[name]


def test_pages_take_as_many_queries_for_many_codes_and_passages_as_for_one(
    study: Any, client_of: Any, count_queries: Any
) -> None:
    client = client_of(study.coder)
    pages = [url("tree", study), url("code", study, study.codes["Trust"]) + "?with=subcodes"]

    def add(starts: range) -> None:
        for start in starts:
            for code in (study.codes["Trust"], study.codes["Trust/Errors"]):
                CodingFactory(source=study.transcripts[start % 2], code=code, coder=study.coder, start=start, end=70)

    add(range(1))
    for page in pages:
        client.get(page)
    few = [count_queries(lambda page=page: client.get(page)) for page in pages]
    add(range(1, 4))
    assert [count_queries(lambda page=page: client.get(page)) for page in pages] == few


def upload(content: str, name: str = "codes.csv") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content.encode())}


def test_a_codebook_is_imported_on_the_page(study: Any, client_of: Any) -> None:
    data = upload("path,definition\nFear/Blame,Being blamed\n")
    response = client_of(study.coder).post(url("import", study), data, follow=True)

    assert response.redirect_chain == [(url("tree", study), 302)]
    assert "Codes: 2 added, 0 changed, 0 as they were." in response.content.decode()
    assert code_by_path(study.project, "Fear/Blame").definition == "Being blamed"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("name,definition\nNew,x\n,y\n", "codes.csv", "codes.csv, row 3: this code has no name"),
        ("definition\nx\n", "codes.csv", "no column holds the names of codes"),
        ("x", "codes.pdf", "codes.pdf"),
    ],
)
def test_a_wrong_file_is_told_by_row_and_nothing_is_imported(
    study: Any, client_of: Any, content: str, name: str, sentence: str
) -> None:
    before = paths(study)
    response = client_of(study.coder).post(url("import", study), upload(content, name))

    assert response.status_code == 422
    assert sentence in soup(response).find(role="alert").text
    assert paths(study) == before


def test_import_without_a_file_asks_for_one(study: Any, client_of: Any) -> None:
    response = client_of(study.coder).post(url("import", study))

    assert response.status_code == 422
    assert "required" in soup(response).find(class_="field-error").text


def test_the_codebook_offers_to_undo_ones_last_change_of_it(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    client.post(url("retire", study, study.codes["Work"]))
    form = soup(client.get(url("tree", study))).find("form", action=reverse("acts:undo", args=[study.slug]))
    assert form.button["title"].endswith("Work")

    client.post(form["action"], {field["name"]: field["value"] for field in form.find_all("input")})
    assert "Work" in paths(study)
    assert soup(client.get(url("tree", study))).find("form", action=form["action"]) is None
    assert soup(client_of(study.lead).get(url("tree", study))).find("form", action=form["action"]) is None


def test_a_code_is_placed_renamed_and_recoloured_from_the_tree_beside_the_text(study: Any, client_of: Any) -> None:
    client, errors = client_of(study.coder), study.codes["Trust/Errors"]
    placed = {"parent": study.codes["Work"].pk, "before": study.codes["Work/Time saved"].pk}
    assert client.post(url("place", study, errors), placed, headers=HTMX).status_code == 204
    assert paths(study)[-2:] == ["Work/Errors", "Work/Time saved"]
    client.post(url("rename", study, errors), {"name": "Slips"}, headers=HTMX)
    client.post(url("recolour", study, errors), {"tint": "5"}, headers=HTMX)

    code = Code.objects.get(pk=errors.pk)
    assert (code.name, code.color) == ("Slips", PALETTE[5])
    refused = client.post(url("place", study, study.codes["Work"]), {"parent": code.pk, "before": ""}, headers=HTMX)
    assert events_of(refused)["showMessages"]["messages"][0]["level"] == "error"
    for name in ("place", "rename", "recolour"):
        assert client_of(study.reader).post(url(name, study, errors), {}).status_code == 403
