"""The ground the shop and the marketplace both stand on: rules, wire and conversation."""
