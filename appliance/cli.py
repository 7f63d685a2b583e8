"""The `jinbo` command."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from appliance.config import WEBS, Config, load
from appliance.errors import Problem

Subparsers = Any
"""What argparse's `add_subparsers` returns; its type has no public name."""

_SETTINGS = {
    "data": "the folder that holds everything this shop owns",
    "http": "host:port of console, API and viewers' page",
    "edge": "host:port of the picture",
    "rtmp": "host:port that OBS and phones push to",
    "simulator": "host:port of the demo's WeChat, WeChat Pay and Alipay",
    "host": "the name or address that others reach this box by",
    "domain": "the domain that Caddy serves over HTTPS",
    "database": "postgresql://...; SQLite when left out",
    "redis": "redis://...; unix sockets when left out",
    "ladder": "auto, off, or heights such as 720,480",
    "log": "debug, info, warning or error",
}


def main() -> None:
    """Every command exits with 0, or says what is wrong in one line and exits with 1."""
    options = vars(_parser().parse_args())
    command: Callable[[Config, dict[str, str]], None] = options.pop("run")
    chosen = {name: options.pop(name) for name in [*_SETTINGS, "demo"] if options.get(name) is not None}
    try:
        command(load(chosen), options)
    except Problem as problem:
        sys.exit(f"jinbo: {problem.sentence('zh')} / {problem.sentence('en')}")
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    settings = argparse.ArgumentParser(add_help=False)
    for name, text in _SETTINGS.items():
        settings.add_argument(f"--{name}", help=text)
    settings.add_argument("--demo", action="store_const", const=True, help="fill an empty box with a demo shop")
    parser = argparse.ArgumentParser("jinbo", description="津播: live streaming and commerce for one shop")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, text in {
        "up": "run everything",
        "web": "run console, API and viewers' page",
        "live": "run the picture",
        "back": "run what can wait",
        "simulator": "run WeChat, WeChat Pay and Alipay as the demo needs them",
    }.items():
        one = commands.add_parser(name, help=text, parents=[settings])
        one.set_defaults(run=_serve, process=name)
        if name == "web":
            for other in WEBS[1:]:
                commands.add_parser(other, parents=[settings]).set_defaults(run=_serve, process=other)
        if name == "simulator":
            one.add_argument("--listen", dest="simulator", help="the same as --simulator")
    doctor = commands.add_parser("doctor", help="look for what is wrong", parents=[settings])
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=_doctor)
    saving = commands.add_parser("backup", help="save everything into one file, while it runs", parents=[settings])
    saving.add_argument(
        "target", nargs="?", default=".", help="a folder that is there, or a file name that ends in .tar.gz"
    )
    saving.add_argument("--password-file", help="seal it with the password or key in this file")
    saving.set_defaults(run=_backup)
    restoring = commands.add_parser("restore", help="bring a backup back", parents=[settings])
    restoring.add_argument("archive", nargs="?", default="")
    restoring.add_argument("--from-cloud", metavar="CARD", help="from the shop's storage, which this file names")
    restoring.add_argument("--recordings", action="store_true", help="with --from-cloud: the recordings too")
    restoring.add_argument("--replace", action="store_true", help="even over a shop that has data")
    restoring.add_argument("--password-file", help="the file that holds the password of a sealed backup")
    restoring.set_defaults(run=_restore)
    books = commands.add_parser("reconcile", help="compare a day with the payment providers' bills", parents=[settings])
    books.add_argument("date", help="2026-11-23, China time")
    books.add_argument("--json", action="store_true")
    books.set_defaults(run=_reconcile)
    recordings = commands.add_parser("verify-recording", help="check recordings by their manifests", parents=[settings])
    recordings.add_argument("show", nargs="*", help="which shows; none: all")
    recordings.add_argument("--json", action="store_true")
    recordings.set_defaults(run=_verify_recordings)
    _add_room(commands, settings)
    _add_admin(commands, settings)
    return parser


def _add_room(commands: Subparsers, settings: argparse.ArgumentParser) -> None:
    rooms = commands.add_parser("room", help="rooms by hand").add_subparsers(required=True, metavar="WHAT")
    create = rooms.add_parser("create", help="open a room and print its key and addresses", parents=[settings])
    create.add_argument("--name", required=True)
    create.add_argument("--private", action="store_true")
    create.add_argument("--json", action="store_true")
    create.set_defaults(run=_create_room)
    listing = rooms.add_parser("list", help="every room", parents=[settings])
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list_rooms)


def _add_admin(commands: Subparsers, settings: argparse.ArgumentParser) -> None:
    admin = commands.add_parser("admin", help="accounts by hand").add_subparsers(required=True, metavar="WHAT")
    admin.add_parser("code", help="the one-time code of a new shop", parents=[settings]).set_defaults(run=_code)
    reset = admin.add_parser("reset", help="a new password for an account", parents=[settings])
    reset.add_argument("login")
    reset.set_defaults(run=_reset)


def _serve(config: Config, options: dict[str, str]) -> None:
    from appliance.processes import alone, check_addresses, check_shared, run
    from appliance.welcome import welcome

    check_shared(config)
    with alone(options["process"], config):
        check_addresses(options["process"], config)
        if options["process"] == "up":
            welcome(config, _asked_code(config))
        run(options["process"], config)


def _asked_code(config: Config) -> str:
    """Asked of a child, which readies the database on its way: `up` stays small for as long as the shop is open."""
    from appliance.up import settings

    argv = [sys.executable, "-m", "appliance.cli", "admin", "code"]
    asked = subprocess.run(argv, env={**os.environ, **settings(config)}, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ourselves
    if asked.returncode:
        sys.exit(asked.returncode)
    return asked.stdout.strip()


def _doctor(config: Config, options: dict[str, str]) -> None:
    from appliance.doctor import examine
    from appliance.processes import as_it_runs

    findings = examine(as_it_runs(config))
    _print(findings if options["json"] else "\n".join(finding.line() for finding in findings))
    sys.exit(1 if any(finding.state == "bad" for finding in findings) else 0)


def _backup(config: Config, options: dict[str, str]) -> None:
    from appliance.backup import backup

    print(backup(config, Path(options["target"]), _password(options)))


def _restore(config: Config, options: dict[str, str]) -> None:
    from appliance.backup import restore

    if options["from_cloud"]:
        _restore_from_cloud(config, options)
        return
    if not options["archive"]:
        sys.exit("restore: ARCHIVE or --from-cloud CARD")
    restore(config, Path(options["archive"]), replace=bool(options["replace"]), password=_password(options))
    print(f"恢复完成 / restored into {config.data}")


def _restore_from_cloud(config: Config, options: dict[str, str]) -> None:
    import asyncio
    from functools import partial

    from appliance.clock import SystemClock
    from appliance.cloud.restoring import card, restore
    from media.recording.placing import place_anew

    storage, clock = card(Path(options["from_cloud"])), SystemClock()
    settle = partial(place_anew, data=config.data, now=clock.now())
    recordings, replace = bool(options["recordings"]), bool(options["replace"])
    restoring = restore(
        config, storage, _password(options), clock, recordings=recordings, replace=replace, settle=settle, tell=print
    )
    restored = asyncio.run(restoring)
    print(f"恢复到 {restored.at} 为止，{restored.files} 个文件 / restored as of {restored.at}, {restored.files} files")
    for name, why in restored.refused.items():
        print(f"✗ {name}  {why}")
    if restored.refused:
        sys.exit(f"店铺已恢复，以上文件没有取来 / restored without these {len(restored.refused)} files")


def _password(options: dict[str, str]) -> bytes:
    from appliance.backup import password_in

    return password_in(Path(options["password_file"])) if options["password_file"] else b""


def _reconcile(config: Config, options: dict[str, str]) -> None:
    from appliance.by_hand import reconcile
    from appliance.clock import CHINA, SystemClock
    from appliance.reconciled import lines

    found = reconcile(config, options["date"])
    _print(found if options["json"] else "\n".join(lines(found, f"{SystemClock().now().astimezone(CHINA):%Y-%m-%d}")))


def _verify_recordings(config: Config, options: dict[str, str]) -> None:
    from appliance.by_hand import verify_recordings

    found = verify_recordings(config, options["show"])
    lines = [f"✗ {show}  {line}" for show, wrong in found.items() for line in wrong]
    sound = [f"✓ {show}" for show, wrong in found.items() if not wrong]
    _print(found if options["json"] else "\n".join([*sound, *lines]))
    if lines:
        raise SystemExit(1)


def _create_room(config: Config, options: dict[str, str]) -> None:
    from appliance.by_hand import create_room
    from appliance.processes import as_it_runs

    found = create_room(as_it_runs(config), options["name"], public=not options["private"])
    _print(found if options["json"] else "\n".join(f"{name:11} {value}" for name, value in found.items()))


def _list_rooms(config: Config, options: dict[str, str]) -> None:
    from appliance.by_hand import list_rooms

    found = list_rooms(config)
    _print(found if options["json"] else "\n".join(f"{room['room']}  {room['title']}" for room in found))


def _code(config: Config, options: dict[str, str]) -> None:  # noqa: ARG001 - every command is called alike
    from appliance.by_hand import first_run_code

    code = first_run_code(config)
    if code:
        print(code)
    else:
        print("店铺已经设置好了 / this shop is set up already", file=sys.stderr)


def _reset(config: Config, options: dict[str, str]) -> None:
    from appliance.by_hand import reset_password

    print(reset_password(config, options["login"]))


def _print(found: object) -> None:
    """Text as it is, for a person; anything else as JSON, for a program."""
    print(found if isinstance(found, str) else msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main()
