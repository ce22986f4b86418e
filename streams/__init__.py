"""The record: events, decisions, log, projector, store, reactions, workers.

The log is the truth; everything else is derived from it or kept apart because it may be erased.
"""
