"""Online orders, from the moment they arrive to the bag on the shelf."""
