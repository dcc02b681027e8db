"""The command writes what the page would, for everybody's eyes, and says plainly what it cannot do."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import CommandError, call_command

from tests.factories.coding import AssignmentFactory, CodingFactory
from workbench.exporting.actions import start_export

pytestmark = pytest.mark.django_db


def test_a_file_is_written_where_it_is_asked_for(study: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "codebook.docx"
    call_command("export", study.slug, "codebook", "--format", "docx", "-o", str(file))

    assert [cell.text for cell in docx.Document(str(file)).tables[0].columns[0].cells][:2] == ["Code", "Trust"]
    assert capsys.readouterr().out == ""


def test_without_a_file_the_export_is_printed_and_nothing_else(study: Any, capsysbinary: Any) -> None:
    call_command("export", study.slug, "codebook", "--format", "json")

    whole = json.loads(capsysbinary.readouterr().out)
    assert [row["Path"] for row in whole["tables"][0]["rows"]][:2] == ["Trust", "Trust/Errors"]


def test_word_files_go_through_standard_output_byte_by_byte(study: Any, capsysbinary: Any) -> None:
    call_command("export", study.slug, "codebook", "--format", "xlsx")

    assert capsysbinary.readouterr().out.startswith(b"PK\x03\x04")


@pytest.mark.parametrize("how", [["--layer", "coder:cora coder"], ["--set", "layer=coder:Cora Coder"]])
def test_options_are_given_by_name(study: Any, capsysbinary: Any, how: list[str]) -> None:
    for user in (study.coder, study.second_coder):
        CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=user)
    call_command("export", study.slug, "codings", "--format", "json", *how)

    rows = json.loads(capsysbinary.readouterr().out)["tables"][0]["rows"]
    assert [row["coder"] for row in rows] == ["Cora Coder"]


def test_the_first_format_and_the_plain_defaults_hold_whatever_was_chosen_on_the_page(
    study: Any, tmp_path: Path
) -> None:
    start_export(
        project=study.project, by=study.lead, what="codebook", format_="md", options={"style": "jmir", "decimals": "1"}
    )
    call_command("export", study.slug, "codebook", "-o", str(tmp_path / "file"))

    captions = [p.style.name for p in docx.Document(str(tmp_path / "file")).paragraphs if "Table" in p.style.name]
    assert captions[:2] == ["Table Number", "Table Title"]


def test_the_look_is_given_by_name(study: Any, capsysbinary: Any) -> None:
    call_command("export", study.slug, "codebook", "--format", "md", "--set", "style=JMIR", "--set", "decimals=1")

    assert "**Table 1.** " in capsysbinary.readouterr().out.decode()


def test_the_command_sees_what_every_member_may_see(study: Any, capsysbinary: Any) -> None:
    CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder)
    AssignmentFactory(source=study.transcripts[0], coder=study.coder, sealed=True)
    call_command("export", study.slug, "codings", "--format", "json")

    assert json.loads(capsysbinary.readouterr().out)["tables"][0]["rows"] == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["codebok", "--format", "csv"], r"There is no export “codebok”. There are: .*codebook.*quotations"),
        (["quotations", "--format", "docx"], r"cannot be written as docx. It can be written as: xlsx, csv, json"),
        (["codebook", "--format", "csv", "--layer", "coder:Eve"], r"no layer of this study.*coder:Cora Coder"),
        (["codebook", "--format", "csv", "--set", "layer"], "write options as --set name=value"),
        (["codebook", "--format", "csv", "--set", "x=1"], r"has no option “x”. It has: layer"),
        (["codebook", "--format", "csv", "-o", "/nowhere/at/all.csv"], "could not be written: No such file"),
    ],
)
def test_bad_input_is_one_sentence_that_says_what_there_is(study: Any, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("export", study.slug, *arguments)
    assert refusal.value.returncode == 1


def test_an_unknown_project_is_told(study: Any) -> None:
    with pytest.raises(CommandError, match=f"There is no project “none”. There are: {study.slug}"):
        call_command("export", "none", "codebook", "--format", "csv")


def test_the_process_ends_with_status_1_and_one_sentence(tmp_path: Path, settings: Any) -> None:
    import os
    import sys

    environment = os.environ | {"DATA_DIR": str(tmp_path)}
    for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )

    assert manage("migrate", "-v0").returncode == 0
    done = manage("export", "none", "codebook", "--format", "csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "There is no project “none”. There is none yet."
