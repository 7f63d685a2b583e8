"""Configurations and packets as the FLV tags that RTMP carries (Adobe's FLV specification 10.1, annex E.4; pure)."""

from media.packets import AudioConfig, Config, Packet, VideoConfig
from media.rtmp import amf

TICKS = 90
"""Of `TIMESCALE` in RTMP's millisecond."""
_KEYFRAME_AVC, _FRAME_AVC, _AAC = 0x17, 0x27, 0xAF
_HEADER, _CODED = b"\x00", b"\x01"


def header(config: Config) -> bytes:
    """The sequence header of H.264 or AAC."""
    if isinstance(config, VideoConfig):
        return bytes([_KEYFRAME_AVC]) + _HEADER + bytes(3) + config.extradata
    return bytes([_AAC]) + _HEADER + config.extradata


def coded(packet: Packet) -> bytes:
    if packet.track == "audio":
        return bytes([_AAC]) + _CODED + packet.data
    kind = _KEYFRAME_AVC if packet.keyframe else _FRAME_AVC
    offset = packet.offset // TICKS
    return bytes([kind]) + _CODED + offset.to_bytes(3, "big", signed=True) + packet.data


def about(video: VideoConfig, audio: AudioConfig) -> bytes:
    """@setDataFrame onMetaData: what some CDNs read before the sequence headers."""
    facts: amf.Value = {
        "width": float(video.width),
        "height": float(video.height),
        "videocodecid": 7.0,
        "audiocodecid": 10.0,
        "audiosamplerate": float(audio.sample_rate),
        "audiosamplesize": 16.0,
        "stereo": audio.channels == 2,
        "encoder": "Jinbo",
    }
    return amf.encode("@setDataFrame", "onMetaData", facts)
