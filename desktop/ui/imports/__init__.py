"""Lists in, data out: chosen or dropped, shown, tried, taken, taken back."""
