"""Answers that people coded, beside this checkout, and how far groups of their clauses agree with the codes."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from themes.embeddings.passages import clauses

SHARED = Path(__file__).resolve().parents[2] / "shared/data"
ANES, NOTEBOOKS = SHARED / "anes-coded-answers/clean_data", SHARED / "notebook-survey"
# Don't know, refused, no more mentioned: nothing that a theme could be.
NO_CODES = {"91", "94", "95", "96", "97"}
AT_MOST = 300
# Where the algorithm was tuned, and where it is judged.
TUNED = ("ANES 1", "ANES 3", "ANES 6", "notebooks, hindrances")
JUDGED = ("ANES 2", "ANES 4", "ANES 5", "notebooks, difficult")
QUESTIONS = {"hindrances": ("hinderances", [4]), "difficult": ("difficult_aspects", [20, 21, 22])}


@dataclass(frozen=True)
class Coded:
    """Distinct clauses of answers, which answers said each, and the codes that people gave each answer."""

    name: str
    texts: list[str]
    said_by: list[frozenset[int]]
    codes: list[frozenset[str]]


def coded_sets() -> Iterator[Coded]:
    for name in (*TUNED, *JUDGED):
        rows = _anes(int(name.split()[1])) if name.startswith("ANES") else _notebooks(*QUESTIONS[name.split(", ")[1]])
        yield _of_clauses(name, rows)


def _anes(number: int) -> list[tuple[str, frozenset[str]]]:
    with (ANES / f"dataset{number}.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    found = []
    for row in rows:
        text = " ".join(row[1].replace("//", ". ").split()).strip(" .")
        text = re.sub(r"(\.\s*)+(NO|N0|NOTHING ELSE|NO\.)$", "", text, flags=re.IGNORECASE)
        given = {code for code, value in zip(head[2:], row[2:], strict=True) if value == "1"}
        found.append((text, frozenset(given - NO_CODES)))
    return _some(found)


def _notebooks(question: str, columns: list[int]) -> list[tuple[str, frozenset[str]]]:
    with next(NOTEBOOKS.glob("*SurveyExport.csv")).open(encoding="utf-8", newline="") as file:
        answers = list(csv.reader(file))[1:]
    with (NOTEBOOKS / f"analysis/{question}_themes.csv").open(encoding="utf-8", newline="") as file:
        themes = list(csv.reader(file, delimiter=";"))[1:]
    found = []
    for row, given, *_ in themes:
        if int(row) < len(answers):
            said = ". ".join(
                answers[int(row)][column].strip() for column in columns if answers[int(row)][column].strip()
            )
            found.append((said, frozenset(given.split(",")) - {""}))
    return _some(found)


def _some(rows: list[tuple[str, frozenset[str]]]) -> list[tuple[str, frozenset[str]]]:
    kept = [(text, codes) for text, codes in rows if text and codes]
    return [kept[place] for place in sorted(np.random.default_rng(0).permutation(len(kept))[:AT_MOST])]


def _of_clauses(name: str, rows: list[tuple[str, frozenset[str]]]) -> Coded:
    said: dict[str, set[int]] = defaultdict(set)
    spelled: dict[str, str] = {}
    for answer, (text, _) in enumerate(rows):
        for start, end in clauses(text):
            key = " ".join(text[start:end].casefold().split()).rstrip(".!")
            said[key].add(answer)
            spelled.setdefault(key, text[start:end])
    keys = sorted(said)
    return Coded(name, [spelled[key] for key in keys], [frozenset(said[key]) for key in keys], [c for _, c in rows])


def agreement(coded: Coded, groups: Sequence[Sequence[int]]) -> float:
    """Of all pairs of answers: sharing a group beside sharing a code, 0 at chance and 1 if the same.

    The index of Hubert & Arabie (1985, doi:10.1007/BF01908075) for answers that have several of either.
    """
    answers, pairs = len(coded.codes), np.triu_indices(len(coded.codes), 1)
    held = np.zeros((answers, max(len(groups), 1)), dtype=np.float32)
    for number, rows in enumerate(groups):
        for row in rows:
            held[list(coded.said_by[row]), number] = 1
    names = sorted(set().union(*coded.codes))
    given = np.array([[float(name in codes) for name in names] for codes in coded.codes], dtype=np.float32)
    together, alike = (held @ held.T > 0)[pairs], (given @ given.T > 0)[pairs]
    expected = together.sum() * alike.sum() / len(together)
    return float(((together & alike).sum() - expected) / ((together.sum() + alike.sum()) / 2 - expected))
