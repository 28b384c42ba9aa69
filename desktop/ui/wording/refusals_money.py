"""What is told about money: terminals, vouchers, advances, accounts, exchanges, corrections."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "tender_used_twice": (
        ("Déjà compté", "{reference} est déjà sur ce ticket.", "Prenez un autre moyen."),
        ("Already counted", "{reference} is already on this ticket.", "Use another means."),
    ),
    "terminal_address_wrong": (
        (
            "Terminal introuvable",
            "{address} n'est pas une adresse de terminal.",
            "Corrigez-la dans les réglages.",
        ),
        (
            "Terminal not found",
            "{address} is not the address of a terminal.",
            "Correct it in the settings.",
        ),
    ),
    "card_payment_open": (
        (
            "Un paiement attend sa réponse",
            "On ne sait pas encore si {amount} ont été débités.",
            "Lisez le terminal et dites ce qu'il affiche.",
        ),
        (
            "A payment is waiting for its answer",
            "Nobody knows yet whether {amount} was taken.",
            "Read the terminal and say what it shows.",
        ),
    ),
    "card_payment_known": (
        ("Déjà répondu", "Le sort de ces {amount} est déjà noté.", "Continuez."),
        ("Already answered", "What became of {amount} is already noted.", "Go on."),
    ),
    "special_day_unread": (
        (
            "Jour exceptionnel illisible",
            "« {text} » n'est pas un jour, ou finit avant de commencer.",
            "Écrivez les jours comme 24/12/2026 ; le second peut rester vide.",
        ),
        (
            "Exceptional day not understood",
            "“{text}” is no day, or ends before it begins.",
            "Write days like 24/12/2026; the second may stay empty.",
        ),
    ),
    "too_many_special_days": (
        (
            "Trop de jours exceptionnels",
            "La ville en prend {most} au plus.",
            "Réunissez les jours qui se suivent sur une ligne.",
        ),
        (
            "Too many exceptional days",
            "The town takes {most} at most.",
            "Put days that follow each other on one line.",
        ),
    ),
    "age_not_seen": (
        (
            "Âge à vérifier",
            "Cet article est interdit aux mineurs, et l'âge n'a pas été vérifié.",
            "Revenez aux articles (Échap), vérifiez l'âge, puis encaissez.",
        ),
        (
            "Age to be checked",
            "This article is not sold to minors, and nobody has checked the age.",
            "Go back to the goods (Esc), check the age, then take the payment.",
        ),
    ),
    "cash_above_law": (
        (
            "Trop d'espèces",
            "La loi limite les espèces à {allowed} par achat.",
            "Prenez au plus {allowed} en espèces, et le reste par carte ou virement.",
        ),
        (
            "Too much cash",
            "The law allows {allowed} in cash for one purchase.",
            "Take at most {allowed} in cash, and the rest by card or transfer.",
        ),
    ),
    "not_paid_in_money": (
        (
            "Pas payé en argent",
            (
                "Titres-restaurant, avoirs, cartes cadeaux et comptes non réglés ne se rendent pas"
                " en argent, même après un échange : au plus {allowed} ici."
            ),
            "Rendez le reste par un avoir.",
        ),
        (
            "Not paid with money",
            (
                "Meal vouchers, credit notes, gift cards and unpaid accounts are not turned into"
                " money, an exchange in between or not: at most {allowed} here."
            ),
            "Give the rest back as a credit note.",
        ),
    ),
    "given_back_other": (
        (
            "Autre montant",
            "Le terminal a rendu {amount}, ce remboursement fait {wanted}.",
            "Choisissez les articles pour {amount}.",
        ),
        (
            "Another amount",
            "The terminal gave back {amount}, this refund comes to {wanted}.",
            "Choose the goods for {amount}.",
        ),
    ),
    "card_payment_spent": (
        (
            "Paiement déjà utilisé",
            "Ces {amount} par carte sont déjà sur un ticket.",
            "Retirez ce règlement et recommencez.",
        ),
        (
            "Payment already used",
            "This card payment of {amount} is already on a ticket.",
            "Take it back and start again.",
        ),
    ),
    "card_refused": (
        ("Carte refusée", "Rien n'a été rendu sur la carte.", "Rendez par un autre moyen."),
        ("Card refused", "Nothing was given back to the card.", "Give back by another means."),
    ),
    "unknown_card_payment": (
        ("Paiement introuvable", "Ce paiement par carte n'est pas noté ici.", "Recommencez-le."),
        ("Payment not found", "This card payment is not noted here.", "Make it again."),
    ),
    "gift_card_out_of_range": (
        (
            "Montant refusé",
            "Une carte cadeau va de {least} à {most}.",
            "Tapez un autre montant.",
        ),
        ("Amount refused", "A gift card is between {least} and {most}.", "Type another amount."),
    ),
    "unknown_voucher": (
        (
            "Bon inconnu",
            "{text} n'est pas un bon de cette boutique.",
            "Vérifiez les chiffres, ou retrouvez-le par son ticket.",
        ),
        (
            "Unknown voucher",
            "{text} is no voucher of this shop.",
            "Check the digits, or find it by its ticket.",
        ),
    ),
    "voucher_expired": (
        ("Bon expiré", "Il était valable jusqu'au {day}.", "Réglez autrement."),
        ("Voucher expired", "It was valid until {day}.", "Pay another way."),
    ),
    "voucher_spent": (
        ("Solde insuffisant", "Il reste {left} sur ce bon.", "Réglez le reste autrement."),
        ("Not enough left", "{left} is left on this voucher.", "Pay the rest another way."),
    ),
    "voucher_in_use": (
        (
            "Carte déjà entamée",
            "Cette carte cadeau de {amount} a déjà servi.",
            "Elle ne se rembourse plus ; son solde reste valable.",
        ),
        (
            "Card already used",
            "This gift card of {amount} has been used.",
            "It can no longer be refunded; what is left stays valid.",
        ),
    ),
    "customer_missing": (
        (
            "Client manquant",
            "Une vente en compte est au nom d'un client.",
            "Choisissez le client, puis recommencez.",
        ),
        ("Customer missing", "A sale on account is in somebody's name.", "Choose the customer."),
    ),
    "nothing_owed": (
        ("Rien à régler", "Ce client ne doit rien.", "Revenez à la vente."),
        ("Nothing to pay", "This customer owes nothing.", "Go back to the sale."),
    ),
    "means_not_taken": (
        (
            "Moyen refusé",
            "Ce moyen ne sert pas à cela.",
            "Choisissez-en un autre : espèces, carte ou chèque.",
        ),
        ("Means refused", "This means does not serve here.", "Choose cash, card or cheque."),
    ),
    "unknown_advance": (
        ("Acompte introuvable", "Cet acompte n'est pas noté ici.", "Cherchez-le dans la liste."),
        ("Advance not found", "This advance is not noted here.", "Look for it in the list."),
    ),
    "advance_used": (
        ("Acompte déjà utilisé", "Il a servi à une vente, ou a été rendu.", "Réglez autrement."),
        ("Advance already used", "It paid a sale or was given back.", "Pay another way."),
    ),
    "advance_whole": (
        (
            "Acompte entier",
            "Un acompte de {amount} s'utilise en une fois.",
            "Ajoutez les articles, ou rendez l'acompte.",
        ),
        (
            "Whole advance",
            "An advance of {amount} is used in one go.",
            "Add the goods, or give the advance back.",
        ),
    ),
    "advance_too_high": (
        (
            "Acompte trop élevé",
            "Pour ces articles, {allowed} au plus.",
            "Tapez moins, ou encaissez la vente.",
        ),
        ("Advance too high", "For these goods, {allowed} at most.", "Type less, or sell them."),
    ),
    "exchange_changed": (
        (
            "Échange à revoir",
            "Les articles repris valent {amount}.",
            "Recommencez l'encaissement.",
        ),
        ("Exchange to review", "The goods brought back are worth {amount}.", "Take payment again."),
    ),
    "same_means": (
        ("Même moyen", "Il n'y a rien à corriger.", "Choisissez le moyen qui convenait."),
        ("Same means", "There is nothing to correct.", "Choose the means it should have been."),
    ),
    "more_than_paid": (
        ("Trop élevé", "Ce ticket a {left} par ce moyen.", "Tapez ce montant au plus."),
        ("Too high", "This ticket has {left} by this means.", "Type that much at most."),
    ),
}
