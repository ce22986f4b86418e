"""Backup and restore: log, private data and documents of either shape, in one file."""
