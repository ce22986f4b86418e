"""The production shape as one process sees it: Kafka, PostgreSQL, and workers that apply.

It keeps nothing: any number of such processes serve the same record. Commands are decided here and
appended; the answer comes once a worker has applied them.
"""
