"""What all parts of reading a QualCoder project share: database, folder, people, what is to be said. Pure."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import Any

from coding.exchange.others.databases import Database, words
from coding.exchange.others.identity import Guids, moment
from coding.exchange.others.reads import attach
from coding.exchange.refi import model
from coding.exchange.refi.container import INTERNAL, Container

ORIGIN = "QualCoder"


class Reading:
    """One reading of one database; `container` holds what lies beside it in the project's folder."""

    def __init__(self, database: Database, container: Container) -> None:
        self.database = database
        self.container = container
        about = next(database.rows("project", "databaseversion", "date", "memo", "about", most=10), (None,) * 4)
        self.guids = Guids("qualcoder", words(about[1]))
        self.project = model.Project(origin=words(about[3]) if "qualcoder" in words(about[3]).lower() else ORIGIN)
        self.memo = words(about[2])
        self.people: dict[str, model.User] = {}
        self.sources: dict[int | None, Any] = {}
        self.how: Counter[str] = Counter()

    def at(self, date: Any) -> str | None:
        """When something was done; QualCoder keeps the time of the place, without a zone."""
        return moment(words(date), utc=False)

    def person(self, owner: Any) -> str | None:
        name = words(owner).strip()
        if not name:
            return None
        return self.people.setdefault(name, model.User(self.guids("user", name), name)).guid

    def note(self, about: Any, title: str, body: Any, *key: object, owner: Any = None, date: Any = None) -> None:
        """Put a note on a source, a coding or the project, if there is anything in it."""
        if note := attach(self.project, about, title, words(body), self.guids("note", title, *key)):
            note.creating_user, note.creation_date_time = self.person(owner), moment(words(date), utc=False)


def is_text(row: tuple[Any, ...]) -> bool:
    """Whether a row of `source` has a text: written here, or that of a document; recordings and pictures have none."""
    return bool(words(row[2]).strip()) or kind_of(words(row[3])) in {"", "docs"}


def kind_of(mediapath: str) -> str:
    """`/images/a.png` and `images:C:/a.png` are both images; "" for a text that was written here.

    >>> kind_of("/docs/a.pdf"), kind_of("audio:C:/a.mp3"), kind_of("")
    ('docs', 'audio', '')
    """
    return mediapath.strip().lstrip("/").replace(":", "/").split("/")[0].lower()


def address(container: Container, mediapath: str, name: str) -> str | None:
    """Where the file of a source lies within the project, if it does; a place on somebody's machine is not told."""
    said = mediapath if mediapath.startswith("/") else ""
    plain = PurePosixPath(said.replace("\\", "/")).name or name
    return f"{INTERNAL}{plain}" if container.info(plain) else None
