"""Words for what has to be known of goods: allergens, how they are kept, who may have them."""

from sync.kernel.allergen_names import NAMES

TEXTS: dict[str, tuple[str, str]] = {
    **{f"allergen.{code}": (french, english) for code, (french, english) in NAMES.items()},
    "allergen.listed": ("Allergènes : {names}", "Allergens: {names}"),
    "product.fold_care": ("Allergènes, conservation, âge", "Allergens, keeping, age"),
    "product.allergens": ("Contient", "Contains"),
    "product.allergens_how": (
        "Obligatoire pour vendre un aliment en ligne. Rien de coché : non renseigné.",
        "Required to sell food online. Nothing ticked: nobody has said.",
    ),
    "hours.on_holidays": (
        "Ouvert aussi les jours fériés, aux heures du jour",
        "Open on public holidays too, at the day's hours",
    ),
    "hours.special": ("Jours exceptionnels", "Exceptional days"),
    "hours.special_how": (
        (
            "Congés, inventaire, dimanche de décembre : du jour au jour, avec leurs heures, ou rien"
            " pour une fermeture. La ville l'affiche et promet les commandes d'après cela."
        ),
        (
            "Holidays, stocktaking, a Sunday in December: from day to day, with their hours, or"
            " nothing when closed. The town shows it and promises orders by it."
        ),
    ),
    "hours.add_day": ("Ajouter un jour", "Add a day"),
    "hours.remove_day": ("Retirer ce jour", "Remove this day"),
    "hours.first_day": ("Premier jour", "First day"),
    "hours.last_day": ("Dernier jour", "Last day"),
    "hours.day_hint": ("jj/mm/aaaa", "dd/mm/yyyy"),
    "hours.last_hint": ("même jour", "same day"),
    "hours.that_day": ("Heures de ces jours", "Hours of these days"),
    "hours.reason": ("Motif affiché", "Reason shown"),
    "proof.shoot": ("Photographier", "Take the photo"),
    "proof.phone": ("Avec le téléphone", "By phone"),
    "proof.file": ("Choisir un fichier", "Choose a file"),
    "proof.by_camera": ("caméra du comptoir", "the counter's camera"),
    "proof.by_phone": ("téléphone", "the phone"),
    "off.title": ("Épuisé en ligne jusqu'au…", "Sold out online until…"),
    "off.how": (
        "La caisse le vend toujours. De nouveau en ligne à l'ouverture :",
        "The till still sells it. Online again when the shop opens:",
    ),
    "off.tomorrow": ("demain", "tomorrow"),
    "off.open_end": ("jusqu'à nouvel ordre", "until I say so"),
    "off.is_until": ("épuisé en ligne jusqu'à {moment}", "sold out online until {moment}"),
    "off.is_open_end": (
        "épuisé en ligne jusqu'à nouvel ordre",
        "sold out online until you say so",
    ),
    "off.is_back": ("de nouveau en ligne", "online again"),
    "off.bring_back": ("Remettre en ligne", "Put online again"),
    "off.told": ("{name} : {words}", "{name}: {words}"),
    "month.before": ("Mois précédent", "Month before"),
    "month.after": ("Mois suivant", "Month after"),
    "month.weekdays": ("lu ma me je ve sa di", "Mo Tu We Th Fr Sa Su"),
    "age.ask": (
        "{years} ans ou plus : né(e) le {born} ou avant",
        "{years} or over: born on {born} or before",
    ),
    "age.seen": ("Majeur vérifié  {key}", "Age checked  {key}"),
    "age.refuse": ("Refuser", "Refuse"),
    "age.was_seen": ("Majorité vérifiée", "Age checked"),
    "age.first": (
        "Vérifiez l'âge, puis Entrée : l'encaissement suit.",
        "Check the age, then Enter: the payment follows.",
    ),
    "age.refused": (
        "{n} article réservé aux majeurs retiré|{n} articles réservés aux majeurs retirés",
        "{n} article for adults taken off|{n} articles for adults taken off",
    ),
    "keys.age_seen": ("Majeur vérifié (alcool, tabac)", "Age checked (alcohol, tobacco)"),
    "product.handling": ("Conservation et remise", "Keeping and handing over"),
    "product.flag_cold": ("À garder au frais", "Keep chilled"),
    "product.flag_frozen": ("Surgelé", "Frozen"),
    "product.flag_fragile": ("Fragile", "Fragile"),
}
