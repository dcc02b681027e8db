"""What each further interview added: new codes, and where new information fell below a threshold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.analysis.charting import curve_of
from coding.analysis.choices import LAYER, OF, SCOPE, fixed
from coding.analysis.kinds import CODES
from coding.analysis.queries import EVERYTHING, TRANSCRIPTS, Frame, frame_of, scope_choices
from coding.analysis.registry import Analysis
from coding.analysis.results import PASSAGES, Behind, Result, Rows
from coding.analysis.saturating import EMPTY_BASE, TOO_FEW, Saturation, saturation
from coding.analysis.telling import asks_of, facts_of, scope_words
from coding.cases.groups import natural
from coding.codings.models import Assignment
from coding.quotations.layers import ALL, CONSENSUS, layer_codings
from coding.sources.models import Case
from workbench.exporting.documents import Column, Share
from workbench.exporting.registry import Choice
from workbench.membership.models import Membership
from workbench.projects.models import Project

CODED, IMPORTED, NAMED = "coded", "imported", "name"
TEXTS, CASES = "texts", "cases"


def interviews_first(project: Project, viewer: Membership | None) -> list[tuple[str, str]]:
    """Offer the texts as everywhere, but transcripts first: saturation is asked of interviews."""
    offered = scope_choices(project, viewer)
    return sorted(offered, key=lambda choice: choice[0] != TRANSCRIPTS)


def _numbers(values: tuple[int, ...]) -> list[tuple[str, str]]:
    return [(str(value), str(value)) for value in values]


CHOICES = (
    Choice(
        "order",
        gettext_lazy("In the order of"),
        fixed(lambda: [(IMPORTED, _("Import")), (CODED, _("Coding")), (NAMED, _("Names"))]),
    ),
    Choice(
        "unit", gettext_lazy("An interview is"), fixed(lambda: [(TEXTS, _("Each text")), (CASES, _("Each case"))])
    ),
    Choice("size", gettext_lazy("Base size"), fixed(lambda: _numbers((4, 5, 6, 3)))),
    Choice("run", gettext_lazy("Run length"), fixed(lambda: _numbers((2, 3, 1)))),
    Choice("threshold", gettext_lazy("New information"), fixed(lambda: [("5", _("At most 5%")), ("0", _("None"))])),
    OF,
    LAYER,
    Choice("scope", SCOPE.label, interviews_first),
)  # fmt: skip


@dataclass(frozen=True)
class Interview:
    """A text or a case with the lines in it, in the order in which they stand there."""

    key: int
    name: str
    lines: tuple[int, ...]


def build_saturation(
    project: Project,
    viewer: Membership | None,
    *,
    order: str = IMPORTED,
    unit: str = TEXTS,
    size: str = "4",
    run: str = "2",
    threshold: str = "5",
    of: str = CODES,
    layer: str = ALL,
    scope: str = EVERYTHING,
) -> Result:
    """Return new codes by interview, runs of interviews with their new information, and the curve."""
    frame = frame_of(project, viewer, of=of, layer=layer, scope=scope)
    interviews, unread = interviews_of(frame, order, unit)
    found = saturation([one.lines for one in interviews], base=int(size), run=int(run), threshold=int(threshold) / 100)
    summary = summary_of(found, int(run), int(threshold))
    rows = _rows(frame, interviews, found, scope, unit)
    notes = [
        _(
            "Base: the different codes of the first %(base)s interviews. Run: %(run)s interviews, each beginning one "
            "interview after the one before. New information: codes that no earlier interview had, of "
            "the %(codes)s of the base. Guest, Namey & Chen (2020), PLoS ONE 15(5): e0232076."
        )
        % {"base": size, "run": run, "codes": found.base_codes},
        _("Interviews are %(texts)s, in the order of %(order)s; each code counts for itself.")
        % {"texts": scope_words(scope), "order": _ORDERS[order]()},
    ]
    if unread:
        notes.append(_("Left out are texts that nobody has coded or read yet: %(count)s.") % {"count": unread})
    sheet = rows.sheet(_("New codes by interview"), notes, _("Saturation"))
    return Result(
        title=_("Saturation in “%(project)s”") % {"project": project.name},
        sheets=[sheet],
        figures=[curve_of(interviews, found, sheet.table)],
        facts=facts_of(frame),
        summary=summary,
    )


_ORDERS = {IMPORTED: lambda: _("import"), CODED: lambda: _("coding"), NAMED: lambda: _("their names")}


def interviews_of(frame: Frame, order: str, unit: str) -> tuple[list[Interview], int]:
    """Return the interviews that somebody read, in order, and how many texts nobody has read. Up to three queries."""
    read = set(frame.mentions.source.tolist()) | _read_in(frame)
    texts = [text for text in frame.texts.values() if text.key in read]
    if order == NAMED:
        texts.sort(key=lambda text: natural(text.name))
    elif order == CODED:
        begun = _begun(frame)
        texts.sort(key=lambda text: (begun.get(text.key) is None, begun.get(text.key), text.key))
    lines: dict[int, dict[int, None]] = defaultdict(dict)
    place_of = {text.key: place for place, text in enumerate(texts)}
    mentions = frame.mentions
    unit_of = mentions.case if unit == CASES else mentions.source
    spots = sorted(
        zip(
            (place_of[key] for key in mentions.source.tolist()),
            mentions.start.tolist(),
            unit_of.tolist(),
            mentions.line.tolist(),
            strict=True,
        )
    )
    for _place, _start, one, line in spots:
        lines[one].setdefault(line)
    if unit == TEXTS:
        return [Interview(text.key, text.name, tuple(lines[text.key])) for text in texts], len(frame.texts) - len(texts)
    names = dict(Case.objects.filter(project=frame.project).values_list("pk", "name"))
    speaking = [text.case for text in texts if text.case] + [case for case in lines if case]
    keys = list(dict.fromkeys(speaking))
    return [Interview(key, names[key], tuple(lines[key])) for key in keys], len(frame.texts) - len(texts)


def _read_in(frame: Frame) -> set[int]:
    """The texts that somebody has read to the end, whether or not they applied anything."""
    if frame.layer == CONSENSUS:
        return set()
    done = Assignment.objects.filter(project=frame.project, done_at__isnull=False)
    if frame.layer != ALL:
        names = frame.layer.partition(":")[2]
        done = done.filter(coder__name__iexact=names)
    return set(done.values_list("source_id", flat=True)) & frame.texts.keys()


def _begun(frame: Frame) -> dict[int, object]:
    codings = layer_codings(frame.project, frame.viewer, frame.layer).order_by()
    return dict(codings.values("source").annotate(first=Min("created_at")).values_list("source", "first"))


def summary_of(found: Saturation, run: int, threshold: int) -> str:
    """Say in a sentence whether the threshold was met, and where."""
    if found.reason == TOO_FEW:
        return _("There are not yet as many interviews as the base and one run need.")
    if found.reason == EMPTY_BASE:
        return _("The interviews of the base have no codes, so that nothing can be compared with them.")
    if found.reached is None:
        text = _(
            "Not reached: every run of %(run)s interviews still brought more than %(threshold)s%% new information."
        )
        return text % {"run": run, "threshold": threshold}
    met = next(one for one in found.runs if one.first == found.reached + 1)
    text = _(
        "Reached at %(reached)s+%(run)s interviews: numbers %(first)s to %(last)s brought %(new)s new codes, "
        "%(share)s%% of the %(base)s of the base."
    )
    numbers = {"first": met.first, "last": met.last, "new": met.new, "base": found.base_codes}
    return text % {**numbers, "reached": found.reached, "run": run, "share": f"{100 * met.share:.1f}"}


def _rows(frame: Frame, interviews: list[Interview], found: Saturation, scope: str, unit: str) -> Rows:
    rows = Rows(
        [
            Column(_("Interview"), width=1.4),
            Column(_("Codes"), numeric=True, width=0.6),
            Column(_("New"), numeric=True, width=0.6),
            Column(_("All so far"), numeric=True, width=0.6),
            Column(_("Run"), width=0.7),
            Column(_("New in the run"), numeric=True, width=0.9),
            Column(_("Which are new"), width=3),
        ]
    )
    ended = {run.last: run for run in found.runs}
    narrow = "case" if unit == CASES else "source"
    for number, (one, step) in enumerate(zip(interviews, found.steps, strict=True), start=1):
        run = ended.get(number)
        behind = Behind(PASSAGES, asks_of(frame, scope, **{narrow: one.key}))
        rows.add(
            one.name,
            (step.codes, behind if step.codes else None),
            len(step.new),
            step.total,
            f"{run.first}–{run.last}" if run else "",
            Share(run.new, found.base_codes) if run else None,
            "; ".join(frame.lines[line].name for line in step.new),
        )
    return rows


SATURATION = Analysis(
    what="saturation",
    tab=gettext_lazy("Saturation"),
    label=gettext_lazy("Saturation"),
    lede=gettext_lazy("What each further interview added, and from where on interviews brought hardly anything new."),
    build=build_saturation,
    choices=CHOICES,
    position=50,
    figure=gettext_lazy("Saturation, curve"),
)
