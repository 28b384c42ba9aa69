"""What is told about products, photographs and lists."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "name_missing": (
        ("Il manque le nom", "Un produit a besoin d'un nom.", "Tapez-le, puis enregistrez."),
        ("The name is missing", "A product needs a name.", "Type it, then save."),
    ),
    "variant_missing": (
        ("Il manque un prix", "Un produit se vend sous une forme au moins.", "Donnez un prix."),
        ("A price is missing", "A product is sold in at least one form.", "Give a price."),
    ),
    "too_many_variants": (
        (
            "Trop de déclinaisons",
            "Un produit en compte au plus {limit}.",
            "Faites-en deux produits.",
        ),
        ("Too many variants", "A product has {limit} at most.", "Make two products of it."),
    ),
    "unknown_product": (
        ("Produit introuvable", "Ce produit n'est plus au catalogue.", "Revenez à la liste."),
        (
            "Product not found",
            "This product is no longer in the catalogue.",
            "Go back to the list.",
        ),
    ),
    "unknown_article": (
        ("Article introuvable", "Cet article n'est plus au catalogue.", "Choisissez-en un autre."),
        ("Item not found", "This item is no longer in the catalogue.", "Choose another one."),
    ),
    "code_taken": (
        (
            "Code déjà pris",
            "Le code {code_text} est celui de « {product} ».",
            "Ouvrez cette fiche, ou changez le code.",
        ),
        (
            "Code already taken",
            "Code {code_text} belongs to “{product}”.",
            "Open that record, or change the code.",
        ),
    ),
    "code_doubled": (
        ("Code en double", "Le code {code_text} figure deux fois.", "Gardez-en un."),
        ("Code twice", "Code {code_text} stands there twice.", "Keep one of them."),
    ),
    "code_invalid": (
        (
            "Code mal lu",
            "{code_text} n'est pas un code-barres.",
            "Scannez-le à nouveau, ou laissez vide.",
        ),
        ("Code misread", "{code_text} is no barcode.", "Scan it again, or leave it empty."),
    ),
    "sku_too_long": (
        (
            "Référence trop longue",
            "La référence {sku} dépasse {limit} signes.",
            "Raccourcissez-la.",
        ),
        ("Reference too long", "Reference {sku} is over {limit} signs.", "Shorten it."),
    ),
    "price_out_of_range": (
        ("Prix refusé", "Ce prix est hors de ce que la caisse accepte.", "Vérifiez les chiffres."),
        ("Price refused", "This price is beyond what the till accepts.", "Check the figures."),
    ),
    "sku_taken": (
        (
            "Référence déjà prise",
            "La référence {sku} est celle de « {product} ».",
            "Choisissez-en une autre.",
        ),
        (
            "Reference already taken",
            "Reference {sku} belongs to “{product}”.",
            "Choose another one.",
        ),
    ),
    "not_ready_for_online": (
        (
            "Pas encore en ligne",
            "La fiche est enregistrée, il manque de quoi la montrer.",
            "Complétez la liste, puis recochez.",
        ),
        (
            "Not online yet",
            "The record is saved but not complete enough to show.",
            "Complete the list, then tick again.",
        ),
    ),
    "unknown_change": (
        ("Rien à annuler", "Cette modification n'est pas connue.", "Corrigez la fiche."),
        ("Nothing to undo", "This change is not known.", "Correct the record."),
    ),
    "change_undone": (
        ("Déjà annulé", "Cette modification a déjà été annulée.", "Vérifiez la fiche."),
        ("Already undone", "This change was already undone.", "Check the record."),
    ),
    "picture_too_large": (
        (
            "Image trop lourde",
            "{file} dépasse {megabytes} Mo.",
            "Choisissez une image plus petite.",
        ),
        ("Picture too large", "{file} is over {megabytes} MB.", "Choose a smaller picture."),
    ),
    "picture_too_many_pixels": (
        (
            "Image trop grande",
            "{file} annonce plus de {megapixels} millions de pixels.",
            "Reprenez la photo dans une taille normale.",
        ),
        (
            "Picture too large",
            "{file} claims more than {megapixels} million pixels.",
            "Take the photograph again at a usual size.",
        ),
    ),
    "picture_is_drawing": (
        (
            "Dessin refusé",
            "{file} est un dessin SVG, pas une photo.",
            "Enregistrez-le en PNG, puis choisissez ce fichier.",
        ),
        (
            "Drawing refused",
            "{file} is an SVG drawing, not a photograph.",
            "Save it as PNG, then choose that file.",
        ),
    ),
    "picture_cut_off": (
        (
            "Image incomplète",
            "{file} s'arrête avant la fin ou est abîmée.",
            "Copiez-la de nouveau, ou reprenez la photo.",
        ),
        (
            "Picture incomplete",
            "{file} breaks off before its end or is damaged.",
            "Copy it again, or take the photograph again.",
        ),
    ),
    "photo_stopped": (
        ("Arrêté", "La photo n'a pas été préparée.", "Reprenez-la quand vous voulez."),
        ("Stopped", "The photograph was not made ready.", "Take it again whenever you like."),
    ),
    "grey_sheet_unfit": (
        (
            "Feuille grise non reconnue",
            "Le milieu de l'image n'est pas une feuille grise unie.",
            "Posez-la bien à plat, en pleine lumière, puis recommencez.",
        ),
        (
            "Grey sheet not recognised",
            "The middle of the picture is no even grey sheet.",
            "Lay it flat in full light, then try again.",
        ),
    ),
    "picture_unknown": (
        (
            "Ce n'est pas une image",
            "{file} n'est pas une photo que l'on sait lire.",
            "Choisissez un fichier JPEG, PNG, WebP ou HEIC.",
        ),
        (
            "Not a picture",
            "{file} is no photograph we can read.",
            "Choose a JPEG, PNG, WebP or HEIC file.",
        ),
    ),
    "picture_missing": (
        ("Image introuvable", "{file} n'est plus là.", "Choisissez un autre fichier."),
        ("Picture not found", "{file} is no longer there.", "Choose another file."),
    ),
    "picture_unreadable": (
        ("Image illisible", "{file} est abîmée.", "Reprenez la photo."),
        ("Picture unreadable", "{file} is damaged.", "Take the photograph again."),
    ),
    "photo_unreadable": (
        ("Photo illisible", "{name} est abîmée.", "Reprenez la photo."),
        ("Photograph unreadable", "{name} is damaged.", "Take it again."),
    ),
    "photo_not_kept": (
        (
            "Photo non gardée",
            "Le dossier {folder} ne l'accepte pas.",
            "Faites de la place sur le disque, puis réessayez.",
        ),
        (
            "Photograph not kept",
            "Folder {folder} does not take it.",
            "Make room on the disk, then try again.",
        ),
    ),
    "camera_none": (
        (
            "Pas de caméra",
            "Aucune caméra n'est réglée.",
            "Choisissez un fichier, ou réglez une caméra.",
        ),
        ("No camera", "No camera is set up.", "Choose a file, or set a camera up."),
    ),
    "camera_missing": (
        (
            "Pas de caméra",
            "La caméra ({camera}) ne répond pas.",
            "Branchez-la, ou choisissez un fichier.",
        ),
        ("No camera", "The camera ({camera}) does not answer.", "Plug it in, or choose a file."),
    ),
    "camera_lost": (
        ("Caméra débranchée", "L'image s'est arrêtée.", "Rebranchez la caméra."),
        ("Camera unplugged", "The picture has stopped.", "Plug the camera in again."),
    ),
    "camera_sees_nothing": (
        (
            "Rien à photographier",
            "La caméra n'a pas encore donné d'image.",
            "Attendez l'image, puis reprenez la photo.",
        ),
        (
            "Nothing to photograph",
            "The camera has given no picture yet.",
            "Wait for the picture, then take it again.",
        ),
    ),
    "import_missing": (
        ("Fichier introuvable", "{file} n'est pas là.", "Vérifiez le chemin."),
        ("File not found", "{file} is not there.", "Check the path."),
    ),
    "import_unreadable": (
        (
            "Fichier illisible",
            "{file} ne peut pas être lu.",
            "Fermez-le dans les autres programmes.",
        ),
        ("File unreadable", "{file} cannot be read.", "Close it in other programs."),
    ),
    "import_too_large": (
        ("Fichier trop lourd", "Une liste fait au plus {megabytes} Mo.", "Coupez-la en deux."),
        ("File too large", "A list has {megabytes} MB at most.", "Split it in two."),
    ),
    "import_no_text": (
        ("Pas une liste", "Ce fichier n'est pas du texte.", "Enregistrez-le en CSV."),
        ("Not a list", "This file is no text.", "Save it as CSV."),
    ),
    "import_no_header": (
        (
            "Pas de titres de colonnes",
            "La première ligne doit nommer les colonnes.",
            "Ajoutez-la : nom, prix, tva…",
        ),
        ("No column heads", "The first line must name the columns.", "Add it: name, price, vat…"),
    ),
    "unknown_draft": (
        ("Brouillon inconnu", "Ce brouillon n'est plus là.", "Revenez à la liste « À trier »."),
        ("Unknown draft", "This draft is not there any more.", "Go back to the list “To sort”."),
    ),
    "draft_decided": (
        (
            "Déjà décidé",
            "Quelqu'un a déjà répondu pour ce brouillon.",
            "Passez au suivant, ou annulez cette réponse.",
        ),
        (
            "Already decided",
            "Somebody has already answered for this draft.",
            "Go on to the next, or undo that answer.",
        ),
    ),
    "draft_waits": (
        (
            "Rien à annuler",
            "Ce brouillon attend encore une réponse.",
            "Répondez oui, non ou plus tard.",
        ),
        ("Nothing to undo", "This draft still waits for an answer.", "Answer yes, no or later."),
    ),
    "code_prefix_unfit": (
        (
            "Préfixe de codes-barres impossible",
            "Les codes-barres du magasin commencent par deux chiffres de 20 à 29, pas par {prefix}.",
            "Choisissez-en un autre dans les réglages.",
        ),
        (
            "That prefix cannot be used",
            "The shop's own barcodes begin with two digits from 20 to 29, not with {prefix}.",
            "Choose another one in the settings.",
        ),
    ),
    "code_prefix_taken": (
        (
            "Préfixe déjà pris par la balance",
            "La balance écrit ses poids dans des codes qui commencent par {prefix}.",
            "Choisissez un autre préfixe pour les codes du magasin dans les réglages.",
        ),
        (
            "The scale uses that prefix",
            "The scale writes its weights into codes that begin with {prefix}.",
            "Choose another prefix for the shop's own codes in the settings.",
        ),
    ),
    "code_series_unknown": (
        (
            "Codes-barres : série de cette caisse à choisir",
            "Le code de cette caisse ({till}) ne dit pas quels numéros elle peut donner.",
            "Donnez-lui une série de 0 à 999 dans les réglages, différente des autres caisses.",
        ),
        (
            "Barcodes: choose a series for this till",
            "The code of this till ({till}) does not tell which numbers it may give.",
            "Give it a series from 0 to 999 in the settings, other than the other tills'.",
        ),
    ),
    "codes_used_up": (
        (
            "Plus de codes-barres",
            "Tous les numéros de la série {series} ont été donnés.",
            "Choisissez une autre série dans les réglages.",
        ),
        (
            "No barcodes left",
            "All numbers of the series {series} have been given.",
            "Choose another series in the settings.",
        ),
    ),
    "sheets_source": (
        (
            "Quel fichier est-ce ?",
            "Le nom de {file} ne dit pas de quel fichier public il vient.",
            "Ajoutez --source food, beauty, products ou petfood.",
        ),
        (
            "Which file is it?",
            "The name of {file} does not say which public file it comes from.",
            "Add --source food, beauty, products or petfood.",
        ),
    ),
    "sheets_no_header": (
        (
            "Fichier de fiches non reconnu",
            "{file} n'est ni la liste à tabulations ni la liste JSON d'un fichier public.",
            "Reprenez l'export CSV ou JSONL du site, sans l'ouvrir dans un tableur.",
        ),
        (
            "Sheet file not recognised",
            "{file} is neither the tab-separated nor the JSON list of a public file.",
            "Take the site's CSV or JSONL export, without opening it in a spreadsheet.",
        ),
    ),
    "sheets_endless": (
        (
            "Fichier de fiches refusé",
            "{file} enfle sans fin : ce n'est pas une liste de produits. Ce qui précède est gardé.",
            "Téléchargez-le de nouveau sur le site d'origine.",
        ),
        (
            "Sheet file refused",
            "{file} grows without end: it is no product list. What stood before is kept.",
            "Download it again from its own site.",
        ),
    ),
    "price_missing": (
        ("Il manque un prix", "Un produit n'est pas vendu sans prix.", "Tapez son prix TTC."),
        ("A price is missing", "No product is sold without a price.", "Type its price incl. VAT."),
    ),
    "draft_without_picture": (
        (
            "Pas de photo",
            "Cette fiche n'a rien à ajouter au produit.",
            "Répondez non pour l'écarter.",
        ),
        (
            "No picture",
            "This draft has nothing to add to the product.",
            "Answer no to put it away.",
        ),
    ),
    "steward_without_picture": (
        (
            "Pas de photo",
            "Le référent n'aurait rien à regarder.",
            "Déposez une photo du produit, puis confiez-la.",
        ),
        (
            "No photograph",
            "The steward would have nothing to look at.",
            "Drop a picture of the product, then hand it over.",
        ),
    ),
    "steward_not_linked": (
        (
            "Boutique non reliée",
            "Le référent lit sur la place de marché de la ville.",
            "Reliez la boutique dans Réglages, Place de marché.",
        ),
        (
            "The shop is not linked",
            "The steward reads at the town's marketplace.",
            "Link the shop in Settings, Marketplace.",
        ),
    ),
    "inbox_without_picture": (
        (
            "Pas de photo",
            "Il n'y a aucune photo là-dedans.",
            "Choisissez des images JPEG, PNG ou HEIC.",
        ),
        ("No photograph", "There is no photograph in there.", "Choose JPEG, PNG or HEIC pictures."),
    ),
    "inbox_too_many": (
        ("Trop de photos", "On en dépose {limit} à la fois au plus.", "Déposez-les en deux fois."),
        ("Too many photographs", "At most {limit} are dropped at once.", "Drop them in two goes."),
    ),
}
