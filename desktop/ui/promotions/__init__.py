"""Promotions: what runs, what comes, and a form that says in words what it will do."""
