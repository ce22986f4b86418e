"""A worker of a newer program, in which a wish is at version 2; what it says is the same.

`python -m tests.drills.newer ARGUMENT...` is `ketnoi ARGUMENT...` of that program.
"""

import sys

from api.cli.main import main
from streams.domain.events.suggestions import MeetingRequested
from streams.log import upcasting

MeetingRequested.version = 2
upcasting.UPCASTERS[MeetingRequested.type, 1] = dict  # type: ignore[index]

if __name__ == "__main__":
    sys.argv[0] = "ketnoi"
    main()
