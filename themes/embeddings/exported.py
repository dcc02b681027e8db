"""The shipped model as an ONNX file: made once, verified, and from then on all that encoding needs."""

from __future__ import annotations

import base64
import json
import logging
import os
import uuid
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from themes.embeddings.onnx_graph import VERSION, CannotExport, graph_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
Tokens = list[int]

# Vectors that sentence-transformers gives for some texts; both say the same up to the order of sums in float32.
REFERENCE = Path(__file__).with_name("reference.json")
CLOSE_ENOUGH = 2e-6
BLOCK = 1 << 20

logger = logging.getLogger(__name__)


class OnnxModel:
    """Tokens to unit vectors by onnxruntime, on one thread; a tenth of the start-up and a fifth of the memory."""

    def __init__(self, folder: Path, session: InferenceSession) -> None:
        self.session, self.tokenizer = session, tokenizer_of(folder)

    def read(self, texts: list[str]) -> tuple[list[Tokens], list[int]]:
        """What `forward` takes of each text, and how many tokens it has."""
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        return tokens, [len(row) for row in tokens]

    def forward(self, tokens: list[Tokens]) -> Vectors:
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, row_tokens in enumerate(tokens):
            ids[row, : len(row_tokens)] = row_tokens
            mask[row, : len(row_tokens)] = 1
        return self.session.run(None, {"ids": ids, "mask": mask})[0]


def tokenizer_of(folder: Path) -> Tokenizer:
    """Return the model's tokenizer; it cuts texts at the model's longest and does not pad."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    settings = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(int(settings["max_seq_length"]))
    tokenizer.no_padding()
    return tokenizer


def open_model(folder: Path, model_hash: str, exports: Path) -> OnnxModel:
    """Return the ONNX model, made in `exports` if it is not there, or not as it was written.

    Raises CannotExport where it cannot be made or gives other vectors than sentence-transformers.
    """
    try:
        session = session_on(kept(model_hash, exports) or make(folder, model_hash, exports))
        return OnnxModel(folder, session)
    except CannotExport:
        raise
    except Exception as error:  # whatever a foreign file or library says, there is another way to the same vectors
        raise CannotExport(str(error)) from error


def kept(model_hash: str, exports: Path) -> Path | None:
    """Return the file that was made of these weights, if it is whole."""
    file = file_of(model_hash, exports)
    try:
        about = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        return file if about["sha256"] == hash_of_file(file) else None
    except (OSError, ValueError, KeyError):
        return None


def make(folder: Path, model_hash: str, exports: Path) -> Path:
    """Write the model, checked; several may do it at once, since each replaces the file by the same bytes."""
    file = file_of(model_hash, exports)
    exports.mkdir(mode=0o700, parents=True, exist_ok=True)
    graph = graph_of(folder)
    waiting = exports / f"{uuid.uuid4().hex}.part"
    try:
        waiting.write_bytes(graph)
        far = farthest(OnnxModel(folder, session_on(waiting)), model_hash)
        if far > CLOSE_ENOUGH:
            raise CannotExport(f"its vectors differ by {far:.1e} from those of sentence-transformers")
        os.replace(waiting, file)
        about = {"model": model_hash, "graph": VERSION, "sha256": sha256(graph).hexdigest(), "differs_by": far}
        waiting.write_text(json.dumps(about), encoding="utf-8")
        os.replace(waiting, file.with_suffix(".json"))
    finally:
        waiting.unlink(missing_ok=True)
    logger.info("The embedding model was written as ONNX; its vectors differ by %.1e at most.", far)
    return file


def file_of(model_hash: str, exports: Path) -> Path:
    return exports / f"{model_hash[:16]}-{VERSION}.onnx"


def farthest(model: OnnxModel, model_hash: str) -> float:
    """Return the largest difference from the reference vectors; CannotExport if there are none of these weights."""
    reference = json.loads(REFERENCE.read_text(encoding="utf-8"))
    if reference["model"] != model_hash:
        raise CannotExport("there are no vectors of these weights to compare with")
    texts = reference["texts"]
    known = np.frombuffer(base64.b64decode(reference["vectors"]), dtype="<f4").reshape(len(texts), -1)
    tokens, _lengths = model.read(texts)
    alone = np.concatenate([model.forward([row]) for row in tokens])
    return float(max(np.abs(alone - known).max(), np.abs(model.forward(tokens) - known).max()))


def session_on(file: Path) -> InferenceSession:
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # nothing leaves the machine, on Windows too
    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def hash_of_file(file: Path) -> str:
    with file.open("rb") as opened:
        digest = sha256()
        while block := opened.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
