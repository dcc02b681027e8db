"""Themes in project files: out as sets of codes or as a branch of the codebook, in from sets of codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.exchange.projects import actions, exporting
from coding.exchange.projects.collecting import moment
from coding.exchange.projects.identities import Identities
from coding.exchange.refi import model, words
from coding.exchange.refi.guids import derived
from themes.catalogue.actions import create_theme
from themes.catalogue.models import Quotation, Stance, Theme
from themes.catalogue.queries import themes_of, visible_quotations
from workbench.accounts.models import User
from workbench.membership.models import Membership
from workbench.projects.models import Project

BETWEEN = " / "  # a set holds no sets: a subtheme has the name of its theme before its own
BRANCH = "Themes"
AGAINST = "speaks against"


def add_themes(project: Project, _viewer: Membership | None, way: str, whole: model.Project, ids: Identities) -> None:
    """Put the themes into a project or codebook that is going out, in the way that was chosen."""
    if way == "none":
        return
    rows = list(themes_of(project).order_by("position", "pk").prefetch_related("codes"))
    there = {code.guid for code, _parent in model.walk_codes(whole.codes)}
    if way == "sets":
        made = [_as_set(row, rows, ids, there) for row in rows]
        ours = {one.guid for one in made}
        whole.sets = [one for one in whole.sets if one.guid not in ours] + made
    elif rows:
        _as_branch(project, rows, whole, ids)


def _path(row: Theme, rows: Iterable[Theme]) -> str:
    by_key = {one.pk: one for one in rows}
    names, above = [row.name], by_key.get(row.parent_id)
    while above is not None:
        names.append(above.name)
        above = by_key.get(above.parent_id)
    return BETWEEN.join(reversed(names))


def _as_set(row: Theme, rows: list[Theme], ids: Identities, there: set[str]) -> model.Set:
    codes = [guid for code in row.codes.all() if (guid := ids.guid("code", code.pk)) in there]
    return model.Set(
        guid=ids.guid("theme", row.pk), name=_path(row, rows), description=row.statement or None, codes=codes
    )


def _as_branch(project: Project, rows: list[Theme], whole: model.Project, ids: Identities) -> None:
    """A code for each theme, below one that only groups them, applied to the quotations that were put to the theme."""
    branch = model.Code(guid=derived(ids.namespace, "themes"), name=BRANCH, is_codable="false")
    made: dict[int, model.Code] = {}
    for row in rows:
        names = ", ".join(code.name for code in row.codes.all())
        said = [row.statement, f"Codes: {names}" if names else ""]
        made[row.pk] = model.Code(
            guid=derived(ids.namespace, f"theme code:{row.pk}"), name=row.name, is_codable="true",
            description="\n\n".join(filter(None, said)) or None,
        )  # fmt: skip
    for row in rows:
        above = made.get(row.parent_id, branch)
        above.codes.append(made[row.pk])
    whole.codes.append(branch)
    _add_quotations(project, made, _against(project, made, ids), whole, ids)


def _against(project: Project, made: dict[int, model.Code], ids: Identities) -> dict[int, model.Code]:
    """A code below that of each theme which quotations speak against: a coding has no other way to say so."""
    found = visible_quotations(project).filter(theme__in=made, stance=Stance.AGAINST).order_by()
    against: dict[int, model.Code] = {}
    for theme in sorted(set(found.values_list("theme", flat=True))):
        against[theme] = model.Code(
            guid=derived(ids.namespace, f"theme code against:{theme}"), name=f"{made[theme].name}: {AGAINST}",
            is_codable="true",
        )  # fmt: skip
        made[theme].codes.append(against[theme])
    return against


def _add_quotations(
    project: Project,
    made: dict[int, model.Code],
    against: dict[int, model.Code],
    whole: model.Project,
    ids: Identities,
) -> None:
    by_source: dict[str, list[Quotation]] = defaultdict(list)
    for row in visible_quotations(project).filter(theme__in=made).select_related("added_by").order_by("pk"):
        by_source[ids.guid("source", row.source_id)].append(row)
    people = {user.guid for user in whole.users}
    for source in whole.sources:
        text = model.text_of(source)
        for row in by_source.get(source.guid, ()) if text else ():
            user, at = ids.guid("user", row.added_by_id), moment(row.added_at)
            if user not in people:
                people.add(user)
                whole.users.append(model.User(guid=user, name=str(row.added_by)))
            code = (against if row.stance == Stance.AGAINST else made)[row.theme_id]
            coding = model.Coding(derived(ids.namespace, f"theme coding:{row.pk}"), user, at, code.guid)
            text.selections = [
                *text.selections,
                model.TextSelection(
                    guid=derived(ids.namespace, f"theme quotation:{row.pk}"), name=row.text, start=row.start,
                    end=row.end, creating_user=user, creation_date_time=at, codings=[coding],
                ),
            ]  # fmt: skip


def make_themes(
    project: Project, by: User, sets: Iterable[model.Set], codes: dict[str, Code], ids: Identities
) -> tuple[int, int]:
    """Make a theme of each set that holds codes; returns how many are new, and how many were there already."""
    paths: dict[str, Theme] = {}
    new = known = 0
    for one in sorted((one for one in sets if one.codes), key=lambda one: (one.name or "").count(BETWEEN)):
        before, _between, last = (one.name or "").rpartition(BETWEEN)
        parent = paths.get(before)
        name = words.tidy_name(last if parent else one.name, _("Theme"))
        theme = Theme.objects.filter(project=project, parent=parent, name__iexact=name).first()
        if theme is None:
            members = [codes[guid] for guid in one.codes if guid in codes]
            theme = create_theme(
                project=project, by=by, name=name, statement=one.description or "", parent=parent, codes=members
            )
            ids.learn("theme", theme.pk, one.guid)
            new += 1
        else:
            known += 1
        paths[one.name or ""] = theme
    return new, known


exporting.additions.append(add_themes)
actions.theme_makers.append(make_themes)
