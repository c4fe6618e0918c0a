"""Letting even root obey the permissions of files: https://man7.org/linux/man-pages/man7/capabilities.7.html."""

from __future__ import annotations

import ctypes
import os

#: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER.
_ABOVE_PERMISSIONS = (1, 2, 3)
_PR_CAPBSET_DROP = 24
#: _LINUX_CAPABILITY_VERSION_3
_VERSION = 0x20080522
#: The exit status of a process that cannot.
CANNOT = 77


def obey_permissions() -> None:
    """Give up what is above permissions, for this process and all that it starts."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    # Effective, permitted and inheritable, twice: for capabilities up to 31, and from 32.
    sets = (ctypes.c_uint32 * 6)()
    failed = any(libc.prctl(_PR_CAPBSET_DROP, one, 0, 0, 0) for one in _ABOVE_PERMISSIONS)
    failed = failed or bool(libc.capget(header, sets))
    for number in range(3):
        sets[number] &= ~sum(1 << one for one in _ABOVE_PERMISSIONS)
    if failed or libc.capset(header, sets):
        os._exit(CANNOT)
