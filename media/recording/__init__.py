"""What was on air, kept: recordings, replays and clips."""
