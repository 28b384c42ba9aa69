"""The words of the accountant's files, in French and in English; the columns of a FEC are law."""

from dataclasses import dataclass

FEC_COLUMNS = (
    *("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib"),
    *("CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit"),
    *("EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise"),
)
"""The eighteen columns of LPF A.47 A-1, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountingWording:
    """The words of one language; a missing one is a type error."""

    #: Short name and name of the till's journal in the books.
    journal: str
    journal_name: str
    entry_columns: tuple[str, ...]
    vat_columns: tuple[str, ...]
    turnover: str
    advances: str
    #: Accounts by what they are for; of each rate its own.
    accounts: dict[str, str]
    sales: str
    vat: str
    #: Text of a line: closing, till, first digits of its hash.
    entry: str

    def account(self, code: str) -> str:
        """Return the name of an account."""
        base, _, rate = code.partition(":")
        if not rate:
            return self.accounts[base]
        whole, rest = divmod(int(rate), 100)
        per_cent = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
        return {"sales": self.sales, "vat": self.vat}[base].format(rate=per_cent)


FRENCH = AccountingWording(
    journal="CA",
    journal_name="Caisse",
    entry_columns=(
        *("date", "journal", "pièce", "compte", "libellé du compte", "libellé"),
        *("débit", "crédit"),
    ),
    vat_columns=("date", "caisse", "Z", "nature", "taux", "TTC", "HT", "TVA"),
    turnover="ventes",
    advances="acomptes",
    accounts={
        "cash": "Caisse",
        "card": "Cartes bancaires à encaisser",
        "cheque": "Chèques à encaisser",
        "transfer": "Banque",
        "online": "Paiements en ligne à encaisser",
        "meal_voucher": "Titres-restaurant à encaisser",
        "gift_card": "Cartes cadeaux utilisées",
        "credit_note": "Avoirs utilisés",
        "advance": "Acomptes repris",
        "exchange": "Échanges",
        "wallet": "Cagnotte de la ville",
        "account": "Clients en compte",
        "advances": "Acomptes reçus",
        "deposits": "Emballages consignés",
        "vouchers": "Bons et cartes cadeaux émis",
        "rounding_gain": "Arrondis, produits",
        "rounding_loss": "Arrondis, charges",
        "difference_gain": "Écarts de caisse, produits",
        "difference_loss": "Écarts de caisse, charges",
        "cash_moves": "Mouvements d’espèces",
    },
    sales="Ventes à {rate} %",
    vat="TVA collectée {rate} %",
    entry="Z {number} caisse {till} {seal}",
)

ENGLISH = AccountingWording(
    journal="CA",
    journal_name="Till",
    entry_columns=(
        *("date", "journal", "document", "account", "account name", "text"),
        *("debit", "credit"),
    ),
    vat_columns=("date", "till", "Z", "kind", "rate", "gross", "net", "VAT"),
    turnover="sales",
    advances="advances",
    accounts={
        "cash": "Cash",
        "card": "Cards to be collected",
        "cheque": "Cheques to be collected",
        "transfer": "Bank",
        "online": "Online payments to be collected",
        "meal_voucher": "Meal vouchers to be collected",
        "gift_card": "Gift cards used",
        "credit_note": "Credit notes used",
        "advance": "Advances used",
        "exchange": "Exchanges",
        "wallet": "Town wallet",
        "account": "Customers on account",
        "advances": "Advances received",
        "deposits": "Packaging deposits",
        "vouchers": "Vouchers and gift cards sold",
        "rounding_gain": "Rounding gains",
        "rounding_loss": "Rounding losses",
        "difference_gain": "Cash found too much",
        "difference_loss": "Cash missing",
        "cash_moves": "Cash put in and taken out",
    },
    sales="Sales at {rate} %",
    vat="VAT collected {rate} %",
    entry="Z {number} till {till} {seal}",
)


def accounting_wording(locale: str) -> AccountingWording:
    """Return the words of the locale's language; French when we do not speak it."""
    return ENGLISH if locale.lower().startswith("en") else FRENCH
