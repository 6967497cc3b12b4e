"""Compares lake, ledger and star, and rebuilds the ledger from them."""
