"""What the marketplace did not take of what the shop told it, and why."""

TEXTS: dict[str, tuple[str, str]] = {
    "alarm.word_refused": (
        "La place de marché n'a pas pris {what} : {why}.",
        "The marketplace did not take {what}: {why}.",
    ),
    "alarm.words_refused_more": (
        "Et {n} autre envoi.|Et {n} autres envois.",
        "And {n} more.|And {n} more.",
    ),
    "refused.what_product": ("la fiche de « {subject} »", "the record of “{subject}”"),
    "refused.what_off": ("l'arrêt en ligne de « {subject} »", "“{subject}” being off sale online"),
    "refused.what_price": ("le prix de « {subject} »", "the price of “{subject}”"),
    "refused.what_draft": (
        "les photos confiées au référent",
        "the pictures handed to the steward",
    ),
    "refused.what_hours": ("les horaires", "the opening hours"),
    "refused.what_pace": ("la pause ou le délai", "the pause or the delay"),
    "refused.what_ladder": ("l'échelle d'alerte", "the ladder of alarms"),
    "refused.what_order": ("un mot sur la commande {subject}", "a word on order {subject}"),
    "refused.what_other": ("un envoi", "something that was sent"),
    "refused.why_too_many_shared": (
        "trop de photos attendent déjà le référent ; confiez-les quand il aura répondu",
        "too many pictures wait for the steward already; hand them over once they are answered",
    ),
    "refused.why_wrong_value": (
        "une valeur ne convient pas ; corrigez-la et enregistrez de nouveau",
        "a value does not fit; put it right and save again",
    ),
    "refused.why_too_long": (
        "un texte est trop long ; raccourcissez-le et enregistrez de nouveau",
        "a text is too long; shorten it and save again",
    ),
    "refused.why_unknown_product": (
        "elle ne connaît pas ce produit ; enregistrez sa fiche",
        "it does not know this product; save its record",
    ),
    "refused.why_gone": (
        "la commande avait déjà changé ; elle s'affiche comme elle est là-bas",
        "the order had changed already; it is shown as it stands there",
    ),
    "refused.why_promise_past": (
        "l'heure promise est passée ; le client garde la nouvelle",
        "the time promised has passed; the customer keeps the new one",
    ),
    "refused.why_dearer_than_ordered": (
        "cela coûterait plus cher que commandé",
        "it would cost more than was ordered",
    ),
    "refused.why_other": (
        "elle ne l'a pas compris ; recommencez, et si cela revient, dites-le à qui la tient",
        "it did not understand; do it again, and if it comes back, tell whoever runs it",
    ),
}
