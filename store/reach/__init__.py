"""Subscribe messages 订阅消息: what WeChat carries to who tapped for it, one message for one tap."""
