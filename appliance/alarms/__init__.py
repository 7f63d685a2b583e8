"""What needs a person: stands until its cause is gone, whatever is restarted meanwhile."""
