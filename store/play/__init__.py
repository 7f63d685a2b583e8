"""Rounds that a room plays, by one engine: coupon drops, lotteries, polls, quizzes, red packets, check-ins."""
