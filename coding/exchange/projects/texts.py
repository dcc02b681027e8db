"""The texts of a project file with their codings and memos into a study. All of it is called by actions.py."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codings.actions import import_codings
from coding.codings.models import Coding, Layer, Memo, Origin
from coding.exchange.others.quotations import Words
from coding.exchange.projects.storing import Store
from coding.exchange.refi import model, words
from coding.sources.actions import import_transcript
from coding.sources.importers.readings import read_reading
from coding.sources.models import Source
from coding.sources.naming import text_facts

BATCH = 2000
Place = tuple[int, int, int, int, int]  # source, code, coder, start, end


def store_sources(store: Store) -> None:
    """Add the texts of the file; a known guid, or the same text under the same name, is that source."""
    rows = {str(row.pk): row for row in Source.objects.filter(project=store.project).defer("text")}
    names = {row.name.casefold() for row in rows.values()}
    same = {(row.name, row.sha256): row for row in rows.values()}
    named = {row.name.casefold(): row for row in rows.values()}
    owners = _owners(store)
    for number, source in enumerate(store.incoming.sources, start=1):
        place = store.facts["texts"].get(source.guid)
        if place is None or source.guid in store.sources:
            continue
        parsed = read_reading(store.folder / f"{place}.reading")
        sha = str(text_facts(parsed.text)["sha256"])
        wanted = words.tidy_name(source.name, _("Source %(n)s") % {"n": number})
        row = rows.get(store.ids.key("source", source.guid) or "") or same.get((wanted, sha))
        if row is None and store.facts.get("excerpts"):
            row = named.get(wanted.casefold())
        if row is None:
            row = import_transcript(
                project=store.project, parsed=parsed, name=words.free(wanted, names), by=store.by,
                case_name=owners.get(source.guid, ""), rename=True,
            )  # fmt: skip
            names.add(row.name.casefold())
            store.done.new["sources"] += 1
        else:
            store.done.known["sources"] += 1
        store.ids.learn("source", row.pk, source.guid)
        store.sources[source.guid] = row
        store.left.texts[source.guid] = sha
        if row.name != (source.name or ""):
            store.left.names[source.guid] = row.name
        if store.facts.get("excerpts"):
            _place_excerpts(store, source, row)


def _place_excerpts(store: Store, source: model.Text, row: Source) -> None:
    """Move the highlights of a table without documents to where their words are in the source of that name."""
    if row.sha256 == store.left.texts[source.guid]:
        store.done.say(
            _("“%(source)s” is made of its highlights alone. To have it whole, import the document by that name first.")
            % {"source": row.name}
        )
        return
    searched, lost = Words(row.text), 0
    for selection in source.selections:
        place = searched.only_place(selection.name or "")
        lost += place is None
        selection.start, selection.end = place or (0, 0)
    n = len(source.selections)
    store.done.say(
        _("“%(source)s” is here: %(n)s of %(all)s highlights were put where their words are.")
        % {"source": row.name, "n": n - lost, "all": n}
    )


def _owners(store: Store) -> dict[str, str]:
    """The name of the case of each source that is of one case alone."""
    owners: dict[str, set[str]] = {}
    for case in store.incoming.cases:
        for guid in case.sources:
            owners.setdefault(guid, set()).add(store.cases[case.guid].name)
    return {guid: names.pop() for guid, names in owners.items() if len(names) == 1}


def coded(store: Store) -> Iterator[tuple[str, model.TextSelection, model.Coding]]:
    """Every coding of a stretch of text with its selection and the guid of its source."""
    for source in store.incoming.sources:
        text = model.text_of(source)
        for selection in text.selections if text else ():
            for coding in selection.codings:
                yield source.guid, selection, coding


def store_codings(store: Store) -> dict[str, uuid.UUID]:
    """Add the codings; returns the key of every coding of the file that has a row, by its guid."""
    keys = {coding.guid: store.ids.key("coding", coding.guid) for _source, _selection, coding in coded(store)}
    seen = _places(store)
    there = {str(key) for key in seen.values()}
    taken = _taken([key for key in keys.values() if key and key not in there])
    unplaced = set(store.facts["unplaced"])
    stored: dict[str, uuid.UUID] = {}
    mine: set[uuid.UUID] = set()
    rows: list[Coding] = []
    moments: dict[uuid.UUID, datetime] = {}
    for guid, selection, coding in coded(store):
        key = keys[coding.guid]
        if coding.guid in stored or (key and key in there):
            stored.setdefault(coding.guid, uuid.UUID(key) if key else stored[coding.guid])
            mine.add(stored[coding.guid])
            store.done.known["codings"] += 1
            continue
        row = None if selection.guid in unplaced else _row(store, guid, selection, coding)
        place = _place_of(row) if row else None
        if row is None or place in seen:
            if row is None or seen[place] in mine:
                store.left.codings.add(coding.guid)
            else:
                stored[coding.guid] = seen[place]
                mine.add(seen[place])
                store.done.known["codings"] += 1
            continue
        row.pk = uuid.uuid4() if key is None or key in taken else uuid.UUID(key)
        if str(row.pk).upper() != coding.guid:
            store.ids.learn("coding", row.pk, coding.guid)
        taken.add(str(row.pk))
        seen[place] = stored[coding.guid] = row.pk
        mine.add(row.pk)
        moments[row.pk] = _moment(coding.creation_date_time) or timezone.now()
        rows.append(row)
    read = {(row.source_id, row.coder_id) for row in rows}
    if rows:
        store.done.new["codings"] += import_codings(
            project=store.project, by=store.by, codings=rows, read=read, moments=moments
        )
        store.done.say(_("Whoever coded a source counts as having read all of it."))
    if n := len(store.left.codings):
        store.done.say(
            ngettext(
                "%(n)s coding has no place here (a code that is not in the file, no words, or twice the same); "
                "it is kept with the project.",
                "%(n)s codings have no place here (a code that is not in the file, no words, or twice the same); "
                "they are kept with the project.",
                n,
            )
            % {"n": n}
        )
    return stored


def _places(store: Store) -> dict[Place, uuid.UUID]:
    rows = Coding.objects.filter(project=store.project, layer=Layer.CODER)  # visibility: only to store nothing twice
    fields = ("source_id", "code_id", "coder_id", "start", "end", "pk")
    return {place: pk for *place_, pk in rows.values_list(*fields).iterator() for place in [tuple(place_)]}


def _taken(keys: list[str]) -> set[str]:
    """The keys among these that codings have, of this study or of another."""
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        rows = Coding.objects.filter(pk__in=keys[start : start + 500])  # visibility: only to use no key twice
        found |= {str(key) for key in rows.values_list("pk", flat=True)}
    return found


def _place_of(row: Coding) -> Place:
    return row.source_id, row.code_id, row.coder_id, row.start, row.end


def _row(store: Store, guid: str, selection: model.TextSelection, coding: model.Coding) -> Coding | None:
    """The coding as a row; None where it has no place: no text or code, no words, or other words by now."""
    source, code = store.sources.get(guid), store.codes.get(coding.code or "")
    if source is None or code is None or selection.start >= selection.end:
        return None
    quote = source.text[selection.start : selection.end]
    moved = source.sha256 != store.left.texts[guid] and not store.facts.get("excerpts")
    if moved and quote != store.text(guid)[selection.start : selection.end]:
        store.done.say(
            _("The text of “%(source)s” is another here: codings whose words are not at the same place are only kept.")
            % {"source": source.name}
        )
        return None
    return Coding(
        project=store.project, source=source, code=code, coder_id=store.person(coding.creating_user),
        start=selection.start, end=selection.end, quote=quote, origin=Origin.IMPORT,
    )  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    """When something was done; a time without a zone is taken as ours."""
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    if moment is None:
        return None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def store_memos(store: Store, codings: dict[str, uuid.UUID]) -> None:
    """Make memos of the notes of the file and of the comments on coded selections; the rest is kept."""
    memos: list[tuple[str, str, Memo, datetime | None]] = []
    noted = set(Memo.objects.filter(project=store.project, about="coding").values_list("about_id", "author_id"))
    for what, guid, about, about_id, note in _notes(store, codings):
        if store.ids.key(what, guid) is not None:
            store.done.known["memos"] += 1
            continue
        author = store.person(note.creating_user)
        body = (note.content if isinstance(note, model.Text) else note.description) or ""
        if not body.strip() or (about == Memo.About.CODING and (about_id, author) in noted):
            (store.left.notes if what == "memo" else store.left.comments).add(guid)
            continue
        if about == Memo.About.CODING:
            noted.add((about_id, author))
        title = words.tidy_name(note.name, "") if what == "memo" else ""
        memo = Memo(
            project=store.project, about=about, about_id=about_id, author_id=author, title=title,
            body=body.replace("\x00", ""),
        )  # fmt: skip
        memos.append((what, guid, memo, _moment(note.creation_date_time)))
    Memo.objects.bulk_create([memo for _what, _guid, memo, _at in memos], batch_size=BATCH)
    for what, guid, memo, at in memos:
        store.ids.learn(what, memo.pk, guid)
        if at:
            Memo.objects.filter(pk=memo.pk).update(created_at=at)
        store.done.new["memos"] += 1


def _notes(store: Store, codings: dict[str, uuid.UUID]) -> Iterator[tuple[str, str, str, str, Any]]:
    """(memo or comment, guid, about what, its key, the element): each note once, at the first thing that names it.

    Notes that nothing with a row names are kept alone, unless nothing at all names them: then they are on the study.
    """
    places, named = _note_places(store, codings)
    for note in store.incoming.notes:
        if note.guid in places:
            yield "memo", note.guid, *places[note.guid], note
        elif note.guid in named:
            store.left.notes.add(note.guid)
        else:
            yield "memo", note.guid, Memo.About.PROJECT, str(store.project.pk), note
    for source in store.incoming.sources:
        text = model.text_of(source)
        for selection in text.selections if text else ():
            if not (selection.description or "").strip():
                continue
            coding = next((codings[one.guid] for one in selection.codings if one.guid in codings), None)
            if coding:
                yield "comment", selection.guid, Memo.About.CODING, str(coding), selection
            else:
                store.left.comments.add(selection.guid)


def _note_places(store: Store, codings: dict[str, uuid.UUID]) -> tuple[dict[str, tuple[str, str]], set[str]]:
    """What each note is on, and every note that something names."""
    incoming = store.incoming
    places: dict[str, tuple[str, str]] = {}
    named = set(incoming.note_refs)

    def names(notes: list[str], about: str, key: object) -> None:
        for guid in notes:
            named.add(guid)
            if key is not None:
                places.setdefault(guid, (about, str(key)))

    names(incoming.note_refs, Memo.About.PROJECT, store.project.pk)
    for code, _parent in model.walk_codes(incoming.codes):
        row = store.codes.get(code.guid)
        names(code.notes, Memo.About.CODE, row.pk if row else None)
    for source in incoming.sources:
        row = store.sources.get(source.guid)
        names(source.notes, Memo.About.SOURCE, row.pk if row else None)
        text = model.text_of(source)
        if text and text is not source:
            names(text.notes, Memo.About.SOURCE, row.pk if row else None)
        for selection in text.selections if text else ():
            first = None
            for coding in selection.codings:
                names(coding.notes, Memo.About.CODING, codings.get(coding.guid))
                first = first or codings.get(coding.guid)
            names(selection.notes, Memo.About.CODING, first)
    for link in incoming.links:
        names(link.notes, "", None)
        named |= {guid for guid in (link.origin, link.target) if guid}
    return places, named
