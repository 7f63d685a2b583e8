"""Started by test_kill_nine_checkout: raises real web processes, quickly, for it has imported everything.

For each line on standard input a child serves the shop in the folder given; its process id is printed.
"""

import asyncio
import os
import signal
import sys

from appliance import web
from appliance.config import load


def main(data: str, http: str) -> None:
    config = load({"data": data, "http": http})
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(web.serve(config, asyncio.Event()))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


main(sys.argv[1], sys.argv[2])
