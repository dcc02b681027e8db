"""Proposals from real texts recover what is known about them, and are the same every time."""

import csv
import json

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score
from threadpoolctl import threadpool_limits

from tests.shared_data import SHARED, needs
from themes.clustering.tree import cut
from themes.embeddings.current import shared_encoder
from themes.embeddings.encoder import Encoder
from themes.embeddings.passages import Passage, clauses
from themes.suggestions.proposals import Proposals, as_suggestions, distinct_texts, propose, strength

CLASSES = ["freeze_account", "recipe", "weather", "car_rental", "translate", "tire_pressure", "play_music", "taxes"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return shared_encoder()


def passages_from(texts: list[str], cases: int) -> list[Passage]:
    return [Passage(place, f"P{place % cases}", 0, len(text), text) for place, text in enumerate(texts)]


def proposals_for(passages: list[Passage], encoder: Encoder, seed: int = 1, **options) -> Proposals:
    vectors = encoder.encode([passage.text for passage in passages])
    return propose(passages, vectors, seed=seed, **options)


@pytest.fixture(scope="module")
def requests() -> list[tuple[str, str]]:
    if not (SHARED / "data/clinc150").exists():
        pytest.skip("the shared data set clinc150 is not beside this checkout")
    rows = json.loads((SHARED / "data/clinc150/data_small.json").read_text())["test"]
    return [(text, label) for text, label in rows if label in CLASSES]


@pytest.fixture(scope="module")
def proposed(requests: list[tuple[str, str]], encoder: Encoder) -> Proposals:
    return proposals_for(passages_from([text for text, _ in requests], 37), encoder)


def test_known_classes_of_requests_are_recovered(requests: list[tuple[str, str]], proposed: Proposals):
    found = np.full(len(requests), -1)
    for suggestion in proposed.suggestions:
        if suggestion.parent is None:
            found[[member.place for member in suggestion.passages]] = suggestion.id
    placed = found >= 0
    truth = np.array([label for _, label in requests])
    assert placed.mean() > 0.9
    assert adjusted_mutual_info_score(truth[placed], found[placed]) > 0.8


def test_every_passage_is_in_one_theme_or_unassigned(requests: list[tuple[str, str]], proposed: Proposals):
    themes = [suggestion for suggestion in proposed.suggestions if suggestion.parent is None]
    places = [member.place for theme in themes for member in theme.passages]
    assert sorted([*places, *proposed.unassigned]) == list(range(len(requests)))
    assert [theme.size for theme in themes] == [len(theme.passages) for theme in themes]


def test_suggestions_are_ready_to_be_read(requests: list[tuple[str, str]], proposed: Proposals):
    labels = [suggestion.label for suggestion in proposed.suggestions]
    assert len({label.casefold() for label in labels}) == len(labels)
    said = " ".join(labels).lower()
    assert all(word in said for word in ("account", "weather", "tire pressure"))
    for suggestion in proposed.suggestions:
        assert suggestion.exemplars
        assert len({place % 37 for place in suggestion.exemplars}) == len(suggestion.exemplars) <= 5
        assert not set(suggestion.exemplars) & set(suggestion.contrasts)
        assert suggestion.cases == len({member.place % 37 for member in suggestion.passages}) >= 3
        assert suggestion.strength in {"strong", "fair", "tentative"}


def test_subthemes_are_parts_of_their_theme(proposed: Proposals):
    by_id = {suggestion.id: suggestion for suggestion in proposed.suggestions}
    for suggestion in proposed.suggestions:
        if suggestion.parent is not None:
            whole = {member.place for member in by_id[suggestion.parent].passages}
            assert {member.place for member in suggestion.passages} < whole


def test_the_same_seed_gives_the_same_answer(requests: list[tuple[str, str]], proposed: Proposals, encoder: Encoder):
    assert proposals_for(passages_from([text for text, _ in requests], 37), encoder) == proposed


def test_the_order_of_the_passages_changes_nothing(
    requests: list[tuple[str, str]], proposed: Proposals, encoder: Encoder
):
    passages = passages_from([text for text, _ in requests], 37)
    vectors = encoder.encode([passage.text for passage in passages])
    other = propose(passages[::-1], vectors[::-1], seed=1)
    assert [(one.label, one.size, one.stability) for one in other.suggestions] == [
        (one.label, one.size, one.stability) for one in proposed.suggestions
    ]


def test_another_number_of_themes_is_cut_from_what_was_kept(requests: list[tuple[str, str]], proposed: Proposals):
    passages = passages_from([text for text, _ in requests], 37)
    kept = proposed.kept
    with threadpool_limits(1):  # sums in the order in which they were proposed
        usual = as_suggestions(kept, cut(kept.tree), passages)
    assert usual == (proposed.suggestions, proposed.unassigned)
    for number in (2, 4, 7):
        fewer, _rest = as_suggestions(kept, cut(kept.tree, number), passages)
        themes = [suggestion for suggestion in fewer if suggestion.parent is None]
        assert len(themes) == number
        assert all(theme.label and theme.exemplars and theme.draws for theme in themes)


@needs("data/notebook-survey")
def test_what_hinders_users_of_notebooks_is_named(encoder: Encoder):
    path = SHARED / "data/notebook-survey/20160115235816-SurveyExport.csv"
    with path.open(encoding="utf-8", newline="") as file:
        answers = [row[4] for row in csv.reader(file)][1:400]
    passages = [
        Passage(respondent, respondent, start, end, answer[start:end])
        for respondent, answer in enumerate(answers)
        for start, end in clauses(answer)
    ]
    steps: list[str] = []
    found = proposals_for(passages, encoder, progress=lambda step, share: steps.append(step))
    said = " ".join([one.label + " " + " ".join(one.key_phrases) for one in found.suggestions]).lower()
    assert "version control" in said
    assert 5 <= len([one for one in found.suggestions if one.parent is None]) <= 25
    assert list(dict.fromkeys(steps)) == ["grouping", "labels", "exemplars"]
    assert found.notes == ()


def test_no_passage_and_few_passages_give_the_reason(encoder: Encoder):
    assert "0 different passages" in proposals_for([], encoder).reason
    few = proposals_for(passages_from([f"short text {number}" for number in range(24)], 5), encoder)
    assert few.suggestions == ()
    assert "at least 25" in few.reason
    assert few.unassigned == tuple(range(24))


def test_the_same_words_again_and_again_are_one_passage(encoder: Encoder):
    found = proposals_for(passages_from(["No time.", "no  time", "NO TIME!"] * 20, 20), encoder)
    assert found.suggestions == ()
    assert "1 different passage" in found.reason


def test_distinct_texts_keep_count_of_people():
    distinct = distinct_texts(passages_from(["No time.", "no time", "Too slow"], 3))
    assert distinct.places == ((0, 1), (2,))
    assert distinct.cases == (frozenset({"P0", "P1"}), frozenset({"P2"}))


def test_words_of_one_person_only_are_no_theme(requests: list[tuple[str, str]], encoder: Encoder):
    passages = [
        Passage(place, "P0" if label == "weather" else f"P{place % 37}", 0, len(text), text)
        for place, (text, label) in enumerate(requests)
    ]
    found = proposals_for(passages, encoder)
    weather = {place for place, (_, label) in enumerate(requests) if label == "weather"}
    for suggestion in found.suggestions:
        places = {member.place for member in suggestion.passages}
        assert len(places & weather) < len(places) / 2


def test_texts_in_another_language_are_grouped_with_a_note(encoder: Encoder):
    texts = [
        f"{subject} {rest}"
        for subject in ("Keine Zeit", "Zu teuer", "Kein Vertrauen")
        for rest in (
            "im Alltag",
            "für die Praxis",
            "sagen alle",
            "heute",
            "und zwar immer",
            "in der Klinik",
            "bei uns",
            "wie gesagt",
            "leider",
            "am Ende",
        )
    ]
    found = proposals_for(passages_from(texts, 10), encoder)
    assert "English" in "".join(found.notes)
    assert any("zeit" in one.label.lower() for one in found.suggestions)


@pytest.mark.parametrize(
    ("stability", "silhouette", "word"),
    [
        (0.9, 0.2, "strong"),
        (0.6, 0.06, "fair"),
        (0.4, 0.3, "fair"),
        (0.3, 0.02, "tentative"),
        (None, 0.3, "fair"),
        (None, 0.0, "tentative"),
    ],
)
def test_strength_is_a_word_not_a_percentage(stability: float | None, silhouette: float, word: str):
    assert strength(stability, silhouette) == word
