import dataclasses
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.tender import Means as TillMeans
from fiscal.bodies import Means as JournalMeans
from fiscal.closing import _COUNTED
from fiscal.legal import Document, mentions
from printing.blocks import Barcode, Block, Cut, Line, Qr, Row
from printing.documents import (
    Duplicate,
    FiscalMarks,
    HandoverMode,
    ReceiptKind,
    ReceiptLine,
    ReportKind,
    Shop,
    VoucherPaperKind,
)
from printing.layout import lay_out
from printing.layout.paper import Paper
from printing.layout.wording import ENGLISH, FRENCH, wording
from printing.safe_text import SafeText, code_page
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.printing.papers import (
    FISCAL,
    NOON,
    a_label,
    a_receipt,
    a_report,
    a_shelf_tag,
    a_slip,
    a_voucher,
    euros,
    every_paper,
)

WIDTHS = (32, 42, 48)


def texts_of(blocks: tuple[Block, ...]) -> list[str]:
    """Return each printed line, its cells joined by one space."""
    lines = []
    for block in blocks:
        match block:
            case Line():
                lines.append(str(block.text))
            case Row():
                lines.append(" ".join(cell.text for cell in block.cells if cell.text))
    return [line.replace("\u00a0", " ") for line in lines]


def printed(document: object, columns: int = 48, locale: str = "fr") -> list[str]:
    return texts_of(lay_out(document, Paper(columns), locale))  # type: ignore[arg-type]


def as_text(document: object, columns: int = 48, locale: str = "fr") -> str:
    return " ".join(printed(document, columns, locale))


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_french_ticket_carries_every_mention_the_law_asks_for(columns: int) -> None:
    text = as_text(a_receipt(), columns)
    for mention in (
        "Fromagerie Œuvrée", "12 rue Houdan", "92330 Sceaux", "SIRET 123 456 789 00012",
        "TVA FR12 123456789", "NAF 4729Z",  # the seller
        "TICKET T01-000042", "Caisse T01", "21/11/2026 12:42:07", "Op. A3",  # which, where, when, who
        "0,345 kg × 23,90 €/kg", "8,25 C", "3 × 1,15", "14,90 A",  # lines: quantity, price, rate
        "Remise fidélité -5,00", "3 pour 2 le samedi -0,15",  # discounts
        "TOTAL 31,60 €", "Total HT 28,37",
        "A 20,0 % 10,56 2,11 12,67", "B 10,0 % 5,25 0,53 5,78",
        "C 5,5 % 9,43 0,52 9,95", "D 2,1 % 3,13 0,07 3,20",
        "Total 28,37 3,23 31,60",  # VAT per rate
        "Consigne bouteille 1,00", "À PAYER 32,60 €",  # deposits apart
        "Carte bancaire 20,00", "Espèces 20,00", "Rendu 7,40", "7 articles",
        "Enreg. 4212", "Sign. K7fQ", "Comptoir 1.0.0", "module fiscal 1.0.0",
        "Attestation COMPTOIR-2026-001", "Perpétuel net 10 031,60 €",
        "Perpétuel absolu 10 231,60 €",
    ):  # fmt: skip
        assert mention in text, mention


def test_a_ticket_ends_with_the_code_that_verifies_it_and_one_cut() -> None:
    blocks = lay_out(a_receipt(), Paper(48), "fr")
    assert [block.text for block in blocks if isinstance(block, Qr)] == [FISCAL.verification]
    assert [index for index, block in enumerate(blocks) if isinstance(block, Cut)] == [
        len(blocks) - 1
    ]


def test_hours_are_told_in_the_shops_zone() -> None:
    shop = Shop(name="Épicerie", time_zone="Indian/Reunion")
    assert "21/11/2026 15:42:07" in as_text(a_receipt(shop=shop))


def test_a_naive_hour_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        lay_out(a_receipt(sold_at=NOON.replace(tzinfo=None)), Paper(48), "fr")


def test_a_duplicate_says_its_number_its_hour_and_who_asked() -> None:
    receipt = a_receipt(duplicate=Duplicate(number=2, issued_at=NOON, operator="B1"))
    text = as_text(receipt)
    assert "DUPLICATA n° 2" in text
    assert "Réédité le 21/11/2026 12:42:07 par B1" in text
    assert "DUPLICATA" not in as_text(a_receipt())


def test_a_training_ticket_says_so_on_every_line_at_the_top_and_at_the_bottom() -> None:
    lines = printed(a_receipt(is_training=True))
    assert lines.count("FACTICE – FORMATION") == 2
    assert sum("FACTICE " in line for line in lines if "FORMATION" not in line) == 6


def test_an_unsigned_ticket_admits_it() -> None:
    assert "Mode dégradé" in as_text(a_receipt(fiscal=FiscalMarks(is_degraded=True)))


def test_a_refund_names_the_ticket_it_takes_back() -> None:
    receipt = a_receipt(kind=ReceiptKind.REFUND, refund_of="T01-000041")
    text = as_text(receipt)
    assert "TICKET DE REMBOURSEMENT" in text
    assert "Rembourse le ticket T01-000041" in text
    assert "REMBOURSÉ 31,60 €" in text


def test_a_shop_without_vat_cites_its_article() -> None:
    text = as_text(a_receipt(vat_rows=(), vat_exemption="TVA non applicable, art. 293 B du CGI"))
    assert "TVA non applicable, art. 293 B du CGI" in text


def test_the_legal_guarantee_is_printed_when_the_basket_asks_for_it() -> None:
    assert "garantie légale" in as_text(a_receipt(has_legal_guarantee=True))
    assert "garantie légale" not in as_text(a_receipt())


def test_a_belgian_ticket_shows_the_rounding_of_cash() -> None:
    text = as_text(a_receipt(cash_rounding=euros(2), due=euros(3165)))
    assert "Arrondi espèces 0,02" in text
    assert "Total non arrondi 31,63" in text
    assert "TOTAL ARRONDI 31,65 €" in text


def test_words_of_the_law_are_those_of_the_shops_country() -> None:
    belgian = Shop(name="Épicerie de Dour", country="BE")
    text = as_text(a_receipt(has_legal_guarantee=True, shop=belgian))
    assert "1649quater" in text
    elsewhere = Shop(name="Bazar", country="LU")
    assert "L. 217-3" in as_text(a_receipt(has_legal_guarantee=True, shop=elsewhere))


def test_every_mention_of_the_legal_table_stands_on_the_ticket() -> None:
    found = {
        "seller.name": "Fromagerie", "seller.address": "92330 Sceaux",
        "seller.registration": "SIRET 123 456 789 00012", "seller.vat_number": "FR12 123456789",
        "seller.naf": "NAF 4729Z", "number": "T01-000042", "till": "Caisse T01",
        "instant": "21/11/2026 12:42:07", "operator": "Op. A3", "lines": "Journal 3,20 D",
        "discounts": "Remise fidélité -5,00", "total_ttc": "TOTAL 31,60 €",
        "total_ht": "Total HT 28,37", "vat_per_rate": "D 2,1 % 3,13 0,07 3,20",
        "payments": "Espèces 20,00", "change": "Rendu 7,40", "deposits": "Consigne bouteille 1,00",
        "line_count": "7 articles", "signature_extract": "Sign. K7fQ",
        "software": "Comptoir 1.0.0",
    }  # fmt: skip
    text = as_text(a_receipt())
    for name in mentions("FR", Document.TICKET, NOON.date()):
        assert found[name] in text, name


AMOUNTS = st.integers(min_value=-99_999_999_99, max_value=99_999_999_99)


@given(
    amount=AMOUNTS,
    label=st.text(max_size=200),
    columns=st.sampled_from(WIDTHS),
    codec=st.sampled_from(["cp1252", "cp858"]),
)
def test_an_amount_is_never_cut_and_no_line_is_wider_than_the_paper(
    amount: int, label: str, columns: int, codec: str
) -> None:
    line = ReceiptLine(
        label=label,
        quantity=Quantity.pieces(1),
        unit_price=Money(amount),
        amount=Money(amount),
        vat_code="A",
    )
    receipt = a_receipt(lines=(line,), gross_total=Money(amount), due=Money(amount))
    blocks = lay_out(receipt, Paper(columns, code_page(codec)), "fr")
    figure = f"{abs(amount) // 100:,}".replace(",", " ") + f",{abs(amount) % 100:02d}"
    figure = f"-{figure}" if amount < 0 else figure
    cells = [cell.text for block in blocks if isinstance(block, Row) for cell in block.cells]
    assert figure in [cell.replace("\u00a0", " ") for cell in cells]
    assert_fits(blocks, columns)


def assert_fits(blocks: tuple[Block, ...], columns: int) -> None:
    for block in blocks:
        match block:
            case Line():
                assert block.indent + len(block.text) * block.size.wide <= columns
            case Row():
                assert sum(cell.columns for cell in block.cells) <= columns
                for cell in block.cells:
                    assert len(cell.text) * block.size.wide <= max(cell.columns, 0)


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", sorted(every_paper()))
def test_every_paper_fits_every_width_in_both_languages(
    name: str, columns: int, locale: str
) -> None:
    blocks = lay_out(every_paper()[name], Paper(columns), locale)  # type: ignore[arg-type]
    assert_fits(blocks, columns)
    assert isinstance(blocks[-1], Cut)


@pytest.mark.parametrize("columns", WIDTHS)
def test_figures_of_millions_are_stacked_when_the_vat_table_is_too_wide(columns: int) -> None:
    row = a_report().vat_rows[0]
    big = dataclasses.replace(row, net=Money(1_234_567_890), gross=Money(9_999_999_999))
    blocks = lay_out(a_report(vat_rows=(big,)), Paper(columns), "fr")
    assert_fits(blocks, columns)
    text = " ".join(texts_of(blocks))
    assert "12 345 678,90" in text
    assert "99 999 999,99" in text


def test_an_x_reading_says_it_is_not_fiscal() -> None:
    text = as_text(a_report(kind=ReportKind.X, number=0))
    assert "LECTURE X – document non fiscal" in text
    assert "CLÔTURE" not in text


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_z_report_carries_all_its_figures(columns: int) -> None:
    text = as_text(a_report(), columns)
    for figure in (
        "CLÔTURE Z n° 118", "Journée du 21/11/2026", "Ouverte le 21/11/2026 08:02:11",
        "Ventes 1 843,50", "Remboursements -5,78", "TOTAL TTC 1 837,72 €", "Total HT 1 712,04",
        "A 20,0 % 312,50 62,50 375,00", "Titre-restaurant 145,00", "Fond de caisse 150,00",
        "Dépôt en banque -400,00", "Attendu 232,62", "Compté 232,52", "Écart -0,10",
        "Tickets de vente 1 083", "Ouvertures du tiroir 3", "T01-000042 – T01-001124",
        "4212 – 5301", "Perpétuel net 10 031,60 €", "5290, le 21/11/2026 19:30",
        "En attente de scellement : 11",
    ):  # fmt: skip
        assert figure in text, figure


def test_a_closing_nobody_made_says_the_cash_was_not_counted() -> None:
    cash = a_report().cash
    assert cash is not None
    uncounted = dataclasses.replace(cash, counted=None, difference=None)
    text = as_text(a_report(is_automatic=True, cash=uncounted))
    assert "Clôture automatique" in text
    assert "Compté non compté" in text
    assert "Écart" not in text


def test_a_pickup_label_shows_who_what_where_and_when() -> None:
    lines = printed(a_label())
    for line in (
        "RETRAIT EN BOUTIQUE", "47", "Camille D.", "Sac 1/2 Place B3",
        "Pour sam. 21 nov., 16:00 – 18:00", "FRAIS · FRAGILE", "PAYÉ",
        "Allergènes : lait, fruits à coque",
    ):  # fmt: skip
        assert line in lines, line
    assert "À ENCAISSER 12,50 €" in printed(a_label(to_pay=euros(1250)))


@pytest.mark.parametrize("mode", HandoverMode)
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_way_of_handing_over_has_its_heading(mode: HandoverMode, locale: str) -> None:
    assert wording(locale).modes[mode] in printed(a_label(mode=mode), 32, locale)


def test_a_picking_slip_groups_by_place_and_keeps_the_walk() -> None:
    lines = printed(a_slip())
    assert lines.index("Vitrine 2") < lines.index("Épicerie, étagère haute")
    assert lines.count("Vitrine 2") == 1
    assert "[ ] Saint-nectaire fermier × 0,400 kg" in lines
    assert "Si manquant : un autre fromage doux" in lines


def test_a_shelf_tag_shows_price_price_per_unit_and_former_price() -> None:
    blocks = lay_out(a_shelf_tag(), Paper(48), "fr")
    lines = texts_of(blocks)
    assert "5,90 €" in lines
    assert "23,60 €/kg" in lines
    assert "Prix le plus bas sur 30 jours : 6,90 €" in lines
    assert [block.digits for block in blocks if isinstance(block, Barcode)] == ["3017620422003"]


def test_a_code_with_a_wrong_check_digit_is_printed_as_text_not_as_bars() -> None:
    blocks = lay_out(a_shelf_tag(gtin="3017620422004"), Paper(48), "fr")
    assert not [block for block in blocks if isinstance(block, Barcode)]
    assert "3017620422004" in texts_of(blocks)


def test_a_text_that_cannot_stand_in_a_code_unchanged_is_written_out() -> None:
    blocks = lay_out(a_label(qr_text="a\x1bp  b"), Paper(48), "fr")
    assert not [block for block in blocks if isinstance(block, Qr)]
    assert "ap b" in texts_of(blocks)


LINE_CM = 30 / 80  # 30 dots of 1/8 mm


@pytest.mark.parametrize(
    "note", ["x" * 1_000_000, "\n" * 1_000_000, "a\n" * 500_000, "é " * 500_000]
)
@pytest.mark.parametrize("columns", WIDTHS)
def test_an_endless_note_takes_less_than_forty_centimetres_of_paper(
    note: str, columns: int
) -> None:
    for document in (a_label(note=note), a_slip(note=note)):
        lines = texts_of(lay_out(document, Paper(columns), "fr"))
        without = texts_of(lay_out(dataclasses.replace(document, note=""), Paper(columns), "fr"))
        assert (len(lines) - len(without)) * LINE_CM <= 10


@given(st.text(), st.sampled_from(WIDTHS))
def test_any_text_of_a_stranger_is_safe_on_a_label(raw: str, columns: int) -> None:
    label = a_label(customer=raw, note=raw, shelf=raw[:10], short_number=raw[:6], allergens=(raw,))
    blocks = lay_out(label, Paper(columns, code_page("cp858")), "fr")
    assert_fits(blocks, columns)
    for block in blocks:
        if isinstance(block, Line):
            assert isinstance(block.text, SafeText)


def test_english_papers_have_no_french_left() -> None:
    for name, document in every_paper().items():
        text = as_text(document, locale="en")
        for word in (
            "Caisse T01",
            "TOTAL TTC",
            "Rendu",
            "RETRAIT",
            "À PRÉPARER",
            "CLÔTURE",
            "Espèces ",
        ):
            assert word not in text, (name, word)
    assert "TOTAL €31.60" in as_text(a_receipt(), locale="en")
    assert "For Sat 21 Nov, 16:00 – 18:00" in as_text(a_label(), locale="en")


def test_a_language_we_do_not_speak_gets_french() -> None:
    assert wording("nl_BE") is FRENCH
    assert wording("en_US") is ENGLISH


def test_every_means_of_payment_and_every_counted_thing_has_a_word() -> None:
    codes = {means.value.lower() for means in (*TillMeans, *JournalMeans)}
    counted = {"sales", "refunds", "copies", "advances", "voids", "abandoned", *_COUNTED.values()}
    for words in (FRENCH, ENGLISH):
        assert codes <= words.means.keys()
        assert counted <= words.counts.keys()


def test_both_languages_have_a_word_for_everything() -> None:
    for words in (FRENCH, ENGLISH):
        for field in dataclasses.fields(words):
            value = getattr(words, field.name)
            for text in value.values() if isinstance(value, dict) else [value]:
                assert text.strip(), field.name
            if isinstance(value, dict):
                french = getattr(FRENCH, field.name)
                assert value.keys() == french.keys(), field.name
                kinds = {type(key) for key in value if isinstance(key, Enum)}
                for kind in kinds - {ReportKind}:
                    assert set(value) == set(kind), field.name


def test_a_voucher_says_what_it_is_worth_until_when_and_its_code() -> None:
    blocks = lay_out(a_voucher(), Paper(48), "fr")
    text = " ".join(texts_of(blocks))

    assert "CARTE CADEAU" in text
    assert "30,00 €" in text
    assert "Valable jusqu’au 23/11/2027" in text
    assert "1234 5678 9012 3456 7890" in text
    assert [str(block.text) for block in blocks if isinstance(block, Qr)] == [
        "12345678901234567890"
    ]


def test_the_receipt_of_an_advance_has_no_code_to_spend() -> None:
    paper = a_voucher(kind=VoucherPaperKind.ADVANCE, note="Vélo bleu", code="", qr_text="")
    blocks = lay_out(paper, Paper(48), "fr")

    assert not any(isinstance(block, Qr) for block in blocks)
    assert "Vélo bleu" in " ".join(texts_of(blocks))
