"""What a person is told about each error: title, one sentence, the next step."""

Told = tuple[str, str, str]

REFUSALS: dict[str, tuple[Told, Told]] = {
    "unforeseen": (
        ("Cela n'a pas marché", "Le programme a répondu : {code}.", "Réessayez."),
        ("That did not work", "The program answered: {code}.", "Try again."),
    ),
}
