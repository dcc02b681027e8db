"""The process that opens uploads, one after the other: a file that takes too long or too much ends this process alone.

It reads one JSON document a line from standard input ({"do", "name", "path", "out", ...}) and answers with one line:
{"facts": ...} or {"problem": "a sentence"}; before that perhaps {"progress": rows}. At the beginning it says {"ready"}.
See coding.sources.reading.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.problems import ImportProblem, ImportProblems

Tell = Callable[[dict[str, Any]], None]


def read_transcript(task: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """Read a transcript; the whole of it goes to "out"."""
    from coding.sources.importers.guards import refuse_big
    from coding.sources.importers.readings import transcript_facts, write_reading
    from coding.sources.importers.registry import parse_transcript

    path = Path(task["path"])
    refuse_big(path.stat().st_size, task["name"])
    parsed = parse_transcript(task["name"], path.read_bytes())
    facts = transcript_facts(parsed)
    write_reading(Path(task["out"]), parsed)
    return facts


def read_table(task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Read a table, from the sheet "sheet" if one is named; its rows go to "out", what is guessed of them is told.

    Where a workbook has another sheet that may be the table, the problem of this one is told with the names of all.
    """
    from coding.sources.importers.inspection import inspect_survey
    from coding.sources.importers.registry import open_table, sheets_of
    from coding.sources.importers.spool import write_spool

    name, path = task["name"], Path(task["path"])
    sheets = sheets_of(name, path)
    try:
        table = open_table(name, path, task.get("sheet"))
        spool = write_spool(Path(task["out"]), table, lambda rows: tell({"progress": rows}))
    except (ImportProblem, ImportProblems) as problem:
        if len(sheets) < 2:
            raise
        return {"problem": str(problem), "sheets": sheets}
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"table": spool.facts(), "survey": inspect_survey(spool), "sheets": sheets, "bytes_sha256": digest}


def unpack_archive(task: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """Take a zip apart into the folder "out"."""
    from coding.sources.importers.archives import unpack

    members = unpack(Path(task["path"]), Path(task["out"]), task["endings"], task["name"])
    return {"members": [asdict(member) | {"path": str(member.path or "")} for member in members]}


WORK = {"transcript": read_transcript, "table": read_table, "unpack": unpack_archive}


def work_named(do: str) -> Callable[[dict[str, Any], Tell], dict[str, Any]]:
    """The work of a name: one of WORK, or `module:function` of who stands further down the stream."""
    if do in WORK:
        return WORK[do]
    module, _colon, function = do.partition(":")
    return getattr(import_module(module), function)


def answer(task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """What came of one task. Whatever goes wrong is said; what nobody foresaw is named by its kind."""
    try:
        with limited_by(Limits(**task["limits"])):
            return {"facts": work_named(task["do"])(task, tell)}
    except (ImportProblem, ImportProblems) as problem:
        return {"problem": str(problem)}
    except MemoryError:
        return {"memory": True}
    except Exception as error:  # noqa: BLE001  a library may raise anything on a broken file
        # Where it happened, not the message: that may quote what participants said.
        where = traceback.extract_tb(error.__traceback__)[-1]
        return {"crash": f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}"}


def bound_process(memory: int, files: int) -> None:
    """Bound what this process may take, where the system knows how; a core dump would hold participants' words."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, files), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def wake_after(seconds: float) -> None:
    """End this process in so many seconds even if nobody waits for it any more; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main(incoming: TextIO, outgoing: TextIO, seconds: float) -> None:
    # What every file needs is loaded before the clock of the first one runs.
    from coding.sources.importers import readings, registry  # noqa: F401

    def tell(said: dict[str, Any]) -> None:
        outgoing.write(json.dumps(said) + "\n")
        outgoing.flush()

    tell({"ready": True})
    for line in incoming:
        wake_after(seconds)
        said = answer(json.loads(line), tell)
        wake_after(0)
        tell(said)


def start() -> None:
    """Work until standard input ends; the command line says how much memory, output and time one file may take."""
    # Libraries that print must not be mistaken for answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    bound_process(int(sys.argv[1]), int(sys.argv[2]))
    main(sys.stdin, answers, float(sys.argv[3]) + 5)


if __name__ == "__main__":
    start()
