"""What a model's folder says of itself: whether it is a model, its fingerprint, and which languages it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

# What decides over a vector: weights, vocabulary, and how they are put together. Cards and pictures do not.
DECIDING = (".safetensors", ".bin", ".json", ".txt", ".model", ".py")
BLOCK = 1 << 20
MANY = "multilingual"
_HEAD = re.compile(r"\A---\s*\n(.*?)\n---\s*$", re.DOTALL | re.MULTILINE)
_LANGUAGE = re.compile(r"^language:[ \t]*(.*(?:\n[ \t]*-[ \t]+.*)*)", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z][\w-]*")


def is_model(folder: Path) -> bool:
    """Whether sentence-transformers could open the folder."""
    return (folder / "modules.json").is_file() or (folder / "config.json").is_file()


def fingerprint(folder: Path) -> str:
    """SHA-256 over all files that decide over a vector, by their paths in the folder."""
    digest = sha256()
    for file in sorted(_deciding(folder), key=lambda file: file.relative_to(folder).as_posix()):
        digest.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as opened:
            while block := opened.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()


def _deciding(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if file.suffix in DECIDING and file.is_file() and not file.name.startswith("."):
            yield file


def languages_of(folder: Path) -> frozenset[str]:
    """Languages that the model's card names (`en`, `de`, `multilingual`); none where it says nothing."""
    try:
        card = (folder / "README.md").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    head = _HEAD.search(card)
    named = _LANGUAGE.search(head[1]) if head else None
    found = {word.lower() for word in _WORD.findall(named[1])} if named else set()
    tagged = bool(head) and re.search(rf"^\s*-\s*{MANY}\s*$", head[1], re.MULTILINE) is not None
    return frozenset(found | ({MANY} if tagged else set()))


def reads_only_english(languages: frozenset[str]) -> bool | None:
    """Whether English is all that a model reads; None where its card says nothing."""
    if not languages:
        return None
    return languages <= {"en", "eng", "english"} or all(language.startswith("en-") for language in languages)
