"""Which file system a path lives on (proc(5), /proc/pid/mountinfo)."""

from pathlib import Path

_NETWORK = {"9p", "afs", "ceph", "cifs", "coda", "gfs2", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs"}
_OVER_FUSE = {"glusterfs", "s3fs", "sshfs", "rclone", "davfs2", "cephfs", "juicefs", "ossfs", "cosfs"}


def is_network(kind: str) -> bool:
    """Whether SQLite's locks and shared memory cannot be trusted on a file system of this kind."""
    return kind in _NETWORK or (kind.startswith("fuse.") and kind.removeprefix("fuse.") in _OVER_FUSE)


def mount_of(path: str | Path, table: Path = Path("/proc/self/mountinfo")) -> str:
    """The kind of file system, as the kernel calls it; empty where there is no such table."""
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    return kind_of(Path(path).resolve(), lines)


def kind_of(path: Path, lines: list[str]) -> str:
    """The last mount over the nearest parent decides."""
    mounts = [_mount(line) for line in lines]
    nearest = ("", Path("/"))
    for kind, point in mounts:
        if path.is_relative_to(point) and len(point.parts) >= len(nearest[1].parts):
            nearest = (kind, point)
    return nearest[0]


def _mount(line: str) -> tuple[str, Path]:
    """Mount points stand in field 5 with octal escapes for blanks; the kind follows a lone hyphen."""
    before, _, after = line.partition(" - ")
    point = before.split(" ")[4].encode(errors="surrogateescape").decode("unicode_escape")
    return after.split(" ")[0], Path(point.encode("latin-1").decode(errors="surrogateescape"))
