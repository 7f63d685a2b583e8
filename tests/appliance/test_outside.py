"""Asking others costs what the question costs."""

import httpx

from appliance import outside


async def test_all_lines_trust_the_same_certificates_which_are_read_once(monkeypatch):
    outside._trusted.cache_clear()
    read = []
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: read.append(1))
    for patience in (1.0, httpx.Timeout(2.0, connect=1.0)):
        async with outside.client(patience) as client:
            assert client.timeout == httpx.Timeout(patience)
    outside._trusted.cache_clear()
    assert read == [1]
