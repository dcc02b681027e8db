"""The pages of themes."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import themes as make
from themes.catalogue.actions import add_quotation, create_theme
from themes.catalogue.models import Quotation, Theme

HTMX = {"HX-Request": "true"}


@pytest.fixture
def theme(study) -> Theme:
    theme = create_theme(project=study.project, by=study.lead, name="Trust", codes=[study.codes["Trust"]])
    add_quotation(theme=theme, source=study.answers[2], start=0, end=7, by=study.lead)
    return theme


def url(study, name, *args):
    return reverse(f"themes:{name}", args=[study.slug, *args])


def page(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_list_shows_the_tree_with_counts_that_lead_to_the_passages(study, theme, client_of):
    create_theme(project=study.project, by=study.lead, name="Below", parent=theme)
    client = client_of(study.reader)
    shown = page(client.get(url(study, "list")))
    assert [one.get_text(strip=True) for one in shown.select(".theme-name")] == ["Trust", "Below", "Under no theme"]
    link = shown.select_one(".theme-counts a")
    assert link.get_text(strip=True) == "1 passage"
    assert "Privacy" in page(client.get(link["href"])).select_one("blockquote").get_text()


def test_no_theme_yet_says_what_to_do(project, lead, client_of):
    assert page(client_of(lead).get(reverse("themes:list", args=[project.slug]))).select_one(".empty")


def test_a_theme_shows_codes_and_quotations(study, theme, client_of):
    shown = page(client_of(study.reader).get(url(study, "detail", theme.pk)))
    assert shown.select_one(".code-chip")
    assert shown.select_one("blockquote").get_text(strip=True) == "Privacy"
    assert not shown.select_one(".quotation-line form")


def test_outsiders_find_nothing_and_readers_change_nothing(study, theme, outsider, client_of):
    names = [("list", []), ("detail", [theme.pk]), ("create", []), ("edit", [theme.pk]), ("codes", [theme.pk])]
    for name, args in names:
        assert client_of(outsider).get(url(study, name, *args)).status_code == 404
    suggestion = make.SuggestionFactory(run__project=study.project)
    quotation = theme.quotations.get()
    posts = [
        ("create", []), ("edit", [theme.pk]), ("codes", [theme.pk]), ("merge", [theme.pk]), ("delete", [theme.pk]),
        ("unmerge", [theme.pk]),
        ("accept", [suggestion.pk]), ("withdraw", [suggestion.pk]), ("remove_quotation", [quotation.pk]),
        ("add_quotation", [theme.pk]),
    ]  # fmt: skip
    for name, args in posts:
        assert client_of(study.reader).post(url(study, name, *args)).status_code == 403
        assert client_of(outsider).post(url(study, name, *args)).status_code == 404


def test_themes_of_other_projects_are_not_found(study, client_of):
    foreign = make.ThemeFactory()
    quotation = make.QuotationFactory()
    client = client_of(study.lead)
    assert client.get(url(study, "detail", foreign.pk)).status_code == 404
    assert client.post(url(study, "remove_quotation", quotation.pk)).status_code == 404
    assert client.post(url(study, "edit", foreign.pk), {"name": "x"}).status_code == 404


def test_a_theme_is_made_edited_and_deleted(study, client_of):
    client = client_of(study.coder)
    assert client.post(url(study, "create"), {"name": ""}).status_code == 422
    assert client.post(url(study, "create"), {"name": "New", "statement": "So it is."}).status_code == 302
    made = Theme.objects.get()
    assert client.post(url(study, "create"), {"name": "new"}, headers=HTMX).status_code == 422
    assert client.get(url(study, "edit", made.pk), headers=HTMX).status_code == 200
    response = client.post(url(study, "edit", made.pk), {"name": "Newer", "statement": ""}, headers=HTMX)
    assert response.status_code == 204
    assert "themesChanged" in response.headers["HX-Trigger"]
    made.refresh_from_db()
    assert (made.name, made.statement) == ("Newer", "")
    assert client.post(url(study, "delete", made.pk)).headers["Location"] == url(study, "list")
    assert not Theme.objects.exists()


def test_a_theme_in_use_stays_and_the_reason_is_said(study, theme, client_of):
    response = client_of(study.coder).post(url(study, "delete", theme.pk), follow=True)
    assert "Merge it into another theme" in response.content.decode()
    assert Theme.objects.filter(pk=theme.pk).exists()


def test_codes_are_chosen(study, theme, client_of):
    client = client_of(study.coder)
    assert page(client.get(url(study, "codes", theme.pk))).select_one("input[checked]")
    client.post(url(study, "codes", theme.pk), {"codes": [study.codes["Work"].pk]})
    assert list(theme.codes.all()) == [study.codes["Work"]]
    client.post(url(study, "codes", theme.pk), {})
    assert not theme.codes.exists()


def test_themes_are_merged(study, theme, client_of):
    other = create_theme(project=study.project, by=study.lead, name="Other")
    client = client_of(study.coder)
    assert client.get(url(study, "merge", theme.pk)).status_code == 200
    response = client.post(url(study, "merge", theme.pk), {"into": other.pk})
    assert response.headers["Location"] == other.get_absolute_url()
    assert other.quotations.count() == 1
    undo = page(client.get(other.get_absolute_url())).select_one("form[action$='/unmerge/']")
    assert client.post(undo["action"]).headers["Location"] == Theme.objects.get(name="Trust").get_absolute_url()
    assert not page(client.get(other.get_absolute_url())).select_one("form[action$='/unmerge/']")


def test_a_quotation_taken_out_can_be_put_back(study, theme, client_of):
    client, quotation = client_of(study.coder), theme.quotations.get()
    shown = page(client.post(url(study, "remove_quotation", quotation.pk), headers=HTMX))
    assert not Quotation.objects.exists()
    form = shown.select_one("form")
    fields = {one["name"]: one["value"] for one in form.select("input[name]")}
    assert client.post(form["action"], fields).status_code == 302
    assert theme.quotations.get().text == "Privacy"
    assert client.post(url(study, "add_quotation", theme.pk), {"source": "x"}).status_code == 422


def test_accepting_asks_for_a_name_and_can_be_taken_back(study, client_of):
    suggestion = make.SuggestionFactory(run__project=study.project, label="Errors")
    make.SuggestedPassageFactory(suggestion=suggestion, source=study.answers[0], end=6)
    client = client_of(study.coder)
    assert page(client.get(url(study, "accept", suggestion.pk))).select_one("input[name=name]")["value"] == "Errors"
    assert client.post(url(study, "accept", suggestion.pk), {"name": ""}, headers=HTMX).status_code == 422
    response = client.post(url(study, "accept", suggestion.pk), {"name": "Mistakes"}, headers=HTMX)
    assert response.status_code == 204
    assert Theme.objects.get().name == "Mistakes"
    assert client.post(url(study, "accept", suggestion.pk), {"name": "Again"}, headers=HTMX).status_code == 422
    assert client.post(url(study, "withdraw", suggestion.pk)).status_code == 302
    assert not Theme.objects.get().quotations.exists()


def test_a_suggestion_is_added_to_a_theme_that_is_there(study, theme, client_of):
    suggestion = make.SuggestionFactory(run__project=study.project)
    make.SuggestedPassageFactory(suggestion=suggestion, source=study.answers[0], end=6)
    client_of(study.coder).post(url(study, "accept", suggestion.pk), {"name": "x", "into": theme.pk})
    assert theme.quotations.count() == 2


def test_lists_take_as_many_queries_for_three_as_for_one(study, theme, client_of, count_queries):
    client, detail = client_of(study.reader), url(study, "detail", theme.pk)
    addresses = [url(study, "list"), detail]
    before = [count_queries(lambda address=address: client.get(address)) for address in addresses]
    for number in (1, 2):
        other = create_theme(project=study.project, by=study.lead, name=f"More {number}", parent=theme)
        add_quotation(theme=other, source=study.answers[0], start=0, end=6, by=study.lead)
        add_quotation(theme=theme, source=study.answers[number - 1], start=0, end=6, by=study.lead)
    assert [count_queries(lambda address=address: client.get(address)) for address in addresses] == before


def test_a_form_on_its_own_page_is_sent_by_the_browser(study, client_of):
    client = client_of(study.lead)
    form = page(client.get(url(study, "create"))).select_one("main form.form")
    assert not form.has_attr("hx-post")
    assert page(client.get(url(study, "create"), headers=HTMX)).select_one("dialog form").has_attr("hx-post")
    assert client.post(form["action"], {"name": "Alone"}).status_code == 302


def sent(shown, **more):
    """What a browser sends of the form on the page."""
    form = shown.select_one("main form.form")
    values = {one["name"]: one.get("value", "") for one in form.select("input:not([type=checkbox])")}
    values |= {one["name"]: one.get_text().removeprefix("\n") for one in form.select("textarea")}
    ticked = [one["value"] for one in form.select("input[type=checkbox][checked]")]
    return values | ({"codes": ticked} if ticked else {}) | more


def test_two_people_who_edit_a_theme_do_not_write_over_each_other(study, theme, client_of):
    client, address = client_of(study.lead), url(study, "edit", theme.pk)
    mine, theirs = page(client.get(address)), page(client_of(study.coder).get(address))
    client_of(study.coder).post(address, sent(theirs, statement="Theirs"))
    # Another field: both stand.
    client.post(address, sent(mine, name="Trusting"))
    theme.refresh_from_db()
    assert (theme.name, theme.statement) == ("Trusting", "Theirs")
    # The same one: it is shown, and stands until somebody says that theirs should.
    refused = client.post(address, sent(mine, name="Trusting", statement="Mine"))
    assert refused.status_code == 422
    again = BeautifulSoup(refused.content, "html.parser")
    assert "says: “Theirs”" in again.select_one("[role=alert]").get_text()
    theme.refresh_from_db()
    assert theme.statement == "Theirs"
    client.post(address, sent(again))
    theme.refresh_from_db()
    assert theme.statement == "Mine"


def test_two_people_who_choose_codes_keep_each_others(study, theme, client_of):
    client, address = client_of(study.lead), url(study, "codes", theme.pk)
    shown = sent(page(client.get(address)))
    work, errors = study.codes["Work"], study.codes["Trust/Errors"]
    client_of(study.coder).post(address, shown | {"codes": [*shown["codes"], work.pk]})
    client.post(address, shown | {"codes": [errors.pk]})
    assert set(theme.codes.all()) == {work, errors}
    # The same where neither of them saw any code chosen.
    bare = create_theme(project=study.project, by=study.lead, name="Bare")
    address = url(study, "codes", bare.pk)
    shown = sent(page(client.get(address)))
    client_of(study.coder).post(address, shown | {"codes": [work.pk]})
    client.post(address, shown | {"codes": [errors.pk]})
    assert set(bare.codes.all()) == {work, errors}
    client.post(address, shown | {"codes": [], "seen": "7"})
    assert not bare.codes.exists()
