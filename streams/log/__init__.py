"""The log: a port, its codec, and implementations that pass one behaviour suite."""
