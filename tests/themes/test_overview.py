"""The home page leads from suggestions to themes."""

from bs4 import BeautifulSoup
from django.urls import reverse

from themes.catalogue.actions import add_quotation, create_theme
from themes.overview import themes


def test_an_empty_study_is_told_the_steps(study):
    panel = themes(study.membership(study.lead))
    assert panel.template == ""
    assert [(step.text, step.done) for step in panel.steps] == [
        ("Let themes be suggested", False),
        ("Settle the themes", False),
    ]


def test_themes_stand_on_the_home_page_with_their_support(study, client_of):
    theme = create_theme(project=study.project, by=study.lead, name="Trust")
    add_quotation(theme=theme, source=study.answers[2], start=0, end=7, by=study.lead)
    response = client_of(study.reader).get(reverse("projects:home", args=[study.slug]))
    shown = BeautifulSoup(response.content, "html.parser").select_one("section[aria-labelledby=home-themes]")
    assert "1 passage · 1 case" in shown.get_text(" ", strip=True)


def test_only_the_first_themes_are_shown(study):
    for number in range(8):
        create_theme(project=study.project, by=study.lead, name=f"Theme {number}")
    panel = themes(study.membership(study.lead))
    assert (len(panel.context["themes"]), panel.context["more"]) == (6, 2)
