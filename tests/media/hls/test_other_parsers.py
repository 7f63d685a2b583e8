"""A parser that is not ours reads what we write: `hls-parser` from npm, where it is installed (`npm i hls-parser`)."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

NODE_MODULES = Path(os.environ.get("JINBO_TEST_NODE_MODULES", "node_modules")).absolute()
SCRIPT = """
const HLS = require('hls-parser'), text = require('fs').readFileSync(0, 'utf8')
HLS.setOptions({strictMode: true})
const p = HLS.parse(text)
console.log(JSON.stringify(p.isMasterPlaylist ? {variants: p.variants.map(v => [v.uri, v.bandwidth, v.codecs])} : {
  version: p.version, target: p.targetDuration, partTarget: p.partTargetDuration, msn: p.mediaSequenceBase,
  skip: p.skip, lowLatency: p.lowLatencyCompatibility, hints: p.prefetchSegments.length,
  segments: p.segments.map(s => [s.duration, s.parts.length, s.discontinuity, s.map && s.map.uri])}))
"""


@pytest.fixture
def parsed():
    node = shutil.which("node")
    if node is None or not (NODE_MODULES / "hls-parser").exists():
        pytest.skip("no hls-parser here (JINBO_TEST_NODE_MODULES)")

    def parse(text):
        environment = {**os.environ, "NODE_PATH": str(NODE_MODULES)}
        done = subprocess.run(
            [node, "-e", SCRIPT], input=text, capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return parse


@pytest.fixture
def on_air(show, source):
    made = show(seconds=10, fps=10, gop=20, width=160)
    for round_ in range(4):
        source.begin(made.video, made.audio)
        for packet in made.shifted(round_ * made.length):
            source.write(packet)


@pytest.mark.usefixtures("on_air")
def test_hls_parser_reads_the_media_playlist(parsed, viewer):
    read = parsed(viewer.text())
    assert (read["version"], read["target"], read["partTarget"]) == (9, 3, 0.21)
    assert read["lowLatency"]["canBlockReload"]
    assert [segment[2] for segment in read["segments"]].count(True) == 2
    assert sum(segment[1] for segment in read["segments"]) > 20


@pytest.mark.usefixtures("on_air")
def test_hls_parser_reads_a_delta_update(parsed, viewer):
    read = parsed(viewer.text(query="_HLS_skip=YES"))
    assert read["skip"] > 0


@pytest.mark.usefixtures("on_air")
def test_hls_parser_reads_the_multivariant_playlist(parsed, viewer):
    assert [variant[0] for variant in parsed(viewer.text("index.m3u8"))["variants"]] == [
        "480p/index.m3u8",
        "source/index.m3u8",
    ]
