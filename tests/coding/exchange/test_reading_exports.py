"""The examples of docs/reading-exports.md run on what is exported, and give what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from coding.exchange.annotation_files import write_annotations
from coding.exchange.coding_tables import build_codings
from tests.factories.coding import AssignmentFactory, CodingFactory, SourceFactory
from workbench.exporting.writers import write

PAGE = Path(__file__).resolve().parents[3] / "docs/reading-exports.md"
pytestmark = pytest.mark.django_db


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(study: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    first = SourceFactory(project=study.project, name="P09", text="=1 👩🏽‍⚕️ said, and NA.")
    second = SourceFactory(project=study.project, name="P10", text="Nothing here.")
    for code, coder, start, end in (
        ("Work", study.coder, 0, 4), ("Work", study.second_coder, 3, 8), ("Trust/Errors", study.coder, 9, 14),
        ("Work", study.coder, 19, 21),
    ):  # fmt: skip
        CodingFactory(source=first, code=study.codes[code], coder=coder, start=start, end=end)
    AssignmentFactory(source=second, coder=study.second_coder, done_at=timezone.now())
    (tmp_path / "codings.csv").write_bytes(write(build_codings(study.project, None), "csv"))
    write_annotations(study.project, None, tmp_path / "annotations.jsonld")
    return tmp_path


def test_the_python_examples(folder):
    tables, annotations = examples("python")
    found: dict[str, Any] = {}
    exec(tables, found)  # noqa: S102  it is ours
    exec(annotations, found)  # noqa: S102

    text = "=1 👩🏽‍⚕️ said, and NA."
    assert [text[one.start : one.end] for one in found["applied"].itertuples()] == list(found["applied"]["quote"])
    assert "NA" in set(found["applied"]["quote"])
    assert found["read"].to_dict() == {"Cora Coder": 1, "Dov Coder": 2}
    counts = {(one.code, one.coder): (one.codings, one.sources) for one in found["counts"].itertuples()}
    assert counts == {
        ("Work", "Cora Coder"): (2, 1), ("Work", "Dov Coder"): (1, 1), ("Trust/Errors", "Cora Coder"): (1, 1)
    }  # fmt: skip
    assert found["units"].loc[("P09", "Cora Coder")].to_dict() == {"Trust/Errors": 1, "Work": 1}
    assert [row["quote"] for row in found["rows"]] == list(found["applied"]["quote"])


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_the_r_example(folder):
    (example,) = examples("r")
    (folder / "example.R").write_text(f'{example}\ncat(sum(counts$codings), sum(units), sep = " ")\n', encoding="utf-8")

    said = subprocess.run(["Rscript", "example.R"], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["4", "3"]
