"""What is near in meaning, and how far the passages of a study were read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db.models import Count, Q, Sum
from numpy.typing import NDArray

from coding.finding.places import Hit
from coding.finding.queries import Row, regions_of, rows_of
from coding.sources.models import Source, SourceKind, Speaker
from themes.embeddings.passages import Passage
from themes.embeddings.queries import each_passage, hash_of, known_vectors
from themes.meaning.closeness import LEAST, in_words
from themes.meaning.index import About, Near, about, nearest
from workbench.membership.models import Membership
from workbench.projects.models import Project

MOST_PASSAGES = 300


def folder_of(project: Project) -> Path:
    return Path(settings.DATA_DIR) / "meaning" / str(project.pk)


def index_of(project: Project, model: str) -> About | None:
    """Return the index of the study's passages, if there is one of this model."""
    found = about(folder_of(project))
    return found if found and found.model == model else None


def stamp_of(project: Project) -> str:
    """Return a short text that is another one when a text comes, goes or changes, or another speaker asks."""
    texts = Source.objects.filter(project=project).aggregate(
        n=Count("pk"), keys=Sum("pk"), revisions=Sum("revision"), empty=Count("pk", filter=Q(no_answer=True))
    )
    asking = Speaker.objects.filter(source__project=project, is_interviewer=True)
    asking = asking.aggregate(n=Count("pk"), keys=Sum("pk"))
    return sha256(repr([*texts.values(), *asking.values()]).encode()).hexdigest()[:20]


def passages_with_revisions(project: Project) -> Iterator[tuple[Passage, int]]:
    """Give what participants say and answer, clause by clause, each with the revision of its text."""
    revisions = dict(Source.objects.filter(project=project).values_list("pk", "revision"))
    for passage in each_passage(project):
        if passage.source in revisions:
            yield passage, revisions[passage.source]


def vector_of(text: str, model: str) -> NDArray[np.float32] | None:
    """Return the vector of a text that was embedded before."""
    return known_vectors([hash_of(text)], model).get(hash_of(text))


def near(
    project: Project, index: About, vector: NDArray[np.float32], *, kind: str = "", without: Hit | None = None
) -> list[Near]:
    """Return the passages near a vector, of a kind of sources if one is given, without those on a certain place."""
    sources = Source.objects.filter(project=project)
    wanted = sources.filter(kind=kind).values_list("pk", flat=True) if kind in SourceKind.values else None
    found = nearest(folder_of(project), index, vector, most=MOST_PASSAGES, least=LEAST, sources=wanted)
    if without is None:
        return found
    return [
        one for one in found
        if one.source != without.source or one.start >= without.end or one.end <= without.start
    ]  # fmt: skip


@dataclass
class NearRow(Row):
    """A passage as a line of the page, with how close it is."""

    closeness: str = ""


def near_rows(viewer: Membership, found: Sequence[Near]) -> list[NearRow]:
    """Return the lines of some passages; those whose text was changed since are left out. Five queries."""
    regions = regions_of(sorted({one.source for one in found}))
    hits: dict[Hit, float] = {}
    for one in found:
        _text, revision, here = regions.get(one.source, ("", 0, []))
        region = next((part for part in here if part.start <= one.start and one.end <= part.end), None)
        if region and revision == one.revision:
            hits[Hit(one.source, one.revision, one.start, one.end, region)] = one.cosine
    return [NearRow(**vars(row), closeness=in_words(hits[row.hit])) for row in rows_of(viewer, list(hits))]
