"""Registrations sent through HTTP, whatever the answer; and sent again until each took effect."""

import threading
import time
from collections import Counter
from itertools import count
from types import TracebackType
from typing import Self

import httpx

from tests.builders import until

_EVERY = 0.1
_ANSWERS_WITHIN = 15.0
_TAKEN_WITHIN = 60.0
_DONE = {200, 201}
"""Now, or before: the answer to the same request once more."""


class Sending:
    """Registers one company after the other at a fair until closed. Use as a context manager.

    Attributes
    ----------
    answers : Counter of int
        How often each status was answered; 0 where none came.
    slowest : float
        Seconds until the slowest answer.
    """

    def __init__(self, address: str, fair: str) -> None:
        self._path = f"/api/v1/fairs/{fair}/registrations"
        self._client = httpx.Client(base_url=address, timeout=_ANSWERS_WITHIN)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._send_on)
        self._open: set[int] = set()
        self._numbers = count()
        self.sent = 0
        self.answers: Counter[int] = Counter()
        self.slowest = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join()
        self._client.close()

    def until_taken(self) -> None:
        """Stop sending new ones; send what is open again until all of it took effect."""
        self._ending.set()
        self._thread.join()

        def is_taken() -> bool:
            self._open = {number for number in self._open if self._send(number) not in _DONE}
            return not self._open

        until(is_taken, within=_TAKEN_WITHIN)

    def until_answered(self, status: int, *, within: float = 30.0) -> None:
        """Wait until this was answered from now on."""
        before = self.answers[status]
        until(lambda: self.answers[status] > before, within=within)

    def _send_on(self) -> None:
        while not self._ending.wait(_EVERY):
            number = next(self._numbers)
            self.sent += 1
            status = self._send(number)
            self.answers[status] += 1
            if status not in _DONE:
                self._open.add(number)

    def _send(self, number: int) -> int:
        body = {
            "side": "producer",
            "kind": "cooperative",
            "name": f"HTX Mẫu {number}",
            "place": {"province": "Hà Nội"},
            "contact": "Nguyễn Văn Mẫu",
            "products": [{"name": "Rau củ Mẫu", "product_set": 1}],
            "places": 3,
        }
        began = time.monotonic()
        try:
            answer = self._client.post(
                self._path, json=body, headers={"Idempotency-Key": f"company-{number}"}
            )
        except httpx.HTTPError:
            return 0
        finally:
            self.slowest = max(self.slowest, time.monotonic() - began)
        return answer.status_code
