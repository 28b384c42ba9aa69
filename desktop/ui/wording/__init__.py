"""All words of the windows, French and English side by side, and how figures are written.

A text is found by its name (`sale.pay`). The tables stand one subject a file beside this one:
each entry is (French, English); a `|` parts singular from plural, chosen by the fact `n`.
"""

from desktop.ui.wording.language import Language
from desktop.ui.wording.spoken import Refusal, Wording

__all__ = ["Language", "Refusal", "Wording"]
