"""From a project as a product wrote it to the project as we keep it. Pure.

Settled: every text is inline in `content` with \\n alone, positions are code points of it, each coding says who made
it and when, and paths name what is kept beside it. What could not be settled is said, and stays as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from coding.exchange.refi.container import INTERNAL, Container
from coding.exchange.refi.documents import Documents
from coding.exchange.refi.markup import Faults
from coding.exchange.refi.mending import mend
from coding.exchange.refi.model import (
    Audio,
    Media,
    Pdf,
    Picture,
    Project,
    Text,
    Transcript,
    Video,
    text_of,
    walk_codes,
)  # fmt: skip
from coding.exchange.refi.positions import Convention, Fit, Places, Verdict, decide, our_text, usual
from coding.sources.importers.characters import counted
from coding.sources.importers.guards import too_many_characters
from coding.sources.importers.limits import limits
from coding.sources.importers.problems import ImportProblem, shorten
from coding.sources.importers.text import decode

PSEUDO_USER = "C32A2BD5-537F-4838-8B17-DF9EFBAFDF4B"  # “ATLAS.ti” itself, which its exports list as a person
MOST = {"people": 1_000, "codes": 20_000, "variables": 5_000, "cases": 50_000, "sources": 20_000}


@dataclass
class Settled:
    """A project that is ours to read; `media` maps the address of a kept file to its name in the zip."""

    project: Project
    media: dict[str, str] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    unplaced: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)


def settle(
    project: Project, container: Container, faults: Faults, convention: Convention | None = None
) -> Settled:  # fmt: skip
    """Read the texts, place the selections and say who coded; raises ImportProblem for what is beyond the limits.

    Without a `convention` the way in which the file counts positions is found out.
    """
    _refuse_many(project, container.name)
    mend(project, faults)
    settled = Settled(project)
    documents = Documents(container)
    documents.give_texts(project)
    texts = _read_texts(project, container, settled)
    notes = {id(note) for note in project.notes}  # QualCoder's annotations say where they lie in another text
    if convention:
        verdict = Verdict(convention, Fit(), matters=False, expected=convention)
    else:
        verdict = decide([(places, _named(text)) for text, places in texts if id(text) not in notes], project.origin)
    for text, places in texts:
        _place(text, places, verdict, settled)
    if _say_who(project):
        settled.said.append(
            "As in every file of NVivo, who coded stands on the selection; what stands on the coding is of the code."
        )
    if any(user.guid == PSEUDO_USER for user in project.users):
        settled.said.append("The user “ATLAS.ti”, which its files always list, is nobody and was left out.")
    settled.unplaced -= {one.guid for note in project.notes for one in note.selections}
    _forget_paths(project)
    settled.said += [*documents.sentences(), *verdict.sentences(), *_check_references(project), *faults.sentences()]
    if settled.unplaced:
        n = counted(len(settled.unplaced), "selection lies", "selections lie")
        settled.said.append(f"{n} beyond the end of the text or nowhere in it; kept, but not shown.")
    if settled.missing:
        settled.said.append(_listed("not in the project file", list(settled.missing)))
    return settled


def _refuse_many(project: Project, name: str) -> None:
    """More of anything than a study has would only take the machine's time."""
    there = {
        "people": len(project.users), "codes": sum(1 for _code in walk_codes(project.codes)),
        "variables": len(project.variables), "cases": len(project.cases), "sources": len(project.sources),
    }  # fmt: skip
    for what, n in there.items():
        if n > MOST[what]:
            raise ImportProblem(
                f"it has {n:,} {what}; {MOST[what]:,} is the most.", remedy="Export it in several parts.", file=name
            )


def _listed(what: str, names: list[str]) -> str:
    shown = ", ".join(f"“{shorten(name, 40)}”" for name in names[:5])
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return f"{counted(len(names), 'file is', 'files are')} {what}: {shown}{more}."


def every_text(project: Project) -> Iterator[Text | Transcript]:
    """Every element that has a text of its own: sources, what pictures and PDFs say, transcripts, notes."""
    for source in project.sources:
        if text := text_of(source):
            yield text
        if isinstance(source, Picture) and source.words:
            yield source.words
        if isinstance(source, Pdf):
            yield from (selection.representation for selection in source.selections if selection.representation)
        if isinstance(source, Audio | Video):
            yield from source.transcripts
    yield from project.notes


def _read_texts(project: Project, container: Container, settled: Settled) -> list[tuple[Text, Places]]:
    """Put every text inline; those of texts with selections come back with their places."""
    placed, characters = [], 0
    for text in every_text(project):
        raw = _raw(text, container, settled)
        _keep_file(text.rich_text_path, container, settled)
        if raw is None:
            continue
        characters += len(raw)
        if characters > limits().characters * 5 or len(raw) > limits().characters:
            raise too_many_characters(container.name)
        text.content = our_text(raw)
        text.plain_text_path = None
        if isinstance(text, Text):
            placed.append((text, Places(raw)))
        elif text.sync_points:
            _place_sync_points(text, raw, project.origin)
    for source in project.sources:
        if isinstance(source, Media):
            _keep_file(source.path, container, settled)
    return placed


def _raw(text: Text | Transcript, container: Container, settled: Settled) -> str | None:
    """The text as its program wrote it; None where there is none in the file."""
    if text.content is not None:
        return text.content
    address = text.plain_text_path
    if not address:
        return None
    info = container.info(address)
    if info is None:
        settled.missing[address.removeprefix(INTERNAL)] = None
        return None
    if not address.lower().startswith(INTERNAL):
        sentence = "The address of a text lacks “internal://”, which other programs stumble over; it was found."
        if sentence not in settled.said:
            settled.said.append(sentence)
    data = container.read(info)
    return decode_text(data, PurePosixPath(info.filename).name) if data else ""


def decode_text(data: bytes, name: str) -> str:
    """The text of a file, with its own line ends: UTF-8 as the standard has it, else what it looks like."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return decode(data, name).text


def _keep_file(address: str | None, container: Container, settled: Settled) -> None:
    if not address or address in settled.media:
        return
    if info := container.info(address):
        settled.media[address] = info.filename
    else:
        settled.missing[address.removeprefix(INTERNAL)] = None


def _named(text: Text) -> list[tuple[int, int, str]]:
    return [(one.start, one.end, one.name or "") for one in text.selections]


def _place(text: Text, places: Places, verdict: Verdict, settled: Settled) -> None:
    """Bring the selections of a text to our positions; what lies nowhere keeps its numbers, and is noted."""
    starts = places.ours([one.start for one in text.selections], verdict.convention)
    ends = places.ours([one.end for one in text.selections], verdict.convention)
    for one, start, end in zip(text.selections, starts, ends, strict=True):
        if start is None or end is None or start > end:
            settled.unplaced.add(one.guid)
        else:
            one.start, one.end = start, end


def _place_sync_points(text: Transcript, raw: str, origin: str | None) -> None:
    known = [point for point in text.sync_points if point.position is not None]
    for point, place in zip(known, Places(raw).ours([point.position for point in known], usual(origin)), strict=True):
        point.position = point.position if place is None else place


def selections_of(source: Any) -> Iterator[Any]:
    """Every selection of a source, those in its words included."""
    yield from getattr(source, "selections", ())
    if isinstance(source, Pdf):
        for selection in source.selections:
            yield from selection.representation.selections if selection.representation else ()
    if text := (
        source.words if isinstance(source, Picture) else source.representation if isinstance(source, Pdf) else None
    ):
        yield from text.selections
    for transcript in getattr(source, "transcripts", ()):
        yield from transcript.selections


def _say_who(project: Project) -> bool:
    """Write who coded, and when, into each coding and its selection.

    NVivo says it on the selection (what stands on the coding is about the code); others say it on the coding.
    Returns whether NVivo's way made a difference.
    """
    on_selection = (project.origin or "").lower().startswith("nvivo")
    differs = False
    for source in [*project.sources, *project.notes]:
        for selection in selections_of(source):
            for coding in selection.codings:
                first, second = (selection, coding) if on_selection else (coding, selection)
                differs |= on_selection and selection.creation_date_time != coding.creation_date_time
                coding.creating_user = first.creating_user or second.creating_user
                coding.creation_date_time = first.creation_date_time or second.creation_date_time
            for name in ("creating_user", "creation_date_time"):
                said = {getattr(coding, name) for coding in selection.codings}
                if not getattr(selection, name) and len(said) == 1:  # what its codings agree on
                    setattr(selection, name, said.pop())
    return differs


def _forget_paths(project: Project) -> None:
    """Where files lay on somebody's machine is nobody's business."""
    project.base_path = None
    for source in project.sources:
        if isinstance(source, Media):
            source.current_path = None


def _check_references(project: Project) -> list[str]:
    """Say which references lead nowhere, by kind, and which guids were used more than once."""
    users = {user.guid for user in project.users}
    codes = {code.guid for code, _parent in walk_codes(project.codes)}
    sources = {source.guid for source in project.sources}
    lost: Counter[tuple[str, str]] = Counter()  # of one, of several
    for source in [*project.sources, *project.notes]:
        for one in selections_of(source):
            unknown = sum(coding.code not in codes for coding in one.codings)
            lost["coding with a code", "codings with a code"] += unknown
            nobody = one.creating_user is not None and one.creating_user not in users
            lost["selection by a person", "selections by a person"] += nobody
    for case in project.cases:
        lost["case with a source", "cases with a source"] += sum(target not in sources for target in case.sources)
    for one in project.sets:
        lost["set with a code", "sets with a code"] += sum(target not in codes for target in one.codes)
        lost["set with a source", "sets with a source"] += sum(target not in sources for target in one.sources)
    ending = "that the file does not have: the reference leads nowhere."
    said = [f"{counted(n, *what)} {ending}" for what, n in lost.items() if n]
    if project.creating_user and project.creating_user not in users:
        said.append("Who made the project is not among its people.")
    twice = [key for key, n in Counter(_guids(project)).items() if n > 1]
    if twice:
        said.append(
            f"{counted(len(twice), 'guid was', 'guids were')} used for several things; each was read for itself."
        )
    return said


def _guids(project: Project) -> Iterator[str]:
    things: list[Any] = [*project.users, *project.variables, *project.cases, *project.notes, *project.sources]
    for source in project.sources:
        things += list(selections_of(source))
    yield from (thing.guid for thing in things if thing.guid)
    yield from (code.guid for code, _parent in walk_codes(project.codes) if code.guid)
