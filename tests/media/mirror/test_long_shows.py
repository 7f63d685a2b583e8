"""A show that runs for days beside a bucket's rule that lets go of what is a day old."""

import pytest

from media.mirror import lane, mirror
from tests.media.mirror.test_mirror import FOLDER, _soon, arrived, begin, everybody  # noqa: F401 - fixtures


@pytest.fixture
def days_go_by(monkeypatch):
    """What stands there is old at once."""
    for module in (lane, mirror):
        monkeypatch.setattr(module, "STANDS_SECONDS", 0.1)


async def test_what_is_named_for_days_is_put_again_before_it_is_a_day_old(begin, stage, far, eventually, days_go_by):  # noqa: F811
    show = begin("source")
    show.look()
    await arrived(far, "source", 1, eventually)
    await eventually(lambda: f"{FOLDER}/index.m3u8" in far.names())
    gone = [name for name in far.names() if name == f"{FOLDER}/index.m3u8" or name.endswith(".mp4")]
    assert len(gone) == 2
    for name in gone:
        far._s3.delete_object(Bucket=far.bucket, Key=name)

    def are_back() -> bool:
        stage.play()
        show.look()
        return set(gone) <= set(far.names())

    await eventually(are_back)
    await show.leave()


@pytest.mark.usefixtures("everybody")
async def test_what_somebody_took_away_is_put_again_though_it_is_not_old(begin, stage, far, eventually):  # noqa: F811
    show = begin("source")
    for _ in range(4):
        show.look()
        stage.play()
    show.look()
    await eventually(lambda: show.health().state == "live")
    far._s3.delete_object(Bucket=far.bucket, Key=f"{FOLDER}/index.m3u8")
    await eventually(lambda: show.health().state == "live" and f"{FOLDER}/index.m3u8" in far.names())
    await show.leave()
