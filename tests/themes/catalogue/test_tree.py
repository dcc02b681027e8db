"""Themes stand in their tree."""

from dataclasses import dataclass

from themes.catalogue.tree import in_order, with_ancestors, with_descendants


@dataclass
class Entry:
    pk: int
    name: str
    parent_id: int | None = None
    position: int = 0


def test_subthemes_follow_their_theme_in_order():
    entries = [Entry(3, "C", 1, 1), Entry(1, "A"), Entry(4, "D", None, 1), Entry(2, "B", 1, 0), Entry(5, "E", 2)]
    assert [(node.path, node.depth) for node in in_order(entries)] == [
        ("A", 0),
        ("A/B", 1),
        ("A/B/E", 2),
        ("A/C", 1),
        ("D", 0),
    ]


def test_up_and_down_the_tree():
    parents = {1: None, 2: 1, 3: 2, 4: None}
    assert with_ancestors(parents, 3) == [3, 2, 1]
    assert with_descendants(parents, 1) == {1, 2, 3}
    assert with_ancestors({1: 2, 2: 1}, 1) == [1, 2]
