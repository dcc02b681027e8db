"""What was asked of an export, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from workbench.exporting.registry import Choice, Exporter, exporter_of, exporters
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


def wanted_exporter(what: str, format_: str | None = None) -> Exporter:
    """Return the exporter of this name, which can write the format if one is given.

    Raises WorkbenchError, which says what there is.
    """
    try:
        exporter = exporter_of(what)
    except KeyError:
        known = ", ".join(sorted(exporter.what for exporter in exporters()))
        raise WorkbenchError(
            _("There is no export “%(what)s”. There are: %(known)s.") % {"what": what, "known": known}
        ) from None
    if format_ is None:
        return exporter
    if format_ not in exporter.formats:
        raise WorkbenchError(
            _("“%(what)s” cannot be written as %(format)s. It can be written as: %(known)s.")
            % {"what": what, "format": format_ or "?", "known": ", ".join(exporter.formats)}
        )
    return exporter


def chosen_options(
    exporter: Exporter,
    project: Project,
    viewer: Membership | None,
    given: Mapping[str, str],
    common: Sequence[Choice] = (),
) -> dict[str, str]:
    """Return a value for every choice of the export, and of those in `common`: the given one, or the first.

    Raises WorkbenchError for a name or value that is not on offer.
    """
    choices = [*exporter.choices, *common]
    names = [choice.name for choice in choices]
    if unknown := sorted(set(given) - set(names)):
        raise WorkbenchError(
            _("“%(what)s” has no option “%(name)s”. It has: %(known)s.")
            % {"what": exporter.what, "name": unknown[0], "known": ", ".join(names) or _("none")}
        )
    options: dict[str, str] = {}
    for choice in choices:
        values = [value for value, _label in choice.values(project, viewer)]
        wanted = given.get(choice.name)
        if choice.several and wanted and len(wanted.splitlines()) > 1:
            options[choice.name] = _several(choice, values, wanted.splitlines())
            continue
        same = [value for value in values if wanted is not None and value.casefold() == wanted.casefold()]
        if wanted is not None and not same:
            raise WorkbenchError(
                _("“%(value)s” is no %(name)s of this study. Choose one of: %(known)s.")
                % {"value": wanted, "name": choice.name, "known": ", ".join(values) or _("none")}
            )
        if values:
            options[choice.name] = same[0] if same else values[0]
    return options


def _several(choice: Choice, values: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the values that were chosen together, one a line; raises WorkbenchError for one that is not on offer."""
    for one in wanted:
        if one not in values:
            raise WorkbenchError(
                _("“%(value)s” is no %(name)s of this study. Choose one of: %(known)s.")
                % {"value": one, "name": choice.name, "known": ", ".join(values) or _("none")}
            )
    return "\n".join(together(wanted, values[0]))


def together(wanted: Sequence[str], first: str) -> list[str]:
    """Return what was chosen of several: the first that is on offer stands for none of the others."""
    return [one for one in wanted if one != first] or [first]
