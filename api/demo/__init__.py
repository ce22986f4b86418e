"""The demo: a historical register with a known count, and a typical fair with real-life trouble.

Every company is fictional and says so: its name contains *Mẫu*, sample.
"""
