"""A program that is loaded once and run for each command in a process of its own.

Most of what a command costs is loading the program. One process loads it, opens nothing and starts
no thread, and forks for every command: the child gets words, variables, folder and streams of its
own, runs `python -m PROGRAM` from its first line, and ends as every process of Python's does. What
Python or a module decides while it is loaded is decided once: to show that, start a true process.
"""

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

PATIENCE_S = 100
_LONGEST_ORDER = 1 << 17


class LoadedProgram:
    """`python -m <program>`; started by the first command, ended by `end`.

    Only Linux forks well what has loaded so many libraries: elsewhere each command is a process
    from its beginning.
    """

    def __init__(self, program: str, modules: Sequence[str], start: Mapping[str, str]) -> None:
        """Prepare, start nothing.

        Args:
            program: the package that is run.
            modules: what its commands load, none of which may start a thread.
            start: the variables Python itself is started with.
        """
        self._program, self._modules, self._start = program, modules, dict(start)
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def run(
        self, words: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        if sys.platform != "linux":
            return anew(self._program, words, environment, folder)
        line = self._line or self._load()
        order = {"words": [*words], "environment": {**environment}, "folder": str(folder)}
        with (
            Path(os.devnull).open("rb") as nothing,
            TemporaryFile("w+", encoding="utf-8") as out,
            TemporaryFile("w+", encoding="utf-8") as err,
        ):
            streams = [each.fileno() for each in (nothing, out, err)]
            socket.send_fds(line, [json.dumps(order).encode()], streams)
            try:
                answer = line.recv(_LONGEST_ORDER)
            except TimeoutError:
                self.end()
                raise
            assert answer, f"{self._program} could not be loaded"
            said = []
            for stream in (out, err):
                stream.seek(0)
                said.append(stream.read())
        return subprocess.CompletedProcess([*words], json.loads(answer), *said)

    def _load(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(PATIENCE_S)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno()), self._program, *self._modules],
                env=self._start,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._line = ours
        return ours

    def end(self) -> None:
        """End the process that loaded it, with whatever it still runs."""
        if self._line is not None and self._process is not None:
            self._line.close()
            self._process.wait(PATIENCE_S)
        self._line = self._process = None


def anew(
    program: str,
    words: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    *,
    before: Callable[[], object] | None = None,
) -> "subprocess.CompletedProcess[str]":
    """Run one command in a process that loads the program itself."""
    return subprocess.run(
        [sys.executable, "-m", program, *words],
        cwd=folder,
        env=dict(environment),
        preexec_fn=before,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )


@dataclass(frozen=True)
class _Order:
    """What a child is to be: its words, its variables, its folder, its three streams."""

    words: list[str]
    environment: dict[str, str]
    folder: str
    streams: list[int]

    def assume(self) -> None:
        """Be the process that was ordered."""
        for stream, wanted in zip(self.streams, (0, 1, 2), strict=True):
            os.dup2(stream, wanted)
            os.close(stream)
        os.environ.clear()
        os.environ.update(self.environment)
        time.tzset()
        os.chdir(self.folder)
        sys.path[0] = self.folder
        sys.argv[1:] = self.words


def _load(modules: Sequence[str]) -> None:
    for module in modules:
        importlib.import_module(module)
    threads = [*Path("/proc/self/task").iterdir()]
    assert len(threads) == 1, "what was loaded started threads, and a fork has but one"
    gc.collect()
    gc.freeze()  # a child that collects would copy every page it looks at


def _next_order(line: socket.socket) -> _Order:
    """Fork for each order until the line is closed; return in the child, with its order."""
    while True:
        told, streams, _, _ = socket.recv_fds(line, _LONGEST_ORDER, 3)
        if not told:
            sys.exit()
        ended, lives = os.pipe()
        child = os.fork()
        if not child:
            line.close()
            os.close(ended)
            return _Order(**json.loads(told), streams=streams)
        for each in (*streams, lives):
            os.close(each)
        _wait(line, ended)
        os.close(ended)
        _, status = os.waitpid(child, 0)
        line.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())


def _wait(line: socket.socket, ended: int) -> None:
    """Wait until a child has let go of its pipe; whoever is gone meanwhile wants it ended."""
    readable, _, _ = select.select([line.fileno(), ended], [], [])
    if ended not in readable:
        os.killpg(0, signal.SIGKILL)


def _be_loaded(line: int, program: str, *modules: str) -> None:
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    _load(modules)
    _next_order(socket.socket(fileno=line)).assume()
    runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _be_loaded(int(sys.argv[1]), *sys.argv[2:])
