"""What can be checked of WCAG 2.2 AA without eyes: names, labels, order, contrast, sizes."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import marketplace.web
from tests.marketplace.towns import Web

STYLE = (Path(marketplace.web.__file__).parent / "static" / "town.css").read_text("utf-8")
PAGES = (
    "/",
    "/boutiques",
    "/boutiques/la-mie-doree",
    "/boutiques/la-mie-doree/pain-de-campagne",
    "/boutiques/fil-maree/pull-marin",
    "/boutiques/maison-castagne/comte-18-mois",
    "/rayons/pains",
    "/recherche?q=pain",
    "/recherche?q=rienrienrien",
    "/panier",
    "/commander",
    "/chiffres",
    "/mentions-legales",
    "/accessibilite",
    "/rien",
)


class Outline(HTMLParser):
    """What a screen reader would find of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.images: list[dict[str, str]] = []
        self.nameless: list[str] = []
        self.landmarks: list[str] = []
        self._inside_label = False
        self._open: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        match tag:
            case "html":
                self.language = given.get("lang", "")
            case "h1" | "h2" | "h3" | "h4":
                self.headings.append(int(tag[1]))
            case "label":
                self._inside_label = True
                self.labelled.add(given.get("for", ""))
            case "input" | "select" | "textarea" if given.get("type") != "hidden":
                self.fields.append(given | {"inside": str(self._inside_label)})
            case "img":
                self.images.append(given)
            case "main" | "nav" | "header" | "footer":
                self.landmarks.append(tag)
            case "a" | "button":
                self._open.append([self.get_starttag_text() or "", given.get("aria-label", "")])
        if self._open and tag == "img":
            self._open[-1][1] += given.get("alt", "")

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element[1] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._inside_label = False
        if tag in {"a", "button"} and self._open:
            text, name = self._open.pop()
            if not name and "aria-hidden" not in text:
                self.nameless.append(text)


def outline(text: str) -> Outline:
    found = Outline()
    found.feed(text)
    return found


def test_every_page_can_be_read_aloud(web: Web) -> None:
    _, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    for path in PAGES:
        _check(path, outline(shopper.get(path).text))


def _check(path: str, page: Outline) -> None:
    assert page.language == "fr", path
    assert page.headings.count(1) == 1, path
    assert page.headings[0] == 1, path
    assert all(
        after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False)
    ), path
    assert len(page.ids) == len(set(page.ids)), path
    assert {"main", "nav", "header", "footer"} <= set(page.landmarks), path
    assert page.nameless == [], path
    for field in page.fields:
        has_name = field["inside"] == "True" or field.get("id") in page.labelled
        assert has_name or field.get("aria-label"), (path, field)
    for image in page.images:
        assert "alt" in image, (path, image)


def test_order_page_can_be_read_aloud(web: Web) -> None:
    _, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    text = shopper.order().text
    page = outline(text)
    assert page.headings[0] == 1
    assert page.nameless == []
    assert 'role="img" aria-label="Code QR de retrait de la commande' in text
    assert 'aria-current="step"' in text


def tokens() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", STYLE))


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink", "card"),
        ("ink", "sand"),
        ("soft", "paper"),
        ("soft", "card"),
        ("soft", "sand"),
        ("green", "green-pale"),
        ("green", "paper"),
        ("green", "card"),
        ("amber", "amber-pale"),
        ("amber", "card"),
        ("red", "red-pale"),
        ("red", "card"),
    ],
)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    known = tokens()
    assert contrast(known[text], known[ground]) >= 4.5


def test_edges_of_fields_stand_out() -> None:
    known = tokens()
    assert contrast(known["edge"], known["card"]) >= 3
    assert contrast(known["edge"], known["paper"]) >= 3


def test_what_is_pressed_is_large_enough() -> None:
    for selector in (
        ".button",
        ".nav a",
        ".link",
        ".aisles a",
        ".chip>span",
        ".legend a",
        ".foot a",
    ):
        rule = re.search(re.escape(selector) + r"\{[^}]*min-height:([\d.]+)rem", STYLE)
        assert rule, selector
        assert float(rule[1]) * 16 >= 44, selector


def test_movement_can_be_switched_off() -> None:
    assert "prefers-reduced-motion" in STYLE
