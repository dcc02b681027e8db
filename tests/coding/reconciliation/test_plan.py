"""The pages that draw, share out and preview a round, the double-coding plan, and the sentence that reports it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codings.models import Assignment
from coding.reconciliation.actions import open_round
from coding.reconciliation.allotting import meetings
from coding.reconciliation.choosing import Pool, pool_of, strata_of
from coding.reconciliation.methods import methods_text
from coding.reconciliation.models import Round
from coding.reconciliation.reopening import hand_in_round
from coding.reconciliation.staffing import add_parts, remove_parts
from tests.factories import coding as make
from tests.factories import people
from workbench.audit.models import Event


@pytest.fixture
def wide(study):
    """Thirty answers of ten nurses, six doctors and four without a profession; ten answers have one word."""
    study.role = make.VariableFactory(project=study.project, name="Role")
    study.third = people.UserFactory(name="Eve Coder")
    people.MembershipFactory(project=study.project, user=study.third, role="coder")
    study.wide = make.QuestionFactory(project=study.project, text="And now?")
    for number in range(20):
        case = make.CaseFactory(project=study.project, name=f"W{number:02}")
        if number < 16:
            make.VariableValueFactory(case=case, variable=study.role, value="Nurse" if number < 10 else "Doctor")
        text = "Fine." if number % 2 else "It saves an hour a day and I read every line."
        make.SourceFactory(
            project=study.project, kind="answer", question=study.wide, case=case, name=f"{case.name} | now", text=text
        )
    return study


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def asked(study, **more):
    people_ = [study.coder.pk, study.second_coder.pk, study.third.pk]
    return {
        "name": "Sample", "kind": "reliability", "blind": "on", "how": "stratified", "kinds": [str(study.wide.pk)],
        "size": "30 %", "variable": str(study.role.pk), "seed": "7", "coders": people_, "sharing": "balanced",
        "per_source": "2", "share": "100",
    } | more  # fmt: skip


def new(study):
    return reverse("rounds:new", args=[study.slug])


def test_a_stratified_round_is_previewed_and_begun_as_it_was_shown(wide, client_of):
    client = client_of(wide.lead)
    page = soup(client.post(new(wide), asked(wide, preview="1")))

    rows = [[cell.text for cell in row.select("th, td")] for row in page.select("#preview table")[0].select("tbody tr")]
    # Six of twenty: 3.0, 1.8, 1.2 in strata of 6, 10 and 4, in the order of the values.
    assert rows == [["Doctor", "6", "2"], ["Nurse", "10", "3"], ["(no value)", "4", "1"]]
    assert not Round.objects.exists()
    shown = page.select_one("input[name=shown]")["value"]
    listed = [row.th.text for row in page.select("#preview table")[2].select("tbody tr")]

    response = client.post(new(wide), asked(wide, begin="1", shown=shown))

    made = Round.objects.get()
    assert response.url == made.get_absolute_url()
    parts = Assignment.objects.filter(round=made)
    assert sorted(parts.values_list("source__name", flat=True).distinct()) == sorted(listed)
    assert all(parts.filter(source=source).count() == 2 for source in parts.values_list("source", flat=True))
    assert sorted(parts.filter(coder=coder).count() for coder in (wide.coder, wide.second_coder, wide.third)) == [
        4,
        4,
        4,
    ]
    teams = {source: list(parts.filter(source=source).values_list("coder", flat=True))
             for source in parts.values_list("source", flat=True)}  # fmt: skip
    assert set(meetings(teams).values()) == {2}
    assert (made.drawn["seed"], made.drawn["pool"], made.drawn["variable"]) == (7, 20, "Role")
    assert made.drawn["strata"] == [["Doctor", 6, 2], ["Nurse", 10, 3], ["(no value)", 4, 1]]


def test_the_same_seed_draws_the_same_and_another_seed_others(wide, client_of):
    client = client_of(wide.lead)

    def drawn(seed):
        page = soup(client.post(new(wide), asked(wide, seed=seed, preview="1")))
        return [row.text for row in page.select("#preview table")[2].select("tbody tr")]

    assert drawn("7") == drawn("7") != drawn("8")


def test_a_pool_that_changed_is_shown_again_and_not_begun(wide, client_of):
    client = client_of(wide.lead)
    shown = soup(client.post(new(wide), asked(wide, preview="1"))).select_one("input[name=shown]")["value"]
    for answer in wide.wide.answers.all():
        if answer.case.name < "W10":
            answer.delete()

    page = soup(client.post(new(wide), asked(wide, begin="1", shown=shown)))

    assert "changed meanwhile" in page.select_one("[role=alert]").text
    assert not Round.objects.exists()


def test_what_is_drawn_is_never_begun_unseen(wide, client_of):
    page = soup(client_of(wide.lead).post(new(wide), asked(wide, begin="1")))

    assert page.select_one("#preview")
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kinds": []}, "Choose what is drawn from"),
        ({"size": ""}, "Say how many"),
        ({"size": "120 %"}, "at most 100 %"),
        ({"variable": ""}, "Choose the variable"),
        ({"coders": []}, "Choose who codes"),
        ({"per_source": "9"}, "9 coders cannot share a source where only 3"),
        ({"least": "5000"}, "No source is left to draw from"),
        ({"seed": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_is_missing_is_said(wide, client_of, change, said):
    response = client_of(wide.lead).post(new(wide), asked(wide, **change))

    assert response.status_code == 422
    assert said in response.content.decode()


def test_the_pool_is_narrowed_by_group_words_and_earlier_rounds(wide):
    here = {"questions": (wide.wide.pk,)}
    nurses = pool_of(wide.project, Pool(**here, variable=wide.role, value="Nurse"))

    assert nurses.count() == 10
    assert pool_of(wide.project, Pool(**here, least=2)).count() == 10
    assert pool_of(wide.project, Pool(**here, most=2)).count() == 10
    assert pool_of(wide.project, Pool(transcripts=True)).count() == 2
    assert pool_of(wide.project, Pool()).count() == 0
    make.AssignmentFactory(
        source=nurses[0], coder=wide.coder, round=make.RoundFactory(project=wide.project, state="closed")
    )
    assert pool_of(wide.project, Pool(**here, fresh=True)).count() == 19
    assert pool_of(wide.project, Pool(**here)).count() == 20
    make.AssignmentFactory(source=nurses[1], coder=wide.coder, round=make.RoundFactory(project=wide.project))
    assert pool_of(wide.project, Pool(**here)).count() == 19


def test_numbers_are_strata_of_three_bands_and_conversations_of_all_their_values(wide):
    age = make.VariableFactory(project=wide.project, name="Age", kind="numeric")
    for number, case in enumerate(wide.cases):
        make.VariableValueFactory(case=case, variable=age, value=str(20 + 10 * number))
        make.VariableValueFactory(case=case, variable=wide.role, value=("Nurse", "Doctor", "Nurse")[number])
    group = make.SourceFactory(project=wide.project, name="Focus group")
    for case in wide.cases[:2]:
        make.SpeakerFactory(source=group, name=case.name, case=case)

    answers = [answer.pk for answer in wide.answers]
    assert list(strata_of(age, [*answers, group.pk]).items()) == [
        ("20", [answers[0]]), ("30", [answers[1]]), ("40", [answers[2]]), ("20 + 30", [group.pk]),
    ]  # fmt: skip
    assert strata_of(wide.role, [group.pk]) == {"Doctor + Nurse": [group.pk]}


def plan(study, **more):
    facts = asked(study) | {"name": "Double coding", "rest": "on"} | more
    return {name: value for name, value in facts.items() if name not in {"kind", "how", "sharing", "share"}}


def planned(study, client, **more):
    url = reverse("rounds:plan", args=[study.slug])
    page = soup(client.post(url, plan(study, preview="1", **more)))
    shown = page.select_one("input[name=shown]")["value"]
    client.post(url, plan(study, begin="1", shown=shown, **more))
    return Round.objects.get(kind="reliability")


def test_a_plan_double_codes_a_share_and_shares_out_the_rest(wide, client_of):
    made = planned(wide, client_of(wide.lead))

    rest = made.rest.get()
    double = set(Assignment.objects.filter(round=made).values_list("source", flat=True))
    single = list(Assignment.objects.filter(round=rest).values_list("source", flat=True))
    assert (len(double), len(single), len(set(single))) == (6, 14, 14)
    assert not double & set(single)
    assert (made.blind, rest.blind, rest.kind, rest.name) == (True, False, "production", "Double coding: the rest")
    everything = Assignment.objects.filter(round__in=[made, rest])
    held = [everything.filter(coder=coder).count() for coder in (wide.coder, wide.second_coder, wide.third)]
    assert max(held) - min(held) <= 1
    assert Event.objects.filter(action="round.created").count() == 2


def test_a_reader_sees_the_plan_and_makes_none(wide, client_of):
    planned(wide, client_of(wide.lead))
    url = reverse("rounds:plan", args=[wide.slug])
    page = client_of(wide.reader).get(url)

    assert "Double coding" in page.content.decode()
    assert not soup(page).select("form.round-form")
    assert client_of(wide.reader).post(url, plan(wide)).status_code == 403
    assert client_of(wide.coder).post(url, plan(wide)).status_code == 403


def test_the_sentence_is_true_to_what_was_done(wide, client_of):
    made = planned(wide, client_of(wide.lead))
    begun = (
        "Of 20 answers to “And now?”, 6 (30 %) were drawn at random, stratified by Role in proportion to the size of "
        "each stratum (Doctor: 2/6; Nurse: 3/10; (no value): 1/4; seed 7)."
    )
    text = methods_text(made)

    assert text.startswith(begun)
    assert (
        "Each is being coded by 2 of 3 coders, independently and blind to each other's codings, with version 1" in text
    )
    assert "So far 0 of 12 readings of a source have been handed in." in text
    assert text.endswith("The remaining 14 are being coded by one coder each (handed in so far: 0).")
    for coder in (wide.coder, wide.second_coder, wide.third):
        hand_in_round(round=made, by=coder)
        hand_in_round(round=made.rest.get(), by=coder)
    open_round(round=made, by=wide.lead)
    done = methods_text(Round.objects.get(pk=made.pk))
    assert "Each was coded by 2 of 3 coders, independently and blind to each other's codings, with version 1" in done
    assert done.endswith("The remaining 14 were coded by one coder each.")
    assert "So far" not in done


def test_the_sentence_tells_of_what_was_changed_and_what_was_not_handed_in(wide, client_of):
    made = planned(wide, client_of(wide.lead), rest="")
    parts = list(Assignment.objects.filter(round=made).values_list("source_id", "coder_id"))
    gone = parts[0][0]
    remove_parts(round=made, by=wide.lead, parts=[part for part in parts if part[0] == gone])
    add_parts(
        round=made, by=wide.lead, parts=[(wide.transcripts[0].pk, coder.pk) for coder in (wide.coder, wide.third)]
    )
    for coder in (wide.coder, wide.second_coder):
        hand_in_round(round=made, by=coder)
    open_round(round=made, by=wide.lead, force=True)

    made = Round.objects.get(pk=made.pk)
    text = methods_text(made)
    assert "1 of them was taken out later. 1 more was added by hand." in text
    missing = Assignment.objects.filter(round=made, done_at=None).count()
    assert f"{missing} of 12 readings that were asked for were not handed in and are not counted." in text
    assert "There were 3 coders:" in text


def test_the_sentence_of_an_open_round_by_hand(study):
    from coding.reconciliation.actions import create_round

    made = create_round(
        project=study.project, by=study.lead, name="Training", kind="training", blind=False,
        sources=[study.transcripts[0].pk], coders=[study.coder.pk, study.second_coder.pk], drawn={"how": "hand"},
    )  # fmt: skip

    assert methods_text(made).startswith(
        "1 transcript was chosen by hand. Each is being coded by 2 coders, able to see each other's codings, with"
    )


def test_the_plan_asks_as_many_questions_for_three_plans_as_for_one(wide, client_of, count_queries):
    client, url = client_of(wide.reader), reverse("rounds:plan", args=[wide.slug])
    made = planned(wide, client_of(wide.lead), rest="")
    client.get(url)
    one = count_queries(lambda: client.get(f"{url}?round={made.pk}"))
    for number in range(2):
        again = make.RoundFactory(project=wide.project, name=f"More {number}", drawn=made.drawn)
        make.AssignmentFactory(source=wide.transcripts[0], coder=wide.coder, round=again)

    assert count_queries(lambda: client.get(f"{url}?round={made.pk}")) == one


def test_how_many_units_it_takes(study, client_of):
    url = reverse("rounds:sample_size", args=[study.slug])
    client = client_of(study.reader)
    asked_for = {"kappa": "0.6", "prevalence": "50", "half_width": "0.1", "units": "20", "alike": "0"}

    page = soup(client.get(url, asked_for))

    assert {"246", "13"} <= set(page.select_one(".stats").get_text(" ").split())
    assert "more than the study has" in page.text
    assert "Donner & Eliasziw 1992" in page.text
    assert client.get(url, asked_for | {"kappa": "2"}).status_code == 200


def test_the_page_of_a_round_asks_as_often_for_many_sources_and_coders(wide, client_of, count_queries):
    made = planned(wide, client_of(wide.lead), rest="")
    client = client_of(wide.lead)
    client.get(made.get_absolute_url())
    few = count_queries(lambda: client.get(made.get_absolute_url()))
    add_parts(round=made, by=wide.lead, parts=[
        (source.pk, coder.pk) for source in wide.answers for coder in (wide.coder, wide.lead, wide.third)
    ])  # fmt: skip

    assert count_queries(lambda: client.get(made.get_absolute_url())) == few
