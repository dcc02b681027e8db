"""Tables of 100,000 rows and 12 columns in every format, read row by row; and whether memory grows with the rows.

Each reading is a process of its own, so that its peak of memory is its own (with that of the process it may start).
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

SIZES = (10_000, 100_000)
SAID = ("we said that", "nobody asked first", "and the phone rang", "before it was read", "so it never felt safe")
HEADER = ["id", "age", "gender", "role", "site", "day", "item 1", "item 2", "item 3", "why", "what else", "last words"]
# Seconds for 100,000 rows, three times what a quiet machine takes; memory of the greater size to that of the smaller.
MOST_SECONDS = {".csv": 5.0, ".xlsx": 40.0, ".ods": 40.0, ".sav": 40.0}
MOST_GROWTH = 1.3
ODS = "urn:oasis:names:tc:opendocument:xmlns"


def rows(number: int) -> Iterator[list[str | int]]:
    """Respondents with short values and three answers of their own, the same for the same number."""
    chance = random.Random(1)
    for at in range(number):
        words = [f"{' '.join(chance.choices(SAID, k=chance.randint(0, 11)))} {at}" for _ in range(3)]
        who = [at, chance.randint(18, 90), chance.choice(["female", "male"]), chance.choice(["nurse", "carer"])]
        where = [chance.choice("ABCDEF"), f"2024-05-{chance.randint(1, 28):02}"]
        yield [*who, *where, *(chance.randint(1, 5) for _ in range(3)), *words]


def write_csv(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        out.writerows(rows(number))


def write_xlsx(path: Path, number: int) -> None:
    import openpyxl

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Answers")
    sheet.append(HEADER)
    for row in rows(number):
        sheet.append(row)
    workbook.save(path)


def write_ods(path: Path, number: int) -> None:
    def cell(value: str | int) -> str:
        kind = f'float" office:value="{value}' if isinstance(value, int) else "string"
        text = f"<text:p>{escape(str(value))}</text:p>"
        return f'<table:table-cell office:value-type="{kind}">{text}</table:table-cell>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("content.xml", "w") as out:
        names = " ".join(f'xmlns:{name}="{ODS}:{name}:1.0"' for name in ("office", "table", "text"))
        out.write(f"<office:document-content {names}><office:body><office:spreadsheet>".encode())
        out.write(b'<table:table table:name="Answers">')
        for row in (HEADER, *rows(number)):
            out.write(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>".encode())
        out.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def write_sav(path: Path, number: int) -> None:
    import pandas as pd
    import pyreadstat

    names = [name.replace(" ", "_") for name in HEADER]
    labels = dict(zip(names, HEADER, strict=True))
    pyreadstat.write_sav(pd.DataFrame(rows(number), columns=names), str(path), column_labels=labels, row_compress=True)


WRITERS: dict[str, Callable[[Path, int], None]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".ods": write_ods,
    ".sav": write_sav,
}


def read(path: Path) -> None:
    """Read a table to its end and print its rows, seconds and peak of memory in MB."""
    from coding.sources.importers.registry import open_table

    began = time.perf_counter()
    number = sum(1 for _ in open_table(path.name, path).rows)
    took = time.perf_counter() - began
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps([number, took, sum(peaks) / 1024]))


def alone(*what: object) -> str:
    """What one step prints, run in a process of its own: a child is charged with the memory of its parent."""
    command = [sys.executable, "-m", "bench.tables", *map(str, what)]
    return subprocess.run(command, cwd=Path(__file__).parents[1], check=True, capture_output=True, text=True).stdout


def told(what: str, figure: float, limit: float, unit: str) -> bool:
    good = figure <= limit
    print(f"{what:66} {figure:9.3f} {unit:7} limit {limit:6.2f}  {'ok' if good else 'MISSED'}", flush=True)
    return good


def main() -> int:
    good = True
    with tempfile.TemporaryDirectory(prefix="marginalia-bench-") as folder:
        for ending in WRITERS:
            peaks = []
            for size in SIZES:
                path = Path(folder) / f"{size}{ending}"
                alone("write", path, size)
                number, took, peak = json.loads(alone("read", path))
                assert number == size, f"{number} rows of {size}"
                peaks.append(peak)
            what = f"{ending}: {SIZES[1]:,} rows of 12 columns ({SIZES[1] / took:,.0f} rows/s, {peaks[1]:.0f} MB)"
            good &= told(what, took, MOST_SECONDS[ending], "s")
            growth = peaks[1] / peaks[0]
            good &= told(f"{ending}: peak memory of {SIZES[1]:,} rows to {SIZES[0]:,}", growth, MOST_GROWTH, "times")
    return 0 if good else 1


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", path, size]:
            WRITERS[Path(path).suffix](Path(path), int(size))
        case ["read", path]:
            read(Path(path))
        case _:
            sys.exit(main())
