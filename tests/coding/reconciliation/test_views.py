"""Pages of rounds: who may see and do what, and the way from a new round to a settled one."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codings.models import Coding
from coding.reconciliation.actions import open_round
from coding.reconciliation.models import Decision, Disagreement, Round
from tests.coding.reconciliation.conftest import hand_in_all
from tests.factories import coding as make


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def address(running, name, *more):
    return reverse(f"rounds:{name}", args=[running.study.slug, running.round.pk, *more])


def test_members_see_the_rounds_and_outsiders_find_nothing(running, client_of, outsider):
    url = reverse("rounds:list", args=[running.study.slug])

    for user in (running.study.lead, running.study.coder, running.study.reader):
        assert "Pilot" in soup(client_of(user).get(url)).table.text
    for page in (
        url,
        address(running, "detail"),
        address(running, "compare"),
        reverse("rounds:new", args=[running.study.slug]),
    ):
        assert client_of(outsider).get(page).status_code == 404


def test_only_the_lead_may_begin_open_decide_and_settle(opened, client_of):
    place = Disagreement.objects.first()
    posts = [
        reverse("rounds:new", args=[opened.study.slug]), address(opened, "open"), address(opened, "close"),
        address(opened, "reopen"), address(opened, "decide", place.pk),
    ]  # fmt: skip

    for user in (opened.study.coder, opened.study.reader):
        assert [client_of(user).post(url, {}).status_code for url in posts] == [403] * len(posts)


def test_a_round_of_another_project_is_not_found(opened, client_of):
    other = make.RoundFactory()

    response = client_of(opened.study.lead).get(reverse("rounds:detail", args=[opened.study.slug, other.pk]))

    assert response.status_code == 404


def test_the_lead_begins_a_round_from_the_form(study, client_of):
    client = client_of(study.lead)
    url = reverse("rounds:new", args=[study.slug])
    assert "P01 nurse" in client.get(url).content.decode()

    response = client.post(url, {
        "name": "Pilot", "blind": "on", "coders": [study.coder.pk, study.second_coder.pk],
        "transcripts": [study.transcripts[0].pk], "questions": [study.question.pk],
    })  # fmt: skip

    made = Round.objects.get()
    assert response.url == reverse("rounds:detail", args=[study.slug, made.pk])
    assert made.assignments.values("source").distinct().count() == 4


@pytest.mark.parametrize("coders", [0, 1])
def test_a_form_that_lacks_something_says_so_and_keeps_the_rest(study, client_of, coders):
    chosen = [study.coder.pk][:coders]
    response = client_of(study.lead).post(reverse("rounds:new", args=[study.slug]), {"name": "Pilot", "coders": chosen})

    assert response.status_code == 422
    assert 'value="Pilot"' in response.content.decode()
    assert not Round.objects.exists()


def test_a_blind_round_shows_who_handed_in_but_no_codings(running, client_of):
    page = client_of(running.study.lead).get(address(running, "detail")).content.decode()

    assert "P01 nurse" in page
    assert "Errors" not in page
    response = client_of(running.study.lead).get(address(running, "compare"))
    assert response.url == address(running, "detail")


def test_the_lead_opens_with_all_handed_in_or_says_so_outright(running, client_of):
    client = client_of(running.study.lead)
    hand_in_all(running.round, running.study.coder)

    assert client.post(address(running, "open")).status_code == 422
    running.round.refresh_from_db()
    assert running.round.state == "coding"

    client.post(address(running, "open"), {"force": "1"})
    running.round.refresh_from_db()
    assert running.round.state == "reconciling"


def test_the_comparing_page_shows_what_each_did_side_by_side(opened, client_of):
    code = Disagreement.objects.get(kind="code")

    page = soup(client_of(opened.study.reader).get(f"{address(opened, 'compare')}?place={code.pk}"))

    hand = page.select_one(".compare-current").text
    assert "Cora Coder" in hand
    assert "Trust" in hand
    assert "Errors" in hand
    assert page.select_one(f"a#place-{code.pk}").text == "Nobody asked us first."
    assert page.select_one("article").text.count("I trust it with letters") == 1
    assert not page.select(".compare-current form")


def test_the_lead_settles_everything_by_plain_forms_and_the_next_one_comes_up(opened, client_of):
    client, study = client_of(opened.study.lead), opened.study
    page = client.get(address(opened, "compare"))
    for _turn in range(3):
        form = soup(page).select_one("form[data-settle]")
        first = form.select_one("input[name=option]")["value"]
        page = client.post(form["action"], {"option": first, "reason": "Closer to the words."}, follow=True)
    assert Decision.objects.count() == 3
    assert not soup(page).select("form[data-settle]")

    client.post(address(opened, "close"))
    opened.round.refresh_from_db()
    assert opened.round.state == "closed"
    assert Coding.objects.filter(layer="consensus", project=study.project).count() == 4


def test_a_decision_without_a_reason_comes_back_with_what_was_chosen(opened, client_of):
    place = Disagreement.objects.get(kind="only")

    response = client_of(opened.study.lead).post(address(opened, "decide", place.pk), {"option": "none", "reason": ""})

    assert response.status_code == 422
    page = soup(response)
    assert "Say why" in page.select_one("[role=alert]").text
    assert page.select_one("input[value=none]").has_attr("checked")


def test_a_decision_can_be_withdrawn_on_the_page(opened, client_of):
    client, place = client_of(opened.study.lead), Disagreement.objects.get(kind="only")
    client.post(address(opened, "decide", place.pk), {"option": "none", "reason": "Too short."})
    page = soup(client.get(f"{address(opened, 'compare')}?place={place.pk}"))
    form = page.select_one(".compare-current form")

    client.post(form["action"])

    assert place.decisions.filter(withdrawn_at=None).count() == 0


def test_what_a_new_blind_round_seals_is_no_longer_compared(opened, client_of):
    from coding.codings.models import Assignment

    make.AssignmentFactory(source=opened.study.transcripts[0], coder=opened.study.coder, sealed=True)
    assert Assignment.objects.filter(sealed=True).count() == 1

    page = client_of(opened.study.lead).get(address(opened, "compare")).content.decode()

    assert "Nobody asked us first" not in page
    assert "Sources that a blind round holds are not shown" in page


def test_how_much_is_to_settle_is_hidden_with_the_source(opened, client_of):
    client, every = client_of(opened.study.lead), reverse("rounds:list", args=[opened.study.slug])

    def figures():
        return client.get(address(opened, "detail")).context["disagreements"], client.get(every).context["rows"][0][1:]

    assert figures() == (3, (3, 3))
    make.AssignmentFactory(source=opened.study.transcripts[0], coder=opened.study.coder, sealed=True)

    assert figures() == (0, (0, 0))
    assert "being coded blind" in client.get(address(opened, "detail")).content.decode()


@pytest.mark.parametrize("place", ["x", "99999999999999999999", "-1", ""])
def test_nonsense_in_the_address_shows_the_first_open_place(opened, client_of, place):
    response = client_of(opened.study.lead).get(f"{address(opened, 'compare')}?place={place}&source={place}")

    assert response.status_code == 200
    assert soup(response).select_one(".compare-current")


def test_the_list_asks_as_many_questions_for_three_rounds_as_for_one(running, client_of, count_queries):
    client, url = client_of(running.study.lead), reverse("rounds:list", args=[running.study.slug])
    one = count_queries(lambda: client.get(url))
    for number in range(2):
        make.AssignmentFactory(
            source=make.SourceFactory(project=running.study.project),
            coder=running.study.coder,
            round=make.RoundFactory(project=running.study.project, name=f"More {number}"),
        )

    assert count_queries(lambda: client.get(url)) == one


def test_the_comparing_page_asks_as_many_questions_for_many_places_as_for_few(opened, client_of, count_queries):
    client, url = client_of(opened.study.lead), address(opened, "compare")
    few = count_queries(lambda: client.get(url))
    source = opened.study.transcripts[0]
    for start in (0, 12, 20):
        place = make.DisagreementFactory(round=opened.round, source=source, start=start, end=start + 5)
        place.codings.add(make.CodingFactory(
            source=source, coder=opened.study.coder, code=opened.study.codes["Work"], start=start, end=start + 5
        ))  # fmt: skip

    assert count_queries(lambda: client.get(url)) == few


def test_once_a_round_is_opened_nothing_is_handed_in_any_more(running, client_of):
    source, client = running.study.transcripts[0], client_of(running.study.coder)
    page, done = (reverse(f"codings:{name}", args=[running.study.slug, source.pk]) for name in ("source", "done"))
    assert done in client.get(page).content.decode()

    open_round(round=running.round, by=running.study.lead, force=True)

    assert done not in client.get(page).content.decode()
    answer = client.post(done)
    assert answer.status_code == 422
    assert "has been opened" in answer.content.decode()
