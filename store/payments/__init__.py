"""Payments and refunds through WeChat Pay, Alipay and the counter, and their reconciliation."""
