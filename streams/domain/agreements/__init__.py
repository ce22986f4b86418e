"""Agreements: the paper that is signed, and everything that happens to it afterwards."""
