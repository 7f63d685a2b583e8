"""Alipay (opendocs.alipay.com): the wire in `wire`, the network in `client`."""
