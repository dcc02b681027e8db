"""Finding by meaning: what is read first, what is shown, what is left out, and what can be coded."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse

from coding.codings.models import Coding
from coding.revisions.actions import revise_source
from tests.coding.codings.conftest import apply, blind  # noqa: F401
from tests.factories.coding import SourceFactory


@pytest.fixture
def client(client_of, study, encoder):
    return client_of(study.coder)


def ask(client, study, **query):
    response = client.get(reverse("meaning:page", args=[study.slug]), query)
    return BeautifulSoup(response.content, "html.parser")


def read(client, study, run_jobs, **query):
    client.post(reverse("meaning:read", args=[study.slug]), query)
    return run_jobs()


def passages(page):
    return [row["aria-label"] for row in page.select("[data-hit]")]


def test_what_is_not_read_yet_is_said_and_read_as_long_work(client, study, run_jobs):
    page = ask(client, study, q="saves an hour")
    assert "not been read" in page.select_one(".note-warn").get_text()
    assert not page.select("[data-hit]")
    (job,) = read(client, study, run_jobs, q="saves an hour")
    assert (job.state, job.goes_on) == ("done", True)
    page = ask(client, study, q="saves an hour")
    assert passages(page)[0] == "It saves an hour a day."
    assert page.select_one("[data-hit]").select("td")[2].get_text(strip=True) in {"very close", "nearly the same"}


def test_a_text_that_was_read_before_is_not_read_again(client, study, run_jobs, encoder):
    read(client, study, run_jobs, q="an hour")
    before = len(encoder.read)
    read(client, study, run_jobs, q="an hour")
    assert len(encoder.read) == before
    source = study.transcripts[1]
    revise_source(source=source, text=source.text.replace("My patients", "All my patients"), by=study.lead, reason="x")
    read(client, study, run_jobs, q="an hour")
    assert 0 < len(encoder.read) - before <= 2


def test_interviewers_and_the_passage_itself_are_left_out(client, study, run_jobs):
    read(client, study, run_jobs, q="How do you feel about the new tool?")
    assert "How do you feel about the new tool?" not in passages(
        ask(client, study, q="How do you feel about the new tool?")
    )
    source = study.transcripts[1]
    start = source.text.index("It saves")
    of = f"{source.pk}.1.{start}.{start + len('It saves an hour a day.')}"
    read(client, study, run_jobs, of=of)
    page = ask(client, study, of=of)
    assert "It saves" in page.select_one("blockquote").get_text()
    assert "It saves an hour a day." not in passages(page)


def test_new_texts_are_said_to_be_unread_and_changed_ones_are_left_out(client, study, run_jobs):
    read(client, study, run_jobs, q="saves an hour")
    source = study.transcripts[1]
    revise_source(source=source, text=source.text.replace("My patients", "All my patients"), by=study.lead, reason="x")
    page = ask(client, study, q="saves an hour")
    assert "what is new" in page.select_one(".note-warn").get_text()
    assert "It saves an hour a day." not in passages(page)


def test_codes_there_are_shown_as_far_as_one_may_see_them(client, client_of, study, run_jobs, blind):  # noqa: F811
    apply(study.transcripts[1], study.codes["Work"], study.second_coder, "saves an hour")
    read(client, study, run_jobs, q="saves an hour")

    def codes(user):
        return ask(client_of(user), study, q="saves an hour").select_one(".hit-codes").get_text(strip=True)

    assert (codes(study.coder), codes(study.second_coder), codes(study.lead)) == ("", "Work", "")


def test_passages_are_coded_as_found_and_the_page_stays(client, study, run_jobs):
    read(client, study, run_jobs, q="saves an hour")
    page = ask(client, study, q="saves an hour")
    kept = {one["name"]: one["value"] for one in page.select("#hits-form > input[type=hidden]")}
    chosen = {"place": page.select_one("[name=place]")["value"], "extent": "match", "code": study.codes["Work"].pk}
    response = client.post(reverse("finding:code", args=[study.slug]), kept | chosen)
    assert response.url.startswith(reverse("meaning:page", args=[study.slug]))
    coding = Coding.objects.get()
    assert (coding.quote, coding.origin) == ("It saves an hour a day.", "search")


def test_words_that_are_not_english_are_said_to_be(client, study, run_jobs):
    words = "Das Gerät hat mir jeden Tag sehr viel Zeit gespart und ich bin froh"
    read(client, study, run_jobs, q=words)
    assert "does not look like English" in ask(client, study, q=words).get_text()
    assert "does not look like English" not in ask(client, study, q="It saves an hour a day, and I like it").get_text()


@pytest.mark.parametrize("of", ["1.2.3", "999999.1.0.5", "x"])
def test_a_place_that_is_none_is_not_found(client, study, of):
    assert client.get(reverse("meaning:page", args=[study.slug]), {"of": of}).status_code in {200, 404}


def test_a_place_of_another_study_is_not_found(client, study):
    other = SourceFactory(text="a secret")
    address = reverse("meaning:page", args=[study.slug])
    assert client.get(address, {"of": f"{other.pk}.1.0.8"}).status_code == 404


@pytest.mark.parametrize("more", [0, 30])
def test_the_number_of_queries_does_not_grow(client, study, run_jobs, count_queries, more):
    for number in range(more):
        SourceFactory(project=study.project, name=f"More {number}", text="It saves an hour.", imported_by=study.lead)
    read(client, study, run_jobs, q="saves an hour")
    assert count_queries(lambda: ask(client, study, q="saves an hour")) <= 22


def test_the_command_finds_words_forms_and_meanings(study, encoder, capsys):
    def run(*arguments):
        call_command("find", study.slug, *arguments, "--json")
        return [place["words"] for place in json.loads(capsys.readouterr().out)["places"]]

    assert run("save hour", "--lemma") == ["saves", "hour"]
    assert run("H[a-z]+r", "--regex", "--case") == []
    assert run("tool", "--said-by", "participants") == []
    assert run("an hour", "--phrase", "--in", "transcript") == ["an hour"]
    assert run("It saves an hour", "--meaning")[0] == "It saves an hour a day."
    call_command("find", study.slug, "hour")
    assert "It saves an [hour] a day." in capsys.readouterr().out


def test_the_command_says_what_is_wrong(study, encoder):
    from django.core.management.base import CommandError

    with pytest.raises(CommandError, match="not closed"):
        call_command("find", study.slug, "(", "--regex")
