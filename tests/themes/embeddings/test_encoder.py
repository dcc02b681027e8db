"""The encoder gives the library's own vectors, faster, without the network."""

import numpy as np
import pytest

from themes.embeddings.encoder import Encoder, batches_by_length


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


TEXTS = ["version control is hard", "git merge conflicts", "I love the weather", "version control is hard", ""]


def test_vectors_equal_those_of_sentence_transformers(encoder: Encoder):
    reference = encoder.model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(encoder.encode(TEXTS) - reference).max() < 1e-5


def test_vectors_are_unit_rows_in_the_order_asked_and_equal_texts_are_equal(encoder: Encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[3])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_the_same_texts_give_the_same_bits(encoder: Encoder):
    np.testing.assert_array_equal(encoder.encode(TEXTS), encoder.encode(TEXTS))


def test_no_text_gives_no_vector_and_loads_no_model():
    encoder = Encoder()
    assert encoder.encode([]).shape == (0, 384)
    assert "model" not in vars(encoder)


def test_progress_counts_different_texts_and_may_stop_the_work(encoder: Encoder):
    seen: list[tuple[int, int]] = []
    encoder.encode(TEXTS, on_batch=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (4, 4)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoder.encode(TEXTS, on_batch=stop)


def test_a_text_longer_than_the_model_reads_is_cut(encoder: Encoder):
    assert np.isfinite(encoder.encode(["word " * 5000])).all()


def test_the_hash_names_the_published_weights(encoder: Encoder):
    import hashlib

    weights = hashlib.sha256((encoder.folder / "model.safetensors").read_bytes()).hexdigest()
    assert weights == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert len(encoder.model_hash) == 64


def test_batches_hold_every_row_once_and_keep_to_the_budget():
    lengths = [3, 100, 7, 7, 50, 2, 600]
    batches = list(batches_by_length(lengths, 120))
    assert sorted(row for batch in batches for row in batch) == list(range(7))
    assert all(len(batch) == 1 or len(batch) * max(lengths[row] for row in batch) <= 120 for batch in batches)
