"""A matrix counts every passage once in each cell and each total."""

from themes.matrices.build import Cell, Entry, Line, build_matrix, heat

ROWS = [Line("a", "A", 2), Line("b", "B", 1)]
COLUMNS = [Line(1, "One"), Line(2, "Two")]
ROWS_OF = {"P1": ["a"], "P2": ["a", "b"], "P3": []}


def entry(column, person, passage, text="words"):
    return Entry(column, person, passage, text)


def test_cells_and_totals_count_passages_and_people():
    entries = [entry(1, "P1", 1), entry(1, "P2", 2), entry(2, "P2", 2), entry(1, "P1", 1)]
    matrix = build_matrix(ROWS, COLUMNS, entries, ROWS_OF)
    assert (matrix.cell("a", 1).count, matrix.cell("a", 1).people) == (2, 2)
    assert matrix.cell("b", 2).count == 1
    assert matrix.cell("b", 1).count == 1
    assert matrix.row_totals["a"].count == 2
    assert matrix.column_totals[1].count == 2


def test_what_has_no_row_or_column_is_left_out():
    matrix = build_matrix(ROWS, COLUMNS, [entry(1, "P3", 1), entry(9, "P1", 2), entry(1, "P4", 3)], ROWS_OF)
    assert matrix.cells == {}
    assert matrix.cell("a", 1).count == 0
    assert matrix.fullest() == 0


def test_quotations_are_of_different_people_first():
    cell = Cell(
        {
            1: entry(1, "P1", 1, "long words of one"),
            2: entry(1, "P1", 2, "longer words of one"),
            3: entry(1, "P2", 3, "two"),
        }
    )
    assert cell.quotations(2) == ["longer words of one", "two"]
    assert len(cell.quotations(9)) == 3


def test_the_fullest_cell_is_the_darkest_and_nothing_is_blank():
    assert [heat(value, 10) for value in (0, 1, 5, 10)] == [0, 1, 4, 9]
    assert heat(0, 0) == 0
