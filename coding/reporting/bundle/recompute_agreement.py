"""Recompute the reported agreement from the tables in this bundle, and compare.

    python recompute_agreement.py [FOLDER]

Needs Python 3.9 or newer and numpy, nothing else. Exit status 0: every figure that is recomputed equals the reported
one to 1e-9; 1: some differ, and are printed.

What is recomputed, for each code: percent agreement (mean share of agreeing pairs), Krippendorff's alpha (nominal),
Fleiss' kappa, Gwet's AC1, Brennan and Prediger's kappa, and for two coders Cohen's kappa; with the intervals by drawing
whole sources again. Over all codes: the mean percent agreement of the codes that were used, and for two coders pooled
kappa (De Vries et al. 2008). Every other reported figure is listed as not recomputed.

Rules: a unit carries a code for a coder when one of the coder's codings covers at least one character of it other than
white space (the columns words_start and words_end of agreement/codings.csv are a coding without white space at its
ends). A coder who read a source and left a unit without the code counts as "not applied"; one who did not read it is
missing.
"""

import csv
import json
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from pathlib import Path

import numpy as np

TOLERANCE = 1e-9
TINY = 1e-12
BLOCK_CELLS = 4_000_000
MOST_UNDEFINED = 0.10
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain(text):
    """Take away the apostrophe that keeps a spreadsheet from running a text as a formula."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: plain(value) for name, value in row.items()} for row in csv.DictReader(file)]


def ratio(above, below):
    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=np.abs(below) > TINY)


def beyond_chance(observed, expected):
    return ratio(np.asarray(observed) - expected, 1.0 - np.asarray(expected))


class Study:
    """Units, readers and codings of the comparison; sources in the order of agreement/sources.csv."""

    def __init__(self, folder):
        self.parameters = json.loads((folder / "parameters.json").read_text(encoding="utf-8"))
        self.sources = [row["source"] for row in rows(folder / "sources.csv")]
        place = {source: number for number, source in enumerate(self.sources)}
        self.coders = list(self.parameters["coders"])
        self.readers = defaultdict(set)
        for row in rows(folder / "readings.csv"):
            self.readers[place[row["source"]]].add(self.coders.index(row["coder"]))
        self.units = defaultdict(list)
        for row in rows(folder / "units.csv"):
            self.units[place[row["source"]]].append((int(row["start"]), int(row["end"])))
        self.codings = defaultdict(list)  # by code: (source, coder, start, end)
        for row in rows(folder / "codings.csv"):
            span = (int(row["words_start"]), int(row["words_end"]))
            self.codings[row["code"]].append((place[row["source"]], self.coders.index(row["coder"]), *span))

    def carried(self, code):
        """{(source, unit): coders who applied the code to it}."""
        found = defaultdict(set)
        for source, coder, start, end in self.codings[code]:
            if coder not in self.readers[source] or start >= end:
                continue
            units = self.units[source]
            first = bisect_right([unit[1] for unit in units], start)
            after = bisect_left([unit[0] for unit in units], end)
            for unit in range(first, after):
                found[source, unit].add(coder)
        return found

    def tally(self, code):
        """(kinds, weights): coders who applied and who did not, and how many such units each source has."""
        carried = self.carried(code)
        counted = defaultdict(lambda: np.zeros(len(self.sources)))
        touched = np.zeros(len(self.sources))
        for (source, _unit), coders in carried.items():
            counted[len(coders), len(self.readers[source]) - len(coders)][source] += 1
            touched[source] += 1
        for source in range(len(self.sources)):
            if left := len(self.units[source]) - touched[source]:
                counted[0, len(self.readers[source])][source] += left
        kinds = sorted(counted)
        return np.array(kinds, dtype=float).reshape(-1, 2), np.array([counted[kind] for kind in kinds]).T

    def pair_table(self, code):
        """Per source [both, first only, second only, neither] of two coders."""
        table = np.zeros((len(self.sources), 4))
        for source, coders in self.readers.items():
            if {0, 1} <= coders:
                table[source, 3] = len(self.units[source])
        for (source, _unit), coders in self.carried(code).items():
            if {0, 1} <= self.readers[source]:
                cell = 0 if {0, 1} <= coders else 1 if 0 in coders else 2 if 1 in coders else 3
                table[source, cell] += 1
                table[source, 3] -= 1
        return table


def figures(kinds, weights):
    """Figures of one code from (..., kinds) weights: name -> (...)."""
    r = kinds.sum(axis=1)
    paired = r >= 2
    agreeing = np.where(paired, (kinds * (kinds - 1)).sum(axis=1) / np.maximum(r * (r - 1), 1), 0.0)
    percent = ratio(weights @ agreeing, weights @ paired.astype(float))
    shares = ratio(weights @ (kinds / np.maximum(r, 1)[:, None]), (weights @ (r >= 1).astype(float))[..., None])
    disagreeing = 2 * kinds[:, 0] * kinds[:, 1] / np.maximum(r - 1, 1) * paired
    totals = weights @ (kinds * paired[:, None])
    n = totals.sum(axis=-1)
    return {
        "percent_agreement": percent,
        "krippendorff_alpha_nominal": 1.0
        - ratio((n - 1) * (weights @ disagreeing), 2 * totals[..., 0] * totals[..., 1]),
        "fleiss_kappa": beyond_chance(percent, (shares**2).sum(axis=-1)),
        "gwet_ac1": beyond_chance(percent, (shares * (1 - shares)).sum(axis=-1)),
        "brennan_prediger": beyond_chance(percent, 0.5),
    }


def kappa_parts(table):
    """Observed and expected agreement from (..., 4) cells."""
    both, first, second, neither = (table[..., cell] for cell in range(4))
    n = table.sum(axis=-1)
    observed = ratio(both + neither, n)
    expected = ratio(both + first, n) * ratio(both + second, n) + ratio(second + neither, n) * ratio(first + neither, n)
    return observed, expected


def pooled(observed, expected):
    """Kappa of the mean observed and mean expected agreement over the last axis, codes without variation left out."""
    kept = np.isfinite(expected) & (np.nan_to_num(expected) < 1 - TINY)
    count = kept.sum(axis=-1)
    mean = [ratio(np.where(kept, part, 0.0).sum(axis=-1), count) for part in (observed, expected)]
    return beyond_chance(*mean)


def draws(study):
    """How often each source was drawn, resample by resample; None where no interval was reported."""
    intervals = study.parameters["intervals"]
    read = [place for place in range(len(study.sources)) if study.readers[place]]
    if intervals["undefined"] or not read:
        return None
    generator = np.random.default_rng(intervals["seed"])
    shares = np.full(len(read), 1.0 / len(read))
    size = max(1, BLOCK_CELLS // len(read))
    blocks = []
    for done in range(0, intervals["resamples"], size):
        blocks.append(generator.multinomial(len(read), shares, size=min(size, intervals["resamples"] - done)))
    drawn = np.zeros((intervals["resamples"], len(study.sources)))
    drawn[:, read] = np.concatenate(blocks)
    return drawn


def interval(replicates):
    values = replicates[np.isfinite(replicates)]
    if values.size < (1 - MOST_UNDEFINED) * replicates.size or values.max() - values.min() < TINY:
        return None, None
    return tuple(float(bound) for bound in np.quantile(values, [0.025, 0.975]))


def recomputed(study):
    """{(code or "", figure): (value, low, high)}."""
    drawn = draws(study)
    two = len(study.coders) == 2
    found, tables, agreement, used = {}, [], [], []
    for code in study.parameters["codes"]:
        kinds, weights = study.tally(code)
        values = figures(kinds, weights.sum(axis=0)) if len(kinds) else {}
        repeated = figures(kinds, drawn @ weights) if drawn is not None and len(kinds) else {}
        if two:
            table = study.pair_table(code)
            tables.append(table)
            values["cohen_kappa"] = beyond_chance(*kappa_parts(table.sum(axis=0)))
            if drawn is not None:
                repeated["cohen_kappa"] = beyond_chance(*kappa_parts(drawn @ table))
        for name, value in values.items():
            found[code, name] = (float(value), *(interval(repeated[name]) if name in repeated else (None, None)))
        compared = {place for place in range(len(study.sources)) if len(study.readers[place]) >= 2}
        if any(source in compared for source, _unit in study.carried(code)):
            used.append(code)
            agreement.append((values["percent_agreement"], repeated.get("percent_agreement")))
    if agreement:
        repeated = None if drawn is None else np.mean([again for _value, again in agreement], axis=0)
        low, high = (None, None) if repeated is None else interval(repeated)
        found["", "percent_agreement"] = (float(np.mean([value for value, _again in agreement])), low, high)
    if two and tables:
        stacked = np.array(tables)  # codes x sources x cells
        value = pooled(*(part.T for part in kappa_parts(stacked.sum(axis=1))))
        low = high = None
        if drawn is not None:
            low, high = interval(pooled(*(part.T for part in kappa_parts(np.einsum("ds,csk->cdk", drawn, stacked)))))
        found["", "pooled_kappa"] = (float(value), low, high)
    return found


def same(one, other):
    if one is None or other is None or not np.isfinite(one):
        return (one is None or not np.isfinite(one)) and other is None
    return abs(one - other) <= TOLERANCE


def main(folder):
    study = Study(folder / "agreement")
    reported = json.loads((folder / "agreement" / "reported.json").read_text(encoding="utf-8"))
    said = {
        (entry["code"], name): value for entry in reported["codes"] for name, value in entry["coefficients"].items()
    }
    said.update({("", name): value for name, value in reported["overall"]["coefficients"].items()})
    found = recomputed(study)
    differ, compared, left = [], 0, set()
    for (code, name), value in said.items():
        if (code, name) not in found:
            left.add(name)
            continue
        compared += 1
        again = found[code, name]
        parts = zip(("value", "low", "high"), again, strict=True)
        differ += [
            f"{code or 'all codes'}, {name}, {part}: reported {value[part]}, recomputed {number}"
            for part, number in parts
            if not same(number, value[part])
        ]
    print(f"{compared} figures were recomputed; {len(differ)} numbers differ.")
    print(f"Not recomputed here: {', '.join(sorted(left)) or 'none'}.")
    for line in differ:
        print(line)
    return 1 if differ or not compared else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)))
