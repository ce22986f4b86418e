"""What may be erased: persons, the document index, keys. Primary data, migrated with care."""
