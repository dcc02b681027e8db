"""Passages move between suggestions, suggestions are taken apart, and every act is taken back and done again."""

import pytest

from tests.factories import coding as make_coding
from tests.factories import themes as make
from themes.suggestions.actions import merge_suggestions, reject_suggestion, rename_suggestion
from themes.suggestions.cards import cards_of, shown_of
from themes.suggestions.models import RunPassage, SuggestedPassage, Suggestion, SuggestionState
from themes.suggestions.numbers import suggestion_numbers
from themes.suggestions.queries import loose_passages
from themes.suggestions.reviewing import leave_out, move_passages, split_off, split_suggestion
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.acts import act
from workbench.audit.undo import next_redo, next_undo
from workbench.web.errors import WorkbenchError

TEXTS = ["Errors", "That n", "Nothin"]


@pytest.fixture
def run(study):
    """A tree of two themes, the first of two parts; two passages a part, one passage that nothing holds."""
    run = make.SuggestionRunFactory(project=study.project, made_by=study.lead, cuts=[2, 3], usual_cut=0, passages=7)
    trust = make.SuggestionFactory(run=run, label="Trust", first_cut=0, last_cut=0)
    for number in range(2):
        part = make.SuggestionFactory(run=run, label=f"Part {number}", parent=trust, first_cut=1, last_cut=1)
        for place in range(2):
            put(study, number, place, trust, part)
    time = make.SuggestionFactory(run=run, label="Time", first_cut=0, last_cut=1)
    for place in range(2):
        put(study, 2, place, time)
    make.RunPassageFactory(run=run, source=study.answers[0], start=6, end=9)
    return run


def put(study, answer, place, *suggestions):
    span = {"start": 3 * place, "end": 3 * place + 3}
    for one in suggestions:
        make.SuggestedPassageFactory(
            suggestion=one, source=study.answers[answer], case=study.cases[answer % 2], exemplar=place + 1, **span
        )


def named(run, label):
    return run.suggestions.get(label=label)


def held(run):
    """Return which passages stand where: {label: how many}."""
    rows = SuggestedPassage.objects.filter(suggestion__run=run).values_list("suggestion__label", flat=True)
    return {label: list(rows).count(label) for label in set(rows)}


def passages_in(suggestion, number=1):
    return [row.passage for row in suggestion.passages.order_by("pk")[:number]]


def undo(study):
    found = next_undo(study.coder, study.project.pk)
    with act():
        undo_act(project_id=study.project.pk, by=study.coder, key=found.key, may=lambda _: True)


def redo(study):
    found = next_redo(study.coder, study.project.pk)
    with act():
        redo_act(project_id=study.project.pk, by=study.coder, key=found.key, may=lambda _: True)


def test_a_moved_passage_leaves_what_it_stood_in_and_stands_in_all_above_its_new_place(run, study):
    before = held(run)
    move_passages(passages=passages_in(named(run, "Time")), into=named(run, "Part 1"), by=study.coder)
    assert held(run) == before | {"Time": 1, "Part 1": 3, "Trust": 5}
    card = next(card for card in cards_of(run) if card.suggestion.label == "Trust")
    assert (card.size, card.by_hand) == (5, 1)
    undo(study)
    assert held(run) == before
    assert SuggestedPassage.objects.filter(exemplar__isnull=False, by_hand=False).count() == 10
    redo(study)
    assert held(run)["Part 1"] == 3


def test_what_fits_nowhere_is_pulled_in_and_what_does_not_belong_is_left_out(run, study):
    [loose] = loose_passages(run)
    assert move_passages(passages=[loose], into=named(run, "Time"), by=study.coder) == 1
    assert not loose_passages(run).exists()
    assert leave_out(run=run, passages=[loose, *passages_in(named(run, "Part 0"))], by=study.coder) == 2
    assert (held(run)["Part 0"], held(run)["Trust"], held(run)["Time"]) == (1, 3, 2)
    assert loose_passages(run).count() == 2
    undo(study)
    assert held(run)["Time"] == 3
    undo(study)
    assert list(loose_passages(run)) == [loose]


def test_what_was_decided_keeps_its_passages(run, study):
    time = named(run, "Time")
    reject_suggestion(suggestion=time, by=study.coder, reason="Not about the question")
    move_passages(passages=passages_in(time), into=named(run, "Trust"), by=study.coder)
    assert (held(run)["Time"], held(run)["Trust"]) == (2, 5)
    with pytest.raises(WorkbenchError):
        move_passages(passages=passages_in(named(run, "Trust")), into=time, by=study.coder)


def test_a_suggestion_is_split_into_its_subthemes(run, study):
    trust = named(run, "Trust")
    assert [one.label for one in split_suggestion(suggestion=trust, by=study.coder, cut=0)] == ["Part 0", "Part 1"]
    assert sorted(card.suggestion.label for card in cards_of(run, 0)) == ["Part 0", "Part 1", "Time"]
    undo(study)
    assert sorted(card.suggestion.label for card in cards_of(run, 0)) == ["Time", "Trust"]
    redo(study)
    assert named(run, "Trust").state == SuggestionState.SPLIT
    with pytest.raises(WorkbenchError, match="no two open subthemes"):
        split_suggestion(suggestion=named(run, "Time"), by=study.coder)


def test_some_of_its_passages_become_a_suggestion_of_their_own(run, study):
    part = named(run, "Part 0")
    new = split_off(suggestion=part, passages=passages_in(part), label=" Doubts ", by=study.coder)
    assert (new.label, new.parent.label, new.cases) == ("Doubts", "Trust", 1)
    assert held(run) == {"Trust": 4, "Part 0": 1, "Part 1": 2, "Doubts": 1, "Time": 2}
    assert "Doubts" in {card.suggestion.label for card in cards_of(run, 1)}
    for wrong in ([], passages_in(named(run, "Time")), [row.passage for row in part.passages.all()]):
        with pytest.raises(WorkbenchError):
            split_off(suggestion=part, passages=wrong, label="Other", by=study.coder)
    undo(study)
    assert not Suggestion.objects.filter(label="Doubts").exists()
    redo(study)
    assert Suggestion.objects.get(label="Doubts").pk == new.pk
    undo(study)
    assert held(run) == {"Trust": 4, "Part 0": 2, "Part 1": 2, "Time": 2}


def test_names_rejections_and_merges_are_taken_back_and_done_again(run, study):
    trust, time = named(run, "Trust"), named(run, "Time")
    rename_suggestion(suggestion=trust, label="Confidence", by=study.coder)
    merge_suggestions(into=time, others=[trust], by=study.coder)
    reject_suggestion(suggestion=time, by=study.coder, reason="Too broad", cut=0)
    for state, label in (("proposed", "Confidence"), ("proposed", "Confidence"), ("proposed", "Trust")):
        undo(study)
        assert Suggestion.objects.get(pk=time.pk).state == state
        assert Suggestion.objects.get(pk=trust.pk).label == label
    for _time in range(3):
        redo(study)
    time.refresh_from_db()
    assert (time.state, time.reason, time.settled_cut) == ("rejected", "Too broad", 0)
    assert Suggestion.objects.get(pk=trust.pk).merged_into == time


def test_what_was_decided_stays_in_view_whatever_the_cut(run, study):
    assert {card.suggestion.label for card in shown_of(run, 1).open} == {"Part 0", "Part 1", "Time"}
    reject_suggestion(suggestion=named(run, "Trust"), by=study.coder, cut=0)
    fine = shown_of(run, 1)
    assert ({card.suggestion.label for card in fine.open}, fine.within) == ({"Time"}, 2)
    assert [card.suggestion.label for card in fine.decided] == ["Trust"]
    undo(study)
    reject_suggestion(suggestion=named(run, "Part 1"), by=study.coder, cut=1)
    coarse = shown_of(run, 0)
    assert [card.suggestion.label for card in coarse.decided] == ["Part 1"]
    assert [card.elsewhere for card in coarse.open if card.suggestion.label == "Trust"] == [2]


def test_one_like_what_was_rejected_is_folded_until_that_is_taken_back(run, study):
    time = named(run, "Time")
    other = make.SuggestionRunFactory(project=study.project, cuts=[1], usual_cut=0)
    again = make.SuggestionFactory(run=other, label="Hours", first_cut=0, last_cut=0, like_rejected=time)
    assert shown_of(other).open[0].suggestion == again
    reject_suggestion(suggestion=time, by=study.coder)
    assert shown_of(other).folded[0].suggestion == again


def test_what_people_did_is_counted_for_the_methods_section(run, study):
    rename_suggestion(suggestion=named(run, "Trust"), label="Confidence", by=study.coder)
    move_passages(passages=passages_in(named(run, "Time")), into=named(run, "Part 0"), by=study.coder)
    leave_out(run=run, passages=passages_in(named(run, "Time")), by=study.coder)
    undo(study)
    reject_suggestion(suggestion=named(run, "Time"), by=study.coder, reason="Off topic", cut=1)
    [numbers] = suggestion_numbers(study.project)
    assert (numbers.passages, numbers.shown, numbers.cut) == (7, 2, 2)
    assert (numbers.renamed, numbers.moved, numbers.left_out) == (1, 1, 0)
    assert (numbers.rejected, numbers.reasons, numbers.decided_cuts) == (1, (("Off topic", 1),), (3,))


def test_nothing_is_counted_of_codings_made_blind(run, study):
    run.kind = "quotations"
    run.save()
    make_coding.AssignmentFactory(source=study.answers[0], coder=study.coder, sealed=True)
    [numbers] = suggestion_numbers(study.project)
    assert numbers.closed
    assert numbers.passages == numbers.shown == 0


def test_numbers_take_as_many_queries_for_three_runs_as_for_one(run, study, count_queries):
    one = count_queries(lambda: suggestion_numbers(study.project))
    for _run in range(2):
        make.SuggestionFactory(run=make.SuggestionRunFactory(project=study.project))
    assert count_queries(lambda: suggestion_numbers(study.project)) == one


def test_passages_of_other_runs_are_refused(run, study):
    foreign = make.RunPassageFactory(run=make.SuggestionRunFactory(project=study.project), source=study.answers[0])
    with pytest.raises(WorkbenchError):
        move_passages(passages=[foreign], into=named(run, "Time"), by=study.coder)
    with pytest.raises(WorkbenchError):
        leave_out(run=run, passages=[foreign], by=study.coder)
    assert RunPassage.objects.filter(run=run).count() == 7
