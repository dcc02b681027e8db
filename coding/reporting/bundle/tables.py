"""The tables of the bundle: plain rows of what the viewer may see, without the texts unless they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from coding.codebook.queries import code_tree
from coding.codings.models import Assignment
from coding.codings.visibility import sealed_source_ids
from coding.quotations.layers import layer_codings
from coding.reconciliation.models import Decision, Round
from coding.sources.models import Case, Source, Variable, VariableValue
from workbench.membership.models import Membership
from workbench.projects.models import Project

Row = Iterable[Any]


@dataclass(frozen=True)
class Asked:
    """What the bundle holds: whose codings, through whose eyes, and whether with the words of participants."""

    project: Project
    viewer: Membership | None
    layer: str
    texts: bool


@dataclass(frozen=True)
class DataTable:
    """A csv file of the bundle: its path, its columns as (name, meaning), and what gives its rows.

    `of_texts` are columns that hold words of participants, and are left out with the texts.
    """

    path: str
    columns: tuple[tuple[str, str], ...]
    rows: Callable[[Asked], Iterator[Row]]
    of_texts: tuple[str, ...] = ()

    def shown(self, asked: Asked) -> list[int]:
        """The places of the columns that stand in the file."""
        return [place for place, (name, _said) in enumerate(self.columns) if asked.texts or name not in self.of_texts]


def _sources(asked: Asked) -> Iterator[Row]:
    found = Source.objects.filter(project=asked.project).order_by("pk")
    fields = ("pk", "name", "kind", "case__name", "question__text", "revision", "characters", "words", "sha256", "text")
    rows = found if asked.texts else found.defer("text")
    for one in rows.values_list(*(fields if asked.texts else fields[:-1])).iterator(chunk_size=200):
        yield one if asked.texts else (*one, "")


def _cases(asked: Asked) -> Iterator[Row]:
    yield from Case.objects.filter(project=asked.project).order_by("name").values_list("pk", "name")


def _variables(asked: Asked) -> Iterator[Row]:
    for one in Variable.objects.filter(project=asked.project).order_by("position", "pk"):
        yield one.name, one.kind, "; ".join(str(level) for level in one.levels), one.description


def _values(asked: Asked) -> Iterator[Row]:
    rows = VariableValue.objects.filter(case__project=asked.project).order_by("case__name", "variable__position")
    yield from rows.values_list("case__name", "variable__name", "value").iterator(chunk_size=5000)


def _codebook(asked: Asked) -> Iterator[Row]:
    for node in code_tree(asked.project, retired=True):
        code = node.code
        texts = (code.definition, code.include, code.exclude, code.example)
        yield code.pk, node.path, code.parent_id, code.color, *texts, code.retired_at is not None


def _codings(asked: Asked) -> Iterator[Row]:
    rows = layer_codings(asked.project, asked.viewer, asked.layer).order_by("source_id", "start", "end", "pk")
    fields = (
        "pk", "source_id", "coder__name", "code_id", "start", "end", "layer", "round__name", "origin", "decision_id",
        "created_at", "quote",
    )  # fmt: skip
    yield from rows.values_list(*(fields if asked.texts else fields[:-1])).iterator(chunk_size=5000)


def _rounds(asked: Asked) -> Iterator[Row]:
    for one in Round.objects.filter(project=asked.project).select_related("codebook_version").order_by("pk"):
        drawn = one.drawn or {}
        yield (
            one.name, one.kind, one.blind, one.state, one.codebook_version.number, drawn.get("how", ""),
            drawn.get("seed", ""), one.created_at, one.opened_at, one.closed_at,
        )  # fmt: skip


def _assignments(asked: Asked) -> Iterator[Row]:
    """Without sources that somebody codes blind: who has read what there is not told yet."""
    rows = Assignment.objects.filter(project=asked.project).exclude(source__in=sealed_source_ids(asked.project))
    yield from rows.order_by("round_id", "source_id", "coder_id").values_list(
        "source_id", "coder__name", "round__name", "done_at"
    )


def _decisions(asked: Asked) -> Iterator[Row]:
    rows = Decision.objects.filter(disagreement__round__project=asked.project).exclude(
        disagreement__source__in=sealed_source_ids(asked.project)
    )
    yield from rows.order_by("pk").values_list(
        "pk", "disagreement__round__name", "disagreement_id", "disagreement__source_id", "disagreement__kind",
        "disagreement__start", "disagreement__end", "choice", "coder__name", "code_id", "reason", "decided_by__name",
        "decided_at", "withdrawn_at",
    )  # fmt: skip


OFFSET = "code points of the text, from 0; the end is not included"
TABLES = (
    DataTable(
        "data/sources.csv",
        (
            ("source", "key of the source"), ("name", "its name"), ("kind", "transcript or answer"),
            ("case", "participant whose it is"), ("question", "question that it answers"),
            ("revision", "which text of it, counted from 1"), ("characters", "length in code points"),
            ("words", "length in words"), ("sha256", "digest of its text in UTF-8"), ("text", "its text"),
        ),
        _sources, of_texts=("text",),
    ),
    DataTable("data/cases.csv", (("case_key", "key"), ("case", "name of the participant")), _cases),
    DataTable(
        "data/variables.csv",
        (("variable", "name"), ("kind", "nominal, ordinal, numeric, date, multiple"),
            ("levels", "its levels, in order"),
         ("description", "what it is")),
        _variables,
    ),
    DataTable(
        "data/values.csv", (("case", "participant"), ("variable", "variable"), ("value", "value, as text")), _values
    ),
    DataTable(
        "data/codebook.csv",
        (
            ("code", "key of the code"), ("path", "its place in the tree, Parent/Child"),
            ("parent", "key of its parent"),
            ("colour", "#rrggbb"), ("definition", "what it means"), ("include", "when to use it"),
            ("exclude", "when not"), ("example", "an example"), ("retired", "no longer offered"),
        ),
        _codebook,
    ),
    DataTable(
        "data/codings.csv",
        (
            ("coding", "key"), ("source", "key of the source"), ("coder", "who"), ("code", "key of the code"),
            ("start", OFFSET), ("end", OFFSET), ("layer", "coder or consensus"), ("round", "round, if any"),
            ("origin", "hand, search, suggestion, import, bulk"), ("decision", "key of the decision that wrote it"),
            ("created", "when"), ("quote", "its words"),
        ),
        _codings, of_texts=("quote",),
    ),
    DataTable(
        "data/rounds.csv",
        (
            ("round", "name"), ("kind", "training, reliability, production"), ("blind", "coded without seeing others"),
            ("state", "coding, reconciling, closed"), ("codebook_version", "version that it used"),
            ("drawn", "how its sources were chosen"), ("seed", "seed of the draw"), ("created", "when"),
            ("opened", "when codings were shown to all"), ("closed", "when it was settled"),
        ),
        _rounds,
    ),
    DataTable(
        "data/assignments.csv",
        (("source", "key of the source"), ("coder", "who was asked"), ("round", "round, if any"),
         ("handed_in", "when; empty: not yet")),
        _assignments,
    ),
    DataTable(
        "data/decisions.csv",
        (
            ("decision", "key"), ("round", "round"), ("disagreement", "key of the disagreement"),
            ("source", "key of the source"), ("kind", "only some coded it, different codes, different extent"),
            ("start", OFFSET), ("end", OFFSET), ("choice", "keep, both, union, overlap, other, none"),
            ("kept", "whose work was kept"), ("code", "code that was put there instead"),
            ("reason", "why, in the words of who decided"), ("by", "who decided"), ("at", "when"),
            ("withdrawn", "when it was taken back"),
        ),
        _decisions,
    ),
)  # fmt: skip
