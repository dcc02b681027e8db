"""What a draft of a round looks like before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coding.reconciliation.choosing import Draft
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.projects.models import Project

SHOWN = 60  # sources that are listed


@dataclass(frozen=True)
class Preview:
    """A draft in words and numbers: strata, sources with who codes them, and what each coder would have to read."""

    draft: Draft
    seed: int
    changed: bool
    """Another draw than the one that was shown before: sources came or went meanwhile."""
    sources: list[tuple[Source, list[str]]]
    more: int
    words: int
    loads: list[tuple[str, int, int]]
    met: tuple[int, int]

    @property
    def shared(self) -> int:
        """How many sources several coders read."""
        return sum(len(team) > 1 for team in self.draft.parts.values())


def preview_of(project: Project, draft: Draft, chosen: Mapping[str, Any], *, changed: bool) -> Preview:
    """Return what a draft looks like; three queries."""
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=chosen["coders"])}
    words = dict(Source.objects.filter(project=project).values_list("pk", "words"))
    shown = Source.objects.filter(pk__in=draft.sources[:SHOWN]).defer("text").order_by("kind", "name")
    loads = draft.loads(words)
    people = sorted(names, key=lambda key: names[key].casefold())
    return Preview(
        draft=draft, seed=chosen["seed"], changed=changed,
        sources=[(source, [names[coder] for coder in draft.parts[source.pk]]) for source in shown],
        more=max(0, len(draft.sources) - SHOWN),
        words=sum(words[source] for source in draft.sources),
        loads=[(names[coder], *loads.get(coder, (0, 0))) for coder in people],
        met=draft.met(chosen["coders"]),
    )  # fmt: skip
