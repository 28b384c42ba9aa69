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
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Self

PATIENCE_S = 100
_LONGEST_ORDER, _LONGEST_ANSWER = 1 << 17, 16


_loaded: list["LoadedProgram"] = []


def end_all() -> None:
    """End every program that was loaded."""
    while _loaded:
        _loaded.pop().end()


class LoadedProgram:
    """`python -m <program>`; started by the first command, ended by `end`.

    Only Linux forks well what has loaded so many libraries: elsewhere each command is a process
    from its beginning. What begins it sees that `end_all` is called.
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
        with (
            Path(os.devnull).open("rb") as nothing,
            TemporaryFile("w+", encoding="utf-8") as out,
            TemporaryFile("w+", encoding="utf-8") as err,
        ):
            streams = nothing.fileno(), out.fileno(), err.fileno()
            with self.begin(words, environment, folder, streams) as running:
                code = running.wait(PATIENCE_S)
            said = []
            for stream in (out, err):
                stream.seek(0)
                said.append(stream.read())
        return subprocess.CompletedProcess([*words], code, *said)

    def begin(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        streams: tuple[int, int, int],
    ) -> "Running | subprocess.Popen[bytes]":
        """Begin one command that reads from the first stream and writes to the two others."""
        if sys.platform != "linux":
            program = [sys.executable, "-m", self._program, *words]
            given = dict(zip(("stdin", "stdout", "stderr"), streams, strict=True))
            return subprocess.Popen(program, cwd=folder, env={**environment}, **given)
        line = self._line or self._load()
        order = {"words": [*words], "environment": {**environment}, "folder": str(folder)}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(line, [json.dumps(order).encode()], [*streams, theirs.fileno()])
        return Running(ours)

    def _load(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
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
        _loaded.append(self)
        return ours

    def end(self) -> None:
        """End the process that loaded it, with whatever it still runs."""
        if self._line is not None and self._process is not None:
            self._line.close()
            self._process.wait(PATIENCE_S)
        self._line = self._process = None


class Running:
    """A command that was begun; a context that kills what is still running when it is left."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._line.settimeout(PATIENCE_S)
        self._code: int | None = None
        told = line.recv(_LONGEST_ANSWER)
        assert told, "the program could not be loaded"
        self.pid = int(told)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self.poll() is None:
            self.kill()
            self.wait()

    def wait(self, patience_s: float = PATIENCE_S) -> int:
        """Return its exit code, a signal's number below zero.

        Raises:
            subprocess.TimeoutExpired: it runs on.
        """
        if self._code is None:
            self._line.settimeout(patience_s)
            try:
                self._code = int(self._line.recv(_LONGEST_ANSWER))
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired(str(self.pid), patience_s) from None
            self._line.close()
        return self._code

    def poll(self) -> int | None:
        """Return its exit code, None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def send_signal(self, sent: signal.Signals) -> None:
        """Send it a signal; nothing where it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it ended, and word of it is on its way
                os.kill(self.pid, sent)

    def kill(self) -> None:
        """End it without a word."""
        self.send_signal(signal.SIGKILL)


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
        for wanted, stream in enumerate(self.streams):
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


@dataclass
class _Nursery:
    """Forks for each order until its line is closed; then ends with all its children."""

    line: socket.socket
    #: The end of a pipe that a child holds open while it lives -> the child, and who waits for it.
    children: dict[int, tuple[int, socket.socket]] = field(default_factory=dict)

    def next_order(self) -> _Order:
        """Return in a child, with its order."""
        while True:
            readable, _, _ = select.select([self.line.fileno(), *self.children], [], [])
            for ended in readable:
                if ended in self.children:
                    self._bury(ended)
                elif order := self._take():
                    return order

    def _take(self) -> _Order | None:
        told, descriptors, _, _ = socket.recv_fds(self.line, _LONGEST_ORDER, 4)
        if not told:
            os.killpg(0, signal.SIGKILL) if self.children else sys.exit()
        *streams, answer = descriptors
        ended, lives = os.pipe()
        child = os.fork()
        if not child:
            self._forget(ended, answer)
            return _Order(**json.loads(told), streams=streams)
        for each in (*streams, lives):
            os.close(each)
        self.children[ended] = child, socket.socket(fileno=answer)
        self.children[ended][1].send(str(child).encode())
        return None

    def _forget(self, *descriptors: int) -> None:
        """Let go, in a child, of what is its parent's."""
        self.line.close()
        for each in (*descriptors, *self.children):
            os.close(each)
        for _, answer in self.children.values():
            answer.close()

    def _bury(self, ended: int) -> None:
        child, answer = self.children.pop(ended)
        os.close(ended)
        _, status = os.waitpid(child, 0)
        with answer, suppress(BrokenPipeError):
            answer.send(str(os.waitstatus_to_exitcode(status)).encode())


def _be_loaded(line: int, program: str, *modules: str) -> None:
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    _load(modules)
    _Nursery(socket.socket(fileno=line)).next_order().assume()
    runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _be_loaded(int(sys.argv[1]), *sys.argv[2:])
