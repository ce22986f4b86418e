"""Contracts: one behaviour suite per port, run on every implementation."""
