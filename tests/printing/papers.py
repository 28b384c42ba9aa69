"""Documents of a believable shop, for every test that prints."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from printing.documents import (
    Care,
    CashFigures,
    CashMovement,
    CountRow,
    FiscalMarks,
    HandoverMode,
    PickingLine,
    PickingSlip,
    PickupLabel,
    ProductLabel,
    ReceiptLine,
    Reduction,
    ReportKind,
    RoundSheet,
    RoundStopLine,
    SaleReceipt,
    ShelfTag,
    Shop,
    TenderRow,
    TestPage,
    TillReport,
    VatRow,
    VoucherPaper,
    VoucherPaperKind,
)
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate

NOON = datetime(2026, 11, 21, 11, 42, 7, tzinfo=UTC)  # 12:42:07 in Paris

SHOP = Shop(
    name="Fromagerie Œuvrée",
    address=("12 rue Houdan", "92330 Sceaux"),
    siret="123 456 789 00012",
    vat_number="FR12 123456789",
    naf="4729Z",
    phone="01 46 61 00 00",
)
FISCAL = FiscalMarks(
    record_sequence=4212,
    signature_extract="K7fQ",
    software="Comptoir 1.0.0",
    fiscal_version="1.0.0",
    attestation="COMPTOIR-2026-001",
    verification="https://sceaux.example/v/T01-4212-9f3a77c2d1",
    perpetual_net=Money(1_003_160),
    perpetual_absolute=Money(1_023_160),
)


def euros(cents: int) -> Money:
    return Money(cents)


def a_receipt(**changes: object) -> SaleReceipt:
    """The worked example of the fiscal study, § 2.13."""
    receipt = SaleReceipt(
        shop=SHOP,
        number="T01-000042",
        till="T01",
        operator="A3",
        sold_at=NOON,
        lines=(
            ReceiptLine(
                label="Comté AOP 18 mois, affinage fort Saint-Antoine",
                quantity=Quantity.grams(345),
                unit_price=euros(2390),
                amount=euros(825),
                vat_code="C",
            ),
            ReceiptLine(
                label="Pain de campagne",
                quantity=Quantity.pieces(3),
                unit_price=euros(115),
                amount=euros(345),
                vat_code="C",
                reductions=(Reduction(label="3 pour 2 le samedi", amount=euros(-15)),),
            ),
            ReceiptLine(
                label="Arbois Trousseau 2022",
                quantity=Quantity.pieces(1),
                unit_price=euros(1490),
                amount=euros(1490),
                vat_code="A",
                detail="75 cl, Domaine de la Pinte",
            ),
            ReceiptLine(
                label="Sandwich chaud raclette",
                quantity=Quantity.pieces(1),
                unit_price=euros(680),
                amount=euros(680),
                vat_code="B",
            ),
            ReceiptLine(
                label="Journal",
                quantity=Quantity.pieces(1),
                unit_price=euros(320),
                amount=euros(320),
                vat_code="D",
            ),
        ),
        articles=7,
        reductions=(Reduction(label="Remise fidélité", amount=euros(-500)),),
        vat_rows=(
            VatRow(
                code="A", rate=VatRate(2000), net=euros(1056), vat=euros(211), gross=euros(1267)
            ),
            VatRow(code="B", rate=VatRate(1000), net=euros(525), vat=euros(53), gross=euros(578)),
            VatRow(code="C", rate=VatRate(550), net=euros(943), vat=euros(52), gross=euros(995)),
            VatRow(code="D", rate=VatRate(210), net=euros(313), vat=euros(7), gross=euros(320)),
        ),
        gross_total=euros(3160),
        net_total=euros(2837),
        vat_total=euros(323),
        deposits=(
            ReceiptLine(
                label="Consigne bouteille",
                quantity=Quantity.pieces(2),
                unit_price=euros(50),
                amount=euros(100),
            ),
        ),
        due=euros(3260),
        tenders=(
            TenderRow(means="card", amount=euros(2000), reference="CB 4242, aut. 731902"),
            TenderRow(means="cash", amount=euros(2000)),
        ),
        change=euros(740),
        fiscal=FISCAL,
        messages=("Merci et à bientôt !", "Ouvert du mardi au dimanche midi"),
    )
    return replace(receipt, **changes)  # type: ignore[arg-type]


def a_label(**changes: object) -> PickupLabel:
    label = PickupLabel(
        shop=SHOP,
        short_number="47",
        order_number="2611210047",
        customer="Camille D.",
        bag=1,
        bags=2,
        mode=HandoverMode.COLLECT,
        promised_at=datetime(2026, 11, 21, 15, 0, tzinfo=UTC),
        promised_until=datetime(2026, 11, 21, 17, 0, tzinfo=UTC),
        shelf="B3",
        qr_text="CB1:2611210047:1",
        care=(Care.COLD, Care.FRAGILE),
        allergens=("lait", "fruits à coque"),
        note="Merci de ne pas écraser le saint-nectaire, c’est pour un cadeau.",
        printed_at=NOON,
    )
    return replace(label, **changes)  # type: ignore[arg-type]


def a_slip(**changes: object) -> PickingSlip:
    slip = PickingSlip(
        shop=SHOP,
        short_number="47",
        order_number="2611210047",
        customer="Camille D.",
        mode=HandoverMode.COLLECT,
        placed_at=NOON,
        promised_at=datetime(2026, 11, 21, 15, 0, tzinfo=UTC),
        lines=(
            PickingLine(
                label="Saint-nectaire fermier",
                quantity=Quantity.grams(400),
                place="Vitrine 2",
                if_missing="un autre fromage doux",
            ),
            PickingLine(
                label="Crottin de Chavignol",
                quantity=Quantity.pieces(2),
                place="Vitrine 2",
                gtin="3760123450017",
            ),
            PickingLine(
                label="Confiture de figues violettes de Solliès",
                quantity=Quantity.pieces(1),
                place="Épicerie, étagère haute",
                detail="Pot 250 g",
            ),
        ),
        note="Je passe vers 17 h avec la poussette.",
        qr_text="CB1:2611210047",
    )
    return replace(slip, **changes)  # type: ignore[arg-type]


def a_report(**changes: object) -> TillReport:
    report = TillReport(
        shop=SHOP,
        kind=ReportKind.Z,
        till="T01",
        operator="A3",
        number=118,
        opened_at=datetime(2026, 11, 21, 7, 2, 11, tzinfo=UTC),
        made_at=datetime(2026, 11, 21, 18, 31, 40, tzinfo=UTC),
        first_day=date(2026, 11, 21),
        last_day=date(2026, 11, 21),
        sales_total=euros(184_350),
        refunds_total=euros(-578),
        gross_total=euros(183_772),
        net_total=euros(171_204),
        vat_total=euros(12_568),
        vat_rows=(
            VatRow(
                code="A",
                rate=VatRate(2000),
                net=euros(31_250),
                vat=euros(6_250),
                gross=euros(37_500),
            ),
            VatRow(
                code="C",
                rate=VatRate(550),
                net=euros(139_954),
                vat=euros(6_318),
                gross=euros(146_272),
            ),
        ),
        tenders=(
            TenderRow(means="card", amount=euros(121_010)),
            TenderRow(means="cash", amount=euros(48_262)),
            TenderRow(means="meal_voucher", amount=euros(14_500)),
        ),
        counts=(
            CountRow(what="sales", count=1083),
            CountRow(what="refunds", count=1),
            CountRow(what="copies", count=2),
            CountRow(what="voids", count=5),
            CountRow(what="drawer", count=3),
        ),
        cash=CashFigures(
            opening_float=euros(15_000),
            takings=euros(48_262),
            movements=(CashMovement(label="Dépôt en banque", amount=euros(-40_000)),),
            expected=euros(23_262),
            counted=euros(23_252),
            difference=euros(-10),
        ),
        reductions_total=euros(-2_410),
        deposits_total=euros(1_200),
        first_ticket="T01-000042",
        last_ticket="T01-001124",
        first_sequence=4212,
        last_sequence=5301,
        anchored_sequence=5290,
        anchored_at=datetime(2026, 11, 21, 18, 30, tzinfo=UTC),
        unanchored_records=11,
        fiscal=FISCAL,
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def a_shelf_tag(**changes: object) -> ShelfTag:
    label = ShelfTag(
        shop=SHOP,
        name="Confiture de figues violettes",
        variant="Pot 250 g",
        price=euros(590),
        unit_price=euros(2360),
        unit="kg",
        former_price=euros(690),
        origin="Solliès-Pont (83)",
        gtin="3017620422003",
        flash="Bon plan",
    )
    return replace(label, **changes)  # type: ignore[arg-type]


def a_product_label(**changes: object) -> ProductLabel:
    label = ProductLabel(
        shop=SHOP,
        name="Pull col rond en laine mérinos",
        brand="Filature du Parc",
        variant="rouge · M",
        price=euros(8990),
        ref="A00042",
        gtin="2002600000013",
    )
    return replace(label, **changes)  # type: ignore[arg-type]


def a_test_page() -> TestPage:
    return TestPage(
        shop=SHOP,
        printer="Caisse",
        connection="192.168.1.50:9100",
        profile="Epson TM-T20",
        printed_at=NOON,
    )


def a_voucher(**changes: object) -> VoucherPaper:
    paper = VoucherPaper(
        shop=SHOP,
        kind=VoucherPaperKind.GIFT_CARD,
        amount=euros(3000),
        ticket="T01-2026-000123",
        issued_at=NOON,
        expires_on=date(2027, 11, 23),
        code="1234 5678 9012 3456 7890",
        qr_text="12345678901234567890",
    )
    return replace(paper, **changes)  # type: ignore[arg-type]


def every_paper() -> dict[str, object]:
    return {
        "receipt": a_receipt(),
        "label": a_label(),
        "slip": a_slip(),
        "report": a_report(),
        "shelf_tag": a_shelf_tag(),
        "product_label": a_product_label(),
        "voucher": a_voucher(),
        "test_page": a_test_page(),
    }


def a_round_sheet() -> RoundSheet:
    """Return the sheet of a round with one stop on the map, to be paid at the door."""
    stop = RoundStopLine(
        short_number="4821",
        order_number="00004821",
        recipient="Camille Dubois",
        mode=HandoverMode.MERCHANT,
        address=("3 rue Haute", "47985 Valmoret"),
        detail="2e étage, code 12B4",
        phone="06 01 02 03 04",
        bags=2,
        promised_at=NOON,
        promised_until=NOON + timedelta(hours=2),
        to_collect=euros(2860),
        note="Sonner deux fois",
        map_link="https://www.openstreetmap.org/?mlat=44.351000&mlon=0.600000",
        is_checked=True,
    )
    return RoundSheet(
        shop=SHOP,
        name="Tournée de midi",
        driver="Alix",
        printed_at=NOON,
        stops=(stop,),
        to_collect=euros(2860),
    )
