"""What happens while somebody watches the demo: one more company registers every two seconds.

Who arrives are the last entries of the typical fair and then further companies of the same kind;
each registers through the same command as everybody, by the real clock. Who finds registration
closed, or the record out of reach, waits at the door with all who come after.
"""

import logging
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from api.acting import How, act
from api.demo.story import FAIR
from api.forms.registration import RegistrationForm, profile_of
from streams.domain.errors import DomainError, Unavailable
from streams.domain.registrations.commands import SubmitRegistration
from streams.runtime.embedded import Embedded

SECONDS = 2
_MAY_COME_AGAIN = "registration_closed"
_log = logging.getLogger(__name__)


class Arrivals:
    """A thread that registers one company after another; use as a context manager.

    Parameters
    ----------
    every : float
        Seconds between two of them.
    """

    def __init__(
        self, office: Embedded, forms: Sequence[RegistrationForm], *, every: float = SECONDS
    ) -> None:
        self._office = office
        self._forms = forms
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="arrivals", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        for number, form in enumerate(self._forms, start=1):
            is_waiting = True
            while is_waiting:
                if self._ended.wait(self._every):
                    return
                is_waiting = not self._arrives(form, number)

    def _arrives(self, form: RegistrationForm, number: int) -> bool:
        """Let a company register; tell whether it need not come again. Nothing ends the demo."""
        try:
            self._register(form, number)
        except Unavailable as outage:
            _log.info("arrival %s waits: %s", number, outage.code)
            return False
        except DomainError as refusal:
            _log.info("arrival %s was refused: %s", number, refusal.code)
            return refusal.code != _MAY_COME_AGAIN
        except Exception:
            _log.exception("arrival %s failed", number)
        return True

    def _register(self, form: RegistrationForm, number: int) -> None:
        act(
            self._office,
            form.side,
            SubmitRegistration,
            FAIR,
            lambda request: SubmitRegistration(fair=FAIR, profile=profile_of(form, request)),
            how=How(idempotency_key=f"arrival-{number}"),
        )
