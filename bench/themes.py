"""Theme suggestions: agreement with what people coded and with known classes, beside BERTopic on the same vectors;
time and memory of small, large and very large studies.

BERTopic is no dependency: `pip install '.[bench]'` in an environment of its own, whose folder of packages BERTOPIC
names, or the comparison is left out.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import json
import random
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

from bench._coded import ANES, JUDGED, NOTEBOOKS, SHARED, TUNED, agreement, coded_sets
from themes.clustering.groups import find_groups
from themes.clustering.measures import Floats
from themes.clustering.tree import Group, cut
from themes.clustering.vectors import LETTERS_WEIGHT, WORDS_WEIGHT, blend, lexical_vectors
from themes.embeddings.encoder import Encoder
from themes.embeddings.passages import Passage
from themes.embeddings.word_pieces import word_vectors
from themes.suggestions.proposals import as_suggestions, propose

SUBJECTS = ["the export", "our record system", "the summary", "version control", "the new guideline", "my supervisor"]
SUBJECTS += ["the waiting list", "a night shift", "the chat window", "the consent form", "the training", "the letter"]
VERBS = ["takes too long", "saves me an hour", "is hard to explain", "gets the names wrong", "never asks first"]
VERBS += ["needs checking every time", "works better than before", "makes patients nervous", "is not allowed here"]
ENDS = ["", "because nobody was asked", "when it is busy", "for the older patients", "and I said so to the lead"]
ENDS += ["even though we had a long meeting about it with everyone who will have to use it afterwards"]
DRAWN = 4

Groups = list[list[int]]


def line(what: str, value: float, limit: float, *, at_least: bool = False, unit: str = "") -> bool:
    met = value >= limit if at_least else value <= limit
    bound = f"at {'least' if at_least else 'most'} {limit:g}"
    print(f"{what}: {value:.3g}{unit and ' ' + unit} ({bound}) {'ok' if met else 'MISSED'}", flush=True)
    return met


# ---- the two ways of grouping ----------------------------------------------------------------


def ours(texts: list[str], meaning: Floats, cases: list[frozenset]) -> tuple[Groups, Groups]:
    """Themes, and the finest groups shown: subthemes, or the theme where it has none."""
    kinds = ((meaning, 1.0), (lexical_vectors(texts), LETTERS_WEIGHT), (word_vectors(texts), WORDS_WEIGHT))
    groups = find_groups(blend(*kinds), cases, seed=1).groups
    divided = {group.parent for group in groups}

    def rows(wanted: Callable[[int, Group], bool]) -> Groups:
        return [list(group.members) for place, group in enumerate(groups) if wanted(place, group)]

    return rows(lambda _, group: group.parent is None), rows(lambda place, _: place not in divided)


def bertopic(texts: list[str], meaning: Floats) -> Groups:
    """BERTopic with its defaults; only UMAP is given a seed, without which no two runs are alike."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from umap import UMAP

        shape = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=1)
        topics, _ = BERTopic(umap_model=shape, embedding_model=None).fit_transform(texts, meaning)
    return [np.flatnonzero(np.array(topics) == topic).tolist() for topic in sorted(set(topics) - {-1})]


def labels_of(groups: Groups, rows: int) -> np.ndarray:
    """One label a row; what is in no group has a label of its own."""
    labels = -1 - np.arange(rows)
    for label, members in enumerate(groups):
        labels[members] = label
    return labels


# ---- quality ---------------------------------------------------------------------------------


def coded_answers(encoder: Encoder, *, beside: bool) -> bool:
    """Chance-corrected agreement of pairs with the codes that people gave."""
    found: dict[str, list[float]] = {}
    for coded in coded_sets():
        meaning = encoder.encode(coded.texts)
        themes, _ = ours(coded.texts, meaning, coded.said_by)
        found[coded.name] = [agreement(coded, themes)]
        if beside:
            found[coded.name].append(agreement(coded, bertopic(coded.texts, meaning)))
        other = f", BERTopic {found[coded.name][1]:.3f}" if beside else ""
        print(f"{coded.name}, {len(coded.texts)} clauses: {found[coded.name][0]:.3f}{other}", flush=True)
    met = True
    for what, names, limit in (("where it was tuned", TUNED, 0.25), ("where it is judged", JUDGED, 0.24)):
        means = np.mean([found[name] for name in names], axis=0)
        met &= line(f"agreement with people's codes {what}", means[0], limit, at_least=True)
        if beside:
            met &= line(f"  against BERTopic ({means[1]:.3f})", means[0] / means[1], 1.1, at_least=True, unit="times")
    return met


def drawn_requests(texts: list[str], classes: np.ndarray, rows: int, seed: int) -> np.ndarray:
    """Rows of a made-up study: some classes, the first ones large, and one row in ten that is like no other."""
    chance = np.random.default_rng(seed)
    order = chance.permutation(np.unique(classes))
    number = int(np.clip(round(0.9 * rows**0.5), 5, 40))
    sizes = 1 / np.arange(1, number + 1) ** 0.7
    sizes = np.maximum(3, np.round(0.9 * rows * sizes / sizes.sum())).astype(int)
    inside = [
        chance.permutation(np.flatnonzero(classes == one))[:size] for one, size in zip(order, sizes, strict=False)
    ]
    alone = [chance.permutation(np.flatnonzero(classes == one))[:1] for one in order[number : number + rows // 10]]
    return np.concatenate([*inside, *alone])


def known_classes(encoder: Encoder, *, beside: bool) -> bool:
    """Requests of 150 kinds: small studies drawn from them, then all of them."""
    stored = json.loads((SHARED / "clinc150/data_small.json").read_text())
    pairs = [(text, kind) for text, kind in stored["test"] if kind != "oos"]
    texts, classes = [text for text, _ in pairs], np.array([kind for _, kind in pairs])
    meaning = encoder.encode(texts)
    met = True
    for rows, limit in ((60, 0.75), (180, 0.75)):
        scores = []
        for seed in range(DRAWN):
            some = drawn_requests(texts, classes, rows, seed)
            chosen, truth = [texts[row] for row in some], classes[some]
            ways = [ours(chosen, meaning[some], [frozenset({row}) for row in some.tolist()])[0]]
            ways += [bertopic(chosen, meaning[some])] if beside else []
            scores.append([adjusted_mutual_info_score(truth, labels_of(way, len(some))) for way in ways])
        means = np.mean(scores, axis=0)
        met &= line(f"known classes among {rows} requests, AMI of {DRAWN} draws", means[0], limit, at_least=True)
        if beside:
            print(f"  BERTopic: {means[1]:.3f}")
    ways = {"subthemes": ours(texts, meaning, [frozenset({row}) for row in range(len(texts))])[1]}
    ways |= {"BERTopic": bertopic(texts, meaning)} if beside else {}
    for name, groups in ways.items():
        labels = labels_of(groups, len(texts))
        left = len(texts) - sum(map(len, groups))
        figures = f"V {v_measure_score(classes, labels):.3f}, ARI {adjusted_rand_score(classes, labels):.3f}"
        print(f"150 kinds of {len(texts)} requests, {name}: {figures}, {len(groups)} groups, {left} rows in none")
    labels = labels_of(ways["subthemes"], len(texts))
    return met & line("150 kinds, V-measure of subthemes", v_measure_score(classes, labels), 0.8, at_least=True)


# ---- time and memory -------------------------------------------------------------------------


def made_up_texts(count: int) -> list[str]:
    draw = random.Random(11)
    return [
        f"{draw.choice(SUBJECTS)} {draw.choice(VERBS)} {draw.choice(ENDS)} {draw.choice(['', str(number)])}".strip()
        for number in range(count)
    ]


def alone(count: int) -> None:
    """In a process of its own, so that its memory is its own: print what suggestions for so many passages took.

    Encoding is measured elsewhere: words by themselves, with some noise, stand in for sentence vectors.
    """
    texts = made_up_texts(count)
    passages = [Passage(place, place % (count // 10), 0, len(text), text) for place, text in enumerate(texts)]
    vectors = word_vectors(texts)
    vectors += np.random.default_rng(1).normal(scale=0.02, size=vectors.shape).astype(np.float32)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    marks: dict[str, float] = {}
    began = time.process_time()
    found = propose(
        passages, vectors, seed=1, progress=lambda step, _: marks.setdefault(step, time.process_time() - began)
    )
    total = time.process_time() - began
    began = time.process_time()
    as_suggestions(found.kept, cut(found.kept.tree, 12), passages)
    print(
        json.dumps({
            "seconds": total, "grouping": marks["labels"], "again": time.process_time() - began,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "before": before / 1024,
        })
    )  # fmt: skip


def suggestion_time(count: int, most: float, again: float, memory: float) -> bool:
    command = [sys.executable, "-m", "bench.themes", "--alone", str(count)]
    took = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"{count:,} passages: grouped in {took['grouping']:.1f} s of the processor, re-draws and all")
    met = line(f"{count:,} passages: suggestions", took["seconds"], most, unit="s of the processor")
    met &= line(f"{count:,} passages: another number of themes, labelled", took["again"], again, unit="s")
    return met & line(f"{count:,} passages: memory at its peak", took["peak"], memory, unit="MB")


def main() -> int:
    met = suggestion_time(2_000, 30, 1, 1200)
    met &= suggestion_time(10_000, 30, 2, 1200)
    met &= suggestion_time(100_000, 120, 15, 3000)
    if not (ANES.exists() and NOTEBOOKS.exists() and (SHARED / "clinc150").exists()):
        print(f"--  quality: the coded answers are not in {SHARED}, not measured")
        return int(not met)
    if folder := os.environ.get("BERTOPIC"):
        sys.path.append(folder)
    beside = find_spec("bertopic") is not None
    if not beside:
        print("--  BERTopic: not installed, not compared (BERTOPIC may name a folder with its packages)")
    encoder = Encoder()
    met &= coded_answers(encoder, beside=beside)
    met &= known_classes(encoder, beside=beside)
    return int(not met)


if __name__ == "__main__":
    if "--alone" in sys.argv:
        alone(int(sys.argv[-1]))
    else:
        sys.exit(main())
