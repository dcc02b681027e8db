"""Many coders at once, over real connections: what each has asked for, what the site answered, and how long it took.

Every coder is a thread with a connection of its own. Now and then it hangs up before the answer, sends a request twice
at the same moment, takes a coding away or undoes its last act: in the end the site must have exactly what it was asked
for.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import threading
import time
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

SECONDS = 60
TRIES = 8
TOKEN = "t" * 32


@dataclass
class Source:
    """A text that is coded: its number and its words."""

    pk: int
    text: str


@dataclass
class Coder:
    """One person at work: `expected` are the keys of the codings that must be there in the end."""

    address: str
    slug: str
    number: int
    session: str
    sources: list[Source]
    codes: list[int]
    chance: random.Random
    expected: set[str] = field(default_factory=set)
    saved: list[float] = field(default_factory=list)
    polled: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    asked: int = 0

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        self.place = (parts.hostname, parts.port)
        self.connection = http.client.HTTPConnection(*self.place, timeout=SECONDS)
        self.free = [(source, start) for source in self.sources for start in range(0, len(source.text) - 40, 23)]
        self.chance.shuffle(self.free)
        self.cursors: dict[int, str] = {}
        self.done: list[tuple[str, str]] = []

    def work(self, acts: int) -> None:
        """Do so many acts, and look in between at what the others did."""
        for _act in range(acts):
            self.chance.choices([self.apply, self.remove, self.undo], [8, 1, 1])[0]()
            self.poll()
        self.connection.close()

    def apply(self) -> None:
        source, start = self.free.pop()
        end = start + self.chance.randrange(4, 40)
        key, code = str(uuid.uuid4()), self.chance.choice(self.codes)
        body = {"source": source.pk, "code": code, "start": start, "end": end, "quote": source.text[start:end]}
        self.send("PUT", f"codings/{key}/", body)
        self.expected.add(key)
        self.done.append(("apply", key))

    def remove(self) -> None:
        if not self.expected:
            return
        key = self.chance.choice(sorted(self.expected))
        self.send("DELETE", f"codings/{key}/")
        self.expected.discard(key)
        self.done.append(("remove", key))

    def undo(self) -> None:
        if not self.done:
            return
        what, key = self.done.pop()
        self.send("POST", f"acts/undo/?act={self.acts[-1]}", is_act=False)
        self.acts.pop()
        if what == "apply":
            self.expected.discard(key)
        else:
            self.expected.add(key)

    @property
    def acts(self) -> list[str]:
        return self.__dict__.setdefault("_acts", [])

    def poll(self) -> None:
        source = self.chance.choice(self.sources)
        since = self.cursors.get(source.pk, "")
        start = time.perf_counter()
        status, headers, said = self.request("GET", f"sources/{source.pk}/codings.json?since={since}")
        self.polled.append(time.perf_counter() - start)
        if status == 304:
            self.cursors[source.pk] = headers["ETag"].strip('"')
        elif status == 200:
            self.cursors[source.pk] = json.loads(said)["cursor"]
        else:
            self.failures.append(f"{status} to a look at what changed")

    def send(self, method: str, path: str, body: Any = None, *, is_act: bool = True) -> None:
        """Send an act until the site has answered it; sometimes twice, sometimes without waiting for the answer."""
        act = str(uuid.uuid4())
        trouble = self.chance.random()
        if trouble < 0.05:
            self.hang_up(method, path, body, act)
        elif trouble < 0.10:
            twice = threading.Thread(target=self.once_more, args=(method, path, body, act))
            twice.start()
        start = time.perf_counter()
        for _time in range(TRIES):
            try:
                status, _headers, said = self.request(method, path, body, act)
            except (OSError, http.client.HTTPException):
                self.connection.close()
                continue
            if status < 300:
                break
            self.failures.append(f"{status} to {method}: {said[:200]!r}")
        else:
            self.failures.append(f"{method} {path} was never answered")
        self.saved.append(time.perf_counter() - start)
        if 0.05 <= trouble < 0.10:
            twice.join()
        self.asked += 1
        if is_act:
            self.acts.append(act)

    def hang_up(self, method: str, path: str, body: Any, act: str) -> None:
        """Send a request and go before the answer comes."""
        sent = json.dumps(body or {}).encode()
        lines = [f"{method} /p/{self.slug}/{path} HTTP/1.1", f"Host: {self.place[0]}", f"Content-Length: {len(sent)}"]
        lines += [f"{name}: {value}" for name, value in self.headers(act).items()]
        with socket.create_connection(self.place, timeout=SECONDS) as line:
            line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + sent)

    def once_more(self, method: str, path: str, body: Any, act: str) -> None:
        connection = http.client.HTTPConnection(*self.place, timeout=SECONDS)
        try:
            connection.request(method, f"/p/{self.slug}/{path}", json.dumps(body or {}), self.headers(act))
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()

    def request(self, method: str, path: str, body: Any = None, act: str = "") -> tuple[int, Any, bytes]:
        sent = None if method == "GET" else json.dumps(body or {})
        self.connection.request(method, f"/p/{self.slug}/{path}", sent, self.headers(act))
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def headers(self, act: str) -> dict[str, str]:
        named = {"X-Act": act, "X-Person": str(self.number)} if act else {}
        return named | {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }


def all_at_once(coders: Iterable[Coder], acts: int) -> float:
    """Let them all work at the same time; return the seconds that it took."""
    coders = list(coders)
    start = time.perf_counter()
    with ThreadPoolExecutor(len(coders)) as pool:
        for work in [pool.submit(coder.work, acts) for coder in coders]:
            work.result()
    return time.perf_counter() - start


def differences(coders: Iterable[Coder], codings: Iterable[tuple[str, int]]) -> tuple[set[str], set[str]]:
    """Return the keys of the codings that were lost, and of those that are there though nobody asked for them."""
    wanted = {(key, coder.number) for coder in coders for key in coder.expected}
    there = set(codings)
    return {key for key, _coder in wanted - there}, {key for key, _coder in there - wanted}
