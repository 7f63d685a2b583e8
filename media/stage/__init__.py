"""连麦 and PK: who is in the picture beside the host, how they are laid out and heard, and who is ahead."""
