"""What the process promises before it opens anything: it leaves no core behind, and its assertions are on."""

from __future__ import annotations

import ctypes
import signal
import sys
from contextlib import suppress

from naru.refusal import Refusal

_PR_SET_DUMPABLE = 4
_PR_SET_PDEATHSIG = 1


def stand() -> None:
    """Make sure that there is no core, and that assertions are on.

    Raises:
        Refusal: ``cli.assertions-off``: Python was told to leave out assertions. The first promise is one of them.
    """
    no_core()
    if sys.flags.optimize:
        raise Refusal("cli.assertions-off")


def no_core() -> None:
    """Forbid core dumps and looks into this process's memory by others of the same user, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def die_with_parent() -> None:
    """Have the system end this process when the one that started it ends, where it can."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
