"""A codebook comes in from a file as a whole, or not at all with the row and column that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coding.codebook.actions import retire_code
from coding.codebook.importing import import_codebook
from coding.codebook.models import Code
from coding.codebook.queries import code_by_path, code_tree
from coding.exchange.codebook_files import codebook_in
from coding.sources.importers.problems import ImportProblem, ImportProblems
from workbench.audit.models import Event

pytestmark = pytest.mark.django_db

FILE = (
    "path,definition,when to use,when not to use,example,colour\n"
    "Trust,Faith in the tool,,,,#3b7dd8\n"
    "Trust/Errors,Mistakes,Of the tool,Of people,“It made it up.”,\n"
    "Fear/Blame,Being blamed,,,,\n"
)


def codes_in(text: str) -> Any:
    return codebook_in("codes.csv", text.encode()).codes


def paths(project: Any) -> list[str]:
    return [node.path for node in code_tree(project)]


def test_a_file_becomes_a_tree_with_texts_and_colours(project: Any, lead: Any) -> None:
    done = import_codebook(project=project, by=lead, rows=codes_in(FILE))

    assert paths(project) == ["Trust", "Trust/Errors", "Fear", "Fear/Blame"]
    assert done.created == paths(project)
    errors = code_by_path(project, "Trust/Errors")
    assert (errors.definition, errors.include, errors.exclude, errors.example) == (
        "Mistakes", "Of the tool", "Of people", "“It made it up.”",
    )  # fmt: skip
    assert code_by_path(project, "Trust").color == "#3b7dd8"
    assert code_by_path(project, "Fear").color != "#3b7dd8"
    assert Event.objects.get(project_id=project.pk).action == "codebook.imported"


def test_importing_twice_changes_nothing_and_leaves_one_event(project: Any, lead: Any) -> None:
    import_codebook(project=project, by=lead, rows=codes_in(FILE))
    done = import_codebook(project=project, by=lead, rows=codes_in(FILE))

    assert (done.created, done.changed, len(done.unchanged)) == ([], [], 4)
    assert str(done) == "Codes: 0 added, 0 changed, 4 as they were"
    assert Event.objects.count() == 1


def test_known_codes_take_what_the_file_says_and_keep_the_rest(study: Any) -> None:
    trust = study.codes["Trust"]
    Code.objects.filter(pk=trust.pk).update(example="Mine", definition="Old")
    done = import_codebook(project=study.project, by=study.lead, rows=codes_in("path,definition\ntrust,New\n"))

    trust.refresh_from_db()
    assert (trust.name, trust.definition, trust.example) == ("Trust", "New", "Mine")
    assert (done.created, done.changed) == ([], ["trust"])


def test_a_retired_code_that_is_in_the_file_comes_back(study: Any) -> None:
    retire_code(code=study.codes["Trust"], by=study.lead)
    import_codebook(project=study.project, by=study.lead, rows=codes_in("path\nTrust/New\n"))

    assert "Trust" in paths(study.project)
    assert "Trust/New" in paths(study.project)
    assert "Trust/Errors" not in paths(study.project)


def test_a_nameless_row_is_named_by_its_number() -> None:
    with pytest.raises(ImportProblems, match=r"codes.csv, row 3: this code has no name"):
        codes_in("name,definition\nTrust,x\n,y\n")


def test_a_table_without_names_says_which_column_it_needs() -> None:
    with pytest.raises(ImportProblem, match=r"codes.csv: no column holds the names of codes"):
        codes_in("definition\nx\n")


def test_the_command_prints_what_it_did(study: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "codes.csv"
    file.write_text(FILE)
    call_command("import_codebook", study.slug, str(file))

    assert capsys.readouterr().out.startswith("Codes: 2 added, 2 changed, 0 as they were.\n")
    assert "Fear/Blame" in paths(study.project)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name,definition\nTrust,x\n,y\n", "codes.csv, row 3: this code has no name"),
        ("path\nTrust\nNew/Code\nNew/code\n", "codes.csv, row 4"),
        ("", "codes.csv"),
    ],
)
def test_the_command_refuses_a_wrong_file_and_changes_nothing(
    study: Any, tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "codes.csv"
    file.write_text(content)
    before = paths(study.project)

    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("import_codebook", study.slug, str(file))
    assert refusal.value.returncode == 1
    assert paths(study.project) == before


def test_the_command_says_which_file_and_which_projects_there_are(study: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none.csv” could not be read: No such file"):
        call_command("import_codebook", study.slug, str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match=study.slug):
        call_command("import_codebook", "no-such", str(tmp_path / "none.csv"))


def test_the_command_takes_over_a_published_codebook(study: Any, capsys: Any) -> None:
    call_command("import_codebook", study.slug, published="tfa")
    out = capsys.readouterr().out
    assert out.startswith("Codes: 7 added, 0 changed, 0 as they were.\n")
    assert "doi:10.1186/s12913-017-2031-8" in out

    with pytest.raises(CommandError, match=r"There is no published codebook “x”\. There are: cfir-2022"):
        call_command("import_codebook", study.slug, published="x")
    with pytest.raises(CommandError, match="Name a file, or a published codebook"):
        call_command("import_codebook", study.slug)
