"""What is told about the basket, its promotions and its customer."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "follows_its_line": (
        (
            "Consigne",
            "{label} suit l'article au-dessus.",
            "Changez la quantité de l'article, ou retirez la consigne.",
        ),
        (
            "Deposit",
            "{label} follows the item above.",
            "Change the quantity of the item, or remove the deposit.",
        ),
    ),
    "no_deposit": (
        ("Pas de consigne", "{label} n'est pas consigné.", "Choisissez une consigne."),
        ("No deposit", "{label} bears no deposit.", "Choose a deposit."),
    ),
    "promotion_terms": (
        (
            "Promotion incomplète",
            "Ces chiffres ne donnent rien au client.",
            "Vérifiez le taux, le prix ou le nombre d'articles.",
        ),
        (
            "Incomplete promotion",
            "These figures give the customer nothing.",
            "Check the rate, the price or the number of items.",
        ),
    ),
    "promotion_never": (
        (
            "Jamais valable",
            "Aucun jour ni aucune heure ne convient à cette promotion.",
            "Vérifiez les dates, les jours et les heures.",
        ),
        (
            "Never valid",
            "No day and no hour suits this promotion.",
            "Check the dates, the days and the hours.",
        ),
    ),
    "prefix_invalid": (
        (
            "Préfixe refusé",
            "« {prefix} » n'est pas un préfixe interne : 02, ou 20 à 29.",
            "Regardez le début des codes de la balance.",
        ),
        (
            "Prefix refused",
            "“{prefix}” is no in-store prefix: 02, or 20 to 29.",
            "Look at how the scale's codes begin.",
        ),
    ),
    "prefix_doubled": (
        (
            "Préfixe en double",
            "« {prefix} » dirait à la fois un poids et un prix.",
            "Gardez-le d'un seul côté.",
        ),
        (
            "Prefix twice",
            "“{prefix}” would mean both a weight and a price.",
            "Keep it on one side.",
        ),
    ),
    "not_on_ticket": (
        (
            "Article pas sur ce ticket",
            "Le ticket {number} n'a pas, ou n'a plus, l'article « {text} ».",
            "Scannez un autre article, ou prenez un autre ticket.",
        ),
        (
            "Not on this ticket",
            "Ticket {number} does not have the item “{text}”, or no more of it.",
            "Scan another item, or take another ticket.",
        ),
    ),
    "promotion_name": (
        ("Promotion sans nom", "Le ticket doit la nommer.", "Donnez-lui un nom."),
        ("Promotion without a name", "The ticket must name it.", "Give it a name."),
    ),
    "unknown_promotion": (
        ("Promotion introuvable", "Cette promotion n'existe plus.", "Revenez à la liste."),
        ("Promotion not found", "This promotion is no longer there.", "Go back to the list."),
    ),
    "customer_name": (
        ("Client sans nom", "Il faut un nom ou une société.", "Écrivez l'un des deux."),
        ("Customer without a name", "A name or a company is needed.", "Write one of them."),
    ),
    "card_taken": (
        ("Carte déjà donnée", "Cette carte est celle de {name}.", "Prenez-en une autre."),
        ("Card already given", "This card is {name}'s.", "Take another one."),
    ),
    "no_card": (
        ("Pas de carte", "{name} n'a pas de carte de ce magasin.", "Donnez-lui-en une d'abord."),
        ("No card", "{name} has no card of this shop.", "Give one first."),
    ),
    "card_means_other": (
        (
            "Pas une carte",
            "Ce code sert à autre chose à la caisse : il ne mènerait pas au client.",
            "Donnez une carte, ou scannez celle du client.",
        ),
        (
            "No card",
            "This code stands for something else at the till: it would not lead to the customer.",
            "Give a card, or scan the customer's own.",
        ),
    ),
    "unknown_customer": (
        ("Client introuvable", "Ce client n'est plus dans le fichier.", "Cherchez à nouveau."),
        ("Customer not found", "This customer is no longer on file.", "Search again."),
    ),
    "customer_paid_ahead": (
        (
            "Acompte en cours",
            "Le magasin garde {amount} d'acompte de ce client.",
            "Rendez l'acompte ou livrez la commande, puis effacez.",
        ),
        (
            "Advance held",
            "The shop holds {amount} this customer paid in advance.",
            "Give the advance back or deliver the order, then erase.",
        ),
    ),
    "customer_owes": (
        (
            "Compte non soldé",
            "Il reste {amount} sur le compte de ce client.",
            "Soldez le compte, puis effacez.",
        ),
        (
            "Account not settled",
            "{amount} is left on this customer's account.",
            "Settle the account, then erase.",
        ),
    ),
}
