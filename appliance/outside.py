"""How the house asks those beyond the cable."""

import functools
import ssl

import httpx

UNREACHED = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)
"""What a client raises where nobody is reached; the last for a name that cannot be one (RFC 5891)."""


def client(patience: float | httpx.Timeout) -> httpx.AsyncClient:
    """Waits `patience` seconds for an answer; what the machine's environment says of proxies is not heard."""
    return httpx.AsyncClient(timeout=patience, trust_env=False, verify=_trusted())


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Who is believed to be who they say: 140 certificates, read once (20 ms and more than a megabyte each time)."""
    return httpx.create_ssl_context(trust_env=False)
