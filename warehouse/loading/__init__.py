"""Files into staging: packed, copied, judged one by one, settled."""
