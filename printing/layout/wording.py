"""Every word of ours that is printed, in French and in English; the law's are in `fiscal.legal`."""

from dataclasses import dataclass

from printing.documents import Care, HandoverMode, ReceiptKind, ReportKind, VoucherPaperKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one language; a missing one is a type error."""

    #: Code of the language.
    language: str
    #: Locale for numbers and dates.
    locale: str
    phone: str
    siret: str
    enterprise_number: str
    naf: str
    vat_number: str
    receipt_kinds: dict[ReceiptKind, str]
    before_payment: str
    till: str
    operator: str
    duplicate: str
    duplicate_issued: str
    training_line: str
    refund_of: str
    corrects: str
    order: str
    customer: str
    performed_at: str
    articles_one: str
    articles: str
    lines_one: str
    lines: str
    reduction: str
    reductions: str
    total: str
    total_refund: str
    deposits: str
    cash_rounding: str
    #: Belgium: what was to be paid before and after the cash rounding.
    unrounded: str
    rounded: str
    due: str
    due_refund: str
    change: str
    means: dict[str, str]
    vat: str
    rate: str
    net: str
    gross: str
    vat_total: str
    record: str
    signature: str
    perpetual_net: str
    perpetual_absolute: str
    fiscal_module: str
    attestation: str
    verify: str
    units: dict[str, str]
    per: str
    #: Between a label and what it says.
    colon: str
    modes: dict[HandoverMode, str]
    bag: str
    bag_blank: str
    shelf: str
    promised: str
    promised_window: str
    care: dict[Care, str]
    allergens: str
    #: In place of a list that has no room.
    allergens_elsewhere: str
    to_pay: str
    paid: str
    note: str
    picking_slip: str
    slip_news: dict[str, str]
    placed: str
    place_unknown: str
    if_missing: str
    items_one: str
    items: str
    report_kinds: dict[ReportKind, str]
    report_number: str
    automatic: str
    vouchers: dict[VoucherPaperKind, str]
    voucher_until: str
    voucher_no_end: str
    voucher_use: str
    ticket: str
    period: str
    business_day: str
    opened: str
    made: str
    sales: str
    refunds: str
    turnover: str
    turnover_net: str
    tenders: str
    counts: dict[str, str]
    activity: str
    tickets: str
    records: str
    cash: str
    opening_float: str
    cash_takings: str
    cash_expected: str
    cash_counted: str
    cash_not_counted: str
    cash_difference: str
    advances: str
    anchored: str
    not_anchored: str
    unanchored: str
    former_price: str
    offer_until: str
    deposit_on_top: str
    origin: str
    ref: str
    test_title: str
    test_printer: str
    test_profile: str
    test_connection: str
    test_accents: str
    test_alignment: str
    test_left: str
    test_centre: str
    test_right: str
    test_sizes: str
    test_codes: str
    test_end: str
    test_strip: str


FRENCH = Wording(
    language="fr",
    locale="fr_FR",
    phone="Tél.",
    siret="SIRET",
    enterprise_number="N° d’entreprise",
    naf="NAF",
    vat_number="TVA",
    receipt_kinds={
        ReceiptKind.SALE: "TICKET",
        ReceiptKind.REFUND: "TICKET DE REMBOURSEMENT",
        ReceiptKind.NOTE: "NOTE",
        ReceiptKind.COLLECTION: "BON DE RETRAIT",
        ReceiptKind.CORRECTION: "CORRECTION DE RÈGLEMENT",
        ReceiptKind.ACCOUNT: "RÈGLEMENT DE COMPTE",
        ReceiptKind.BEFORE_PAYMENT: "NOTE",
    },
    before_payment="AVANT PAIEMENT, CECI N'EST PAS UN TICKET",
    till="Caisse",
    operator="Opérateur",
    duplicate="{duplicate} n° {number}",
    duplicate_issued="Réédité le {at} par {operator}",
    training_line="FACTICE",
    refund_of="Rembourse le ticket",
    corrects="Corrige le ticket",
    order="Commande",
    customer="Client",
    performed_at="Prestation",
    articles_one="1 article",
    articles="{count} articles",
    lines_one="1 ligne",
    lines="{count} lignes",
    reduction="Remise",
    reductions="Remises",
    total="TOTAL",
    total_refund="REMBOURSÉ",
    deposits="Consignes et bons (hors CA)",
    cash_rounding="Arrondi espèces",
    unrounded="Total non arrondi",
    rounded="TOTAL ARRONDI",
    due="À PAYER",
    due_refund="À RENDRE",
    change="Rendu",
    means={
        "cash": "Espèces",
        "card": "Carte bancaire",
        "contactless": "Carte sans contact",
        "cheque": "Chèque",
        "transfer": "Virement",
        "meal_voucher": "Titre-restaurant",
        "gift_card": "Carte cadeau",
        "gift_voucher": "Chèque-cadeau",
        "holiday_voucher": "Chèque-vacances",
        "voucher": "Bon d’achat",
        "credit_note": "Avoir",
        "wallet": "Cagnotte",
        "loyalty": "Points fidélité",
        "online": "Payé en ligne",
        "on_account": "En compte",
        "account": "En compte",
        "advance": "Acompte repris",
        "exchange": "Échange",
    },
    vat="TVA",
    rate="Taux",
    net="HT",
    gross="TTC",
    vat_total="Total",
    record="Enreg.",
    signature="Sign.",
    perpetual_net="Perpétuel net",
    perpetual_absolute="Perpétuel absolu",
    fiscal_module="module fiscal",
    attestation="Attestation",
    verify="Vérifier l’authenticité",
    units={"piece": "pce", "kg": "kg", "l": "L", "m": "m"},
    per="/",
    colon="\u00a0: ",
    modes={
        HandoverMode.COLLECT: "RETRAIT EN BOUTIQUE",
        HandoverMode.EXPRESS: "LIVRAISON EXPRESS",
        HandoverMode.PARCEL: "COLIS",
        HandoverMode.MERCHANT: "LIVRAISON BOUTIQUE",
        HandoverMode.RELAY: "POINT RELAIS",
        HandoverMode.LOCKER: "CONSIGNE",
    },
    bag="Sac {bag}/{bags}",
    bag_blank="Sac ___/___",
    shelf="Place",
    promised="Pour {day} à {start}",
    promised_window="Pour {day}, {start} – {end}",
    care={
        Care.COLD: "FRAIS",
        Care.FROZEN: "SURGELÉ",
        Care.FRAGILE: "FRAGILE",
        Care.UPRIGHT: "DEBOUT",
        Care.ADULTS: "PIÈCE D’IDENTITÉ 18+",
        Care.IDENTITY: "PIÈCE D’IDENTITÉ",
    },
    allergens="Allergènes",
    allergens_elsewhere="Contient des allergènes : voir le bon",
    to_pay="À ENCAISSER",
    paid="PAYÉ",
    note="Note",
    picking_slip="À PRÉPARER",
    slip_news={"changed": "COMMANDE MODIFIÉE", "cancelled": "ANNULÉE : NE PAS PRÉPARER"},
    placed="Passée le",
    place_unknown="Sans place",
    if_missing="Si manquant",
    items_one="1 article à prendre",
    items="{count} articles à prendre",
    report_kinds={
        ReportKind.Z: "CLÔTURE Z",
        ReportKind.MONTH: "CLÔTURE MENSUELLE",
        ReportKind.YEAR: "CLÔTURE ANNUELLE",
    },
    report_number="n° {number}",
    automatic="Clôture automatique : espèces non comptées",
    vouchers={
        VoucherPaperKind.GIFT_CARD: "CARTE CADEAU",
        VoucherPaperKind.CREDIT_NOTE: "AVOIR",
        VoucherPaperKind.ADVANCE: "REÇU D’ACOMPTE",
    },
    voucher_until="Valable jusqu’au {day}",
    voucher_no_end="Sans limite de durée",
    voucher_use="À présenter en caisse, en une ou plusieurs fois. Ne le montrez à personne d’autre.",
    ticket="Ticket",
    period="Période",
    business_day="Journée du",
    opened="Ouverte le",
    made="Éditée le",
    sales="Ventes",
    refunds="Remboursements",
    turnover="TOTAL TTC",
    turnover_net="Total HT",
    tenders="Règlements",
    counts={
        "sales": "Tickets de vente",
        "refunds": "Remboursements",
        "copies": "Duplicatas",
        "voids": "Lignes annulées",
        "abandoned": "Paniers abandonnés",
        "drawer": "Ouvertures du tiroir",
        "training": "Formations",
        "prices": "Prix modifiés",
        "advances": "Acomptes",
        "clock": "Sauts d’horloge",
        "degraded": "Modes dégradés",
        "articles": "Articles",
    },
    activity="Activité",
    tickets="Tickets",
    records="Enregistrements",
    cash="Espèces en caisse",
    opening_float="Fond de caisse",
    cash_takings="Encaissements",
    cash_expected="Attendu",
    cash_counted="Compté",
    cash_not_counted="non compté",
    cash_difference="Écart",
    advances="Acomptes (hors CA)",
    anchored="Scellé par la place de marché jusqu’à l’enreg. {sequence}, le {at}",
    not_anchored="Pas encore scellé par la place de marché",
    unanchored="En attente de scellement : {count}",
    former_price="Prix le plus bas sur 30 jours",
    offer_until="jusqu’au {day}",
    deposit_on_top="+ consigne {amount}",
    origin="Origine",
    ref="Réf.",
    test_title="PAGE DE TEST",
    test_printer="Imprimante",
    test_profile="Profil",
    test_connection="Connexion",
    test_accents="Accents et euro",
    test_alignment="Alignement",
    test_left="gauche",
    test_centre="centre",
    test_right="droite",
    test_sizes="Tailles",
    test_codes="Codes à scanner",
    test_end="Si tout se lit, l’imprimante est prête.",
    test_strip="Choisissez la ligne lisible",
)

ENGLISH = Wording(
    language="en",
    locale="en_GB",
    phone="Tel.",
    siret="SIRET",
    enterprise_number="Enterprise no.",
    naf="NAF",
    vat_number="VAT",
    receipt_kinds={
        ReceiptKind.SALE: "RECEIPT",
        ReceiptKind.REFUND: "REFUND RECEIPT",
        ReceiptKind.NOTE: "BILL",
        ReceiptKind.COLLECTION: "COLLECTION SLIP",
        ReceiptKind.CORRECTION: "PAYMENT CORRECTED",
        ReceiptKind.ACCOUNT: "ACCOUNT PAYMENT",
        ReceiptKind.BEFORE_PAYMENT: "BILL",
    },
    before_payment="BEFORE PAYMENT, THIS IS NOT A RECEIPT",
    till="Till",
    operator="Operator",
    duplicate="{duplicate} no. {number}",
    duplicate_issued="Issued again on {at} by {operator}",
    training_line="SPECIMEN",
    refund_of="Refunds receipt",
    corrects="Corrects receipt",
    order="Order",
    customer="Customer",
    performed_at="Service",
    articles_one="1 item",
    articles="{count} items",
    lines_one="1 line",
    lines="{count} lines",
    reduction="Discount",
    reductions="Discounts",
    total="TOTAL",
    total_refund="REFUNDED",
    deposits="Deposits and vouchers (not turnover)",
    cash_rounding="Cash rounding",
    unrounded="Total before rounding",
    rounded="ROUNDED TOTAL",
    due="TO PAY",
    due_refund="TO GIVE BACK",
    change="Change",
    means={
        "cash": "Cash",
        "card": "Card",
        "contactless": "Contactless card",
        "cheque": "Cheque",
        "transfer": "Bank transfer",
        "meal_voucher": "Meal voucher",
        "gift_card": "Gift card",
        "gift_voucher": "Gift voucher",
        "holiday_voucher": "Holiday voucher",
        "voucher": "Voucher",
        "credit_note": "Credit note",
        "wallet": "Wallet",
        "loyalty": "Loyalty points",
        "online": "Paid online",
        "on_account": "On account",
        "account": "On account",
        "advance": "Advance used",
        "exchange": "Exchange",
    },
    vat="VAT",
    rate="Rate",
    net="Net",
    gross="Gross",
    vat_total="Total",
    record="Record",
    signature="Sign.",
    perpetual_net="Perpetual net",
    perpetual_absolute="Perpetual absolute",
    fiscal_module="fiscal module",
    attestation="Attestation",
    verify="Check that it is genuine",
    units={"piece": "pc", "kg": "kg", "l": "L", "m": "m"},
    per="/",
    colon=": ",
    modes={
        HandoverMode.COLLECT: "CLICK & COLLECT",
        HandoverMode.EXPRESS: "EXPRESS DELIVERY",
        HandoverMode.PARCEL: "PARCEL",
        HandoverMode.MERCHANT: "SHOP DELIVERY",
        HandoverMode.RELAY: "RELAY POINT",
        HandoverMode.LOCKER: "LOCKER",
    },
    bag="Bag {bag}/{bags}",
    bag_blank="Bag ___/___",
    shelf="Place",
    promised="For {day} at {start}",
    promised_window="For {day}, {start} – {end}",
    care={
        Care.COLD: "CHILLED",
        Care.FROZEN: "FROZEN",
        Care.FRAGILE: "FRAGILE",
        Care.UPRIGHT: "KEEP UPRIGHT",
        Care.ADULTS: "CHECK ID 18+",
        Care.IDENTITY: "CHECK ID",
    },
    allergens="Allergens",
    allergens_elsewhere="Contains allergens: see the slip",
    to_pay="TO PAY",
    paid="PAID",
    note="Note",
    picking_slip="TO PREPARE",
    slip_news={"changed": "ORDER CHANGED", "cancelled": "CANCELLED: DO NOT PREPARE"},
    placed="Placed on",
    place_unknown="No place",
    if_missing="If missing",
    items_one="1 item to pick",
    items="{count} items to pick",
    report_kinds={
        ReportKind.Z: "Z CLOSING",
        ReportKind.MONTH: "MONTHLY CLOSING",
        ReportKind.YEAR: "YEARLY CLOSING",
    },
    report_number="no. {number}",
    automatic="Closed automatically: cash not counted",
    vouchers={
        VoucherPaperKind.GIFT_CARD: "GIFT CARD",
        VoucherPaperKind.CREDIT_NOTE: "CREDIT NOTE",
        VoucherPaperKind.ADVANCE: "RECEIPT OF AN ADVANCE",
    },
    voucher_until="Valid until {day}",
    voucher_no_end="Valid without limit",
    voucher_use="Show it at the till, in one or several goes. Show it to nobody else.",
    ticket="Ticket",
    period="Period",
    business_day="Business day",
    opened="Opened on",
    made="Issued on",
    sales="Sales",
    refunds="Refunds",
    turnover="TOTAL GROSS",
    turnover_net="Total net",
    tenders="Payments",
    counts={
        "sales": "Sale receipts",
        "refunds": "Refunds",
        "copies": "Duplicates",
        "voids": "Lines voided",
        "abandoned": "Baskets abandoned",
        "drawer": "Drawer openings",
        "training": "Training sessions",
        "prices": "Prices changed",
        "advances": "Advances",
        "clock": "Clock jumps",
        "degraded": "Degraded modes",
        "articles": "Items",
    },
    activity="Activity",
    tickets="Receipts",
    records="Records",
    cash="Cash in the drawer",
    opening_float="Opening float",
    cash_takings="Takings",
    cash_expected="Expected",
    cash_counted="Counted",
    cash_not_counted="not counted",
    cash_difference="Difference",
    advances="Advances (not turnover)",
    anchored="Sealed by the marketplace up to record {sequence}, on {at}",
    not_anchored="Not yet sealed by the marketplace",
    unanchored="{count} records waiting to be sealed",
    former_price="Lowest price in 30 days",
    offer_until="until {day}",
    deposit_on_top="+ deposit {amount}",
    origin="Origin",
    ref="Ref.",
    test_title="TEST PAGE",
    test_printer="Printer",
    test_profile="Profile",
    test_connection="Connection",
    test_accents="Accents and euro",
    test_alignment="Alignment",
    test_left="left",
    test_centre="centre",
    test_right="right",
    test_sizes="Sizes",
    test_codes="Codes to scan",
    test_end="If all of this can be read, the printer is ready.",
    test_strip="Choose the line you can read",
)


def wording(locale: str) -> Wording:
    """Return the words of the locale's language; French when we do not speak it."""
    return ENGLISH if locale.lower().startswith("en") else FRENCH
