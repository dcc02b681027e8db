"""Another sentence-transformers model is taken by its folder; its vectors and those of the shipped one never meet."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from themes.embeddings import current
from themes.embeddings.actions import embed_texts, model_key
from themes.embeddings.cards import fingerprint, languages_of, reads_only_english
from themes.embeddings.current import shared_encoder
from themes.embeddings.encoder import Encoder
from themes.embeddings.models import Embedding

WIDTH = 32


def write_model(folder: Path, card: str) -> Path:
    """Write a small model with weights of its own and the shipped vocabulary."""
    import torch
    from transformers import BertConfig, BertModel

    shipped = shared_encoder().folder
    folder.mkdir()
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json", "modules.json"):
        shutil.copy(shipped / name, folder / name)
    shutil.copy(shipped / "sentence_bert_config.json", folder / "sentence_bert_config.json")
    (folder / "1_Pooling").mkdir()
    pooling = json.loads((shipped / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    pooling["word_embedding_dimension"] = WIDTH
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling), encoding="utf-8")
    torch.manual_seed(1)
    config = BertConfig(hidden_size=WIDTH, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    BertModel(config).save_pretrained(folder)
    (folder / "README.md").write_text(card, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    card = "---\nlanguage:\n- en\n- de\n- zh\nlicense: apache-2.0\n---\n# A model\n"
    return write_model(tmp_path_factory.mktemp("models") / "tiny-multilingual", card)


@pytest.mark.django_db
def test_vectors_of_two_models_never_meet(folder: Path, settings, monkeypatch):
    shipped = shared_encoder()
    settings.EMBEDDING_MODEL = str(folder)
    chosen = current.shared_encoder.__wrapped__()
    assert (chosen.model_name, chosen.dimensions) == ("tiny-multilingual", WIDTH)
    assert model_key(chosen) != model_key(shipped)
    ours = embed_texts(texts=["one text", "another"], encoder=shipped)
    theirs = embed_texts(texts=["one text", "another"], encoder=chosen)
    assert (ours.shape, theirs.shape) == ((2, 384), (2, WIDTH))
    np.testing.assert_allclose(np.linalg.norm(theirs, axis=1), 1, atol=1e-5)
    assert Embedding.objects.filter(model=model_key(chosen)).count() == 2
    assert Embedding.objects.filter(model=model_key(shipped)).count() == 2
    assert embed_texts(texts=[], encoder=chosen).shape == (0, WIDTH)


def test_a_model_is_known_by_what_decides_over_its_vectors(folder: Path, tmp_path: Path):
    copy = Path(shutil.copytree(folder, tmp_path / "under another name"))
    before = Encoder(folder).model_hash
    (copy / "README.md").write_text("another card", encoding="utf-8")
    assert fingerprint(copy) == before
    pooling = copy / "1_Pooling" / "config.json"
    pooling.write_text(pooling.read_text(encoding="utf-8").replace("mean_tokens", "max_tokens"), encoding="utf-8")
    assert fingerprint(copy) != before


@pytest.mark.parametrize(
    ("card", "languages", "only_english"),
    [
        ("---\nlanguage: en\ntags:\n- sentence-similarity\n---\n", {"en"}, True),
        ("---\nlanguage:\n- en\n- de\nlicense: mit\n---\n", {"en", "de"}, False),
        ("---\nlanguage: [fr, en]\n---\n", {"fr", "en"}, False),
        ("---\nlanguage: multilingual\n---\n", {"multilingual"}, False),
        ("---\ntags:\n- multilingual\n---\n", {"multilingual"}, False),
        ("---\nlicense: mit\n---\nlanguage: en\n", set(), None),
        ("No card", set(), None),
    ],
)
def test_languages_are_what_the_card_says(tmp_path: Path, card: str, languages: set[str], only_english: bool | None):
    (tmp_path / "README.md").write_text(card, encoding="utf-8")
    assert languages_of(tmp_path) == languages
    assert reads_only_english(languages_of(tmp_path)) is only_english


def test_the_shipped_model_reads_english():
    assert reads_only_english(shared_encoder().languages) is True
