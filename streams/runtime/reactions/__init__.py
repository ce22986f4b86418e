"""What happens by itself: matching, sending, timers, erasure. Driven by state, not by messages."""
