"""What is moved on the board stays where it was put, can be taken back, and is never moved over another's move."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.codings.actions import CannotBeUndone
from tests.factories import coding as make
from tests.factories import themes as make_themes
from themes.catalogue.acceptance import accept_suggestion
from themes.catalogue.actions import (
    ThemeNameTaken,
    WordsChanged,
    add_quotation,
    choose_codes,
    create_theme,
    delete_theme,
    edit_theme,
    remove_quotation,
    write_statement,
)
from themes.catalogue.merging import merge_themes, unmerge_theme
from themes.catalogue.models import Quotation, Stance, Theme, ThemeCode
from themes.catalogue.moving import MovedMeanwhile, StandsThere, move_code, move_quotation, move_theme, set_stance
from themes.catalogue.queries import all_evidence, evidence_of, loose_quotations, support_of, theme_tree
from themes.suggestions.models import SuggestionState
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.acts import act
from workbench.audit.models import Event
from workbench.audit.undo import next_redo, next_undo
from workbench.web.errors import WorkbenchError


@pytest.fixture
def board(study):
    """Trust with two codes, its part Errors, and Time with a quotation."""
    new = lambda name, **more: create_theme(project=study.project, by=study.lead, name=name, **more)  # noqa: E731
    study.trust = new("Trust", codes=[study.codes["Trust"], study.codes["Work"]])
    study.errors = new("Errors", parent=study.trust)
    study.time = new("Time")
    study.quotation = add_quotation(theme=study.time, source=study.answers[2], start=0, end=7, by=study.lead)
    return study


def paths(study) -> list[str]:
    return [node.path for node in theme_tree(study.project)]


def codes(theme) -> list[str]:
    return [one.code.name for one in ThemeCode.objects.filter(theme=theme).select_related("code")]


def undo(study, by=None):
    by = by or study.lead
    return undo_act(project_id=study.project.pk, by=by, key=next_undo(by, study.project.pk).key, may=lambda _p: True)


def redo(study):
    key = next_redo(study.lead, study.project.pk).key
    return redo_act(project_id=study.project.pk, by=study.lead, key=key, may=lambda _p: True)


def test_a_theme_goes_below_another_and_back_to_its_place(board):
    move_theme(theme=board.time, out_of=None, into=board.trust, before=board.errors.pk, by=board.lead)
    assert paths(board) == ["Trust", "Trust/Time", "Trust/Errors"]
    undo(board)
    assert paths(board) == ["Trust", "Trust/Errors", "Time"]
    redo(board)
    assert paths(board) == ["Trust", "Trust/Time", "Trust/Errors"]


def test_a_move_that_changes_nothing_is_no_act(board):
    before = Event.objects.count()
    move_theme(theme=board.time, out_of=None, into=None, by=board.lead)
    link = ThemeCode.objects.filter(theme=board.trust)[0]
    move_code(code=link.code, out_of=board.trust, into=board.trust, before=codes_keys(board.trust)[1], by=board.lead)
    move_quotation(quotation=board.quotation, out_of=board.time, into=board.time, by=board.lead)
    assert Event.objects.count() == before


def codes_keys(theme) -> list[int]:
    return list(ThemeCode.objects.filter(theme=theme).values_list("code_id", flat=True))


def test_a_theme_never_stands_below_itself_nor_twice_under_one_name(board):
    with pytest.raises(WorkbenchError):
        move_theme(theme=board.trust, out_of=None, into=board.errors, by=board.lead)
    create_theme(project=board.project, by=board.lead, name="errors")
    with pytest.raises(ThemeNameTaken):
        move_theme(theme=Theme.objects.get(name="errors"), out_of=None, into=board.trust, by=board.lead)
    assert paths(board) == ["Trust", "Trust/Errors", "Time", "errors"]


def test_what_another_moved_meanwhile_stays_where_they_put_it(board):
    move_theme(theme=board.time, out_of=None, into=board.trust, by=board.coder)
    move_quotation(quotation=board.quotation, out_of=board.time, into=None, by=board.coder)
    move_code(code=board.codes["Work"], out_of=board.trust, into=board.errors, by=board.coder)
    with pytest.raises(MovedMeanwhile, match="stands under “Trust” now"):
        move_theme(theme=board.time, out_of=None, into=None, before=board.trust.pk, by=board.lead)
    with pytest.raises(MovedMeanwhile):
        move_code(code=board.codes["Work"], out_of=board.trust, into=board.time, by=board.lead)
    with pytest.raises(MovedMeanwhile):
        move_quotation(quotation=board.quotation, out_of=board.time, into=board.errors, by=board.lead)
    assert codes(board.errors) == ["Work"]
    # Nor does undo go over it.
    move_code(code=board.codes["Work"], out_of=board.errors, into=board.time, by=board.lead)
    with pytest.raises(MovedMeanwhile):
        undo(board, board.coder)


def test_a_code_keeps_the_place_it_was_given(board):
    trust, work = board.codes["Trust"], board.codes["Work"]
    first, second = codes_keys(board.trust)
    move_code(
        code=trust if second == trust.pk else work, out_of=board.trust, into=board.trust, before=first, by=board.lead
    )
    assert codes_keys(board.trust) == [second, first]
    undo(board)
    assert codes_keys(board.trust) == [first, second]
    move_code(code=work, out_of=board.trust, into=None, by=board.lead)
    assert codes(board.trust) == ["Trust"]
    undo(board)
    assert codes_keys(board.trust) == [first, second]
    with pytest.raises(StandsThere):
        move_code(code=work, out_of=None, into=board.trust, by=board.lead)
    move_code(code=work, out_of=None, into=board.time, by=board.lead)
    assert codes(board.time) == ["Work"]


def test_a_loose_quotation_supports_nothing_and_comes_back(board):
    move_quotation(quotation=board.quotation, out_of=board.time, into=None, by=board.lead)
    assert list(loose_quotations(board.project)) == [board.quotation]
    assert board.time.pk not in support_of(board.project, None)
    assert all_evidence(board.project, None) == []
    move_quotation(quotation=board.quotation, out_of=None, into=board.errors, by=board.lead)
    assert support_of(board.project, None)[board.trust.pk].passages == 1
    undo(board)
    undo(board)
    assert board.time.quotations.get() == board.quotation


def test_the_same_words_do_not_stand_under_a_theme_twice(board):
    add_quotation(theme=board.errors, source=board.answers[2], start=0, end=7, by=board.lead)
    with pytest.raises(StandsThere, match="“Privacy” stands under “Errors” already"):
        move_quotation(quotation=board.quotation, out_of=board.time, into=board.errors, by=board.lead)
    assert Quotation.objects.count() == 2


def test_what_speaks_against_a_theme_is_counted_apart(board):
    viewer = board.membership(board.lead)
    coded = make.CodingFactory(source=board.answers[0], code=board.codes["Trust"], coder=board.coder, start=0, end=6)
    assert support_of(board.project, viewer)[board.trust.pk].passages == 1
    # Nearly the same words that a coder marked: what a person said of them counts.
    one = add_quotation(theme=board.trust, source=board.answers[0], start=0, end=coded.end + 1, by=board.lead)
    set_stance(quotation=one, stance=Stance.AGAINST, by=board.lead)
    found = support_of(board.project, viewer)[board.trust.pk]
    assert (found.passages, found.cases, found.against, found.cases_against) == (0, 0, 1, 1)
    assert [row.text for row in evidence_of(board.project, viewer, stance=Stance.AGAINST)] == [one.text]
    undo(board)
    found = support_of(board.project, viewer)[board.trust.pk]
    assert (found.passages, found.against) == (1, 0)
    with pytest.raises(WorkbenchError):
        set_stance(quotation=one, stance="maybe", by=board.lead)


def test_a_stance_is_kept_when_a_quotation_is_taken_out_and_when_themes_are_merged(board):
    set_stance(quotation=board.quotation, stance=Stance.AGAINST, by=board.lead)
    remove_quotation(quotation=Quotation.objects.get(), by=board.lead)
    again = add_quotation(theme=board.time, source=board.answers[2], start=0, end=7, by=board.lead)
    assert again.stance == Stance.AGAINST
    twin = add_quotation(theme=board.trust, source=board.answers[2], start=0, end=7, by=board.lead)
    merge_themes(theme=board.time, into=board.trust, by=board.lead)
    assert [(one.pk, one.stance) for one in board.trust.quotations.all()] == [(twin.pk, Stance.SUPPORTS)]
    assert unmerge_theme(into=board.trust, by=board.lead).quotations.get().stance == Stance.AGAINST


def test_what_is_coded_blind_is_no_loose_quotation(board):
    hidden = make_themes.QuotationFactory(theme=None, source=board.answers[0], from_codings=True)
    assert list(loose_quotations(board.project)) == [hidden]
    make.AssignmentFactory(source=board.answers[0], project=board.project, coder=board.coder, sealed=True)
    assert not loose_quotations(board.project).exists()


def test_a_statement_is_not_written_over_one_that_nobody_read(board):
    write_statement(theme=board.trust, statement="Mine", seen="", by=board.lead)
    with pytest.raises(WordsChanged):
        write_statement(theme=board.trust, statement="Theirs", seen="", by=board.coder)
    write_statement(theme=board.trust, statement="Both", seen="Mine", by=board.coder)
    with pytest.raises(CannotBeUndone):
        undo(board)
    undo(board, board.coder)
    board.trust.refresh_from_db()
    assert board.trust.statement == "Mine"


def test_a_thing_that_is_gone_is_not_moved_back(board):
    move_quotation(quotation=board.quotation, out_of=board.time, into=board.errors, by=board.lead)
    remove_quotation(quotation=Quotation.objects.get(), by=board.coder)
    with pytest.raises(CannotBeUndone):
        undo(board)
    # Once it is back, earlier acts on it can be taken back as well.
    undo(board, board.coder)
    undo(board)
    assert Quotation.objects.get().theme == board.time


@settings(max_examples=15)
@given(st.data())
def test_any_moves_taken_back_leave_the_board_as_it_was(data):
    """Whatever is moved where: undo in turn restores tree, order and stances."""
    from django.db import transaction

    with transaction.atomic():
        _moves_and_back(data)
        transaction.set_rollback(True)


test_any_moves_taken_back_leave_the_board_as_it_was = pytest.mark.django_db(
    test_any_moves_taken_back_leave_the_board_as_it_was
)


def _moves_and_back(data) -> None:
    source = make.SourceFactory(text="one two three four five six")
    project = source.project
    by = project.created_by if hasattr(project, "created_by") else make_themes.UserFactory()
    themes = [create_theme(project=project, by=by, name=name) for name in "ABC"]
    drawn = [make.CodeFactory(project=project) for _ in range(2)]
    for code in drawn:
        move_code(code=code, out_of=None, into=themes[0], by=by)
    quotations = [add_quotation(theme=themes[1], source=source, start=at, end=at + 3, by=by) for at in (0, 4, 8)]

    def picture() -> object:
        tree = list(Theme.objects.filter(project=project).order_by("pk").values_list("pk", "parent"))
        order = [node.theme.pk for node in theme_tree(project)]
        held = [
            (one.theme_id, one.code_id)
            for one in ThemeCode.objects.filter(theme__in=themes).order_by("theme", "position", "code")
        ]
        put = sorted(
            (q.theme_id or 0, q.stance, q.position or 0, q.pk) for q in Quotation.objects.filter(source=source)
        )
        return tree, order, held, [(theme, stance, pk) for theme, stance, _position, pk in put]

    before, done = picture(), 0
    start = Event.objects.filter(project_id=project.pk).count()
    for _ in range(data.draw(st.integers(1, 5))):
        into = data.draw(st.sampled_from([*themes, None]))
        kind = data.draw(st.sampled_from("tcqs"))
        try:
            if kind == "t":
                theme = Theme.objects.get(pk=data.draw(st.sampled_from(themes)).pk)
                move_theme(
                    theme=theme, out_of=theme.parent, into=into, before=data.draw(st.sampled_from(themes)).pk, by=by
                )
            elif kind == "c":
                code = data.draw(st.sampled_from(drawn))
                link = ThemeCode.objects.filter(code=code).first()
                before_code = data.draw(st.sampled_from(drawn)).pk
                move_code(code=code, out_of=link and link.theme, into=into, before=before_code, by=by)
            elif kind == "q":
                one = Quotation.objects.get(pk=data.draw(st.sampled_from(quotations)).pk)
                stance = data.draw(st.sampled_from(Stance.values))
                move_quotation(quotation=one, out_of=one.theme, into=into, stance=stance, by=by)
            else:
                set_stance(
                    quotation=data.draw(st.sampled_from(quotations)),
                    stance=data.draw(st.sampled_from(Stance.values)),
                    by=by,
                )
        except WorkbenchError:
            continue
    done = Event.objects.filter(project_id=project.pk).count() - start
    for _ in range(done):
        undo_act(project_id=project.pk, by=by, key=next_undo(by, project.pk).key, may=lambda _p: True)
    assert picture() == before


def acts_and_back(study, change, picture):
    """Do, undo, redo, undo; the picture is the same again each time."""
    before = picture()
    change()
    after = picture()
    assert after != before
    undo(study)
    assert picture() == before
    redo(study)
    assert picture() == after
    undo(study)
    assert picture() == before


def everything(study) -> object:
    themes = Theme.objects.filter(project=study.project).order_by("pk")
    return [
        list(themes.values_list("pk", "name", "statement", "parent")),
        sorted(ThemeCode.objects.filter(theme__in=themes).values_list("theme", "code")),
        sorted(Quotation.objects.values_list("theme", "source", "start", "end", "stance")),
    ]


def test_themes_made_changed_and_deleted_come_and_go_with_undo(board):
    by, project = board.lead, board.project
    picture = lambda: everything(board)  # noqa: E731
    acts_and_back(board, lambda: create_theme(project=project, by=by, name="New", parent=board.trust), picture)
    acts_and_back(
        board,
        lambda: edit_theme(theme=fresh(board.time), by=by, name="Hours", statement="x", parent=board.trust),
        picture,
    )
    acts_and_back(board, lambda: delete_theme(theme=fresh(board.errors), by=by), picture)
    acts_and_back(
        board, lambda: choose_codes(theme=fresh(board.trust), codes=[board.codes["Trust/Errors"]], by=by), picture
    )
    acts_and_back(
        board, lambda: add_quotation(theme=board.trust, source=board.answers[0], start=0, end=4, by=by), picture
    )
    acts_and_back(board, lambda: remove_quotation(quotation=Quotation.objects.get(), by=by), picture)
    acts_and_back(board, lambda: merge_themes(theme=fresh(board.time), into=fresh(board.trust), by=by), picture)


def fresh(theme) -> Theme:
    return Theme.objects.select_related("project", "parent").get(pk=theme.pk)


def test_what_others_built_on_is_not_undone(board):
    new = create_theme(project=board.project, by=board.lead, name="New")
    move_code(code=board.codes["Work"], out_of=board.trust, into=new, by=board.coder)
    with pytest.raises(WorkbenchError, match="has subthemes, quotations, codes or memos"):
        undo(board)
    choose_codes(theme=board.trust, codes=[], by=board.lead)
    move_code(code=board.codes["Trust/Errors"], out_of=None, into=board.trust, by=board.coder)
    with pytest.raises(CannotBeUndone, match="other codes were chosen"):
        undo(board)


def test_a_theme_that_came_with_a_suggestion_is_not_taken_from_it(board):
    suggestion = make_themes.SuggestionFactory(run__project=board.project)
    make_themes.SuggestedPassageFactory(suggestion=suggestion, source=board.answers[0], end=6)
    with act():
        theme = accept_suggestion(suggestion=suggestion, by=board.lead)
    try:
        undo(board)
    except CannotBeUndone:
        assert Theme.objects.filter(pk=theme.pk).exists()
    else:
        suggestion.refresh_from_db()
        assert (suggestion.state, Theme.objects.filter(pk=theme.pk).exists()) == (SuggestionState.PROPOSED, False)
