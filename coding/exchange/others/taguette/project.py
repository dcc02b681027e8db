"""A project of Taguette (its export as SQLite) as one of REFI-QDA. Pure.

Taguette counts in bytes of the text between the tags of a page, so each highlight is checked against its own snippet.
Who highlighted stands in the log of what was done. Numbers change with every export; guids follow from names and times.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass

from coding.exchange.others.databases import Database, listed, number, words
from coding.exchange.others.identity import Guids, moment
from coding.exchange.others.quotations import Words
from coding.exchange.others.reads import Read, attach
from coding.exchange.others.taguette.pages import MarkedText
from coding.exchange.others.taguette.tags import code_tree
from coding.exchange.refi import model
from coding.sources.importers.characters import counted
from coding.sources.importers.problems import ImportProblem

TABLES = {"projects", "documents", "tags", "highlights", "highlight_tags"}
ORIGIN = "Taguette"
MOST_TAGS = 20_000
Deeds = dict[tuple[str, int | None], tuple[str, str | None]]  # what was done to which number: by whom, and when


def read_taguette(database: Database) -> Read:
    """Read the one project in it; raises ImportProblem where there are several, or none."""
    projects = list(database.rows("projects", "id", "name", "description", "created", most=1_000))
    if len(projects) != 1:
        names = [words(one[1]) for one in projects]
        raise ImportProblem(
            f"there are {len(projects)} projects in it{': ' if names else ''}{listed(names)}.",
            remedy="In Taguette, open the one that is meant and export it as SQLite.",
            file=database.name,
        )
    _key, name, description, created = projects[0]
    guids = Guids("taguette", words(created))
    codes, tagged, groups = _codes(database, guids)
    project = model.Project(name=words(name), origin=ORIGIN, description=words(description) or None, codes=codes)
    read = Read(project)
    _read_documents(database, guids, tagged, read)
    read.said += _said(groups)
    return read


def _codes(database: Database, guids: Guids) -> tuple[list[model.Code], dict[int | None, str], list[str]]:
    rows = list(database.rows("tags", "id", "path", "description", most=MOST_TAGS))
    codes, named, groups = code_tree([(words(path), words(said)) for _key, path, said in rows], guids)
    return codes, {number(key): named[words(path)] for key, path, _said in rows}, groups


@dataclass(frozen=True)
class _Highlight:
    start: int | None
    end: int | None
    quote: str
    codes: tuple[str, ...]
    user: str | None
    at: str | None


def _read_documents(database: Database, guids: Guids, codes: dict[int | None, str], read: Read) -> None:
    read.project.users, deeds = _people(database, guids)
    highlights = _highlights(database, codes, deeds)
    names = {code.guid: code.name or "" for code, _above in model.walk_codes(read.project.codes)}
    how: Counter[str] = Counter()
    for row in database.rows("documents", "id", "name", "description", "filename", "created", "contents"):
        key, name, description, filename, created, contents = (number(row[0]), *map(words, row[1:]))
        page = MarkedText(contents, database.name)
        user, at = deeds.get(("document_add", key), (None, None))
        guid = guids("document", created, filename)
        source = model.Text(guid, name or filename, user, moment(created, utc=True) or at, content=page.text)
        lost = _place_highlights(source, page, highlights.pop(key, []), guids, how)
        body = "\n\n".join(f"“{one.quote}” ({', '.join(names[code] for code in one.codes)})" for one in lost)
        for title, said in (("Description", description), ("Highlights without a place", body)):
            if note := attach(read.project, source, title, said, guids("note", guid, title)):
                note.creating_user, note.creation_date_time = user, source.creation_date_time
        read.project.sources.append(source)
    how["lost"] = sum(map(len, highlights.values()))
    read.said += _how_said(how)


def _highlights(
    database: Database, codes: dict[int | None, str], deeds: Deeds
) -> dict[int | None, list[_Highlight]]:  # fmt: skip
    """The highlights of each document by its number."""
    tags: dict[int | None, list[str]] = defaultdict(list)
    for highlight, tag in database.rows("highlight_tags", "highlight_id", "tag_id"):
        if (code := codes.get(number(tag))) is not None:
            tags[number(highlight)].append(code)
    found: dict[int | None, list[_Highlight]] = defaultdict(list)
    for key, document, start, end, snippet in database.rows(
        "highlights", "id", "document_id", "start_offset", "end_offset", "snippet"
    ):
        user, at = deeds.get(("highlight_add", number(key)), (None, None))
        quote = MarkedText(words(snippet), database.name).text
        tagged = tuple(dict.fromkeys(tags[number(key)]))
        found[number(document)].append(_Highlight(number(start), number(end), quote, tagged, user, at))
    return found


def _place_highlights(
    source: model.Text, page: MarkedText, highlights: list[_Highlight], guids: Guids, how: Counter[str]
) -> list[_Highlight]:
    """Make selections of the highlights; returns those whose words are nowhere, or in several places."""
    lost: list[_Highlight] = []
    placing = _Placing(page, Words(page.text), how)
    made: dict[str, model.TextSelection] = {}
    for one in highlights:
        place = placing.place(one.start, one.end, one.quote)
        if place is None:
            lost.append(one)
            continue
        guid = guids("highlight", source.guid, one.start, one.end, one.user)
        selection = made.setdefault(
            guid, model.TextSelection(guid, one.quote, one.user, one.at, start=place[0], end=place[1])
        )
        there = {coding.code for coding in selection.codings}
        selection.codings += [
            model.Coding(guids("coding", guid, code), one.user, one.at, code) for code in one.codes if code not in there
        ]
        how["untagged"] += not one.codes
    source.selections = list(made.values())
    return lost


@dataclass
class _Placing:
    page: MarkedText
    text: Words
    how: Counter[str]

    def place(self, start: int | None, end: int | None, quote: str) -> tuple[int, int] | None:
        """Where a highlight lies in our text; where its bytes say otherwise than its words, the words have the say."""
        found = self.page.ours(start, end) if start is not None and end is not None else None
        if found and (not quote or self.text.holds(*found, quote)):
            self.how["exact"] += 1
            return found
        moved = self.text.only_place(quote)
        self.how["moved" if moved else "unplaced"] += 1
        return moved


def _people(database: Database, guids: Guids) -> tuple[list[model.User], Deeds]:
    """Who did something, and who did first what to which document or highlight, and when."""
    people: dict[str, model.User] = {}
    deeds: Deeds = {}
    for _key, login, document, date, payload in database.rows(
        "commands", "id", "user_login", "document_id", "date", "payload"
    ):
        try:
            done = json.loads(words(payload))
        except (ValueError, RecursionError):
            continue
        kind = done.get("type") if isinstance(done, dict) else None
        if kind not in ("document_add", "highlight_add"):
            continue
        thing = done.get("highlight_id") if kind == "highlight_add" else document
        who = people.setdefault(words(login), model.User(guids("user", words(login)), words(login)))
        deeds.setdefault((kind, number(thing)), (who.guid, moment(words(date), utc=True)))
    return list(people.values()), deeds


def _how_said(how: Counter[str]) -> list[str]:
    said = [
        counted(
            how["exact"],
            "highlight was found by its bytes and holds its words.",
            "highlights were found by their bytes and hold their words.",
        ),
        counted(
            how["moved"],
            "highlight had other words at its bytes; it was put where its own words are.",
            "highlights had other words at their bytes; they were put where their own words are.",
        ),
        counted(
            how["unplaced"],
            "highlight has words that are nowhere in its document, or in several places; it is in a memo there.",
            "highlights have words that are nowhere in their document, or in several places; they are in a memo there.",
        ),
        counted(
            how["untagged"],
            "highlight has no tag: kept, but not shown.",
            "highlights have no tag: kept, but not shown.",
        ),
        counted(how["lost"], "highlight is of no document; left out.", "highlights are of no document; left out."),
    ]
    return [sentence for sentence in said if sentence]


def _said(groups: list[str]) -> list[str]:
    said = ["Documents are pages in Taguette; here they are their text, without formatting and pictures."]
    if groups:
        said.append(f"Dots in the names of tags became levels; these only hold others: {listed(groups)}.")
    return said
