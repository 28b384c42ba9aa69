"""Taking money: the panel that the sale and the pickup screens both open."""
