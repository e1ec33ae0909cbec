"""The real program at a real terminal: a person who reads each question and types an answer."""

import asyncio
import os
import pty
import re
import tty

from process import SLOTWATCH


class Terminal:
    """One command at a pseudo-terminal; everything it prints is in ``said``."""

    def __init__(self) -> None:
        self.said = ""
        self._read = 0
        self._news = asyncio.Event()
        self._over = False

    async def run(self, *arguments: str, answers: list[tuple[str, str]], **environ: str) -> int:
        """Give each answer when its question (a part of it) is there, in order; the exit code."""
        ours, theirs = pty.openpty()
        tty.setraw(ours)
        loop = asyncio.get_running_loop()
        process = await asyncio.create_subprocess_exec(
            *SLOTWATCH,
            *arguments,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "COLUMNS": "200", **environ},
        )
        os.close(theirs)
        loop.add_reader(ours, self._hear, ours)
        try:
            for question, answer in answers:
                await self._wait_for(question)
                os.write(ours, f"{answer}\n".encode())
            async with asyncio.timeout(30):
                return await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            self._hear(ours)
            loop.remove_reader(ours)
            os.close(ours)

    async def _wait_for(self, question: str) -> None:
        async with asyncio.timeout(30):
            while (place := self.said.find(question, self._read)) < 0:
                assert not self._over, f"it ended before asking {question!r}:\n{self.said}"
                self._news.clear()
                await self._news.wait()
        self._read = place + len(question)

    def _hear(self, descriptor: int) -> None:
        try:
            heard = os.read(descriptor, 65536)
        except OSError:  # the other end is closed
            heard = b""
        self._over = not heard
        if self._over:
            asyncio.get_running_loop().remove_reader(descriptor)
        self.said += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", heard.decode("utf-8", "replace"))
        self._news.set()
