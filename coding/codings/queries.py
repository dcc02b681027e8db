"""Reading assignments, and codings (through visibility) in the shapes that the pages need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from coding.codebook.tree import Node
from coding.codings.memo_links import linked_codings, without_words
from coding.codings.models import Assignment, Coding, Layer, Memo, Origin
from coding.codings.reading import own_marks
from coding.codings.rendering import TurnSpan, initials
from coding.codings.visibility import memos_on_seen, visible_codings, visible_memos
from coding.sources.models import Source, Turn
from workbench.accounts.models import User
from workbench.membership.models import Membership
from workbench.projects.models import Project

QUOTATIONS_READ = 5000  # for telling which codes are likely
ORIGINS = {origin: place for place, origin in enumerate(Origin.values)}


def open_assignment(source: Source, coder: User) -> Assignment | None:
    """Return the coder's assignment on the source in a round that is still being coded or reconciled, if any."""
    return (
        Assignment.objects.filter(source=source, coder=coder, round__isnull=False)
        .exclude(round__state="closed")
        .select_related("round")
        .order_by("-round_id")
        .first()
    )


def assignments_of(coder: User, project_id: int) -> QuerySet[Assignment]:
    """Return what the coder was asked to read in rounds of the project, unfinished first."""
    return (
        Assignment.objects.filter(project_id=project_id, coder=coder, round__isnull=False)
        .select_related("round", "source")
        .defer("source__text")
        .order_by("done_at", "round_id", "source_id")
    )


def free_assignment(source: Source, coder: User) -> Assignment | None:
    """Return what says that the coder has read the source outside of any round."""
    return Assignment.objects.filter(source=source, coder=coder, round=None).first()


def turn_spans(source: Source) -> list[TurnSpan]:
    """Return the turns of a source as the renderer needs them; one query."""
    rows = Turn.objects.filter(source=source).order_by("position").values_list(
        "start", "body_start", "end", "speaker__name", "speaker__is_interviewer", "time_start"
    )  # fmt: skip
    return [
        TurnSpan(start, body, end, speaker or "", bool(interviewer), time)
        for start, body, end, speaker, interviewer, time in rows
    ]


def consensus_once(codings: QuerySet[Coding]) -> QuerySet[Coding]:
    """Leave out consensus codings that repeat another of their round: each decision keeps what it wrote."""
    place = {name: OuterRef(name) for name in ("source", "code", "round", "start", "end")}
    same = Coding.objects.filter(layer=Layer.CONSENSUS, **place)  # visibility: only narrows what is seen already
    earlier = same.filter(Q(decision=None) | Q(decision__lt=OuterRef("decision")))
    return codings.exclude(Q(layer=Layer.CONSENSUS, decision__isnull=False) & Q(Exists(earlier)))


def codings_in(viewer: Membership, sources: Iterable[int]) -> QuerySet[Coding]:
    """Return the codings on the sources that the viewer may see, in the order of the text."""
    return (
        consensus_once(visible_codings(viewer.project, viewer))
        .filter(source_id__in=list(sources))
        .order_by("source_id", "start", "end", "id")
    )


def coding_data(viewer: Membership, sources: Iterable[int]) -> dict[str, Any]:
    """Return the codings on the sources as plain values for the browser; six queries.

    `codings` are [id, code, coder, start, end, is consensus, source, round, minutes since 1970 when it was made, place
    of its origin among Origin]; `memos` maps a coding to [author, text] pairs; `rounds` maps a source to the round that
    the viewer's work on it belongs to; `marks` maps it to the spans that the viewer has left without a code;
    `revisions` says which text of each source the codings lie in.
    """
    sources = list(sources)
    codings = coding_rows(codings_in(viewer, sources))
    memos = memo_pairs(viewer, [row[0] for row in codings])
    rounds = rounds_of(viewer.user_id, sources)
    people = {row[2] for row in codings} | {author for pairs in memos.values() for author, _body in pairs}
    return {
        "codings": codings,
        "memos": memos,
        "rounds": rounds,
        "revisions": dict(Source.objects.filter(pk__in=sources).values_list("pk", "revision")),
        "coders": coders_data(people | {viewer.user_id}, viewer.user_id),
        "marks": own_marks(viewer, sources, rounds),
    }


def coding_rows(codings: QuerySet[Coding]) -> list[list[Any]]:
    """Return codings as the rows that the browser reads; one query."""
    rows = codings.values_list(
        "id", "code_id", "coder_id", "start", "end", "layer", "source_id", "round_id", "created_at", "origin"
    )
    return [
        [str(pk), *place, int(layer == Layer.CONSENSUS), source, round_, _minutes(made), ORIGINS[origin]]
        for pk, *place, layer, source, round_, made, origin in rows
    ]


def memo_pairs(viewer: Membership, seen: list[str]) -> dict[str, list[list[Any]]]:
    """Return the notes on codings that the viewer was found to see, by coding as [author, text] pairs; two queries."""
    notes = memos_on_seen(viewer.project)
    if len(seen) < 500:  # beyond, a list of keys is slower than reading every note on a coding
        notes = notes.filter(about_id__in=seen)
    known = set(seen)
    found = [memo for memo in notes.only("about_id", "author_id", "body") if memo.about_id in known]
    memos: dict[str, list[list[Any]]] = {}
    for memo, text in zip(found, memo_texts(viewer.project, viewer, found), strict=True):
        memos.setdefault(memo.about_id, []).append([memo.author_id, text])
    return memos


def memo_texts(project: Project, viewer: Membership | None, memos: Sequence[Memo]) -> list[str]:
    """Return the Markdown of each memo as the viewer may read it: without the words of hidden codings; one query."""
    linked = {key for memo in memos for key in linked_codings(memo.body)}
    seen = visible_codings(project, viewer).filter(pk__in=linked).values_list("pk", flat=True) if linked else []
    hidden = linked - {str(key) for key in seen}
    me = viewer.user_id if viewer else None
    instead = f"*{_('a coding you may not see (yet)')}*"
    # Whoever wrote the words knows them.
    return [memo.body if memo.author_id == me else without_words(memo.body, hidden, instead) for memo in memos]


def _minutes(moment: datetime) -> int:
    """Whole minutes since 1970: what a person wants to know, in eight digits."""
    return int(moment.timestamp()) // 60


def rounds_of(coder: int, sources: list[int]) -> dict[int, int]:
    """Return the round that a coder's work on each source belongs to now, where there is one; one query."""
    asked = Assignment.objects.filter(coder_id=coder, source_id__in=sources, round__isnull=False)
    return dict(asked.exclude(round__state="closed").order_by("round_id").values_list("source_id", "round_id"))


def memos_on(viewer: Membership, codings: Iterable[Coding]) -> dict[str, list[Memo]]:
    """Return the notes on the codings, as the viewer may see them, by the coding's key as text; two queries."""
    found: dict[str, list[Memo]] = {}
    ids = [str(coding.pk) for coding in codings]
    memos = list(
        visible_memos(viewer.project, viewer).filter(about=Memo.About.CODING, about_id__in=ids).select_related("author")
    )
    for memo, text in zip(memos, memo_texts(viewer.project, viewer, memos), strict=True):
        memo.body = text
        found.setdefault(memo.about_id, []).append(memo)
    return found


def coders_data(people: Iterable[int], me: int) -> list[dict[str, Any]]:
    """Return who the codings are by: oneself first, then by name; `line` is the pattern of the stripes."""
    users = sorted(User.objects.filter(pk__in=set(people)), key=lambda user: (user.pk != me, str(user).casefold()))
    marks = initials([str(user) for user in users])
    return [
        {"id": user.pk, "name": str(user), "initial": mark, "line": line % 4}
        for line, (user, mark) in enumerate(zip(users, marks, strict=True))
    ]


def code_data(tree: Iterable[Node]) -> list[dict[str, Any]]:
    """Return the codebook in tree order for the browser."""
    return [
        {
            "id": node.code.pk,
            "parent": node.code.parent_id,
            "name": node.code.name,
            "path": node.path,
            "depth": node.depth,
            "tint": node.code.tint,
            "retired": bool(node.code.retired_at),
            "codable": node.code.codable,
            "definition": node.code.definition,
            "include": node.code.include,
            "exclude": node.code.exclude,
            "example": node.code.example,
        }
        for node in tree
    ]


def own_quotations(viewer: Membership) -> Iterable[tuple[int, str]]:
    """Return code and words of the viewer's own codings, the latest of them."""
    own = visible_codings(viewer.project, viewer).filter(coder_id=viewer.user_id, layer=Layer.CODER)
    return own.order_by("-created_at").values_list("code_id", "quote")[:QUOTATIONS_READ].iterator()


def code_counts(viewer: Membership, sources: Iterable[int]) -> dict[int, int]:
    """Return how often each code was applied on the sources, as far as the viewer may see."""
    rows = codings_in(viewer, sources).order_by()
    return dict(rows.values_list("code_id").annotate(n=Count("pk")))


def neighbours(source: Source, coder: User, assignment: Assignment | None) -> tuple[Source | None, Source | None]:
    """Return the sources before and after this one: of the coder's round if there is one, else of the project."""
    if assignment:
        others = Source.objects.filter(assignments__round_id=assignment.round_id, assignments__coder=coder)
    else:
        others = Source.objects.filter(project_id=source.project_id, kind=source.kind, question_id=source.question_id)
    others = others.only("id", "name", "project_id")
    before = others.filter(pk__lt=source.pk).order_by("-pk").first()
    return before, others.filter(pk__gt=source.pk).order_by("pk").first()
