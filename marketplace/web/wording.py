"""Every word the marketplace says, in French and in English; nothing else speaks.

The command line's sentences stand beside this file, in `console_wording`.

`{name}` takes a fact; `one|many` takes a number (`n`). French counts 0 and 1 as one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.web.console_wording import COMMANDS
from marketplace.web.legal_wording import LEGAL
from marketplace.web.order_wording import ORDERS
from marketplace.web.steward_wording import STEWARD

LANGUAGES = ("fr", "en")

WORDS: dict[str, tuple[str, str]] = (
    {
        # --- the frame of every page
        "market_of": ("Les commerces de {town}", "The shops of {town}"),
        "named": ("{name} : {what}", "{name}: {what}"),
        "mark_small": ("Les commerces de", "The shops of"),
        "skip": ("Aller au contenu", "Skip to content"),
        "search": ("Rechercher", "Search"),
        "search_hint": ("Un produit, une boutique…", "A product, a shop…"),
        "search_label": (
            "Rechercher un produit ou une boutique",
            "Search for a product or a shop",
        ),
        "nav_shops": ("Les boutiques", "Shops"),
        "nav_basket": ("Panier", "Basket"),
        "nav_main": ("Navigation principale", "Main navigation"),
        "basket_count": (
            "{n} article dans le panier|{n} articles dans le panier",
            "{n} item|{n} items",
        ),
        "footer_figures": ("Les chiffres, à livre ouvert", "Open figures"),
        "footer_legal": ("Mentions légales", "Legal notice"),
        "footer_accessibility": ("Accessibilité", "Accessibility"),
        "footer_line": (
            "Une place de marché locale, sans publicité ni pistage.",
            "A local marketplace, without advertising or tracking.",
        ),
        "other_language": ("English", "Français"),
        "other_language_code": ("en", "fr"),
        # --- home
        "home_title": (
            "Les commerces de {town}, à deux pas",
            "The shops of {town}, around the corner",
        ),
        "home_lead": (
            "Commandez en ligne, retirez en boutique deux heures d’ouverture plus tard, payez au comptoir.",
            "Order online, collect in the shop two opening hours later, pay at the counter.",
        ),
        "shops_count": ("{n} boutique|{n} boutiques", "{n} shop|{n} shops"),
        "open_count": (
            "{n} ouverte maintenant|{n} ouvertes maintenant",
            "{n} open now|{n} open now",
        ),
        "products_count": ("{n} produit|{n} produits", "{n} product|{n} products"),
        "home_shops": ("Vos commerçants", "Your shopkeepers"),
        "home_map": ("Dans la ville", "Around town"),
        "home_aisles": ("Les rayons", "Aisles"),
        "home_new": ("Nouveau dans les vitrines", "New in the windows"),
        "all_shops": ("Toutes les boutiques", "All shops"),
        "all_aisles": ("Tous les rayons", "All aisles"),
        "how_title": ("Comment ça marche", "How it works"),
        "how_1": ("Choisissez", "Choose"),
        "how_1_text": (
            "Dans une ou plusieurs boutiques, un seul panier.",
            "From one shop or several, in one basket.",
        ),
        "how_2": ("On prépare", "We prepare"),
        "how_2_text": (
            "Chaque boutique prépare votre sac ; la page de commande vous dit quand il est prêt.",
            "Each shop packs your bag; the order page tells you when it is ready.",
        ),
        "how_3": ("Retirez, payez", "Collect, pay"),
        "how_3_text": (
            "Montrez le code au comptoir et payez sur place. Rien n’est débité avant.",
            "Show the code at the counter and pay there. Nothing is charged before.",
        ),
        "how_3_online": (
            "Payez en ligne en commandant, ou sur place : montrez le code au comptoir.",
            "Pay online when you order, or on the spot: show the code at the counter.",
        ),
        "home_empty": (
            "Les boutiques de {town} s’installent. Revenez bientôt.",
            "The shops of {town} are moving in. Come back soon.",
        ),
        # --- opening
        "open_until": ("Ouvert jusqu’à {time}", "Open until {time}"),
        "open_again": (", puis de {opens} à {closes}", ", then {opens} to {closes}"),
        "opens_at": ("Fermé · ouvre {when}", "Closed · opens {when}"),
        "hours_unknown": ("Horaires non communiqués", "Opening hours not given"),
        "hours": ("Horaires", "Opening hours"),
        "closed_day": ("Fermé", "Closed"),
        "closure": ("Fermé du {first} au {last}", "Closed from {first} to {last}"),
        "closure_one": ("Fermé le {first}", "Closed on {first}"),
        "opening": (
            "Du {first} au {last} : ouvert {hours}",
            "From {first} to {last}: open {hours}",
        ),
        "opening_one": ("Le {first} : ouvert {hours}", "On {first}: open {hours}"),
        # --- shops
        "shops_title": ("Les boutiques", "Shops"),
        "shops_lead": (
            "Toutes les boutiques de la ville, qu’elles vendent en ligne ou non.",
            "Every shop of the town, whether it sells online or not.",
        ),
        "map_label": (
            "Plan schématique de la ville avec les boutiques ; la liste qui l’accompagne dit la même chose.",
            "Schematic map of the town with its shops; the list beside it says the same.",
        ),
        "not_selling": ("Pas encore en ligne", "Not online yet"),
        "not_online": (
            "Cette boutique ne vend pas encore en ligne. Poussez la porte !",
            "This shop does not sell online yet. Step in!",
        ),
        "paused": (
            (
                "Commandes en ligne fermées pour le moment. Celles qui sont passées suivent leur cours ; "
                "la boutique vous renseigne."
            ),
            (
                "Closed for online orders for now. Those already placed go on; the shop will tell you "
                "more."
            ),
        ),
        "paused_short": ("Commandes fermées pour le moment", "Closed for orders for now"),
        "paused_see_shop": ("Voir la boutique {shop}", "See the shop {shop}"),
        "shop_people": ("Derrière le comptoir", "Behind the counter"),
        "shop_services": ("Sur place", "In the shop"),
        "shop_products": ("Dans la vitrine", "In the window"),
        "shop_no_products": (
            "Rien en vitrine pour l’instant : passez voir, ou appelez.",
            "Nothing in the window yet: drop in, or call.",
        ),
        "shop_find": ("Adresse", "Address"),
        "shop_call": ("Appeler", "Call"),
        "shop_write": ("Écrire", "Write"),
        "shop_identity": ("Vendeur", "Seller"),
        "order_now_ready": ("Commandé maintenant, prêt {when}", "Order now, ready {when}"),
        "front_photo": ("La devanture de {shop}", "The front of {shop}"),
        # --- products
        "from_price": ("dès {price}", "from {price}"),
        "per_kg": ("{price} le kg", "{price} per kg"),
        "per_l": ("{price} le litre", "{price} per litre"),
        "per_m": ("{price} le mètre", "{price} per metre"),
        "per_piece": ("{price} la pièce", "{price} each"),
        "band_plenty": ("En stock", "In stock"),
        "band_last": ("Dernières pièces", "Last ones"),
        "band_none": ("Épuisé", "Sold out"),
        "band_service": ("Sur commande", "To order"),
        "lowest_price": (
            "Prix le plus bas des 30 jours précédents : {price}",
            "Lowest price of the 30 days before: {price}",
        ),
        "origin": ("Origine : {place}", "Origin: {place}"),
        "credits": (
            "Source de la fiche : {files}, licence",
            "Source of these words: {files}, licence",
        ),
        "vat_included": ("TVA comprise", "VAT included"),
        "choose_variant": ("Choisissez", "Choose"),
        "quantity": ("Quantité", "Quantity"),
        "weight": ("Poids", "Weight"),
        "length": ("Longueur", "Length"),
        "volume": ("Volume", "Volume"),
        "add": ("Mettre au panier", "Add to basket"),
        "added": ("C’est dans votre panier.", "It is in your basket."),
        "sold_out_here": (
            "Épuisé en ligne. Demandez à la boutique : elle en attend peut-être.",
            "Sold out online. Ask the shop: more may be on the way.",
        ),
        "ready": ("Prêt {when}", "Ready {when}"),
        "ready_note": (
            "Retrait gratuit chez {shop}, paiement au comptoir.",
            "Free collection at {shop}, pay at the counter.",
        ),
        "no_promise": (
            "Horaires à confirmer auprès de la boutique.",
            "Ask the shop for its opening hours.",
        ),
        "sold_by": ("Vendu et préparé par {shop}", "Sold and packed by {shop}"),
        "elsewhere": ("Aussi dans la ville", "Also in town"),
        "photo_of": ("{name}, photo {n}", "{name}, photograph {n}"),
        "flag_cold": ("À conserver au frais", "Keep chilled"),
        "flag_frozen": ("À conserver surgelé", "Keep frozen"),
        "flag_age_18": (
            "Vente interdite aux moins de 18 ans : une pièce d’identité sera demandée",
            "Not sold to under-18s: proof of age will be asked for",
        ),
        "allergens": ("Allergènes : {names}", "Allergens: {names}"),
        "allergens_ask": (
            "Allergènes : demandez au comptoir avant d’acheter.",
            "Allergens: ask at the counter before you buy.",
        ),
        "allergens_none": (
            "Ne contient aucun des 14 allergènes à déclaration obligatoire.",
            "Contains none of the 14 allergens that have to be declared.",
        ),
        "flag_fragile": ("Fragile", "Fragile"),
        "flag_durable": (
            "Garantie légale de conformité : 2 ans",
            "Legal guarantee of conformity: 2 years",
        ),
        "more_from": ("Chez {shop} aussi", "More from {shop}"),
        # --- search and aisles
        "results_title": ("« {query} »", "“{query}”"),
        "results_none": (
            "Rien trouvé pour « {query} ». Essayez un mot plus court, ou parcourez les rayons.",
            "Nothing found for “{query}”. Try a shorter word, or browse the aisles.",
        ),
        "results_corrected": (
            "Aucun résultat exact : voici ceux pour « {query} ».",
            "No exact result: these are for “{query}”.",
        ),
        "results_ask": ("Que cherchez-vous ?", "What are you looking for?"),
        "next_page": ("Page suivante", "Next page"),
        "previous_page": ("Page précédente", "Previous page"),
        "breadcrumb": ("Fil d’Ariane", "Breadcrumb"),
        # --- basket
        "basket_title": ("Votre panier", "Your basket"),
        "basket_empty": (
            "Votre panier est vide. Les boutiques, elles, sont pleines.",
            "Your basket is empty. The shops are not.",
        ),
        "basket_browse": ("Voir les boutiques", "See the shops"),
        "change": ("Mettre à jour", "Update"),
        "remove": ("Retirer", "Remove"),
        "remove_label": ("Retirer {name} du panier", "Remove {name} from the basket"),
        "subtotal": ("Sous-total", "Subtotal"),
        "total": ("Total", "Total"),
        "checkout": ("Passer commande", "Check out"),
        "keep_shopping": ("Continuer mes achats", "Keep shopping"),
        "price_changed": (
            "Le prix a changé : {before} → {after}.",
            "The price has changed: {before} → {after}.",
        ),
        "line_unavailable": (
            "N’est plus en vente. Retirez-le pour continuer.",
            "No longer for sale. Remove it to continue.",
        ),
        "line_not_enough": (
            "Il en reste {left}. Réduisez la quantité ou retirez-le.",
            "Only {left} left. Lower the quantity or remove it.",
        ),
        "line_paused": (
            "La boutique ne prend pas de commande pour le moment. Retirez-le pour continuer.",
            "The shop takes no orders for now. Remove it to continue.",
        ),
        "line_none_left": ("Il n’en reste plus. Retirez-le.", "None left. Remove it."),
        "several_shops": (
            "Une seule commande, un retrait par boutique.",
            "One order, one collection per shop.",
        ),
        # --- checkout
        "checkout_title": ("Finaliser la commande", "Complete your order"),
        "contact": ("Vos coordonnées", "Your details"),
        "name": ("Prénom et nom", "First and last name"),
        "name_hint": (
            "Pour vous appeler par votre nom au comptoir.",
            "So the counter can greet you.",
        ),
        "phone": ("Téléphone", "Telephone"),
        "phone_hint": (
            "La boutique n’en voit que les deux derniers chiffres.",
            "The shop sees its last two digits only.",
        ),
        "email": ("Adresse e-mail (facultatif)", "E-mail (optional)"),
        "email_hint": ("Seulement pour cette commande.", "For this order only."),
        "note": ("Un mot pour {shop} (facultatif)", "A word for {shop} (optional)"),
        "payment": ("Paiement", "Payment"),
        "pay_on_collection": (
            "Au retrait, dans chaque boutique : carte, espèces, titres selon la boutique.",
            "On collection, in each shop: card or cash.",
        ),
        "mode_collect": ("Retrait en boutique, gratuit", "Collection in the shop, free"),
        "place_order": (
            "Commander avec obligation de paiement — payer au retrait",
            "Order with obligation to pay — pay on collection",
        ),
        "terms_note": (
            (
                "Chaque boutique est le vendeur de ses produits. Vous disposez de 14 jours après le retrait "
                "pour changer d’avis, hors denrées périssables et produits descellés."
            ),
            (
                "Each shop is the seller of its goods. You have 14 days after collection to change your "
                "mind, except for perishable or unsealed goods."
            ),
        ),
        "privacy_note": (
            "Vos coordonnées servent à cette commande et sont effacées 30 jours après le retrait.",
            "Your details serve this order only and are erased 30 days after collection.",
        ),
        "fix_fields": (
            "Il reste {n} champ à corriger.|Il reste {n} champs à corriger.",
            "{n} field needs your attention.|{n} fields need your attention.",
        ),
        # --- order page
        "order_thanks": ("Merci, {name} !", "Thank you, {name}!"),
        "order_title": ("Votre commande", "Your order"),
        "order_keep": (
            "Gardez cette page : son adresse est la clé de votre commande.",
            "Keep this page: its address is the key to your order.",
        ),
        "order_number": ("Commande {number}", "Order {number}"),
        "state_placed": ("Transmise à la boutique", "Sent to the shop"),
        "state_placed_seen": ("Vue par la boutique", "Seen by the shop"),
        "state_accepted": ("Acceptée", "Accepted"),
        "state_preparing": ("En préparation", "Being prepared"),
        "state_ready": ("Prête ! On vous attend.", "Ready! See you soon."),
        "state_handed_over": ("Retirée", "Collected"),
        "state_delivered": ("Livrée", "Delivered"),
        "state_refused": ("Refusée par la boutique", "Declined by the shop"),
        "state_cancelled": ("Annulée", "Cancelled"),
        "state_expired": ("Expirée", "Expired"),
        "state_returned": ("Retournée", "Returned"),
        "void_note": ("Rien n’a été débité.", "Nothing was charged."),
        "steps_label": ("Où en est la commande", "Progress of the order"),
        "step_placed": ("Transmise", "Sent"),
        "step_accepted": ("Acceptée", "Accepted"),
        "step_preparing": ("Préparation", "Preparing"),
        "step_ready": ("Prête", "Ready"),
        "step_handed_over": ("Retirée", "Collected"),
        "promised": ("Prête {when}", "Ready {when}"),
        "ready_since": ("Prête depuis {when}", "Ready since {when}"),
        "collected_at": ("Retirée {when}", "Collected {when}"),
        "pickup_code": ("Code de retrait", "Pickup code"),
        "pickup_hint": (
            "Montrez ce code au comptoir. Un proche peut le présenter pour vous.",
            "Show this code at the counter. Someone else may present it for you.",
        ),
        "pickup_alt": (
            "Code QR de retrait de la commande {number}",
            "Pickup QR code of order {number}",
        ),
        "to_pay": ("À payer au comptoir", "To pay at the counter"),
        "paid": ("Payé au comptoir", "Paid at the counter"),
        "line_missing": ("Manquant, non facturé", "Missing, not charged"),
        "line_substituted": ("Remplacé par {label}", "Replaced by {label}"),
        "line_returned": ("Retourné", "Returned"),
        "cancel": ("Annuler cette commande", "Cancel this order"),
        "reason": ("Motif : {reason}", "Reason: {reason}"),
        "refresh": ("Actualiser", "Refresh"),
        "your_note": ("Votre mot : {note}", "Your note: {note}"),
        # --- withdrawal
        "withdraw": ("Renoncer au contrat ici", "Withdraw from the contract here"),
        "withdraw_title": ("Renoncer au contrat", "Withdraw from the contract"),
        "withdraw_lead": (
            (
                "Vous avez 14 jours à compter du retrait pour renoncer à votre achat, sans donner de motif. "
                "Rapportez les articles à la boutique dans les 14 jours qui suivent ; elle vous rembourse."
            ),
            (
                "You have 14 days from collection to withdraw from your purchase, without giving a reason. "
                "Bring the goods back within the following 14 days; the shop refunds you."
            ),
        ),
        "withdraw_exceptions": (
            (
                "Sont exclus : denrées périssables, produits descellés ne pouvant être renvoyés pour des "
                "raisons d’hygiène, articles faits sur mesure, presse."
            ),
            "Excluded: perishable goods, unsealed hygiene goods, made-to-order goods, newspapers.",
        ),
        "withdraw_statement": (
            "Je renonce au contrat de la commande {number} passée le {date} auprès de {seller}. {name}",
            "I withdraw from the contract of order {number} placed on {date} with {seller}. {name}",
        ),
        "withdraw_confirm": ("Confirmer la renonciation", "Confirm the withdrawal"),
        "withdraw_done": ("Votre renonciation est enregistrée.", "Your withdrawal is recorded."),
        "withdraw_receipt": (
            "Accusé de réception, à imprimer ou à enregistrer",
            "Acknowledgement, to print or to save",
        ),
        "withdraw_at": ("Reçue le {when}", "Received on {when}"),
        "withdraw_back": ("Revenir à la commande", "Back to the order"),
        # --- figures
        "figures_title": ("Les chiffres, à livre ouvert", "Open figures"),
        "figures_lead": (
            (
                "Ce que fait la place de marché, recalculé à chaque visite à partir des commandes. "
                "Aucune donnée personnelle ; un montant n’est montré que si au moins {n} boutiques y ont part "
                "et qu’aucune n’en fait plus de {share} %."
            ),
            (
                "What the marketplace does, recomputed from the orders at every visit. No personal data; "
                "an amount is shown only when at least {n} shops share in it and none makes more than "
                "{share} % of it."
            ),
        ),
        "fig_listed": ("boutiques présentes", "shops listed"),
        "fig_selling": ("vendent en ligne", "sell online"),
        "fig_products": ("produits en vitrine", "products online"),
        "fig_month": ("Mois", "Month"),
        "fig_checkouts": ("Paniers", "Baskets"),
        "fig_orders": ("Commandes", "Orders"),
        "fig_collected": ("Retirées", "Collected"),
        "fig_fallen": ("Annulées, refusées, expirées", "Cancelled, declined, expired"),
        "fig_on_time": ("Prêtes à l’heure", "Ready on time"),
        "fig_shops": ("Boutiques", "Shops"),
        "fig_gross": ("Montant TTC", "Amount incl. VAT"),
        "fig_basket": ("Panier moyen", "Average basket"),
        "fig_hidden": ("non publié", "not published"),
        "fig_csv": ("Télécharger en CSV", "Download as CSV"),
        "fig_none": ("Aucune commande encore.", "No orders yet."),
        # --- time
        "today_at": ("aujourd’hui à {time}", "today at {time}"),
        "tomorrow_at": ("demain à {time}", "tomorrow at {time}"),
        "weekday_at": ("{weekday} à {time}", "{weekday} at {time}"),
        "day_at": ("le {day} à {time}", "on {day} at {time}"),
        "day_format": ("{weekday} {day} {month}", "{weekday} {day} {month}"),
        "weekdays": (
            "lundi mardi mercredi jeudi vendredi samedi dimanche",
            "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        ),
        "months": (
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "January February March April May June July August September October November December",
        ),
        # --- errors a visitor may meet
        "receipt_title": ("Votre ticket", "Your receipt"),
        "receipt_number": ("Ticket {number}", "Receipt {number}"),
        "receipt_until": (
            "Lisible ici jusqu’au {day} : gardez-en une copie si vous en avez besoin.",
            "Readable here until {day}: keep a copy if you need one.",
        ),
        "receipt_none": ("Ticket introuvable", "Receipt not found"),
        "receipt_none_text": (
            (
                "Il arrive peut-être : réessayez dans une minute. Au-delà d’un mois il est effacé ; la"
                " boutique peut vous en redonner un."
            ),
            (
                "It may be on its way: try again in a minute. After a month it is erased; the shop can"
                " give you another."
            ),
        ),
        "error_404": ("Cette page n’existe pas", "This page does not exist"),
        "error_404_text": (
            "Elle a peut-être été retirée de la vitrine. La recherche la retrouvera si elle est encore là.",
            "It may have left the window. The search finds it if it is still there.",
        ),
        "error_500": ("Quelque chose s’est mal passé", "Something went wrong"),
        "error_500_text": (
            "Ce n’est pas de votre fait et rien n’a été commandé par cet envoi. Réessayez dans un instant.",
            "It is not your doing and nothing was ordered by this request. Try again in a moment.",
        ),
        "error_503": ("Le marché reprend son souffle", "The market is catching its breath"),
        "error_503_text": (
            "Rien n’a été enregistré. Réessayez dans une minute.",
            "Nothing was recorded. Try again in a minute.",
        ),
        "error_403": ("Cet envoi n’est pas passé", "This request was not accepted"),
        "error_403_text": (
            "La page était restée ouverte trop longtemps ou venait d’ailleurs. Rechargez-la et recommencez.",
            "The page had been open for too long or came from elsewhere. Reload it and try again.",
        ),
        "error_413": ("C’est trop long", "That is too long"),
        "error_413_text": ("Raccourcissez votre texte.", "Please shorten your text."),
        "error_429": ("Un instant", "One moment"),
        "error_429_text": (
            "Trop de demandes viennent de votre connexion. Réessayez dans une minute ; rien n’est perdu.",
            "Too many requests come from your connection. Try again in a minute; nothing is lost.",
        ),
        "back_home": ("Retour à l’accueil", "Back to the home page"),
        "wrong_quantity": (
            "Cette quantité n’est pas possible : un nombre entier entre 1 et 999, ou un poids comme 0,250.",
            "That quantity is not possible: a whole number from 1 to 999, or a weight like 0.250.",
        ),
        "not_enough": (
            "Il n’en reste pas autant : {left} de « {name} ».",
            "There is not that much left: {left} of “{name}”.",
        ),
        "none_left": ("« {name} » vient de partir.", "“{name}” has just gone."),
        "basket_full": (
            "Le panier est plein ({most} lignes). Passez commande, puis continuez.",
            "The basket is full ({most} lines). Check out, then continue.",
        ),
        "not_found": ("Cet article n’est plus en vente.", "This item is no longer for sale."),
        "basket_changed": (
            (
                "Votre panier, un prix ou le jour de retrait a changé pendant que vous remplissiez la "
                "page. Vérifiez, puis confirmez."
            ),
            (
                "Your basket, a price or the day of collection has changed meanwhile. Please check, then "
                "confirm."
            ),
        ),
        "basket_problem": (
            "Un article vient de partir. Ajustez votre panier, rien n’a été commandé.",
            "An item has just gone. Adjust your basket; nothing was ordered.",
        ),
        "never_open": (
            "La boutique {shop} n’a pas d’horaires : elle ne peut pas promettre de retrait.",
            "{shop} has no opening hours and cannot promise a collection.",
        ),
        "key_reused": (
            "Cette page a déjà servi à une autre commande. Rouvrez votre panier.",
            "This page has served another order already. Open your basket again.",
        ),
        "malformed_key": (
            "La page est abîmée. Rouvrez votre panier.",
            "The page is damaged. Open your basket again.",
        ),
        "too_late_to_cancel": (
            "La boutique a déjà accepté la commande. Appelez-la pour la modifier.",
            "The shop has accepted the order already. Call it to change anything.",
        ),
        "too_late_to_withdraw": (
            "Le délai de 14 jours est passé, ou la commande n’est pas retirée.",
            "The 14 days are over, or the order has not been collected.",
        ),
        "name_missing": ("Indiquez un nom.", "Enter a name."),
        "phone_missing": ("Indiquez un numéro de téléphone.", "Enter a telephone number."),
        "phone_wrong": (
            "Ce numéro n’en est pas un : 06 12 34 56 78, par exemple.",
            "That is not a telephone number: 06 12 34 56 78, for example.",
        ),
        "email_wrong": (
            "Cette adresse n’est pas complète : nom@exemple.fr.",
            "That address is not complete: name@example.com.",
        ),
        "too_long": ("C’est trop long.", "That is too long."),
    }
    | LEGAL
    | ORDERS
    | STEWARD
)
"""Key -> French, English."""

_FRENCH_GAPS = re.compile(r" (?=[:;!?»%€])|(?<=«) ")
SPOKEN = {
    key: (_FRENCH_GAPS.sub("\u00a0", french), english) for key, (french, english) in WORDS.items()
}
"""The words as they are said: no French line begins with its `:` or `»`, or ends with its `«`."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words in one language."""

    language: str

    def __call__(self, key: str, **facts: str | int) -> str:
        """Return a phrase with its facts in place; `n` chooses between one and many."""
        return self._say(SPOKEN, key, facts)

    def command(self, key: str, **facts: str | int) -> str:
        """Return a sentence of the command line."""
        return self._say(COMMANDS, key, facts)

    def knows(self, key: str) -> bool:
        """Tell whether there is such a phrase."""
        return key in WORDS

    def _say(
        self, table: Mapping[str, tuple[str, str]], key: str, facts: Mapping[str, str | int]
    ) -> str:
        phrase = table[key][LANGUAGES.index(self.language)]
        if "|" in phrase:
            number = facts["n"]
            is_one = number in {0, 1} if self.language == "fr" else number == 1
            phrase = phrase.split("|")[0 if is_one else 1]
        return phrase.format_map(facts)


def choose_language(asked: str, remembered: str, accepted: str) -> str:
    """Return the language: asked for in the address, chosen before, or the browser's first known."""
    for wish in (asked, remembered):
        if wish in LANGUAGES:
            return wish
    for part in accepted.split(","):
        wish = part.split(";")[0].strip().lower()[:2]
        if wish in LANGUAGES:
            return wish
    return LANGUAGES[0]
