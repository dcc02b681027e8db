"""Whose words a passage is, where several people speak in one source."""

import pytest

from coding.cases.voices import CaseFinder, whose_words
from coding.codings.models import Coding
from coding.codings.visibility import visible_codings
from coding.exchange.coding_tables import build_quotations
from coding.quotations.queries import code_counts, quotations_of
from tests.factories import coding as make

GROUP = (
    "Interviewer: How is it going?\n\nAna: We need time.\n\nBen: And money.\n\n"
    "Interviewer: Who else?\n\nCem: Me too, honestly.\n\nUnknown: (laughs)"
)


@pytest.fixture
def group(study):
    """A focus group that belongs to no case as a whole; three of its speakers are cases."""
    source = make.transcript(study.project, "Group", GROUP, None, study.lead)
    for speaker in source.speakers.filter(name__in=["Ana", "Ben", "Cem"]):
        speaker.case = make.CaseFactory(project=study.project, name=speaker.name)
        speaker.save()
    return source


def mark(study, source, first: str, last: str = "") -> Coding:
    start = source.text.index(first)
    end = source.text.index(last or first) + len(last or first)
    return make.CodingFactory(source=source, code=study.codes["Trust"], coder=study.coder, start=start, end=end)


PLACES = {
    "time": "Ana",
    "money": "Ben",
    "honestly": "Cem",
    "Ben: And": "Ben",
    "How is": "",  # the interviewer's words are nobody's
    "laughs": "",
}


@pytest.mark.parametrize(("words", "name"), PLACES.items())
def test_a_passage_belongs_to_who_says_it(study, group, words, name):
    coding = mark(study, group, words)
    assert (quotations_of(study.project, None).get().whose_name or "") == name
    case = CaseFinder(study.project).at(group.pk, coding.start, coding.end)
    assert study.project.cases.filter(pk=case).values_list("name", flat=True).first() == (name or None)


def test_a_question_with_its_answer_belongs_to_who_answers(study, group):
    mark(study, group, "Who else?", "honestly")
    assert quotations_of(study.project, None).get().whose_name == "Cem"


def test_three_speakers_of_a_focus_group_count_as_three_cases(study, group):
    for words in ("time", "money", "honestly", "Who else"):
        mark(study, group, words)
    counts = code_counts(study.project, None)[study.codes["Trust"].pk]
    assert (counts.codings, counts.sources, counts.cases) == (4, 1, 3)
    ana = study.project.cases.get(name="Ana")
    assert [one.quote for one in quotations_of(study.project, None, case=ana.pk)] == ["time"]


def test_the_table_of_quotations_names_who_says_it(study, group):
    for words in ("time", "money", "Who else"):
        mark(study, group, words)
    make.CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder)
    rows = build_quotations(study.project, None).tables[0].rows
    assert sorted((row[1], row[2]) for row in rows if row[3] == "Group") == [
        ("Who else", None),
        ("money", "Ben"),
        ("time", "Ana"),
    ]
    assert [row[2] for row in rows if row[3] != "Group"] == ["P01"]


def test_the_database_and_the_finder_agree_everywhere(study, group):
    """Every word of every source, also of a couple in an interview that belongs to one of them."""
    couple = make.transcript(
        study.project, "Couple", "P01: I do.\n\nEva: I do not.\n\nGuest: Hm.", study.cases[0], study.lead
    )
    couple.speakers.update(case=None)
    couple.speakers.filter(name="Eva").update(case=make.CaseFactory(project=study.project, name="Eva"))
    for source in (group, couple, *study.transcripts):
        for start in range(0, source.characters - 1, 7):
            make.CodingFactory(
                source=source,
                code=study.codes["Work"],
                coder=study.coder,
                start=start,
                end=min(start + 9, source.characters),
            )
    finder = CaseFinder(study.project)
    rows = visible_codings(study.project, None).annotate(whose=whose_words(study.project))
    found = list(rows.values_list("source_id", "start", "end", "whose"))
    assert len({whose for *_place, whose in found}) == 7
    assert [finder.at(source, start, end) for source, start, end, _whose in found] == [whose for *_rest, whose in found]


def test_finding_out_takes_the_same_queries_for_one_place_as_for_many(study, group, count_queries):
    def look(places: int) -> int:
        def read() -> None:
            finder = CaseFinder(study.project)
            for start in range(places):
                finder.at(group.pk, start)
            code_counts(study.project, None)

        return count_queries(read)

    assert look(1) == look(60) == 3
