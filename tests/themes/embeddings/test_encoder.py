"""The encoder gives sentence-transformers' own vectors, faster, without loading it and without the network."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from themes.embeddings import exported
from themes.embeddings.current import shared_encoder
from themes.embeddings.encoder import Encoder, EncoderUnavailable, batches_by_length
from themes.embeddings.exported import OnnxModel, file_of
from themes.embeddings.onnx_graph import CannotExport, check_kind
from themes.embeddings.reference_model import ReferenceModel

ROOT = Path(__file__).resolve().parents[3]
TEXTS = ["version control is hard", "git merge conflicts", "I love the weather", "version control is hard", ""]
LONG = [" ".join(["it took", *map(str, range(count)), "minutes 🙂"]) for count in (1, 7, 40, 120, 400)]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return shared_encoder()


@pytest.fixture(scope="module")
def reference(encoder: Encoder) -> ReferenceModel:
    return ReferenceModel(encoder.folder)


def test_vectors_equal_those_of_sentence_transformers(encoder: Encoder, reference: ReferenceModel):
    assert encoder.engine_name == "onnxruntime"
    texts = [*TEXTS, *LONG, "Überweisung", "版本控制很难", "P07: 3.5 mg/day — “as needed”"]
    known = reference.model.encode(texts, batch_size=8, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(encoder.encode(texts) - known).max() < 1e-6
    assert np.abs(Encoder().encode(texts) - known).max() < 1e-6


def test_the_vectors_that_the_file_is_checked_by_are_those_of_the_library(reference: ReferenceModel):
    about = json.loads(exported.REFERENCE.read_text(encoding="utf-8"))
    known = np.frombuffer(exported.base64.b64decode(about["vectors"]), dtype="<f4").reshape(len(about["texts"]), -1)
    assert np.abs(reference.forward(about["texts"]) - known).max() < 1e-6


def test_neither_torch_nor_transformers_is_loaded_to_encode(encoder: Encoder):
    assert encoder.engine_name == "onnxruntime"  # the file is there now
    program = (
        "import django, sys; django.setup()\n"
        "from themes.embeddings.current import shared_encoder\n"
        "assert shared_encoder().encode(['one text']).shape == (1, 384)\n"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'onnx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_file_that_is_not_as_it_was_written_is_made_anew(encoder: Encoder, tmp_path: Path):
    for end in (".onnx", ".json"):
        kept = file_of(encoder.model_hash, encoder.exports).with_suffix(end)
        shutil.copy(kept, tmp_path / kept.name)
    file = file_of(encoder.model_hash, tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:1000])
    assert Encoder(exports=tmp_path).engine_name == "onnxruntime"
    assert file.read_bytes() == whole
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".onnx"]


def test_two_that_begin_at_once_both_have_the_model(tmp_path: Path):
    with ThreadPoolExecutor(2) as both:
        engines = list(both.map(lambda _: Encoder(exports=tmp_path).engine, range(2)))
    assert all(isinstance(engine, OnnxModel) for engine in engines)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_gives_other_vectors_is_not_used_and_that_is_said(monkeypatch, caplog, tmp_path: Path):
    monkeypatch.setattr(exported, "CLOSE_ENOUGH", 0.0)
    other = Encoder(exports=tmp_path)
    assert other.engine_name == "sentence-transformers"
    assert "could not be made: its vectors differ by" in caplog.text
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_leaves_the_library_to_do_the_work(caplog, tmp_path: Path):
    (tmp_path / "models").write_text("a file in its place", encoding="utf-8")
    assert Encoder(exports=tmp_path / "models").engine_name == "sentence-transformers"
    assert "sentence-transformers encodes" in caplog.text


@pytest.mark.parametrize(("change", "why"), [({"model_type": "mpnet"}, "no BERT"), ({"hidden_act": "relu"}, "no BERT")])
def test_a_model_of_another_kind_is_not_written_as_one_of_ours(encoder: Encoder, change: dict, why: str):
    config = json.loads((encoder.folder / "config.json").read_text(encoding="utf-8"))
    with pytest.raises(CannotExport, match=why):
        check_kind(encoder.folder, config | change)


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
    assert "engine" not in vars(encoder)


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


def test_a_folder_without_a_model_is_said(tmp_path: Path):
    with pytest.raises(EncoderUnavailable, match="EMBEDDING_MODEL names"):
        Encoder(tmp_path).encode(["a text"])
