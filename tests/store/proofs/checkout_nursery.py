"""Started by the proofs that kill: raises real processes of the shop, quickly, for it has imported everything.

For each line on standard input, web or back, such a child serves the shop in the folder given; its process id is
printed.
"""

import asyncio
import os
import signal
import sys

from appliance import back, web
from appliance.config import load


def main(data: str, http: str) -> None:
    config = load({"data": data, "http": http})
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for name in sys.stdin:
        child = os.fork()
        if child == 0:
            serve = {"web": web.serve, "back": back.serve}[name.strip()]
            asyncio.run(serve(config, asyncio.Event()))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


main(sys.argv[1], sys.argv[2])
