"""What is told about rounds of delivery, the parcels of a relay, and lockers."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "unknown_parcel": (
        (
            "Colis inconnu",
            "Aucun colis de ce numéro n'est annoncé à ce point relais.",
            "Vérifiez le numéro sur l'étiquette, ou appelez la boutique qui l'envoie.",
        ),
        (
            "Unknown parcel",
            "No parcel of that number was announced to this relay.",
            "Check the number on the label, or call the shop that sends it.",
        ),
    ),
    "parcel_step_refused": (
        (
            "Le colis a changé",
            "Le colis {number} n'en est plus à cette étape.",
            "Voici où il en est maintenant.",
        ),
        (
            "The parcel has changed",
            "Parcel {number} is no longer at this step.",
            "Here is where it stands now.",
        ),
    ),
    "parcel_ended": (
        (
            "Commande terminée",
            "La commande du colis {number} a pris fin et est remboursée.",
            "Gardez le colis pour {shop}, et renvoyez-le.",
        ),
        (
            "Order ended",
            "The order of parcel {number} has ended and was refunded.",
            "Keep the parcel for {shop}, and send it back.",
        ),
    ),
    "parcel_bags_count": (
        (
            "Nombre de sacs impossible",
            "Un colis a entre 1 et {most} sacs.",
            "Recomptez.",
        ),
        (
            "Number of bags not possible",
            "A parcel has between 1 and {most} bags.",
            "Count again.",
        ),
    ),
    "parcel_bags_differ": (
        (
            "Le compte n'y est pas",
            "Annoncés : {announced}. Comptés : {counted}.",
            "Recomptez, ou dites pourquoi vous le prenez ainsi.",
        ),
        (
            "The count is not right",
            "Announced: {announced}. Counted: {counted}.",
            "Count again, or say why you take it like this.",
        ),
    ),
    "parcel_reason_missing": (
        (
            "Motif manquant",
            "La boutique qui l'envoie doit savoir pourquoi.",
            "Choisissez un motif.",
        ),
        (
            "Reason missing",
            "The shop that sends it has to know why.",
            "Choose a reason.",
        ),
    ),
    "unknown_round": (
        ("Tournée introuvable", "Cette tournée n'existe plus.", "Revenez à la liste."),
        ("Round not found", "This round is no more.", "Go back to the list."),
    ),
    "round_empty": (
        (
            "Tournée vide",
            "Une tournée a au moins un arrêt.",
            "Ajoutez une commande prête.",
        ),
        ("Empty round", "A round has at least one stop.", "Add an order that is ready."),
    ),
    "round_too_long": (
        (
            "Trop d'arrêts",
            "Une tournée a {most} arrêts au plus.",
            "Faites-en deux.",
        ),
        ("Too many stops", "A round has {most} stops at most.", "Make two of it."),
    ),
    "round_begun": (
        (
            "Tournée partie",
            "Elle est en route : ses arrêts ne changent plus.",
            "Notez ce qui est arrivé à chaque arrêt.",
        ),
        (
            "Round has left",
            "It is on its way: its stops no longer change.",
            "Note what happened at each stop.",
        ),
    ),
    "round_not_begun": (
        (
            "Tournée pas encore partie",
            "Rien n'a encore quitté la boutique.",
            "Faites partir la tournée d'abord.",
        ),
        (
            "Round has not left",
            "Nothing has left the shop yet.",
            "Begin the round first.",
        ),
    ),
    "round_ended": (
        ("Tournée terminée", "Elle est close.", "Faites une nouvelle tournée."),
        ("Round is over", "It is closed.", "Make a new round."),
    ),
    "round_unfinished": (
        (
            "Des arrêts sont ouverts",
            "Arrêts sans réponse : {n}.",
            "Dites de chacun : livré, ou non remis puis rapporté.",
        ),
        (
            "Stops are open",
            "Stops not accounted for: {n}.",
            "Say of each: delivered, or failed and then brought back.",
        ),
    ),
    "not_for_a_round": (
        (
            "Pas pour une tournée",
            "La commande {number} n'est pas prête, ou ne se livre pas.",
            "Préparez-la d'abord.",
        ),
        (
            "Not for a round",
            "Order {number} is not ready, or is not delivered.",
            "Prepare it first.",
        ),
    ),
    "stop_is_gone": (
        (
            "Plus à livrer",
            "La commande {number} a été remise, annulée ou emportée entre-temps.",
            "Retirez-la de la tournée ; s'il n'y a qu'elle, supprimez la tournée.",
        ),
        (
            "No longer to be delivered",
            "Order {number} was handed over, cancelled or carried away meanwhile.",
            "Take it off the round; if it is the only one, drop the round.",
        ),
    ),
    "on_a_round": (
        (
            "Déjà dans une tournée",
            "La commande {number} est déjà dans une tournée.",
            "Retirez-la de l'autre d'abord.",
        ),
        (
            "On a round already",
            "Order {number} is on a round already.",
            "Take it off the other first.",
        ),
    ),
    "stop_settled": (
        (
            "Arrêt déjà noté",
            "La commande {number} a déjà sa réponse.",
            "Passez à l'arrêt suivant.",
        ),
        (
            "Stop noted already",
            "Order {number} is accounted for already.",
            "Go on to the next stop.",
        ),
    ),
    "order_is_away": (
        (
            "La commande n'est pas ici",
            "La commande {number} est en tournée, en consigne ou au relais.",
            "Notez d'abord qu'elle est revenue.",
        ),
        (
            "The order is not here",
            "Order {number} is on a round, in a locker or at the relay.",
            "First note that it is back.",
        ),
    ),
    "stop_not_failed": (
        (
            "Rien à rapporter",
            "La commande {number} n'a pas été refusée ni manquée.",
            "Notez d'abord pourquoi elle n'a pas été remise.",
        ),
        (
            "Nothing to bring back",
            "Order {number} was neither refused nor missed.",
            "First note why it was not given.",
        ),
    ),
    "proof_missing": (
        (
            "Preuve manquante",
            "Une livraison garde la trace de qui l'a reçue.",
            "Donnez le nom, la signature, une photo ou le code du client.",
        ),
        (
            "Proof missing",
            "A delivery keeps a trace of who received it.",
            "Give the name, the signature, a photo or the customer's code.",
        ),
    ),
}
