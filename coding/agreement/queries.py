"""From stored codings to what the coefficients compare; all of it through visibility."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q

from coding.agreement.sentences import paragraph_spans, sentence_spans
from coding.agreement.units import ANSWER, PARAGRAPH, SENTENCE, TURN, CodedSource
from coding.codebook.queries import code_tree
from coding.codebook.tree import Node
from coding.codings.models import Assignment, Layer
from coding.codings.queries import consensus_once
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.reconciliation.models import Round, RoundState
from coding.sources.models import Source, SourceKind, Turn
from workbench.accounts.models import User
from workbench.projects.models import Project
from workbench.web.numbers import key_in

LISTED = {SENTENCE, TURN, PARAGRAPH}
GOLD = "gold"
Readers = dict[int, set[int]]  # per source, who has read it
Mark = tuple[int, int, int, int, int]  # source, coder, start, end, code


@dataclass(frozen=True)
class Scope:
    """How codings are laid out: the unit, whether codes stand for their subcodes, and what is left aside."""

    unit: str
    rollup: bool = False
    without_interviewer: bool = False
    branch: int | None = None  # this code and those below it alone; None: all
    coders: frozenset[int] | None = None  # these alone; None: all


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
    rounds = Round.objects.filter(project=project).exclude(state=RoundState.CODING)
    return list(rounds.select_related("codebook_version").order_by("-opened_at", "-id"))


def material(project: Project, *, round_: Round | None, scope: Scope, sources: Iterable[int] | None = None) -> Material:
    """Return what the coders did, as far as everybody may see it, laid out for the unit.

    A coder has seen a source that they handed in, or outside of rounds also one that they coded. `sources` limits the
    work to some.
    """
    sealed = sealed_source_ids(project)
    read = Assignment.objects.filter(project=project, done_at__isnull=False)
    codings = visible_codings(project, None).filter(layer=Layer.CODER)
    if round_ is not None:
        read, codings = read.filter(round=round_), codings.filter(round=round_)
    else:
        # What belongs to a round counts once its coder has handed it in there.
        same = {name: OuterRef(name) for name in ("round", "source", "coder")}
        codings = codings.filter(Q(round=None) | Exists(Assignment.objects.filter(done_at__isnull=False, **same)))
    seen: Readers = defaultdict(set)
    for source, coder in read.values_list("source_id", "coder_id"):
        if source not in sealed:
            seen[source].add(coder)
    if sources is not None:
        wanted = set(sources)
        seen = defaultdict(set, {source: coders for source, coders in seen.items() if source in wanted})
        codings = codings.filter(source_id__in=wanted)
    marks = list(_marks(codings))
    if round_ is None:
        for source, coder, *_place in marks:
            seen[source].add(coder)
    return _laid(project, scope, {None: seen}, {None: marks}, len(sealed))[None]


def material_by_round(project: Project, rounds: Iterable[Round], scope: Scope) -> dict[int, Material]:
    """Return the same of several opened rounds, each by itself, by their keys; as many queries as for one."""
    sealed, keys = sealed_source_ids(project), [round_.pk for round_ in rounds]
    seen: dict[int, Readers] = {key: defaultdict(set) for key in keys}
    read = Assignment.objects.filter(project=project, done_at__isnull=False, round__in=keys)
    for round_id, source, coder in read.values_list("round_id", "source_id", "coder_id"):
        if source not in sealed:
            seen[round_id][source].add(coder)
    marks: dict[int, list[Mark]] = {key: [] for key in keys}
    codings = visible_codings(project, None).filter(layer=Layer.CODER, round__in=keys)
    for round_id, *mark in _marks(codings, "round_id"):
        marks[round_id].append(tuple(mark))
    return _laid(project, scope, seen, marks, len(sealed))


def material_against_gold(
    project: Project, *, trainee: int, round_: Round | None, gold: Round | int, scope: Scope
) -> Material:
    """Return a trainee's codings beside a gold layer, whose coder is called GOLD, on the sources that both read.

    The gold layer is the consensus of an opened round, or all codings of one coder.
    """
    own = material(project, round_=round_, scope=replace(scope, coders=None))
    if isinstance(gold, Round):
        golden = {source.key: marks for source, marks in _consensus(project, gold, scope)}
    else:
        theirs = material(project, round_=None, scope=replace(scope, coders=None))
        golden = {one.key: one.codings.get(gold, []) for one in theirs.sources if gold in one.seen}
    both = [
        replace(
            one, seen=frozenset({trainee, GOLD}), codings={trainee: one.codings.get(trainee, []), GOLD: golden[one.key]}
        )
        for one in own.sources
        if trainee in one.seen and one.key in golden
    ]
    return replace(own, sources=both)


def _consensus(project: Project, round_: Round, scope: Scope) -> Iterator[tuple[CodedSource, list]]:
    """The sources that two coders or more handed in, with what was agreed on them."""
    found = material(project, round_=round_, scope=scope)
    above = _ancestors(found.nodes) if scope.rollup else {}
    codings = visible_codings(project, None).filter(layer=Layer.CONSENSUS, round=round_)
    marks: dict[int, list] = defaultdict(list)
    for source, _coder, start, end, code in _marks(consensus_once(codings)):
        marks[source].extend((start, end, one) for one in (code, *above.get(code, ())))
    yield from ((source, marks.get(source.key, [])) for source in found.sources if len(source.seen) > 1)


def _marks(codings, *before: str) -> Iterator[tuple]:
    rows = codings.order_by("source_id").values_list(*before, "source_id", "coder_id", "start", "end", "code_id")
    return rows.iterator(chunk_size=5000)


def _laid(
    project: Project, scope: Scope, seen: dict, marks: dict[object, list[Mark]], hidden: int
) -> dict[object, Material]:
    """Lay readings and marks out, each set by itself, on texts that are read once."""
    nodes = code_tree(project, retired=True)
    if scope.branch is not None:
        nodes = _branch(nodes, scope.branch)
    above = _ancestors(nodes) if scope.rollup else {}
    compared = {key: _chosen(readers, scope.coders) for key, readers in seen.items()}
    everywhere = {source for readers in compared.values() for source in readers}
    texts = _texts(project, everywhere, scope.unit)
    names = _names(reader for readers in compared.values() for reader in readers.values())
    found = {}
    for key, readers in compared.items():
        coded, used = _by_coder(marks[key], readers, above)
        shared = [coders for source, coders in readers.items() if source in texts and len(coders) > 1]
        people = {coder for coders in shared for coder in coders}
        found[key] = Material(
            sources=[
                CodedSource(
                    key=pk, length=text.length, boundaries=text.boundaries, seen=frozenset(readers[pk]),
                    codings=coded.get(pk, {}), text=text.text or None,
                    left_out=text.interviewer if scope.without_interviewer else (),
                )
                for pk, text in texts.items()
                if pk in readers
            ],
            coders={coder: name for coder, name in names.items() if coder in people},
            nodes=[node for node in nodes if node.code.retired_at is None or node.code.pk in used],
            hidden=hidden,
        )  # fmt: skip
    return found


def _chosen(readers: Readers, coders: Collection[int] | None) -> Readers:
    if coders is not None:
        readers = {source: people & coders for source, people in readers.items()}
    return {source: people for source, people in readers.items() if people}


def _by_coder(marks: Iterable[Mark], readers: Readers, above: dict[int, list[int]]) -> tuple[dict, set[int]]:
    """Per source and coder the (start, end, code), ancestors added; and the codes that were used."""
    coded: dict[int, dict[int, list]] = {}
    used: set[int] = set()
    for source, coder, start, end, code in marks:
        if coder not in readers.get(source, ()):
            continue
        codes = (code, *above.get(code, ()))
        coded.setdefault(source, {}).setdefault(coder, []).extend((start, end, one) for one in codes)
        used.update(codes)
    return coded, used


def _branch(nodes: list[Node], top: int) -> list[Node]:
    """The code and those below it, in the order of the codebook."""
    below: set[int] = {top}
    for node in nodes:
        if node.code.parent_id in below:
            below.add(node.code.pk)
    return [node for node in nodes if node.code.pk in below]


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


@dataclass(frozen=True)
class _Text:
    """A text as the unit needs it; `interviewer` are the stretches that interviewers say."""

    length: int
    text: str
    boundaries: dict[str, list[tuple[int, int]]]
    interviewer: list[tuple[int, int]]


def _texts(project: Project, compared: set[int], unit: str) -> dict[int, _Text]:
    listed = unit in LISTED
    turns, interviewer = _turns(project, compared)
    # Chosen here and not by the database: a study may have more sources than a query takes parameters.
    fields = ("pk", "characters", "text") if listed else ("pk", "characters")
    sources = Source.objects.filter(project=project).order_by("pk")
    if unit == ANSWER:
        sources = sources.filter(kind=SourceKind.ANSWER)
    found = {}
    for pk, length, *text in sources.values_list(*fields).iterator():
        if pk in compared:
            words = text[0] if text else ""
            found[pk] = _Text(length, words, _boundaries(unit, words, turns.get(pk, [])), interviewer.get(pk, []))
    return found


def _turns(project: Project, compared: set[int]) -> tuple[dict[int, list], dict[int, list]]:
    """What is said in turns, without the speakers' names; and the whole turns of interviewers."""
    turns: dict[int, list[tuple[int, int]]] = defaultdict(list)
    interviewer: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Turn.objects.filter(source__project=project).order_by("source_id", "position")
    fields = ("source_id", "start", "body_start", "end", "speaker__is_interviewer")
    for source, start, body, end, asks in rows.values_list(*fields).iterator():
        if source not in compared:
            continue
        if body < end and (not turns[source] or body >= turns[source][-1][1]):
            turns[source].append((body, end))
        if asks:
            interviewer[source].append((start, end))
    return turns, interviewer


def _boundaries(unit: str, text: str, turns: list[tuple[int, int]]) -> dict[str, list[tuple[int, int]]]:
    """Units of one source. Speakers' names and headings between the turns belong to no unit."""
    if unit not in LISTED:
        return {}
    if unit == TURN:
        # A text without turns is one.
        return {TURN: turns} if turns else {}
    spans_of = sentence_spans if unit == SENTENCE else paragraph_spans
    found = [(start + a, start + b) for start, end in turns or [(0, len(text))] for a, b in spans_of(text[start:end])]
    return {unit: found} if found or turns else {}


def _names(readers: Iterable[set[int]]) -> dict[int, str]:
    """Coders who share a source with another, by name."""
    people = {coder for coders in readers if len(coders) > 1 for coder in coders}
    users = sorted(User.objects.filter(pk__in=people), key=lambda user: (str(user).casefold(), user.pk))
    return {user.pk: str(user) for user in users}


def round_named(project: Project, name: str) -> Round | None:
    """Find a round by its name, without case, or by its number."""
    rounds = Round.objects.filter(project=project)
    return rounds.filter(name__iexact=name.strip()).first() or rounds.filter(pk=key_in(name)).first()
