"""PK: a timed contest on stage, decided by what viewers do."""
