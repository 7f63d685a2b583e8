"""A program: ``python -m media.recording.clips.upright_child FILM OUT`` makes a 9:16 film for short-video platforms.

A wide picture stands in the middle of a blurred, enlarged one. It prints how much is done, in percent, line by line.
"""

import os
import sys
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from av.filter import Graph

from appliance.disk import ending_when_full, whole

WIDTH, HEIGHT = 720, 1280
_FPS = 30


def main(film: Path, out: Path) -> None:
    os.nice(10)
    front = {"movflags": "+faststart"}
    with (
        whole(out) as fresh,
        av.open(str(film)) as source,
        av.open(str(fresh), "w", format="mp4", options=front) as made,
    ):
        picture, sound = source.streams.video[0], source.streams.audio[0]
        video = made.add_stream("libx264", rate=_FPS)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.options = {"preset": "veryfast", "crf": "23"}
        heard = made.add_stream_from_template(sound)
        graph, progress = _graph(picture), Progress(float(source.duration or 1) / av.time_base)
        for packet in source.demux(picture, sound):
            if packet.stream is sound:
                if packet.dts is not None:
                    packet.stream = heard
                    made.mux(packet)
                continue
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame) and frame.time is not None and frame.time >= 0:
                    made.mux(video.encode(_drawn(graph, frame, frame.time)))
                    progress.tell(frame.time)
        made.mux(video.encode())


class Progress:
    def __init__(self, length: float) -> None:
        self._length = length
        self._told = -1

    def tell(self, place: float) -> None:
        done = min(int(place / self._length * 100), 99)
        if done > self._told:
            self._told = done
            sys.stdout.write(f"{done}\n")
            sys.stdout.flush()


def _drawn(graph: Graph, frame: av.VideoFrame, at: float) -> av.VideoFrame:
    graph.push(frame)
    drawn = graph.pull()
    assert isinstance(drawn, av.VideoFrame)  # noqa: S101 - a graph of pictures gives pictures
    drawn.pts, drawn.time_base = round(at * _FPS * 1000), Fraction(1, _FPS * 1000)
    return drawn


def _node(graph: Graph, name: str, arguments: str = "") -> Any:
    return graph.add(name, arguments or None)


def _join(one: Any, other: Any, out: int = 0, into: int = 0) -> None:
    one.link_to(other, out, into)


def _graph(picture: av.VideoStream) -> Graph:
    """`Graph` parses no text: the nodes are joined by hand."""
    graph = Graph()
    node = partial(_node, graph)
    wide = f"{WIDTH // 8}:{HEIGHT // 8}"
    halves = node("split")
    _join(graph.add_buffer(template=picture), halves)
    back = [
        node("scale", f"{wide}:force_original_aspect_ratio=increase"),
        node("crop", wide),
        node("gblur", "6"),
        node("scale", f"{WIDTH}:{HEIGHT}"),
    ]
    front = node("scale", f"{WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease")
    over, end = node("overlay", "(W-w)/2:(H-h)/2"), node("buffersink")
    _join(halves, back[0], 0, 0)
    _join(halves, front, 1, 0)
    for one, other in pairwise(back):
        _join(one, other)
    _join(back[-1], over, 0, 0)
    _join(front, over, 0, 1)
    _join(over, end)
    graph.configure()
    return graph


if __name__ == "__main__":
    with ending_when_full():
        main(*map(Path, sys.argv[1:]))
