"""Theme suggestions: time to group and label 2,000 passages."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import random
import sys
import time

from themes.embeddings.encoder import Encoder
from themes.embeddings.passages import Passage
from themes.suggestions.proposals import propose

SUBJECTS = ["the export", "our record system", "the summary", "version control", "the new guideline", "my supervisor"]
SUBJECTS += ["the waiting list", "a night shift", "the chat window", "the consent form", "the training", "the letter"]
VERBS = ["takes too long", "saves me an hour", "is hard to explain", "gets the names wrong", "never asks first"]
VERBS += ["needs checking every time", "works better than before", "makes patients nervous", "is not allowed here"]
ENDS = ["", "because nobody was asked", "when it is busy", "for the older patients", "and I said so to the lead"]
ENDS += ["even though we had a long meeting about it with everyone who will have to use it afterwards"]
MOST_SECONDS = 30


def made_up_texts(count: int) -> list[str]:
    draw = random.Random(11)
    return [
        f"{draw.choice(SUBJECTS)} {draw.choice(VERBS)} {draw.choice(ENDS)} {draw.choice(['', str(number)])}".strip()
        for number in range(count)
    ]


def verdict(met: bool) -> str:
    return "ok" if met else "MISSED"


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
    sys.exit(0 if suggestion_time() else 1)
