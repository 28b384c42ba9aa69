"""Words of the settings and of the first start."""

TEXTS: dict[str, tuple[str, str]] = {
    "settings.title": ("Réglages", "Settings"),
    "settings.saved": ("C'est enregistré.", "Saved."),
    "settings.save": ("Enregistrer", "Save"),
    "settings.undo": ("Annuler les changements", "Undo changes"),
    "settings.changed": (
        "Pas encore enregistré : rien ne change à la caisse.",
        "Not saved yet: nothing changes at the till.",
    ),
    "settings.leave_ask": (
        "Vos changements ne sont pas enregistrés.",
        "Your changes are not saved.",
    ),
    "settings.stay": ("Rester ici", "Stay here"),
    "settings.leave_undo": ("Partir sans eux", "Leave without them"),
    "settings.leave_save": ("Enregistrer et partir", "Save and leave"),
    "settings.search": ("Chercher un réglage", "Find a setting"),
    "settings.search_none": ("Aucun réglage à ce mot", "No setting by that word"),
    "settings.groups": ("Groupes de réglages", "Groups of settings"),
    "settings.group_shop": ("Boutique", "Shop"),
    "settings.group_payments": ("Caisse et paiements", "Till and payments"),
    "settings.group_team": ("Équipe", "Team"),
    "settings.group_printers": ("Imprimantes", "Printers"),
    "settings.group_devices": ("Appareils du comptoir", "Counter devices"),
    "settings.group_weighing": ("Vente au poids", "Selling by weight"),
    "settings.group_books": ("Loi et comptabilité", "Law and accounts"),
    "settings.group_market": ("Place de marché", "Marketplace"),
    "settings.group_help": ("Aide et formation", "Help and training"),
    "settings.keys": ("Les touches", "The keys"),
    "settings.keys_how": (
        "Chaque geste a sa touche. La fiche s'imprime pour le comptoir.",
        "Every act has its key. The sheet prints for the counter.",
    ),
    "settings.keys_open": ("Voir la fiche", "See the sheet"),
    "settings.test_first": (
        "La page d'essai part à l'adresse enregistrée. Enregistrez d'abord.",
        "The test page goes to the address that is saved. Save first.",
    ),
    # What else people call a part, for the search.
    "settings.also_shop": (
        "magasin société mentions facture ticket pied SIREN TVA téléphone adresse",
        "company particulars invoice receipt foot VAT telephone address",
    ),
    "settings.also_language": ("anglais français english", "English French français"),
    "settings.also_terminal": (
        "TPE carte bancaire CB sans contact Concert paiement",
        "card machine EFT contactless Concert payment",
    ),
    "settings.also_counting": (
        "clôture fond de caisse aveugle espèces Z",
        "closing cash float blind Z",
    ),
    "settings.also_people": (
        "vendeur employé équipe code PIN mot de passe verrou verrouillage nom rôle",
        "staff seller employee team PIN code password lock name role",
    ),
    "settings.also_limits": (
        "droits permissions remise remboursement accord responsable",
        "rights permissions discount refund approval manager",
    ),
    "settings.also_printers": (
        "ticket reçu étiquette ESC/POS Epson papier tiroir-caisse réseau USB",
        "receipt label ESC/POS Epson paper cash drawer network USB",
    ),
    "settings.also_display": (
        "afficheur client écran second moniteur",
        "customer display screen second monitor",
    ),
    "settings.also_scale": ("balance poids kilo port série", "scale weight kilo serial port"),
    "settings.also_camera": ("photo webcam QR scanner", "photo webcam QR scanner"),
    "settings.also_codes": (
        "code-barres balance préfixe étiquette poids prix",
        "barcode scale prefix label weight price",
    ),
    "settings.also_tares": (
        "barquette bocal emballage poids net vrac",
        "tub jar packaging net weight bulk",
    ),
    "settings.also_law": (
        "pays Belgique France NAF APE attestation franchise TVA NF525",
        "country Belgium France activity code attestation VAT exemption NF525",
    ),
    "settings.also_books": (
        "comptable export FEC archive fiscale journal écritures",
        "accountant export FEC fiscal archive journal entries",
    ),
    "settings.also_accounts": ("plan comptable numéro", "chart of accounts number"),
    "settings.also_link": (
        "ville internet en ligne vitrine site synchronisation hors ligne",
        "town internet online storefront site sync offline",
    ),
    "settings.also_training": (
        "école formation apprendre essayer exercice",
        "school training learn try practice",
    ),
    "settings.also_keys": ("raccourcis clavier touches F11", "shortcuts keyboard keys F11"),
    "settings.shop": ("La boutique", "The shop"),
    "settings.shop_how": (
        "Ces mentions figurent sur chaque ticket.",
        "These particulars stand on every receipt.",
    ),
    "settings.name": ("Enseigne", "Name over the door"),
    "settings.legal_name": ("Raison sociale", "Legal name"),
    "settings.siret": ("SIRET", "SIRET"),
    "settings.vat_number": ("N° de TVA", "VAT number"),
    "settings.street": ("Adresse", "Street"),
    "settings.postcode": ("Code postal", "Postcode"),
    "settings.city": ("Ville", "Town"),
    "settings.phone": ("Téléphone", "Telephone"),
    "settings.printers": ("Imprimantes", "Printers"),
    "settings.drawer": ("Ouvrir le tiroir à l'encaissement", "Open the drawer on payment"),
    "law.notice": ("Imprimer l'affiche « ticket sur demande »", "Print the notice about receipts"),
    "law.notice_sent": (
        "Affiche envoyée : à poser à la caisse.",
        "Notice sent: put it up at the till.",
    ),
    "settings.test_sent": (
        "Page d'essai envoyée : les accents et l'euro doivent y être lisibles.",
        "Test page sent: accents and the euro should be readable on it.",
    ),
    "settings.condition_ready": ("prête", "ready"),
    "settings.condition_cover_open": ("capot ouvert", "cover open"),
    "settings.condition_offline": ("hors ligne", "offline"),
    "settings.condition_paper_out": ("plus de papier", "out of paper"),
    "settings.condition_silent": ("muette", "silent"),
    "settings.condition_sink": ("fichier", "file"),
    "settings.condition_unreachable": ("ne répond pas", "does not answer"),
    "settings.condition_unknown": ("état inconnu", "state unknown"),
    "settings.link": ("Place de marché", "Marketplace"),
    "settings.link_how": (
        "Votre ville vous donne une adresse et un code, valable une fois.",
        "Your town gives you an address and a code that works once.",
    ),
    "settings.link_is": ("Reliée en tant que « {name} ».", "Linked as “{name}”."),
    "settings.link_paused": (
        (
            "Reliée en tant que « {name} », en pause : la ville ne prend pas de nouvelle commande pour "
            "vous. Celles en cours continuent."
        ),
        (
            "Linked as “{name}”, paused: the town takes no new orders for you. Those under way go on."
        ),
    ),
    "settings.link_out": (
        (
            "Cette caisse n’a plus accès à « {name} » : sa clé est perdue ou a été écartée. Demandez "
            "à la place de marché un code qui lui rend sa place, et tapez-le ici. Les ventes continuent."
        ),
        (
            "This till no longer has access to “{name}”: its key is lost or was shown out. Ask the "
            "marketplace for a code that gives its place back, and type it here. Selling goes on."
        ),
    ),
    "settings.link_storefront": ("Vitrine : {url}", "Storefront: {url}"),
    "settings.link_url": ("Adresse", "Address"),
    "settings.link_code": ("Code", "Code"),
    "settings.link_do": ("Relier la boutique", "Link the shop"),
    "settings.link_busy": ("Connexion…", "Connecting…"),
    "settings.link_done": (
        "La boutique est reliée : le catalogue part en ligne tout seul.",
        "The shop is linked: the catalogue goes online by itself.",
    ),
    "settings.link_poke": ("Synchroniser maintenant", "Sync now"),
    "settings.camera": ("Caméra du comptoir", "Counter camera"),
    "settings.camera_how": (
        "Elle lit les codes au retrait et prend les photos au studio.",
        "It reads codes at pickup and takes photographs in the studio.",
    ),
    "settings.camera_everywhere": (
        "Elle lit les codes montrés dans toutes les pages, pas seulement à la remise",
        "It reads codes shown in every room, not only where orders are handed over",
    ),
    "settings.camera_sells": (
        "Elle vend aussi les articles montrés : pas de douchette dans ce magasin",
        "It also sells the goods it is shown: there is no scanner in this shop",
    ),
    "settings.camera_none": ("Aucune", "None"),
    "settings.camera_first": ("La première", "The first"),
    "settings.camera_second": ("La deuxième", "The second"),
    "settings.camera_gone": ("Débranchée", "Unplugged"),
    "settings.camera_folder": ("Un dossier d'images", "A folder of pictures"),
    "settings.language": ("Langue", "Language"),
    "settings.language_fr": ("Français", "Français"),
    "settings.language_en": ("English", "English"),
    "settings.language_how": (
        "Change au prochain démarrage.",
        "Changes at the next start.",
    ),
    "settings.message": ("Mot au bas des tickets", "Words at the foot of receipts"),
    "welcome.title": ("Bienvenue", "Welcome"),
    "welcome.hello": ("Bienvenue dans Comptoir", "Welcome to Comptoir"),
    "welcome.sentence": (
        "Quatre gestes, dans l'ordre qui vous plaît, et la boutique est ouverte.",
        "Four steps, in the order you like, and the shop is open.",
    ),
    "welcome.step_shop": ("Le nom de la boutique", "The shop's name"),
    "welcome.step_shop_how": (
        "Il figure sur les tickets et en ligne.",
        "It stands on receipts and online.",
    ),
    "welcome.step_mentions": ("Adresse et SIRET", "Address and SIRET"),
    "welcome.step_mentions_how": (
        "La loi les veut sur chaque ticket, avec le numéro de TVA. La ville les connaît peut-être déjà.",
        "The law wants them on every receipt, with the VAT number. The town may know them already.",
    ),
    "welcome.mentions": ("Les compléter", "Fill them in"),
    "welcome.step_product": ("Un premier produit", "A first product"),
    "welcome.step_product_how": (
        "Une photo, un prix : il est en vente.",
        "A photograph, a price: it is on sale.",
    ),
    "welcome.step_link": ("La place de marché de la ville", "The town's marketplace"),
    "welcome.step_link_how": (
        "Avec le code donné par la ville. Plus tard, c'est possible aussi.",
        "With the code your town gave you. Later is fine too.",
    ),
    "welcome.photograph": ("Photographier", "Photograph"),
    "welcome.link": ("Saisir le code", "Enter the code"),
    "welcome.sell": ("Commencer à vendre", "Begin to sell"),
    "welcome.done": ("C'est fait", "Done"),
}
