"""A trainee is measured against the consensus of a round or another coder, once nothing is blind."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.agreement.queries import GOLD, Scope, material_against_gold
from coding.agreement.training import against_gold
from coding.codings.assigning import mark_read
from coding.reconciliation.actions import create_round
from tests.coding.reconciliation.conftest import apply, hand_in_all, opened, running  # noqa: F401  fixtures
from tests.factories.coding import AssignmentFactory


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def trained(opened):  # noqa: F811
    """The consensus has Trust on one sentence; Lena, new to the study, puts Trust there and Work on another."""
    study = opened.study
    apply(study.transcripts[0], study.codes["Trust"], study.lead, "I trust it with letters")
    apply(study.transcripts[0], study.codes["Work"], study.lead, "Nobody asked us first.")
    mark_read(source=study.transcripts[0], by=study.lead)
    return opened


def query(trained, gold):
    return f"round=all&trainee={trained.study.lead.pk}&gold={gold}"


def test_against_the_consensus_and_against_a_coder(trained):
    study, scope = trained.study, Scope("sentence")
    codes = {study.codes[path].pk: path for path in ("Trust", "Work", "Trust/Errors")}

    def scores(gold):
        found = material_against_gold(study.project, trainee=study.lead.pk, round_=None, gold=gold, scope=scope)
        training = against_gold(found.sources, GOLD, study.lead.pk, list(found.codes), "sentence")
        return {codes[one.code]: (one.units.found, one.units.gold, one.units.applied) for one in training.codes}

    assert scores(trained.round) == {"Trust": (1, 1, 1), "Work": (0, 0, 1)}
    # Cora put Trust on both sentences, Work on a third, and Errors on the first.
    assert scores(study.coder.pk) == {"Trust": (1, 2, 1), "Work": (0, 1, 1), "Trust/Errors": (0, 1, 0)}


def test_the_page_leads_to_as_many_passages_as_it_says(trained, client_of):
    client = client_of(trained.study.reader)
    url = reverse("agreement:training", args=[trained.study.slug])
    page = soup(client.get(f"{url}?{query(trained, f'coder-{trained.study.coder.pk}')}"))

    links = page.select("td.num a")
    assert len(links) == 4
    for link in links:
        assert len(soup(client.get(link["href"])).select("li.passage")) == int(link.text)
    trust = next(row for row in page.select("tbody tr") if row.th.text.strip() == "Trust")
    assert trust.select_one(".code-chip").text.strip() == "Work1"  # stood where Trust was missed
    errors = next(row for row in page.select("tbody tr") if row.th.text.strip() == "Errors")
    assert "the coder never applied this code here" in errors.select_one(".undefined")["title"]


def test_a_gold_layer_that_is_not_settled_says_so(trained, client_of):
    url = reverse("agreement:training", args=[trained.study.slug])
    client = client_of(trained.study.reader)
    page = soup(client.get(f"{url}?{query(trained, f'round-{trained.round.pk}')}"))
    assert "Not everything is settled yet in Pilot" in page.text
    by_coder = soup(client.get(f"{url}?{query(trained, f'coder-{trained.study.coder.pk}')}"))
    assert "Not everything is settled" not in by_coder.text


def test_a_coder_is_not_measured_against_themselves(trained, client_of):
    url = reverse("agreement:training", args=[trained.study.slug])
    page = soup(client_of(trained.study.reader).get(f"{url}?{query(trained, f'coder-{trained.study.lead.pk}')}"))
    assert "Nothing to measure yet" in page.text


def test_a_trainee_sees_nothing_while_the_training_round_is_blind(trained, client_of):
    study = trained.study
    AssignmentFactory(source=study.transcripts[0], coder=study.lead, round=trained.round, sealed=True)
    url = reverse("agreement:training", args=[study.slug])
    for user in (study.lead, study.coder, study.reader):
        page = soup(client_of(user).get(f"{url}?{query(trained, f'round-{trained.round.pk}')}"))
        assert "Nothing to measure yet" in page.text
        assert "Trust" not in page.select_one("main").text


def test_a_round_that_is_coded_blind_is_no_gold_layer_and_no_choice(trained, client_of):
    study = trained.study
    running_one = create_round(
        project=study.project, by=study.lead, name="Hidden", sources=[study.answers[0].pk],
        coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip
    apply(study.answers[0], study.codes["Work"], study.coder, study.answers[0].text[:6])
    hand_in_all(running_one, study.coder)
    page = soup(client_of(study.lead).get(reverse("agreement:training", args=[study.slug])))
    assert "Hidden" not in page.text
