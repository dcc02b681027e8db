"""Putting replacements into the texts, and taking them out again."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.deidentification import following  # noqa: F401  places follow the text from here on
from coding.deidentification.actions import now_applied
from coding.deidentification.detecting.known import on_one_line
from coding.deidentification.models import Look, Mention, MentionState, Replacement
from coding.deidentification.queries import cleaner_of
from coding.deidentification.scrubbing import scrub_study
from coding.revisions.actions import revise_source
from coding.revisions.anchoring import Edit
from coding.revisions.models import RevisionKind
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


@transaction.atomic
def replace_in_source(*, source: Source, by: User) -> int:
    """Replace the places of a source that were accepted, in one new revision; the number of places.

    Codings, turns and other places follow. Earlier revisions are for those who may open the key from then on.
    """
    accepted = Mention.objects.filter(source=source, revision=source.revision, state=MentionState.ACCEPTED)
    rows = _disjoint(list(accepted.filter(replacement__isnull=False).select_related("replacement")))
    fitting = [row for row in rows if on_one_line(source.text[row.start : row.end]) == row.text]
    accepted.exclude(pk__in=[row.pk for row in fitting]).delete()
    if not fitting:
        return 0
    edits = [Edit(row.start, row.end, row.replacement.stands_for) for row in fitting]
    Mention.objects.filter(pk__in=[row.pk for row in fitting]).update(state=MentionState.REPLACED)
    now_applied({row.replacement_id for row in fitting})
    count = ngettext("%(count)s place replaced", "%(count)s places replaced", len(fitting)) % {"count": len(fitting)}
    seen = list(Look.objects.filter(source=source, revision=source.revision).values_list("pk", flat=True))
    _revise(source, edits, by=by, reason=count, kind=RevisionKind.DEIDENTIFIED)
    # What was looked through is looked through still: nothing but replacements came in.
    Look.objects.filter(pk__in=seen).update(revision=source.revision)
    return len(fitting)


def _disjoint(rows: list[Mention]) -> list[Mention]:
    """Where places overlap, the longest is replaced."""
    kept: list[Mention] = []
    for row in sorted(rows, key=lambda row: (row.start - row.end, row.start)):
        if all(row.end <= other.start or other.end <= row.start for other in kept):
            kept.append(row)
    return sorted(kept, key=lambda row: row.start)


def _revise(source: Source, edits: list[Edit], *, by: User, reason: str, kind: RevisionKind) -> None:
    parts, position = [], 0
    for edit in edits:
        parts += (source.text[position : edit.start], edit.text)
        position = edit.end
    text = "".join([*parts, source.text[position:]])
    revise_source(source=source, text=text, by=by, reason=reason, kind=kind, edits=edits)


@transaction.atomic
def clean_study(*, project: Project, by: User) -> Counter[str]:
    """Put what the texts have into everything else of the study; how many of what were changed."""
    lines = list(Replacement.objects.filter(project=project, applied_at__isnull=False))
    if not lines:
        return Counter()
    changed = scrub_study(project, cleaner_of(lines))
    after = {"replacements": len(lines), **{name.replace(" ", "_"): count for name, count in changed.items()}}
    record(action="names.replaced", by=by, project_id=project.pk, subject=project, after=after)
    return changed


@transaction.atomic
def put_back(*, replacement: Replacement, by: User) -> int:
    """Put the original into the texts again, each place as it was; the number of places.

    Only texts of sources: names of speakers and cases, memos and the like keep what stands in them.
    """
    places = Mention.objects.filter(replacement=replacement, state=MentionState.REPLACED)
    done = 0
    for source in Source.objects.filter(pk__in=places.values("source")).order_by("pk"):
        rows = list(places.filter(source=source, revision=source.revision).order_by("start"))
        edits = [
            Edit(row.start, row.end, row.text)
            for row in rows
            if source.text[row.start : row.end] == replacement.stands_for
        ]
        Mention.objects.filter(pk__in=[row.pk for row in rows]).delete()
        if edits:
            reason = _("%(label)s put back by the key") % {"label": replacement.stands_for}
            _revise(source, edits, by=by, reason=reason, kind=RevisionKind.CORRECTED)
            done += len(edits)
    waiting = Mention.objects.filter(replacement=replacement, state=MentionState.ACCEPTED)
    waiting.update(state=MentionState.PROPOSED, replacement=None)
    label = replacement.stands_for
    if not done and replacement.applied_at is None:
        raise WorkbenchError(_("“%(label)s” was not put into any text.") % {"label": label})
    record(
        action="replacement.put_back", by=by, project_id=replacement.project_id, subject=replacement, label=label,
        after={"places": done},
    )  # fmt: skip
    replacement.delete()
    return done
