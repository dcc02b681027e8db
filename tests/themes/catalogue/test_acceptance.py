"""An accepted suggestion becomes a theme with its passages as quotations, until that is taken back."""

import pytest

from coding.codings.models import Coding
from tests.factories import coding as make_coding
from tests.factories import themes as make
from themes.catalogue.acceptance import accept_suggestion, code_suggestion, withdraw_acceptance
from themes.catalogue.actions import create_theme
from themes.catalogue.gathering import gather_passages
from themes.catalogue.models import Quotation, Theme
from themes.suggestions.models import SuggestionState
from themes.suggestions.numbers import suggestion_numbers
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.acts import act
from workbench.audit.models import Event
from workbench.audit.undo import next_redo, next_undo
from workbench.web.errors import WorkbenchError


@pytest.fixture
def suggestion(study):
    """A theme of two passages, one of which is in its subtheme."""
    run = make.SuggestionRunFactory(project=study.project)
    theme = make.SuggestionFactory(run=run, label="Errors")
    part = make.SuggestionFactory(run=run, label="Notes", parent=theme)
    for one, answer, case in ((theme, 0, 0), (theme, 1, 1), (part, 0, 0)):
        make.SuggestedPassageFactory(suggestion=one, source=study.answers[answer], case=study.cases[case], end=6)
    return theme


def test_passages_become_quotations_with_their_origin(study, suggestion):
    theme = accept_suggestion(suggestion=suggestion, by=study.coder, name="Mistakes", statement="They happen.")
    assert (theme.name, theme.statement, theme.suggestion) == ("Mistakes", "They happen.", suggestion)
    assert [(one.text, one.case) for one in theme.quotations.all()] == [
        ("Errors", study.cases[0]),
        ("That n", study.cases[1]),
    ]
    assert suggestion.state == SuggestionState.ACCEPTED
    with pytest.raises(WorkbenchError):
        accept_suggestion(suggestion=suggestion, by=study.coder)


def test_subthemes_take_their_passages_with_them(study, suggestion):
    theme = accept_suggestion(suggestion=suggestion, by=study.coder, with_subthemes=True)
    [child] = theme.children.all()
    assert (child.name, child.quotations.count(), theme.quotations.count()) == ("Notes", 1, 1)


def test_a_suggestion_can_be_added_to_a_theme_that_is_there(study, suggestion):
    theme = create_theme(project=study.project, by=study.lead, name="Errors")
    with pytest.raises(WorkbenchError, match="already"):
        accept_suggestion(suggestion=suggestion, by=study.coder)
    assert accept_suggestion(suggestion=suggestion, by=study.coder, into=theme) == theme
    assert theme.quotations.count() == 2


def test_merged_suggestions_are_accepted_together(study, suggestion):
    other = make.SuggestionFactory(run=suggestion.run, merged_into=suggestion, state=SuggestionState.MERGED)
    make.SuggestedPassageFactory(suggestion=other, source=study.answers[2], end=7)
    assert accept_suggestion(suggestion=suggestion, by=study.coder).quotations.count() == 3


def test_taking_back_leaves_what_people_added(study, suggestion):
    theme = accept_suggestion(suggestion=suggestion, by=study.coder, with_subthemes=True)
    make.QuotationFactory(theme=theme, source=study.answers[2], end=7)
    withdraw_acceptance(suggestion=suggestion, by=study.coder)
    assert [one.name for one in Theme.objects.all()] == ["Errors"]
    assert [one.text for one in Quotation.objects.all()] == ["Privacy"]
    assert set(suggestion.run.suggestions.values_list("state", flat=True)) == {SuggestionState.PROPOSED}


def test_taking_back_removes_a_theme_that_holds_nothing_else(study, suggestion):
    accept_suggestion(suggestion=suggestion, by=study.coder)
    withdraw_acceptance(suggestion=suggestion, by=study.coder)
    assert not Theme.objects.exists()
    with pytest.raises(WorkbenchError):
        withdraw_acceptance(suggestion=suggestion, by=study.coder)


@pytest.mark.parametrize("own", [{"statement": "They happen."}, {"name": "Mistakes"}])
def test_taking_back_leaves_a_theme_that_people_put_into_words(study, suggestion, own):
    theme = accept_suggestion(suggestion=suggestion, by=study.coder, **own)
    withdraw_acceptance(suggestion=suggestion, by=study.coder)
    assert Theme.objects.get() == theme
    assert not theme.quotations.exists()


def test_a_theme_removed_by_taking_back_is_in_the_history(study, suggestion):
    accept_suggestion(suggestion=suggestion, by=study.coder)
    withdraw_acceptance(suggestion=suggestion, by=study.coder)
    assert Event.objects.get(action="theme.deleted").before["name"] == "Errors"


def test_a_quotation_of_two_suggestions_goes_with_the_last_of_them(study, suggestion):
    theme = create_theme(project=study.project, by=study.lead, name="All")
    other = make.SuggestionFactory(run=suggestion.run)
    make.SuggestedPassageFactory(suggestion=other, source=study.answers[0], end=6)
    for one in (suggestion, other):
        accept_suggestion(suggestion=one, by=study.coder, into=theme)
    withdraw_acceptance(suggestion=suggestion, by=study.coder)
    assert [one.text for one in theme.quotations.all()] == ["Errors"]
    withdraw_acceptance(suggestion=other, by=study.coder)
    assert not theme.quotations.exists()


def test_quotations_made_of_codings_are_hidden_where_codings_are(study, suggestion):
    suggestion.run.kind = "quotations"
    suggestion.run.save()
    make_coding.AssignmentFactory(source=study.answers[1], coder=study.coder, sealed=True)
    theme = accept_suggestion(suggestion=suggestion, by=study.lead)
    assert [one.source for one in theme.quotations.all()] == [study.answers[0]]
    assert theme.quotations.get().from_codings


def undo(study):
    found = next_undo(study.coder, study.project.pk)
    with act():
        undo_act(project_id=study.project.pk, by=study.coder, key=found.key, may=lambda _: True)


def redo(study):
    found = next_redo(study.coder, study.project.pk)
    with act():
        redo_act(project_id=study.project.pk, by=study.coder, key=found.key, may=lambda _: True)


def test_an_acceptance_with_subthemes_and_a_code_is_one_act_and_is_taken_back_and_done_again(study, suggestion):
    code = study.codes["Work"]
    with act():
        accept_suggestion(suggestion=suggestion, by=study.coder, with_subthemes=True, code=code, cut=0)
    for _time in range(2):
        assert sorted(Theme.objects.values_list("name", flat=True)) == ["Errors", "Notes"]
        made = Coding.objects.filter(code=code)
        assert {(one.coder, one.origin, one.quote) for one in made} == {
            (study.coder, "suggestion", "Errors"),
            (study.coder, "suggestion", "That n"),
        }
        undo(study)
        assert not Theme.objects.exists()
        assert not Coding.objects.exists()
        suggestion.refresh_from_db()
        assert suggestion.state == SuggestionState.PROPOSED
        redo(study)


def test_a_suggestion_is_accepted_as_passages_of_a_code(study, suggestion):
    coded = code_suggestion(suggestion=suggestion, code=study.codes["Trust"], by=study.coder, cut=0)
    assert (coded.made, suggestion.state, Theme.objects.count()) == (2, SuggestionState.ACCEPTED, 0)
    event = Event.objects.get(action="codings.suggested")
    assert event.after["run"] == suggestion.run_id
    [numbers] = suggestion_numbers(study.project)
    assert (numbers.codings, numbers.codes) == (2, ("Trust",))


def test_passages_are_gathered_under_a_theme_and_scattered_again(study, suggestion):
    passages = list(suggestion.run.run_passages.all())
    with act():
        theme, count = gather_passages(run=suggestion.run, passages=passages, name="Mistakes", by=study.coder)
    assert (theme.name, count, theme.quotations.count()) == ("Mistakes", 2, 2)
    assert gather_passages(run=suggestion.run, passages=passages, theme=theme, by=study.coder)[1] == 0
    undo(study)
    assert theme.quotations.count() == 2
    undo(study)
    assert not Theme.objects.exists()
    redo(study)
    assert Theme.objects.get().quotations.count() == 2
    undo(study)
    assert not Theme.objects.exists()


def test_a_theme_that_people_added_to_stays_when_passages_are_scattered(study, suggestion):
    passages = list(suggestion.run.run_passages.all())
    with act():
        theme, _count = gather_passages(run=suggestion.run, passages=passages, name="Mistakes", by=study.coder)
    make.QuotationFactory(theme=theme, source=study.answers[2], end=7)
    undo(study)
    assert Theme.objects.get().quotations.count() == 1


def test_taking_an_acceptance_back_is_taken_back_and_themes_come_back_with_their_keys(study, suggestion):
    with act():
        theme = accept_suggestion(suggestion=suggestion, by=study.coder, with_subthemes=True)
    keys = set(Theme.objects.values_list("pk", flat=True))
    with act():
        withdraw_acceptance(suggestion=suggestion, by=study.coder)
    assert not Theme.objects.exists()
    undo(study)
    assert set(Theme.objects.values_list("pk", flat=True)) == keys
    assert theme.quotations.count() == 1
    redo(study)
    assert not Theme.objects.exists()
    undo(study)
    undo(study)
    suggestion.refresh_from_db()
    assert suggestion.state == SuggestionState.PROPOSED
    redo(study)
    assert set(Theme.objects.values_list("pk", flat=True)) == keys
