"""Words of the people: roles, what they may do, signing in, approving."""

TEXTS: dict[str, tuple[str, str]] = {
    "role.owner": ("Propriétaire", "Owner"),
    "role.manager": ("Responsable", "Manager"),
    "role.seller": ("Vendeur", "Seller"),
    "role.trainee": ("Apprenti", "Trainee"),
    "role.preparer": ("Préparateur", "Preparer"),
    "lock.title": ("Qui vend ?", "Who sells?"),
    "lock.kept": (
        "Le ticket en cours et les écrans restent comme ils sont.",
        "The ticket and the screens stay as they are.",
    ),
    "lock.who": ("Code ou prénom", "Code or first name"),
    "lock.nobody": ("Touchez votre nom", "Touch your name"),
    "lock.person": ("{role} · code {code}", "{role} · code {code}"),
    "lock.code": ("code {code}", "code {code}"),
    "lock.pin": ("Code secret", "PIN"),
    "lock.enter": ("Vendre", "Sell"),
    "lock.switch": ("{name} vend. Changer de vendeur (F10)", "{name} sells. Change (F10)"),
    "lock.no_pins": (
        "Personne n'a de code secret ici : il n'y a pas de vendeur à changer.",
        "Nobody has a PIN here: there is no one to change to.",
    ),
    "approval.title": ("Accord d'un responsable", "Manager's approval"),
    "approval.asks": ("Accord demandé : {act}", "Approval asked for: {act}"),
    "approval.act": ("{act}, {figure}", "{act}, {figure}"),
    "approval.who": ("Qui donne l'accord", "Who approves"),
    "approval.give": ("Accorder", "Approve"),
    "approval.leave": ("Renoncer", "Leave it"),
    "act.discount": ("faire une remise", "give a discount"),
    "act.price_override": ("changer un prix", "change a price"),
    "act.gift": ("offrir un article", "give an item away"),
    "act.refund": ("rembourser", "refund"),
    "act.refund_without_receipt": ("rembourser sans ticket", "refund without a receipt"),
    "act.take_advance": ("prendre un acompte ou un règlement", "take an advance or a payment"),
    "act.resolve_card": ("dire si la carte a payé", "say whether the card paid"),
    "act.void_basket": ("annuler tout le ticket", "void the whole ticket"),
    "act.open_drawer": ("ouvrir le tiroir", "open the drawer"),
    "act.move_cash": ("mouvement d'espèces", "cash in or out"),
    "act.close_till": ("clôturer la caisse", "close the till"),
    "act.sell_on_account": ("vendre à crédit", "sell on account"),
    "act.edit_catalogue": ("modifier le catalogue", "edit the catalogue"),
    "act.change_settings": ("changer les réglages", "change the settings"),
    "act.train": ("mode formation", "training mode"),
    "act.export": ("exporter les données", "export data"),
    "people.title": ("Équipe", "People"),
    "people.how": (
        (
            "Sans code secret, la caisse ne demande rien à personne. Le premier est celui du"
            " propriétaire. Chaque caisse de la boutique a son équipe : qui arrive ou part se note"
            " sur chacune."
        ),
        (
            "Without PINs the till asks nobody anything. The first one is the owner's. Each till of"
            " the shop has its own people: who comes or leaves is noted on each."
        ),
    ),
    "people.add": ("Ajouter quelqu'un", "Add somebody"),
    "people.new": ("Nouvelle personne", "New person"),
    "people.back": ("Revenir à la liste", "Back to the list"),
    "people.name": ("Nom ou prénom", "Name or first name"),
    "people.role": ("Rôle", "Role"),
    "people.with_pin": ("{role} · code {code} · se connecte", "{role} · code {code} · signs in"),
    "people.without_pin": (
        "{role} · code {code} · sans code secret",
        "{role} · code {code} · no PIN",
    ),
    "people.gone": ("{role} · code {code} · n'est plus là", "{role} · code {code} · has left"),
    "people.lock": (
        "Verrouiller la caisse après (minutes)",
        "Lock the till after (minutes)",
    ),
    "people.never": ("Jamais", "Never"),
    "people.badge": ("Imprimer son badge", "Print the badge"),
    "people.badge_printed": (
        "Le badge part à l'imprimante : scanné, il demande le code de la personne.",
        "The badge goes to the printer: scanned, it asks for the person's PIN.",
    ),
    "people.pin_new": (
        "Nouveau code secret : 4 à 8 chiffres",
        "New PIN: 4 to 8 digits",
    ),
    "people.pin_again": ("Le même code, encore une fois", "The same PIN once more"),
    "people.pin_differs": (
        "Les deux fois n'étaient pas pareilles. Recommencez.",
        "The two were not the same. Begin again.",
    ),
    "people.pin_next": ("Valider le code", "Take this PIN"),
    "people.pin_drop": ("Retirer le code", "Take the PIN away"),
    "people.pin_chosen": ("Le code secret est choisi.", "The PIN is chosen."),
    "people.pin_dropped": ("Le code secret est retiré.", "The PIN is taken away."),
    "people.leave": ("Quitte la boutique", "Leaves the shop"),
    "people.leave_ask": (
        "{name} ne pourra plus se connecter à cette caisse. Les tickets passés gardent son code.",
        "{name} will no longer sign in at this till. Past tickets keep the code.",
    ),
    "people.left": ("C'est noté.", "Noted."),
    "people.erase": ("Effacer le nom", "Erase the name"),
    "people.erase_ask": (
        "Le nom disparaît pour de bon ; il ne reste que le code {code}.",
        "The name goes for good; only the code {code} stays.",
    ),
    "people.erased": ("Le nom est effacé.", "The name is erased."),
    "people.no": ("Non", "No"),
    "limits.title": ("Droits par rôle", "Rights by role"),
    "limits.how": (
        (
            "Au-delà, la caisse demande l'accord d'un responsable. Un propriétaire peut tout. Les"
            " remboursements se comptent par personne et par jour, sur cette caisse seule."
        ),
        (
            "Beyond these the till asks for a manager's approval. An owner may do everything."
            " Refunds are counted per person and day, on this till alone."
        ),
    ),
    "limits.discount": ("Remise la plus forte, en %", "Largest discount, in %"),
    "limits.refund": ("Remboursements par jour, au plus", "Refunds a day, at most"),
    "limits.no_cap": ("Sans limite", "No limit"),
    "relief.title": ("Passer la caisse", "Hand the till over"),
    "relief.taker": ("Qui prend la suite", "Who takes over"),
    "relief.how": (
        "La caisse reste ouverte. Compter le tiroir est facultatif ; un écart est noté, jamais refusé.",
        "The till stays open. Counting is up to you; a difference is noted, never refused.",
    ),
    "relief.count": ("Espèces comptées dans le tiroir", "Cash counted in the drawer"),
    "relief.uncounted": ("Sans comptage", "Not counted"),
    "relief.give": ("Passer la main", "Hand over"),
}
