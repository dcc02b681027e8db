"""What a batch of transcripts holds, shown before anything is stored, and what a person decides about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from coding.sources.choices import Choices, choices_of, decide_speaker, give_each_a_case, speakers_of_all
from coding.sources.forms import TranscriptForm
from coding.sources.importers.readings import read_reading, shown_turns
from coding.sources.importers.transcript import rename_speakers
from coding.sources.models import Upload
from coding.sources.queries import names_taken, same_text
from coding.sources.reports import without_name
from workbench.projects.models import Project

OPEN_AT_ONCE = 3  # so few files show all that was found of them
LABELS_SHOWN = 40
NAMES_SAID = 5


@dataclass
class Row:
    """One file of a batch: either `problem`, or what was found and decided; `twin` says where its text is already."""

    upload: Upload
    choices: Choices
    twin: str = ""
    clash: bool = False
    form: TranscriptForm | None = None

    @property
    def found(self) -> dict[str, Any]:
        return self.upload.finding

    @property
    def problem(self) -> str:
        return self.upload.finding.get("problem", "")

    @property
    def said(self) -> str:
        """The problem beside the file's name, without it."""
        return without_name(self.upload.name, self.problem)

    @property
    def refused(self) -> str:
        return self.upload.finding.get("refused", "")

    @property
    def included(self) -> bool:
        if self.problem:
            return False
        return not self.twin if self.choices.include is None else self.choices.include

    @property
    def prefix(self) -> str:
        return f"u{self.upload.pk}"

    def open_form(self, data: QueryDict | None = None) -> TranscriptForm:
        """The form about this file; what is wrong with it shows where `data` was sent."""
        self.form = TranscriptForm(data, prefix=self.prefix, choices=self.choices)
        return self.form

    def speakers(self) -> list[dict[str, Any]]:
        """The speakers found with their figures and the fields about them."""
        figures = {one["name"]: one for one in self.found.get("speakers", [])}
        form = self.form or self.open_form()
        return [
            {**figures[one["label"]], "label": one["label"], "fields": [one["name"], one["asks"], one["case"]]}
            for one in form.speakers()
        ]

    def first_turns(self) -> list[dict[str, Any]]:
        """The first turns under the names that were decided."""
        return [turn | {"speaker": self.shown_name(turn["speaker"])} for turn in self.found.get("first", [])]

    def shown_name(self, label: str) -> str:
        choice = self.choices.speakers.get(label)
        return choice.name if choice else label


@dataclass
class Batch:
    """The files of a batch that were read, in the order in which they came."""

    rows: list[Row] = field(default_factory=list)

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.problem]

    @property
    def included(self) -> list[Row]:
        return [row for row in self.rows if row.included]

    def kinds(self) -> dict[str, list[Row]]:
        """The rows by what a person may want to look at."""
        return {
            "all": self.rows,
            "problems": [row for row in self.rows if row.problem or row.refused],
            "twins": [row for row in self.rows if row.twin],
            "clashes": [row for row in self.rows if row.clash],
            "silent": [row for row in self.good if not row.choices.speakers],
            "several": [row for row in self.good if len(row.choices.participants) > 1],
        }

    def labels(self) -> list[dict[str, Any]]:
        """The speakers that stand in several files, those in most of them first."""
        every = speakers_of_all((row.upload, row.choices) for row in self.good)
        return [one for one in every if one["files"] > 1][:LABELS_SHOWN]

    def row(self, pk: int) -> Row | None:
        return next((row for row in self.rows if row.upload.pk == pk), None)


def preview_batch(project: Project, uploads: Iterable[Upload]) -> Batch:
    """The batch with what is there already marked; two queries, however many files."""
    batch = Batch([Row(upload, choices_of(upload)) for upload in uploads])
    there = same_text(project, [row.found["sha256"] for row in batch.good])
    first: dict[str, str] = {}
    for row in batch.good:
        sha256, name = row.found["sha256"], row.upload.name
        if sha256 in there:
            row.twin = _("The same text is in the study already, as “%(name)s”.") % {"name": there[sha256]}
        elif sha256 in first:
            row.twin = _("The same text is in %(name)s.") % {"name": first[sha256]}
        first.setdefault(sha256, name)
    mark_clashes(project, batch)
    return batch


def mark_clashes(project: Project, batch: Batch) -> None:
    """Mark the rows whose names sources have already, or another row of the batch."""
    names = Counter(row.choices.name for row in batch.included)
    taken = names_taken(project, names)
    for row in batch.rows:
        row.clash = row.included and (row.choices.name in taken or names[row.choices.name] > 1)


def take_choices(batch: Batch, data: QueryDict) -> tuple[list[Row], bool]:
    """Take over what was sent about the rows that were shown: those that changed, and whether all of it makes sense.

    `shown` are rows with a box to tick, `open` those with their form.
    """
    changed, valid = [], True
    for pk in _numbers(data.getlist("shown")):
        row = batch.row(pk)
        if row is None or row.problem:
            continue
        before = (row.choices.include, row.included)
        include = bool(data.get(f"{row.prefix}-include"))
        # A box that nobody touched says nothing: a text that is there already stays left out on its own account.
        row.choices.include = before[0] if include == before[1] else include
        if row.choices.include != before[0]:
            changed.append(row)
    for pk in _numbers(data.getlist("open")):
        row = batch.row(pk)
        if row is None or row.problem:
            continue
        form = row.open_form(data)
        if not form.is_valid():
            valid = valid and not row.included
            continue
        row.choices = form.chosen(row.choices.include)
        changed.append(row)
    return changed, valid


def decide_for_all(batch: Batch, data: QueryDict) -> list[Row]:
    """Decide about speakers in all files at once; the rows that it concerned."""
    changed: dict[int, Row] = {}
    for at, label in enumerate(data.getlist("label")):
        asks = {"yes": True, "no": False}.get(data.get(f"l{at}-asks", ""))
        name = " ".join(data.get(f"l{at}-name", "").split())
        renamed = name if name and name != label else None
        if asks is None and renamed is None:
            continue
        for row in batch.good:
            if decide_speaker(row.choices, label, asks=asks, name=renamed):
                changed[row.upload.pk] = row
    if data.get("each-a-case"):
        changed |= {row.upload.pk: row for row in batch.good if give_each_a_case(row.choices)}
    return list(changed.values())


def decide_cases(batch: Batch, data: QueryDict) -> list[Row]:
    """Make each participant of one file a case of their own, where its button says so; the row if that changed it."""
    row = next((row for row in batch.good if str(row.upload.pk) == data.get("cases")), None)
    return [row] if row and give_each_a_case(row.choices) else []


def problems_of(batch: Batch, *, numbered: bool) -> list[str]:
    """What keeps a batch from being imported, in sentences."""
    if not batch.included:
        return [_("Choose at least one file to import.")]
    clashes = list(dict.fromkeys(row.choices.name for row in batch.rows if row.clash))
    if not clashes or numbered:
        return []
    said = ", ".join(f"“{name}”" for name in clashes[:NAMES_SAID])
    more = _(" and %(count)s more") % {"count": len(clashes) - NAMES_SAID} if len(clashes) > NAMES_SAID else ""
    return [
        _("There is a source of this name already, or two of the files have it: %(names)s.")
        % {"names": f"{said}{more}"},
        _("Give them other names, or tick “Number names that are taken”."),
    ]


def turns_of(upload: Upload, begin: int, end: int) -> list[dict[str, Any]]:
    """Turns of a transcript that was read, under the names that were decided."""
    parsed = rename_speakers(read_reading(upload.reading.path), choices_of(upload).renamed)
    return shown_turns(parsed, begin, end)


def _numbers(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal()]


def shown_kinds(batch: Batch, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """The kinds of rows that there are, with how many."""
    kinds = batch.kinds()
    return [{"name": name, "label": label, "count": len(kinds[name])} for name, label in labels.items() if kinds[name]]
