"""Taguette's table of highlights (csv or xlsx): its documents are not in it, only what was highlighted. Pure."""

from __future__ import annotations

from pathlib import Path, PurePath

from coding.exchange.others.databases import listed
from coding.exchange.others.identity import Guids
from coding.exchange.others.reads import Read
from coding.exchange.others.taguette.project import ORIGIN
from coding.exchange.others.taguette.tags import code_tree
from coding.exchange.refi import model
from coding.sources.importers.characters import counted
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import read_table
from coding.sources.importers.table import Table

HIGHLIGHTS = ["id", "document", "tag", "content"]
CODEBOOK = ["tag", "description", "number of highlights", "number of documents"]
ENDINGS = (".csv", ".xlsx", ".tsv", ".ods")


def is_codebook(header: list[str]) -> bool:
    """Whether these are the columns of Taguette's codebook."""
    return [column.casefold() for column in header] == CODEBOOK


def is_table(name: str, head: bytes) -> bool:
    """Whether a file is called a table, and could be one."""
    return PurePath(name).suffix.lower() in ENDINGS and not head.lstrip().startswith(b"<")


def read_highlights(name: str, path: Path) -> Read:
    """Read the highlights: each document becomes a source of them alone, unless the study has it (`excerpts`).

    Raises ImportProblem for a table of another kind.
    """
    table = read_table(name, path.read_bytes())
    header = [column.casefold() for column in table.header]
    if is_codebook(header):
        raise ImportProblem("this is Taguette's codebook.", remedy="Import it under Codebook, Import.", file=name)
    if header[:4] != HIGHLIGHTS:
        raise ImportProblem(
            f"this table is no project: Taguette's highlights have the columns {', '.join(HIGHLIGHTS)}.",
            remedy="A table of codings comes in with import_codings, a survey under Sources, Import.",
            file=name,
        )
    guids = Guids("taguette table", "")
    tags = {row[2]: "" for row in table.rows if row[2]}
    top, named, groups = code_tree(list(tags.items()), guids)
    project = model.Project(name=PurePath(name).stem, origin=ORIGIN, codes=top)
    project.sources = [
        _source(document, table, named, guids) for document in dict.fromkeys(row[1] for row in table.rows)
    ]
    n = len({row[0] for row in table.rows})
    said = [f"{counted(n, 'highlight', 'highlights')} without their documents, which are not in this table."]
    if groups:
        said.append(f"Dots in the names of tags became levels; these only hold others: {listed(groups)}.")
    return Read(project, said, excerpts=True)


def _source(document: str, table: Table, named: dict[str, str], guids: Guids) -> model.Text:
    """The highlights of a document, a paragraph each, in their order."""
    selections: dict[tuple[str, str], model.TextSelection] = {}
    pieces: list[str] = []
    length = 0
    for key, of, tag, content in (row[:4] for row in table.rows):
        if of != document or not content.strip():
            continue
        if (key, content) not in selections:
            words = content.strip()
            selection = model.TextSelection(name=words, start=length, end=length + len(words))
            pieces.append(words)
            length += len(words) + 2
            selections[key, content] = selection
        if tag in named:
            there = selections[key, content].codings
            there += [model.Coding(code=named[tag])] if named[tag] not in {one.code for one in there} else []
    text = model.Text(name=document, content="\n\n".join(pieces), selections=list(selections.values()))
    text.guid = guids("document", document, text.content)
    for number, selection in enumerate(text.selections):
        selection.guid = guids("highlight", text.guid, number)
        for coding in selection.codings:
            coding.guid = guids("coding", selection.guid, coding.code)
    return text
