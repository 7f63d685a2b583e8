"""Argon2id (RFC 9106, the second recommended setting): slow on purpose, so it runs in a thread, two at a time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from appliance.errors import BadInput
from appliance.keys import sayable

_HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$NEcGDu+DLjoLOhYtsmJxZw$zs8b1H2cCFcs2ztpnyXvbJLH6VRFk2qDJ9Rqqbr2PAs"
"""What a guess at an unknown login is compared with, so that it takes as long as any other."""
_TWO_AT_A_TIME = ThreadPoolExecutor(2, "argon2")


class PasswordTooShort(BadInput):
    zh = "密码至少 10 个字"
    en = "A password has at least 10 characters"


def new_password() -> str:
    """One that can be read out over a counter: three groups of four, 59 bits."""
    return "-".join(sayable(4) for _ in range(3))


async def hashed(password: str) -> str:
    """Raises PasswordTooShort."""
    if len(password) < 10:
        raise PasswordTooShort(field="password")
    return await asyncio.get_running_loop().run_in_executor(_TWO_AT_A_TIME, _HASHER.hash, password)


async def matches(password: str, known: str | None) -> bool:
    """Takes the same time whether or not there is a `known` hash."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_TWO_AT_A_TIME, _verify, known or _NOBODY, password) and known is not None


def _verify(known: str, password: str) -> bool:
    try:
        return _HASHER.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False
