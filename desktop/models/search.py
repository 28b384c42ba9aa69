"""What the search bar reads: one folded text per variant, in two full-text indexes.

The indexes are virtual tables of SQLite and stand in the first migration: `variant_trigram` finds
any three letters in a row, `variant_prefix` the beginnings of words, for one and two letters.
"""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id


class VariantText(Base):
    """The folded text of a variant on sale: name, brand, options, reference and codes."""

    __tablename__ = "variant_text"

    #: Row of both indexes. Its own number, because SQLite renumbers rows it may call its own.
    id: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"), unique=True)
    #: Folded name alone, by which hits are ranked.
    name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)

    # The table of the catalogue opens on the first by name of a hundred thousand.
    __table_args__ = (Index("ix_variant_text_name", "name", "variant_id"),)
