"""The generated show: a small shop by the water, made up as it goes and pushed over RTMP like any host's."""
