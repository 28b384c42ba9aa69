"""A Saturday at the grocer's: sixty orders, two preparers, one till that sells all the while."""
