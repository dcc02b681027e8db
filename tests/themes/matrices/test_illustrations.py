"""The quotations that show a theme: marked ones first, different people, and what speaks against it apart."""

from __future__ import annotations

import pytest

from coding.bank.actions import choose_attribution, star_quotation
from coding.bank.listing import grouped
from coding.bank.queries import lines_of, visible_bank
from tests.factories.coding import VariableFactory, VariableValueFactory
from themes.catalogue.actions import add_quotation, create_theme
from themes.catalogue.models import Quotation
from themes.catalogue.queries import Evidence
from themes.matrices.illustrations import illustrations
from themes.matrices.theme_tables import build_themes_document


def passage(case, start, length=40):
    return Evidence(1, 1, case, start, start + length, "w" * length)


def test_marked_passages_come_first_and_others_are_of_people_not_quoted_yet():
    there = [passage(1, 0), passage(1, 100), passage(2, 200), passage(3, 300)]
    shown = illustrations(there, {1: [(300, 335)]}, 3, propose=True)
    assert [(one.evidence.case, one.proposed) for one in shown] == [(3, False), (1, True), (2, True)]
    assert len(illustrations(there, {1: [(300, 335)]}, 3, propose=False)) == 1
    assert illustrations([], {}, 3, propose=True) == []


@pytest.fixture
def themed(study):
    role = VariableFactory(project=study.project, name="Role")
    VariableValueFactory(case=study.cases[0], variable=role, value="nurse")
    choose_attribution(project=study.project, by=study.lead, pattern="{case}, {role}")
    study.theme = create_theme(project=study.project, by=study.lead, name="Trust")
    first, second = study.transcripts
    for source, words in ((first, "I trust it with letters"), (second, "It saves an hour a day")):
        start = source.text.index(words)
        add_quotation(theme=study.theme, source=source, start=start, end=start + len(words), by=study.lead)
    return study


@pytest.mark.django_db
def test_a_theme_shows_quotations_with_who_said_them(themed):
    table = build_themes_document(themed.project, None).tables[0]
    place = [column.title for column in table.columns].index("Illustrative quotations")
    assert sorted(table.rows[0][place].split("\n")) == [
        "“I trust it with letters” (P01, nurse) †", "“It saves an hour a day” (P02) †",
    ]  # fmt: skip
    source = themed.transcripts[0]
    start = source.text.index("I trust it with letters")
    star_quotation(source=source, start=start, end=start + 23, by=themed.lead)
    table = build_themes_document(themed.project, None, quotations="chosen").tables[0]
    assert table.rows[0][place] == "“I trust it with letters” (P01, nurse)"
    groups = grouped(themed.project, None, lines_of(themed.project, visible_bank(themed.project, None)), "theme")
    assert [group.name for group in groups] == ["Trust"]


@pytest.mark.django_db
def test_what_speaks_against_a_theme_stands_apart(themed):
    Quotation.objects.filter(source=themed.transcripts[1]).update(stance="against")
    table, passages = build_themes_document(themed.project, None).tables
    heads = [column.title for column in table.columns]
    row = dict(zip(heads, table.rows[0], strict=True))
    assert row["Illustrative quotations"] == "“I trust it with letters” (P01, nurse) †"
    assert row["Quotations that speak against it"] == "“It saves an hour a day” (P02)"
    assert (row["Passages"], row["Passages against"]) == (1, 1)
    assert {line[5] for line in passages.rows} == {"Supports", "Speaks against"}
