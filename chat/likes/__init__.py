"""点赞: taps on the heart."""
