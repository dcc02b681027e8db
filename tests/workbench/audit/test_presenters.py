"""How a line of history reads."""

from typing import Any

from workbench.audit.models import Event
from workbench.audit.presenters import lines, runs


def changes(before: Any, after: Any) -> list[tuple[str, str, str]]:
    return lines([Event(action="code.edited", before=before, after=after)])[0].changes


def test_what_is_empty_on_both_sides_is_left_out() -> None:
    assert changes({"body": None, "memos": [], "more": {}}, {"body": "", "memos": None, "more": ""}) == []


def test_numbers_of_rows_are_hidden_and_names_are_kept() -> None:
    assert changes(None, {"code": 4, "source": 7, "run_id": 3, "kind": "open", "consensus": [[1, 2]]}) == []
    assert changes(None, {"source": "Interview 1", "start": 1200}) == [
        ("source", "", "Interview 1"),
        ("start", "", "1,200"),
    ]


def test_yes_no_and_lists_read_as_words() -> None:
    assert changes({"blind": True, "codes": ["a"]}, {"blind": False, "codes": ["a", "b"]}) == [
        ("blind", "yes", "no"),
        ("codes", "a", "a, b"),
    ]
    assert changes(None, {"added_by": None, "labels": {"one": 1, "none": None}}) == [("labels", "", "one: 1")]


def test_neighbours_that_say_the_same_fold_into_one_line() -> None:
    def done(subject: str) -> Event:
        return Event(action="code.edited", actor_name="Lena", subject_label=subject)

    folded = runs(lines([done("Trust"), done("Trust"), done("Work"), done("Trust")]))
    assert [(line.event.subject_label, times) for line, times in folded] == [("Trust", 2), ("Work", 1), ("Trust", 1)]


def test_the_name_that_the_sentence_says_is_not_said_again() -> None:
    made = Event(action="code.created", subject_label="Trust", after={"name": "Trust", "position": 2})
    assert lines([made])[0].changes == [("position", "", "2")]
