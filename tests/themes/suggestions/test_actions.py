"""What people decide about suggestions is kept beside what was proposed, and can be taken back."""

import pytest

from tests.factories import coding as make
from tests.factories import themes as make_themes
from themes.embeddings.passages import Passage
from themes.suggestions import actions
from themes.suggestions.cards import cards_of
from themes.suggestions.models import SuggestionState
from themes.suggestions.proposals import Member, Proposals, Suggestion
from themes.suggestions.queries import passages_behind
from themes.suggestions.storing import store_run
from themes.suggestions.suggesting import Asked, Found
from workbench.audit.models import Event
from workbench.jobs.models import Job
from workbench.web.errors import WorkbenchError


def proposed(number: int, parent: int | None = None, places: tuple[int, ...] = (0,), **changes) -> Suggestion:
    facts = {
        "id": number, "parent": parent, "part": parent is not None, "label": f"Label {number}",
        "key_phrases": ("one", "two"),
        "size": len(places), "cases": 2, "stability": 0.8, "came_back": 20, "draws": 25, "coherence": 0.3,
        "silhouette": 0.2, "strength": "strong", "exemplars": places[:1], "contrasts": places[1:2],
        "passages": tuple(Member(place, 0.9 - place / 10) for place in places),
    }  # fmt: skip
    return Suggestion(**facts | changes)


@pytest.fixture
def found(study) -> Found:
    sources = study.answers
    passages = [Passage(one.pk, one.case_id, 0, 6, one.text[:6]) for one in sources]
    suggestions = (proposed(1, places=(0, 1)), proposed(2, parent=1, places=(0,)), proposed(3, places=(2,)))
    return Found(Asked("answers", 7), "model", passages, Proposals(suggestions, (), {"seed": 7}), {"seed": 7})


@pytest.fixture
def run(study, found):
    return store_run(project=study.project, by=study.lead, found=found)


def test_a_run_keeps_what_was_found_and_how(run, study):
    assert (run.kind, run.seed, run.passages, run.cases, run.made_by) == ("answers", 7, 3, 3, study.lead)
    cards = cards_of(run)
    assert [card.suggestion.label for card in cards] == ["Label 1", "Label 3"]
    assert [(card.size, card.cases) for card in cards] == [(2, 2), (1, 1)]
    assert [part.suggestion.label for part in cards[0].parts] == ["Label 2"]
    assert [passage.text for passage in cards[0].exemplars] == [study.answers[0].text[:6]]
    assert [passage.text for passage in cards[0].contrasts] == [study.answers[1].text[:6]]
    assert Event.objects.filter(action="suggestions.made").count() == 1


def test_a_job_that_runs_twice_stores_one_run(study, found):
    job = Job.objects.create(project=study.project, kind="themes.suggest", label="x", owner=study.lead)
    first = store_run(project=study.project, by=study.lead, found=found, job=job)
    assert store_run(project=study.project, by=study.lead, found=found, job=job) == first


def test_renaming_keeps_the_machines_label(run, study):
    suggestion = run.suggestions.first()
    actions.rename_suggestion(suggestion=suggestion, label="  Errors   in notes ", by=study.coder)
    suggestion.refresh_from_db()
    assert (suggestion.label, suggestion.machine_label) == ("Errors in notes", "Label 1")
    with pytest.raises(WorkbenchError):
        actions.rename_suggestion(suggestion=suggestion, label="  ", by=study.coder)


def test_a_rejection_can_be_taken_back(run, study):
    suggestion = run.suggestions.first()
    actions.reject_suggestion(suggestion=suggestion, by=study.coder)
    assert (suggestion.state, suggestion.settled_by) == (SuggestionState.REJECTED, study.coder)
    with pytest.raises(actions.SuggestionSettled):
        actions.rename_suggestion(suggestion=suggestion, label="other", by=study.coder)
    actions.restore_suggestion(suggestion=suggestion, by=study.coder)
    assert (suggestion.state, suggestion.settled_by) == (SuggestionState.PROPOSED, None)


def test_merged_suggestions_count_as_one_until_restored(run, study):
    into, other = run.suggestions.get(label="Label 1"), run.suggestions.get(label="Label 3")
    actions.merge_suggestions(into=into, others=[other], by=study.coder)
    [card] = cards_of(run)
    assert (card.size, card.cases, card.absorbed) == (3, 3, [other])
    assert passages_behind(into).count() == 3
    actions.restore_suggestion(suggestion=run.suggestions.get(pk=other.pk), by=study.coder)
    assert [one.size for one in cards_of(run)] == [2, 1]


def test_what_was_merged_before_moves_along(run, study):
    first, second = run.suggestions.get(label="Label 1"), run.suggestions.get(label="Label 3")
    third = make_themes.SuggestionFactory(run=run, label="Third", position=9)
    actions.merge_suggestions(into=second, others=[third], by=study.coder)
    actions.merge_suggestions(into=first, others=[second], by=study.coder)
    assert [card.suggestion.label for card in cards_of(run)] == ["Label 1"]
    assert run.suggestions.filter(merged_into=first).count() == 2


def test_a_theme_is_not_merged_with_its_own_part_nor_across_runs(run, study):
    theme, part = run.suggestions.get(label="Label 1"), run.suggestions.get(label="Label 2")
    foreign = make_themes.SuggestionFactory(run__project=study.project)
    for other in (part, foreign):
        with pytest.raises(WorkbenchError):
            actions.merge_suggestions(into=theme, others=[other], by=study.coder)
    with pytest.raises(WorkbenchError):
        actions.merge_suggestions(into=theme, others=[theme], by=study.coder)


def test_quotations_of_a_source_coded_blind_disappear_from_suggestions(run, study):
    run.kind = "quotations"
    run.save()
    make.AssignmentFactory(source=study.answers[0], coder=study.coder, sealed=True)
    card = cards_of(run)[0]
    assert (card.size, card.exemplars) == (1, [])
    run.kind = "answers"
    run.save()
    assert cards_of(run)[0].size == 2


def test_no_two_of_those_merged_may_hold_each_others_passages(run, study):
    theme, part = run.suggestions.get(label="Label 1"), run.suggestions.get(label="Label 2")
    third = run.suggestions.get(label="Label 3")
    with pytest.raises(WorkbenchError, match="subthemes"):
        actions.merge_suggestions(into=third, others=[theme, part], by=study.coder)
    actions.merge_suggestions(into=third, others=[part], by=study.coder)
    with pytest.raises(WorkbenchError, match="subthemes"):
        actions.merge_suggestions(into=third, others=[theme], by=study.coder)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "pictures"},
        {"kind": "answers", "seed": -1},
        {"kind": "answers", "themes": 0},
        {"kind": "sentences", "question": 1},
    ],
)
def test_what_cannot_be_asked_is_said(study, wrong):
    with pytest.raises(WorkbenchError):
        actions.start_suggesting(project=study.project, by=study.lead, **wrong)
