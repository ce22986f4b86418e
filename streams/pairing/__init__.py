"""What the matcher sees of a fair: registrations as participants, pairs with their standing."""
