"""Advice on the codes of a study, from what one person may see of the codings to numbers and places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from coding.codebook.models import Code
from coding.codebook.queries import codes_of
from coding.codings.models import Assignment, Layer
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.sources.models import Source
from themes.advice.halves import halves_of
from themes.advice.learning import FEWEST_PASSAGES, Learned, learn
from themes.advice.models import AdviceKind, Dismissal
from themes.advice.near import Coded, near_pairs
from themes.embeddings.actions import embed_texts, model_key
from themes.embeddings.choice import joined, overlaps
from themes.embeddings.current import shared_encoder
from themes.embeddings.encoder import EncoderUnavailable
from themes.embeddings.passages import Passage, distinct_spans
from themes.embeddings.queries import each_passage, hash_of
from themes.embeddings.sharing import embed_together
from workbench.jobs.runner import Run
from workbench.membership.models import Membership
from workbench.web.errors import WorkbenchError

Progress = Callable[[int, int, str], None]
Spans = dict[int, dict[int, list[tuple[int, int]]]]  # by code and source
Vectors = NDArray[np.float32]

OWN, EVERYBODY = "own", "everybody"
EXAMPLES = 3
HALF = 0.5
EMBEDDED = 70


@dataclass(frozen=True)
class Found:
    """What is stored: the model, and numbers, keys of codes and places, no words."""

    model: str
    result: dict[str, Any]
    sealed: list[int]


@dataclass(frozen=True)
class Material:
    """What a person may see: quotations by code, and all that participants said, with vectors of both."""

    codes: list[Code]
    quotations: list[Passage]
    rows: dict[int, list[int]]  # of the quotations of each code
    clauses: list[Passage]
    revisions: dict[int, int]

    def place(self, passage: Passage) -> list[int]:
        return [passage.source, self.revisions.get(passage.source, 1), passage.start, passage.end]


def make_advice(viewer: Membership, progress: Progress, run: Run | None = None) -> Found:
    """Return advice for a person, made of what they may see; nothing is stored but vectors."""
    project = viewer.project
    sealed = sorted(sealed_source_ids(project))
    progress(0, 100, _("Collecting passages"))
    seen = _spans(visible_codings(project, viewer).filter(layer=Layer.CODER))
    material = _material(viewer, seen)
    passages = [*material.quotations, *material.clauses]
    try:
        vectors = _embedded(passages, run, lambda done, total: progress(
            round(EMBEDDED * done / max(total, 1)), 100, _("Reading passages")
        ))  # fmt: skip
        model = model_key(shared_encoder())
    except EncoderUnavailable as error:
        raise WorkbenchError(str(error)) from error
    quoted, said = vectors[: len(material.quotations)], vectors[len(material.quotations) :]
    progress(EMBEDDED, 100, _("Comparing codes"))
    result = {"pairs": _pairs(material, quoted), "halves": _halves(material, quoted)}
    progress(90, 100, _("Learning from the codings"))
    return Found(model, result | _guesses(viewer, material, said, seen), sealed)


def _embedded(passages: list[Passage], run: Run | None, on_progress: Callable[[int, int], None]) -> Vectors:
    if run is None:
        texts = [passage.text for passage in passages]
        return embed_texts(texts=texts, encoder=shared_encoder(), on_progress=on_progress)
    return embed_together(run=run, passages=passages, encoder=shared_encoder(), on_progress=on_progress)


def _spans(codings: Any) -> Spans:
    spans: Spans = defaultdict(lambda: defaultdict(list))
    for code, source, start, end in codings.order_by().values_list("code_id", "source_id", "start", "end"):
        spans[code][source].append((start, end))
    return spans


def _material(viewer: Membership, seen: Spans) -> Material:
    project = viewer.project
    codes = list(codes_of(project).order_by("pk"))
    coded = {source for code in codes for source in seen.get(code.pk, {})}
    texts = dict(Source.objects.filter(project=project, pk__in=coded).values_list("pk", "text"))
    quotations: list[Passage] = []
    rows: dict[int, list[int]] = {}
    for code in codes:
        rows[code.pk] = []
        for source, spans in sorted(seen.get(code.pk, {}).items()):
            for start, end in distinct_spans(spans):
                rows[code.pk].append(len(quotations))
                quotations.append(Passage(source, None, start, end, texts[source][start:end]))
    revisions = dict(Source.objects.filter(project=project).values_list("pk", "revision"))
    return Material(codes, quotations, rows, list(each_passage(project)), revisions)


def _pairs(material: Material, vectors: Vectors) -> list[dict[str, Any]]:
    parents = {code.pk: code.parent_id for code in material.codes}
    coded = [
        Coded(
            code.pk,
            code.name,
            tuple(material.rows[code.pk]),
            tuple((one.source, one.start, one.end) for one in _of(material, code.pk)),
            _above(code.pk, parents),
        )
        for code in material.codes
    ]
    found = []
    for pair in near_pairs(coded, vectors):
        examples = [_middle_of(material, vectors, key) for key in (pair.first, pair.second)]
        found.append(asdict(pair) | {"examples": examples})
    return found


def _of(material: Material, code: int) -> list[Passage]:
    return [material.quotations[row] for row in material.rows[code]]


def _above(code: int, parents: dict[int, int | None]) -> frozenset[int]:
    above, here = set(), parents.get(code)
    while here is not None and here not in above:
        above.add(here)
        here = parents.get(here)
    return frozenset(above)


def _middle_of(material: Material, vectors: Vectors, code: int) -> list[list[int]]:
    """The places of the quotations nearest to the middle of a code's."""
    rows = np.array(material.rows[code], dtype=np.int64)
    if not len(rows):
        return []
    nearest = rows[np.argsort(-(vectors[rows] @ vectors[rows].mean(axis=0)), kind="stable")[:EXAMPLES]]
    return [material.place(material.quotations[row]) for row in nearest]


def _halves(material: Material, vectors: Vectors) -> list[dict[str, Any]]:
    found = []
    for code in material.codes:
        rows = _different(material, material.rows[code.pk])
        halves = halves_of(vectors[rows])
        if halves is None:
            continue
        groups = [
            {"size": len(group), "places": [material.place(material.quotations[rows[row]]) for row in group[:EXAMPLES]]}
            for group in halves.groups
        ]
        found.append({
            "code": code.pk, "quotations": len(rows), "silhouette": halves.silhouette, "steadiness": halves.steadiness,
            "as_tight": halves.as_tight, "groups": groups,
        })  # fmt: skip
    return sorted(found, key=lambda half: (half["as_tight"], -half["steadiness"], half["code"]))


def _different(material: Material, rows: Sequence[int]) -> list[int]:
    """Rows of different words: the same answer of many people is no group."""
    return list({material.quotations[row].text.casefold().strip(): row for row in reversed(rows)}.values())[::-1]


def _guesses(viewer: Membership, material: Material, vectors: Vectors, seen: Spans) -> dict[str, Any]:
    """Passages without a code that look like a code's, learned from one's own codings, or from all that one sees."""
    own = _spans(visible_codings(viewer.project, viewer).filter(layer=Layer.CODER, coder=viewer.user_id))
    basis = OWN if sum(len(spans) for code in own.values() for spans in code.values()) >= FEWEST_PASSAGES else EVERYBODY
    spans = own if basis == OWN else seen
    sources = {source for code in spans.values() for source in code}
    if basis == OWN:
        done = Assignment.objects.filter(project=viewer.project, coder=viewer.user_id, done_at__isnull=False)
        sources |= set(done.values_list("source_id", flat=True))
    marks = _marks(material, spans)
    coded = _coded(spans)
    free = np.array([not overlaps((one.start, one.end), coded.get(one.source, [])) for one in material.clauses], bool)
    read = np.array([one.source in sources for one in material.clauses], bool)
    candidates = np.repeat(free[:, None], len(material.codes), axis=1) & ~_refused(viewer, material)
    groups: list[Hashable] = [one.case for one in material.clauses]
    learned = learn(vectors, marks, groups, read, candidates)
    return {
        "basis": basis,
        "sources": len(sources),
        "codes": [_plain(code.pk, one, material) for code, one in zip(material.codes, learned, strict=True)],
    }


def _plain(code: int, learned: Learned, material: Material) -> dict[str, Any]:
    guesses = [
        {"place": material.place(material.clauses[one.row]), "right": one.right, "made": one.made}
        for one in learned.guesses
    ]
    return {
        "code": code, "passages": learned.passages, "cases": learned.cases, "right": learned.right,
        "made": learned.made, "reason": learned.reason, "guesses": guesses,
    }  # fmt: skip


def _marks(material: Material, spans: Spans) -> NDArray[np.bool_]:
    """Which clause is of which code: the half of it or more is coded."""
    marks = np.zeros((len(material.clauses), len(material.codes)), dtype=bool)
    rows: dict[Hashable, list[int]] = defaultdict(list)
    for row, clause in enumerate(material.clauses):
        rows[clause.source].append(row)
    for column, code in enumerate(material.codes):
        for source, marked in spans.get(code.pk, {}).items():
            for row in rows.get(source, []):
                clause = material.clauses[row]
                length = clause.end - clause.start
                marks[row, column] = any(
                    min(end, clause.end) - max(start, clause.start) >= HALF * length for start, end in marked
                )
    return marks


def _coded(spans: Spans) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for sources in spans.values():
        for source, marked in sources.items():
            found[source] += marked
    return {source: joined(marked) for source, marked in found.items()}


def _refused(viewer: Membership, material: Material) -> NDArray[np.bool_]:
    """Which words the person said “not this” to, code by code."""
    refused = np.zeros((len(material.clauses), len(material.codes)), dtype=bool)
    rows = Dismissal.objects.filter(project=viewer.project, by=viewer.user_id, kind=AdviceKind.PASSAGE)
    known: dict[int, set[str]] = defaultdict(set)
    for code, text in rows.values_list("code_id", "text_sha256"):
        known[code].add(text)
    if known:
        hashes = [hash_of(clause.text) for clause in material.clauses]
        for column, code in enumerate(material.codes):
            refused[:, column] = [text in known.get(code.pk, ()) for text in hashes]
    return refused
