"""Taking names out of everything that is not the text of a source: names of things, notes, tables, the history.

What a later stage of the work keeps registers itself with scrubs(); the function is called inside the transaction with
the project and `clean(text) -> text`, and returns how many things it changed, by what they are called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.bank.models import Attribution, BankedQuotation, ManuscriptCheck
from coding.codebook.models import Code, CodebookVersion
from coding.codings.models import Coding, Memo
from coding.reconciliation.models import CodebookNote, Decision, Discussion, ReopenRequest, Round
from coding.revisions.models import Displacement, Revision
from coding.sources.models import Case, ImportedFile, Question, Source, Speaker, Turn, Variable, VariableValue
from coding.surveys.models import SavedMapping
from workbench.audit.models import Event
from workbench.exporting.models import ExportChoices
from workbench.exporting.queries import KIND as EXPORT
from workbench.jobs.actions import begin_anew
from workbench.jobs.models import Job, JobState
from workbench.projects.models import Project


class Clean(Protocol):
    """Puts into a text what stands for each original; `originals` are these, `people` those of persons."""

    originals: Sequence[str]
    people: Sequence[str]

    def __call__(self, text: str) -> str: ...


Scrubs = Callable[[Project, Clean], Mapping[str, int]]
BATCH = 500
_registered: list[Scrubs] = []


def scrubs(function: Scrubs) -> Scrubs:
    """Register a function that takes names out of what a later stage keeps."""
    if function not in _registered:
        _registered.append(function)
    return function


@transaction.atomic
def scrub_study(project: Project, clean: Clean) -> Counter[str]:
    """Clean everything of the study but the texts of its sources; how many of what were changed.

    Unique names stay unique by a number behind them. The key and the revisions that only leads open are left.
    """
    changed: Counter[str] = Counter()
    for function in (_names, _notes, _tables, _speakers, _work, _history, *_registered):
        changed.update(function(project, clean))
    return +changed


def cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    """Return a plain value with every text in it cleaned: texts, lists and dictionaries, names of fields included."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(part, clean) for part in value]
    if isinstance(value, dict):
        return {cleaned(name, clean): cleaned(part, clean) for name, part in value.items()}
    return value


def scrub_fields(rows: QuerySet[Any], fields: Iterable[str], clean: Callable[[str], str]) -> int:
    """Clean fields of rows; a text that grows too long for its field is cut. Returns how many rows changed."""
    fields = list(fields)
    count, changed = 0, []
    model = rows.model
    for row in rows.only("pk", *fields).order_by("pk").iterator(chunk_size=BATCH):
        if _clean_row(row, fields, clean):
            changed.append(row)
        if len(changed) >= BATCH:
            count += model.objects.bulk_update(changed, fields)
            changed = []
    return count + (model.objects.bulk_update(changed, fields) if changed else 0)


def _clean_row(row: Model, fields: list[str], clean: Callable[[str], str]) -> bool:
    touched = False
    for name in fields:
        before = getattr(row, name)
        after = cleaned(before, clean)
        if after != before:
            longest = row._meta.get_field(name).max_length
            setattr(row, name, after[:longest] if longest and isinstance(after, str) else after)
            touched = True
    return touched


def scrub_unique(rows: QuerySet[Any], field: str, clean: Clean, *, within: Iterable[str] = ()) -> int:
    """Clean a name that no two rows may share (`within`: fields of those that it is told apart from)."""
    within = list(within)
    there = {row["pk"]: (row[field], tuple(row[name] for name in within)) for row in rows.values("pk", field, *within)}
    taken = set(there.values())
    longest = rows.model._meta.get_field(field).max_length or 10_000
    count = 0
    for pk, (name, around) in there.items():
        new = clean(name)
        if new == name:
            continue
        new = _free(new, around, taken, longest)
        taken.add((new, around))
        rows.model.objects.filter(pk=pk).update(**{field: new})
        count += 1
    return count


def _free(name: str, around: tuple[Any, ...], taken: set[Any], longest: int) -> str:
    candidate, number = name[:longest], 2
    while (candidate, around) in taken:
        tail = f" ({number})"
        candidate, number = name[: longest - len(tail)] + tail, number + 1
    return candidate


def _names(project: Project, clean: Clean) -> dict[str, int]:
    scrub_fields(Project.objects.filter(pk=project.pk), ["name", "description"], clean)
    sources = Source.objects.filter(project=project)
    renamed = scrub_unique(sources, "name", clean)
    scrub_fields(sources, ["file_name", "assumed"], clean)
    return {
        _("sources' names"): renamed,
        _("cases' names"): scrub_unique(Case.objects.filter(project=project), "name", clean),
        _("questions"): scrub_unique(Question.objects.filter(project=project), "text", clean),
        _("rounds' names"): scrub_unique(Round.objects.filter(project=project), "name", clean),
    }


def _notes(project: Project, clean: Clean) -> dict[str, int]:
    codes = Code.objects.filter(project=project)
    named = scrub_unique(codes, "name", clean, within=["parent_id"])
    texts = scrub_fields(codes, ["definition", "include", "exclude", "example"], clean)
    scrub_fields(CodebookVersion.objects.filter(project=project), ["codes"], clean)
    decisions = Decision.objects.filter(disagreement__round__project=project)
    scrub_fields(ReopenRequest.objects.filter(assignment__project=project), ["reason", "answer"], clean)
    scrub_fields(Round.objects.filter(project=project), ["drawn"], clean)
    scrub_fields(Discussion.objects.filter(disagreement__round__project=project), ["question", "answer"], clean)
    scrub_fields(CodebookNote.objects.filter(code__project=project), ["text"], clean)
    scrub_fields(Revision.objects.filter(source__project=project), ["reason"], clean)
    scrub_fields(Displacement.objects.filter(revision__source__project=project), ["quote"], clean)
    # Codings with a place have their words from the text; those without keep the words they had.
    displaced = Coding.objects.filter(project=project, displaced=True)  # visibility: writes only
    scrub_fields(displaced, ["quote"], clean)
    scrub_fields(BankedQuotation.objects.filter(project=project, displaced=True), ["text"], clean)
    scrub_fields(Attribution.objects.filter(project=project), ["pattern"], clean)
    scrub_fields(ManuscriptCheck.objects.filter(project=project), ["name", "findings"], clean)
    return {
        _("codes"): max(named, texts),
        _("memos"): scrub_fields(Memo.objects.filter(project=project), ["title", "body"], clean),
        _("reasons of decisions"): scrub_fields(decisions, ["reason"], clean),
    }


def _tables(project: Project, clean: Clean) -> dict[str, int]:
    variables = Variable.objects.filter(project=project)
    scrub_unique(variables, "name", clean)
    scrub_fields(variables, ["levels", "description"], clean)
    mappings = SavedMapping.objects.filter(project=project)
    scrub_unique(mappings, "name", clean)
    scrub_fields(mappings, ["columns"], clean)
    files = ImportedFile.objects.filter(project=project)
    return {
        _("values of cases"): scrub_fields(VariableValue.objects.filter(case__project=project), ["value"], clean),
        _("lines of import reports"): scrub_fields(files, ["name", "reason", "speakers", "assumed", "facts"], clean),
    }


def _speakers(project: Project, clean: Clean) -> dict[str, int]:
    """Rename speakers; two whom the same replacement stands for become one in their source."""
    count = 0
    there = {(one.source_id, one.name): one for one in Speaker.objects.filter(source__project=project)}
    for (source, name), speaker in list(there.items()):
        new = clean(name)[:200]
        if new == name:
            continue
        count += 1
        if other := there.get((source, new)):
            Turn.objects.filter(speaker=speaker).update(speaker=other)
            speaker.delete()
            continue
        Speaker.objects.filter(pk=speaker.pk).update(name=new)
        there[source, new] = speaker
    return {_("speakers' names"): count}


OUTDATED = gettext_lazy("This file was made before names were replaced, so it was deleted. Export it again.")


def _work(project: Project, clean: Clean) -> dict[str, int]:
    """Clean what finished jobs say, delete files that were exported with the names in them, make running ones anew."""
    over = Job.objects.filter(project=project, state__in=[JobState.DONE, JobState.FAILED, JobState.CANCELLED])
    files = list(over.filter(kind=EXPORT, state=JobState.DONE))
    paths = [path for job in files if (path := job.result.get("file"))]
    Job.objects.filter(pk__in=[job.pk for job in files]).update(state=JobState.FAILED, result={}, error=str(OUTDATED))
    transaction.on_commit(lambda: [default_storage.delete(path) for path in paths])
    begin_anew(Job.objects.filter(project=project, kind=EXPORT))
    scrub_fields(over, ["label", "note", "error", "result", "parameters"], clean)
    scrub_fields(ExportChoices.objects.filter(project=project), ["choices"], clean)
    return {_("exported files (deleted)"): len(files)}


# Labels of the history are cut after so many characters, perhaps in the middle of a name.
_CUT_QUOTE = re.compile(r"“.{60}”$", re.DOTALL)
LONGEST_LABEL = 300
SHORTEST_PART = 3


def _history(project: Project, clean: Clean) -> dict[str, int]:
    events = Event.objects.filter(project_id=project.pk)
    return {_("lines of the history"): scrub_fields(events, ["before", "after", "subject_label"], _also_cut(clean))}


def _also_cut(clean: Clean) -> Callable[[str], str]:
    """Clean also what may be the beginning of a name at the end of a text that was cut."""

    def clean_cut(text: str) -> str:
        done = clean(text)
        tail = "”" if _CUT_QUOTE.search(text) else ""
        if not (tail or len(text) == LONGEST_LABEL) or not clean.originals:
            return done
        body = done.removesuffix(tail)
        for name in clean.originals:
            for length in range(len(name) - 1, SHORTEST_PART - 1, -1):
                if body.endswith(name[:length]) and not body[:-length][-1:].isalnum():
                    return f"{body[:-length]}…{tail}"
        return done

    return clean_cut
