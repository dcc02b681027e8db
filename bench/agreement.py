"""Speed of coder comparison, as ratios within one run: ``python bench/agreement.py``.

Limits are deliberately loose against a busy machine; what they guard is the order of magnitude.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sklearn.metrics import cohen_kappa_score

from coding.agreement import coefficients, tables, tallies
from coding.agreement.histograms import code_tables
from coding.agreement.laying import UnitAxis, presence_on_units
from coding.agreement.report import agreement_report, report_of
from coding.agreement.tabulated import Tabulated
from coding.agreement.tallies import Tally
from coding.agreement.units import CodedSource, Columns

CODERS, CODES = 5, 50
PAIRS = CODERS * (CODERS - 1) // 2


def seconds(work: Callable) -> tuple[float, object]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def random_study(units: int, sources: int, prevalence: float, seed: int = 7) -> tuple[Columns, UnitAxis]:
    """Units of 10 characters; each coder gives each code to a share ``prevalence`` of them."""
    generator = np.random.default_rng(seed)
    per_source = units // sources
    amount = int(units * prevalence)
    code = np.repeat(np.arange(CODES), CODERS * amount)
    coder = np.tile(np.repeat(np.arange(CODERS), amount), CODES)
    # Coders share about two thirds of their codings, so that there is something to agree on.
    shared = np.repeat(generator.integers(0, units, (CODES, 1, amount)), CODERS, axis=1)
    own = generator.integers(0, units, (CODES, CODERS, amount))
    unit = np.where(generator.random((CODES, CODERS, amount)) < 0.67, shared, own).reshape(-1)
    source, within = unit // per_source, unit % per_source
    bases = np.arange(sources) * (per_source * 10 + 1)
    start = bases[source] + within * 10 + 1
    columns = Columns(
        keys=tuple(range(sources)), coders=tuple(range(CODERS)), codes=tuple(range(CODES)),
        lengths=np.full(sources, per_source * 10), bases=bases, seen=np.full(sources, 2**CODERS - 1),
        source=source, coder=coder, code=code, start=start, end=start + 8,
    )  # fmt: skip
    starts = (bases[:, None] + np.arange(per_source) * 10).reshape(-1)
    return columns, UnitAxis(starts, starts + 10, np.full(sources, per_source))


def alpha_and_kappa(columns: Columns, axis: UnitAxis) -> tuple[list, list]:
    found = presence_on_units(columns, axis, "sentence")
    alphas, kappas = [], []
    for code in range(CODES):
        counted = code_tables(found, code)
        alphas.append(coefficients.krippendorff_alpha_nominal(counted.tally()).value)
        kappas.append(tables.cohen_kappa_values(counted.pairs.sum(axis=0)))
    return alphas, kappas


def matrix_of(columns: Columns, axis: UnitAxis, code: int) -> np.ndarray:
    """Units x coders, 0 or 1, as scikit-learn wants them."""
    held = columns.code == code
    matrix = np.zeros((len(axis.start), CODERS), dtype=np.int8)
    matrix[np.searchsorted(axis.end, columns.start[held], side="right"), columns.coder[held]] = 1
    return matrix


def versus_scikit_learn(units: int) -> tuple[float, str]:
    columns, axis = random_study(units, 1_000, 0.02)
    ours, (alphas, kappas) = seconds(lambda: alpha_and_kappa(columns, axis))
    sampled = 2
    theirs = 0.0
    for code in range(sampled):
        laid, matrix = seconds(lambda: matrix_of(columns, axis, code))  # noqa: B023
        pairs = list(zip(*np.triu_indices(CODERS, k=1), strict=True))
        taken, values = seconds(lambda: [cohen_kappa_score(matrix[:, i], matrix[:, j]) for i, j in pairs])  # noqa: B023
        theirs += laid + taken
        np.testing.assert_allclose(kappas[code], values, atol=1e-9)
        direct = tallies.krippendorff_alpha_values(
            Tally.from_counts(np.stack([matrix.sum(axis=1), CODERS - matrix.sum(axis=1)], axis=1))
        )
        np.testing.assert_allclose(alphas[code], direct, atol=1e-9)
    theirs *= CODES / sampled
    detail = f"{ours:.2f} s against {theirs:.1f} s ({sampled} of {CODES} codes run, the rest in proportion)"
    return theirs / ours, detail


def full_report(units: int, resamples: int) -> float:
    columns, axis = random_study(units, 1_000, 0.02)
    return seconds(
        lambda: report_of(Tabulated(presence_on_units(columns, axis, "sentence"), None), resamples=resamples, seed=1)
    )[0]


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
    print(f"{'ok' if passed else 'MISSED'}  {name}: {value:.3g} {unit} ({sign} {limit:g})  {detail}".rstrip())
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--resamples", type=int, default=1_000)
    chosen = parser.parse_args()
    ratio, detail = versus_scikit_learn(chosen.units)
    report = full_report(chosen.units, chosen.resamples)
    named = f"{CODERS} coders x {CODES} codes x {chosen.units:,} units"
    passed = [
        line(
            f"alpha and kappa, {named}, against scikit-learn",
            ratio,
            5,
            at_least=True,
            unit="times",
            detail=detail,
        ),
        line(f"whole report, {named}, {chosen.resamples} resamples", report, 60, at_least=False, unit="s"),
        line("a text 100 times as long, same codings", long_text_ratio(), 1.5, at_least=False, unit="times"),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    raise SystemExit(main())
