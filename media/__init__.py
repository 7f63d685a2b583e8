"""The picture: from the publisher to the playlist."""
