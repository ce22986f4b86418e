"""The store: everything derived from the log, deletable at any time; and the private data."""
