"""Whoever takes customers' money online: what the marketplace asks of it, whoever it is.

The customer pays on the provider's own page; no figure of a card ever comes here. The provider
brings the customer back with a signed notice, and may send the same notice again by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from marketplace.errors import HubError


class ProviderError(HubError):
    """The provider did not do what it was asked; it may be asked again with the same reference."""


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What is to be paid. `key` is ours and stays: beginning it twice begins one payment."""

    key: str
    cents: int
    currency: str
    #: What the customer reads there: the town, no name of a customer.
    title: str
    back_url: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A payment the provider knows: its reference and the page the customer is sent to."""

    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What the provider says of a payment; its signature has been checked."""

    key: str
    reference: str
    verdict: Literal["paid", "failed"]
    cents: int


class PaymentProvider(Protocol):
    """A provider of payments; every method may be called again with the same words."""

    @property
    def name(self) -> str:
        """What it is called, in the books and on the page."""
        ...

    def begin(self, request: PaymentRequest) -> Begun:
        """Have a payment begun.

        Raises:
            ProviderError: it was not.
        """
        ...

    def read(self, fields: Mapping[str, str]) -> Notice:
        """Return what a notice says.

        Raises:
            Refusal: wrong_signature.
        """
        ...

    def refund(self, reference: str, key: str, cents: int) -> str:
        """Send money of a payment back and return the provider's reference of it; once a key.

        Raises:
            ProviderError: it did not go.
        """
        ...
