"""REFI-QDA as plain values: one class for each element of the standard, its children in the order of the schema. Pure.

Guids are 36 upper-case characters without braces. `read` and `write` in markup.py follow the fields of these classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"


def attribute(name: str, *, number: bool = False) -> Any:
    """An attribute of the element; None where it is missing."""
    return field(default=None, metadata={"attribute": name, "number": number})


def named_by(name: str = "guid") -> Any:
    """An attribute that names this or another element."""
    return field(default=None, metadata={"attribute": name, "guid": True})


def text(name: str) -> Any:
    """A child that holds nothing but text."""
    return field(default=None, metadata={"text": name})


def child(name: str, kind: str) -> Any:
    """A child that may be there once."""
    return field(default=None, metadata={"child": name, "kind": kind})


def children(name: str, kind: str, wrapper: str = "") -> Any:
    """Children, within an element of their own if `wrapper` names it."""
    return field(default_factory=list, metadata={"children": name, "kind": kind, "wrapper": wrapper})


def reference(name: str) -> Any:
    """A child that names another element, once."""
    return field(default=None, metadata={"reference": name})


def references(name: str) -> Any:
    """Children that name other elements."""
    return field(default_factory=list, metadata={"references": name})


@dataclass
class Named:
    guid: str = named_by()
    name: str | None = attribute("name")


@dataclass
class Audited(Named):
    creating_user: str | None = named_by("creatingUser")
    creation_date_time: str | None = attribute("creationDateTime")
    modifying_user: str | None = named_by("modifyingUser")
    modified_date_time: str | None = attribute("modifiedDateTime")


@dataclass
class User(Named):
    id: str | None = attribute("id")


@dataclass
class Code(Named):
    is_codable: str | None = attribute("isCodable")
    color: str | None = attribute("color")
    description: str | None = text("Description")
    notes: list[str] = references("NoteRef")
    codes: list[Code] = children("Code", "Code")

    @property
    def codable(self) -> bool:
        return self.is_codable not in {"false", "0"}


@dataclass
class Variable(Named):
    type_of_variable: str | None = attribute("typeOfVariable")
    description: str | None = text("Description")


VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")


@dataclass
class VariableValue:
    variable: str | None = reference("VariableRef")
    kind: str = ""
    value: str | None = None


@dataclass
class Case(Named):
    description: str | None = text("Description")
    codes: list[str] = references("CodeRef")
    values: list[VariableValue] = children("VariableValue", "VariableValue")
    sources: list[str] = references("SourceRef")
    selections: list[str] = references("SelectionRef")


@dataclass
class Coding:
    guid: str = named_by()
    creating_user: str | None = named_by("creatingUser")
    creation_date_time: str | None = attribute("creationDateTime")
    code: str | None = reference("CodeRef")
    notes: list[str] = references("NoteRef")


@dataclass
class Selection(Audited):
    """What all selections share; subclasses say where."""

    description: str | None = text("Description")
    codings: list[Coding] = children("Coding", "Coding")
    notes: list[str] = references("NoteRef")


@dataclass
class TextSelection(Selection):
    """[start, end): in the units of the file as read, in code points of our text once settled (settling.py)."""

    start: int | None = attribute("startPosition", number=True)
    end: int | None = attribute("endPosition", number=True)


@dataclass
class PictureSelection(Selection):
    first_x: int | None = attribute("firstX", number=True)
    first_y: int | None = attribute("firstY", number=True)
    second_x: int | None = attribute("secondX", number=True)
    second_y: int | None = attribute("secondY", number=True)


@dataclass
class PdfSelection(Audited):
    page: int | None = attribute("page", number=True)
    first_x: int | None = attribute("firstX", number=True)
    first_y: int | None = attribute("firstY", number=True)
    second_x: int | None = attribute("secondX", number=True)
    second_y: int | None = attribute("secondY", number=True)
    description: str | None = text("Description")
    representation: Text | None = child("Representation", "Text")
    codings: list[Coding] = children("Coding", "Coding")
    notes: list[str] = references("NoteRef")


@dataclass
class TimeSelection(Selection):
    begin: int | None = attribute("begin", number=True)
    end: int | None = attribute("end", number=True)


@dataclass
class TranscriptSelection(Selection):
    from_sync_point: str | None = named_by("fromSyncPoint")
    to_sync_point: str | None = named_by("toSyncPoint")


@dataclass
class Text(Audited):
    """A TextSource, a Note, or the text of a picture or PDF."""

    rich_text_path: str | None = attribute("richTextPath")
    plain_text_path: str | None = attribute("plainTextPath")
    description: str | None = text("Description")
    content: str | None = text("PlainTextContent")
    selections: list[TextSelection] = children("PlainTextSelection", "TextSelection")
    codings: list[Coding] = children("Coding", "Coding")
    notes: list[str] = references("NoteRef")
    values: list[VariableValue] = children("VariableValue", "VariableValue")


@dataclass
class SyncPoint:
    guid: str = named_by()
    time_stamp: int | None = attribute("timeStamp", number=True)
    position: int | None = attribute("position", number=True)


@dataclass
class Transcript(Audited):
    rich_text_path: str | None = attribute("richTextPath")
    plain_text_path: str | None = attribute("plainTextPath")
    description: str | None = text("Description")
    content: str | None = text("PlainTextContent")
    sync_points: list[SyncPoint] = children("SyncPoint", "SyncPoint")
    selections: list[TranscriptSelection] = children("TranscriptSelection", "TranscriptSelection")
    notes: list[str] = references("NoteRef")


@dataclass
class Media(Audited):
    path: str | None = attribute("path")
    current_path: str | None = attribute("currentPath")
    description: str | None = text("Description")


@dataclass
class Picture(Media):
    words: Text | None = child("TextDescription", "Text")
    selections: list[PictureSelection] = children("PictureSelection", "PictureSelection")
    codings: list[Coding] = children("Coding", "Coding")
    notes: list[str] = references("NoteRef")
    values: list[VariableValue] = children("VariableValue", "VariableValue")


@dataclass
class Pdf(Media):
    selections: list[PdfSelection] = children("PDFSelection", "PdfSelection")
    representation: Text | None = child("Representation", "Text")
    codings: list[Coding] = children("Coding", "Coding")
    notes: list[str] = references("NoteRef")
    values: list[VariableValue] = children("VariableValue", "VariableValue")


@dataclass
class Audio(Media):
    transcripts: list[Transcript] = children("Transcript", "Transcript")
    selections: list[TimeSelection] = children("AudioSelection", "TimeSelection")
    codings: list[Coding] = children("Coding", "Coding")
    notes: list[str] = references("NoteRef")
    values: list[VariableValue] = children("VariableValue", "VariableValue")


@dataclass
class Video(Media):
    transcripts: list[Transcript] = children("Transcript", "Transcript")
    selections: list[TimeSelection] = children("VideoSelection", "TimeSelection")
    codings: list[Coding] = children("Coding", "Coding")
    notes: list[str] = references("NoteRef")
    values: list[VariableValue] = children("VariableValue", "VariableValue")


@dataclass
class Link(Named):
    direction: str | None = attribute("direction")
    color: str | None = attribute("color")
    origin: str | None = named_by("originGUID")
    target: str | None = named_by("targetGUID")
    notes: list[str] = references("NoteRef")


@dataclass
class Set(Named):
    description: str | None = text("Description")
    codes: list[str] = references("MemberCode")
    sources: list[str] = references("MemberSource")
    notes: list[str] = references("MemberNote")


@dataclass
class Vertex(Named):
    represented: str | None = named_by("representedGUID")
    first_x: int | None = attribute("firstX", number=True)
    first_y: int | None = attribute("firstY", number=True)
    second_x: int | None = attribute("secondX", number=True)
    second_y: int | None = attribute("secondY", number=True)
    shape: str | None = attribute("shape")
    color: str | None = attribute("color")


@dataclass
class Edge(Named):
    represented: str | None = named_by("representedGUID")
    source: str | None = named_by("sourceVertex")
    target: str | None = named_by("targetVertex")
    color: str | None = attribute("color")
    direction: str | None = attribute("direction")
    line_style: str | None = attribute("lineStyle")


@dataclass
class Graph(Named):
    vertices: list[Vertex] = children("Vertex", "Vertex")
    edges: list[Edge] = children("Edge", "Edge")


@dataclass
class Project:
    name: str | None = attribute("name")
    origin: str | None = attribute("origin")
    creating_user: str | None = named_by("creatingUserGUID")
    creation_date_time: str | None = attribute("creationDateTime")
    modifying_user: str | None = named_by("modifyingUserGUID")
    modified_date_time: str | None = attribute("modifiedDateTime")
    base_path: str | None = attribute("basePath")
    users: list[User] = children("User", "User", "Users")
    codes: list[Code] = children("Code", "Code", "CodeBook/Codes")
    variables: list[Variable] = children("Variable", "Variable", "Variables")
    cases: list[Case] = children("Case", "Case", "Cases")
    sources: list[Any] = children("", "", "Sources")
    notes: list[Text] = children("Note", "Text", "Notes")
    links: list[Link] = children("Link", "Link", "Links")
    sets: list[Set] = children("Set", "Set", "Sets")
    graphs: list[Graph] = children("Graph", "Graph", "Graphs")
    description: str | None = text("Description")
    note_refs: list[str] = references("NoteRef")


@dataclass
class Codebook:
    """What a .qdc holds."""

    origin: str | None = attribute("origin")
    codes: list[Code] = children("Code", "Code", "Codes")
    sets: list[Set] = children("Set", "Set", "Sets")


SOURCES = {
    "TextSource": Text,
    "PictureSource": Picture,
    "PDFSource": Pdf,
    "AudioSource": Audio,
    "VideoSource": Video,
}


def walk_codes(codes: list[Code]) -> Iterator[tuple[Code, Code | None]]:
    """Every code with the one above it, parents first, in the order of the file."""
    waiting: list[tuple[Code, Code | None]] = [(code, None) for code in reversed(codes)]
    while waiting:
        code, parent = waiting.pop()
        yield code, parent
        waiting.extend((below, code) for below in reversed(code.codes))


def text_of(source: Any) -> Text | None:
    """The part of a source that has words with positions: a text itself, or what a picture or PDF says."""
    if isinstance(source, Text):
        return source
    return source.representation if isinstance(source, Pdf) else None
