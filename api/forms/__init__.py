"""What people fill in, at every door: plain dataclasses, turned into what the record keeps.

Private data is set apart here, on its way in; nothing behind a form ever holds it.
"""
