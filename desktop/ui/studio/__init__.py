"""From the product in the hand to the shelf and the town: a photograph, a price."""
