"""What is plugged into the counter: cameras and the reading of what they see."""
