"""WeChat, WeChat Pay and Alipay on loopback, for the demo and the tests: ``jinbo simulator``.

It answers on the paths of api.weixin.qq.com, api.mch.weixin.qq.com and openapi.alipay.com, verifies what it is sent and
signs what it says, and knows nothing of the rest of the house: the shop's real client code talks to it unchanged, only
addresses and keys differ. A person pays at ``/cashier/NUMBER``; ``/_sim/...`` is for tests and for whoever plays fate
(see `control`).
"""

from appliance.simulator.serving import running, serve
from appliance.simulator.simulator import Simulator

__all__ = ["Simulator", "running", "serve"]
