"""What is told about a product's sheet: contents, bundles, planned prices, sections."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "content_out_of_range": (
        (
            "Contenance mal lue",
            "Elle ne se lit pas comme un poids, un volume ou un nombre.",
            "Écrivez par exemple 750 ml, 1,5 kg ou 20 pièces.",
        ),
        (
            "Content misread",
            "It does not read as a weight, a volume or a count.",
            "Write for instance 750 ml, 1.5 kg or 20 pieces.",
        ),
    ),
    "too_many_codes": (
        ("Trop de codes-barres", "Un article en porte au plus {limit}.", "Retirez-en."),
        ("Too many barcodes", "An item has {limit} at most.", "Take some away."),
    ),
    "reorder_backwards": (
        (
            "Seuils inversés",
            "Le stock à remonter est sous le seuil de commande.",
            "Échangez les deux nombres.",
        ),
        (
            "Levels swapped",
            "The level to fill up to is below the level to order at.",
            "Swap the two figures.",
        ),
    ),
    "bundle_terms": (
        (
            "Lot incomplet",
            "Un lot réunit de 2 à {limit} pièces entières, à un prix.",
            "Complétez sa composition et son prix.",
        ),
        (
            "Incomplete bundle",
            "A bundle is 2 to {limit} whole pieces at one price.",
            "Complete its pieces and its price.",
        ),
    ),
    "bundle_part": (
        (
            "Cet article n'entre pas dans un lot",
            "« {product} » est un lot, un livre à prix fixe, une consigne, ou se vend au poids.",
            "Retirez-le de la composition.",
        ),
        (
            "This item cannot be part of a bundle",
            "“{product}” is a bundle, a fixed-price book, a deposit, or sold by weight.",
            "Take it out of the bundle.",
        ),
    ),
    "bundle_dearer": (
        (
            "Le lot coûte plus que ses pièces",
            "Prises une à une, elles font {amount}.",
            "Baissez le prix du lot, ou ajoutez l'emballage comme pièce.",
        ),
        (
            "The bundle costs more than its pieces",
            "One by one they come to {amount}.",
            "Lower the bundle's price, or add the wrapping as a piece.",
        ),
    ),
    "bundle_is_piece": (
        (
            "Cet article est déjà la pièce d'un lot",
            "Un lot ne contient pas d'autre lot.",
            "Faites-en un nouvel article.",
        ),
        (
            "This item is a piece of a bundle already",
            "A bundle holds no other bundle.",
            "Make a new item of it.",
        ),
    ),
    "plan_never": (
        (
            "Ces dates ne vont pas",
            "Un prix prévu commence aujourd'hui ou plus tard, et finit après.",
            "Corrigez les dates.",
        ),
        (
            "These dates do not work",
            "A planned price begins today or later, and ends after that.",
            "Correct the dates.",
        ),
    ),
    "plan_empty": (
        (
            "Rien à prévoir",
            "Il faut au moins un article, et un prix.",
            "Choisissez les articles et leur prix.",
        ),
        (
            "Nothing to plan",
            "It takes an item at least, and a price.",
            "Choose the items and their price.",
        ),
    ),
    "plan_overlaps": (
        (
            "Un autre prix est déjà prévu",
            "« {product} » change déjà de prix à ces dates.",
            "Retirez ce prix prévu, ou choisissez d'autres dates.",
        ),
        (
            "Another price is planned already",
            "“{product}” changes its price on these days already.",
            "Withdraw that planned price, or choose other days.",
        ),
    ),
    "unknown_plan": (
        (
            "Prix prévu introuvable",
            "Il est terminé, ou déjà retiré.",
            "Regardez la liste à nouveau.",
        ),
        (
            "Planned price not found",
            "It is over, or was withdrawn already.",
            "Look at the list again.",
        ),
    ),
    "unknown_category": (
        ("Rayon introuvable", "Ce rayon n'existe plus.", "Choisissez-en un autre."),
        ("Section not found", "This section is no longer there.", "Choose another one."),
    ),
    "category_name_missing": (
        ("Il manque le nom", "Un rayon a besoin d'un nom.", "Tapez-le."),
        ("The name is missing", "A section needs a name.", "Type it."),
    ),
    "category_taken": (
        (
            "Ce rayon existe déjà",
            "« {name} » est déjà à cet endroit.",
            "Prenez un autre nom, ou réunissez les deux.",
        ),
        (
            "This section is there already",
            "“{name}” stands there already.",
            "Take another name, or merge the two.",
        ),
    ),
    "category_not_empty": (
        (
            "Ce rayon n'est pas vide",
            "« {name} » contient encore des produits ou d'autres rayons.",
            "Réunissez-le avec un autre rayon, ou videz-le d'abord.",
        ),
        (
            "This section is not empty",
            "“{name}” still holds products or other sections.",
            "Merge it into another one, or empty it first.",
        ),
    ),
    "category_changed_since": (
        (
            "Trop tard pour annuler",
            "« {name} » a encore changé depuis.",
            "Corrigez-le à la main.",
        ),
        (
            "Too late to undo",
            "“{name}” was changed again since.",
            "Correct it by hand.",
        ),
    ),
    "category_loop": (
        (
            "Un rayon n'entre pas en lui-même",
            "Ce rayon est au-dessus de celui que vous avez choisi.",
            "Choisissez un autre endroit.",
        ),
        (
            "A section does not go into itself",
            "This section is above the one you chose.",
            "Choose another place.",
        ),
    ),
    "category_too_deep": (
        (
            "Trop de niveaux",
            "Les rayons s'emboîtent au plus {limit} fois.",
            "Choisissez un endroit plus haut.",
        ),
        ("Too many levels", "Sections nest {limit} times at most.", "Choose a place higher up."),
    ),
}
