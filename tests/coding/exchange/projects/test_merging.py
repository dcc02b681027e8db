"""What a coder did elsewhere comes together with the team's; nothing is doubled, nothing blind is shown."""

from __future__ import annotations

from io import StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from lxml import etree

from coding.codebook.models import Code
from coding.codings.actions import apply_code
from coding.codings.models import Assignment, Coding, Memo
from coding.exchange.models import KeptFile
from coding.exchange.projects.scrubbing import scrub_kept
from coding.exchange.refi import model
from coding.sources.models import Source
from tests.coding.exchange.projects.files import exported, imported, new_study, settled, written
from tests.coding.exchange.refi.projects import guid
from tests.factories.coding import (
    AssignmentFactory,
    CaseFactory,
    CodeFactory,
    CodingFactory,
    KeptFileFactory,
    MemoFactory,
)
from tests.factories.people import UserFactory
from tests.shared_data import SHARED, needs
from themes.catalogue.actions import create_theme
from themes.catalogue.models import Theme
from workbench.accounts.models import User
from workbench.projects.models import Project

pytestmark = pytest.mark.django_db


def whole(path: Any) -> model.Project:
    return settled(path).project


def coded(project: model.Project) -> list[tuple[str, int, int, str, str]]:
    """(source, start, end, code, coder) of every coding, by name."""
    codes = {code.guid: code.name for code, _parent in model.walk_codes(project.codes)}
    people = {user.guid: user.name for user in project.users}
    return sorted(
        (source.name, one.start, one.end, codes[coding.code], people[coding.creating_user])
        for source in project.sources
        for one in source.selections
        for coding in one.codings
    )


def test_a_study_goes_out_and_comes_in_elsewhere_as_it_was(study, tmp_path):
    CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder, start=0, end=11)
    CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.second_coder, start=0, end=11)
    study.codes["Work"].include = "Of the day."
    study.codes["Work"].codable = False
    study.codes["Work"].save()
    MemoFactory(
        project=study.project, about="code", about_id=str(study.codes["Work"].pk), author=study.coder, body="Hm."
    )
    elsewhere = new_study(UserFactory(name="Elsa Elsewhere"))

    first = exported(tmp_path, study.project)
    imported(first, elsewhere, elsewhere.created_by)
    second = exported(tmp_path, elsewhere)

    assert coded(whole(second)) == coded(whole(first))
    assert [note.content for note in whole(second).notes] == ["Hm."]
    there = Code.objects.get(project=elsewhere, name="Work")
    assert (there.include, there.codable) == ("Of the day.", False)
    assert Memo.objects.get(project=elsewhere).author.name == "Cora Coder"


def test_what_a_coder_did_elsewhere_comes_back_once(study, tmp_path):
    CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder, start=0, end=11)
    elsewhere = new_study(UserFactory(name="Cora Coder"))
    imported(exported(tmp_path, study.project), elsewhere, elsewhere.created_by)
    text = Source.objects.get(project=elsewhere, name=study.transcripts[0].name)
    apply_code(
        source=text, code=CodeFactory(project=elsewhere, name="New there"), by=elsewhere.created_by, start=12, end=15,
        id="11111111-1111-4111-8111-111111111111",
    )  # fmt: skip
    before = Coding.objects.filter(project=study.project).count()
    path = exported(tmp_path, elsewhere)

    done = imported(path, study.project, study.lead)
    again = imported(path, study.project, study.lead)

    assert (done.new["codings"], done.new["codes"], done.new["sources"], done.new["people"]) == (1, 1, 0, 0)
    assert sum(again.new.values()) == 0
    assert Coding.objects.filter(project=study.project).count() == before + 1
    came = Coding.objects.get(project=study.project, code__name="New there")
    assert came.coder == study.coder
    assert came.quote == study.transcripts[0].text[12:15]


def test_a_coding_that_was_taken_away_here_does_not_go_out_any_more(study, tmp_path):
    CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder, start=0, end=11)
    elsewhere = new_study(UserFactory())
    imported(exported(tmp_path, study.project), elsewhere, elsewhere.created_by)
    Coding.objects.filter(project=elsewhere).delete()

    assert coded(whole(exported(tmp_path, elsewhere))) == []


def test_nothing_of_blind_work_is_in_the_file_of_another(study, tmp_path):
    source = study.transcripts[0]
    mine = CodingFactory(source=source, code=study.codes["Work"], coder=study.coder, start=0, end=11)
    CodingFactory(source=source, code=study.codes["Work"], coder=study.second_coder, start=12, end=15)
    MemoFactory(project=study.project, about="coding", about_id=str(mine.pk), author=study.coder, body="secret words")
    imported(exported(tmp_path, study.project), study.project, study.lead)  # so that it is kept, too
    AssignmentFactory(project=study.project, source=source, coder=study.coder, sealed=True)

    for viewer, starts in ((study.coder, [0]), (study.second_coder, [12]), (study.lead, []), (None, [])):
        membership = study.membership(viewer) if viewer else None
        project = whole(exported(tmp_path, study.project, membership))
        assert [start for name, start, *_rest in coded(project) if name == source.name] == starts
        assert ("secret words" in [note.content for note in project.notes]) == (viewer == study.coder)


def test_notes_links_and_graphs_of_what_may_not_be_seen_are_not_written(study, tmp_path):
    selection = model.TextSelection(
        guid=guid(3), start=0, end=4, name="What", creating_user=guid(2), notes=[guid(6)],
        codings=[model.Coding(guid(4), guid(2), None, guid(5))],
    )  # fmt: skip
    file = model.Project(
        name="x", users=[model.User(guid=guid(2), name="Cora Coder")],
        codes=[model.Code(guid=guid(5), name="A", is_codable="true")],
        sources=[model.Text(guid=guid(1), name="S", content="What was said.", selections=[selection])],
        notes=[model.Text(guid=guid(6), name="on it", content="a note")],
        links=[model.Link(guid=guid(7), name="to the words", origin=guid(6), target=guid(3))],
        graphs=[model.Graph(guid=guid(8), vertices=[
            model.Vertex(guid=guid(9), name="What", represented=guid(3), first_x=1, first_y=1)])],
    )  # fmt: skip
    imported(written(tmp_path, file), study.project, study.lead)
    source = Source.objects.get(project=study.project, name="S")
    AssignmentFactory(project=study.project, source=source, coder=study.second_coder, sealed=True)

    hidden = whole(exported(tmp_path, study.project, study.membership(study.lead)))
    own = whole(exported(tmp_path, study.project, study.membership(study.coder)))

    assert [len(part) for part in (hidden.notes, hidden.links, hidden.graphs[0].vertices)] == [0, 0, 0]
    assert [len(part) for part in (own.notes, own.links, own.graphs[0].vertices)] == [1, 1, 1]


def test_of_a_selection_that_two_coded_each_sees_their_own_part_alone(study, tmp_path):
    selection = model.TextSelection(
        guid=guid(3), start=0, end=4, name="my thought", description="", creating_user=guid(2), notes=[],
        codings=[model.Coding(guid(4), guid(2), None, guid(5)), model.Coding(guid(6), guid(7), None, guid(5))],
    )  # fmt: skip
    file = model.Project(
        name="x", users=[model.User(guid=guid(2), name="Cora Coder"), model.User(guid=guid(7), name="Dov Coder")],
        codes=[model.Code(guid=guid(5), name="A", is_codable="true")],
        sources=[model.Text(guid=guid(1), name="S", content="What was said.", selections=[selection])],
    )  # fmt: skip
    imported(written(tmp_path, file), study.project, study.lead)
    source = Source.objects.get(project=study.project, name="S")
    Assignment.objects.filter(source=source, coder=study.coder).update(sealed=True)

    project = whole(exported(tmp_path, study.project, study.membership(study.second_coder)))

    [one] = next(source.selections for source in project.sources if source.name == "S")
    assert one.name is None
    assert [coding.guid for coding in one.codings] == [guid(6)]


def test_positions_for_nvivo_are_utf16_and_come_back(study, tmp_path):
    source = study.transcripts[0]
    after = source.text.index("👩") + 5
    CodingFactory(source=source, code=study.codes["Work"], coder=study.coder, start=after, end=after + 3)

    standard, nvivo = (exported(tmp_path, study.project, profile=profile) for profile in ("standard", "nvivo"))

    assert coded(whole(standard)) == coded(whole(nvivo))
    from coding.exchange.refi.container import opened

    with opened(nvivo, "x") as one, opened(standard, "x") as other:
        assert one.xml.replace(b" for NVivo", b"") != other.xml


def test_one_coders_layer_holds_their_codings_alone(study, tmp_path):
    for coder in (study.coder, study.second_coder):
        CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=coder, start=0, end=11)

    project = whole(exported(tmp_path, study.project, layer="coder:Dov Coder"))

    assert [row[-1] for row in coded(project)] == ["Dov Coder"]


@needs("refi")
@pytest.mark.parametrize("way", ["sets", "codes"])
def test_themes_go_out_as_sets_or_as_codes_and_come_in_from_sets(study, tmp_path, way):
    trust = create_theme(
        project=study.project, by=study.lead, name="Trust", statement="It grows.", codes=[study.codes["Work"]]
    )
    create_theme(project=study.project, by=study.lead, name="In people", parent=trust, codes=[study.codes["Work"]])

    path = exported(tmp_path, study.project, themes=way)

    project = whole(path)
    from coding.exchange.refi.container import opened

    with opened(path, "x") as container:
        etree.XMLSchema(etree.parse(SHARED / "refi/Project-v1.0.xsd")).assertValid(etree.fromstring(container.xml))
    if way == "codes":
        branch = next(code for code in project.codes if code.name == "Themes")
        assert [code.name for code in branch.codes] == ["Trust"]
        assert [code.name for code in branch.codes[0].codes] == ["In people"]
        return
    assert [(one.name, one.description) for one in project.sets] == [
        ("Trust", "It grows."),
        ("Trust / In people", None),
    ]
    elsewhere = new_study(UserFactory())
    out = StringIO()
    call_command("import_project", str(path), into=elsewhere.slug, themes=True, stdout=out)
    assert "2 themes" in out.getvalue()
    assert Theme.objects.get(project=elsewhere, name="In people").parent.name == "Trust"
    assert len(whole(exported(tmp_path, elsewhere, themes="sets")).sets) == 2


def test_values_of_every_type_go_out_and_come_in(tmp_path):
    lead = UserFactory()
    values = [("Text", "two words"), ("Boolean", "true"), ("Integer", "12"), ("Float", "1.5"), ("Date", "2026-03-31"),
              ("DateTime", "2026-03-31T10:00:00Z")]  # fmt: skip
    file = model.Project(
        name="x",
        variables=[
            model.Variable(guid=guid(n), name=kind, type_of_variable=kind) for n, (kind, _value) in enumerate(values, 1)
        ],
        cases=[
            model.Case(guid=guid(50), name="P1", values=[
                model.VariableValue(guid(n), f"{kind}Value", value) for n, (kind, value) in enumerate(values, 1)])
        ],
    )  # fmt: skip
    path = written(tmp_path, file)
    project = new_study(lead)

    done = imported(path, project, lead)

    assert done.new["values"] == 6
    now = whole(exported(tmp_path, project))
    assert now.variables == file.variables
    assert now.cases == file.cases


def test_what_cannot_be_read_changes_nothing_and_is_one_sentence(tmp_path, lead):
    path = tmp_path / "bad.qdpx"
    path.write_bytes(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Project name="&a;"/>')

    with pytest.raises(CommandError) as error:
        call_command("import_project", str(path), lead="a@example.org")

    assert str(error.value).startswith("bad.qdpx: it declares XML entities")
    assert not Project.objects.exists()
    assert not User.objects.filter(email="a@example.org").exists()


def test_a_lead_imports_on_the_page_and_reads_how_it_was_read(study, client_of, run_jobs, tmp_path):
    CaseFactory(project=study.project)
    data = exported(tmp_path, study.project).read_bytes()
    elsewhere = new_study(study.lead)
    page = reverse("exchange:project", args=[elsewhere.slug])
    client = client_of(study.lead)

    answer = client.post(page, {"file": SimpleUploadedFile("study.qdpx", data)})
    [job] = run_jobs()

    assert answer.status_code == 302
    assert job.state == "done", job.error
    assert "5 sources" in job.result["message"]
    assert not default_storage.exists(job.parameters["place"])
    assert "study.qdpx" in client.get(page).content.decode()
    assert client.post(page, {"file": SimpleUploadedFile("study.docx", b"x")}).status_code == 422
    assert client_of(study.coder).get(reverse("exchange:project", args=[study.slug])).status_code == 403
    assert KeptFile.objects.get(project=elsewhere).origin == "Marginalia"


def test_the_page_takes_the_same_number_of_queries_for_few_and_many(study, client_of, count_queries):
    client, page = client_of(study.lead), reverse("exchange:project", args=[study.slug])
    KeptFileFactory(project=study.project, by=study.lead)
    client.get(page)
    few = count_queries(lambda: client.get(page))
    for _n in range(5):
        KeptFileFactory(project=study.project)

    assert count_queries(lambda: client.get(page)) == few


def test_names_that_were_replaced_are_in_nothing_that_is_kept(study, tmp_path):
    selection = model.TextSelection(guid=guid(3), start=0, end=3, name="Zoe", description="Zoe again")
    text = model.Text(guid=guid(1), name="Talk with Zoe", content="Zoe spoke.", selections=[selection])
    file = model.Project(
        name="x", sources=[text], sets=[model.Set(guid=guid(2), name="Zoe's", sources=[guid(1)])],
        graphs=[model.Graph(guid=guid(4), vertices=[model.Vertex(guid=guid(5), name="Zoe", first_x=1, first_y=1)])],
    )  # fmt: skip
    imported(written(tmp_path, file, "Zoe.qdpx"), study.project, study.lead)

    changed = scrub_kept(study.project, lambda said: said.replace("Zoe", "[name]"))

    [kept] = KeptFile.objects.filter(project=study.project)
    with kept.document.open("rb") as stream, ZipFile(stream) as archive:
        assert archive.namelist() == ["project.qde"]
        assert b"Zoe" not in archive.read("project.qde")
    assert list(changed.values()) == [1]
    assert kept.name == "[name].qdpx"
    assert whole(exported(tmp_path, study.project)).sets[0].name == "[name]'s"


@needs("refi")
def test_a_codebook_comes_in_and_goes_out(study, client_of, tmp_path):
    path = SHARED / "refi/samples/qualcoder_synthetic_codebook.qdc"
    page = reverse("codebook:import", args=[study.slug])

    client_of(study.lead).post(page, {"file": SimpleUploadedFile("x.qdc", path.read_bytes())})
    out = StringIO()
    call_command("import_codebook", study.slug, str(path), stdout=out)

    assert "Already here: 6 codes" in out.getvalue()
    assert Code.objects.filter(project=study.project, codable=False).count() == 2
    call_command("export", study.slug, "codebook", format_="qdc", output=str(tmp_path / "out.qdc"))
    root = etree.fromstring((tmp_path / "out.qdc").read_bytes())
    etree.XMLSchema(etree.parse(SHARED / "refi/Codebook-v1.0.xsd")).assertValid(root)
