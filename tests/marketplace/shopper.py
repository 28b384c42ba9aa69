"""Somebody who shops the way a browser without script does: reads pages, sends their forms."""

from html.parser import HTMLParser
from typing import Any

import httpx2


class _Forms(HTMLParser):
    """Collects the forms of a page with the values their fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": values.get("action", ""), "fields": {}, "offers": []})
        elif self.forms and tag == "input" and "name" in values:
            self._input(values)
        elif self.forms and tag == "textarea":
            self.forms[-1]["fields"][values["name"]] = ""
        elif tag == "select":
            self._select = values.get("name", "")
        elif tag == "option" and self._select and self.forms:
            fields = self.forms[-1]["fields"]
            if "selected" in values or self._select not in fields:
                fields[self._select] = values["value"]

    def _input(self, values: dict[str, str]) -> None:
        form = self.forms[-1]
        if values.get("type") == "radio":
            if "disabled" not in values:
                form["offers"].append(values["value"])
            if "checked" not in values:
                return
        form["fields"][values["name"]] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


class Shopper:
    """A browser with its cookies."""

    def __init__(self, client: httpx2.Client, language: str = "fr") -> None:
        self.client = client
        self.headers = {"accept-language": language, "sec-fetch-site": "same-origin"}

    def get(self, path: str, params: dict[str, str] | None = None) -> httpx2.Response:
        return self.client.get(path, headers=self.headers, follow_redirects=True, params=params)

    def post(self, path: str, fields: dict[str, str], *, follow: bool = True) -> httpx2.Response:
        return self.client.post(path, data=fields, headers=self.headers, follow_redirects=follow)

    def form(self, page: httpx2.Response, action: str) -> dict[str, str]:
        """The fields of the page's form, ready to be sent."""
        parser = _Forms()
        parser.feed(page.text)
        return next(dict(one["fields"]) for one in parser.forms if one["action"] == action)

    def add(self, path: str, quantity: str = "1", offer: str = "") -> httpx2.Response:
        """Put what a product's page offers into the basket."""
        fields = self.form(self.get(path), "/panier/ajouter")
        fields |= {"quantity": quantity} | ({"offer": offer} if offer else {})
        return self.post("/panier/ajouter", fields)

    def checkout_form(self, **typed: str) -> dict[str, str]:
        """The checkout page's form, filled in."""
        fields = self.form(self.get("/commander"), "/commander")
        return fields | {"name": "Camille Roux", "phone": "06 39 98 12 34"} | typed

    def order(self, **typed: str) -> httpx2.Response:
        """Send the checkout page; the answer is the order's page."""
        return self.post("/commander", self.checkout_form(**typed))
