"""The part of the settings about the article numbers the shop makes for itself."""

from msgspec import structs

from desktop.domain.barcodes import CodeSeries, series_of
from desktop.errors import RefusedError, ShopError
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import asked, row

_LONGEST = 3


class OwnCodesSection(Section):
    """Prefix and series, with the number that they would begin with."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "own-codes")
        self._prefix = self.field("settings-code-prefix", "settings.code_prefix", 2)
        self._series = self.field("settings-code-series", "settings.code_series", _LONGEST)
        self._series.setPlaceholderText(self.say("settings.code_series_usual"))
        self._read = label("", "heading", wraps=True)
        self._read.setObjectName("settings-own-code-read")
        for field in (self._prefix, self._series):
            field.textChanged.connect(lambda _text: self._show_read())
        self.fill(
            "settings.own_codes",
            "settings.own_codes_how",
            row(
                asked(self.say("settings.code_prefix"), self._prefix),
                asked(self.say("settings.code_series"), self._series),
            ),
            self._read,
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        self._prefix.setText(settings.code_prefix)
        chosen = settings.code_series
        self._series.setText("" if chosen is None else str(chosen))
        self._show_read()

    def _wanted(self) -> tuple[str, int | None]:
        """Return prefix and series.

        Raises:
            RefusedError: code_prefix_unfit, code_series_unknown.
        """
        prefix, typed = self._prefix.text().strip(), self._series.text().strip()
        till = self._settings.till
        if typed and not (typed.isascii() and typed.isdigit()):
            raise RefusedError("code_series_unknown", till=till)
        series = int(typed) if typed else None
        # Nought stands in where the till's own digits are wanted: only what is typed is tried.
        series_of(prefix, till, 0 if series is None else series)
        return prefix, series

    def _begins(self) -> CodeSeries:
        prefix, chosen = self._wanted()
        series = series_of(prefix, self._settings.till, chosen)
        if any(series.head.startswith(each.prefix) for each in self._settings.weighed_layouts):
            raise RefusedError("code_prefix_taken", prefix=prefix)
        return series

    def _show_read(self) -> None:
        try:
            words, tone = self.say("settings.own_code_first", code=self._begins().number(1)), "go"
        except ShopError as error:
            told = self.say.refusal(error)
            words, tone = f"{told.message} {told.next_step}", "look"
        self._read.setText(words)
        set_tone(self._read, tone)

    def change(self) -> Change:
        """Return what turns the settings into those that are shown.

        Raises:
            RefusedError: the prefix or the series is none.
        """
        prefix, series = self._wanted()
        return lambda settings: structs.replace(settings, code_prefix=prefix, code_series=series)
