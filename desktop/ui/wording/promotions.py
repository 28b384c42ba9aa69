"""Words of the promotions."""

TEXTS: dict[str, tuple[str, str]] = {
    "promotion.title": ("Promotions", "Promotions"),
    "promotion.new": ("Nouvelle promotion", "New promotion"),
    "promotion.back": ("Revenir à la liste (Échap)", "Back to the list (Esc)"),
    "promotion.to_catalogue": ("Revenir au catalogue (Échap)", "Back to the catalogue (Esc)"),
    "promotion.none": (
        "Une remise que la caisse fait seule",
        "A discount the till gives by itself",
    ),
    "promotion.none_how": (
        (
            "« 3 pour 2 », « −20 % du 1er au 15 », un menu : elle s'applique dès qu'elle profite au"
            " client."
        ),
        (
            "“3 for 2”, “20% off from the 1st to the 15th”, a menu: given whenever it serves the"
            " customer."
        ),
    ),
    "promotion.kind": ("Ce qu'elle donne", "What it gives"),
    "promotion.kind_percentage": ("−x %", "x% off"),
    "promotion.kind_amount": ("−x €", "€x off"),
    "promotion.kind_n_for_m": ("3 pour 2", "3 for 2"),
    "promotion.kind_bundle": ("Lot à prix fixe", "Set at one price"),
    "promotion.kind_menu": ("Menu", "Menu"),
    "promotion.share": ("Remise en %", "Discount in %"),
    "promotion.euros": ("Montant en €", "Amount in €"),
    "promotion.count": ("Pris", "Taken"),
    "promotion.paid": ("Payés", "Paid for"),
    "promotion.on": ("Sur", "On"),
    "promotion.target_search": (
        "Ajouter un rayon ou un produit ; rien = tout le magasin",
        "Add a section or a product; none = the whole shop",
    ),
    "promotion.untarget": ("Retirer {name}", "Remove {name}"),
    "promotion.aim_category": ("Rayon {name}", "Section {name}"),
    "promotion.aim_product": ("{name}", "{name}"),
    "promotion.aim_variant": ("{name} (ce modèle)", "{name} (this form)"),
    "promotion.starts": ("Du", "From"),
    "promotion.ends": ("Au", "To"),
    "promotion.day": ("jj/mm/aaaa", "dd/mm/yyyy"),
    "promotion.from_hour": ("De (heure)", "From (hour)"),
    "promotion.until_hour": ("À (heure)", "Until (hour)"),
    "promotion.group": ("Pour le groupe de clients", "For the customer group"),
    "promotion.everybody": ("Tout le monde", "Everybody"),
    "promotion.name": ("Nom sur le ticket", "Name on the ticket"),
    "promotion.save": ("Enregistrer", "Save"),
    "promotion.stop": ("Arrêter", "Stop"),
    "promotion.saved": ("Promotion « {name} » enregistrée.", "Promotion “{name}” saved."),
    "promotion.stopped_it": ("Promotion « {name} » arrêtée.", "Promotion “{name}” stopped."),
    "promotion.runs": ("En cours", "Running"),
    "promotion.to_come": ("À venir", "To come"),
    "promotion.over": ("Terminée", "Over"),
    "promotion.stopped": ("Arrêtée", "Stopped"),
    "promotion.no_day": (
        "Écrivez le jour comme 15/12 ou 15/12/2026.",
        "Write the day as 15/12 or 15/12/2026.",
    ),
    "promotion.no_hour": ("Écrivez l'heure comme 14 ou 14:30.", "Write the hour as 14 or 14:30."),
    "promotion.name_percentage": ("−{share}", "{share} off"),
    "promotion.name_amount": ("−{amount}", "{amount} off"),
    "promotion.name_n_for_m": ("{count} pour {paid}", "{count} for {paid}"),
    "promotion.name_bundle": ("{count} pour {price}", "{count} for {price}"),
    "promotion.name_menu": ("Menu {price}", "Menu {price}"),
    "promotion.sentence": ("{parts}.", "{parts}."),
    "promotion.say_percentage": ("{share} de remise sur {on}", "{share} off {on}"),
    "promotion.say_amount": (
        "{amount} de remise par article sur {on}",
        "{amount} off each item of {on}",
    ),
    "promotion.say_n_for_m": (
        (
            "Pour {count} articles pris, le moins cher est offert : {on}"
            "|Pour {count} articles pris, les {n} moins chers sont offerts : {on}"
        ),
        (
            "Of {count} items taken, the cheapest is free: {on}"
            "|Of {count} items taken, the {n} cheapest are free: {on}"
        ),
    ),
    "promotion.say_bundle": (
        "{count} articles au choix pour {price} : {on}",
        "Any {count} items for {price}: {on}",
    ),
    "promotion.say_menu": ("{on} ensemble pour {price}", "{on} together for {price}"),
    "promotion.on_everything": ("tout le magasin", "the whole shop"),
    "promotion.from_to": ("du {start} au {end}", "from {start} to {end}"),
    "promotion.from": ("à partir du {start}", "from {start} on"),
    "promotion.until": ("jusqu'au {end}", "until {end}"),
    "promotion.on_days": ("le {days}", "on {days}"),
    "promotion.hours": ("de {start} à {end}", "from {start} to {end}"),
    "promotion.for_group": ("pour le groupe « {group} »", "for the group “{group}”"),
    "promotion.example": (
        "Exemple : {lines} = {after} au lieu de {before}.",
        "Example: {lines} = {after} instead of {before}.",
    ),
    "promotion.example_line": ("{n} × {price}", "{n} × {price}"),
    "weekday.0": ("lundi", "Monday"),
    "weekday.1": ("mardi", "Tuesday"),
    "weekday.2": ("mercredi", "Wednesday"),
    "weekday.3": ("jeudi", "Thursday"),
    "weekday.4": ("vendredi", "Friday"),
    "weekday.5": ("samedi", "Saturday"),
    "weekday.6": ("dimanche", "Sunday"),
    "weekday.short_0": ("Lu", "Mo"),
    "weekday.short_1": ("Ma", "Tu"),
    "weekday.short_2": ("Me", "We"),
    "weekday.short_3": ("Je", "Th"),
    "weekday.short_4": ("Ve", "Fr"),
    "weekday.short_5": ("Sa", "Sa"),
    "weekday.short_6": ("Di", "Su"),
    "window.promotions": ("Promotions", "Promotions"),
    "keys.promotions": ("Ouvrir les promotions", "Open the promotions"),
    "keys.promotion_new": ("Nouvelle promotion", "New promotion"),
    "keys.promotion_save": ("Enregistrer", "Save"),
}
