"""Words of the window: rooms, header, banners, keys, help."""

TEXTS: dict[str, tuple[str, str]] = {
    "window.rooms": ("Rubriques", "Rooms"),
    "window.sale": ("Vente", "Sale"),
    "window.orders": ("Commandes", "Orders"),
    "window.pickup": ("Retrait", "Pickup"),
    "window.catalogue": ("Catalogue", "Catalogue"),
    "window.studio": ("Studio photo", "Photo studio"),
    "window.payment": ("Encaissement", "Payment"),
    "window.refund": ("Retour d'articles", "Returned goods"),
    "window.free": ("Montant libre", "Free amount"),
    "window.till": ("Caisse", "Till"),
    "window.settings": ("Réglages", "Settings"),
    "window.help": ("Aide et touches (F11)", "Help and keys (F11)"),
    "window.close": ("Fermer le message", "Close the message"),
    "window.see": ("Voir  {key}", "See  {key}"),
    "window.waiting_since": (
        "Reçue il y a {age}.|La plus ancienne attend depuis {age}.",
        "Received {age} ago.|The oldest has waited for {age}.",
    ),
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
    "alarm.journal_defect": (
        (
            "Le journal de caisse a été modifié ou remplacé, à partir de l'écriture {seq}."
            " La caisse vend ; gardez ce poste tel quel et appelez votre référent numérique."
        ),
        (
            "The till's journal was altered or replaced, from record {seq} on."
            " The till sells on; leave this PC as it is and call your digital steward."
        ),
    ),
    "alarm.anchor_refused": (
        (
            "La place de marché connaît une autre suite du journal de caisse."
            " La caisse vend ; appelez votre référent numérique."
        ),
        (
            "The marketplace knows another course of the till's journal."
            " The till sells on; call your digital steward."
        ),
    ),
    "alarm.journal_lost": (
        (
            "La place de marché a vu {seq} écritures de cette caisse, qui ne sont pas toutes ici"
            " (tickets manquants : {n}). Ouvrez une nouvelle caisse pour continuer."
        ),
        (
            "The marketplace has seen {seq} records of this till that are not all here"
            " (tickets missing: {n}). Open a new till to go on."
        ),
    ),
    "alarm.anew": ("Ouvrir une nouvelle caisse", "Open a new till"),
    "alarm.degraded": (
        (
            "La clé de signature est introuvable : les ventes continuent, marquées non signées."
            " Appelez votre référent numérique."
        ),
        "The signing key cannot be found: sales go on, marked unsigned. Call your digital steward.",
    ),
    "alarm.clock_doubtful": (
        (
            "L'ordinateur se croit le {day} à {at} ; cela ne va pas avec le journal de caisse."
            " Réglez son horloge, ou confirmez-la si elle est juste."
        ),
        (
            "The computer believes it is {at} on {day}, which does not fit the till's journal."
            " Set its clock, or confirm it if it is right."
        ),
    ),
    "alarm.clock_behind": (
        (
            "L'horloge de l'ordinateur a reculé : il se croit le {day} à {at}."
            " La caisse vend ; réglez l'heure."
        ),
        (
            "The computer's clock went back: it believes it is {at} on {day}."
            " The till sells on; set the time."
        ),
    ),
    "alarm.unanchored": (
        (
            "{n} écriture non contresignée depuis le {since}. La caisse vend ; vérifiez le réseau."
            "|{n} écritures non contresignées depuis le {since}."
            " La caisse vend ; vérifiez le réseau."
        ),
        (
            "{n} record not countersigned since {since}. The till sells on; check the network."
            "|{n} records not countersigned since {since}. The till sells on; check the network."
        ),
    ),
    "alarm.odd_orders": (
        (
            "{n} commande est à éclaircir : traitée deux fois, ou autrement que prévu."
            "|{n} commandes sont à éclaircir : traitées deux fois, ou autrement que prévu."
        ),
        (
            "{n} order wants a look: dealt with twice, or otherwise than it should."
            "|{n} orders want a look: dealt with twice, or otherwise than they should."
        ),
    ),
    "alarm.show_orders": ("Voir", "Show"),
    "alarm.seen": ("J'ai vu", "I have seen it"),
    "alarm.clock_is_right": ("L'heure est juste", "The time is right"),
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
    "window.camera": ("Image de la caméra", "Camera picture"),
    "help.title": ("Les touches", "Keys"),
    "help.sentence": (
        "Tout se fait aussi au doigt ou à la souris. Échap revient, sans rien effacer.",
        "Everything also works by touch or mouse. Esc goes back and never erases anything.",
    ),
    "help.print": ("Imprimer", "Print"),
    "help.printed": (
        "Page prête à imprimer : {file}, dans le dossier du magasin.",
        "Page ready to print: {file}, in the shop's folder.",
    ),
    "help.anywhere": ("Partout", "Everywhere"),
    "keys.sale": ("Vendre", "Sell"),
    "keys.orders": ("Voir les commandes", "See the orders"),
    "keys.pickup": ("Remettre une commande", "Hand an order over"),
    "keys.catalogue": ("Ouvrir le catalogue", "Open the catalogue"),
    "keys.till": ("Ouvrir ou fermer la caisse", "Open or close the till"),
    "keys.switch": ("Changer de vendeur", "Change who sells"),
    "keys.help": ("Montrer cette page", "Show this page"),
    "keys.back": ("Revenir d'un pas", "One step back"),
    "keys.quit": ("Quitter ; le panier est gardé", "Quit; the basket is kept"),
    "leaving.stay": ("Rester", "Stay"),
    "leaving.save": ("Enregistrer et quitter", "Save and quit"),
    "leaving.drop": ("Quitter sans enregistrer", "Quit without saving"),
    "leaving.anyway": ("Quitter quand même", "Quit all the same"),
    "leaving.basket": ("Gardé à la fermeture", "Kept when the program was closed"),
    "leaving.settings": ("Des réglages ne sont pas enregistrés.", "Some settings are not saved."),
    "leaving.product": (
        "La fiche « {name} » n'est pas enregistrée.",
        "The record '{name}' is not saved.",
    ),
    "leaving.new_product": (
        "La nouvelle fiche n'est pas enregistrée.",
        "The new record is not saved.",
    ),
    "leaving.customer": (
        "La fiche du client n'est pas enregistrée.",
        "The customer's record is not saved.",
    ),
    "leaving.promotion": (
        "La promotion n'est pas enregistrée.",
        "The promotion is not saved.",
    ),
    "leaving.count": (
        "Le tiroir est compté mais la caisse n'est pas clôturée : il sera à recompter.",
        "The drawer is counted but the till is not closed: it will have to be counted again.",
    ),
    "leaving.payment": (
        "Un paiement est commencé : ce qui a été posé ne sera pas retenu.",
        "A payment was begun: what was put down will not be remembered.",
    ),
    "leaving.payment_first": (
        "Un paiement est commencé : terminez-le, ou revenez en arrière pour l'abandonner.",
        "A payment was begun: finish it, or go back to give it up.",
    ),
    "keys.search": ("Chercher", "Search"),
    "keys.more": ("Un de plus", "One more"),
    "keys.fewer": ("Un de moins", "One fewer"),
    "keys.remove": ("Retirer la ligne", "Remove the line"),
    "keys.clear": ("Vider le ticket", "Clear the ticket"),
    "keys.settings": ("Réglages", "Settings"),
    "keys.gift_card": ("Vendre une carte cadeau", "Sell a gift card"),
    "keys.refund_cash": ("Rendre en espèces", "Give back in cash"),
    "keys.refund_card": ("Rendre sur la carte", "Give back to the card"),
    "keys.refund_voucher": ("Faire un avoir", "Give a credit note"),
    "keys.refund_exchange": ("Échanger", "Exchange"),
    "keys.till_move": ("Entrée ou sortie d'argent", "Cash in or out"),
    "keys.till_read_x": ("Lecture X", "X reading"),
    "keys.till_sold": ("Ce qui s'est vendu", "What was sold"),
    "keys.till_close": ("Compter, puis clôturer", "Count, then close"),
    "keys.till_hand_over": ("Passer la caisse", "Hand the till over"),
    "keys.till_reprint": ("Imprimer le ticket choisi", "Print the chosen ticket"),
    "keys.till_invoice": ("Facture du ticket choisi", "Invoice of the chosen ticket"),
    "keys.till_correct": ("Corriger son règlement", "Correct its payment"),
    "keys.till_past": ("Clôtures passées", "Past closings"),
    "keys.settings_save": ("Enregistrer les réglages", "Save the settings"),
    "keys.training": ("Commencer une formation", "Start a training"),
    "keys.help_print": ("Imprimer cette page", "Print this page"),
    "keys.undo": ("Annuler le dernier geste", "Undo the last act"),
    "keys.park": ("Mettre en attente, reprendre", "Park, resume"),
    "keys.drawer": ("Ouvrir le tiroir", "Open the drawer"),
    "keys.pay": ("Encaisser", "Take payment"),
    "keys.discount": ("Faire une remise", "Give a discount"),
    "keys.free_amount": ("Saisir un montant libre", "Enter a free amount"),
    "keys.refund": ("Reprendre un article", "Take goods back"),
    "keys.pay_exact": ("Espèces, l'appoint", "Cash, exact amount"),
    "keys.pay_card": ("Carte", "Card"),
    "keys.pay_meal_voucher": ("Titre-restaurant", "Meal voucher"),
    "keys.pay_others": ("Autres moyens", "Other means"),
    "keys.pay_cheque": ("Chèque", "Cheque"),
    "keys.pay_transfer": ("Virement", "Transfer"),
    "keys.pay_account": ("En compte", "On account"),
    "keys.pay_voucher": ("Carte cadeau ou avoir", "Gift card or credit note"),
    "keys.pay_advance_take": ("Prendre un acompte", "Take an advance"),
    "keys.pay_print_note": ("Note avant paiement", "Bill before payment"),
    "keys.terminal_paid": ("Le terminal dit : payé", "The terminal says: paid"),
    "keys.terminal_unpaid": ("Le terminal dit : non payé", "The terminal says: not paid"),
    "keys.order_next": ("Passer à l'étape suivante", "Go to the next step"),
    "keys.order_back": ("Revenir à l'étape d'avant", "Go back a step"),
    "keys.hand_over": ("Remettre au client", "Hand over"),
    "keys.product_new": ("Nouveau produit", "New product"),
    "keys.product_save": ("Enregistrer", "Save"),
    "keys.publish": ("Publier", "Publish"),
    "keys.studio_shoot": ("Prendre la photo", "Take the photograph"),
    "keys.studio_paste": ("Coller une photo", "Paste a photograph"),
    "keys.studio_file": ("Choisir une photo", "Choose a photograph"),
    "keys.studio_phone": ("Photographier au téléphone", "Photograph by phone"),
    "keys.studio_grey": ("Régler les couleurs", "Set the colours"),
    "keys.studio_like_last": ("Comme le produit précédent", "Like the last product"),
    "keys.studio_undo": ("Annuler la dernière fiche", "Undo the last product"),
    "keys.studio_section": ("Le rayon proposé ensuite", "The section proposed next"),
    "keys.sections": (
        "Le premier rayon proposé (Ctrl+2 à 6 : les suivants)",
        "The first section offered (Ctrl+2 to 6: the others)",
    ),
    "keys.studio_same": ("Ouvrir le produit qui lui ressemble", "Open the product it looks like"),
}
