"""Embedding: everything that `embed_texts` does against the bare loop of its encoder, and that against the library.

All run in turns in one process on one thread, so that their ratios do not depend on the machine's mood; peak memory is
that of a process of its own for each. On SQLite, or on the database of DATABASE_URL, which must be empty.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

os.environ |= {
    "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "DJANGO_SETTINGS_MODULE": "workbench.settings",
    "DATA_DIR": os.environ.get("BENCH_DATA_DIR") or tempfile.mkdtemp(prefix="marginalia-bench-"),
}  # fmt: skip
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django

django.setup()

import numpy as np  # noqa: E402
from django.core.management import call_command  # noqa: E402

from themes.embeddings.actions import embed_texts  # noqa: E402
from themes.embeddings.current import shared_encoder  # noqa: E402
from themes.embeddings.encoder import batches_by_length  # noqa: E402
from themes.embeddings.reference_model import ReferenceModel, one_thread  # noqa: E402

TEXTS, TURNS = 600, 3
SIZES = (4, 8, 16, 32, 64)
LEAST_OF_BARE, LEAST_OF_LIBRARY, MOST_OF_MEMORY, MOST_DIFFERENCE = 0.95, 1.0, 0.5, 1e-6
PARTS = [
    "the export takes too long", "I read it twice because it once left out an allergy", "nobody asked us first",
    "when it is busy at night", "for the older patients", "my supervisor wants to see every letter",
    "and I said so to the lead", "it gets the names of medicines wrong more often than one would think",
    "we had a long meeting about it with everyone who will have to use it afterwards", "the waiting list is longer now",
]  # fmt: skip
_numbers = count(1)


def made_up_texts(number: int) -> list[str]:
    """Texts that were never there before, as long as answers are: half of one clause, some of a dozen."""
    draw = random.Random(11)
    lengths = [1] * 5 + [2] * 3 + [4, 12]
    return [
        f"{', '.join(draw.choice(PARTS) for _ in range(draw.choice(lengths)))} {next(_numbers)}" for _ in range(number)
    ]


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def line(name: str, value: float, limit: float, *, at_least: bool) -> bool:
    met = value >= limit if at_least else value <= limit
    print(
        f"{name}: {value:.3g} (at {'least' if at_least else 'most'} {limit:g}) {'ok' if met else 'MISSED'}", flush=True
    )
    return met


def bare_loop(texts: list[str]) -> np.ndarray:
    """The encoder with nothing around it: tokens, batches of one length, the runtime."""
    engine = shared_encoder().engine
    tokens = [encoding.ids for encoding in engine.tokenizer.encode_batch(texts)]
    vectors = np.empty((len(texts), 384), dtype=np.float32)
    for rows in batches_by_length([len(row) for row in tokens], shared_encoder().token_budget):
        ids = np.zeros((len(rows), len(tokens[rows[0]])), dtype=np.int64)
        mask = np.zeros_like(ids)
        for place, row in enumerate(rows):
            ids[place, : len(tokens[row])] = tokens[row]
            mask[place, : len(tokens[row])] = 1
        vectors[rows] = engine.session.run(None, {"ids": ids, "mask": mask})[0]
    return vectors


def throughput() -> bool:
    call_command("migrate", verbosity=0)
    encoder, library = shared_encoder(), ReferenceModel(shared_encoder().folder).model
    print(f"encoder: {encoder.engine_name}")
    loops: dict[str, Callable[[list[str]], object]] = {
        "embed_texts, kept in the database": lambda texts: embed_texts(texts=texts, encoder=encoder),
        "bare loop": bare_loop,
    }
    for size in SIZES:
        loops[f"sentence-transformers, batches of {size}"] = lambda texts, size=size: library.encode(
            texts, batch_size=size, show_progress_bar=False
        )
    best: dict[str, float] = {}
    with one_thread():
        for turn in range(TURNS + 1):  # the first warms up
            texts = made_up_texts(TEXTS)
            for name, loop in loops.items():
                spent = seconds(lambda loop=loop, texts=texts: loop(texts))
                best[name] = min(best.get(name, spent), spent) if turn > 1 else spent
        far = float(np.abs(bare_loop(texts) - library.encode(texts, batch_size=8, show_progress_bar=False)).max())
    for name, spent in best.items():
        print(f"{TEXTS} texts, {name}: {TEXTS / spent:.0f} a second of processor time")
    bare, ours = best["bare loop"], best["embed_texts, kept in the database"]
    theirs = min(spent for name, spent in best.items() if name.startswith("sentence"))
    return all([
        line("embed_texts against the bare loop", bare / ours, LEAST_OF_BARE, at_least=True),
        line("bare loop against sentence-transformers at its best", theirs / bare, LEAST_OF_LIBRARY, at_least=True),
        line("largest difference of a number of a vector", far, MOST_DIFFERENCE, at_least=False),
    ])  # fmt: skip


def peak(which: str) -> float:
    """Megabytes that a process needs at most to encode."""
    environment = os.environ | {"BENCH_DATA_DIR": os.environ["DATA_DIR"]}
    command = [sys.executable, "-m", "bench.embedding", which]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def encode_alone(which: str) -> None:
    texts = made_up_texts(TEXTS)
    if which == "onnx":
        shared_encoder().encode(texts)
    else:
        ReferenceModel(shared_encoder().folder).model.encode(texts, batch_size=32, show_progress_bar=False)
    # Not getrusage(): that begins with what the parent needed.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def memory() -> bool:
    if not Path("/proc/self/status").exists():
        print("peak memory: this system does not say")
        return True
    ours, theirs = peak("onnx"), peak("library")
    print(f"peak memory, Django and all: onnxruntime {ours:.0f} MB, sentence-transformers {theirs:.0f} MB")
    return line("peak memory against sentence-transformers", ours / theirs, MOST_OF_MEMORY, at_least=False)


if __name__ == "__main__":
    if sys.argv[1:]:
        encode_alone(sys.argv[1])
        sys.exit(0)
    met = [throughput(), memory()]
    sys.exit(0 if all(met) else 1)
