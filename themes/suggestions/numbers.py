"""What was suggested and what people did with it: the numbers for a methods section, from rows and the history."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from themes.suggestions.models import Suggestion, SuggestionRun, SuggestionState
from themes.suggestions.queries import is_closed, runs_of
from workbench.audit.models import Event
from workbench.projects.models import Project

# What stands in the history of a run; acts that were taken back do not count.
MOVED, LEFT_OUT = "suggestion.passages_moved", "suggestions.passages_left_out"
SPLIT_OFF, CODED = "suggestion.split_off", "codings.suggested"


@dataclass(frozen=True)
class RunNumbers:
    """One run in numbers: what was suggested from what, and what people made of it.

    `closed` says that sources are being coded blind and the run was made of coded quotations: then nothing is counted.
    `shown` are the suggestions in the cut that is shown first, `cut` how many themes were asked of the tree there (None
    without a tree). `reasons` are those given for rejections, the most frequent first. `split` were taken apart into
    their subthemes or had some of their passages taken out; `moved` and `left_out` are passages, `codings` codings made
    from suggestions, `codes` the codes that these applied. `decided_cuts` are the numbers of themes of the cuts in
    which something was accepted or rejected.
    """

    run: int
    made_at: datetime
    kind: str
    model: str
    seed: int
    question: str | None
    closed: bool
    passages: int = 0
    cases: int = 0
    unassigned: int = 0
    shown: int = 0
    cut: int | None = None
    accepted: int = 0
    renamed: int = 0
    merged: int = 0
    split: int = 0
    rejected: int = 0
    folded: int = 0
    moved: int = 0
    left_out: int = 0
    codings: int = 0
    codes: tuple[str, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    decided_cuts: tuple[int, ...] = field(default=())


def suggestion_numbers(project: Project) -> list[RunNumbers]:
    """Return the numbers of every run, the first one first; three queries, and what is sealed is not counted."""
    runs = list(runs_of(project).select_related("project").order_by("made_at", "pk"))
    rows: dict[int, list[Suggestion]] = defaultdict(list)
    for one in Suggestion.objects.filter(run__project=project).order_by("pk").defer("centroid", "key_phrases"):
        rows[one.run_id].append(one)
    run_of = {one.pk: one.run_id for found in rows.values() for one in found}
    acts = _acts(project, run_of)
    return [_numbers(run, rows[run.pk], acts[run.pk]) for run in runs]


def _acts(project: Project, run_of: dict[int, int]) -> dict[int, list[Event]]:
    """Return by run what was done and not taken back."""
    done = Event.objects.filter(project_id=project.pk, undoes=None, undone_at=None)
    found: dict[int, list[Event]] = defaultdict(list)
    for event in done.filter(action__in=[MOVED, LEFT_OUT, SPLIT_OFF, CODED]).order_by("pk"):
        if event.action == LEFT_OUT:
            run = int(event.subject_id)
        elif event.action == CODED:
            run = event.after["run"]
        else:
            run = run_of.get(int(event.subject_id), 0)
        found[run].append(event)
    return found


def _numbers(run: SuggestionRun, rows: list[Suggestion], acts: list[Event]) -> RunNumbers:
    known = {
        "run": run.pk, "made_at": run.made_at, "kind": run.kind, "model": run.model, "seed": run.seed,
        "question": run.parameters.get("question"),
    }  # fmt: skip
    if is_closed(run):
        return RunNumbers(**known, closed=True)
    states = Counter(one.state for one in rows)
    rejected = [one for one in rows if one.state == SuggestionState.REJECTED]
    cuts = {one.settled_cut for one in rows if one.settled_cut is not None and one.settled_cut < len(run.cuts)}
    return RunNumbers(
        **known,
        closed=False,
        passages=run.passages,
        cases=run.cases,
        unassigned=run.unassigned,
        shown=sum(_is_shown(run, one) for one in rows),
        cut=None if run.usual_cut is None else run.cuts[run.usual_cut],
        accepted=states[SuggestionState.ACCEPTED],
        renamed=sum(one.label != one.machine_label for one in rows),
        merged=states[SuggestionState.MERGED],
        split=states[SuggestionState.SPLIT]
        + len({event.after["_from"] for event in acts if event.action == SPLIT_OFF}),
        rejected=len(rejected),
        folded=sum(one.like_rejected_id is not None for one in rows if _is_shown(run, one)),
        moved=len(_passages(acts, MOVED)),
        left_out=len(_passages(acts, LEFT_OUT)),
        codings=sum(event.after["codings"] for event in acts if event.action == CODED),
        codes=tuple(dict.fromkeys(event.subject_label for event in acts if event.action == CODED)),
        reasons=tuple(Counter(one.reason for one in rejected if one.reason).most_common()),
        decided_cuts=tuple(sorted(run.cuts[cut] for cut in cuts)),
    )


def _is_shown(run: SuggestionRun, one: Suggestion) -> bool:
    """Say whether the machine's suggestion stands in the cut that is shown first."""
    if one.split_from_id is not None:
        return False
    if run.usual_cut is None:
        return one.parent_id is None
    return one.first_cut is not None and one.first_cut <= run.usual_cut <= one.last_cut


def _passages(acts: Iterable[Event], action: str) -> set[int]:
    return {passage for event in acts if event.action == action for passage in event.after["_passages"]}
