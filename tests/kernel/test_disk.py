"""Files that are there whole or not at all."""

from pathlib import Path

import pytest

from sync.kernel import disk


def test_a_file_is_written_into_a_folder_that_was_not_there(tmp_path: Path) -> None:
    path = tmp_path / "2026" / "signature.webp"
    disk.write_whole(path, b"first")
    disk.write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert [file.name for file in path.parent.iterdir()] == ["signature.webp"]


def test_what_stood_there_outlives_a_disk_that_does_not_take_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signature.webp"
    disk.write_whole(path, b"first")

    def is_full(_handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", is_full)
    with pytest.raises(OSError, match="no space left"):
        disk.write_whole(path, b"second")
    assert path.read_bytes() == b"first"
