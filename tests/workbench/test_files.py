"""Files that are kept are for whoever runs the site, and for nobody else on the machine."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

OTHERS = 0o077


@pytest.mark.parametrize("name", ["uploads/1/words", "exports/1/codings.csv"])
def test_a_file_that_is_kept_is_closed_to_others(name):
    kept = Path(default_storage.path(default_storage.save(name, ContentFile(b"confidential"))))
    modes = [place.stat().st_mode & OTHERS for place in (kept, kept.parent, kept.parent.parent)]
    kept.unlink()
    assert modes == [0, 0, 0]


def test_the_folder_of_incoming_files_is_closed_to_others():
    assert settings.FILE_UPLOAD_TEMP_DIR.stat().st_mode & OTHERS == 0
