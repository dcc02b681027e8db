"""A QualCoder project comes in, as data.qda or with its folder, with every coding on the words kept beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from coding.codebook.models import Code
from coding.codings.models import Coding, Memo
from coding.exchange.models import KeptFile
from coding.sources.models import Case, Source, VariableValue
from tests.coding.exchange.others.made import TEXT, qualcoder, qualcoder_zip
from tests.coding.exchange.others.test_taguette import codings
from tests.coding.exchange.projects.files import exported, imported, new_study, settled
from tests.factories.people import UserFactory
from workbench.projects.models import Project

pytestmark = pytest.mark.django_db
ALL = [
    ("Nurse", "Sleep well", "Ana"), ("Nurse", "slept 👩🏽‍⚕️", "Ben"), ("Nurse", "badly", "Ana"),
    ("Asked", "Nobody asked me", "Ben"),
]  # fmt: skip


@pytest.mark.parametrize("utf16", [False, True])
def test_each_coding_is_on_its_words_however_positions_were_counted(tmp_path, utf16):
    project = new_study(UserFactory())

    done = imported(qualcoder(tmp_path, utf16=utf16), project, UserFactory())

    assert codings(project) == ALL
    assert ("UTF-16" in " ".join(done.said)) is utf16
    assert "4 codings hold the words kept beside them." in done.said
    assert "1 coding was marked as important; that mark has no place here." in done.said


def test_categories_cases_attributes_and_memos_come_with_it(tmp_path):
    lead = UserFactory()
    project = new_study(lead)

    done = imported(qualcoder_zip(tmp_path), project, lead)

    nurse = Code.objects.get(project=project, name="Nurse")
    assert (nurse.parent.name, nurse.parent.parent.name, nurse.color) == ("Staff", "People", "#f5a9a9")
    assert (nurse.codable, nurse.parent.codable, nurse.parent.definition) == (True, False, "On the ward")
    assert Source.objects.get(project=project, name="night.txt").text == TEXT
    ward = Case.objects.get(project=project, name="Ward A")
    values = {
        (one.case.name, one.variable.name, one.value) for one in VariableValue.objects.filter(case__project=project)
    }
    assert values == {("Ward A", "beds", "12"), ("Ward A", "place", "Ghent")}
    assert Source.objects.get(project=project, name="leaflet.pdf").case == ward
    memos = {(one.about, one.title, one.body, one.author.name) for one in Memo.objects.filter(project=project)}
    assert memos == {
        ("source", "", "A hard night", "Ana"), ("source", "Annotation", "“Ben”\n\nWho is Ben?", "Ana"),
        ("coding", "", "really?", "Ana"), ("project", "Day one", "It began.", "Ben"),
        ("project", "Memo of the project", "About nights", lead.name),
    }  # fmt: skip
    assert sorted(done.media) == ["Ward study.qda/documents/leaflet.pdf", "Ward study.qda/images/ward.png"]
    assert "1 part of a text is of a case: kept, but here whole sources are of a case." in done.said


def test_what_is_not_shown_is_kept_and_goes_out_as_refi(tmp_path):
    project = new_study(UserFactory())
    imported(qualcoder_zip(tmp_path), project, UserFactory())

    whole = settled(exported(tmp_path, project)).project

    kinds = {type(one).__name__: one for one in whole.sources}
    (area,), (stretch,) = kinds["Picture"].selections, kinds["Audio"].selections
    assert (area.first_x, area.first_y, area.second_x, area.second_y) == (10, 20, 40, 60)
    assert (stretch.begin, stretch.end, len(stretch.codings)) == (1000, 2500, 1)
    assert kinds["Picture"].path == "internal://ward.png"
    assert kinds["Audio"].path is None
    assert "C:/Study" not in str(whole)
    assert not KeptFile.objects.filter(report__icontains="C:/Study").exists()


def test_the_same_project_again_and_a_copy_that_was_coded_on_come_together(tmp_path):
    project, lead = new_study(UserFactory()), UserFactory()
    imported(qualcoder(tmp_path), project, lead)
    copy = qualcoder(tmp_path, "copy.qda")
    with closing(sqlite3.connect(copy)) as db:
        start = TEXT.index("Anna: Nobody") + len("Anna: ")
        row = (2, 1, "Nobody asked me", start, start + 15, "Cleo")
        db.execute("INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) VALUES (?, ?, ?, ?, ?, ?)", row)
        db.commit()

    done = imported(copy, project, lead)

    assert (done.new["codings"], done.known["codings"]) == (1, 4)
    assert sum(done.new.values()) == 2  # the coding and who made it
    assert ("Asked", "Nobody asked me", "Cleo") in codings(project)


def test_codings_whose_words_are_elsewhere_or_nowhere_are_never_guessed(tmp_path):
    path = qualcoder(tmp_path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE code_text SET pos0 = 0, pos1 = 5 WHERE ctid = 1")
        db.execute("UPDATE code_text SET pos0 = pos0 + 3 WHERE ctid = 2")  # these words are twice in the text
        db.execute("UPDATE code_text SET cid = 99 WHERE ctid = 3")
        db.commit()
    project = new_study(UserFactory())

    done = imported(path, project, UserFactory())

    assert codings(project) == [ALL[0], ALL[2]]
    assert "1 coding had other words at its place; it was put where its own words are." in done.said
    assert Memo.objects.get(project=project, title="Codings without a place").body == "“Nobody asked me” (Asked, Ben)"
    assert "1 coding is of no source, code or place; left out." in done.said


def test_a_script_imports_the_folder_itself(tmp_path, lead: Any):
    folder = tmp_path / "Ward study.qda"
    folder.mkdir()
    qualcoder(folder)
    out = StringIO()

    call_command("import_project", str(folder), lead="ana@example.org", stdout=out)

    project = Project.objects.get(slug=out.getvalue().split("\n")[0])
    assert project.name == "Ward study"
    assert Coding.objects.filter(project=project).count() == 4
