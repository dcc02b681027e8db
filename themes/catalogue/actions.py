"""Changes to themes and to what supports them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coding.cases.voices import CaseFinder
from coding.codebook.models import Code
from coding.codings.actions import check_span, hold_text
from coding.sources.models import Source
from themes.catalogue.memos import memos_of
from themes.catalogue.models import DisplacedQuotation, Quotation, Stance, Theme
from themes.catalogue.queries import subtree_of
from themes.suggestions.models import Suggestion, SuggestionState
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

LONGEST_NAME = 200


class ThemeNameTaken(WorkbenchError):
    """There is such a theme at this place already."""


class ThemeInUse(WorkbenchError):
    """Something still stands below or behind the theme."""


class WordsChanged(WorkbenchError):
    """Somebody else has written there since the person began."""


def facts_of(theme: Theme) -> dict[str, object]:
    """Return what the history keeps of a theme."""
    return {"name": theme.name, "statement": theme.statement, "parent": theme.parent_id}


def checked_name(project: Project, parent: Theme | None, name: str, apart_from: Theme | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise WorkbenchError(_("A theme needs a name."))
    if len(name) > LONGEST_NAME:
        raise WorkbenchError(_("A name has at most 200 characters; the statement has room for more."))
    same = Theme.objects.filter(project=project, parent=parent, name__iexact=name)
    if same.exclude(pk=apart_from.pk if apart_from else None).exists():
        raise ThemeNameTaken(
            _("There is a theme “%(name)s” here already. Choose another name, or add to that theme instead.")
            % {"name": name}
        )
    return name


def check_place(project: Project, theme: Theme | None, parent: Theme | None) -> None:
    if parent is None:
        return
    if parent.project_id != project.pk:
        raise WorkbenchError(_("The theme above belongs to another study."))
    if theme is not None and parent.pk in subtree_of(theme):
        raise WorkbenchError(_("A theme cannot stand below itself."))


@transaction.atomic
def create_theme(
    *,
    project: Project,
    by: User,
    name: str,
    statement: str = "",
    parent: Theme | None = None,
    codes: Iterable[Code] = (),
    pk: int | None = None,
) -> Theme:
    """Add a theme, below another if `parent` is given; with the key `pk` one that was deleted comes back."""
    check_place(project, None, parent)
    last = Theme.objects.filter(project=project, parent=parent).aggregate(last=Max("position"))["last"]
    theme = Theme.objects.create(
        pk=pk,
        project=project,
        parent=parent,
        name=checked_name(project, parent, name),
        statement=statement.strip(),
        position=0 if last is None else last + 1,
        created_by=by,
    )
    theme.codes.set(_codes_of(project, codes))
    after = facts_of(theme) | {"codes": sorted(code.name for code in theme.codes.all())}
    record(action="theme.created", by=by, project_id=project.pk, subject=theme, after=after)
    return theme


def _codes_of(project: Project, codes: Iterable[Code]) -> list[Code]:
    codes = list(codes)
    if any(code.project_id != project.pk for code in codes):
        raise WorkbenchError(_("A code belongs to another study."))
    return codes


@transaction.atomic
def edit_theme(
    *, theme: Theme, by: User, name: str, statement: str, parent: Theme | None, seen: dict[str, object] | None = None
) -> Theme:
    """Change name, statement and place.

    `seen` are the facts (facts_of) that the person had before them: what they left as it was stays as it is now, and
    WordsChanged is raised where somebody else has changed the same meanwhile.
    """
    theme = Theme.objects.select_for_update(of=("self",)).select_related("project", "parent").get(pk=theme.pk)
    before = facts_of(theme)
    wanted = {"name": " ".join(name.split()), "statement": _tidy(statement), "parent": parent.pk if parent else None}
    left = _left_alone(theme, wanted, seen) if seen is not None else set()
    name = theme.name if "name" in left else name
    statement = theme.statement if "statement" in left else statement
    parent = theme.parent if "parent" in left else parent
    check_place(theme.project, theme, parent)
    theme.name = checked_name(theme.project, parent, name, apart_from=theme)
    theme.statement, theme.parent = _tidy(statement), parent
    theme.save(update_fields=["name", "statement", "parent"])
    if facts_of(theme) != before:
        _record("theme.edited", theme, by, before=before, after=facts_of(theme))
    return theme


def _left_alone(theme: Theme, wanted: dict[str, object], seen: dict[str, object]) -> set[str]:
    """Return the facts that the person left as they saw them; refuses what somebody else has changed as well."""
    now = facts_of(theme)
    left = {fact for fact, value in wanted.items() if value == seen.get(fact)}
    if any(now[fact] not in (seen.get(fact), wanted[fact]) for fact in wanted.keys() - left):
        raise WordsChanged(_changed_text(theme))
    return left


def _changed_text(theme: Theme) -> str:
    told = _("Somebody has changed this theme meanwhile. It is called “%(name)s” now, and says: “%(statement)s”.")
    told %= {"name": theme.name, "statement": theme.statement or "–"}
    return f"{told} {_('Save again if yours should stand.')}"


@transaction.atomic
def write_statement(*, theme: Theme, statement: str, seen: str, by: User) -> Theme:
    """Say what the data say under the theme, having read there `seen`; raises WordsChanged where it says else now."""
    theme = Theme.objects.select_for_update().get(pk=theme.pk)
    statement, seen = _tidy(statement), _tidy(seen)
    if theme.statement == statement:
        return theme
    if theme.statement != seen:
        raise WordsChanged(
            _(
                "Somebody has written another statement meanwhile. "
                "Read it below, and save yours again if it should stand."
            )
        )
    before = {"statement": theme.statement}
    theme.statement = statement
    theme.save(update_fields=["statement"])
    _record("theme.statement_written", theme, by, before=before, after={"statement": statement})
    return theme


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


@transaction.atomic
def choose_codes(*, theme: Theme, codes: Sequence[Code], by: User) -> Theme:
    """Let these codes, and no others, support the theme."""
    before = _codes_facts(theme.codes.all())
    theme.codes.set(_codes_of(theme.project, codes))
    _record("theme.codes_chosen", theme, by, before=before, after=_codes_facts(codes))
    return theme


def _codes_facts(codes: Iterable[Code]) -> dict[str, object]:
    codes = list(codes)
    return {"codes": sorted(code.name for code in codes), "_codes": sorted(code.pk for code in codes)}


@transaction.atomic
def add_quotation(
    *,
    theme: Theme,
    source: Source,
    start: int,
    end: int,
    by: User,
    seen: int | None = None,
    from_codings: bool = False,
) -> Quotation:
    """Put a passage under a theme; one that is there already stays as it is. `seen` is the revision it was chosen in.

    `from_codings` says that it was chosen because it is coded, and is to be hidden wherever codings are.

    One that was taken out comes back with its origin, so that what tells of codings stays hidden where they are.
    """
    if source.project_id != theme.project_id:
        raise WorkbenchError(_("“%(source)s” belongs to another study.") % {"source": source.name})
    hold_text(source, seen)
    text = check_span(source, start, end, None)
    case = CaseFinder(theme.project).at(source.pk, start, end) or source.case_id
    kept, known = _origin_of(theme, source, start, end)
    wanted = {"text": text, "case_id": case, "added_by": by, "from_codings": from_codings, **kept}
    quotation, made = Quotation.objects.get_or_create(theme=theme, source=source, start=start, end=end, defaults=wanted)
    if made:
        quotation.also.set(known)
        kept = {"_source": source.pk, "_revision": source.revision}
        _record("theme.quotation_added", theme, by, after=_place_of(quotation) | kept)
    return quotation


@transaction.atomic
def remove_quotation(*, quotation: Quotation, by: User) -> None:
    """Take a passage out of its theme; add_quotation brings it back."""
    kept = {
        "key": quotation.pk,
        "source": quotation.source_id,
        "revision": quotation.source.revision,
        "start": quotation.start,
        "end": quotation.end,
        "from_codings": quotation.from_codings,
        "stance": quotation.stance,
        "suggestion": quotation.suggestion_id,
        "also": sorted(quotation.also.values_list("pk", flat=True)),
    }
    before = _place_of(quotation) | {"_kept": kept}
    _record("theme.quotation_removed", quotation.theme, by, before=before)
    quotation.delete()


def _origin_of(theme: Theme, source: Source, start: int, end: int) -> tuple[dict[str, object], list[Suggestion]]:
    """Return where a quotation that was taken out of the theme came from: its fields, and its further suggestions."""
    removed = Event.objects.filter(
        project_id=theme.project_id,
        action="theme.quotation_removed",
        subject_id=str(theme.pk),
        before___kept__source=source.pk,
        before___kept__start=start,
        before___kept__end=end,
    ).first()
    if removed is None:
        return {}, []
    kept = removed.before["_kept"]
    accepted = Suggestion.objects.filter(run__project=theme.project_id, state=SuggestionState.ACCEPTED)
    first = accepted.filter(pk=kept["suggestion"]).first()
    fields = {"from_codings": kept["from_codings"], "stance": kept.get("stance", Stance.SUPPORTS), "suggestion": first}
    # Under its key earlier acts on it can be taken back, too.
    if kept.get("key") and not Quotation.objects.filter(pk=kept["key"]).exists():
        fields["pk"] = kept["key"]
    return fields, list(accepted.filter(pk__in=kept["also"]))


def _place_of(quotation: Quotation) -> dict[str, object]:
    return {"source": quotation.source.name, "start": quotation.start, "end": quotation.end}


@transaction.atomic
def delete_theme(*, theme: Theme, by: User) -> None:
    """Remove a theme that nothing stands below or behind, so that nothing else is lost."""
    has_memos = memos_of(theme.pk, theme.project_id).exists()
    if theme.children.exists() or theme.codes.exists() or has_memos or _has_quotations(theme):
        raise ThemeInUse(
            _(
                "“%(theme)s” has subthemes, quotations, codes or memos. "
                "Merge it into another theme, or take them out first."
            )
            % {"theme": theme.name}
        )
    _record("theme.deleted", theme, by, before=facts_of(theme))
    theme.delete()


def _has_quotations(theme: Theme) -> bool:
    return theme.quotations.exists() or theme.displaced_quotations.exists()


@transaction.atomic
def place_quotation(*, displaced: DisplacedQuotation, words: str, by: User) -> Quotation:
    """Give a quotation that lost its words those that somebody wrote out, which stand once in its source's text."""
    source = Source.objects.get(pk=displaced.source_id)
    hold_text(source)
    words = words.replace("\r\n", "\n").strip()
    if not words or source.text.count(words) != 1:
        raise WorkbenchError(
            _("Write the words as they stand in “%(source)s”, and so many of them that they stand there once.")
            % {"source": source.name}
        )
    start = source.text.index(words)
    wanted = {
        "text": words, "case_id": displaced.case_id, "from_codings": displaced.from_codings,
        "stance": displaced.stance, "suggestion_id": displaced.suggestion_id, "added_by_id": displaced.added_by_id,
    }  # fmt: skip
    quotation, _made = Quotation.objects.get_or_create(
        theme=displaced.theme, source=source, start=start, end=start + len(words), defaults=wanted
    )
    quotation.also.add(*Suggestion.objects.filter(pk__in=displaced.also))
    before = {"source": source.name, "start": displaced.start, "end": displaced.end}
    _record("theme.quotation_placed", displaced.theme or source, by, before=before, after=_place_of(quotation))
    displaced.delete()
    return quotation


@transaction.atomic
def drop_quotation(*, displaced: DisplacedQuotation, by: User) -> None:
    """Settle that a quotation has no place in the new text; history keeps its place, the revision its words."""
    before = {"source": displaced.source.name, "start": displaced.start, "end": displaced.end}
    before |= {"revision": displaced.revision}
    _record("theme.quotation_dropped", displaced.theme or displaced.source, by, before=before)
    displaced.delete()


def _record(action: str, theme: Theme | Source, by: User, before: object = None, after: object = None) -> None:
    record(action=action, by=by, project_id=theme.project_id, subject=theme, before=before, after=after)
