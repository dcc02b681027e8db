"""Agreement by coders, sources, groups, rounds, and as a report: what they say, what is hidden, and their cost."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.agreement.chart import Line, chart_of
from coding.agreement.queries import Scope, comparable_rounds, material, material_by_round
from coding.codings.assigning import mark_read
from coding.reconciliation.actions import create_round, open_round
from tests.coding.agreement.conftest import seal
from tests.coding.reconciliation.conftest import apply, hand_in_all, opened, running  # noqa: F401  fixtures
from tests.factories import coding as make

PAGES = ("index", "places", "pairs", "sources", "groups", "rounds", "report", "training", "training_places")


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def address(study, name, query=""):
    return reverse(f"agreement:{name}", args=[study.slug]) + (f"?{query}" if query else "")


def test_every_member_reads_every_page_and_outsiders_none(compared, client_of, outsider):
    for name in PAGES:
        for user in (compared.lead, compared.coder, compared.reader):
            assert client_of(user).get(address(compared, name)).status_code == 200
        assert client_of(outsider).get(address(compared, name)).status_code == 404


@pytest.mark.parametrize("unit", ["paragraph", "answer", "unitizing", "character"])
def test_each_unit_has_its_pages(compared, client_of, unit):
    mark_read(source=compared.answers[0], by=compared.coder)
    mark_read(source=compared.answers[0], by=compared.second_coder)
    client = client_of(compared.lead)
    for name in PAGES:
        soup(client.get(address(compared, name, f"round=all&unit={unit}&interval=formula")))
    report = soup(client.get(address(compared, "report", f"round=all&unit={unit}")))
    assert "not frozen yet" in report.select_one("main").text


def test_chosen_figures_are_the_columns_and_each_is_explained_with_its_paper(compared, client_of):
    page = soup(client_of(compared.reader).get(address(compared, "index", "round=all&figure=scott_pi&figure=gwet_ac1")))

    heads = [head.text for head in page.select("section[aria-labelledby=codes] thead th")]
    assert heads[-2:] == ["Scott’s π", "Gwet’s AC1"]
    assert "Scott, W. A. (1955)" in page.select_one("#about-scott_pi").text
    assert any("Gwet, K. L. (2008)" in paper.text for paper in page.select(".references li"))


def test_a_figure_without_a_value_has_its_reason_in_words(compared, client_of):
    for name in ("index", "report"):
        page = soup(client_of(compared.reader).get(address(compared, name, "round=all&unit=unitizing")))
        assert page.select(".undefined")
        notes = [note.text for note in page.select(".list-note")]
        assert any(note.startswith("Undefined: ") and "(k)uα: Trust/Errors" in note for note in notes)


def test_words_after_figures_are_an_authors_chosen_by_the_lead_and_can_be_taken_back(compared, client_of):
    index, choose = address(compared, "index", "round=all"), address(compared, "scale")
    assert not soup(client_of(compared.reader).get(index)).select(".band")

    assert client_of(compared.coder).post(choose, {"scale": "landis_koch_1977"}).status_code == 403
    client_of(compared.lead).post(choose, {"scale": "landis_koch_1977", "next": index})

    page = soup(client_of(compared.reader).get(index))
    figure = next(row for row in page.select("section[aria-labelledby=overall] tr") if row.th.text == "Pooled κ")
    words = figure.select_one(".num").text.split()
    assert words[0].replace("−", "-").replace(".", "").lstrip("-").isdigit()
    assert "(Landis & Koch (1977))" in figure.text
    share = next(
        row for row in page.select("section[aria-labelledby=overall] tr") if row.th.text == "Percent agreement"
    )
    assert not share.select(".band")

    client_of(compared.lead).post(reverse("acts:undo", args=[compared.slug]))
    assert not soup(client_of(compared.reader).get(index)).select(".band")


def test_the_matrix_of_coders_leads_to_where_two_differ(compared, client_of):
    client = client_of(compared.coder)
    page = soup(client.get(address(compared, "pairs", "round=all&by=holsti_code_decisions")))

    links = page.select(".coder-matrix td a")
    assert len(links) == 2
    assert {link.text.strip() for link in links} == {"0.40"}  # one of five applications is shared, twice over
    places = soup(client.get(links[0]["href"]))
    assert len(places.select("li.passage")) == 3
    assert "In dispute between Cora Coder and Dov Coder" in places.h1.text


def test_sources_that_cost_most_come_first_and_lead_to_their_passages(compared, client_of):
    client = client_of(compared.reader)
    page = soup(client.get(address(compared, "sources", "round=all")))

    rows = page.select("tbody tr")
    assert [row.th.text.strip() for row in rows] == ["P01 nurse", "P02 doctor"]
    link = rows[0].select_one("td a")
    found = soup(client.get(link["href"]))
    assert link.text == "3"
    assert "In dispute in “P01 nurse”" in found.h1.text
    assert len(found.select("li.passage")) == 3


def test_groups_of_cases_lead_to_their_sources(compared, client_of):
    role = make.VariableFactory(project=compared.project, name="Role")
    for source, value in zip(compared.transcripts, ("nurse", "doctor"), strict=True):
        make.VariableValueFactory(case=source.case, variable=role, value=value)
    client = client_of(compared.reader)

    page = soup(client.get(address(compared, "groups", f"round=all&variable={role.pk}")))
    rows = {row.th.text.strip(): row for row in page.select("section[aria-labelledby=groups] tbody tr")}
    assert {label: row.select("td")[0].text for label, row in rows.items()} == {"nurse": "1", "doctor": "1"}
    listed = soup(client.get(rows["nurse"].select_one("td a")["href"]))
    assert [row.th.text.strip() for row in listed.select("tbody tr")] == ["P01 nurse"]


def test_rounds_follow_one_another_with_a_number_for_each_point_of_the_chart(opened, client_of):  # noqa: F811
    study = opened.study
    again = create_round(
        project=study.project, by=study.lead, name="Second", sources=[study.answers[0].pk],
        coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip
    words = study.answers[0].text[:6]
    for coder in (study.coder, study.second_coder):
        apply(study.answers[0], study.codes["Work"], coder, words)
    hand_in_all(again, study.coder, study.second_coder)
    open_round(round=again, by=study.lead)

    page = soup(client_of(study.reader).get(address(study, "rounds")))
    rows = page.select("section[aria-labelledby=rounds] tbody tr")
    assert [row.th.text.strip() for row in rows] == ["Pilot", "Second"]
    titles = {title.text for title in page.select(".agreement-chart title")}
    assert any(title.startswith("Percent agreement: ") for title in titles)
    work = next(
        row for row in page.select("section[aria-labelledby=codes-by-round] tr") if row.th.text.strip() == "Work"
    )
    assert len(work.select("td")) == 2


def test_rounds_laid_out_together_are_each_as_alone(opened):  # noqa: F811
    study, scope = opened.study, Scope("sentence")
    (round_,) = comparable_rounds(study.project)
    alone = material(study.project, round_=round_, scope=scope)
    together = material_by_round(study.project, [round_], scope)[round_.pk]
    assert alone == together


def test_the_report_says_how_it_was_set_up_and_what_was_settled(opened, client_of):  # noqa: F811
    study = opened.study
    page = soup(client_of(study.reader).get(address(study, "report")))
    said = page.select_one("main").text
    for words in ("Pilot", "coded blind", "Cora Coder, Dov Coder", "version 1", "Marginalia", "1 codings were agreed"):
        assert words in said, words
    assert "Of 3 places where the coders differed, 0 were settled and 3 wait" in said
    assert page.select(".references li")

    masked = soup(client_of(study.reader).get(address(study, "report", "pseudonyms=on")))
    assert "independently and blind to each other's codings" in said
    assert "Coder A, Coder B" in masked.select_one(".agreement-report").text
    assert "Cora" not in masked.select_one(".agreement-report").text


def test_one_coder_among_those_chosen_is_left_out(compared, client_of):
    mark_read(source=compared.transcripts[0], by=compared.lead)
    chosen = f"round=all&coder={compared.coder.pk}&coder={compared.lead.pk}"
    page = soup(client_of(compared.reader).get(address(compared, "index", chosen)))
    assert "Cora Coder, Lena Lead" in page.select_one(".agreement-facts").text


def test_what_interviewers_say_is_left_out_when_asked(compared, client_of):
    client = client_of(compared.reader)
    whole = soup(client.get(address(compared, "index", "round=all&unit=turn"))).select_one(".stat-value").text
    without = soup(client.get(address(compared, "index", "round=all&unit=turn&without=on")))
    assert int(without.select_one(".stat-value").text) < int(whole)
    assert "What interviewers say is left out" in without.text


def test_a_blind_round_leaves_nothing_on_any_page(compared, client_of):
    for source in compared.transcripts:
        seal(source, compared.coder)
    for user in (compared.lead, compared.reader, compared.second_coder):
        for name in PAGES:
            for query in ("round=all", f"round=all&trainee={compared.coder.pk}&gold=coder-{compared.second_coder.pk}"):
                page = soup(client_of(user).get(address(compared, name, query)))
                assert not page.select("li.passage")
                assert not page.select("td a[href*=passages]")
                assert "I trust it with letters" not in page.text


def test_the_pages_ask_as_many_questions_for_much_as_for_little(opened, client_of, count_queries):  # noqa: F811
    study, client = opened.study, client_of(opened.study.reader)
    query = f"interval=none&trainee={study.coder.pk}&gold=coder-{study.second_coder.pk}"
    urls = [address(study, name, query) for name in PAGES]
    for url in urls:
        client.get(url)  # the session, and what is kept between requests of one page
    make.MemoFactory(project=study.project)

    def asked():
        return [_fresh(count_queries, client, url) for url in urls]

    few = asked()
    for name, answer in (("Second", study.answers[0]), ("Third", study.answers[1])):
        more = create_round(
            project=study.project, by=study.lead, name=name, sources=[answer.pk],
            coders=[study.coder.pk, study.second_coder.pk],
        )  # fmt: skip
        apply(answer, study.codes["Trust/Errors"], study.coder, answer.text[:6])
        apply(answer, study.codes["Work"], study.second_coder, answer.text[:6])
        hand_in_all(more, study.coder, study.second_coder)
        open_round(round=more, by=study.lead)
    assert asked() == few


def _fresh(count_queries, client, url):
    from django.core.cache import cache

    cache.clear()
    return count_queries(lambda: client.get(url))


def test_a_line_breaks_where_a_figure_is_undefined_and_labels_keep_apart():
    chart = chart_of([Line("α", [0.5, None, 0.7, 0.8]), Line("κ", [0.4, 0.5, 0.6, 0.79])], ["1", "2", "3", "4"])

    alpha, kappa = chart["lines"]
    assert len(alpha["points"]) == 3
    assert len(alpha["pieces"]) == 1
    assert abs(alpha["label_y"] - kappa["label_y"]) >= 14
    assert alpha["points"][0].y > alpha["points"][-1].y  # more is higher
