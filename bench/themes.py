"""Theme suggestions: encoder throughput against the library's own loop, and time to group and label 2,000 passages.

Both loops run in turns in the same process on one thread, so that their ratio does not depend on the machine's mood.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import random
import sys
import time
from collections.abc import Callable

from themes.embeddings.encoder import Encoder, one_thread
from themes.embeddings.passages import Passage
from themes.suggestions.proposals import propose

SUBJECTS = ["the export", "our record system", "the summary", "version control", "the new guideline", "my supervisor"]
SUBJECTS += ["the waiting list", "a night shift", "the chat window", "the consent form", "the training", "the letter"]
VERBS = ["takes too long", "saves me an hour", "is hard to explain", "gets the names wrong", "never asks first"]
VERBS += ["needs checking every time", "works better than before", "makes patients nervous", "is not allowed here"]
ENDS = ["", "because nobody was asked", "when it is busy", "for the older patients", "and I said so to the lead"]
ENDS += ["even though we had a long meeting about it with everyone who will have to use it afterwards"]
TURNS = 3
LEAST_RATIO = 0.95
MOST_SECONDS = 30


def made_up_texts(count: int) -> list[str]:
    draw = random.Random(11)
    return [
        f"{draw.choice(SUBJECTS)} {draw.choice(VERBS)} {draw.choice(ENDS)} {draw.choice(['', str(number)])}".strip()
        for number in range(count)
    ]


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def verdict(met: bool) -> str:
    return "ok" if met else "MISSED"


def encoder_ratio(count: int = 500) -> bool:
    encoder, texts = Encoder(), made_up_texts(count)
    texts = list(dict.fromkeys(texts))
    loops: dict[str, Callable[[], object]] = {"marginalia": lambda: encoder.encode(texts)}
    for size in (8, 16, 32, 64):
        loops[f"sentence-transformers, batches of {size}"] = lambda size=size: encoder.model.encode(
            texts, batch_size=size, show_progress_bar=False
        )
    with one_thread():
        for loop in loops.values():
            loop()
        best = {name: min(seconds(loop) for _ in range(TURNS)) for name, loop in loops.items()}
    for name, spent in best.items():
        print(f"encode {len(texts)} texts, {name}: {len(texts) / spent:.0f} texts a second of processor time")
    bare = min(spent for name, spent in best.items() if name != "marginalia")
    ratio = bare / best["marginalia"]
    met = ratio >= LEAST_RATIO
    print(f"encoder throughput against the best bare loop: {ratio:.2f} (at least {LEAST_RATIO}) {verdict(met)}")
    return met


def suggestion_time(count: int = 2000) -> bool:
    encoder, texts = Encoder(), made_up_texts(count)
    passages = [Passage(place, place % 200, 0, len(text), text) for place, text in enumerate(texts)]
    vectors = encoder.encode(texts)
    marks: dict[str, float] = {}
    began = time.process_time()

    def mark(step: str, _share: float) -> None:
        marks.setdefault(step, time.process_time() - began)

    found = propose(passages, vectors, seed=1, progress=mark)
    total = time.process_time() - began
    met = total <= MOST_SECONDS
    print(f"group {count} passages, re-draws: {marks['labels']:.1f} s of processor time")
    print(f"label {len(found.suggestions)} groups: {total - marks['labels']:.1f} s of processor time")
    print(f"suggestions for {count} passages: {total:.1f} s (at most {MOST_SECONDS}) {verdict(met)}")
    return met


if __name__ == "__main__":
    met = [encoder_ratio(), suggestion_time()]
    sys.exit(0 if all(met) else 1)
