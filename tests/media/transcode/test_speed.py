import asyncio
import sys


async def test_this_cpu_has_a_speed() -> None:
    words = [sys.executable, "-m", "media.transcode.speed"]
    child = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    said, _ = await child.communicate()
    assert child.returncode == 0
    assert 0.02 < float(said) < 50
