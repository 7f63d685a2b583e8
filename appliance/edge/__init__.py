"""The listener for the picture (HLS) and, beside it, for the rooms' sockets.

Bytes come in through `Reader` (requests.py), an address becomes a `Route` (routes.py), `Edge` (listener.py) asks the
gate and the origin, and `Connection` (connection.py) writes the answers in the order of the requests. A request for a
room's socket is agreed to by `shake` (handshake.py); from then on the connection is a `Socket` (socket.py).
"""

from appliance.edge.limits import Limits
from appliance.edge.listener import Edge
from appliance.edge.ports import Answer, Frame, Gate, Parked, Picture, Rooms, Sitter, Verdict
from appliance.edge.socket import Socket

__all__ = [
    "Answer",
    "Edge",
    "Frame",
    "Gate",
    "Limits",
    "Parked",
    "Picture",
    "Rooms",
    "Sitter",
    "Socket",
    "Verdict",
]
