"""The cases of a QualCoder project, and the attributes of cases and files. Pure."""

from __future__ import annotations

from coding.exchange.others.databases import number, words
from coding.exchange.others.qualcoder.reading import Reading
from coding.exchange.refi import model

Cases = dict[int | None, model.Case]


def read_cases(reading: Reading) -> Cases:
    """Add the cases with the sources that are of them; returns them by their number."""
    cases: Cases = {}
    for key, name, memo, date in reading.database.rows("cases", "caseid", "name", "memo", "date"):
        guid = reading.guids("case", key, words(date))
        cases[number(key)] = model.Case(guid, words(name), words(memo) or None)
    for key, case, source, first, last in reading.database.rows("case_text", "id", "caseid", "fid", "pos0", "pos1"):
        of, about = cases.get(number(case)), reading.sources.get(number(source))
        if of is None or about is None:
            continue
        start, end, text = number(first), number(last), model.text_of(about)
        length = len(text.content or "") if text else 0
        if text is None or start is None or end is None or end - start >= length - 1:
            if about.guid not in of.sources:
                of.sources.append(about.guid)
        elif 0 <= start < end <= length:
            selection = model.TextSelection(reading.guids("part", key, of.guid, start, end), start=start, end=end)
            text.selections.append(selection)
            of.selections.append(selection.guid)
            reading.how["parts"] += 1
    reading.project.cases = list(cases.values())
    return cases


def read_values(reading: Reading, cases: Cases) -> None:
    """Add the attributes as variables, and their values to cases and sources."""
    variables: dict[str, model.Variable] = {}
    for name, memo, holds in reading.database.rows("attribute_type", "name", "memo", "valuetype"):
        guid = reading.guids("variable", words(name))
        kind = "Float" if words(holds) == "numeric" else "Text"
        variables[words(name)] = model.Variable(guid, words(name), kind, words(memo) or None)
    for _key, name, about, value, of in reading.database.rows(
        "attribute", "attrid", "name", "attr_type", "value", "id"
    ):
        owners = cases if words(about) == "case" else reading.sources
        variable, owner = variables.get(words(name)), owners.get(number(of))
        if variable is not None and owner is not None and words(value).strip():
            typed = f"{variable.type_of_variable}Value"
            owner.values.append(model.VariableValue(variable.guid, typed, words(value).strip()))
    reading.project.variables = list(variables.values())
