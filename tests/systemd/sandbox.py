"""Builds the walls that a unit asks systemd for, as far as that goes without systemd, and runs a program inside.

``python sandbox.py WALLS.json PROGRAM...``; see `Walls` for what is built. As root also: no capabilities, and a file
system that can only be written where the unit allows.
"""

import ctypes
import errno
import json
import os
import resource
import socket
import sys
from ctypes import c_int, c_size_t, c_uint, c_uint32, c_uint64, c_void_p
from pathlib import Path
from typing import TypedDict

libc = ctypes.CDLL(None, use_errno=True)

PR_CAPBSET_DROP, PR_SET_SECUREBITS, PR_SET_NO_NEW_PRIVS, PR_SET_MDWE = 24, 28, 38, 65
SECBIT_NOROOT, PR_MDWE_REFUSE_EXEC_GAIN = 1, 1
CLONE_NEWNS = 0x00020000
NAMESPACES = 0x7E020000 | 0x80  # every CLONE_NEW... flag
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
AT_FDCWD, AT_RECURSIVE, MOUNT_SETATTR = -100, 0x8000, 442
RDONLY, NOEXEC = 1, 8
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EQUAL, MASKED_EQUAL = 4, 7


class Walls(TypedDict):
    syscalls: list[str]
    """The system calls that remain; the others fail with EPERM."""
    families: list[str]
    """The kinds of socket that remain: AF_INET."""
    no_written_code: bool
    """MemoryDenyWriteExecute."""
    files: int
    """LimitNOFILE."""
    writable: str
    """The only folder that can be written, and nothing in it can be executed."""


def build(walls: Walls) -> None:
    limit = min(walls["files"], resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.geteuid() == 0:
        _close_the_file_system(walls["writable"])
        _drop_capabilities()
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if walls["no_written_code"]:
        _call("prctl", PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0)
    _filter(walls["syscalls"], walls["families"])


def _close_the_file_system(writable: str) -> None:
    _call("unshare", CLONE_NEWNS)
    _call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    _call("mount", writable.encode(), writable.encode(), None, MS_BIND, None)
    _remount(b"/", add=RDONLY)
    _remount(b"/dev", remove=RDONLY)
    _remount(writable.encode(), add=NOEXEC, remove=RDONLY)


def _remount(path: bytes, add: int = 0, remove: int = 0) -> None:
    change = (c_uint64 * 4)(add, remove, 0, 0)  # struct mount_attr
    _call("syscall", MOUNT_SETATTR, AT_FDCWD, path, AT_RECURSIVE, ctypes.byref(change), c_size_t(32))


def _drop_capabilities() -> None:
    _call("prctl", PR_SET_SECUREBITS, SECBIT_NOROOT, 0, 0, 0)
    for capability in range(int(Path("/proc/sys/kernel/cap_last_cap").read_text()) + 1):
        _call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    header, nothing = (c_uint32 * 2)(0x20080522, 0), (c_uint32 * 6)()
    _call("capset", ctypes.byref(header), ctypes.byref(nothing))


class _Comparison(ctypes.Structure):
    _fields_ = (("argument", c_uint), ("how", c_int), ("a", c_uint64), ("b", c_uint64))


def _filter(syscalls: list[str], families: list[str]) -> None:
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = c_void_p
    seccomp.seccomp_load.argtypes = [c_void_p]
    seccomp.seccomp_rule_add_array.argtypes = [c_void_p, c_uint32, c_int, c_uint, c_void_p]
    context = seccomp.seccomp_init(ERRNO | errno.EPERM)

    def rule(name: str, action: int = ALLOW, *comparisons: _Comparison) -> None:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # others are of other processors
            array = (_Comparison * len(comparisons))(*comparisons)
            if seccomp.seccomp_rule_add_array(context, action, number, len(comparisons), array):
                raise OSError(f"no rule for {name}")

    for name in {*syscalls} - {"socket", "clone", "clone3", "unshare", "setns"}:
        rule(name)
    for family in families:
        rule("socket", ALLOW, _Comparison(0, EQUAL, getattr(socket, family), 0))
    rule("clone", ALLOW, _Comparison(0, MASKED_EQUAL, NAMESPACES, 0))
    rule("clone3", ERRNO | errno.ENOSYS)  # its flags cannot be seen: libc then takes clone, as systemd.exec(5) says
    if seccomp.seccomp_load(context):
        raise OSError("the filter was not loaded")


def _call(name: str, *arguments: object) -> None:
    if getattr(libc, name)(*arguments) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


if __name__ == "__main__":
    build(json.loads(Path(sys.argv[1]).read_text()))
    os.execvp(sys.argv[2], sys.argv[2:])
