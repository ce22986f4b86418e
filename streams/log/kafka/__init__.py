"""The log on Apache Kafka: one topic, a key's records in one partition, kept for ever.

Records are appended through aiokafka, which outlives an outage of the brokers; kafka-python
administers and reads (measured: its own idempotent producer never sends again after one).
"""
