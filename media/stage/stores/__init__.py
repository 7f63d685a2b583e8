"""友店: other stores whose owners trust us as we trust them, and the contests between their hosts and ours."""
