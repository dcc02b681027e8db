"""Themes are built by people; what supports them is counted once."""

import pytest

from tests.factories import coding as make
from tests.factories import themes as make_themes
from themes.catalogue import actions
from themes.catalogue.merging import merge_event, merge_themes, unmerge_theme
from themes.catalogue.models import Quotation, Theme
from themes.catalogue.queries import Support, evidence_of, quotations_of, subtree_of, support_of, theme_tree
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError


@pytest.fixture
def theme(study) -> Theme:
    return actions.create_theme(project=study.project, by=study.lead, name="Trust in tools", statement="Mixed.")


def test_a_theme_is_made_with_codes_below_another(study, theme):
    child = actions.create_theme(
        project=study.project,
        by=study.lead,
        name=" Errors  in notes",
        parent=theme,
        codes=[study.codes["Trust/Errors"]],
    )
    assert (child.name, child.parent, list(child.codes.all())) == (
        "Errors in notes",
        theme,
        [study.codes["Trust/Errors"]],
    )
    assert [(node.theme.name, node.depth) for node in theme_tree(study.project)] == [
        ("Trust in tools", 0),
        ("Errors in notes", 1),
    ]
    assert Event.objects.filter(action="theme.created").count() == 2


@pytest.mark.parametrize("name", ["", "   ", "trust IN tools", "x" * 201])
def test_a_name_is_refused_when_empty_taken_or_too_long(study, theme, name):
    with pytest.raises(WorkbenchError):
        actions.create_theme(project=study.project, by=study.lead, name=name)


def test_the_same_name_may_stand_elsewhere_in_the_tree(study, theme):
    actions.create_theme(project=study.project, by=study.lead, name="Trust in tools", parent=theme)


def test_a_theme_cannot_stand_below_itself_or_in_another_project(study, theme):
    child = actions.create_theme(project=study.project, by=study.lead, name="Child", parent=theme)
    foreign = make_themes.ThemeFactory()
    for parent in (child, theme, foreign):
        with pytest.raises(WorkbenchError):
            actions.edit_theme(theme=theme, by=study.lead, name="x", statement="", parent=parent)
    assert subtree_of(theme) == {theme.pk, child.pk}


def test_codes_of_another_project_support_nothing(study, theme):
    with pytest.raises(WorkbenchError):
        actions.choose_codes(theme=theme, codes=[make.CodeFactory()], by=study.lead)


def test_a_quotation_keeps_its_words_and_whose_they_are(study, theme):
    source = study.transcripts[0]
    quotation = actions.add_quotation(theme=theme, source=source, start=66, end=80, by=study.coder)
    assert (quotation.text, quotation.case) == (source.text[66:80], study.cases[0])
    assert actions.add_quotation(theme=theme, source=source, start=66, end=80, by=study.coder) == quotation
    for start, end in ((5, 5), (0, 10_000)):
        with pytest.raises(WorkbenchError):
            actions.add_quotation(theme=theme, source=source, start=start, end=end, by=study.coder)
    with pytest.raises(WorkbenchError):
        actions.add_quotation(theme=theme, source=make.SourceFactory(), start=0, end=5, by=study.coder)
    actions.remove_quotation(quotation=quotation, by=study.coder)
    assert not Quotation.objects.exists()
    assert Event.objects.filter(action="theme.quotation_added").count() == 1


def test_a_quotation_put_back_is_as_hidden_as_it_was(study, theme):
    suggestion = make_themes.SuggestionFactory(run__project=study.project, run__kind="quotations", state="accepted")
    quotation = make_themes.QuotationFactory(
        theme=theme, source=study.answers[0], end=6, from_codings=True, suggestion=suggestion
    )
    actions.remove_quotation(quotation=quotation, by=study.coder)
    back = actions.add_quotation(theme=theme, source=study.answers[0], start=0, end=6, by=study.coder)
    assert (back.from_codings, back.suggestion) == (True, suggestion)
    make.AssignmentFactory(source=study.answers[0], coder=study.coder, sealed=True)
    assert not quotations_of(theme).exists()


def test_quotations_and_codings_of_its_codes_support_a_theme(study, theme):
    source, answer = study.transcripts[0], study.answers[2]
    actions.choose_codes(theme=theme, codes=[study.codes["Trust"]], by=study.lead)
    for coder in (study.coder, study.second_coder):
        make.CodingFactory(source=source, code=study.codes["Trust"], coder=coder, start=66, end=80)
    actions.add_quotation(theme=theme, source=source, start=66, end=80, by=study.lead)
    actions.add_quotation(theme=theme, source=answer, start=0, end=7, by=study.lead)
    viewer = study.membership(study.reader)
    assert support_of(study.project, viewer)[theme.pk] == Support(passages=2, cases=2, known=2)
    assert support_of(study.project, viewer, "quotations")[theme.pk] == Support(passages=2, cases=2, known=2)
    assert support_of(study.project, viewer, "consensus")[theme.pk] == Support(passages=2, cases=2, known=2)


def test_a_theme_counts_its_subthemes_and_each_passage_once(study, theme):
    child = actions.create_theme(project=study.project, by=study.lead, name="Child", parent=theme)
    for one in (theme, child):
        actions.add_quotation(theme=one, source=study.answers[2], start=0, end=7, by=study.lead)
    actions.add_quotation(theme=child, source=study.answers[0], start=0, end=6, by=study.lead)
    support = support_of(study.project, None)
    assert (support[theme.pk], support[child.pk]) == (Support(2, 2, 2), Support(2, 2, 2))


def test_what_two_coders_mark_alike_is_one_passage(study, theme):
    source, child = (
        study.transcripts[0],
        actions.create_theme(
            project=study.project, by=study.lead, name="Child", parent=theme, codes=[study.codes["Work"]]
        ),
    )
    actions.choose_codes(theme=theme, codes=[study.codes["Trust"]], by=study.lead)
    spans = [("Trust", 66, 80), ("Trust", 66, 81), ("Work", 67, 81), ("Trust", 90, 100)]
    for code, start, end in spans:
        make.CodingFactory(source=source, code=study.codes[code], coder=study.coder, start=start, end=end)
    support = support_of(study.project, None)
    assert (support[theme.pk].passages, support[child.pk].passages) == (2, 1)
    assert [(one.start, one.end) for one in evidence_of(study.project, None, themes=[theme.pk])] == [
        (66, 81),
        (90, 100),
    ]


def test_what_is_coded_blind_supports_nothing_for_others(study, theme):
    source = study.transcripts[0]
    actions.choose_codes(theme=theme, codes=[study.codes["Trust"]], by=study.lead)
    make.CodingFactory(source=source, code=study.codes["Trust"], coder=study.coder, start=66, end=80)
    make_themes.QuotationFactory(theme=theme, source=source, start=90, end=95, from_codings=True, case=study.cases[0])
    lead, coder = study.membership(study.lead), study.membership(study.coder)
    assert len(evidence_of(study.project, lead)) == 2
    make.AssignmentFactory(source=source, coder=study.coder, sealed=True)
    assert evidence_of(study.project, lead) == []
    assert evidence_of(study.project, None) == []
    assert not quotations_of(theme).exists()
    assert [(one.start, one.end) for one in evidence_of(study.project, coder)] == [(66, 80)]


def test_merging_moves_everything_and_keeps_one_of_what_both_had(study, theme):
    other = actions.create_theme(
        project=study.project, by=study.lead, name="Other", statement="Said.", codes=[study.codes["Work"]]
    )
    child = actions.create_theme(project=study.project, by=study.lead, name="Child", parent=other)
    for one in (theme, other):
        actions.add_quotation(theme=one, source=study.answers[2], start=0, end=7, by=study.lead)
    actions.add_quotation(theme=other, source=study.answers[0], start=0, end=6, by=study.lead)
    merge_themes(theme=other, into=theme, by=study.lead)
    child.refresh_from_db()
    assert child.parent == theme
    assert theme.quotations.count() == 2
    assert list(theme.codes.all()) == [study.codes["Work"]]
    assert not Theme.objects.filter(name="Other").exists()


def test_a_merge_can_be_undone_until_the_theme_is_changed(study, theme):
    plain = actions.edit_theme(theme=theme, by=study.lead, name="Trust", statement="", parent=None)
    other = actions.create_theme(
        project=study.project, by=study.lead, name="Other", statement="Said.", codes=[study.codes["Work"]]
    )
    child = actions.create_theme(project=study.project, by=study.lead, name="Child", parent=other)
    for one in (plain, other):
        actions.add_quotation(theme=one, source=study.answers[2], start=0, end=7, by=study.lead)
    actions.add_quotation(theme=other, source=study.answers[0], start=0, end=6, by=study.lead)
    merge_themes(theme=other, into=plain, by=study.lead)
    back = unmerge_theme(into=plain, by=study.coder)
    child.refresh_from_db()
    assert (back.name, back.statement, back.parent, child.parent) == ("Other", "Said.", None, back)
    assert [one.text for one in back.quotations.all()] == ["Errors", "Privacy"]
    assert list(back.codes.all()) == [study.codes["Work"]]
    assert (plain.statement, plain.quotations.count(), plain.codes.count()) == ("", 1, 0)
    with pytest.raises(WorkbenchError):
        unmerge_theme(into=plain, by=study.coder)
    merge_themes(theme=back, into=plain, by=study.lead)
    actions.choose_codes(theme=plain, codes=[], by=study.lead)
    assert merge_event(plain) is None


def test_a_theme_is_not_merged_into_its_own_part(study, theme):
    child = actions.create_theme(project=study.project, by=study.lead, name="Child", parent=theme)
    for into in (theme, child, make_themes.ThemeFactory()):
        with pytest.raises(WorkbenchError):
            merge_themes(theme=theme, into=into, by=study.lead)


def test_subthemes_of_one_name_stop_a_merge_with_nothing_changed(study, theme):
    other = actions.create_theme(project=study.project, by=study.lead, name="Other")
    for parent in (theme, other):
        actions.create_theme(project=study.project, by=study.lead, name="Same", parent=parent)
    with pytest.raises(actions.ThemeNameTaken):
        merge_themes(theme=other, into=theme, by=study.lead)
    assert Theme.objects.filter(name="Other").exists()


def test_only_an_empty_theme_is_deleted(study, theme):
    quotation = actions.add_quotation(theme=theme, source=study.answers[2], start=0, end=7, by=study.lead)
    with pytest.raises(actions.ThemeInUse):
        actions.delete_theme(theme=theme, by=study.lead)
    actions.remove_quotation(quotation=quotation, by=study.lead)
    actions.delete_theme(theme=theme, by=study.lead)
    assert not Theme.objects.exists()
