"""The shopkeeper's telephone: it reads the code off the counter's screen and sends a photograph."""

import http.client
from urllib.parse import urlsplit

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter, QPixmap

from demo.record import StepFailedError
from desktop.devices.code_reader import read_codes
from desktop.devices.imaging import as_frame, open_picture

_PATIENCE_S = 20


class Telephone:
    """One telephone's browser on the shop's network."""

    def __init__(self, screen: QPixmap) -> None:
        """Scan the code in what the counter's screen shows.

        Raises:
            StepFailedError: there is none.
        """
        for code in read_codes(as_frame(open_picture(_as_png(screen.toImage())))):
            if code.text.startswith("http://"):
                self.address = code.text
                break
        else:
            raise StepFailedError("no address of a page can be read off the screen")
        self._cookie = ""

    def open(self) -> str:
        """Open the page and return what it says."""
        answer, body = self._ask("GET", "", b"", "")
        self._cookie = str(answer.headers.get("Set-Cookie", "")).split(";")[0]
        return body.decode()

    def send(self, jpeg: bytes) -> int:
        """Send a photograph as the page's form does, and return the answer's status."""
        return self._ask("POST", "/photo", jpeg, "image/jpeg")[0].status

    def _ask(
        self, method: str, path: str, body: bytes, kind: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        where = urlsplit(self.address)
        line = http.client.HTTPConnection(where.netloc, timeout=_PATIENCE_S)
        try:
            head = {"Cookie": self._cookie, "Content-Type": kind} if body else {}
            line.request(method, where.path + path, body or None, head)
            answer = line.getresponse()
            return answer, answer.read()
        finally:
            line.close()


def _as_png(image: QImage) -> bytes:
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(target, QByteArray(b"png")).write(image)
    return bytes(target.data().data())
