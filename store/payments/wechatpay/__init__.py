"""WeChat Pay, APIv3 (pay.weixin.qq.com/docs/merchant/): the wire in `wire`, the network in `client`."""
