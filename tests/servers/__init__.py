"""Real servers for tests, on loopback, started and ended by the tests themselves."""
