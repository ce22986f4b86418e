"""The record's rules: events, states, commands and the pure functions that decide them.

No I/O, no clock, no randomness, no store: time and ids come in as arguments. Two tables in
`streams.domain.handlers` are the system: command → decide, and (fact, state) → evolve.
"""
