"""How the record runs: settings, commands, reactions, and the embedded shape."""
