"""What a query worker takes from itself before it reads the first query.

On Linux (x86-64 and 64-bit ARM), with no privileges needed:

- no network: a seccomp filter makes the kernel refuse every system call that makes or connects a
  socket, also through io_uring, another ABI, another program, or another process;
- a ceiling on its address space, no core dumps, and first in line when memory runs out;
- death with its parent: a pipe from the parent sends SIGKILL when its other end is closed.
  (PR_SET_PDEATHSIG is no use here: it fires when the parent's *thread* ends.)

Elsewhere the parent is looked for twice a second, the network cannot be closed and
:func:`close_network` says so by returning False; the guard's refusal of SERVICE is then the only
wall. macOS does not enforce the memory ceiling.

https://docs.kernel.org/userspace-api/seccomp_filter.html,
https://man7.org/linux/man-pages/man2/seccomp.2.html
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import resource
import signal
import struct
import sys
from typing import NamedTuple

from publod.store import process_lifetime


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

#: What a worker may take at least beyond what it has, in bytes.
_ROOM = 16 << 20

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


def limit(memory: int) -> None:
    """Set the ceiling of the address space, in bytes, and what goes with it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The parser recurses. With 64 MiB, 10,000 nested brackets are an answer and not a crash.
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_STACK, (64 << 20, hard))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb") as file:  # noqa: PTH123
        file.write(b"800")


def permit(memory: int) -> None:
    """Let this process have so many bytes of resident memory, from what it has now on.

    What the kernel limits is private memory that can be written (RLIMIT_DATA), which is what
    queries take; of the engine's share much is mapped and never used, so it is not counted twice.
    """
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            pages = [int(field) for field in file.read().split()]
    except OSError:  # not Linux
        return
    size = resource.getpagesize()
    resident, data = pages[1] * size, pages[5] * size
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (data + max(memory - resident, _ROOM), hard))


def die_with(lifeline: int) -> None:
    """Have the kernel end this process when the other end of the pipe ``lifeline`` is closed."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGIO, signal.SIGALRM})
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    if sys.platform == "linux":
        fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    else:  # SIGIO, which comes instead, is ignored by default on BSD and macOS
        process_lifetime.watch(os.getppid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    # The parent may have died before the signal was asked for.
    with contextlib.suppress(BlockingIOError):
        if os.read(lifeline, 1) == b"":
            raise SystemExit("the parent process is gone")
