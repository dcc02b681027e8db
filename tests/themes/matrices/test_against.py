"""What speaks against a theme stands in its cell, and is no support in any count."""

from __future__ import annotations

from django.urls import reverse

from tests.themes.matrices.conftest import changes, write
from themes.catalogue.actions import add_quotation
from themes.catalogue.models import Stance
from themes.catalogue.moving import set_stance
from themes.matrices.framework import framework
from themes.matrices.queries import theme_matrix


def test_a_cell_shows_what_speaks_against_its_theme_and_counts_it_nowhere(framed, client_of):
    viewer, place = framed.membership(framed.lead), (framed.row, framed.columns[0])
    before = framework(framed.matrix, viewer).matrix.cell(*place).count
    # Words that are coded with the theme's code, too.
    coded = framed.on_theme
    one = add_quotation(theme=framed.theme, source=coded.source, start=coded.start, end=coded.end, by=framed.lead)
    write(framed, "They trust it.")
    set_stance(quotation=one, stance=Stance.AGAINST, by=framed.lead)
    shown = framework(framed.matrix, viewer, texts=True)
    assert shown.matrix.cell(*place).count == before - 1
    assert [entry.text for entry in shown.against[place]] == [one.text]
    assert theme_matrix(framed.project, viewer).matrix.cell(framed.cases[0].pk, framed.theme.pk).count == before - 1
    # What was written before that is stale, and says why.
    assert [(old.code, new.code) for old, new in changes(framed).recoded] == [(None, Stance.AGAINST)]
    page = client_of(framed.lead).get(
        reverse("matrices:cell", args=[framed.slug, framed.matrix.pk]), {"row": place[0], "column": place[1]}
    )
    assert "speaks against" in page.text
    assert "Judged anew" in page.text
