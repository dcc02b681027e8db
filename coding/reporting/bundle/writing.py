"""One zip with everything that is needed to recompute what was reported."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from coding.agreement.reports import Question
from coding.exchange.projects.exporting import write_codebook_file
from coding.reporting.bundle import agreement
from coding.reporting.bundle.tables import TABLES, Asked
from workbench.exporting.cells import clean, harmless
from workbench.version import version

SCRIPT = "recompute_agreement.py"
_DAY = (1980, 1, 1, 0, 0, 0)


def write_bundle(path: Path, asked: Asked, question: Question | None) -> None:
    """Write the bundle to a path; without a question (nobody compared anything) it has no agreement in it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        bundle = _Bundle(archive)
        for table in TABLES:
            shown = table.shown(asked)
            columns = [table.columns[place] for place in shown]
            rows = ([row[place] for place in shown] for row in map(list, table.rows(asked)))
            bundle.table(table.path, columns, rows)
        bundle.put("data/codebook.qdc", _codebook(asked))
        if question is not None:
            _put_agreement(bundle, question)
        bundle.dictionary()
        bundle.put("README.md", _readme(asked, question).encode())
        bundle.checksums()


def _put_agreement(bundle: _Bundle, question: Question) -> None:
    rows, parameters, report = agreement.compared(question)
    for name, found in rows.items():
        bundle.table(f"agreement/{name}.csv", agreement.COLUMNS[name], found)
    bundle.put("agreement/parameters.json", _json(parameters))
    bundle.put("agreement/reported.json", _json(report))
    bundle.put(SCRIPT, Path(__file__).with_name(SCRIPT).read_bytes())


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _codebook(asked: Asked) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.qdc"
        write_codebook_file(asked.project, asked.viewer, path)
        return path.read_bytes()


class _Bundle:
    """A zip that is being written: it remembers the digest of each file and the meaning of each column."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.digests: list[tuple[str, str]] = []
        self.columns: list[tuple[str, str, str]] = []

    def put(self, path: str, data: bytes) -> None:
        """Add a file; its time tells nothing, so that the same study gives the same bytes."""
        entry = zipfile.ZipInfo(path, _DAY)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.archive.writestr(entry, data)
        self.digests.append((hashlib.sha256(data).hexdigest(), path))

    def table(self, path: str, columns: Iterable[tuple[str, str]], rows: Iterable[Iterable[Any]]) -> None:
        """Add a csv: UTF-8, and no text in it that a spreadsheet runs as a formula."""
        columns = list(columns)
        buffer = StringIO(newline="")
        writer = csv.writer(buffer)
        writer.writerow([name for name, _said in columns])
        writer.writerows([_plain(value) for value in row] for row in rows)
        self.put(path, buffer.getvalue().encode("utf-8-sig"))
        self.columns += [(path, name, said) for name, said in columns]

    def dictionary(self) -> None:
        """Add what every column of every table means."""
        columns = (("file", "path in this bundle"), ("column", "its name"), ("meaning", "what it holds"))
        self.table("data_dictionary.csv", columns, list(self.columns))

    def checksums(self) -> None:
        """Add the digests of all files, as `sha256sum -c` reads them."""
        self.put("checksums.txt", "".join(f"{digest}  {path}\n" for digest, path in self.digests).encode())


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return harmless(clean(value)) if isinstance(value, str) else value


def _readme(asked: Asked, question: Question | None) -> str:
    texts = (
        "The texts and quotations of participants are in it. Share it only with those who may read them."
        if asked.texts
        else "It holds no text of a source and no quotation of a coding: places are offsets, digests identify texts."
    )
    lines = [
        f"# {asked.project.name}: data behind the reported figures",
        "",
        f"Written by Marginalia {version()} on {date_format(timezone.localdate(), 'j F Y')}.",
        texts,
        "Names of cases, sources and coders, values of variables, examples in the codebook and reasons of decisions",
        "stand as they are in the study.",
        "What was being coded blind when this was written is not in it.",
        "",
        "- `data/`: sources, cases, variables, codebook (also as REFI-QDA, `codebook.qdc`), codings, rounds,",
        "  assignments, decisions",
        "- `data_dictionary.csv`: what each column means",
        "- `checksums.txt`: SHA-256 of every file (`sha256sum -c checksums.txt`)",
    ]
    if question is not None:
        lines += [
            "- `agreement/`: what coders were compared on (units, readings, codings), parameters and seeds, and the",
            "  reported figures",
            f"- `{SCRIPT}`: recomputes the reported agreement from these tables and compares:",
            "",
            f"      python {SCRIPT}",
            "",
            "The script needs Python and numpy alone.",
        ]
    else:
        lines += ["", "No source was read by two coders, so there is no agreement to recompute."]
    lines += ["", "A text that begins like a spreadsheet formula has an apostrophe before it in the csv files.", ""]
    return "\n".join(lines)
