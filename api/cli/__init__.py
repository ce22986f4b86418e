"""The command line: every command of the catalogue, imports, reports, the demo and upkeep."""
