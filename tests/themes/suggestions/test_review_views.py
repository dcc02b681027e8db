"""The pages on which suggestions are worked over: cuts, passages, similar ones, the map, and what stays hidden."""

import json

import numpy as np
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codings.models import Coding
from tests.factories import coding as make_coding
from tests.factories import themes as make
from themes.catalogue.models import Theme
from themes.embeddings.queries import hash_of
from themes.suggestions.models import Suggestion, SuggestionState

PAGES = (
    "suggestions:list",
    "suggestions:loose",
    "suggestions:similar",
    "themes:passage_map",
    "themes:passage_map_data",
)


def direction(*numbers) -> bytes:
    vector = np.array(numbers, dtype="<f4")
    return (vector / np.linalg.norm(vector)).tobytes()


@pytest.fixture
def run(study):
    run = make.SuggestionRunFactory(project=study.project, made_by=study.lead, cuts=[2, 3], usual_cut=0, cases=3)
    add(run, study, "Trust", 0, (1, 0.2), 0, 0)
    add(run, study, "Time", 1, (1, 0.1), 0, 1)
    make.RunPassageFactory(run=run, source=study.answers[2], start=8, end=12, x=0.1, y=0.2)
    return run


def add(run, study, label, answer, towards, first, last):
    one = make.SuggestionFactory(
        run=run, label=label, first_cut=first, last_cut=last, centroid=direction(*towards), key_phrases=[label.lower()]
    )
    for place in range(2):
        span = {"source": study.answers[answer], "start": 3 * place, "end": 3 * place + 3}
        passage = make.RunPassageFactory(run=run, case=study.cases[answer % 2], x=place, y=answer, **span)
        make.SuggestedPassageFactory(suggestion=one, passage=passage, case=passage.case, exemplar=1, **span)
    return one


def url(study, name, *args, **query):
    address = reverse(name, args=[study.slug, *args])
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else address


def shown(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def labels(page) -> list[str]:
    return [one.get_text(strip=True) for one in page.select(".suggestion h2")]


def test_the_slider_works_as_a_form_and_says_how_many_themes(study, run, client_of):
    client = client_of(study.coder)
    page = shown(client.get(url(study, "suggestions:list")))
    assert page.select_one("#cut-form input[type=range]")["aria-valuetext"] == "2 themes"
    assert labels(page) == ["Trust", "Time"]
    assert labels(shown(client.get(url(study, "suggestions:list", run=run.pk, cut=1)))) == ["Time"]
    assert labels(shown(client.get(url(study, "suggestions:list", run=run.pk, cut=99)))) == ["Time"]


def test_shares_have_intervals_over_all_and_over_the_groups_of_a_variable(study, run, client_of):
    variable = make_coding.VariableFactory(project=study.project, name="Ward")
    for case, ward in zip(study.cases, ("A", "B"), strict=False):
        make_coding.VariableValueFactory(case=case, variable=variable, value=ward)
    page = shown(client_of(study.reader).get(url(study, "suggestions:list", by=variable.pk)))
    facts = page.select_one(".suggestion-facts").get_text(" ", strip=True)
    assert "1 of 3 cases (33 %, 95 % interval 6 to 79 %)" in facts  # Wilson: 1 of 3 is .061 to .792
    groups = [one.get_text(" ", strip=True) for one in page.select_one(".group-shares").select("div")]
    assert [one.split(" %")[0] for one in groups] == ["A 1 of 1 100", "B 0 of 1 0"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_run_take_as_many_queries_for_many_suggestions_as_for_few(
    study, run, client_of, count_queries, name
):
    client, address = client_of(study.coder), url(study, name, run=run.pk)
    client.get(address)
    few = count_queries(lambda: client.get(address))
    for number in range(6):
        add(run, study, f"More {number}", number % 3, (1, 0.1 * number), 0, 1)
        make.RunPassageFactory(run=run, source=study.answers[0], start=20 + number, end=24 + number, x=0, y=1)
    assert count_queries(lambda: client.get(address)) == few


def test_passages_are_moved_left_out_taken_apart_and_coded_from_a_list(study, run, client_of):
    client, trust, time = client_of(study.coder), *run.suggestions.all()
    place = url(study, "suggestions:place", run.pk)
    first, second = (row.passage_id for row in trust.passages.order_by("pk"))
    back = url(study, "suggestions:detail", trust.pk)
    response = client.post(place, {"passage": [first], "to": time.pk, "next": back})
    assert (response.status_code, response.headers["Location"]) == (302, back)
    assert time.passages.count() == 3
    client.post(place, {"passage": [first], "to": "new", "from": time.pk, "label": "Doubts"})
    assert Suggestion.objects.get(label="Doubts").split_from == time
    client.post(place, {"chosen": f"{first},{second}", "to": "out"})
    assert trust.passages.count() == 0
    client.post(url(study, "suggestions:code", run.pk), {"passage": [first, second], "new_code": "Work / Doubt"})
    assert set(Coding.objects.values_list("code__name", "origin")) == {("Doubt", "suggestion")}
    client.post(url(study, "themes:gather", run.pk), {"passage": [first], "name": "Doubting"})
    assert Theme.objects.get().quotations.count() == 1
    for wrong in ({"to": time.pk}, {"passage": [first], "to": ""}, {"passage": [first], "to": "new", "from": "x"}):
        told = client.post(place, wrong | {"next": back}, follow=True)
        assert told.status_code == 200
    assert client_of(study.reader).post(place, {}).status_code == 403


def test_reasons_are_kept_and_suggestions_split_from_the_page(study, run, client_of):
    client, trust, time = client_of(study.coder), *run.suggestions.all()
    assert shown(client.get(url(study, "suggestions:reject", trust.pk, cut=0))).select_one("datalist#usual-reasons")
    client.post(url(study, "suggestions:reject", trust.pk, cut=0), {"reason": "Too broad"})
    trust.refresh_from_db()
    assert (trust.state, trust.reason, trust.settled_cut) == (SuggestionState.REJECTED, "Too broad", 0)
    assert "“Too broad”" in client.get(url(study, "suggestions:list")).content.decode()
    assert client.post(url(study, "suggestions:split", time.pk), headers={"HX-Request": "true"}).status_code == 204
    time.refresh_from_db()
    assert time.state == SuggestionState.PROPOSED  # it has no parts to split into


def test_a_suggestion_is_accepted_as_passages_of_a_code_alone(study, run, client_of):
    client, trust, _time = client_of(study.coder), *run.suggestions.all()
    accept = url(study, "themes:accept", trust.pk, cut=0)
    assert client.post(accept, {"name": "Trust", "as_theme": "code"}).status_code == 422
    told = client.post(accept, {"name": "Trust", "as_theme": "code", "code": study.codes["Trust"].pk}, follow=True)
    assert "was applied to 2 passages" in told.content.decode()
    assert not Theme.objects.exists()
    assert Coding.objects.count() == 2


def test_similar_suggestions_stand_side_by_side_and_merge_under_the_name_that_is_chosen(study, run, client_of):
    client, trust, time = client_of(study.coder), *run.suggestions.all()
    page = shown(client.get(url(study, "suggestions:similar", run=run.pk, above=0.8)))
    assert [one.get_text(strip=True) for one in page.select(".pair h2")] == ["Trust", "Time"]
    client.post(url(study, "suggestions:merge"), {"suggestion": [trust.pk, time.pk], "into": time.pk})
    trust.refresh_from_db()
    assert trust.merged_into == time


def test_too_few_passages_for_groups_are_listed_with_those_most_like_them(study, client_of):
    run = make.SuggestionRunFactory(project=study.project, reason="Only 3.", parameters={"model": "m@1"})
    for number, towards in enumerate(((1, 0), (1, 0.1), (0, 1))):
        one = make.RunPassageFactory(run=run, source=study.answers[number], start=0, end=6)
        make.EmbeddingFactory(text_sha256=hash_of(one.text), model="m@1", vector=direction(*towards))
    page = shown(client_of(study.reader).get(url(study, "suggestions:list")))
    first = page.select_one(".alike > li")
    assert first.blockquote.get_text(strip=True) == "Errors"
    assert first.select_one(".alike-others li").get_text(" ", strip=True).startswith("1.00 That n")


def test_what_is_in_no_group_names_the_suggestion_nearest_to_it(study, run, client_of):
    run.parameters = {"model": "m@1"}
    run.save()
    Suggestion.objects.filter(run=run, label="Trust").update(centroid=direction(1, 0))
    Suggestion.objects.filter(run=run, label="Time").update(centroid=direction(-1, 0))
    # All lie to one side, so that only from their middle does it show which way a passage points.
    for passage in run.run_passages.all():
        towards = (1, 2) if not passage.places.exists() else (3, 1)
        make.EmbeddingFactory(text_sha256=hash_of(passage.text), model="m@1", vector=direction(*towards))
    page = shown(client_of(study.coder).get(url(study, "suggestions:loose", run=run.pk)))
    assert "nearest: “Time”" in page.select_one(".passage .quote-source").get_text()


def test_the_map_tells_points_apart_by_suggestion_theme_and_code(study, run, client_of):
    passage = run.suggestions.first().passages.first().passage
    theme = make.ThemeFactory(project=study.project, name="Errors")
    make.QuotationFactory(theme=theme, source=passage.source, start=passage.start, end=passage.end)
    make_coding.CodingFactory(source=passage.source, code=study.codes["Trust"], coder=study.coder, start=0, end=3)
    found = json.loads(client_of(study.coder).get(url(study, "themes:passage_map_data", run=run.pk)).content)
    assert found["groups"] == {"suggestion": ["Trust", "Time"], "theme": ["Errors"], "code": ["Trust"]}
    by_key = {point[0]: point for point in found["points"]}
    assert by_key[passage.pk][3:7] == [0, 0, 0, passage.text]
    assert [point[3] for point in found["points"]].count(None) == 1
    page = shown(client_of(study.coder).get(url(study, "themes:passage_map", run=run.pk, by="theme", group="none")))
    assert len(page.select(".passage")) == 4


def test_nothing_of_passages_coded_blind_is_shown_on_any_page_of_the_run(study, run, client_of):
    run.kind = "quotations"
    run.save()
    mixed = run.suggestions.get(label="Time")
    secret = make.RunPassageFactory(run=run, source=study.answers[0], start=12, end=30, x=0.5, y=0.5)
    make.SuggestedPassageFactory(suggestion=mixed, passage=secret, source=secret.source, start=12, end=30, score=0.99)
    Suggestion.objects.filter(pk=mixed.pk).update(label="Verboten words", key_phrases=["verboten phrase", "tha"])
    make_coding.AssignmentFactory(source=study.answers[0], coder=study.coder, sealed=True)
    client = client_of(study.lead)
    pages = [url(study, name, run=run.pk) for name in PAGES] + [url(study, "suggestions:detail", mixed.pk)]
    for address in pages:
        text = client.get(address).content.decode()
        assert secret.text not in text, address
        assert "verboten" not in text.casefold(), address
    assert "tha" in client.get(pages[-1]).content.decode()
    client.post(url(study, "suggestions:place", run.pk), {"passage": [secret.pk], "to": "out"})
    assert mixed.passages.filter(passage=secret).exists()
