"""AAC in numbers that everybody here shares (ISO/IEC 14496-3)."""

SAMPLE_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
"""Hz by samplingFrequencyIndex (1.6.3.4)."""

FRAME_SAMPLES = 1024
"""Samples that one AAC-LC frame lasts (4.5.2.1)."""
