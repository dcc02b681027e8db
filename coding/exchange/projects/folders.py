"""A project that is a folder, as QualCoder has it, made a file that can be read like any other."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from coding.exchange.others.reading import DATABASE


@contextmanager
def as_file(path: Path) -> Iterator[Path]:
    """The file itself; of a folder that holds QualCoder's database a zip of it, for as long as the block lasts."""
    if not (path / DATABASE).is_file():
        yield path
        return
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        packed = Path(folder) / "folder.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for one in sorted(path.rglob("*")):
                if one.is_file() and not one.is_symlink():
                    archive.write(one, f"{path.name}/{one.relative_to(path).as_posix()}")
        yield packed
