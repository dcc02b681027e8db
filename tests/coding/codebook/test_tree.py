"""Trees keep every code, in an order that people can read."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from coding.codebook.tree import descendants, names_of, nodes_in_order


@dataclass
class Item:
    pk: int
    parent_id: int | None
    name: str
    position: int


@st.composite
def forests(draw: st.DrawFn) -> list[Item]:
    """Any forest: each item's parent is one made before it, or none; the list comes in any order."""
    size = draw(st.integers(0, 30))
    items = [
        Item(
            pk=key,
            parent_id=draw(st.sampled_from([None, *range(key)])),
            name=f"c{key}",
            position=draw(st.integers(0, 3)),
        )
        for key in range(size)
    ]
    return draw(st.permutations(items))


@given(forests())
def test_every_item_appears_once_and_after_its_parent(items: list[Item]) -> None:
    nodes = nodes_in_order(items)

    assert sorted(node.id for node in nodes) == sorted(item.pk for item in items)
    place = {node.id: index for index, node in enumerate(nodes)}
    for item in items:
        if item.parent_id is not None:
            assert place[item.parent_id] < place[item.pk]


@given(forests())
def test_paths_and_depths_follow_from_the_parents(items: list[Item]) -> None:
    nodes = {node.id: node for node in nodes_in_order(items)}

    for item in items:
        node = nodes[item.pk]
        if item.parent_id is None:
            assert (node.depth, node.path) == (0, item.name)
        else:
            above = nodes[item.parent_id]
            assert (node.depth, node.path) == (above.depth + 1, f"{above.path}/{item.name}")
            assert node in above.children


@given(forests())
def test_children_stand_together_in_the_order_of_position(items: list[Item]) -> None:
    for node in nodes_in_order(items):
        order = [(child.code.position, child.id) for child in node.children]
        assert order == sorted(order)


@given(forests())
def test_descendants_are_those_whose_way_up_meets_the_item(items: list[Item]) -> None:
    parents = {item.pk: item.parent_id for item in items}

    def ancestors(key: int) -> set[int]:
        above = parents[key]
        return set() if above is None else {above} | ancestors(above)

    for item in items:
        assert descendants(parents, item.pk) == {key for key in parents if item.pk in ancestors(key)}


def test_an_item_whose_parent_was_left_out_stands_at_the_top() -> None:
    [node] = nodes_in_order([Item(2, 1, "Errors", 0)])

    assert (node.path, node.depth) == ("Errors", 0)


def test_items_that_stand_below_each_other_are_left_out() -> None:
    nodes = nodes_in_order([Item(1, 2, "a", 0), Item(2, 1, "b", 0), Item(3, None, "c", 0)])

    assert [node.path for node in nodes] == ["c"]


def test_a_deep_tree_is_no_trouble() -> None:
    chain = [Item(key, key - 1 if key else None, "x", 0) for key in range(3000)]

    assert nodes_in_order(chain)[-1].depth == 2999


def test_blanks_around_the_names_of_a_path_do_not_count() -> None:
    assert names_of("Trust /  Errors") == ["Trust", "Errors"]
