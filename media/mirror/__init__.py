"""Puts a live show into the object storage as it runs, so that a CDN before the bucket can play it to the country."""
