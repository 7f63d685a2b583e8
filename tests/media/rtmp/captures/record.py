"""Records what a real publisher sends: python record.py NAME COMMAND, with URL in it where the address goes."""
# ruff: noqa: T201 - it is run by hand and prints what it saw

import asyncio
import sys
from pathlib import Path

from appliance.clock import SystemClock
from appliance.config import Address
from media.rtmp.connection import Connection
from media.rtmp.server import RtmpServer


class Anybody:
    async def admit(self, key, peer):
        return key, self

    def configure(self, config):
        print(config.codec)

    def packet(self, packet):
        pass

    def close(self, why):
        print(why)


async def record(name: str, command: str) -> None:
    received = bytearray()
    original = Connection.data_received

    def tee(self: Connection, data: bytes) -> None:
        received.extend(data)
        original(self, data)

    Connection.data_received = tee
    server = RtmpServer(Anybody(), SystemClock())
    address = await server.start(Address("127.0.0.1:0"))
    process = await asyncio.create_subprocess_shell(command.replace("URL", f"rtmp://{address}/live/room1"))
    await process.wait()
    await asyncio.sleep(0.3)
    await server.stop()
    await asyncio.to_thread((Path(__file__).parent / f"{name}.bin").write_bytes, bytes(received))
    print(name, len(received))


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1], sys.argv[2]))
