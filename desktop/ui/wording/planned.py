"""Words of the room of planned prices."""

TEXTS: dict[str, tuple[str, str]] = {
    "window.prices": ("Prix prévus", "Planned prices"),
    "catalogue.room_prices": ("Prix", "Prices"),
    "keys.prices_all": ("Tout cocher", "Tick all"),
    "keys.prices_withdraw": ("Retirer les prix cochés", "Withdraw the ticked prices"),
    "keys.prices_undo": ("Annuler le dernier retrait", "Undo the last withdrawal"),
    "keys.prices_open": ("Ouvrir la fiche du produit", "Open the product's record"),
    "prices.title": ("Prix prévus", "Planned prices"),
    "prices.list": ("Prix qui changeront seuls", "Prices that will change by themselves"),
    "prices.search": ("Chercher un produit", "Search a product"),
    "prices.today": ("Aujourd'hui", "Today"),
    "prices.tomorrow": ("Demain, {day}", "Tomorrow, {day}"),
    "prices.step": ("{before} → {after}", "{before} → {after}"),
    "prices.for_good": ("sans fin", "no end"),
    "prices.until": ("jusqu'au {last} compris", "until {last} included"),
    "prices.ends": ("fin du prix prévu", "end of the planned price"),
    "prices.stays": ("{after}, inchangé", "{after}, unchanged"),
    "prices.begins_on": ("Nouveau prix à partir du {day}.", "New price from {day}."),
    "prices.ends_on": (
        "Le prix prévu tient depuis le {first}, jusqu'au {last} compris.",
        "The planned price holds since {first}, until {last} included.",
    ),
    "prices.returns_on": (
        "Le {day}, le prix d'avant revient.",
        "On {day} the price before comes back.",
    ),
    "prices.by_hand": (
        "Un autre prix a été donné entre-temps : il reste.",
        "Another price was given meanwhile: it stays.",
    ),
    "prices.lasts": (
        "Il tient jusqu'au {last} compris, puis le prix d'avant revient.",
        "It holds until {last} included, then the price before comes back.",
    ),
    "prices.lasts_for_good": ("Il reste ensuite, sans fin.", "It stays after that, with no end."),
    "prices.made": ("Prévu le {day}.", "Planned on {day}."),
    "prices.tag": (
        "Ce jour-là, son étiquette sera à refaire.",
        "Its shelf tag will be due that day.",
    ),
    "prices.open": ("Ouvrir la fiche", "Open the record"),
    "prices.count": ("{n} sur {total}", "{n} of {total}"),
    "prices.all": ("Tout cocher", "Tick all"),
    "prices.withdraw": (
        "Retirer {n} prix prévu|Retirer {n} prix prévus",
        "Withdraw {n} planned price|Withdraw {n} planned prices",
    ),
    "prices.withdraw_none": ("Cochez des prix", "Tick some prices"),
    "prices.withdrawn": (
        "{n} prix prévu retiré.|{n} prix prévus retirés.",
        "{n} planned price withdrawn.|{n} planned prices withdrawn.",
    ),
    "prices.reinstated": (
        "{n} prix prévu remis.|{n} prix prévus remis.",
        "{n} planned price put back.|{n} planned prices put back.",
    ),
    "prices.reinstated_some": (
        "{n} sur {total} remis : les autres jours sont passés ou pris par un autre prix prévu.",
        "{n} of {total} put back: the other days are past or taken by another planned price.",
    ),
    "prices.none": ("Aucun prix prévu", "No planned price"),
    "prices.none_how": (
        "Soldes, hausse : ouvrez un produit puis « Prix prévus », ou changez-en plusieurs au Tableau.",
        "Sales, increases: open a product, then “Planned prices”, or change several in the Table.",
    ),
    "prices.no_match": ("Aucun prix prévu à ce nom", "No planned price by that name"),
    "prices.no_match_how": (
        "Cherchez un mot du nom du produit, ou effacez la recherche.",
        "Search a word of the product's name, or clear the search.",
    ),
    "prices.to_products": ("Choisir un produit", "Choose a product"),
}
