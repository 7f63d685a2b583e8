"""Half an hour on stage: what the memory of the worker that mixes four guests of 360p to 720p30 grows by.

The slope is that of the line through all looks after the warm-up (least squares), so that no single look decides.
"""

import asyncio
from statistics import linear_regression

import psutil

from bench.lines import at_most
from bench.stage import staged

_WARM_MINUTES, _MINUTES, _LOOK_SECONDS = 3, 30, 5
_SLOPE = 1.0


def main() -> str:
    return asyncio.run(_measured())


async def _measured() -> str:
    async with staged(4, 360) as (heard, _):
        await asyncio.sleep(_WARM_MINUTES * 60)
        process, late, made = psutil.Process(heard.child.pid), heard.late, heard.made
        loop = asyncio.get_running_loop()
        began, minutes, resident = loop.time(), [], []
        while loop.time() < began + _MINUTES * 60:
            minutes.append((loop.time() - began) / 60)
            resident.append(process.memory_info().rss / 1e6)
            await asyncio.sleep(_LOOK_SECONDS)
        slope = linear_regression(minutes, resident).slope
        return (
            f"soak: memory {slope:+.3f} MB/min over {_MINUTES} min of four guests mixed to 720p30, "
            f"{max(slope, 0) / _SLOPE:.2f} x the limit ({at_most(slope, _SLOPE)}); from {resident[0]:.0f} to "
            f"{resident[-1]:.0f} MB, at most {max(resident):.0f}; "
            f"{heard.late - late} of {heard.made - made} pictures late"
        )
