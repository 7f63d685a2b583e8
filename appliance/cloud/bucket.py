"""One bucket of an object storage: small things in one request, large ones in parts that outlive a broken line."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx
import msgspec

from appliance import outside
from appliance.clock import Clock
from appliance.cloud.signing import EMPTY, Asked, Credentials, query_string, signed
from appliance.cloud.storage import Storage
from appliance.errors import Unavailable

Place = TypeVar("Place", str, int)
PATIENCE = httpx.Timeout(20.0, connect=10.0)
PIECE = 1 << 16
FOR_EVER = "public, max-age=31536000, immutable"
"""What is named by its content or its id never changes."""


class StorageUnreachable(Unavailable):
    zh = "连不上云存储：{why}"
    en = "The cloud storage cannot be reached: {why}"


class StorageRefused(Unavailable):
    zh = "云存储拒绝了（{status} {code}）：{why}"
    en = "The cloud storage refused ({status} {code}): {why}"


class Part(msgspec.Struct, frozen=True):
    number: int
    etag: str
    size: int


class Stored(msgspec.Struct, frozen=True):
    size: int
    sha256: str
    """As we told when we put it; empty when somebody else did."""


class Bucket:
    """``async with Bucket(storage, clock) as bucket``. Everything raises StorageUnreachable or StorageRefused."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self.storage = storage
        self._clock = clock
        self._credentials = Credentials(storage.access_key, storage.secret_key, storage.region)
        self._http = outside.client(PATIENCE)
        self.kilobits = 0
        """What all bodies together may take of the line, in kbit/s; 0: all there is."""
        self.sent = 0
        """Bytes of bodies."""
        self._due = 0.0
        """When what went so far has had its time at `kilobits`."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def put(self, name: str, content: bytes, kind: str, keep: str = FOR_EVER) -> None:
        """Checked on arrival: the storage refuses what is not what was sent (Content-MD5, and the signed SHA-256)."""
        digest, md5 = await _sums(content)
        headers = {"content-type": kind, "cache-control": keep, "content-md5": md5, "x-amz-meta-sha256": digest}
        await self._ask("PUT", name, headers=headers, body=content, digest=digest)

    async def head(self, name: str) -> Stored | None:
        """None where there is no such thing."""
        answer = await self._ask("HEAD", name, missing=True)
        if answer is None:
            return None
        return Stored(int(answer.headers.get("content-length", 0)), answer.headers.get("x-amz-meta-sha256", ""))

    async def get(self, name: str) -> bytes | None:
        """None where there is no such thing."""
        answer = await self._ask("GET", name, missing=True)
        return None if answer is None else answer.content

    async def read(self, name: str, place: int, count: int) -> bytes | None:
        """`count` bytes from `place`, less only at the end; None where there is no such thing."""
        wished = {"range": f"bytes={place}-{place + count - 1}"}
        answer = await self._ask("GET", name, headers=wished, missing=True)
        if answer is None:
            return None
        whole = answer.status_code == 200  # a storage may pass the wish over (RFC 9110 section 14.2)
        return answer.content[place : place + count] if whole else answer.content

    async def fetch(self, name: str, file: Path) -> None:
        """Into `file`, piece by piece, under its name only when it is whole; else nothing of it stays."""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}")
        try:
            async with aclosing(self._pieces(name)) as pieces:
                with fresh.open("wb") as out:
                    async for piece in pieces:
                        out.write(piece)
            fresh.rename(file)
        finally:
            fresh.unlink(missing_ok=True)

    async def digest(self, name: str) -> str:
        """The SHA-256 of what really stands there, read to its last byte."""
        made = hashlib.sha256()
        async with aclosing(self._pieces(name)) as pieces:
            async for piece in pieces:
                made.update(piece)
        return made.hexdigest()

    async def _pieces(self, name: str) -> AsyncGenerator[bytes, None]:
        url, headers = self._signed("GET", name, {}, {}, EMPTY)
        try:
            async with self._http.stream("GET", url, headers=headers) as answer:
                if answer.status_code >= 300:
                    raise StorageRefused(status=answer.status_code, code=answer.reason_phrase, why=name)
                async for piece in answer.aiter_bytes():
                    yield piece
        except outside.UNREACHED as error:
            raise StorageUnreachable(why=str(error) or type(error).__name__) from error

    async def delete(self, name: str) -> None:
        await self._ask("DELETE", name, missing=True)

    async def names(self, prefix: str) -> AsyncIterator[str]:
        """In order."""
        async for name, _ in self.sizes(prefix):
            yield name

    async def sizes(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Names and bytes, in order (ListObjectsV2), as S3 promises.

        A storage that begins each page anew would be read for ever.
        """
        after = ""
        while True:
            query = {"list-type": "2", "prefix": prefix, **({"start-after": after} if after else {})}
            answer = await self._ask("GET", "", query=query)
            assert answer is not None  # noqa: S101 - only what may be missing is None
            page = [_said(node) for node in _nodes(answer, "Contents")]
            found = [(said.get("Key", ""), int(said.get("Size") or 0)) for said in page]
            _check_order([after, *(name for name, _ in found)])
            for named in found:
                yield named
            if not found or _first(answer, "IsTruncated") != "true":
                return
            after = found[-1][0]

    # -- large things ------------------------------------------------------------------------------------------------

    async def begun(self, name: str) -> str:
        """The id of an upload in parts that was begun and not finished, the newest; empty where there is none.

        So a sender that was killed goes on where it was, whatever it had written down.
        """
        answer = await self._ask("GET", "", query={"uploads": "", "prefix": name})
        assert answer is not None  # noqa: S101
        mine = [each for each in map(_said, _nodes(answer, "Upload")) if each.get("Key") == name]
        return max(mine, key=lambda each: each.get("Initiated", ""))["UploadId"] if mine else ""

    async def begin(self, name: str, kind: str, sha256: str, keep: str = FOR_EVER) -> str:
        """An upload in parts; its id."""
        headers = {"content-type": kind, "cache-control": keep, "x-amz-meta-sha256": sha256}
        answer = await self._ask("POST", name, query={"uploads": ""}, headers=headers)
        assert answer is not None  # noqa: S101
        return next((node.text or "" for node in _nodes(answer, "UploadId")), "")

    async def parts(self, name: str, upload: str) -> list[Part] | None:
        """Those that have arrived, in order; None when the storage knows this upload no longer."""
        found: list[Part] = []
        while True:
            query = {"uploadId": upload, "part-number-marker": str(found[-1].number if found else 0)}
            answer = await self._ask("GET", name, query=query, missing=True)
            if answer is None:
                return None
            page = [_part(node) for node in _nodes(answer, "Part")]
            found += page
            _check_order([0, *(part.number for part in found)])
            if not page or _first(answer, "IsTruncated") != "true":
                return found

    async def put_part(self, name: str, upload: str, number: int, content: bytes) -> Part:
        query = {"partNumber": str(number), "uploadId": upload}
        digest = hashlib.sha256(content).hexdigest()
        answer = await self._ask(
            "PUT", name, query=query, headers={"content-md5": _md5(content)}, body=content, digest=digest
        )
        assert answer is not None  # noqa: S101
        return Part(number, answer.headers.get("etag", "").strip('"'), len(content))

    async def finish(self, name: str, upload: str, parts: list[Part]) -> None:
        """It stands under its name from now on, all of it at once."""
        listed = "".join(
            f"<Part><PartNumber>{part.number}</PartNumber><ETag>&quot;{part.etag}&quot;</ETag></Part>" for part in parts
        )
        body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
        answer = await self._ask(
            "POST", name, query={"uploadId": upload}, body=body, digest=hashlib.sha256(body).hexdigest()
        )
        if answer is not None and b"<Error>" in answer.content:  # S3 says 200 before it knows
            raise StorageRefused(status=200, code=_first(answer, "Code"), why=_first(answer, "Message"))

    async def _ask(
        self,
        method: str,
        name: str,
        *,
        query: Mapping[str, str] = {},
        headers: Mapping[str, str] = {},
        body: bytes = b"",
        digest: str = EMPTY,
        missing: bool = False,
    ) -> httpx.Response | None:
        """`missing`: a 404 is None, and no error."""
        url, proven = self._signed(method, name, query, headers, digest)
        try:
            answer = await self._http.request(
                method,
                url,
                headers={**proven, "content-length": str(len(body))} if body else proven,
                content=self._paced(body) if body else None,
            )
        except outside.UNREACHED as error:
            raise StorageUnreachable(why=str(error) or type(error).__name__) from error
        if answer.status_code == 404 and missing:
            return None
        if answer.status_code >= 300:
            raise StorageRefused(
                status=answer.status_code,
                code=_first(answer, "Code") or answer.reason_phrase,
                why=_first(answer, "Message"),
            )
        return answer

    def _signed(
        self, method: str, name: str, query: Mapping[str, str], headers: Mapping[str, str], digest: str
    ) -> tuple[str, dict[str, str]]:
        path = self.storage.path(name)
        url = f"{self.storage.origin}{quote(path, safe='/~')}"
        if query:
            url += f"?{query_string(query)}"
        given = {**headers, "host": httpx.URL(url).netloc.decode()}
        return url, signed(self._credentials, Asked(method, path, query, given, digest, self._clock.now()))

    async def _paced(self, body: bytes) -> AsyncIterator[bytes]:
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            yield piece
            self.sent += len(piece)
            if self.kilobits:
                now = self._clock.monotonic()
                self._due = max(self._due, now) + len(piece) * 8 / 1000 / self.kilobits
                await self._clock.sleep(self._due - now)


async def _sums(content: bytes) -> tuple[str, str]:
    """SHA-256 in hex and Content-MD5; of what is large in a thread, for the sender may have a picture to look after."""
    if len(content) > PIECE:
        return await asyncio.to_thread(_both, content)
    return _both(content)


def _both(content: bytes) -> tuple[str, str]:
    return hashlib.sha256(content).hexdigest(), _md5(content)


def _md5(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def _part(node: ET.Element) -> Part:
    said = _said(node)
    try:
        return Part(int(said["PartNumber"]), said["ETag"].strip('"'), int(said.get("Size") or 0))
    except (KeyError, ValueError) as error:
        raise StorageRefused(status=200, code="ListParts", why=f"it says a part is {said}") from error


def _check_order(listed: Sequence[Place]) -> None:
    if any(after <= before for before, after in pairwise(listed)):
        raise StorageRefused(status=200, code="IsTruncated", why="its list does not go on where it ended")


def _said(node: ET.Element) -> dict[str, str]:
    return {child.tag.rpartition("}")[2]: child.text or "" for child in node}


def _nodes(answer: httpx.Response, path: str) -> list[ET.Element]:
    """Whatever namespace the provider writes them in."""
    try:
        root = ET.fromstring(answer.content)  # noqa: S314 - Python's expat expands no external entity
    except ET.ParseError:
        return []
    return root.findall("/".join(["."] + [f"{{*}}{step}" for step in path.split("/")]))


def _first(answer: httpx.Response, path: str) -> str:
    return next((node.text or "" for node in _nodes(answer, path)), "")
