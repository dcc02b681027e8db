"""Intervals come from drawing sources again, or say why there is none."""

import numpy as np
import pytest

from coding.agreement import tallies
from coding.agreement.bootstrap import Resampler, cluster_interval, percentile_interval
from coding.agreement.tallies import Tally
from tests.coding.agreement.test_coefficients import FLEISS_1971


def fleiss_of(kinds):
    return lambda weights: tallies.fleiss_kappa_values(Tally(kinds, weights))


def test_interval_of_fleiss_1971_over_patients_is_that_of_the_reference():
    kinds = np.array(FLEISS_1971, dtype=float)

    found = cluster_interval(fleiss_of(kinds), np.eye(30), Resampler(30, 20_000, seed=1))

    assert found.low == pytest.approx(0.3149, abs=0.02)
    assert found.high == pytest.approx(0.5265, abs=0.02)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    kinds = np.array(FLEISS_1971, dtype=float)

    def interval(seed):
        return cluster_interval(fleiss_of(kinds), np.eye(30), Resampler(30, 200, seed))

    assert interval(5) == interval(5)
    assert interval(5) != interval(6)


def test_every_draw_has_as_many_sources_as_there_are():
    for block in Resampler(12, 50, seed=0).blocks():
        assert (block.sum(axis=1) == 12).all()


def test_draws_do_not_depend_on_the_size_of_a_block(monkeypatch):
    whole = np.concatenate(list(Resampler(12, 50, seed=0).blocks()))
    monkeypatch.setattr("coding.agreement.bootstrap.BLOCK_CELLS", 12 * 7)
    parts = np.concatenate(list(Resampler(12, 50, seed=0).blocks()))

    assert (whole == parts).all()


def test_fewer_than_ten_sources_give_no_interval_and_say_so():
    found = cluster_interval(fleiss_of(np.eye(2)), np.eye(9), Resampler(9, 100, seed=1))

    assert (found.low, found.high) == (None, None)
    assert "fewer than ten sources" in found.reason


def test_a_statistic_that_is_often_undefined_gets_no_interval():
    replicates = np.concatenate([np.linspace(0, 1, 80), np.full(20, np.nan)])

    assert percentile_interval(replicates).low is None
    assert "rare code" in percentile_interval(replicates).reason


def test_perfect_agreement_gets_no_interval_of_width_zero():
    assert "same value" in percentile_interval(np.ones(100)).reason


def test_resampling_whole_sources_is_wider_than_resampling_their_sentences():
    generator = np.random.default_rng(2)
    lean = generator.random(20)  # in some sources the coders agree, in others not
    per_source = np.stack([50 * lean, 50 * (1 - lean)], axis=1)  # agreeing, disagreeing sentences

    def agreement(weights):
        return weights[..., 0] / weights.sum(axis=-1)

    clustered = cluster_interval(agreement, per_source, Resampler(20, 1_000, seed=3))
    sentences = np.repeat(np.eye(2), per_source.sum(axis=0).round().astype(int), axis=0)
    independent = cluster_interval(agreement, sentences, Resampler(len(sentences), 1_000, seed=3))

    assert clustered.high - clustered.low > 2 * (independent.high - independent.low)
