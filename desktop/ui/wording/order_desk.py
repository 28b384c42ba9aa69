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
    "news.sound_silenced": (
        "Le son des commandes est coupé dans les réglages.",
        "The sound of orders is turned off in the settings.",
    ),
    "news.sound_muted": ("Le son de ce PC est coupé.", "This PC is muted."),
    "news.sound_no_player": ("Ce PC ne joue aucun son.", "This PC plays no sound."),
    "news.sound_failed": ("Le son n'a pas pu être joué.", "The sound could not be played."),
}
