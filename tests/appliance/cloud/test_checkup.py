"""`jinbo doctor` says whether viewers can play live shows from the storage."""

import asyncio
import json

import pytest

from appliance import doctor
from appliance.clock import SystemClock
from appliance.cloud import actions
from appliance.cloud.storage import Storage
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.db import Database
from appliance.keys import Keys


@pytest.fixture
def shop(tmp_path, sqlite_url):
    return Config(data=tmp_path, database=sqlite_url)


@pytest.fixture
def want(shop, far):
    """``want("all")`` is what the owner saved in the console."""

    def save(live):
        asyncio.run(_save(live))

    async def _save(live):
        storage = Storage(
            endpoint=far.endpoint, bucket=far.bucket, region="us-east-1", access_key="id", secret_key="secret",
            addressing="path",
        )  # fmt: skip
        db = Database(shop.database_url, clock=SystemClock())
        await db.start()
        terms = Terms(storage=storage, live=live, public=f"{far.endpoint}/{far.bucket}")
        await db.write(actions.set_storage, Keys.of(shop.data), terms, by="wang")
        await db.stop()

    return save


def found(shop):
    return list(doctor._live_from_storage(shop))


def test_a_box_that_has_never_started_is_not_asked(tmp_path):
    assert found(Config(data=tmp_path / "nothing")) == []
    assert not (tmp_path / "nothing").exists()


def test_nothing_is_said_while_no_show_goes_there(shop, want):
    Keys.of(shop.data)
    assert found(shop) == []
    want("")
    assert found(shop) == []


def test_a_bucket_that_everybody_may_read_is_good(shop, want, far):
    anybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    policy = {"Version": "2012-10-17", "Statement": [{**anybody, "Resource": f"arn:aws:s3:::{far.bucket}/*"}]}
    far._s3.put_bucket_policy(Bucket=far.bucket, Policy=json.dumps(policy))
    want("all")
    [finding] = found(shop)
    assert (finding.check, finding.state) == ("cloud", "good")


def test_one_that_nobody_may_read_is_bad_and_says_what_to_set(shop, want):
    want("720p")
    [finding] = found(shop)
    assert finding.state == "bad"
    assert "公共读" in finding.zh
    assert "readable by all" in finding.en


def kept(shop):
    return [(finding.state, finding.zh) for finding in doctor._own_data(shop)]


def test_of_sqlite_whose_changes_go_to_the_storage_nothing_is_said(shop):
    assert kept(shop) == []


def test_a_postgresql_that_nobody_keeps_elsewhere_is_told(tmp_path, postgresql_url):
    [(state, told)] = kept(Config(data=tmp_path, database=postgresql_url))
    assert state == "fair"
    assert "云同步不传它" in told
