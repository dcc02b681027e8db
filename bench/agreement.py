"""Speed and memory of coder comparison, as ratios within one run: ``python -m bench.agreement``.

Beside it stand the packages that people use for single coefficients, as far as they are installed: scikit-learn is a
dependency, statsmodels, nltk and krippendorff are not, and nothing is installed here (the last is GPL and never will
be a dependency). Each is given the matrices that it wants, and its values must be ours. Limits are deliberately loose
against a busy machine; what they guard is the order of magnitude.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from coding.agreement import code_sets, coefficients, tables
from coding.agreement.histograms import code_tables
from coding.agreement.laying import UnitAxis, presence_on_units
from coding.agreement.report import agreement_report, report_of
from coding.agreement.tabulated import Tabulated
from coding.agreement.units import CodedSource, Columns

CODERS, CODES, SOURCES, PREVALENCE = 5, 50, 1_000, 0.02
PAIRS = list(zip(*np.triu_indices(CODERS, k=1), strict=True))
# Codes that each package is run for; the rest in proportion.
SAMPLED = 2
# nltk keeps every judgement as a Python object: so many units, the rest in proportion.
NLTK_UNITS = 5_000


def seconds(work: Callable) -> tuple[float, object]:
    """Seconds of the processor, which a busy machine does not stretch."""
    start = time.process_time()
    answer = work()
    return time.process_time() - start, answer


def random_study(units: int, seed: int = 7) -> tuple[Columns, UnitAxis]:
    """Units of 10 characters; each coder gives each code to a share ``PREVALENCE`` of them."""
    generator = np.random.default_rng(seed)
    per_source = units // SOURCES
    amount = int(units * PREVALENCE)
    code = np.repeat(np.arange(CODES), CODERS * amount)
    coder = np.tile(np.repeat(np.arange(CODERS), amount), CODES)
    # Coders share about two thirds of their codings, so that there is something to agree on.
    shared = np.repeat(generator.integers(0, units, (CODES, 1, amount)), CODERS, axis=1)
    own = generator.integers(0, units, (CODES, CODERS, amount))
    unit = np.where(generator.random((CODES, CODERS, amount)) < 0.67, shared, own).reshape(-1)
    source, within = unit // per_source, unit % per_source
    bases = np.arange(SOURCES) * (per_source * 10 + 1)
    start = bases[source] + within * 10 + 1
    columns = Columns(
        keys=tuple(range(SOURCES)), coders=tuple(range(CODERS)), codes=tuple(range(CODES)),
        lengths=np.full(SOURCES, per_source * 10), bases=bases, seen=np.full(SOURCES, 2**CODERS - 1),
        source=source, coder=coder, code=code, start=start, end=start + 8,
    )  # fmt: skip
    starts = (bases[:, None] + np.arange(per_source) * 10).reshape(-1)
    return columns, UnitAxis(starts, starts + 10, np.full(SOURCES, per_source))


# ---- the same figures by other packages ------------------------------------------------------


def ours(columns: Columns, axis: UnitAxis) -> list[dict]:
    """Alpha, Fleiss' kappa and Cohen's kappa of every pair, of every code, from the codings on."""
    found = presence_on_units(columns, axis, "sentence")
    figures = []
    for code in range(CODES):
        counted = code_tables(found, code)
        tally = counted.tally()
        figures.append({
            "alpha": coefficients.krippendorff_alpha_nominal(tally).value,
            "fleiss": coefficients.fleiss_kappa(tally).value,
            "cohen": tables.cohen_kappa_values(counted.pairs.sum(axis=0)),
        })  # fmt: skip
    return figures


def matrix_of(columns: Columns, axis: UnitAxis, code: int) -> np.ndarray:
    """Units x coders, 0 or 1, as the packages want them."""
    held = columns.code == code
    matrix = np.zeros((len(axis.start), CODERS), dtype=np.int8)
    matrix[np.searchsorted(axis.end, columns.start[held], side="right"), columns.coder[held]] = 1
    return matrix


def by_scikit_learn(matrix: np.ndarray) -> dict:
    from sklearn.metrics import cohen_kappa_score

    return {"cohen": [cohen_kappa_score(matrix[:, i], matrix[:, j]) for i, j in PAIRS]}


def by_statsmodels(matrix: np.ndarray) -> dict:
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    return {"fleiss": fleiss_kappa(aggregate_raters(matrix, n_cat=2)[0])}


def by_krippendorff(matrix: np.ndarray) -> dict:
    import krippendorff

    return {"alpha": krippendorff.alpha(reliability_data=matrix.T, level_of_measurement="nominal")}


def by_nltk(matrix: np.ndarray) -> dict:
    from nltk.metrics.agreement import AnnotationTask

    rows = [(f"c{c}", f"u{u}", int(value)) for u, row in enumerate(matrix) for c, value in enumerate(row)]
    return {"alpha": AnnotationTask(data=rows).alpha()}


# name of the package -> (its module, what it computes, the function, units it is given at most)
PACKAGES = {
    "scikit-learn": ("sklearn", "Cohen's kappa of 10 pairs", by_scikit_learn, None),
    "statsmodels": ("statsmodels", "Fleiss' kappa", by_statsmodels, None),
    "krippendorff": ("krippendorff", "alpha", by_krippendorff, None),
    "nltk": ("nltk", "alpha", by_nltk, NLTK_UNITS),
}


def beside_packages(units: int) -> bool:
    columns, axis = random_study(units)
    taken, figures = seconds(lambda: ours(columns, axis))
    print(f"alpha, Fleiss and Cohen of {CODES} codes: {taken:.1f} s of the processor")
    passed = True
    for name, (module, what, compute, most) in PACKAGES.items():
        if find_spec(module) is None:
            print(f"--  {name}: not installed, not compared")
            continue
        theirs = 0.0
        for code in range(SAMPLED):
            matrix = matrix_of(columns, axis, code)[:most]
            one, answer = seconds(lambda: compute(matrix))  # noqa: B023
            theirs += one * units / len(matrix)
            if most is None:
                for figure, value in answer.items():
                    np.testing.assert_allclose(value, figures[code][figure], atol=1e-9)
        theirs *= CODES / SAMPLED
        detail = f"{theirs:.0f} s for {what}, {SAMPLED} of {CODES} codes run"
        passed &= line(f"against {name}", theirs / taken, 3, at_least=True, unit="times", detail=detail)
    return passed


# ---- the whole report ------------------------------------------------------------------------


def report_alone(units: int, resamples: int) -> None:
    """In a process of its own, so that its memory is its own: print what the report took."""
    columns, axis = random_study(units)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def work() -> dict:
        found = presence_on_units(columns, axis, "sentence")
        sets = code_sets.set_table(columns, axis, characters=False)
        return report_of(Tabulated(found, sets), resamples=resamples, seed=1)

    start = time.perf_counter()
    taken, report = seconds(work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(report["codes"]) == CODES
    wall = time.perf_counter() - start
    print(json.dumps({"seconds": taken, "wall": wall, "peak": peak / 1024, "before": before / 1024}))


def whole_report(units: int, resamples: int) -> dict:
    command = [sys.executable, "-m", "bench.agreement", "--alone", "--units", str(units), "--resamples", str(resamples)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def long_text_ratio() -> float:
    """The same codings on a text a hundred times as long, at the character unit."""
    generator = np.random.default_rng(3)
    starts = generator.integers(0, 90_000, (20, CODERS, 200)).tolist()
    everybody = frozenset(range(CODERS))

    def seconds_at(length: int) -> float:
        sources = [
            CodedSource(s, length, {}, everybody, {
                coder: [(a, a + 40, i % 10) for i, a in enumerate(mine)]
                for coder, mine in enumerate(of_source)
            })
            for s, of_source in enumerate(starts)
        ]  # fmt: skip
        return min(
            seconds(lambda: agreement_report(sources, range(CODERS), range(10), "character", resamples=0))[0]
            for _ in range(3)
        )

    return seconds_at(10_000_000) / seconds_at(100_000)


def line(name: str, value: float, limit: float, *, at_least: bool, unit: str, detail: str = "") -> bool:
    passed = value >= limit if at_least else value <= limit
    sign = "at least" if at_least else "at most"
    print(
        f"{'ok' if passed else 'MISSED'}  {name}: {value:.3g} {unit} ({sign} {limit:g})  {detail}".rstrip(), flush=True
    )
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--resamples", type=int, default=1_000)
    parser.add_argument("--alone", action="store_true", help="the whole report in this process, its cost as JSON")
    chosen = parser.parse_args()
    if chosen.alone:
        report_alone(chosen.units, chosen.resamples)
        return 0
    print(f"{CODERS} coders x {CODES} codes x {chosen.units:,} units in {SOURCES:,} sources")
    passed = [beside_packages(chosen.units)]
    full, plain = whole_report(chosen.units, chosen.resamples), whole_report(chosen.units, 0)
    added = full["seconds"] - plain["seconds"]
    passed += [
        line(
            f"whole report, {chosen.resamples} resamples", full["seconds"], 60, at_least=False, unit="s",
            detail=f"of the processor, {full['wall']:.0f} s by the clock; resampling takes {added:.1f} s of it",
        ),
        line(
            "its memory at most", full["peak"], 2_500, at_least=False, unit="MB",
            detail=f"{full['before']:.0f} MB to make the codings; resampling adds {full['peak'] - plain['peak']:.0f}",
        ),
        line("a text 100 times as long, same codings", long_text_ratio(), 1.5, at_least=False, unit="times"),
    ]  # fmt: skip
    return 0 if all(passed) else 1


if __name__ == "__main__":
    raise SystemExit(main())
