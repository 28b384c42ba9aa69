"""Somebody who orders on the storefront: cookies, forms, and nothing else of a browser."""

import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

import httpx2

_TIMEOUT_S = 20


@dataclass
class _Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects the forms of a page with the values their fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(_Form(given.get("action", "")))
        elif not self.forms:
            return
        elif tag == "input" and given.get("name"):
            is_off = given.get("type") in {"radio", "checkbox"} and "checked" not in given
            if not is_off:
                self.forms[-1].fields[given["name"]] = given.get("value", "on")
        elif tag == "textarea" and given.get("name"):
            self.forms[-1].fields[given["name"]] = ""
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select:
            fields = self.forms[-1].fields
            if "selected" in given or self._select not in fields:
                fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as its customer has it."""

    #: When the order was sent, when the marketplace had answered (`time.perf_counter`).
    sent_at: float
    answered_at: float
    #: The drawing of its code.
    svg: str


class Customer:
    """One visit. Use as a context manager."""

    def __init__(self, url: str) -> None:
        self._client = httpx2.Client(
            base_url=url,
            follow_redirects=True,
            timeout=_TIMEOUT_S,
            headers={"accept-language": "fr", "sec-fetch-site": "same-origin"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def order(self, shop: str, product: str) -> Placed:
        """Order one product of a shop for collection.

        Raises:
            RuntimeError: the storefront does not offer it, or refuses.
        """
        page = self._client.get(f"/boutiques/{shop}").text
        found = re.search(
            rf'href="([^"]+)"[^>]*>(?:(?!</a>).)*{re.escape(product)}', page, re.DOTALL
        )
        if found is None:
            raise RuntimeError(f"{product} is not on the storefront")
        self._send("/panier/ajouter", self._client.get(found[1]).text)
        checkout = self._client.get("/commander").text
        contact = {"name": "Camille Roux", "phone": "06 39 98 12 34"}
        fields = self._fields("/commander", checkout) | contact
        sent = time.perf_counter()
        answer = self._client.post("/commander", data=fields, follow_redirects=False)
        answered = time.perf_counter()
        if answer.status_code != httpx2.codes.SEE_OTHER:
            raise RuntimeError(f"the order was refused: {answer.status_code}")
        shown = self._client.get(answer.headers["location"]).text
        drawn = re.search(r"<svg[^>]*class=\"[^\"]*qr[^\"]*\".*?</svg>", shown, re.DOTALL)
        if drawn is None:
            raise RuntimeError("the order's page shows no code")
        return Placed(sent, answered, drawn[0])

    def _send(self, action: str, page: str) -> None:
        self._client.post(action, data=self._fields(action, page)).raise_for_status()

    def _fields(self, action: str, page: str) -> dict[str, str]:
        forms = _Forms()
        forms.feed(page)
        found = next((each for each in forms.forms if each.action == action), None)
        if found is None:
            raise RuntimeError(f"there is no form for {action}")
        return dict(found.fields)
