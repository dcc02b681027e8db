"""What the script of the bundle needs: units, readings and codings as they were compared, and what was reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coding.agreement.laying import trimmed, unit_axis
from coding.agreement.reports import Question, gather, named_report
from coding.agreement.units import collapsed, columns_of
from workbench.version import version

Row = tuple[Any, ...]
COLUMNS = {
    "sources": (("source", "key of the source, in the order of the draws"), ("units", "how many units it has")),
    "readings": (("source", "key of the source"), ("coder", "a coder who has read all of it")),
    "units": (("source", "key of the source"), ("start", "first character"), ("end", "behind the last")),
    "codings": (
        ("source", "key of the source"), ("coder", "who"), ("code", "path of the code"),
        ("words_start", "first character that is no white space"), ("words_end", "behind the last such"),
    ),
}  # fmt: skip


def compared(question: Question) -> tuple[dict[str, list[Row]], dict[str, Any], dict[str, Any]]:
    """Return the rows of each table, the parameters, and the report, as everybody may see them."""
    report = named_report(question)
    material = gather(question)
    sources = [collapsed(source) for source in material.sources]
    columns = columns_of(sources, list(material.coders), list(material.codes))
    axis, laid = unit_axis(sources, columns, question.unit), trimmed(sources, columns)
    names = dict(zip(material.coders, report["coders"], strict=True))
    rows = {
        "sources": [(source.key, int(size)) for source, size in zip(sources, axis.sizes, strict=True)],
        "readings": [
            (source.key, names[coder]) for source in sources for coder in material.coders if coder in source.seen
        ],
        "units": list(_units(columns, axis)),
        "codings": list(_codings(columns, laid, material.codes, list(names.values()))),
    }
    parameters = {
        "round": report["round"], "codebook_version": report["codebook_version"], "unit": report["unit"],
        "rule": report["rule"], "subcodes": "with their code" if report["rollup"] else "for themselves",
        "coders": report["coders"], "codes": [entry["code"] for entry in report["codes"]],
        "intervals": report["intervals"], "software": f"Marginalia {version()}".strip(),
    }  # fmt: skip
    return rows, parameters, report


def _units(columns: Any, axis: Any) -> Iterator[Row]:
    bases = columns.bases
    for source, start, end in zip(axis.source.tolist(), axis.start.tolist(), axis.end.tolist(), strict=True):
        yield columns.keys[source], start - int(bases[source]), end - int(bases[source])


def _codings(columns: Any, laid: Any, paths: dict[int, str], coders: list[str]) -> Iterator[Row]:
    for source, coder, code, start, end in zip(
        laid.source.tolist(),
        laid.coder.tolist(),
        laid.code.tolist(),
        laid.start.tolist(),
        laid.end.tolist(),
        strict=True,
    ):
        base = int(columns.bases[source])
        yield columns.keys[source], coders[coder], paths[columns.codes[code]], start - base, end - base
