"""Who is who: staff and what their roles may do, and viewers by signed tokens."""
