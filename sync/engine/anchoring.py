"""The head of the fiscal journal on its way to the hub, and the countersignature back."""

from typing import Protocol

from sync.contract import v1


class AnchorStore(Protocol):
    """The shop's fiscal journal, as far as the hub witnesses it. Each method is one transaction."""

    def next_anchor(self, since: int | None = None) -> v1.AnchorRequest | None:
        """Return the head to be witnessed; None when nothing is new but receipts.

        Args:
            since: the last record the hub still knows, when it was restored from a backup.
        """
        ...

    def record_receipt(self, receipt: v1.AnchorReceipt) -> None:
        """Check the hub's countersignature and write it into the journal."""
        ...

    def record_refusal(self, refusal: v1.AnchorRefusal) -> None:
        """Write down why the hub countersigns nothing: a rollback or a fork, for a human.

        `next_anchor` returns None until a human has looked, or something new was written.
        """
        ...
