"""What is told about printers and the papers that wait for them."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "unknown_paper": (
        (
            "Papier introuvable",
            "Ce papier n'est plus dans la liste.",
            "Imprimez-le de nouveau depuis son écran.",
        ),
        (
            "Paper not found",
            "This paper is no longer on the list.",
            "Print it again from its room.",
        ),
    ),
    "paper_has_left": (
        (
            "Papier déjà parti",
            "L'impression de ce papier a commencé.",
            "Regardez l'imprimante ; la liste dira s'il est sorti.",
        ),
        (
            "Paper already on its way",
            "This paper has begun to print.",
            "Look at the printer; the list will say whether it came out.",
        ),
    ),
    "paper_of_its_printer": (
        (
            "Papier d'une autre taille",
            "Ces étiquettes ont été dessinées pour le papier de leur imprimante.",
            "Annulez-les, puis imprimez-les de nouveau depuis « Étiquettes ».",
        ),
        (
            "Paper of another size",
            "These tags were drawn for their own printer's paper.",
            "Cancel them, then print them again from “Tags”.",
        ),
    ),
}
