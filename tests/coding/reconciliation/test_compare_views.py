"""The pages that compare: filters, lanes, hidden names, lists, groups, notes."""

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.reconciliation.deciding import Note, decide_disagreements
from coding.reconciliation.discussing import discuss_disagreements
from coding.reconciliation.models import CodebookNote, Decision, Disagreement, Discussion
from tests.factories import coding as make


def soup(response):
    return BeautifulSoup(response.content.decode(), "html.parser")


def address(three, name, *arguments):
    return reverse(f"rounds:{name}", args=[three.study.slug, three.round.pk, *arguments])


def lanes_of(page):
    return json.loads(page.select_one("#compare-data").string)


def settle(three, option="none", places=None, **facts):
    chosen = places or list(Disagreement.objects.values_list("pk", flat=True))
    return decide_disagreements(
        round=three.round, by=three.study.lead, places=chosen, option=option, reason="So.", **facts
    )


def test_each_coder_has_a_lane_with_all_that_they_coded(three, client_of):
    page = soup(client_of(three.study.reader).get(address(three, "compare")))

    assert [lane.select_one(".lane-name").text for lane in page.select(".lane-heads li")] == [
        "Cora Coder", "Dov Coder", "Eva Coder"
    ]  # fmt: skip
    data = lanes_of(page)
    assert len(data["marks"]) == 12
    [agreed, *_more] = [mark for mark in data["marks"] if mark[4] is None]
    assert data["codes"][str(agreed[1])][0] == "Trust"


def test_each_kind_has_a_sign_and_a_word_in_the_text_and_in_the_list(three, client_of):
    page = soup(client_of(three.study.reader).get(address(three, "compare")))

    signs = {piece["data-sign"]: piece["title"] for piece in page.select("a.place[data-sign]")}
    assert signs == {"◐": "Only some coded it", "≠": "Different codes", "↔": "Same code, different extent"}
    assert len(page.select(".compare-list .compare-item")) == 4


@pytest.mark.parametrize(
    ("asked", "places", "marks"),
    [("kind=code", 1, 12), ("code={errors}", 2, 3), ("pair={first}-{second}", 1, 8), ("state=settled", 0, 12)],
)
def test_the_page_shows_what_the_filter_wants(three, client_of, asked, places, marks):
    study = three.study
    facts = {"errors": study.codes["Trust/Errors"].pk, "first": study.coder.pk, "second": study.second_coder.pk}

    page = soup(client_of(study.lead).get(f"{address(three, 'compare')}?{asked.format(**facts)}"))

    assert len(page.select(".compare-list .compare-item")) == places
    assert len(lanes_of(page)["marks"]) == marks
    assert (
        len(
            soup(client_of(study.lead).get(f"{address(three, 'places')}?{asked.format(**facts)}")).select(
                "tr[data-row]"
            )
        )
        == places
    )


def test_hidden_names_are_nowhere_on_the_pages_and_the_letters_stay_the_same(three, client_of):
    study, client = three.study, client_of(three.study.lead)
    settle(three, f"keep:{study.coder.pk}", places=[Disagreement.objects.get(kind="code").pk])
    discuss_disagreements(
        round=three.round, by=study.lead, places=list(Disagreement.objects.values_list("pk", flat=True)),
        person=study.coder, question="",
    )  # fmt: skip

    for name in ("compare", "places", "confusion"):
        for more in ("", "&rule=majority", f"&pair={study.coder.pk}-{three.third.pk}"):
            shown = client.get(f"{address(three, name)}?names=hidden{more}").content.decode()
            assert not [name for name in ("Cora", "Dov", "Eva Coder") if name in shown]
            assert "Coder B" in shown
    pages = [soup(client.get(f"{address(three, 'compare')}?names=hidden")) for _again in range(2)]
    assert pages[0].select(".lane-heads") == pages[1].select(".lane-heads")
    # What is followed from here keeps them hidden.
    assert all(
        "names=hidden" in link["href"] for link in pages[0].select("a[data-place-link], .compare-views a[aria-current]")
    )


def test_the_order_of_the_letters_tells_nothing_about_the_names(three):
    from coding.reconciliation.models import Round
    from coding.reconciliation.people import shown_coders

    coders = [three.study.coder, three.study.second_coder, three.third]
    orders = {tuple(one.pk for one in shown_coders(Round(pk=pk), coders, hidden=True)) for pk in range(40)}
    assert len(orders) == 6


def test_a_rule_fills_in_and_decides_nothing(three, client_of):
    only = Disagreement.objects.filter(kind="only").order_by("-start").first()

    page = soup(client_of(three.study.lead).get(f"{address(three, 'compare')}?rule=majority&place={only.pk}"))

    assert page.select_one("input[name=option][checked]")["value"] == f"keep:{three.study.coder.pk}"
    assert "nothing is decided until you decide" in page.select_one("#ruled").text
    assert not page.select_one("#reason").text
    assert not Decision.objects.exists()


def test_the_part_beside_the_text_comes_alone_and_a_decision_leads_to_the_next(three, client_of):
    client = client_of(three.study.lead)
    first, second = Disagreement.objects.order_by("start")[:2]
    part = client.post(
        f"{address(three, 'decide', first.pk)}?state=open", {"option": "none", "reason": "No."},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    shown = soup(part)
    assert not shown.select("article")
    assert shown.select_one("#hand")["data-place"] == str(second.pk)
    assert part.headers["HX-Push-Url"].endswith(
        f"?state=open&source={second.source_id}&place={second.pk}#place-{second.pk}"
    )
    assert shown.select_one(f"#waiting-{second.source_id}").text == "3"


def test_who_decides_second_is_told_who_was_first_and_keeps_their_reason(three, client_of):
    first = Disagreement.objects.order_by("start").first()
    settle(three, places=[first.pk])

    answer = client_of(three.study.lead).post(
        address(three, "decide", first.pk), {"option": "none", "reason": "Mine is better."}
    )

    assert answer.status_code == 422
    told = soup(answer).select_one("[role=alert]").text
    assert "Lena Lead has decided this meanwhile" in told
    assert "Mine is better." in told
    assert Decision.objects.count() == 1


def test_chosen_places_of_the_list_are_settled_in_one_request(three, client_of):
    client, places = client_of(three.study.lead), [str(one.pk) for one in Disagreement.objects.all()]
    url = f"{address(three, 'decide_places')}?state=open"
    wrong = client.post(url, {"places": places[:2], "option": "overlap", "reason": "Short."})
    assert wrong.status_code == 422
    assert "cannot be settled in this way" in soup(wrong).select_one("[role=alert]").text
    assert len(soup(wrong).select("input[name=places][checked]")) == 2
    assert "Choose at least one place" in client.post(url, {"option": "none", "reason": "So."}).content.decode()

    trust = three.study.codes["Trust"]
    facts = {"option": "rule", "rule": "majority", "reason": "Two of three.", "note": "Irony?", "note_code": trust.pk}
    done = client.post(url, {"places": places, **facts}, follow=True)

    assert "4 places were settled" in done.content.decode()
    assert Decision.objects.filter(reason="Two of three.").count() == 4
    assert CodebookNote.objects.get().decisions.count() == 4


def test_somebody_is_asked_in_the_list_and_answers_beside_the_text(three, client_of):
    study, lead, coder = three.study, client_of(three.study.lead), client_of(three.study.coder)
    places = [one.pk for one in Disagreement.objects.all()[:2]]
    lead.post(address(three, "discuss"), {"places": places, "person": study.coder.pk, "question": "Person or tool?"})

    mine = soup(coder.get(f"{address(three, 'places')}?person={study.coder.pk}"))
    assert len(mine.select("tr[data-row]")) == 2
    assert "For me to think about2" in mine.select_one(".tabs").text
    home = soup(coder.get(reverse("projects:home", args=[study.slug])))
    assert "Three2 disagreements" in home.select_one("section:has(#asked) li").text
    page = soup(coder.get(f"{address(three, 'compare')}?place={places[0]}"))
    coder.post(page.select_one("form:has(#answer)")["action"], {"answer": "The tool."})

    assert Discussion.objects.filter(answer="The tool.").count() == 1
    assert "The tool." in lead.get(f"{address(three, 'compare')}?place={places[0]}").content.decode()
    refused = client_of(study.second_coder).post(page.select_one("form:has(#answer)")["action"], {"answer": "No."})
    assert refused.status_code == 422


def test_the_cells_of_the_confusion_table_lead_to_their_passages(three, client_of):
    client, trust = client_of(three.study.reader), three.study.codes["Trust"].pk
    errors = three.study.codes["Trust/Errors"].pk

    page = soup(client.get(address(three, "confusion")))
    cells = {cell.a["href"]: cell.text for cell in page.select("td:has(a)")}
    assert cells[f"?row={trust}&column={errors}#passages"] == "2"
    below = soup(client.get(f"{address(three, 'confusion')}?row={trust}&column={errors}"))

    assert [quote.text for quote in below.select(".quotations blockquote")] == ["Nobody asked us first."] * 2
    assert f"place={Disagreement.objects.get(kind='code').pk}" in below.select_one(".quotations a")["href"]


def test_a_coder_sees_what_was_decided_on_theirs(three, client_of):
    settle(three, f"keep:{three.study.second_coder.pk}")

    rows = soup(client_of(three.third).get(address(three, "mine"))).select("tbody tr")

    outcomes = [row.select(".badge")[-1].text for row in rows]
    assert sorted(outcomes) == sorted([
        "another code", "coded, where you had left it alone", "kept as you had it", "not kept: rightly uncoded"
    ])  # fmt: skip
    assert (
        "You did not code in this round" in client_of(three.study.reader).get(address(three, "mine")).content.decode()
    )


def test_a_note_stands_on_the_page_of_its_code_until_a_change_answers_it(three, client_of):
    study, client = three.study, client_of(three.study.coder)
    [decision, *_rest] = settle(three, note=Note(study.codes["Trust"], "Say whether irony counts."))
    code = reverse("codebook:code", args=[study.slug, study.codes["Trust"].pk])
    note = CodebookNote.objects.get()
    assert "Say whether irony counts." in client.get(code).content.decode()
    assert "Say whether irony counts." in client.get(reverse("rounds:notes", args=[study.slug])).content.decode()

    url = reverse("rounds:note_answer", args=[study.slug, note.pk])
    assert "Say whether irony counts." in client.get(url).content.decode()
    client.post(url, {"notes": [note.pk], "name": "Trust", "definition": "Relying on it, not in irony."})

    shown = client.get(code).content.decode()
    assert "Suggestions from decisions" not in shown
    assert "from a decision in “Three”" in shown
    place = client.get(f"{address(three, 'compare')}?place={decision.disagreement_id}").content.decode()
    assert "code changed" in place


def test_a_note_is_set_aside_with_a_button(three, client_of):
    settle(three, note=Note(three.study.codes["Trust"], "Irony?"))
    note = CodebookNote.objects.get()

    client_of(three.study.coder).post(reverse("rounds:note_aside", args=[three.study.slug, note.pk]))

    note.refresh_from_db()
    assert note.settled_at


def test_readers_and_coders_may_look_and_not_settle(three, client_of):
    place = Disagreement.objects.first().pk
    for user in (three.study.reader, three.study.coder):
        client = client_of(user)
        assert [
            client.get(address(three, name)).status_code for name in ("compare", "places", "confusion", "mine")
        ] == [200] * 4
        for name, *arguments in (("decide", place), ("decide_places",), ("discuss",)):
            assert client.post(address(three, name, *arguments), {}).status_code == 403


@pytest.mark.parametrize("name", ["compare", "places", "confusion", "mine"])
def test_nothing_shows_before_the_round_is_opened(running, client_of, name):
    url = reverse(f"rounds:{name}", args=[running.study.slug, running.round.pk])
    assert client_of(running.study.lead).get(url).url == running.round.get_absolute_url()


@pytest.mark.parametrize("name", ["compare", "places", "confusion", "mine"])
def test_pages_ask_as_many_questions_for_many_places_as_for_few(three, client_of, count_queries, name):
    study = three.study
    client, url = client_of(study.coder), address(three, name)
    settle(three, places=[Disagreement.objects.first().pk])
    client.get(url)
    few = count_queries(lambda: client.get(url))
    for start in range(6):
        place = make.DisagreementFactory(round=three.round, source=study.transcripts[0], start=start, end=start + 5)
        place.codings.add(make.CodingFactory(
            source=study.transcripts[0], coder=study.coder, code=study.codes["Work"], start=start, end=start + 5,
            round=three.round,
        ))  # fmt: skip
        make.DiscussionFactory(disagreement=place, person=study.coder)
    settle(three, places=[place.pk])

    assert count_queries(lambda: client.get(url)) == few
