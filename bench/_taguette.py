"""Taguette, the peer that the coding page is measured beside: installed into a passing environment if pip can.

Never a dependency: where it cannot be installed, the comparison is skipped and the reason said.
"""

from __future__ import annotations

import http.cookiejar
import json
import re
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VERSION = "1.5.2"
SECONDS_TO_INSTALL = 600
SECONDS_TO_START = 60


class NotThere(Exception):
    """It could not be installed or started here."""


def install(folder: Path) -> Path:
    """Install it into an environment of its own and return the command; raises NotThere."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    command = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", f"taguette=={VERSION}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_TO_INSTALL, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotThere("pip took too long") from error
    if done.returncode:
        raise NotThere(done.stderr.strip().splitlines()[-1])
    return folder / "bin" / "taguette"


class Taguette:
    """A running one, with a project and a tag, spoken to as its own page does."""

    def __init__(self, address: str, token: str, database: Path) -> None:
        self.address, self.database = address, database
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.get(f"/?token={token}")
        self.get("/project/new")
        form = urllib.parse.urlencode({"_xsrf": self.xsrf, "name": "Bench", "description": ""}).encode()
        with self.opener.open(self.address + "/project/new", form) as answer:
            self.project = int(re.search(r"/project/(\d+)", answer.geturl())[1])
        self.tag = self.post("tag/new", {"path": "code", "description": ""})["id"]

    @property
    def xsrf(self) -> str:
        return next(cookie.value for cookie in self.cookies if cookie.name == "_xsrf")

    def get(self, path: str) -> bytes:
        with self.opener.open(self.address + path) as answer:
            return answer.read()

    def post(self, path: str, body: Any, kind: str = "application/json") -> dict[str, Any]:
        url = f"{self.address}/api/project/{self.project}/{path}?_xsrf={urllib.parse.quote(self.xsrf)}"
        data = json.dumps(body).encode() if kind == "application/json" else body
        request = urllib.request.Request(url, data, {"Content-Type": kind})  # noqa: S310  one's own machine
        with self.opener.open(request) as answer:
            return json.loads(answer.read() or b"{}")

    def add_document(self, name: str, text: str) -> int:
        """Upload a text as a page of paragraphs."""
        page = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
        mark = uuid.uuid4().hex
        fields = {"name": name, "description": "", "text_direction": "LEFT_TO_RIGHT", "_xsrf": self.xsrf}
        said = 'Content-Disposition: form-data; name="'
        parts = [f'--{mark}\r\n{said}{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
        parts.append(f'--{mark}\r\n{said}file"; filename="{name}.html"\r\nContent-Type: text/html\r\n\r\n')
        body = "".join([*parts, page, f"\r\n--{mark}--\r\n"]).encode()
        return self.post("document/new", body, f"multipart/form-data; boundary={mark}")["created"]

    def add_highlight(self, document: int, start: int, end: int) -> float:
        """Add one as its page does; return the seconds that took."""
        began = time.perf_counter()
        self.post(f"document/{document}/highlight/new", {"start_offset": start, "end_offset": end, "tags": [self.tag]})
        return time.perf_counter() - began

    def store_highlights(self, document: int, spans: list[tuple[int, int]]) -> None:
        """Write many straight into its database: adding them one by one would take an hour."""
        with sqlite3.connect(self.database) as connection:
            for start, end in spans:
                row = connection.execute(
                    "INSERT INTO highlights (document_id, start_offset, end_offset, snippet) VALUES (?, ?, ?, '')",
                    (document, start, end),
                )
                connection.execute("INSERT INTO highlight_tags VALUES (?, ?)", (row.lastrowid, self.tag))
        connection.close()

    def time_to_draw(self, page: Any, document: int, patience: float) -> float | None:
        """Open a document in the browser; return the seconds until all is drawn, or None where patience ends."""
        page.context.add_cookies(
            [{"name": cookie.name, "value": cookie.value, "url": self.address} for cookie in self.cookies]
        )
        drawn = re.compile(r"Loaded \d+ highlights")
        began = time.perf_counter()
        try:
            with page.expect_console_message(lambda said: bool(drawn.match(said.text)), timeout=patience * 1000):
                page.goto(f"{self.address}/project/{self.project}/document/{document}", wait_until="commit")
        except Exception as error:
            if "Timeout" not in type(error).__name__:
                raise
            return None
        return time.perf_counter() - began


@contextmanager
def running(folder: Path) -> Iterator[Taguette]:
    """Install and start it in a folder; raises NotThere."""
    from tests.browser.site import free_port

    command = install(folder / "taguette-env")
    port, database = free_port(), folder / "taguette.sqlite3"
    process = subprocess.Popen(
        [command, "--no-browser", "-b", "127.0.0.1", "-p", str(port), "--database", database],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(folder)},
    )  # fmt: skip
    guard = threading.Timer(SECONDS_TO_START, process.kill)
    guard.start()
    try:
        token = next((found[1] for line in process.stdout if (found := re.search(r"token=(\w+)", line))), None)
        guard.cancel()
        if token is None:
            raise NotThere("it did not start")
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Taguette(f"http://127.0.0.1:{port}", token, database)
    finally:
        guard.cancel()
        process.terminate()
        process.wait(timeout=30)
