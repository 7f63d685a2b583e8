"""邀请有礼: who brings a friend has something of the friend's first order, as has the friend. One level only."""
