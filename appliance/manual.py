"""Writes `docs/jinbo.toml` from config.py, so that the manual cannot fall behind: ``python -m appliance.manual``."""

import ast
import sys
import textwrap
from pathlib import Path

import msgspec

from appliance import config
from appliance.config import Config

_HEAD = """\
# 津播的全部设置。每一项都可以不写；写在数据目录的 jinbo.toml 里。
# Everything that can be set; every key may be left out. Belongs into the data folder as jinbo.toml.
#
# A value comes from the command line (--rtmp), else from the environment (JINBO_RTMP), else from this file, else it is
# the one shown. Where this file lies is itself a setting: --data DIR or JINBO_DATA.
"""


def jinbo_toml() -> str:
    """The commented file, every key with its explanation and its default."""
    keys = [key for key in Config.__struct_fields__ if key != "data"]
    return "\n".join([_HEAD, *(_entry(key, explanation) for key, explanation in explanations().items() if key in keys)])


def explanations() -> dict[str, str]:
    """Each key of Config with the sentence that stands under it in config.py; empty when there is none."""
    [settings] = [node for node in _tree().body if isinstance(node, ast.ClassDef) and node.name == Config.__name__]
    return {
        line.target.id: _sentence(below)
        for line, below in zip(settings.body, [*settings.body[1:], None], strict=True)
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    }


def _tree() -> ast.Module:
    return ast.parse(Path(config.__file__).read_text("utf-8"))


def _sentence(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return node.value.value
    return ""


def _entry(key: str, explanation: str) -> str:
    default = getattr(Config(), key)
    said = "\n".join(textwrap.wrap(explanation, width=117, initial_indent="# ", subsequent_indent="# "))
    return f"{said}\n#{key} = {_written(default)}\n"


def _written(value: object) -> str:
    if value is None:
        return '""'
    return msgspec.json.encode(value if isinstance(value, bool | int) else str(value)).decode()


if __name__ == "__main__":
    sys.stdout.write(jinbo_toml())
