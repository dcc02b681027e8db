"""A study into a REFI-QDA file: a project (.qdpx) or a codebook (.qdc)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from coding.codings.models import Memo
from coding.codings.queries import memo_texts
from coding.codings.visibility import visible_memos
from coding.exchange.projects import collecting
from coding.exchange.projects.collecting import Collector, moment
from coding.exchange.projects.identities import Identities
from coding.exchange.projects.kept import Kept, kept_of
from coding.exchange.refi import model, words
from coding.exchange.refi.markup import write_codebook
from coding.exchange.refi.pruning import elements, guids_of, note_references, prune
from coding.exchange.refi.settling import selections_of
from coding.exchange.refi.writing import ORIGIN, write_qdpx
from coding.quotations.layers import ALL
from coding.sources.models import Source, Variable, VariableValue
from workbench.membership.models import Membership
from workbench.projects.models import Project

# What who stands further down the stream adds to a project or codebook: themes, as it was chosen.
Addition = Callable[[Project, Membership | None, str, model.Project, Identities], None]
additions: list[Addition] = []


def write_project_file(
    project: Project, viewer: Membership | None, path: Path, *, layer: str = ALL, profile: str = "standard",
    themes: str = "none",
) -> None:  # fmt: skip
    """Write the study as a .qdpx, as the viewer may see it."""
    with kept_of(project) as kept:
        found = Collector(project, viewer, layer, kept, Identities(project))
        whole = _whole(found)
        for add in additions:
            add(project, viewer, themes, whole, found.ids)
        keys = {guid: key for guid in {one.guid for one in whole.sources} if (key := found.ids.key("source", guid))}

        def text_for(guid: str) -> str | None:
            key = keys.get(guid)
            return Source.objects.filter(pk=key).values_list("text", flat=True).first() if key else None

        named = {name for one in elements(whole) for name in _files(one)}
        media = [(name, opener) for name, opener in kept.media.items() if name.casefold() in named]
        write_qdpx(path, whole, text_for, media, profile)


def _files(one: Any) -> list[str]:
    addresses = [getattr(one, name, None) for name in ("path", "rich_text_path", "plain_text_path")]
    return [address.rsplit("/", 1)[-1].casefold() for address in addresses if address]


def write_codebook_file(
    project: Project, viewer: Membership | None, path: Path, *, themes: str = "none", **_others: str
) -> None:
    """Write the codebook as a .qdc."""
    with kept_of(project) as kept:
        ids = Identities(project)
        found = Collector(project, viewer, ALL, kept, ids)
        whole = model.Project(codes=collecting.collect_codes(found, set()))
        for add in additions:
            add(project, viewer, themes, whole, ids)
    for code, _parent in model.walk_codes(whole.codes):
        code.notes = []
    sets = [replace(one, sources=[], notes=[]) for one in whole.sets if one.codes]
    path.write_bytes(write_codebook(model.Codebook(origin=ORIGIN, codes=whole.codes, sets=sets)))


def _whole(found: Collector) -> model.Project:
    """The project: every part from the database over what is kept, without what the viewer may not see."""
    kept, project = found.kept, found.project
    noted, before = _noted(kept), guids_of(_everything(kept))
    codings = collecting.collect_codings(found)
    used = {one["code_id"] for rows in codings.values() for one in rows}
    variables, kinds = collecting.collect_variables(found)
    sources, keys = _sources(found, codings)
    first = kept.first
    whole = model.Project(
        name=project.name, description=project.description or None if first.description is None else first.description,
        creating_user=first.creating_user, creation_date_time=first.creation_date_time or moment(project.created_at),
        modifying_user=first.modifying_user, modified_date_time=first.modified_date_time,
        codes=collecting.collect_codes(found, used), variables=variables,
        cases=collecting.collect_cases(found, kinds, keys), sources=sources,
        links=list(kept.links.values()), sets=[replace(one) for one in kept.sets.values()],
        graphs=[replace(one) for one in kept.graphs.values()], note_refs=list(kept.note_refs),
    )  # fmt: skip
    _add_memos(found, whole)
    people = [*kept.users.values()]
    people += [model.User(guid=key, name=name) for key, name in found.people.items() if key not in kept.users]
    whole.users = people
    prune(whole, noted, before - guids_of(whole))
    return whole


def _everything(kept: Kept) -> model.Project:
    parts = ("users", "variables", "cases", "sources", "notes", "links", "sets", "graphs", "codes")
    return model.Project(**{part: list(getattr(kept, part).values()) for part in parts})


def _noted(kept: Kept) -> set[str]:
    return note_references(_everything(kept)) | set(kept.note_refs)


def _sources(found: Collector, codings: dict[int, list[dict[str, Any]]]) -> tuple[list[Any], dict[int, str]]:
    """The sources in the order in which they came, then those of here; and the guids of those with a row by key."""
    rows = {found.ids.guid("source", row.pk): row for row in Source.objects.filter(project=found.project).defer("text")}
    variables = {found.ids.guid("variable", row.pk): row for row in Variable.objects.filter(project=found.project)}
    values: dict[int, dict[int, str]] = defaultdict(dict)
    for case, variable, value in VariableValue.objects.filter(variable__project=found.project).values_list(
        "case", "variable", "value"
    ):
        values[case][variable] = value
    made: list[Any] = []
    for guid, was in found.kept.sources.items():
        row = rows.pop(guid, None)
        if row is not None:
            made.append(_with_row(found, was, row, codings[row.pk], variables, values[row.case_id]))
        elif guid not in found.kept.left.texts:  # else it was taken out of the study
            made.append(_without_row(found, was))
    for guid, row in rows.items():
        source = model.Text(
            guid=guid, name=row.name, creating_user=found.person(row.imported_by_id),
            creation_date_time=moment(row.imported_at),
            selections=collecting.collect_selections(found, row, None, codings[row.pk], same_text=True),
        )  # fmt: skip
        made.append(source)
    keys = {int(key): one.guid for one in made if (key := found.ids.key("source", one.guid))}
    return made, keys


def _with_row(
    found: Collector, was: Any, row: Source, ours: list[dict[str, Any]], variables: dict[str, Variable],
    values: dict[int, str],
) -> Any:  # fmt: skip
    same = row.sha256 == found.kept.left.texts.get(was.guid)
    text = model.text_of(was)
    new = replace(
        text, codings=_shown(found, row.pk, text.codings), content=None, plain_text_path=None,
        selections=collecting.collect_selections(found, row, text, ours, same_text=same),
        rich_text_path=text.rich_text_path if same else None,
    )  # fmt: skip
    facts = {
        "name": found.name(was.guid, row.name, was.name),
        "values": collecting.collect_source_values(found, row, was, variables, values),
    }
    if isinstance(was, model.Text):
        return replace(new, **facts)
    areas = [
        replace(one, codings=_shown(found, row.pk, one.codings))
        for one in was.selections
        if found.may_show(row.pk, one.creating_user)
    ]
    return replace(was, representation=new, selections=areas, codings=_shown(found, row.pk, was.codings), **facts)


def _without_row(found: Collector, was: Any) -> Any:
    """A source that we do not show, as it came; of whose codings only some are wanted, without the others."""
    if found.layer == ALL:
        return was
    for selection in selections_of(was):
        selection.codings = _shown(found, None, selection.codings)
    return was


def _shown(found: Collector, source: int | None, codings: list[model.Coding]) -> list[model.Coding]:
    return [one for one in codings if found.may_show(source, one.creating_user)]


def _add_memos(found: Collector, whole: model.Project) -> None:
    """Notes and comments: the memos that the viewer may see, and notes that are only kept."""
    memos = list(visible_memos(found.project, found.viewer).select_related("author").order_by("pk"))
    bodies = memo_texts(found.project, found.viewer, memos)
    comments: dict[str, str] = {}
    notes: dict[str, model.Text] = {
        guid: note for guid, note in found.kept.notes.items() if guid in found.kept.left.notes
    }
    new: list[tuple[Memo, str]] = []
    for memo, body in zip(memos, bodies, strict=True):
        if guid := found.ids.comment_of(memo.pk):
            comments[guid] = body
            continue
        coding = found.ids.guid("coding", memo.about_id) if memo.about == Memo.About.CODING else None
        if coding and coding not in found.written:
            continue
        guid = found.ids.guid("memo", memo.pk)
        was = found.kept.notes.get(guid)
        notes[guid] = _note(found, guid, was, memo, body)
        if was is None:
            new.append((memo, guid))
    in_order = [notes[guid] for guid in found.kept.notes if guid in notes]
    whole.notes = in_order + [note for guid, note in notes.items() if guid not in found.kept.notes]
    _attach(found, whole, new)
    for source in whole.sources:
        text = model.text_of(source)
        for selection in text.selections if text else ():
            if selection.description and selection.guid not in found.kept.left.comments:
                selection.description = comments.get(selection.guid)


def _note(found: Collector, guid: str, was: model.Text | None, memo: Memo, body: str) -> model.Text:
    if was is not None:
        same = (was.content or "") == body
        name = was.name if words.tidy_name(was.name, "") == memo.title else memo.title or None
        rich = was.rich_text_path if same else None
        return replace(was, name=name, content=was.content if same else body, rich_text_path=rich)
    return model.Text(
        guid=guid, name=memo.title or None, creating_user=found.person(memo.author_id),
        creation_date_time=moment(memo.created_at), modified_date_time=moment(memo.updated_at), content=body,
    )  # fmt: skip


def _attach(found: Collector, whole: model.Project, new: list[tuple[Memo, str]]) -> None:
    """Refer to the notes that were written here from what they are on; from the study where there is no place."""
    codes = {code.guid: code for code, _parent in model.walk_codes(whole.codes)}
    sources = {source.guid: source for source in whole.sources}
    codings = {
        coding.guid: coding
        for source in whole.sources
        for selection in selections_of(source)
        for coding in selection.codings
    } if any(memo.about == Memo.About.CODING for memo, _guid in new) else {}  # fmt: skip
    places: dict[str, tuple[str, dict[str, Any]]] = {
        Memo.About.CODE: ("code", codes), Memo.About.SOURCE: ("source", sources), Memo.About.CODING: ("coding", codings)
    }  # fmt: skip
    for memo, guid in new:
        kind, known = places.get(memo.about, ("", {}))
        thing = known.get(found.ids.guid(kind, memo.about_id)) if kind else None
        (thing.notes if thing is not None else whole.note_refs).append(guid)
