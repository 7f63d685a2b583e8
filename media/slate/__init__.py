"""What plays while no host sends: a still picture with silence, encoded once and looped for ever."""
