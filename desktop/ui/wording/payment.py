"""Words of the payment: its means, the terminal, vouchers and advances."""

TEXTS: dict[str, tuple[str, str]] = {
    "pay.others": ("Autres moyens   {key}", "Other means   {key}"),
    "pay.others_waiting": (
        "Autres moyens : une carte débitée attend   {key}",
        "Other means: a charged card is waiting   {key}",
    ),
    "pay.print_note": ("Note avant paiement", "Bill before payment"),
    "pay.note_printed": (
        "Note envoyée à l'imprimante ; rien n'est encaissé.",
        "Bill sent to the printer; nothing is paid yet.",
    ),
    "pay.given_up": (
        "Paiement abandonné. À rendre au client : {sums}.",
        "Payment given up. To give back to the customer: {sums}.",
    ),
    "pay.to_give_back": ("À rendre au client : {sums}.", "To give back to the customer: {sums}."),
    "pay.one_sum": ("{amount} ({means})", "{amount} ({means})"),
    "pay.left_asking": (
        "Terminal de paiement : {amount} sans réponse. Ce sera redemandé au prochain paiement.",
        "Payment terminal: {amount} without an answer. You will be asked again at the next payment.",
    ),
    "pay.usual": ("Espèces et carte", "Cash and card"),
    "pay.issuer": ("Émetteur du titre-restaurant", "Issuer of the meal voucher"),
    "pay.transfer_of": ("Virement  {amount}", "Transfer  {amount}"),
    "pay.on_account_of": ("En compte  {amount}", "On account  {amount}"),
    "pay.voucher": ("Carte cadeau ou avoir   {key}", "Gift card or credit note   {key}"),
    "pay.voucher_code": ("Scanner ou taper le code", "Scan or type the code"),
    "pay.voucher_use": ("Utiliser", "Use"),
    "pay.advance_take": ("Prendre un acompte   {key}", "Take an advance   {key}"),
    "pay.advance_title": ("Acompte", "Advance"),
    "pay.account_title": ("Règlement d'un compte", "Payment of an account"),
    "pay.card_waiting": ("Carte déjà débitée, sans ticket", "Card charged, without a ticket"),
    "pay.card_waiting_at": ("le {day} à {at}", "on {day} at {at}"),
    "means.advance": ("Acompte", "Advance"),
    "means.exchange": ("Échange", "Exchange"),
    "terminal.takes": ("Le client paie sur le terminal", "The customer pays on the terminal"),
    "terminal.gives": (
        "Le terminal rend sur la carte du client",
        "The terminal gives back to the customer's card",
    ),
    "terminal.wait": (
        "La caisse attend la réponse. Vous pouvez continuer à scanner.",
        "The till waits for the answer. You can go on scanning.",
    ),
    "terminal.stop": ("Ne plus attendre", "Stop waiting"),
    "terminal.question": ("Que dit le terminal ?", "What does the terminal say?"),
    "terminal.which": (
        "{amount} demandés à {at} : la réponse n'est pas arrivée.",
        "{amount} asked at {at}: the answer did not arrive.",
    ),
    "terminal.which_back": (
        "{amount} à rendre, demandés à {at} : la réponse n'est pas arrivée.",
        "{amount} to give back, asked at {at}: the answer did not arrive.",
    ),
    "terminal.look": (
        "Lisez son écran ou son dernier ticket. Votre réponse est notée au journal.",
        "Read its display or its last slip. Your answer is noted in the journal.",
    ),
    "terminal.paid": ("Payé   {key}", "Paid   {key}"),
    "terminal.unpaid": ("Pas payé   {key}", "Not paid   {key}"),
    "terminal.gave_title": ("Remboursement non enregistré", "Refund not recorded"),
    "terminal.gave": (
        "Le terminal a rendu {amount} à {at}, et aucun ticket ne le dit.",
        "The terminal gave back {amount} at {at}, and no ticket says so.",
    ),
    "terminal.gave_how": (
        "Enregistrez le remboursement : rien de plus ne sera rendu. Réglé autrement ? Dites-le.",
        "Record the refund: nothing more will be given back. Settled another way? Say so.",
    ),
    "terminal.gave_choose": (
        "Choisissez le ticket et les articles rendus pour {amount}, puis « Carte ».",
        "Choose the ticket and the goods returned for {amount}, then “Card”.",
    ),
    "terminal.left_back": (
        "{amount} rendus par la carte attendent encore : aucun ticket ne le dit.",
        "{amount} given back by card still waits: no receipt tells it.",
    ),
    "terminal.left_paid": (
        "{amount} par carte : on ne sait pas encore si c'est payé.",
        "{amount} by card: it is not known yet whether it was paid.",
    ),
    "terminal.resume": ("Répondre", "Answer"),
    "terminal.record": ("Noter   {key}", "Record   {key}"),
    "terminal.by_hand": ("Déjà réglé   {key}", "Settled   {key}"),
    "terminal.by_hand_noted": (
        "{amount} rendus sur carte : noté comme réglé à la main.",
        "{amount} given back on a card: noted as settled by hand.",
    ),
    "advance.given_back": (
        "Acompte de {amount} rendu ({means}).",
        "Advance of {amount} given back ({means}).",
    ),
    "terminal.no": ("Le paiement n'a pas été fait.", "The payment was not made."),
    "terminal.no_declined": (
        "Carte refusée. Essayez une autre carte, ou un autre moyen.",
        "Card declined. Try another card, or another means.",
    ),
    "terminal.no_forbidden": (
        "Cette carte n'est pas acceptée. Essayez un autre moyen.",
        "This card is not accepted. Try another means.",
    ),
    "terminal.no_abandoned": (
        "Paiement abandonné sur le terminal. Recommencez, ou prenez un autre moyen.",
        "Payment given up on the terminal. Start again, or use another means.",
    ),
    "terminal.no_timed_out": (
        "Le terminal a attendu trop longtemps. Recommencez.",
        "The terminal waited too long. Start again.",
    ),
    "terminal.no_format": (
        "Le terminal n'a pas compris la demande. Vérifiez ses réglages.",
        "The terminal did not understand. Check its settings.",
    ),
    "terminal.no_unreachable": (
        "Le terminal ne répond pas : rien n'a été demandé. Vérifiez qu'il est allumé.",
        "The terminal does not answer: nothing was asked. Check that it is on.",
    ),
    "account.settle": ("Encaisser son compte", "Take payment of the account"),
    "account.paid": (
        "Compte réglé, ticket {number}. À rendre : {change}",
        "Account paid, ticket {number}. Change: {change}",
    ),
    "advance.taken": (
        "Acompte de {amount} noté, ticket mis en attente.",
        "Advance of {amount} noted, ticket parked.",
    ),
    "advance.taken_change": (
        "Acompte de {amount} noté, ticket mis en attente. À rendre : {change}",
        "Advance of {amount} noted, ticket parked. Change: {change}",
    ),
    "advance.note": ("Acompte {amount}", "Advance {amount}"),
    "voucher.balance": (
        "{kind} {code} : il reste {left}, {until}.",
        "{kind} {code}: {left} left, {until}.",
    ),
    "voucher.until": ("jusqu'au {day}", "until {day}"),
    "voucher.for_ever": ("sans limite", "without limit"),
    "voucher.expired": ("expiré le {day}", "expired on {day}"),
    "voucher.printed": ("Bon envoyé à l'imprimante.", "Voucher sent to the printer."),
    "voucher.no_paper": (
        "Bon de {amount}, à noter pour le client : {code}",
        "Voucher of {amount}, to write down for the customer: {code}",
    ),
    "voucher.sell": ("Vendre en carte cadeau", "Sell as a gift card"),
    "exchange.begun": (
        "Échange : {amount} à déduire du prochain ticket.",
        "Exchange: {amount} to take off the next ticket.",
    ),
    "exchange.drop": ("Ne plus échanger", "No exchange after all"),
    "exchange.off": (
        "L'échange n'a pas été fait : rien n'est revenu.",
        "The exchange was not made: nothing came back.",
    ),
    "exchange.give": (
        "Échange fait : rendre {amount} ({means}).",
        "Exchange done: give back {amount} ({means}).",
    ),
    "refund.exchange": ("Échanger", "Exchange"),
    "refund.correct": ("Moyen de paiement faux", "Wrong means of payment"),
    "refund.correct_title": (
        "Ticket {number} : de quel moyen vers lequel ?",
        "Ticket {number}: from which means to which?",
    ),
    "refund.correct_from": ("Saisi", "Keyed"),
    "refund.correct_to": ("C'était", "It was"),
    "refund.correct_do": ("Corriger {amount}", "Correct {amount}"),
    "refund.corrected": ("Moyen de paiement corrigé.", "Means of payment corrected."),
    "refund.no_ticket": ("Sans ticket", "Without a ticket"),
    "refund.no_ticket_how": (
        "Scannez l'article : son ticket est cherché. S'il n'y en a pas, donnez un prix.",
        "Scan the item: its ticket is looked for. If there is none, give a price.",
    ),
    "refund.no_ticket_scan": ("Scanner l'article rendu", "Scan the item that comes back"),
    "refund.no_ticket_price": ("Repris à", "Taken back at"),
    "refund.no_ticket_vat": (
        "Sans ticket, la TVA n'est pas reprise.",
        "Without a ticket no VAT is taken back.",
    ),
    "refund.vouchers": ("Retrouver ses bons", "Find its vouchers"),
    "settings.terminal": ("Terminal de carte", "Card terminal"),
    "settings.terminal_how": (
        "Laissez vide si la caisse n'est pas reliée au terminal (Caisse-AP sur IP).",
        "Leave empty when the till is not connected to the terminal (Caisse-AP over IP).",
    ),
    "settings.terminal_address": ("Adresse du terminal", "Address of the terminal"),
    "settings.terminal_till": ("Numéro de caisse (2 chiffres)", "Till number (2 digits)"),
    "settings.terminal_test": ("Essayer la liaison", "Try the connection"),
    "settings.terminal_answers": ("Le terminal répond.", "The terminal answers."),
    "settings.terminal_silent": (
        "Pas de réponse. Vérifiez l'adresse, et que le terminal est allumé.",
        "No answer. Check the address, and that the terminal is on.",
    ),
}
