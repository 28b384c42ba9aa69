"""Words of bringing lists in and taking data out."""

TEXTS: dict[str, tuple[str, str]] = {
    "keys.imports_choose": ("Choisir une liste à importer", "Choose a list to import"),
    "keys.imports_next": ("Essayer, puis importer la liste", "Try, then import the list"),
    "window.imports": ("Importer et exporter", "Import and export"),
    "imports.title": ("Importer et exporter", "Import and export"),
    "imports.none": ("Déposez une liste ici", "Drop a list here"),
    "imports.none_how": (
        (
            "CSV, Excel (XLSX) ou ODS ; les exports de WooCommerce, PrestaShop et Odoo sont reconnus."
            " Rien n'est écrit avant que vous ayez vu ce qui va changer."
        ),
        (
            "CSV, Excel (XLSX) or ODS; exports of WooCommerce, PrestaShop and Odoo are recognised."
            " Nothing is written before you have seen what will change."
        ),
    ),
    "imports.choose": ("Choisir un fichier…", "Choose a file…"),
    "imports.files": (
        "Listes (*.csv *.txt *.tsv *.xlsx *.ods)",
        "Lists (*.csv *.txt *.tsv *.xlsx *.ods)",
    ),
    "imports.reading": ("Lecture de {file}…", "Reading {file}…"),
    "imports.from_comptoir": ("Reconnu : une liste de Comptoir", "Recognised: a list of Comptoir"),
    "imports.from_woocommerce": (
        "Reconnu : un export WooCommerce",
        "Recognised: a WooCommerce export",
    ),
    "imports.from_prestashop": (
        "Reconnu : un export PrestaShop",
        "Recognised: a PrestaShop export",
    ),
    "imports.from_odoo": ("Reconnu : un export Odoo", "Recognised: an Odoo export"),
    "imports.from_list": ("Une liste", "A list"),
    "imports.columns": (
        "À quoi sert chaque colonne ? Corrigez ce qui n'est pas juste.",
        "What is each column? Correct what is not right.",
    ),
    "imports.as": ("Colonne « {column} »", "Column “{column}”"),
    "imports.mode": ("Que faire des lignes ?", "What to do with the lines?"),
    "imports.mode_add": ("Ajouter", "Add"),
    "imports.mode_update": ("Mettre à jour", "Update"),
    "imports.mode_both": ("Les deux", "Both"),
    "imports.mode_add_how": (
        "Ce que vous n'avez pas est créé ; le reste ne change pas.",
        "What you do not have is made; the rest stays as it is.",
    ),
    "imports.mode_update_how": (
        "Prix et stock des articles connus par leur code ; rien n'est créé.",
        "Price and stock of articles known by their code; nothing is made.",
    ),
    "imports.mode_both_how": (
        "Les articles connus prennent le prix et le stock de la liste, les autres sont créés.",
        "Known articles take the list's price and stock, the others are made.",
    ),
    "imports.try": ("Voir ce qui va changer", "See what will change"),
    "imports.take": ("Importer", "Import"),
    "imports.go_on": ("Reprendre l'import interrompu", "Go on with the interrupted import"),
    "imports.other": ("Autre fichier", "Another file"),
    "imports.trying": (
        "Essai : {n} ligne lue|Essai : {n} lignes lues",
        "Trial: {n} line read|Trial: {n} lines read",
    ),
    "imports.taking": (
        "Import : {n} ligne faite|Import : {n} lignes faites",
        "Import: {n} line done|Import: {n} lines done",
    ),
    "imports.will": ("Ce qui va se passer", "What will happen"),
    "imports.done": ("Import terminé", "Import done"),
    "imports.stopped": (
        "Import arrêté : ce qui était fait est gardé. Reprenez-le ou annulez-le.",
        "Import stopped: what was done is kept. Go on with it or undo it.",
    ),
    "imports.made": (
        "{n} article à créer|{n} articles à créer",
        "{n} article to make|{n} articles to make",
    ),
    "imports.changed": ("{n} à changer", "{n} to change"),
    "imports.known": ("{n} déjà là, inchangés", "{n} there already, unchanged"),
    "imports.faulty": (
        "{n} ligne à corriger|{n} lignes à corriger",
        "{n} line to correct|{n} lines to correct",
    ),
    "imports.was_made": (
        "{n} article créé|{n} articles créés",
        "{n} article made|{n} articles made",
    ),
    "imports.was_changed": ("{n} changé|{n} changés", "{n} changed|{n} changed"),
    "imports.assumed_vat": (
        (
            "{n} article sans taux de TVA : {rate} sera mis, à vérifier."
            "|{n} articles sans taux de TVA : {rate} sera mis, à vérifier."
        ),
        (
            "{n} article without a VAT rate: {rate} will be put, to be checked."
            "|{n} articles without a VAT rate: {rate} will be put, to be checked."
        ),
    ),
    "imports.no_fault": ("Toutes les lignes sont comprises.", "Every line is understood."),
    "imports.fault": ("Ligne {line} : {why} {text}", "Line {line}: {why} {text}"),
    "imports.more_faults": (
        "et {n} autre, dans le rapport|et {n} autres, dans le rapport",
        "and {n} more, in the report|and {n} more, in the report",
    ),
    "imports.save_report": ("Enregistrer le rapport", "Save the report"),
    "imports.report_name": ("rapport-import.csv", "import-report.csv"),
    "imports.report_saved": ("Rapport écrit : {file}", "Report written: {file}"),
    "imports.undo": ("Annuler cet import", "Undo this import"),
    "imports.undo_ask": (
        "Les articles créés seront archivés, les prix et stocks changés reviennent.",
        "The articles it made are archived, the prices and stocks it changed come back.",
    ),
    "imports.keep": ("Garder", "Keep"),
    "imports.undone": (
        "Import annulé : {n} produit remis.|Import annulé : {n} produits remis.",
        "Import undone: {n} product put back.|Import undone: {n} products put back.",
    ),
    "imports.to_catalogue": ("Voir le catalogue", "See the catalogue"),
    "imports.runs": ("Derniers imports", "Latest imports"),
    "imports.no_runs": ("Aucun import pour l'instant.", "No import yet."),
    "imports.run": (
        "{made} créés, {changed} changés, {faults} en faute",
        "{made} made, {changed} changed, {faults} at fault",
    ),
    "imports.run_undone": ("annulé", "undone"),
    "imports.run_open": ("interrompu", "interrupted"),
    "imports.export": ("Exporter", "Export"),
    "imports.export_products": ("Les produits", "Products"),
    "imports.export_stock": ("Le stock", "Stock"),
    "imports.export_prices": ("Les prix", "Prices"),
    "imports.export_customers": ("Les clients", "Customers"),
    "imports.export_sales": ("Les lignes de vente", "Sales lines"),
    "imports.export_all": ("Tout, en un ZIP", "Everything, as a ZIP"),
    "imports.export_how": (
        (
            "Fichiers CSV pour tableur. Celui des clients contient des données personnelles : gardez-le"
            " à l'abri."
        ),
        "CSV files for spreadsheets. The customers' holds personal data: keep it safe.",
    ),
    "imports.exported": ("Écrit : {file}", "Written: {file}"),
    "imports.file_products": ("produits.csv", "products.csv"),
    "imports.file_stock": ("stock.csv", "stock.csv"),
    "imports.file_prices": ("prix.csv", "prices.csv"),
    "imports.file_customers": ("clients.csv", "customers.csv"),
    "imports.file_sales": ("ventes.csv", "sales.csv"),
    "imports.file_all": ("comptoir.zip", "comptoir.zip"),
    "imports.field_": ("ne pas importer", "do not import"),
    "imports.field_name": ("nom", "name"),
    "imports.field_brand": ("marque", "brand"),
    "imports.field_category": ("rayon", "category"),
    "imports.field_categories": ("chemin des rayons", "category path"),
    "imports.field_description": ("description", "description"),
    "imports.field_kind": ("nature", "kind"),
    "imports.field_flags": ("particularités", "flags"),
    "imports.field_allergens": ("allergènes", "allergens"),
    "imports.field_options": ("déclinaison", "options"),
    "imports.field_reference": ("référence", "reference"),
    "imports.field_barcodes": ("codes-barres", "barcodes"),
    "imports.field_price": ("prix TTC", "price with VAT"),
    "imports.field_net_price": ("prix HT", "price without VAT"),
    "imports.field_cost": ("prix d'achat", "purchase price"),
    "imports.field_vat": ("taux de TVA", "VAT rate"),
    "imports.field_unit": ("unité", "unit"),
    "imports.field_stock": ("stock", "stock"),
    "imports.field_content": ("contenance", "content"),
    "imports.field_place": ("emplacement", "place"),
    "imports.field_supplier_ref": ("référence fournisseur", "supplier's reference"),
    "imports.outcome_made": ("créé", "made"),
    "imports.outcome_changed": ("changé", "changed"),
    "imports.outcome_known": ("déjà là", "there already"),
    "imports.outcome_fault": ("faute", "fault"),
    "imports.head_line": ("ligne", "line"),
    "imports.head_outcome": ("résultat", "outcome"),
    "imports.head_name": ("article", "article"),
    "imports.head_why": ("raison", "reason"),
}
