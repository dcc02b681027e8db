"""From stored codings to what the coefficients compare; all of it through visibility."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from coding.agreement.sentences import sentence_spans
from coding.agreement.units import CHARACTER, SENTENCE, SOURCE, TURN, CodedSource
from coding.codebook.queries import code_tree
from coding.codebook.tree import Node
from coding.codings.models import Assignment, Layer
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.reconciliation.models import Round, RoundState
from coding.sources.models import Source, Turn
from workbench.accounts.models import User
from workbench.projects.models import Project
from workbench.web.numbers import key_in


@dataclass(frozen=True)
class Material:
    """What is compared: sources as their coders left them; coders and codes by key, with what they are called."""

    sources: list[CodedSource]
    coders: dict[int, str]
    nodes: list[Node]
    hidden: int

    @property
    def codes(self) -> dict[int, str]:
        """Paths by key, in the order of the codebook."""
        return {node.code.pk: node.path for node in self.nodes}


def comparable_rounds(project: Project) -> list[Round]:
    """Return the rounds that can be compared: those that were opened, the newest first."""
    return list(Round.objects.filter(project=project).exclude(state=RoundState.CODING).order_by("-opened_at", "-id"))


def material(
    project: Project, *, round_: Round | None, unit: str, rollup: bool = False, sources: Iterable[int] | None = None
) -> Material:
    """Return what the coders did, as far as everybody may see it, laid out for the unit.

    A coder has seen a source that they handed in, or outside of rounds also one that they coded. `rollup`: a code
    stands for its subcodes too. `sources` limits the work to some.
    """
    sealed = sealed_source_ids(project)
    seen = _readers(project, round_, sealed)
    codings = visible_codings(project, None).filter(layer=Layer.CODER)
    if round_ is not None:
        codings = codings.filter(round=round_)
    else:
        # What belongs to a round counts once its coder has handed it in there.
        same = {name: OuterRef(name) for name in ("round", "source", "coder")}
        codings = codings.filter(Q(round=None) | Exists(Assignment.objects.filter(done_at__isnull=False, **same)))
    if sources is not None:
        wanted = set(sources)
        seen = {source: coders for source, coders in seen.items() if source in wanted}
        codings = codings.filter(source_id__in=wanted)
    nodes = code_tree(project, retired=True)
    above = _ancestors(nodes) if rollup else {}
    marks, used = _marks(codings, seen, above, outside_rounds=round_ is None)
    compared = {source: coders for source, coders in seen.items() if coders}
    texts = _texts(project, compared, with_text=unit in {SENTENCE, TURN})
    turns = _turns(project, compared) if unit in {SENTENCE, TURN} else {}
    kept = [node for node in nodes if node.code.retired_at is None or node.code.pk in used]
    return Material(
        sources=[
            CodedSource(
                key=pk, length=length, boundaries=_boundaries(unit, text, turns.get(pk, ())),
                seen=frozenset(compared[pk]), codings=marks.get(pk, {}), text=text or None,
            )
            for pk, length, text in texts
        ],
        coders=_names(compared),
        nodes=kept,
        hidden=len(sealed),
    )  # fmt: skip


def _readers(project: Project, round_: Round | None, sealed: set[int]) -> dict[int, set[int]]:
    read = Assignment.objects.filter(project=project, done_at__isnull=False)
    if round_ is not None:
        read = read.filter(round=round_)
    readers: dict[int, set[int]] = defaultdict(set)
    for source, coder in read.values_list("source_id", "coder_id"):
        if source not in sealed:
            readers[source].add(coder)
    return readers


def _marks(codings, seen: dict[int, set[int]], above: dict[int, list[int]], *, outside_rounds: bool) -> tuple:
    """Per source and coder the (start, end, code), ancestors added; and the codes that were used."""
    marks: dict[int, dict[int, list]] = {}
    used: set[int] = set()
    rows = codings.order_by("source_id").values_list("source_id", "coder_id", "start", "end", "code_id")
    for source, coder, start, end, code in rows.iterator(chunk_size=5000):
        if outside_rounds:
            seen.setdefault(source, set()).add(coder)
        elif coder not in seen.get(source, ()):
            continue
        held = marks.setdefault(source, {}).setdefault(coder, [])
        held.append((start, end, code))
        held.extend((start, end, parent) for parent in above.get(code, ()))
        used.add(code)
        used.update(above.get(code, ()))
    return marks, used


def _ancestors(nodes: list[Node]) -> dict[int, list[int]]:
    parents = {node.code.pk: node.code.parent_id for node in nodes}
    found: dict[int, list[int]] = {}
    for code, above in parents.items():
        line, parent = [], above
        while parent is not None:
            line.append(parent)
            parent = parents.get(parent)
        found[code] = line
    return found


def _texts(project: Project, compared: dict[int, set[int]], *, with_text: bool) -> list[tuple[int, int, str]]:
    # Chosen here and not by the database: a study may have more sources than a query takes parameters.
    fields = ("pk", "characters", "text") if with_text else ("pk", "characters")
    rows = Source.objects.filter(project=project).order_by("pk").values_list(*fields)
    return [(row[0], row[1], row[2] if with_text else "") for row in rows.iterator() if row[0] in compared]


def _turns(project: Project, compared: dict[int, set[int]]) -> dict[int, list[tuple[int, int]]]:
    turns: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Turn.objects.filter(source__project=project).order_by("source_id", "position")
    for source, start, end in rows.values_list("source_id", "body_start", "end").iterator():
        if source in compared and start < end and (not turns[source] or start >= turns[source][-1][1]):
            turns[source].append((start, end))
    return turns


def _boundaries(unit: str, text: str, turns: Iterable[tuple[int, int]]) -> dict[str, list[tuple[int, int]]]:
    """Units of one source. Speakers' names and headings between the turns belong to no unit."""
    turns = list(turns)
    if unit in {CHARACTER, SOURCE}:
        return {}
    if unit == TURN:
        return {TURN: turns}
    spans = turns or [(0, len(text))]
    return {SENTENCE: [(start + a, start + b) for start, end in spans for a, b in sentence_spans(text[start:end])]}


def _names(compared: dict[int, set[int]]) -> dict[int, str]:
    """Coders who share a source with another, by name."""
    people = {coder for coders in compared.values() if len(coders) > 1 for coder in coders}
    users = sorted(User.objects.filter(pk__in=people), key=lambda user: (str(user).casefold(), user.pk))
    return {user.pk: str(user) for user in users}


def round_named(project: Project, name: str) -> Round | None:
    """Find a round by its name, without case, or by its number."""
    rounds = Round.objects.filter(project=project)
    return rounds.filter(name__iexact=name.strip()).first() or rounds.filter(pk=key_in(name)).first()
