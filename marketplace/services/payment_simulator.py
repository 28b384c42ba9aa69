"""A payment provider for learning and for tests: its page says that no money moves.

It keeps nothing of its own: what it has to know of a payment stands, signed, in its page's
address.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from marketplace.errors import Refusal
from marketplace.services.payment_provider import Begun, Notice, PaymentRequest, ProviderError

PATH = "/paiement-factice"
_BEGUN = ("key", "reference", "cents", "currency", "title", "back")
_TOLD = ("key", "reference", "verdict", "cents")
_LONGEST = 600


@dataclass
class PaymentSimulator:
    """Signs with a key of the marketplace's own; `refuses` makes it fail as a provider would."""

    key: bytes
    name: str = "simulator"
    refuses: bool = False
    #: Refunds by key: reference of the payment and cents.
    refunds: dict[str, tuple[str, int]] = field(default_factory=dict)

    def begin(self, request: PaymentRequest) -> Begun:
        """Return the address of the page on which one pays or does not."""
        if self.refuses:
            raise ProviderError("provider_failed")
        fields = {
            "key": request.key,
            "reference": f"sim-{hashlib.sha256(request.key.encode()).hexdigest()[:24]}",
            "cents": str(request.cents),
            "currency": request.currency,
            "title": request.title,
            "back": request.back_url,
        }
        signed = fields | {"signature": self._sign("begin", _BEGUN, fields)}
        return Begun(fields["reference"], f"{PATH}?{urlencode(signed)}")

    def open(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Return what its page was asked to show.

        Raises:
            Refusal: wrong_signature, the address was not made here.
        """
        return self._checked("begin", _BEGUN, fields)

    def decide(self, fields: Mapping[str, str], verdict: str) -> str:
        """Return where the customer goes after paying, or after not paying.

        Raises:
            Refusal: wrong_signature.
        """
        known = self._checked("begin", _BEGUN, fields)
        told = {
            "key": known["key"],
            "reference": known["reference"],
            "verdict": "paid" if verdict == "paid" else "failed",
            "cents": known["cents"],
        }
        told["signature"] = self._sign("notice", _TOLD, told)
        path = urlsplit(known["back"])
        return f"{path.path}?{urlencode(told)}"

    def read(self, fields: Mapping[str, str]) -> Notice:
        """Return what a notice says; see `PaymentProvider`."""
        told = self._checked("notice", _TOLD, fields)
        return Notice(
            key=told["key"],
            reference=told["reference"],
            verdict="paid" if told["verdict"] == "paid" else "failed",
            cents=int(told["cents"]),
        )

    def refund(self, reference: str, key: str, cents: int) -> str:
        """Note a refund; see `PaymentProvider`."""
        if self.refuses:
            raise ProviderError("provider_failed")
        known = self.refunds.setdefault(key, (reference, cents))
        if known != (reference, cents):
            raise ProviderError("provider_failed")
        return f"sim-refund-{key[-12:]}"

    def _checked(
        self, purpose: str, names: tuple[str, ...], fields: Mapping[str, str]
    ) -> dict[str, str]:
        known = {name: fields.get(name, "")[:_LONGEST] for name in names}
        signature = fields.get("signature", "")
        if not hmac.compare_digest(self._sign(purpose, names, known).encode(), signature.encode()):
            raise Refusal("wrong_signature")
        return known

    def _sign(self, purpose: str, names: tuple[str, ...], fields: Mapping[str, str]) -> str:
        text = "\n".join((purpose, *(f"{name}={fields[name]!r}" for name in names)))
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()
