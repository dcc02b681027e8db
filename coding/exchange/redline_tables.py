"""Two versions of the codebook, with what changed between them marked word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.codebook.differences import Piece
from coding.codebook.models import CodebookVersion
from coding.codebook.queries import frozen_form
from coding.codebook.redline import ADDED, MERGED, MOVED, REMOVED, RENAMED, REWORDED, Line, redline
from coding.quotations.queries import merged_into
from workbench.exporting.documents import Cell, Changed, Column, Document, Phrase, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

NOW = "now"
KINDS = {
    ADDED: gettext_lazy("added"),
    REMOVED: gettext_lazy("taken out"),
    RENAMED: gettext_lazy("renamed"),
    MOVED: gettext_lazy("moved"),
    REWORDED: gettext_lazy("reworded"),
}


def before_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the versions to compare from, the latest first."""
    return [(str(one.number), _label(one)) for one in CodebookVersion.objects.filter(project=project).defer("codes")]


def after_choices(project: Project, viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the versions to compare with: the codebook as it is now, then the latest first."""
    return [(NOW, _("The codebook as it is now")), *before_choices(project, viewer)]


def _label(version: CodebookVersion) -> str:
    day = date_format(timezone.localtime(version.created_at), "j M Y")
    return _("Version %(number)s, %(day)s") % {"number": version.number, "day": day}


def build_redline(project: Project, _viewer: Membership | None, before: str = "", after: str = NOW) -> Document:
    """Return the codes that differ between two states of the codebook; raises WorkbenchError where there is no version.

    A codebook is no secret of a blind round: everybody codes with it.
    """
    versions = {str(one.number): one for one in CodebookVersion.objects.filter(project=project)}
    old = versions.get(before) or next(iter(versions.values()), None)
    if old is None:
        raise WorkbenchError(
            _("There is nothing to compare yet: a version of the codebook is kept whenever a round begins.")
        )
    new = versions.get(after)
    lines = redline(old.codes, new.codes if new else frozen_form(project), merged_into(project))
    facts = {"before": _label(old), "after": _label(new) if new else _today()}
    table = Table(
        title=_("Changes of the codebook: %(before)s, and %(after)s") % facts,
        columns=[
            Column(_("Code"), width=1.5),
            Column(_("Change"), width=0.9),
            Column(_("Definition"), width=2.6),
            Column(_("When to use"), width=2.2),
            Column(_("When not to use"), width=2.2),
            Column(_("Example"), width=2),
        ],
        rows=[_row(line) for line in lines],
        notes=[_counted(lines), _("Codes that are the same in both are left out.")],
        sheet=_("Changes"),
    )
    title = _("Changes of the codebook of “%(project)s”") % {"project": project.name}
    return Document(title=title, tables=[table], landscape=True, facts=[f"{facts['before']}; {facts['after']}."])


def _today() -> str:
    return _("the codebook of %(day)s") % {"day": date_format(timezone.localdate(), "j F Y")}


def _row(line: Line) -> list[Cell]:
    said = _("merged into %(code)s") % {"code": line.into} if MERGED in line.kinds else ""
    kinds = said or ", ".join(str(KINDS[kind]) for kind in line.kinds)
    return [
        _cell(line.path),
        kinds,
        *(_cell(line.texts[name]) for name in ("definition", "include", "exclude", "example")),
    ]


def _cell(found: Iterable[Piece]) -> Cell:
    """A cell whose words are all the same is plain text."""
    phrases = tuple(Phrase(piece.text, "" if piece.kind == "same" else piece.kind) for piece in found)
    if any(phrase.mark for phrase in phrases):
        return Changed(phrases)
    return "".join(phrase.text for phrase in phrases)


def _counted(lines: list[Line]) -> str:
    counts = Counter(kind for line in lines for kind in line.kinds)
    names = KINDS | {MERGED: gettext_lazy("merged")}
    said = ", ".join(f"{counts[kind]} {names[kind]}" for kind in names if counts[kind])
    return _("%(said)s.") % {"said": said} if said else _("Nothing changed.")


REDLINE = Exporter(
    what="codebook-redline",
    holds=("codes",),
    label=gettext_lazy("Changes of the codebook"),
    description=gettext_lazy(
        "Two versions of the codebook compared: codes added, taken out, renamed, moved and merged, and every wording "
        "that changed, as tracked changes in Word."
    ),
    formats=("docx", "html", "md", "tex", "xlsx", "csv", "json"),
    build=build_redline,
    position=12,
    choices=(
        Choice("before", gettext_lazy("From"), before_choices),
        Choice("after", gettext_lazy("To"), after_choices),
    ),
)
