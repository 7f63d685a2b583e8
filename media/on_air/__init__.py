"""On air: joins what hosts push, the slate, the ladder and the playlists into one picture per room."""
