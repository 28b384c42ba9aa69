"""One request for a page: who asks, in which language, of which town, and the page's frame."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from marketplace.errors import HubError
from marketplace.models.town import Town
from marketplace.services import basket, visitors
from marketplace.services.figures import Reckoner
from marketplace.services.hub import Hub
from marketplace.services.town import find_town
from marketplace.web import formats
from marketplace.web.security import comes_from_here
from marketplace.web.visit import Doorkeeper, Visit
from marketplace.web.wording import Words, choose_language
from sync.kernel.clock import from_milliseconds

_HERE = Path(__file__).parent
_MOST_FIELDS = 200
_MONTH_S = 30 * 24 * 3600
_YEAR_S = 365 * 24 * 3600


@cache
def own(path: str) -> str:
    """Return the address of a file of ours, which is another as soon as the file is."""
    version = sha256((_HERE / "static" / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?{version}"


_environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals["own"] = own
_environment.filters["colour"] = formats.colour
_environment.filters["telephone"] = formats.telephone
_environment.filters["unbroken"] = formats.unbroken
_environment.filters["tied"] = formats.tied
_environment.filters["siret"] = formats.siret
_environment.filters["data_block"] = formats.data_block


class ForbiddenFormError(HubError):
    """A form that was not sent by a page of ours, or too old a page."""


@dataclass(slots=True)
class Page:
    """One request; `open` it to read the town and what every page shows."""

    hub: Hub
    request: Request
    visit: Visit
    words: Words
    now: datetime
    town: Town | None = None
    basket_count: int = 0

    @contextmanager
    def open(self) -> Iterator[Session]:
        """Yield a reading session with the town looked up.

        Raises:
            NotFoundError: the marketplace has no town yet.
        """
        with self.hub.database.read() as session:
            self.town = find_town(session)
            visitor_id = self.visitor_id(session)
            self.basket_count = basket.count(session, visitor_id) if visitor_id else 0
            yield session

    def visitor_id(self, session: Session) -> str | None:
        """Return the visitor behind the cookie, or None when there is no basket yet."""
        return None if self.visit.is_new else visitors.find(session, self.visit.cookie)

    @property
    def figures(self) -> Reckoner:
        """Return who reckons the town's figures and remembers them between two looks."""
        return cast("Reckoner", self.request.app.state.figures)

    @property
    def home(self) -> Town:
        """Return the town; the page must be open or have been."""
        if self.town is None:
            raise RuntimeError("the page has not been opened")
        return self.town

    @property
    def public_url(self) -> str:
        """Return the address people reach the marketplace by, without a final slash."""
        return self.hub.settings.public_url or str(self.request.base_url).rstrip("/")

    def render(self, template: str, status: int = 200, **context: object) -> HTMLResponse:
        """Return the page as HTML, with the cookie a new browser needs for its forms."""
        text = _environment.get_template(template).render(
            page=self, w=self.words, **self._frame(), **context
        )
        answer = HTMLResponse(text, status_code=status)
        answer.headers["vary"] = "Accept-Language, Cookie"
        self.remember(answer)
        return answer

    def remember(self, answer: Response) -> None:
        """Give a new browser its cookie, and keep the language that was asked for."""
        is_https = self.public_url.startswith("https://")
        if self.visit.is_new:
            answer.set_cookie(
                cookie_name(is_https=is_https),
                self.visit.cookie,
                max_age=_MONTH_S,
                path="/",
                secure=is_https,
                httponly=True,
                samesite="lax",
            )
        if self.request.query_params.get("lang") == self.words.language:
            answer.set_cookie(
                "lang",
                self.words.language,
                max_age=_YEAR_S,
                path="/",
                secure=is_https,
                httponly=True,
                samesite="lax",
            )

    def redirect(self, path: str) -> RedirectResponse:
        """Return an answer that sends the browser on; only to a path of ours."""
        answer = RedirectResponse(path, status_code=303)
        self.remember(answer)
        return answer

    def sentence(self, error: HubError) -> str:
        """Return what went wrong as the visitor is told it, moments and amounts in words."""
        facts = dict(error.facts)
        if "until_ms" in facts:
            until = from_milliseconds(int(facts.pop("until_ms")))
            zone = ZoneInfo(self.town.zone) if self.town else ZoneInfo("Europe/Paris")
            facts["when"] = formats.moment(self.words, until, self.now, zone)
        if "total" in facts:
            facts["total"] = formats.money(int(facts["total"]), language=self.words.language)
        return sentence(self.words, HubError(error.code, facts))

    def _frame(self) -> dict[str, object]:
        language = self.words.language
        zone = ZoneInfo(self.town.zone) if self.town else ZoneInfo("Europe/Paris")
        return {
            "town": self.town,
            "language": language,
            "nonce": self.request.state.nonce,
            "form_token": self.visit.form_token,
            "basket_count": self.basket_count,
            "path": self.request.url.path,
            "public_url": self.public_url,
            "other_language_url": self._in_other_language(),
            "money": partial(formats.money, language=language),
            "unit_price": partial(formats.unit_price, self.words),
            "measure_price": partial(formats.measure_price, self.words),
            "quantity": partial(formats.quantity, language=language),
            "typed_quantity": formats.typed_quantity,
            "shown_quantity": partial(formats.shown_quantity, language=language),
            "moment": partial(formats.moment, self.words, now=self.now, zone=zone),
            "opening": partial(formats.opening, self.words, now=self.now, zone=zone),
            "hour": partial(formats.hour, zone=zone),
            "day": partial(formats.day, self.words),
            "month_name": partial(formats.month_name, self.words),
            "span": formats.span,
            "stretches": formats.stretches,
            "rate": partial(formats.rate, language=language),
        }

    def _in_other_language(self) -> str:
        if self.request.method != "GET":
            return f"/?lang={self.words('other_language_code')}"
        url = self.request.url.include_query_params(lang=self.words("other_language_code"))
        return f"{url.path}?{url.query}"


def cookie_name(*, is_https: bool) -> str:
    """Return the cookie's name; with HTTPS the browser itself binds it to our host."""
    return "__Host-comptoir" if is_https else "comptoir"


def page_of(request: Request) -> Page:
    """Return the page of a request."""
    hub = cast("Hub", request.app.state.hub)
    doorkeeper = cast("Doorkeeper", request.app.state.doorkeeper)
    is_https = hub.settings.public_url.startswith("https://")
    language = choose_language(
        request.query_params.get("lang", ""),
        request.cookies.get("lang", ""),
        request.headers.get("accept-language", ""),
    )
    return Page(
        hub=hub,
        request=request,
        visit=doorkeeper.visit(request.cookies.get(cookie_name(is_https=is_https), "")),
        words=Words(language),
        now=hub.clock.now(),
    )


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form one of our own pages sent; of a repeated field the last.

    Raises:
        ForbiddenFormError: it came from elsewhere, without a form's token, or is no form.
    """
    if not comes_from_here(request.headers, request.headers.get("host", "")):
        raise ForbiddenFormError("error_403")
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise ForbiddenFormError("error_403")
    body = await request.body()
    try:
        fields: dict[str, str] = dict(
            parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise ForbiddenFormError("error_403") from error
    visit = page_of(request).visit
    if visit.is_new or not visit.owns(fields.get("form_token", "")):
        raise ForbiddenFormError("error_403")
    return fields


ThePage = Annotated[Page, Depends(page_of)]
TheForm = Annotated[dict[str, str], Depends(form_of)]


def sentence(words: Words, error: HubError) -> str:
    """Return what went wrong as the visitor is told it."""
    facts: dict[str, Any] = dict(error.facts)
    code = error.code
    if code == "not_enough":
        left = int(facts["left"])
        code = "not_enough" if left else "none_left"
        facts["left"] = formats.quantity(left, str(facts["unit"]), words.language)
    return words(code if words.knows(code) else "error_500_text", **facts)
