"""A project of QualCoder (its data.qda, and what lies beside it) as one of REFI-QDA. Pure."""

from __future__ import annotations

from collections import Counter

from coding.exchange.others.databases import Database, words
from coding.exchange.others.qualcoder.cases import read_cases, read_values
from coding.exchange.others.qualcoder.codes import read_codes
from coding.exchange.others.qualcoder.media import read_media
from coding.exchange.others.qualcoder.reading import Reading
from coding.exchange.others.qualcoder.texts import read_texts
from coding.exchange.others.reads import Read
from coding.exchange.refi.container import Container
from coding.sources.importers.characters import counted

TABLES = {"source", "code_name", "code_text"}


def read_qualcoder(database: Database, container: Container, name: str) -> Read:
    """Read a project; raises ImportProblem for what is beyond the limits."""
    reading = Reading(database, container)
    project = reading.project
    project.name = name
    codes = read_codes(database, reading.guids)
    project.codes = codes.top
    said = read_texts(reading, codes.by_number)
    read_media(reading, codes.by_number)
    read_values(reading, read_cases(reading))
    reading.note(project, "Memo of the project", reading.memo, "project")
    for key, title, entry, date, owner in database.rows("journal", "jid", "name", "jentry", "date", "owner"):
        reading.note(project, words(title) or "Journal", entry, "journal", key, words(date), owner=owner, date=date)
    project.sources = list(reading.sources.values())
    project.users = list(reading.people.values())
    return Read(project, [*said, *_said(reading.how)])


def _said(how: Counter[str]) -> list[str]:
    said = [
        counted(how["exact"], "coding holds the words kept beside it.", "codings hold the words kept beside them."),
        counted(
            how["moved"],
            "coding had other words at its place; it was put where its own words are.",
            "codings had other words at their places; they were put where their own words are.",
        ),
        counted(
            how["unplaced"],
            "coding has words that are nowhere in its text, or in several places; it is in a memo there.",
            "codings have words that are nowhere in their text, or in several places; they are in a memo there.",
        ),
        counted(
            how["lost"],
            "coding is of no source, code or place; left out.",
            "codings are of no source, code or place; left out.",
        ),
        counted(
            how["annotations"],
            "annotation became a memo on its source, with the words that it is about.",
            "annotations became memos on their sources, with the words that they are about.",
        ),
        counted(
            how["parts"],
            "part of a text is of a case: kept, but here whole sources are of a case.",
            "parts of texts are of a case: kept, but here whole sources are of a case.",
        ),
        counted(
            how["important"],
            "coding was marked as important; that mark has no place here.",
            "codings were marked as important; that mark has no place here.",
        ),
    ]
    return [sentence for sentence in said if sentence]
