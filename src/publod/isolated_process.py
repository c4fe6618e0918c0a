"""A child process with ceilings, for parsers of files that come from outside.

A few kilobytes can make a parser take all memory, or compute for hours. In a child it does so for
itself alone, and the parent learns how the child ended.
"""

from __future__ import annotations

import errno
import faulthandler
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path
from typing import NamedTuple

#: Bytes of memory above what the process has when it begins.
MEMORY = 768 << 20


@contextmanager
def forked_child() -> Iterator[None]:
    """Be a child with ceilings, and end with the block: no code of the parent's runs in it.

    It is called after ``os.fork()``, in the child. On Linux it has a ceiling on memory; elsewhere
    on time alone, with `limit_seconds`.
    """
    try:
        # What a dying parser writes is for nobody.
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nothing, standard)
        faulthandler.disable()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _limit_memory()
        yield
    finally:
        os._exit(0)


def limit_seconds(seconds: float) -> None:
    """End this process when it has computed for so long from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = ceil(used.ru_utime + used.ru_stime + seconds)
    if hard in {resource.RLIM_INFINITY, -1} or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


class _Machine(NamedTuple):
    """A kernel ABI: its AUDIT_ARCH, its seccomp(2), and what else it calls by which number."""

    audit_arch: int
    seccomp: int
    denied: dict[str, int]


# io_uring opens sockets without socket(2); the last six would let the worker act through another
# program or process. Numbers: include/uapi/asm-generic/unistd.h, arch/x86/entry/syscalls.
_EVERYWHERE = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427}
_EVERYWHERE |= {"pidfd_getfd": 438, "pidfd_open": 434}
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        317,
        _EVERYWHERE
        | {"socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "socketpair": 53}
        | {"accept4": 288, "execve": 59, "execveat": 322, "ptrace": 101, "process_vm_writev": 311},
    ),
    "aarch64": _Machine(
        0xC00000B7,
        277,
        _EVERYWHERE
        | {"socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202}
        | {"connect": 203, "accept4": 242, "execve": 221, "execveat": 281, "ptrace": 117}
        | {"process_vm_writev": 271},
    ),
}

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # BPF: linux/bpf_common.h
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
_OFFSET_NR, _OFFSET_ARCH = 0, 4  # struct seccomp_data
_X32_BIT = 0x40000000  # x86-64's 32-bit-pointer ABI: the same architecture, other numbers
_PR_SET_NO_NEW_PRIVS, _SECCOMP_SET_MODE_FILTER, _TSYNC = 38, 1, 1


def program(machine: str) -> bytes:
    """Write the filter for ``machine`` (as uname has it): an array of struct sock_filter."""
    abi = _MACHINES[machine]
    numbers = sorted(abi.denied.values())
    # Jumps count the instructions to skip, and the two returns stand at the end.
    code = [
        (_LOAD, 0, 0, _OFFSET_ARCH),
        (_JUMP_EQUAL, 1, 0, abi.audit_arch),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _OFFSET_NR),
        (_JUMP_AT_LEAST, len(numbers) + 1, 0, _X32_BIT),
        *((_JUMP_EQUAL, len(numbers) - at, 0, number) for at, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)


def close_network() -> bool:
    """Take the network from this process for good; False where that cannot be done.

    All its threads, present and future, are bound. Sockets that are open stay so.
    """
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in _MACHINES or sys.maxsize < 2**32:
        return False
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(program(machine))
    count = (len(code) - 1) // 8

    class Program(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    filters = Program(count, ctypes.cast(code, ctypes.c_void_p))
    return bool(
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        and libc.syscall(
            ctypes.c_long(_MACHINES[machine].seccomp),
            ctypes.c_ulong(_SECCOMP_SET_MODE_FILTER),
            ctypes.c_ulong(_TSYNC),
            ctypes.byref(filters),
        )
        == 0
    )
