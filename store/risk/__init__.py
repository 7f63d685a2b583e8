"""防刷单: limits, velocity and the review queue."""
