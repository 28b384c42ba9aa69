"""What is told about suppliers, deliveries, lots and counts."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "stocktake_name": (
        (
            "Il manque un nom",
            "Un comptage se retrouve par son nom.",
            "Donnez-lui un nom, par exemple « Cave ».",
        ),
        (
            "A name is missing",
            "A count is found again by its name.",
            "Give it a name, such as “Cellar”.",
        ),
    ),
    "unknown_stocktake": (
        ("Comptage introuvable", "Ce comptage n'existe plus.", "Revenez à la liste."),
        ("Count not found", "This count is no longer there.", "Go back to the list."),
    ),
    "stocktake_closed": (
        ("Comptage terminé", "« {name} » est clos.", "Commencez-en un autre."),
        ("Count closed", "“{name}” is closed.", "Begin another one."),
    ),
    "stocktake_empty": (
        ("Rien de compté", "Aucun article n'a encore été compté.", "Scannez le premier."),
        ("Nothing counted", "No item has been counted yet.", "Scan the first one."),
    ),
    "stocktake_not_booked": (
        (
            "Rien à annuler",
            "Les écarts de ce comptage n'ont pas été enregistrés.",
            "Revenez à la liste.",
        ),
        ("Nothing to undo", "This count's differences were not booked.", "Go back to the list."),
    ),
    "stocktake_undone": (
        ("Déjà annulé", "Ce comptage a déjà été annulé.", "Revenez à la liste."),
        ("Already undone", "This count has already been undone.", "Go back to the list."),
    ),
    "not_an_article": (
        (
            "Code inconnu",
            "« {text} » n'est le code d'aucun article.",
            "Cherchez l'article par son nom, ou ajoutez-le au catalogue.",
        ),
        (
            "Unknown code",
            "“{text}” is not the code of any item.",
            "Look for the item by its name, or add it to the catalogue.",
        ),
    ),
    "count_how_much": (
        ("Quelle quantité ?", "{label} se vend au poids ou à la mesure.", "Tapez la quantité."),
        ("How much?", "{label} is sold by weight or measure.", "Type the quantity."),
    ),
    "supplier_name": (
        ("Il manque le nom", "Un fournisseur a besoin d'un nom.", "Tapez-le, puis enregistrez."),
        ("The name is missing", "A supplier needs a name.", "Type it, then save."),
    ),
    "supplier_known": (
        (
            "Fournisseur déjà connu",
            "« {name} » est déjà dans la liste.",
            "Ouvrez sa fiche, ou changez le nom.",
        ),
        (
            "Supplier already known",
            "“{name}” is already on the list.",
            "Open that supplier, or change the name.",
        ),
    ),
    "supplier_has_orders": (
        (
            "Commandes en cours",
            "Ce fournisseur a des commandes ouvertes.",
            "Recevez-les ou annulez-les d'abord.",
        ),
        ("Orders under way", "This supplier has open orders.", "Receive or cancel them first."),
    ),
    "supplier_archived": (
        (
            "Fournisseur archivé",
            "On ne commande plus chez ce fournisseur.",
            "Reprenez-le d'abord dans la liste.",
        ),
        (
            "Supplier archived",
            "Nothing is ordered from this supplier any more.",
            "Take them up again in the list first.",
        ),
    ),
    "unknown_supplier": (
        ("Fournisseur introuvable", "Ce fournisseur n'existe plus.", "Choisissez-en un autre."),
        ("Supplier not found", "This supplier is no longer there.", "Choose another one."),
    ),
    "unknown_supplier_order": (
        (
            "Commande introuvable",
            "Cette commande fournisseur n'existe plus.",
            "Revenez à la liste.",
        ),
        ("Order not found", "This supplier order is no longer there.", "Go back to the list."),
    ),
    "order_was_sent": (
        ("Commande déjà envoyée", "La commande {number} est partie.", "Préparez-en une autre."),
        ("Order already sent", "Order {number} has gone out.", "Prepare another one."),
    ),
    "supplier_order_empty": (
        ("Commande vide", "Il n'y a rien à commander.", "Ajoutez un article."),
        ("Empty order", "There is nothing to order.", "Add an item."),
    ),
    "supplier_order_closed": (
        ("Commande close", "La commande {number} est close.", "Revenez à la liste."),
        ("Order closed", "Order {number} is closed.", "Go back to the list."),
    ),
    "order_not_sent": (
        (
            "Commande pas attendue",
            "La commande {number} n'est pas envoyée, ou elle est close.",
            "Recevez sans commande, ou envoyez-la d'abord.",
        ),
        (
            "Order not expected",
            "Order {number} was not sent, or it is closed.",
            "Receive without an order, or send it first.",
        ),
    ),
    "delivery_empty": (
        ("Rien à recevoir", "Aucun article n'a été scanné.", "Scannez le premier."),
        ("Nothing to receive", "No item has been scanned.", "Scan the first one."),
    ),
    "unknown_delivery": (
        ("Livraison introuvable", "Cette livraison n'existe plus.", "Revenez à la liste."),
        ("Delivery not found", "This delivery is no longer there.", "Go back to the list."),
    ),
    "delivery_undone": (
        ("Déjà annulée", "Cette livraison a déjà été annulée.", "Revenez à la liste."),
        ("Already undone", "This delivery has already been taken back.", "Go back to the list."),
    ),
    "batch_empty": (
        ("Ni lot ni date", "Un lot a un numéro ou une date.", "Tapez l'un des deux."),
        ("No lot, no date", "A batch has a number or a date.", "Type one of the two."),
    ),
    "use_by_invalid": (
        ("Date impossible", "Cette date est trop lointaine.", "Vérifiez l'année."),
        ("Impossible date", "This date is too far away.", "Check the year."),
    ),
    "unknown_batch": (
        ("Lot introuvable", "Ce lot n'est plus dans la liste.", "Revenez à la liste."),
        ("Batch not found", "This batch is no longer on the list.", "Go back to the list."),
    ),
    "batch_closed": (
        ("Lot déjà retiré", "Ce lot n'est plus en rayon.", "Revenez à la liste."),
        ("Batch already gone", "This batch is no longer on the shelf.", "Go back to the list."),
    ),
    "batch_over": (
        (
            "Date dépassée",
            "Ce lot ne peut plus être vendu, même moins cher.",
            "Retirez-le du rayon.",
        ),
        (
            "Date is past",
            "This batch may not be sold any more, not even for less.",
            "Take it off the shelf.",
        ),
    ),
    "not_by_piece": (
        (
            "Vendu à la mesure",
            "{label} n'est pas vendu à la pièce.",
            "Changez son prix, ou emballez-le avec la balance.",
        ),
        (
            "Sold by measure",
            "{label} is not sold by the piece.",
            "Change its price, or wrap it with the scale.",
        ),
    ),
    "price_not_lower": (
        ("Prix pas plus bas", "L'article coûte {amount}.", "Tapez un prix plus bas."),
        ("Price is not lower", "The item costs {amount}.", "Type a lower price."),
    ),
    "lot_missing": (
        ("Il manque le lot", "Un rappel porte sur un numéro de lot.", "Tapez le numéro."),
        ("The lot is missing", "A recall is about a lot number.", "Type the number."),
    ),
    "paper_too_large": (
        (
            "Fichier trop lourd",
            "« {file} » dépasse {limit} Mo.",
            "Demandez au fournisseur la liste seule.",
        ),
        ("File too large", "“{file}” is over {limit} MB.", "Ask the supplier for the list alone."),
    ),
    "paper_too_long": (
        (
            "Document trop long",
            "« {file} » a plus de {limit} pages, ou elles sont trop chargées.",
            "Demandez au fournisseur un CSV ou un XLSX.",
        ),
        (
            "Document too long",
            "“{file}” has more than {limit} pages, or they hold too much.",
            "Ask the supplier for a CSV or XLSX file.",
        ),
    ),
    "paper_locked": (
        (
            "Document protégé",
            "« {file} » s'ouvre avec un mot de passe.",
            "Enregistrez-le sans mot de passe, ou demandez un CSV.",
        ),
        (
            "Document locked",
            "“{file}” opens with a password.",
            "Save it without one, or ask for a CSV file.",
        ),
    ),
    "paper_broken": (
        (
            "Fichier illisible",
            "« {file} » est abîmé, ou n'est pas une liste.",
            "Ouvrez-le dans un tableur et enregistrez-le en CSV.",
        ),
        (
            "File unreadable",
            "“{file}” is damaged, or is no list.",
            "Open it in a spreadsheet and save it as CSV.",
        ),
    ),
    "paper_no_text": (
        (
            "Pas de texte",
            "« {file} » est une image de page.",
            "Scannez les articles, ou demandez le fichier au fournisseur.",
        ),
        (
            "No text",
            "“{file}” is a picture of a page.",
            "Scan the items, or ask the supplier for the file.",
        ),
    ),
    "paper_no_goods": (
        (
            "Aucun article trouvé",
            "Aucune ligne de « {file} » ne ressemble à un article.",
            "Scannez les articles, ou choisissez un autre fichier.",
        ),
        (
            "No item found",
            "No line of “{file}” looks like an item.",
            "Scan the items, or choose another file.",
        ),
    ),
    "paper_unreadable": (
        ("Fichier introuvable", "« {file} » ne s'ouvre pas.", "Vérifiez qu'il est toujours là."),
        ("File not found", "“{file}” does not open.", "Check that it is still there."),
    ),
}
