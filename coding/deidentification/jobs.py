"""Looking for what may say who somebody is, and replacing it, as long work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.deidentification.actions import record_look, store_mentions
from coding.deidentification.detecting import detect_many
from coding.deidentification.detecting.known import finder_of
from coding.deidentification.models import Mention, MentionState
from coding.deidentification.queries import known_words, unseen_sources
from coding.deidentification.replacing import clean_study, replace_in_source
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.jobs.registry import job
from workbench.jobs.runner import Run
from workbench.projects.models import Project

FIND = "coding.find_mentions"
REPLACE = "coding.replace_mentions"
TOGETHER = 100
MOST_CHARACTERS = 500_000


def sources_to_look_through(project: Project, sources: list[int] | None, *, only_new: bool) -> QuerySet[Source]:
    """Return the chosen sources, all without a choice; those looked through already are left out if asked."""
    chosen = unseen_sources(project) if only_new else Source.objects.filter(project=project)
    return (chosen.filter(pk__in=sources) if sources is not None else chosen).order_by("pk")


@dataclass(frozen=True)
class Looked:
    """How many texts were looked through, and how many places were new."""

    texts: int
    new: int


def look_through(
    project: Project,
    *,
    by: User,
    sources: list[int] | None = None,
    only_new: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Looked:
    """Look through sources and keep what is found as proposals; safe to run again. `progress` may raise to stop."""
    chosen = sources_to_look_through(project, sources, only_new=only_new)
    total, done, new = chosen.count(), 0, 0
    progress(0, total)
    find = finder_of(known_words(project))
    for some in batches(chosen):
        found = detect_many((one.text for one in some), find)
        new += store_mentions(findings=list(zip(some, found, strict=True)))
        done += len(some)
        progress(done, total)
    record_look(project=project, by=by, sources=total, places=new)
    return Looked(total, new)


@job(FIND)
def find_mentions(run: Run, sources: list[int] | None = None, only_new: bool = False) -> dict[str, Any]:
    """Look through sources as long work."""
    note = _("Reading")
    looked = look_through(
        run.project, by=run.owner, sources=sources, only_new=only_new,
        progress=lambda done, total: run.progress(done, total, note),
    )  # fmt: skip
    said = ngettext("%(count)s new place may say", "%(count)s new places may say", looked.new)
    return {
        "message": _("%(said)s who somebody is.") % {"said": said % {"count": f"{looked.new:,}"}},
        "url": reverse("deidentification:review", args=[run.project.slug]),
        "link": _("Look at them"),
    }


def batches(sources: QuerySet[Source]) -> Iterator[list[Source]]:
    """Return the sources with their texts, so many at a time that memory stays bounded."""
    some: list[int] = []
    characters = 0
    for pk, length in [*sources.values_list("pk", "characters"), (0, MOST_CHARACTERS)]:
        if some and (len(some) >= TOGETHER or characters + length > MOST_CHARACTERS):
            yield list(Source.objects.filter(pk__in=some).order_by("pk"))
            some, characters = [], 0
        some.append(pk)
        characters += length


@job(REPLACE)
def replace_mentions(run: Run) -> dict[str, Any]:
    """Replace what was accepted, source by source, then clean everything else; safe to run again."""
    waiting = Mention.objects.filter(project=run.project, state=MentionState.ACCEPTED)
    sources = list(waiting.order_by("source_id").values_list("source_id", flat=True).distinct())
    places = 0
    for number, pk in enumerate(sources):
        run.progress(number, len(sources) + 1, _("Replacing"))
        for source in Source.objects.select_related("project").filter(pk=pk):
            places += replace_in_source(source=source, by=run.owner)
    run.progress(len(sources), len(sources) + 1, _("Cleaning names, notes and the history"))
    changed = clean_study(project=run.project, by=run.owner)
    return {
        "message": _report(places, len(sources), changed),
        "url": reverse("deidentification:review", args=[run.project.slug]),
        "link": _("Back to de-identification"),
    }


def _report(places: int, sources: int, changed: Counter[str]) -> str:
    texts = ngettext("%(count)s text", "%(count)s texts", sources) % {"count": f"{sources:,}"}
    said = ngettext("%(count)s place was replaced", "%(count)s places were replaced", places)
    lines = [_("%(said)s in %(texts)s.") % {"said": said % {"count": f"{places:,}"}, "texts": texts}]
    if changed:
        listed = ", ".join(f"{name} {count:,}" for name, count in changed.items())
        lines.append(_("Changed with them: %(listed)s.") % {"listed": listed})
    return "\n".join(lines)
