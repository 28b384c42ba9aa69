"""A customer with a browser: follows links, fills forms, keeps cookies. Nothing but HTTP and HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx2

_TIMEOUT_S = 15


class PageError(Exception):
    """The page is not what a customer would have found."""


@dataclass
class Form:
    """A form as it stands on a page: where it goes and what it would send."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    #: What can be chosen: field name -> words of its label -> value.
    choices: dict[str, dict[str, str]] = field(default_factory=dict)

    def choice(self, name: str, words: str) -> str:
        """Return the value whose label holds these words.

        Raises:
            PageError: there is no such choice.
        """
        for label, value in self.choices.get(name, {}).items():
            if words in label:
                return value
        raise PageError(f"{name!r} does not offer {words!r}")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._textarea: str | None = None
        self._link: str | None = None
        self._hidden = 0
        self._choice: tuple[str, str] | None = None
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style", "template"}:
            self._hidden += 1
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a":
            self._link = given.get("href")
        elif tag == "label":
            self._label = ""
        elif self._form is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self._form, given.get("name", "")
        if form is None:
            return
        if tag == "input" and name:
            is_choice = given.get("type") in {"checkbox", "radio"}
            if not is_choice or "checked" in given:
                form.fields[name] = given.get("value", "on" if is_choice else "")
            if is_choice and "disabled" not in given:
                self._choice = (name, given.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._textarea = name
            form.fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "template"}:
            self._hidden -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "a":
            self._link = None
        elif tag == "label" and self._choice and self._form:
            name, value = self._choice
            self._form.choices.setdefault(name, {})[" ".join(self._label.split())] = value
            self._choice = None

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self._label += data
        if self._textarea and self._form:
            self._form.fields[self._textarea] += data
        if data.strip():
            self.words.append(data.strip())
            if self._link is not None:
                self.links.append((data.strip(), self._link))


class Shopper:
    """One visit to the storefront. Use as a context manager."""

    def __init__(self, storefront: str, language: str = "fr") -> None:
        self._client = httpx2.Client(
            base_url=storefront,
            follow_redirects=True,
            timeout=_TIMEOUT_S,
            headers={"accept-language": language, "user-agent": "Mozilla/5.0 (Android 15; Mobile)"},
        )
        self.url = ""
        self.html = ""
        self._page = _Page()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @property
    def text(self) -> str:
        """The words of the page as read aloud, spaces evened out."""
        return _even(" ".join(self._page.words))

    @property
    def forms(self) -> list[Form]:
        """The forms on the page."""
        return self._page.forms

    def open(self, path: str) -> "Shopper":
        """Go to an address of the storefront."""
        return self._show(self._client.get(path))

    def follow(self, words: str) -> "Shopper":
        """Follow the first link that has these words in it."""
        for text, href in self._page.links:
            # A page keeps a figure and its unit together: one space is as good as another.
            if _even(words) in _even(text):
                return self.open(urljoin(self.url, href))
        raise PageError(f"no link says {words!r} on {self.url}")

    def form(self, marker: str) -> Form:
        """Return the first form whose address or fields hold the marker."""
        for form in self.forms:
            if marker in form.action or marker in form.fields:
                return form
        raise PageError(f"no form for {marker!r} on {self.url}")

    def submit(self, form: Form, **filled: str) -> "Shopper":
        """Send a form as a browser does: all its fields, its own where nothing was filled in."""
        unknown = set(filled) - set(form.fields)
        if unknown:
            raise PageError(f"the form has no field {sorted(unknown)}")
        here = urlsplit(self.url)
        target = urljoin(self.url, form.action or self.url)
        values = form.fields | filled
        if form.method == "get":
            return self._show(self._client.get(target, params=values))
        return self._show(
            self._client.post(
                target,
                data=values,
                headers={
                    "origin": f"{here.scheme}://{here.netloc}",
                    "referer": self.url,
                    "sec-fetch-site": "same-origin",
                },
            )
        )

    def _show(self, answer: httpx2.Response) -> "Shopper":
        self.url, self.html = str(answer.url), answer.text
        if answer.status_code >= 400:
            raise PageError(f"{answer.status_code} on {self.url}")
        self._page = _Page()
        self._page.feed(self.html)
        return self


def _even(text: str) -> str:
    return " ".join(text.split())
