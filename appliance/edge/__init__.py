"""The listener for the picture (HLS) and, beside it, for the rooms' sockets.

Bytes come in through `Reader` (requests.py), an address becomes a `Route` (routes.py), `Edge` (listener.py) asks the
gate and the origin, and `Connection` (connection.py) writes the answers in the order of the requests.
"""

from appliance.edge.limits import Limits
from appliance.edge.listener import Edge
from appliance.edge.ports import Answer, Gate, Parked, Picture, Verdict

__all__ = ["Answer", "Edge", "Gate", "Limits", "Parked", "Picture", "Verdict"]
