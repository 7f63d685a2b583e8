"""The control room's own verbs: take the picture away, let it back, tell the host something."""
