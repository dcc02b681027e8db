"""Passages of a project, whose words they are, and vectors that are never made twice."""

import numpy as np
import pytest

from coding.cases.voices import CaseFinder
from tests.factories import coding as make
from themes.embeddings.actions import embed_texts, keep_vectors
from themes.embeddings.models import Embedding
from themes.embeddings.passages import distinct_spans
from themes.embeddings.queries import counts_of_kinds, hash_of, known_vectors, passages_of


class Counting:
    """A small encoder that remembers what it was given."""

    model_name, model_hash, dimensions = "counting", "0" * 64, 3

    def __init__(self):
        self.seen: list[str] = []

    def encode(self, texts, on_batch):
        self.seen += texts
        on_batch(len(texts), len(texts))
        return np.array([[len(text), 1, 0] for text in texts], dtype=np.float32)


def test_answers_are_split_and_belong_to_their_respondent(study):
    found = passages_of(study.project, "answers")
    assert [passage.text for passage in found] == [
        "Errors in the notes.",
        "That nobody checks it",
        "and that we stop thinking.",
        "Privacy",
    ]
    assert [passage.case for passage in found] == [
        study.cases[0].pk,
        study.cases[1].pk,
        study.cases[1].pk,
        study.cases[2].pk,
    ]


def test_offsets_lead_back_to_the_source(study):
    make.CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder)
    for kind in ("answers", "sentences", "quotations"):
        for passage in passages_of(study.project, kind):
            text = study.project.sources.get(pk=passage.source).text
            assert text[passage.start : passage.end] == passage.text


def test_answers_of_one_question_only(study):
    other = make.QuestionFactory(project=study.project)
    assert passages_of(study.project, "answers", other) == []
    assert len(passages_of(study.project, "answers", study.question)) == 4


def test_an_answer_that_says_nothing_is_no_passage(study):
    study.project.sources.filter(pk=study.answers[2].pk).update(no_answer=True)
    assert "Privacy" not in [passage.text for passage in passages_of(study.project, "answers")]
    assert counts_of_kinds(study.project)["answers"] == 2


def test_the_interviewer_is_left_out(study):
    texts = [passage.text for passage in passages_of(study.project, "sentences")]
    assert "Nobody asked us first." in texts
    assert not any("new tool" in text or "What would help" in text for text in texts)
    assert not any(text.startswith("P0") for text in texts)


def test_a_transcript_without_turns_is_read_whole_and_stands_for_a_person(study):
    source = make.SourceFactory(project=study.project, text="A note of mine. It was late.", case=None)
    found = [passage for passage in passages_of(study.project, "sentences") if passage.source == source.pk]
    assert [passage.text for passage in found] == ["A note of mine.", "It was late."]
    assert {passage.case for passage in found} == {f"source {source.pk}"}


def test_in_a_focus_group_the_speaker_is_the_case(study):
    source = make.transcript(study.project, "Group", "Ana: We need time.\n\nBen: And money.", None, study.lead)
    people = {
        speaker.name: make.CaseFactory(project=study.project, name=speaker.name) for speaker in source.speakers.all()
    }
    for speaker in source.speakers.all():
        speaker.case = people[speaker.name]
        speaker.save()
    finder = CaseFinder(study.project)
    assert finder.at(source.pk, source.text.index("time")) == people["Ana"].pk
    assert finder.at(source.pk, source.text.index("money")) == people["Ben"].pk
    assert finder.at(study.transcripts[0].pk, 60) == study.cases[0].pk


def test_a_quotation_marked_by_two_coders_counts_once(study):
    source = study.transcripts[0]
    for coder, end in ((study.coder, 100), (study.second_coder, 102)):
        make.CodingFactory(source=source, code=study.codes["Trust"], coder=coder, start=55, end=end)
    assert len(passages_of(study.project, "quotations")) == 1


def test_the_consensus_stands_before_what_led_to_it(study):
    source, round_ = study.transcripts[0], make.RoundFactory(project=study.project)
    make.CodingFactory(source=source, code=study.codes["Trust"], coder=study.coder, start=55, end=60)
    make.CodingFactory(
        source=source, code=study.codes["Trust"], coder=study.lead, start=71, end=90, layer="consensus", round=round_
    )
    assert [(one.start, one.end) for one in passages_of(study.project, "quotations")] == [(71, 90)]


def test_what_is_coded_blind_is_no_quotation(study):
    make.CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder, start=55, end=100)
    assert len(passages_of(study.project, "quotations")) == 1
    make.AssignmentFactory(source=study.transcripts[0], coder=study.second_coder, sealed=True)
    assert passages_of(study.project, "quotations") == []


def test_kinds_are_counted(study):
    assert counts_of_kinds(study.project) == {"quotations": 0, "answers": 3, "sentences": 2, "uncoded": 5}


def test_spans_marked_alike_are_one_and_others_stay():
    assert distinct_spans([(0, 100), (2, 98), (50, 200), (300, 310)]) == [(0, 100), (50, 200), (300, 310)]


@pytest.mark.django_db
def test_a_text_seen_before_is_never_embedded_again():
    encoder = Counting()
    first = embed_texts(texts=["one", "three", "one"], encoder=encoder)
    again = embed_texts(texts=["three", "five", "one"], encoder=encoder)
    assert sorted(encoder.seen) == ["five", "one", "three"]
    assert first[:, 0].tolist() == [3, 5, 3]
    np.testing.assert_array_equal(again[0], first[1])
    assert Embedding.objects.count() == 3


@pytest.mark.django_db
def test_vectors_of_other_weights_are_not_used():
    encoder, other = Counting(), Counting()
    other.model_hash = "1" * 64
    embed_texts(texts=["one"], encoder=encoder)
    embed_texts(texts=["one"], encoder=other)
    assert other.seen == ["one"]


@pytest.mark.django_db
def test_what_was_embedded_is_kept_when_the_work_is_stopped():
    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    keep_vectors(vectors={hash_of("one"): np.ones(3, dtype=np.float32)}, model="m")
    keep_vectors(vectors={hash_of("one"): np.zeros(3, dtype=np.float32)}, model="m")
    assert known_vectors([hash_of("one")], "m")[hash_of("one")].tolist() == [1, 1, 1]
    with pytest.raises(KeyboardInterrupt):
        embed_texts(texts=["one", "two"], encoder=Counting(), on_progress=stop)


@pytest.mark.django_db
def test_no_text_gives_no_vectors():
    assert embed_texts(texts=[], encoder=Counting()).shape == (0, 3)
