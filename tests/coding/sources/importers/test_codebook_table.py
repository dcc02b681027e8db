"""A codebook in a table becomes a tree, whatever its columns are called."""

import pytest

from coding.sources.importers.codebook_table import ParsedCode, ParsedCodebook, read_codebook
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import read_table


def codebook(text: str) -> ParsedCodebook:
    return read_codebook(read_table("codes.csv", text.encode()))


def paths(text: str) -> list[str]:
    return ["/".join(code.path) for code in codebook(text).codes]


def test_names_and_parents_make_a_tree():
    assert paths("Name,Parent\nTrust,\nLow,Trust\nVery low,Low\n") == ["Trust", "Trust/Low", "Trust/Low/Very low"]


def test_a_child_may_stand_before_its_parent():
    assert paths("code,parent\nLow,Trust\nTrust,\n") == ["Trust", "Trust/Low"]


def test_paths_make_a_tree_and_missing_parents_are_added_and_said():
    found = codebook("path,definition\nTrust/Low,d\nTrust > High,e\n")
    assert [code.path for code in found.codes] == [("Trust",), ("Trust", "Low"), ("Trust", "High")]
    assert found.assumed == ["1 parent codes have no row of their own and were added: Trust"]


def test_headers_are_found_loosely():
    (code,) = codebook(
        "Label,Description,When to use,When NOT to use,Typical example,Colour\nTrust,d,i,x,“e”,#3B7\n"
    ).codes
    assert code == ParsedCode(("Trust",), "d", "i", "x", "“e”", "#33bb77", row=2)


def test_a_colour_that_is_none_is_left_out_and_said():
    found = codebook("code,color\nTrust,reddish\n")
    assert found.codes[0].color == ""
    assert found.assumed == ["row 2: the colour “reddish” is not like #3b7dd8 and was left out"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,parent\nA,\nLow,A\nLow,A\n", 'row 4: the code "A/Low" stands in row 3 too'),
        ("code,parent\nA,B\nB,A\n", 'the code "A" is its own ancestor'),
        ("code,definition\n,d\n", "row 2: this code has no name"),
        ("code,parent\nX,\nY,\nLow,X\nLow,Y\nVery,Low\n", 'has the parent "Low", a name that several codes have'),
    ],
)
def test_faults_name_their_row(text, message):
    with pytest.raises(ImportProblems, match=message):
        codebook(text)


def test_a_table_without_names_of_codes_says_which_column_it_needs():
    with pytest.raises(ImportProblem, match=r'no column holds the names of codes\. Call it "name"'):
        codebook("a,b\n1,2\n")


def test_names_that_are_set_in_stand_below_the_one_before():
    found = codebook('code,definition\nTrust,d\n"  Low",e\n"    Very low",f\n"  High",g\nWork,h\n')

    assert ["/".join(code.path) for code in found.codes] == [
        "Trust", "Trust/Low", "Trust/Low/Very low", "Trust/High", "Work",
    ]  # fmt: skip
    assert found.assumed == ["codes that are set in stand below the one before them that is set in less"]


def test_a_column_of_parents_says_more_than_how_names_are_set_in():
    assert paths('code,parent\nTrust,\n"  Low",\n') == ["Trust", "Low"]
