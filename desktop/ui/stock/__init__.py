"""The room of stock: counting, receiving, orders to suppliers, what goes off."""
