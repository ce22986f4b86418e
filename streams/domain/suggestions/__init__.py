"""Pairs: what the matcher prefers, what was sent, what was answered, what the organiser fixes."""
