"""The shop's accounts with WeChat, WeChat Pay and Alipay: sealed in the database, changed in the console."""
