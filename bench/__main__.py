"""Run every benchmark, or those named, one after the other, each in a process of its own; exit 1 if a limit was missed.

A benchmark prints one line per figure: what was measured, the figure, its limit, and "ok" or "MISSED".
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    missed, named = False, sys.argv[1:]
    for script in sorted(HERE.glob("*.py")):
        if script.name.startswith("_") or (named and script.stem not in named):
            continue
        print(f"== {script.stem}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"bench.{script.stem}"], cwd=HERE.parent, check=False)
        missed |= done.returncode != 0
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
