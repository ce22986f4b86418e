"""The pages: what they are drawn with; templates and routes follow."""
