"""What a cell means: each reader turns one cell into a value, doubts it, or cannot read it."""
