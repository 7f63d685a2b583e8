"""Rounds that a room plays, all drawn by one engine: coupon drops, lotteries, polls, quizzes, red packets."""
