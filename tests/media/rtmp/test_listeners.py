"""RTMPS, IPv6 and uvloop."""

import asyncio
import datetime as dt
import ssl

import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appliance.clock import SystemClock
from appliance.config import Address
from media.rtmp.client import ClientSession
from media.rtmp.server import RtmpServer


async def test_rtmps_is_rtmp_behind_tls(doorman, server, tmp_path, tag, until):
    ours, theirs = certificate(tmp_path)
    address = await server.start(Address("127.0.0.1:0"), tls=ours)
    reader, writer = await asyncio.open_connection(address.host, address.port, ssl=theirs)
    session = ClientSession("live", f"rtmps://{address}/live", "room1")
    async with asyncio.timeout(10):
        while not session.publishing:
            writer.write(session.to_send())
            session.receive(await reader.read(65536))
    session.video(0, tag.config())
    session.video(0, tag.picture(keyframe=True))
    writer.write(session.to_send())
    await until(lambda: doorman.publications[0].packets)
    writer.close()
    await asyncio.wait_for(doorman.publications[0].ended.wait(), 10)


def certificate(folder) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = folder / "both.pem"
    file.write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()) + made.public_bytes(encoding))
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(file)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    theirs.check_hostname, theirs.verify_mode = False, ssl.CERT_NONE
    return ours, theirs


def test_it_runs_on_uvloop_too(doorman, until, publish_plainly):
    async def run() -> None:
        server = RtmpServer(doorman, SystemClock())
        address = await server.start(Address("127.0.0.1:0"))
        first = await publish_plainly(address)
        await until(lambda: doorman.publications[0].packets)
        second = await publish_plainly(address)
        await until(lambda: doorman.publications[1].packets)
        second.close()
        await until(lambda: doorman.publications[1].closed)
        third = await publish_plainly(address)
        await server.stop()
        first.close()
        third.close()

    uvloop.run(run())
    assert [len(publication.closed) for publication in doorman.publications] == [1, 1, 1]


async def test_an_ipv6_listener_tells_its_address(server):
    try:
        bound = await server.start(Address("[::1]:0"))
    except OSError:
        pytest.skip("no IPv6 here")
    assert str(bound).startswith("[::1]:")
