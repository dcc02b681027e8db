"""Taking in what a browser sends: in pieces, and never more of a file than it may have."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedFileHandler(TemporaryFileUploadHandler):
    """Writes a file to the folder for incoming files; what is beyond the limit is counted and thrown away.

    So the form can say how big the file is, and a file of any size takes no room.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received <= settings.UPLOAD_MAX_BYTES:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        if file_size > settings.UPLOAD_MAX_BYTES:
            self.file.file.seek(0)
            self.file.file.truncate()
        return super().file_complete(file_size)
