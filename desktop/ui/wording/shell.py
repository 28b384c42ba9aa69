"""Words of the window: rooms, header, banners, keys, help."""

TEXTS: dict[str, tuple[str, str]] = {
    "window.rooms": ("Rubriques", "Rooms"),
    "window.sale": ("Vente", "Sale"),
    "window.orders": ("Commandes", "Orders"),
    "window.pickup": ("Retrait", "Pickup"),
    "window.catalogue": ("Catalogue", "Catalogue"),
    "window.studio": ("Studio photo", "Photo studio"),
    "window.till": ("Caisse", "Till"),
    "window.settings": ("Réglages", "Settings"),
    "window.help": ("Aide et touches (F11)", "Help and keys (F11)"),
    "window.close": ("Fermer le message", "Close the message"),
    "window.see": ("Voir  {key}", "See  {key}"),
    "window.waiting": (
        (
            "{n} commande à préparer, reçue il y a {age}"
            "|{n} commandes à préparer, la plus ancienne attend depuis {age}"
        ),
        (
            "{n} order to prepare, received {age} ago"
            "|{n} orders to prepare, the oldest has waited {age}"
        ),
    ),
    "link.online": ("En ligne", "Online"),
    "link.connecting": ("Connexion…", "Connecting…"),
    "link.offline": ("Hors ligne depuis {at}", "Offline since {at}"),
    "link.waiting": ("{n} envoi en attente|{n} envois en attente", "{n} to send|{n} to send"),
    "link.rejected": (
        "{n} envoi à vérifier|{n} envois à vérifier",
        "{n} to check|{n} to check",
    ),
    "link.off": ("Non relié", "Not linked"),
    "link.revoked": ("Accès retiré", "Access withdrawn"),
    "link.outdated": ("Mise à jour requise", "Update needed"),
    "link.stuck": ("Synchro bloquée", "Sync is stuck"),
    "help.title": ("Les touches", "Keys"),
    "help.sentence": (
        "Tout se fait aussi au doigt ou à la souris. Échap revient, sans rien effacer.",
        "Everything also works by touch or mouse. Esc goes back and never erases anything.",
    ),
    "help.anywhere": ("Partout", "Everywhere"),
    "keys.sale": ("Vendre", "Sell"),
    "keys.orders": ("Voir les commandes", "See the orders"),
    "keys.pickup": ("Remettre une commande", "Hand an order over"),
    "keys.catalogue": ("Ouvrir le catalogue", "Open the catalogue"),
    "keys.till": ("Ouvrir ou fermer la caisse", "Open or close the till"),
    "keys.help": ("Montrer cette page", "Show this page"),
    "keys.back": ("Revenir d'un pas", "One step back"),
    "keys.search": ("Chercher", "Search"),
    "keys.more": ("Un de plus", "One more"),
    "keys.fewer": ("Un de moins", "One fewer"),
    "keys.remove": ("Retirer la ligne", "Remove the line"),
    "keys.undo": ("Annuler le dernier geste", "Undo the last act"),
    "keys.park": ("Mettre en attente, reprendre", "Park, resume"),
    "keys.drawer": ("Ouvrir le tiroir", "Open the drawer"),
    "keys.pay": ("Encaisser", "Take payment"),
    "keys.discount": ("Faire une remise", "Give a discount"),
    "keys.free_amount": ("Saisir un montant libre", "Enter a free amount"),
    "keys.refund": ("Reprendre un article", "Take goods back"),
    "keys.pay_exact": ("Espèces, l'appoint", "Cash, exact amount"),
    "keys.pay_card": ("Carte", "Card"),
    "keys.order_next": ("Passer à l'étape suivante", "Go to the next step"),
    "keys.order_back": ("Revenir à l'étape d'avant", "Go back a step"),
    "keys.hand_over": ("Remettre au client", "Hand over"),
    "keys.product_new": ("Nouveau produit", "New product"),
    "keys.product_save": ("Enregistrer", "Save"),
    "keys.publish": ("Publier", "Publish"),
}
