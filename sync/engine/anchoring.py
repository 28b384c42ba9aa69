"""The head of the fiscal journal on its way to the hub, and the countersignature back."""

from typing import Protocol

from sync.contract import v1


class AnchorStore(Protocol):
    """The shop's fiscal journal, as far as the hub witnesses it. Each method is one transaction."""

    def next_anchor(self) -> v1.AnchorRequest | None:
        """Return the head to be witnessed; None when the hub has the newest one already."""
        ...

    def record_receipt(self, receipt: v1.AnchorReceipt) -> None:
        """Check the hub's countersignature and write it into the journal."""
        ...

    def record_refusal(self, refusal: v1.AnchorRefusal) -> None:
        """Write down that the hub holds another head: a rollback or a fork, for a human."""
        ...
