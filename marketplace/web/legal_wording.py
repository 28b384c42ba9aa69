"""What the legal and the accessibility page say, in French and in English."""

LEGAL: dict[str, tuple[str, str]] = {
    "legal_operator": ("Exploitant de la place de marché", "Operator of the marketplace"),
    "legal_sellers": ("Vendeurs", "Sellers"),
    "legal_sellers_text": (
        (
            "La place de marché met en relation ; le contrat de vente se conclut avec la boutique "
            "nommée sur chaque page de produit et de commande."
        ),
        (
            "The marketplace brings people together; the contract of sale is made with the shop named "
            "on every product and order page."
        ),
    ),
    "legal_ranking": ("Ordre d’affichage", "Ranking"),
    "legal_ranking_text": (
        (
            "Personne ne paie pour être mieux placé. Accueil : les derniers arrivages, boutique par "
            "boutique à tour de rôle. Rayons et vitrines : ordre alphabétique. Recherche : "
            "correspondance avec les mots saisis."
        ),
        (
            "Nobody pays for a better place. Home: latest arrivals, shops taking turns. Aisles and "
            "windows: alphabetical. Search: match with the words typed."
        ),
    ),
    "legal_commission": ("Rémunération", "Fees"),
    "legal_commission_text": (
        "Présence gratuite. Commission de {rate} HT sur le montant HT des ventes en ligne retirées.",
        (
            "Listing is free. A commission of {rate} before tax on the net amount of collected online "
            "sales."
        ),
    ),
    "legal_privacy": ("Données personnelles et témoins de connexion", "Personal data and cookies"),
    "legal_privacy_text": (
        (
            "Un seul témoin, nécessaire au panier, effacé après 30 jours sans visite ; la langue choisie "
            "en est un second. Aucune mesure d’audience, aucun tiers. Les coordonnées d’une commande sont "
            "effacées 30 jours après sa fin."
        ),
        (
            "One cookie, needed for the basket and erased after 30 days without a visit; your language "
            "choice is a second. No audience measurement, no third party. Contact details are erased 30 "
            "days after an order ends."
        ),
    ),
    "legal_mediation": ("Litiges", "Disputes"),
    "legal_mediation_text": (
        (
            "Adressez-vous d’abord à la boutique, dont les coordonnées sont sur sa page. Tout "
            "consommateur peut ensuite saisir gratuitement le médiateur dont relève la boutique."
        ),
        (
            "Turn to the shop first; its address is on its page. Every consumer may then call, free of "
            "charge, on the mediator the shop belongs to."
        ),
    ),
    # --- accessibility
    "access_text_1": (
        (
            "Ce site vise la conformité aux WCAG 2.2 niveau AA. Il fonctionne au clavier, sans "
            "JavaScript, à 200 % de zoom, et chaque image porteuse de sens a un texte."
        ),
        (
            "This site aims at WCAG 2.2 level AA. It works with the keyboard, without JavaScript, at "
            "200 % zoom, and every meaningful image has a text."
        ),
    ),
    "access_text_2": (
        "Il n’a pas encore été audité par un tiers. Le plan de la ville est doublé d’une liste.",
        "It has not yet been audited by a third party. The town map is doubled by a list.",
    ),
    "access_text_3": (
        "Un obstacle ? Dites-le à l’exploitant, ou commandez par téléphone auprès de la boutique.",
        "Something in your way? Tell the operator, or order from the shop by telephone.",
    ),
}
"""Key -> French, English."""
