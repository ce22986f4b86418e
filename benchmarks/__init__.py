"""One file per figure; each prints one table and JSON. Never a timed assertion."""
