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
    "printer_unreachable": (
        (
            "Imprimante injoignable",
            "Personne ne répond à {address}.",
            "Vérifiez qu'elle est allumée et branchée, puis réessayez.",
        ),
        (
            "Printer out of reach",
            "Nobody answers at {address}.",
            "Check that it is switched on and plugged in, then try again.",
        ),
    ),
    "printer_paper_out": (
        (
            "Plus de papier",
            "L'imprimante n'a plus de papier.",
            "Mettez un rouleau, puis réessayez.",
        ),
        ("Out of paper", "The printer has no paper.", "Put in a roll, then try again."),
    ),
    "printer_cover_open": (
        (
            "Capot ouvert",
            "Le capot de l'imprimante est ouvert.",
            "Fermez-le, puis réessayez.",
        ),
        ("Cover open", "The printer's cover is open.", "Close it, then try again."),
    ),
    "printer_offline": (
        (
            "Imprimante arrêtée",
            "L'imprimante répond, mais elle s'est mise en pause.",
            "Éteignez-la, rallumez-la, puis réessayez.",
        ),
        (
            "Printer stopped",
            "The printer answers, but has paused.",
            "Switch it off and on, then try again.",
        ),
    ),
    "printer_stopped": (
        (
            "Essai interrompu",
            "L'imprimante a cessé de répondre au milieu de l'essai.",
            "Vérifiez le papier et le câble, puis réessayez.",
        ),
        (
            "Trial broken off",
            "The printer stopped answering in the middle of the trial.",
            "Check paper and cable, then try again.",
        ),
    ),
    "paper_is_settled": (
        (
            "Rien à refaire",
            "Ce papier est sorti, ou n'attend plus de réponse.",
            "Imprimez-le de nouveau depuis son écran.",
        ),
        (
            "Nothing to do again",
            "This paper came out, or waits for no answer.",
            "Print it again from its room.",
        ),
    ),
}
