"""Changes to what may say who somebody is. What stood in a text is in no event: history is for everybody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.deidentification.detecting import Found
from coding.deidentification.detecting.known import Known, finder_of, on_one_line
from coding.deidentification.labels import LONGEST, Labels
from coding.deidentification.models import Look, Mention, MentionKind, MentionState, Replacement
from coding.deidentification.queries import labels_by_original
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

BATCH = 500
LONGEST_WORD = 300


class LabelNotAllowed(WorkbenchError):
    """This cannot stand for a name."""


class InNoText(WorkbenchError):
    """No text of the study has this word."""


@transaction.atomic
def store_mentions(*, findings: Sequence[tuple[Source, Sequence[Found]]]) -> int:
    """Keep what was found in texts as proposals, beside what was decided already; the number of new ones.

    Nothing is stored where a text has changed since it was read. What was found before and is part of something
    longer now goes. Not an event of its own: looking through the study is one.
    """
    pks = [source.pk for source, _found in findings]
    # Whoever changes one of the texts waits; whoever looks through them at the same time too.
    current = dict(Source.objects.select_for_update(no_key=True).filter(pk__in=pks).values_list("pk", "revision"))
    there: dict[int, list[Mention]] = defaultdict(list)
    for row in Mention.objects.filter(source__in=pks):
        there[row.source_id].append(row)
    new: list[Mention] = []
    gone: list[int] = []
    read = [(source, found) for source, found in findings if current.get(source.pk) == source.revision]
    for source, found in read:
        gone += [row.pk for row in there[source.pk] if row.revision != source.revision]
        fresh = [row for row in there[source.pk] if row.revision == source.revision]
        added, swallowed = _beside(source, fresh, found)
        new += added
        gone += swallowed
    Mention.objects.filter(pk__in=gone).delete()
    Mention.objects.bulk_create(new, batch_size=BATCH)
    Look.objects.filter(source__in=pks).delete()
    Look.objects.bulk_create([Look(source=source, revision=source.revision) for source, _found in read])
    return len(new)


def _beside(source: Source, there: list[Mention], found: Iterable[Found]) -> tuple[list[Mention], list[int]]:
    """Return the new places, and the keys of proposals that are part of one of them."""
    new, swallowed = [], []
    for one in found:
        over = [row for row in there if row.start < one.end and one.start < row.end]
        length = one.end - one.start
        if any(row.state != MentionState.PROPOSED or length <= row.end - row.start for row in over):
            continue
        swallowed += [row.pk for row in over]
        new.append(_place(source, one))
    return new, swallowed


def _place(source: Source, found: Found) -> Mention:
    return Mention(
        project_id=source.project_id, source=source, revision=source.revision,
        start=found.start, end=found.end, text=on_one_line(found.text), kind=found.kind,
    )  # fmt: skip


def record_look(*, project: Project, by: User, sources: int, places: int) -> None:
    """Say in the history that texts were looked through."""
    after = {"texts": sources, "new_places": places}
    record(action="mentions.found", by=by, project_id=project.pk, subject=project, after=after)


@transaction.atomic
def accept_mentions(*, project: Project, mentions: QuerySet[Mention], by: User, stands_for: str = "") -> int:
    """Have places replaced, at the next replacing; the number of places.

    `stands_for` is taken for all of them; without it each wording gets what stands for it, or for the name that it is a
    spelling of, already, or the next free number of its kind. Raises LabelNotAllowed.
    """
    rows = list(mentions.filter(project=project).exclude(state=MentionState.REPLACED))
    label = check_label(project, stands_for) if stands_for.strip() else ""
    key = {one.original: one for one in Replacement.objects.filter(project=project).order_by("pk")}
    kinds: dict[str, str] = {}
    for row in rows:
        kinds.setdefault(row.text, row.kind)
    if label:
        for line in [key[text] for text in kinds if text in key and key[text].stands_for != label]:
            _rename(line, label)
    new = {text: kind for text, kind in kinds.items() if text not in key}
    stands = _stand_for(new, label, _labels(project, {one.original: one.stands_for for one in key.values()}))
    lines = [
        Replacement(project=project, original=text, kind=new[text], stands_for=stands[text], made_by=by)
        for text in stands
    ]
    Replacement.objects.bulk_create(lines, batch_size=BATCH)
    its_line = Replacement.objects.filter(project=project, original=OuterRef("text")).values("pk")
    for begin in range(0, len(rows), BATCH):
        some = Mention.objects.filter(pk__in=[row.pk for row in rows[begin : begin + BATCH]])
        some.update(replacement=Subquery(its_line), state=MentionState.ACCEPTED)
    _settled(project, by, rows, MentionState.ACCEPTED)
    return len(rows)


def _labels(project: Project, key: Mapping[str, str]) -> Labels:
    """What stands for what; no number is given twice, since notes and names keep what was put back into the texts."""
    labels = Labels(key)
    put_back = Event.objects.filter(project_id=project.pk, action="replacement.put_back")
    for label in put_back.values_list("subject_label", flat=True):
        labels.take(label)
    return labels


def _stand_for(kinds: dict[str, str], label: str, labels: Labels) -> dict[str, str]:
    """Return what stands for each wording that is not in the key yet."""
    stands = {}
    # Full names first: a first name alone then gets what stands for the full one.
    for text in sorted(kinds, key=lambda text: -len(text.split())):
        stands[text] = label or labels.same_as(text, kinds[text]) or labels.next(kinds[text], text)
        labels.add(text, stands[text])
    return stands


def _rename(line: Replacement, label: str) -> None:
    if line.applied_at:
        raise LabelNotAllowed(
            _("“%(label)s” stands in the texts already. Put it back by the key first, then choose another.")
            % {"label": line.stands_for}
        )
    line.stands_for = label
    line.save(update_fields=["stands_for"])


def check_label(project: Project, label: str) -> str:
    """Return the label in square brackets; raises LabelNotAllowed where it is too long or holds an original itself."""
    label = on_one_line(label).strip("[]").strip()
    if not label or len(label) > LONGEST - 2:
        raise LabelNotAllowed(_("What stands for a name has 1 to %(most)s characters.") % {"most": LONGEST - 2})
    if any(finder_of(map(Known, labels_by_original(project)))(label)):
        raise LabelNotAllowed(_("“%(label)s” holds a word that is to be replaced itself.") % {"label": label})
    return f"[{label}]"


@transaction.atomic
def reject_mentions(*, project: Project, mentions: QuerySet[Mention], by: User) -> int:
    """Leave places as they are; the number of places."""
    return _decide(project, mentions, by, MentionState.REJECTED)


@transaction.atomic
def reopen_mentions(*, project: Project, mentions: QuerySet[Mention], by: User) -> int:
    """Take back what was decided, while nothing was replaced; the number of places."""
    return _decide(project, mentions, by, MentionState.PROPOSED)


def _decide(project: Project, mentions: QuerySet[Mention], by: User, state: MentionState) -> int:
    rows = list(mentions.filter(project=project).exclude(state=MentionState.REPLACED))
    Mention.objects.filter(pk__in=[row.pk for row in rows]).update(state=state, replacement=None)
    _forget_unused(project)
    _settled(project, by, rows, state)
    return len(rows)


def _forget_unused(project: Project) -> None:
    """Take lines out of the key that never replaced anything and will not."""
    Replacement.objects.filter(project=project, applied_at=None, mentions=None).delete()


@transaction.atomic
def change_kind(*, project: Project, mentions: QuerySet[Mention], kind: str, by: User) -> int:
    """Say what kind of thing places name; a replacement that is not in any text yet is numbered anew with it."""
    if kind not in MentionKind.values:
        raise WorkbenchError(_("There is no such kind of name."))
    rows = list(mentions.filter(project=project).exclude(state=MentionState.REPLACED).select_related("replacement"))
    Mention.objects.filter(pk__in=[row.pk for row in rows]).update(kind=kind)
    lines = {row.replacement for row in rows if row.replacement and row.replacement.applied_at is None}
    for line in lines:
        others = labels_by_original(project)
        others.pop(line.original)
        line.kind, line.stands_for = kind, _labels(project, others).next(kind, line.original)
        line.save(update_fields=["kind", "stands_for"])
    _record(project, by, "mentions.sorted", rows, {"kind": str(MentionKind(kind).label)})
    return len(rows)


@transaction.atomic
def add_word(*, project: Project, word: str, kind: str, by: User) -> Mention:
    """Propose every place of a word that was missed; returns the first. Raises WorkbenchError where it is nowhere."""
    word = on_one_line(word)
    if not 1 < len(word) <= LONGEST_WORD:
        raise WorkbenchError(_("A word or name to look for has 2 to %(most)s characters.") % {"most": LONGEST_WORD})
    if kind not in MentionKind.values:
        raise WorkbenchError(_("There is no such kind of name."))
    find = finder_of([Known(word, kind)])
    found, first = 0, None
    texts = Source.objects.filter(project=project, text__icontains=_plain_part(word)).order_by("pk")
    for source in texts.iterator(chunk_size=100):
        if there := list(find(source.text)):
            found += _propose(source, there)
            first = first or Mention.objects.get(
                source=source, revision=source.revision, start=there[0].start, end=there[0].end
            )
    if first is None:
        raise InNoText(
            _(
                "“%(word)s” stands in no text of the study. Where it stands in names of cases or sources, in memos or "
                "the like, say so below the word."
            )
            % {"word": word}
        )
    record(
        action="mentions.added", by=by, project_id=project.pk, subject=project,
        label=_places(found), after={"kind": str(MentionKind(kind).label)},
    )  # fmt: skip
    return first


@transaction.atomic
def add_to_key(*, project: Project, word: str, kind: str, by: User) -> Replacement:
    """Have a word that stands in no text taken out of names, notes and the history at the next cleaning."""
    word, known = on_one_line(word), _labels(project, labels_by_original(project))
    label = known.same_as(word, kind) or known.next(kind, word)
    new = {"kind": kind, "stands_for": label, "made_by": by, "applied_at": timezone.now()}
    line, made = Replacement.objects.get_or_create(project=project, original=word, defaults=new)
    if not made and line.applied_at is None:
        line.applied_at = timezone.now()
        line.save(update_fields=["applied_at"])
    record(
        action="mentions.added", by=by, project_id=project.pk, subject=project,
        label=_places(0), after={"kind": str(MentionKind(kind).label)},
    )  # fmt: skip
    return line


def _plain_part(word: str) -> str:
    """The longest run of plain letters or digits: databases take other letters for different in capitals or accents."""
    return max(re.findall("[A-Za-z0-9]+", word.split(maxsplit=1)[0]), key=len, default="")


def _propose(source: Source, found: Sequence[Found]) -> int:
    there = set(Mention.objects.filter(source=source, revision=source.revision).values_list("start", "end"))
    new = [_place(source, one) for one in found if (one.start, one.end) not in there]
    Mention.objects.bulk_create(new, batch_size=BATCH)
    return len(new)


@transaction.atomic
def open_key(*, project: Project, by: User) -> None:
    """Say in the history that the key was opened."""
    record(action="key.opened", by=by, project_id=project.pk, subject=project)


@transaction.atomic
def export_key(*, project: Project, by: User) -> None:
    """Say in the history that the key was taken out as a file."""
    record(action="key.exported", by=by, project_id=project.pk, subject=project)


def _settled(project: Project, by: User, rows: Sequence[Mention], state: MentionState) -> None:
    _record(project, by, "mentions.settled", rows, {"decision": str(state.label)})


def _record(project: Project, by: User, action: str, rows: Sequence[Mention], after: dict[str, str]) -> None:
    if rows:
        label = _places(len(rows))
        record(action=action, by=by, project_id=project.pk, subject=project, label=label, after=after)


def _places(count: int) -> str:
    return ngettext("%(count)s place", "%(count)s places", count) % {"count": f"{count:,}"}


def now_applied(lines: Iterable[int]) -> None:
    """Say that these lines of the key stand in texts now."""
    Replacement.objects.filter(pk__in=list(lines), applied_at=None).update(applied_at=timezone.now())
