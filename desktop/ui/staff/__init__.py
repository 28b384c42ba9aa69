"""Who stands at the counter: the lock, the PIN pad, the approval on the spot."""
