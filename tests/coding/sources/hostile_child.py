"""The reading process with parsers that a hostile file has broken: the name of the file says how."""

import os
import sys
from pathlib import Path
from typing import Any

from coding.sources.importers import child

ordinary = child.read_transcript


def read_transcript(task: dict[str, Any], tell: child.Tell) -> dict[str, Any]:
    name = Path(task["name"]).stem
    while name == "hangs":
        pass
    held = []
    while name == "swallows":
        held.append(bytearray(50_000_000))
    if name == "dies":
        os.abort()
    if name == "raises":
        raise KeyError("what a participant said")
    if name == "chatters":
        print("a library says hello")  # noqa: T201
        sys.stderr.write("and goodbye")
    return ordinary(task, tell)


child.WORK["transcript"] = read_transcript

if __name__ == "__main__":
    child.start()
