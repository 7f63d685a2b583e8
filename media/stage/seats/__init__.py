"""连麦: guests are invited by a link, ring, are let on stage, and leave it."""
