"""The drawing process; see quality/core/artist.py."""

from __future__ import annotations

import signal
import sys
from typing import Any, BinaryIO

from quality.core.charts import draw
from quality.core.figures import from_json

IDLE_SECONDS = 60


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Draw one picture a line until the asker leaves or has been quiet for a minute.

    An answer is its length on a line, then its bytes; a length of 0 says that it could not be drawn.
    """
    while True:
        signal.alarm(IDLE_SECONDS)
        line = requests.readline()
        signal.alarm(0)
        if not line:
            return
        content = answer(line)
        answers.write(b"%d\n" % len(content) + content)
        answers.flush()


def answer(line: bytes) -> bytes:
    """The picture's bytes; nothing when it could not be drawn."""
    try:
        figure, size = from_json(line.decode())
        return draw(figure, size).content
    except Exception as error:  # one bad figure must not take the others with it
        print(f"chart not drawn: {type(error).__name__}: {error}", file=sys.stderr)
        return b""


def main() -> None:
    """Serve standard input."""
    streams: Any = (sys.stdin.buffer, sys.stdout.buffer)
    serve(*streams)


if __name__ == "__main__":
    main()
