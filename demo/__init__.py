"""A town of six shops and a whole day in it, on the real programs."""
