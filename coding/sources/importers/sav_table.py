"""SPSS files: values by their labels, variables by theirs, what was marked as missing left empty and counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.table import ColumnHint, RawTable, Row

_BEGINNINGS = (b"$FL2", b"$FL3")
# The libraries of numbers reserve memory by the thread.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
_CHECKOUT = Path(__file__).resolve().parents[3]


def read_sav(name: str, path: Path, _sheet: str | None = None) -> RawTable:
    """The records of an SPSS file, the first of them the labels of its variables; hints say what each variable is."""
    with path.open("rb") as stream:
        if stream.read(4) not in _BEGINNINGS:
            raise _damaged(name)
    told = _told(name, path)
    facts = next(told)
    assumed = []
    if facts["labelled"]:
        assumed.append("columns are called by the labels of their variables, cells hold the labels of their values")
    hints = {title: ColumnHint(**{**hint, "levels": tuple(hint["levels"])}) for title, hint in facts["hints"].items()}
    return RawTable(name, _records(facts["header"], told, assumed), assumed, hints=hints, certain=True)


def _records(header: Row, told: Iterator[Any], assumed: list[str]) -> Iterator[tuple[int, Row]]:
    yield 1, header
    for said in told:
        if isinstance(said, list):
            yield said[0], said[1]
        elif said["missing"]:
            assumed.append(f"{said['missing']:,} values that the file marks as missing were left empty")


def _told(name: str, path: Path) -> Iterator[Any]:
    """What the process that opens the file says, to its end."""
    command = [sys.executable, "-m", "coding.sources.importers.sav_reading", str(path.resolve())]
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=_CHECKOUT, env=os.environ | _ONE_THREAD, **silent) as child:
        try:
            said: Any = None
            for line in child.stdout or ():
                said = json.loads(line)
                if isinstance(said, dict) and said.get("problem") == "encoding":
                    raise ImportProblem(
                        "texts of this SPSS file are not in the encoding that it names.",
                        remedy="Open it in SPSS, save it in Unicode (UTF-8), and upload that.",
                        file=name,
                    )
                if isinstance(said, dict) and "problem" in said:
                    raise _damaged(name)
                yield said
        finally:
            child.kill()
    if not isinstance(said, dict) or "missing" not in said:
        raise _damaged(name)


def _damaged(name: str) -> ImportProblem:
    return ImportProblem(
        "this is no SPSS file, or a damaged one.",
        remedy="Open it in SPSS or PSPP, save it again (or as .csv), and upload that.",
        file=name,
    )
