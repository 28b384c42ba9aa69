"""Words of the orders' alarms, of the shop's pace and of the settings about both."""

TEXTS: dict[str, tuple[str, str]] = {
    "news.seen": ("Vu", "Seen"),
    "news.new": (
        "Nouvelle commande {number} de {customer}, pour {moment}.",
        "New order {number} from {customer}, for {moment}.",
    ),
    "news.changed": (
        "Commande {number} de {customer} modifiée : {what}.",
        "Order {number} from {customer} has changed: {what}.",
    ),
    "news.cancelled": (
        "Commande {number} de {customer} annulée : ne la préparez plus.",
        "Order {number} from {customer} is cancelled: stop preparing it.",
    ),
    "news.more": (
        "Et {n} autre à voir.|Et {n} autres à voir.",
        "And {n} more to see.|And {n} more to see.",
    ),
    "news.what_answer": ("réponse du client", "the customer's answer"),
    "news.what_promise": ("heure promise", "time promised"),
    "news.what_lines": ("articles", "items"),
    "news.what_note": ("message du client", "the customer's message"),
    "news.what_mode": ("mode de remise", "way of handing over"),
    "news.what_proxy": ("qui vient la chercher", "who collects it"),
    "orders.search": (
        "Chercher : numéro, nom, article",
        "Search: number, name, item",
    ),
    "orders.search_short": ("Chercher", "Search"),
    "orders.mode": ("Mode de remise", "Way of handing over"),
    "orders.mode_collect": ("Retrait", "Collection"),
    "orders.mode_express": ("Express", "Express"),
    "orders.mode_merchant": ("Livraison", "Delivery"),
    "orders.mode_parcel": ("Colis", "Parcel"),
    "orders.mode_relay": ("Point relais", "Relay point"),
    "orders.mode_locker": ("Consigne", "Locker"),
    "orders.mode_all": ("Toutes", "All"),
    "orders.none_found": (
        "Aucune commande ne correspond. Échap les montre toutes.",
        "No order matches. Esc shows them all.",
    ),
    "orders.others": (
        "Et {n} autre, moins pressée|Et {n} autres, moins pressées",
        "And {n} more, less urgent|And {n} more, less urgent",
    ),
    "orders.see": ("Voir", "See"),
    "orders.window": ("Dans une fenêtre à part", "In a window of its own"),
    "orders.window_title": ("Commandes – {shop}", "Orders – {shop}"),
    "orders.window_full": ("Plein écran   F11", "Full screen   F11"),
    "orders.window_plain": ("Quitter le plein écran   F11", "Leave full screen   F11"),
    "pace.pause": ("Pause", "Pause"),
    "pace.busier": ("+15 min", "+15 min"),
    "pace.until": ("Ne plus prendre de commandes", "Take no more orders"),
    "pace.until_half_hour": ("30 min", "30 min"),
    "pace.until_hour": ("1 heure", "1 hour"),
    "pace.until_evening": ("Jusqu'à ce soir", "Until this evening"),
    "pace.until_tomorrow": ("Jusqu'à demain", "Until tomorrow"),
    "pace.until_open_end": ("Jusqu'à nouvel ordre", "Until I say so"),
    "pace.paused": (
        "En pause : la boutique en ligne ne prend plus de commandes",
        "Paused: the online shop takes no orders",
    ),
    "pace.paused_until": (
        "En pause jusqu'à {moment} : plus de commandes en ligne",
        "Paused until {moment}: no online orders",
    ),
    "pace.paused_by_town": (
        "Mise en pause par la place de marché",
        "Paused by the marketplace",
    ),
    "pace.busy": (
        "Chargés : promesses {n} min plus tard, jusqu'à {moment}",
        "Busy: promises {n} min later, until {moment}",
    ),
    "pace.off": ("{name} : plus en ligne", "{name}: not online"),
    "pace.off_until": (
        "{name} : plus en ligne jusqu'à {moment}",
        "{name}: not online until {moment}",
    ),
    "pace.resume": ("Reprendre", "Resume"),
    "pace.usual": ("Comme d'habitude", "As usual"),
    "pace.bring_back": ("Remettre", "Bring back"),
    "pace.undo": ("Annuler", "Undo"),
    "pace.is_paused": (
        "La boutique en ligne ne prend plus de commandes ; celles d'avant continuent.",
        "The online shop takes no orders; those from before go on.",
    ),
    "pace.is_resumed": (
        "La boutique en ligne reprend les commandes.",
        "The online shop takes orders again.",
    ),
    "pace.is_busier": (
        "Les prochaines commandes seront promises {n} min plus tard.",
        "The next orders will be promised {n} min later.",
    ),
    "pace.is_usual": (
        "Les prochaines commandes seront promises comme d'habitude.",
        "The next orders will be promised as usual.",
    ),
    "pace.is_off": (
        "{name} : plus en ligne jusqu'à {moment}. La caisse le vend toujours.",
        "{name}: not online until {moment}. The till still sells it.",
    ),
    "pace.is_off_open_end": (
        "{name} : plus en ligne jusqu'à nouvel ordre. La caisse le vend toujours.",
        "{name}: not online until you say so. The till still sells it.",
    ),
    "pace.is_back": ("{name} est de nouveau en ligne.", "{name} is online again."),
    "pace.take_off": ("Plus en ligne…", "Not online…"),
    "news.sound_silenced": (
        "Le son des commandes est coupé dans les réglages.",
        "The sound of orders is turned off in the settings.",
    ),
    "news.sound_muted": ("Le son de ce PC est coupé.", "This PC is muted."),
    "news.sound_no_player": ("Ce PC ne joue aucun son.", "This PC plays no sound."),
    "news.sound_failed": ("Le son n'a pas pu être joué.", "The sound could not be played."),
}
