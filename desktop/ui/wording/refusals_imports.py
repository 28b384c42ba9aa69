"""What is told when a list cannot be taken, or not be taken back."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "import_empty": (
        ("Liste vide", "Ce fichier ne contient aucune ligne.", "Choisissez-en un autre."),
        ("Empty list", "This file has no line.", "Choose another."),
    ),
    "import_packed_too_tight": (
        (
            "Classeur refusé",
            "Ce fichier gonflerait bien au-delà d'une liste en s'ouvrant.",
            "Enregistrez la feuille en CSV.",
        ),
        (
            "Workbook refused",
            "This file would swell far beyond a list when opened.",
            "Save the sheet as CSV.",
        ),
    ),
    "import_old_workbook": (
        (
            "Ancien format Excel",
            "Les classeurs .xls d'avant 2007 ne sont pas lus.",
            "Enregistrez-le en .xlsx ou en CSV.",
        ),
        (
            "Old Excel format",
            "Workbooks (.xls) from before 2007 are not read.",
            "Save it as .xlsx or CSV.",
        ),
    ),
    "import_broken_workbook": (
        (
            "Classeur abîmé",
            "Ce fichier est incomplet, protégé ou abîmé.",
            "Ouvrez-le dans un tableur et enregistrez-le à nouveau.",
        ),
        (
            "Workbook broken",
            "This file is incomplete, protected or broken.",
            "Open it in a spreadsheet and save it again.",
        ),
    ),
    "import_too_many_cells": (
        (
            "Feuille trop grande",
            "Une liste a au plus {rows} lignes, et aucune cellule perdue au loin.",
            "Copiez la liste seule dans une nouvelle feuille.",
        ),
        (
            "Sheet too large",
            "A list has {rows} lines at most, and no stray cell far away.",
            "Copy the list alone into a new sheet.",
        ),
    ),
    "import_no_code": (
        (
            "Colonnes insuffisantes",
            "Pour mettre à jour, il faut un code ou une référence, et un prix ou un stock.",
            "Indiquez ces colonnes.",
        ),
        (
            "Columns missing",
            "An update needs a barcode or reference, and a price or stock.",
            "Say which columns those are.",
        ),
    ),
    "import_not_begun": (
        (
            "Rien à reprendre",
            "Aucun import interrompu de {file}.",
            "Importez-le depuis le début.",
        ),
        ("Nothing to go on with", "No interrupted import of {file}.", "Import it from the start."),
    ),
    "unknown_import": (
        ("Import inconnu", "Cet import n'est pas dans la liste.", "Choisissez-en un autre."),
        ("Unknown import", "This import is not in the list.", "Choose another."),
    ),
    "import_undone": (
        ("Déjà annulé", "L'import de {file} a déjà été annulé.", "Il n'y a rien à faire."),
        ("Undone already", "The import of {file} was undone already.", "There is nothing to do."),
    ),
}
