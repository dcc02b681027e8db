"""From stored codings to what the coefficients compare; all of it through visibility."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from coding.agreement.sentences import paragraph_spans, sentence_spans
from coding.agreement.units import ANSWER, CONTINUUM_UNITS, PARAGRAPH, TURN, WHOLE, CodedSource
from coding.codebook.queries import code_tree
from coding.codebook.tree import Node
from coding.codings.models import Assignment, Layer
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.reconciliation.models import Round, RoundState
from coding.sources.models import Source, SourceKind, Turn
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

    @property
    def headings(self) -> frozenset[int]:
        """Codes that hold others."""
        return frozenset(node.code.parent_id for node in self.nodes if node.code.parent_id)


def comparable_rounds(project: Project) -> list[Round]:
    """Return the rounds that can be compared: those that were opened, the newest first."""
    return list(Round.objects.filter(project=project).exclude(state=RoundState.CODING).order_by("-opened_at", "-id"))


def material(
    project: Project,
    *,
    round_: Round | None,
    unit: str,
    rollup: bool = False,
    sources: Iterable[int] | None = None,
    branch: int | None = None,
    without_interviewer: bool = False,
) -> Material:
    """Return what the coders did, as far as everybody may see it, laid out for the unit.

    A coder has seen a source that they handed in, or outside of rounds also one that they coded. `rollup`: a code
    stands for its subcodes too. `sources` limits the work to some, `branch` to one code and what is below it.
    `without_interviewer`: the text is taken as if interviewers had said nothing.
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
    if branch is not None:
        nodes = _branch(nodes, branch)
    above = _ancestors(nodes) if rollup else {}
    marks, used = _marks(codings, seen, above, outside_rounds=round_ is None)
    compared = {source: coders for source, coders in seen.items() if coders}
    listed = unit not in WHOLE and unit not in CONTINUUM_UNITS
    texts = _texts(project, compared, with_text=listed, answers=unit == ANSWER)
    turns = _turns(project, compared) if listed or without_interviewer else {}
    kept = [node for node in nodes if node.code.retired_at is None or node.code.pk in used]
    return Material(
        sources=[
            CodedSource(
                key=pk, length=length, boundaries=_boundaries(unit, text, turns.get(pk, ()), without_interviewer),
                seen=frozenset(compared[pk]), codings=marks.get(pk, {}), text=text or None,
                left_out=[turn[0::2] for turn in turns.get(pk, ()) if turn[3]] if without_interviewer else (),
            )
            for pk, length, text in texts
        ],
        coders=_names({pk: compared[pk] for pk, _length, _text in texts}),
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


def _branch(nodes: list[Node], top: int) -> list[Node]:
    """The code and those below it, in the order of the codebook."""
    below: set[int] = {top}
    for node in nodes:
        if node.code.parent_id in below:
            below.add(node.code.pk)
    return [node for node in nodes if node.code.pk in below]


def _texts(
    project: Project, compared: dict[int, set[int]], *, with_text: bool, answers: bool
) -> list[tuple[int, int, str]]:
    # Chosen here and not by the database: a study may have more sources than a query takes parameters.
    fields = ("pk", "characters", "text") if with_text else ("pk", "characters")
    rows = Source.objects.filter(project=project).order_by("pk")
    if answers:
        rows = rows.filter(kind=SourceKind.ANSWER)
    found = rows.values_list(*fields).iterator()
    return [(row[0], row[1], row[2] if with_text else "") for row in found if row[0] in compared]


# Where a turn begins with its label, where what was said begins, where it ends, and whether an interviewer said it.
TurnSpans = tuple[int, int, int, bool]


def _turns(project: Project, compared: dict[int, set[int]]) -> dict[int, list[TurnSpans]]:
    turns: dict[int, list[TurnSpans]] = defaultdict(list)
    rows = Turn.objects.filter(source__project=project).order_by("source_id", "position")
    fields = ("source_id", "start", "body_start", "end", "speaker__is_interviewer")
    for source, start, body, end, asks in rows.values_list(*fields).iterator():
        if source in compared and body < end and (not turns[source] or body >= turns[source][-1][2]):
            turns[source].append((start, body, end, bool(asks)))
    return turns


def _boundaries(
    unit: str, text: str, turns: Iterable[TurnSpans], without_interviewer: bool
) -> dict[str, list[tuple[int, int]]]:
    """Units of one source. Speakers' names and headings between the turns belong to no unit."""
    if unit in WHOLE or unit in CONTINUUM_UNITS:
        return {}
    turns = list(turns)
    bodies = [(body, end) for _start, body, end, asks in turns if not (asks and without_interviewer)]
    if unit == TURN:
        return {TURN: bodies} if turns else {}
    spans_of = paragraph_spans if unit == PARAGRAPH else sentence_spans
    stretches = bodies if turns else [(0, len(text))]
    found = [(start + a, start + b) for start, end in stretches for a, b in spans_of(text[start:end])]
    return {unit: found} if found or turns else {}


def _names(compared: dict[int, set[int]]) -> dict[int, str]:
    """Coders who share a source with another, by name."""
    people = {coder for coders in compared.values() if len(coders) > 1 for coder in coders}
    users = sorted(User.objects.filter(pk__in=people), key=lambda user: (str(user).casefold(), user.pk))
    return {user.pk: str(user) for user in users}


def round_named(project: Project, name: str) -> Round | None:
    """Find a round by its name, without case, or by its number."""
    rounds = Round.objects.filter(project=project)
    return rounds.filter(name__iexact=name.strip()).first() or rounds.filter(pk=key_in(name)).first()
