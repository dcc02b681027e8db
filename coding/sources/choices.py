"""What a person decided about one transcript before it is stored; kept beside the upload until then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from coding.sources.models import Upload
from coding.sources.naming import LONGEST_NAME, source_name


@dataclass
class SpeakerChoice:
    """What to call a speaker ("" says that this is none), whether they ask the questions, and whose voice it is.

    Without a `case` a participant belongs to the case of the transcript.
    """

    name: str
    interviewer: bool = False
    case: str = ""


@dataclass
class Choices:
    """`include` is None while nobody said: then a text that is in the study already is left out.

    `case` is the one of everybody who has none of their own; `speakers` are by the label that the file has.
    """

    name: str
    case: str = ""
    include: bool | None = None
    speakers: dict[str, SpeakerChoice] = field(default_factory=dict)

    @property
    def renamed(self) -> dict[str, str]:
        """Labels that get another name, or none."""
        return {label: choice.name for label, choice in self.speakers.items() if choice.name != label}

    @property
    def interviewers(self) -> set[str]:
        """The new names of those who ask."""
        return {choice.name for choice in self.speakers.values() if choice.interviewer and choice.name}

    @property
    def cases_of_speakers(self) -> dict[str, str]:
        """By new name, the case of each speaker who has one of their own; of two that become one, the first said."""
        found: dict[str, str] = {}
        for choice in self.speakers.values():
            if choice.case and not choice.interviewer:
                found.setdefault(choice.name, choice.case)
        return found

    @property
    def participants(self) -> list[str]:
        return [label for label, choice in self.speakers.items() if not choice.interviewer and choice.name]


def choices_of(upload: Upload) -> Choices:
    """What was decided about an upload that was read, or what is proposed."""
    found = upload.finding.get("speakers", [])
    kept = upload.finding.get("choices")
    if kept:
        # In the order of the file: PostgreSQL keeps the keys of an object in an order of its own.
        labels = [one["name"] for one in found]
        speakers = {label: SpeakerChoice(**kept["speakers"][label]) for label in labels if label in kept["speakers"]}
        return Choices(kept["name"], kept["case"], kept["include"], speakers)
    name = " ".join(source_name(upload.name)[:LONGEST_NAME].split())
    speakers = {one["name"]: SpeakerChoice(one["name"], one["interviewer"]) for one in found}
    return Choices(name, name, None, speakers)


def keep_choices(uploads: Iterable[tuple[Upload, Choices]]) -> None:
    """Write down what was decided, in one query."""
    changed = []
    for upload, choices in uploads:
        upload.finding = upload.finding | {"choices": asdict(choices)}
        changed.append(upload)
    Upload.objects.bulk_update(changed, ["finding"], batch_size=100)


def speakers_of_all(uploads: Iterable[tuple[Upload, Choices]]) -> list[dict[str, Any]]:
    """Each label of a batch with in how many files and turns it stands, and in how many it asks; most files first."""
    labels: dict[str, dict[str, Any]] = {}
    for upload, choices in uploads:
        for one in upload.finding.get("speakers", []):
            seen = labels.setdefault(one["name"], {"label": one["name"], "files": 0, "turns": 0, "asks": 0})
            seen["files"] += 1
            seen["turns"] += one["turns"]
            choice = choices.speakers.get(one["name"])
            seen["asks"] += bool(choice and choice.interviewer)
    return sorted(labels.values(), key=lambda seen: (-seen["files"], -seen["turns"], seen["label"]))


def decide_speaker(choices: Choices, label: str, *, asks: bool | None, name: str | None) -> bool:
    """Decide about a speaker in one file as in all files; says whether the file has such a speaker."""
    choice = choices.speakers.get(label)
    if choice is None:
        return False
    if asks is not None:
        choice.interviewer = asks
    if name is not None:
        choice.name = name
    return True


def give_each_a_case(choices: Choices) -> bool:
    """Where several take part, make each of them a case, named after the transcript and the speaker; says whether."""
    taking_part = choices.participants
    if len(taking_part) < 2:
        return False
    for label in taking_part:
        choice = choices.speakers[label]
        choice.case = choice.case or f"{choices.case or choices.name} {choice.name}"[:LONGEST_NAME]
    return True
