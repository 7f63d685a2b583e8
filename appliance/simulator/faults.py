"""What goes wrong next, on command."""

from typing import Literal

import msgspec


class Fault(msgspec.Struct, kw_only=True):
    path: str = ""
    """Beginning of the paths (or of Alipay's methods) that it hits; empty: any."""
    times: int = 1
    kind: Literal["refuse", "cut", "delay", "forge"] = "refuse"
    """refuse with `code`; cut the connection; delay by `seconds`; answer with a signature that does not hold."""
    code: str = ""
    status: int = 500
    seconds: float = 0.0
    after: bool = False
    """The work is done before the answer goes wrong."""


class Faults:
    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def next(self, path: str, *, after: bool) -> Fault | None:
        """The fault that hits this call now; it is used up."""
        for fault in self.waiting:
            if path.startswith(fault.path) and fault.after == after:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
