"""Running other programs: follow one line by line, or hand the terminal over to one."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

#: How long a silent program is left alone before its follower is asked to look for itself.
SILENCE_S = 0.5


def follow(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    heard: Callable[[str], None],
    silent: Callable[[], None] = lambda: None,
    inherited: Sequence[int] = (),
) -> int:
    """Runs a program to its end, hands on each line it prints, and returns its exit code.

    Args:
        command: the program and its arguments.
        environment: all of its environment variables.
        heard: called with each line of output and errors, without its end.
        silent: called each time the program has said nothing for half a second.
        inherited: descriptors the program keeps open (POSIX), so that a lock held by one of them
            outlives a start that is killed while the program still works.
    """
    with subprocess.Popen(  # noqa: S603 - our own command lines, never a shell
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        pass_fds=tuple(inherited) if os.name == "posix" else (),
    ) as program:
        try:
            _hand_on(program, heard, silent)
        except BaseException:
            program.terminate()
            raise
    return program.returncode


def _hand_on(
    program: subprocess.Popen[str], heard: Callable[[str], None], silent: Callable[[], None]
) -> None:
    assert program.stdout is not None  # noqa: S101 - tells the type checker what PIPE means
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(program.stdout, lines), daemon=True)
    reader.start()
    while True:
        try:
            line = lines.get(timeout=SILENCE_S)
        except queue.Empty:
            silent()
            continue
        if line is None:
            break
        heard(line)
    reader.join()


def _read(stream: IO[str], lines: "queue.SimpleQueue[str | None]") -> None:
    for line in stream:
        lines.put(line.rstrip())
    lines.put(None)


def ask(command: Sequence[str]) -> tuple[int, str]:
    """Runs a program that has something to say; returns its exit code and standard output."""
    answer = subprocess.run(  # noqa: S603 - our own command lines, never a shell
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return answer.returncode, answer.stdout


def run(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> int:
    """Runs a program with this terminal and returns its exit code when it has ended."""
    sys.stdout.flush()
    return subprocess.run(  # noqa: S603 - our own command lines, never a shell
        command, env=dict(environment), cwd=folder, check=False
    ).returncode


def become(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Gives terminal, signals and exit code over to a program; comes back on Windows only."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(command[0], list(command), dict(environment))  # noqa: S606 - no shell wanted
    with subprocess.Popen(  # noqa: S603 - our own command lines, never a shell
        command, env=dict(environment)
    ) as program:
        while True:
            try:
                return program.wait()
            except KeyboardInterrupt:
                continue  # the program was interrupted as well, and ends as it thinks right
