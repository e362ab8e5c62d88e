"""A line between two machines whose delay, rate and loss a test changes while packets are on their way."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from calls.tests.harness.process import Process
from calls.tests.harness.programs import packet_line

PROGRAM = Path(packet_line.__file__)


@dataclass(frozen=True)
class Condition:
    """What the line does to the packets of one direction."""

    #: Milliseconds, one way.
    delay: float = 0
    #: kbit/s; 0 is no limit.
    rate: float = 0
    #: Milliseconds that the last packet may wait for those before it; the next ones are dropped.
    queue: float = 300
    #: The share of the packets that vanish, 0 to 1.
    loss: float = 0


CLEAN = Condition()


@dataclass(frozen=True)
class Counts:
    """Packets of one direction since the line exists: those that arrived with their bytes, and those that did not."""

    packets: int
    bytes: int
    lost: int
    dropped: int


class Line(Process):
    """As a cable between two machines, of which it gets the network namespaces and the names of the new interfaces.

    `up` is the direction from the first to the second.
    """

    def __init__(self, here: tuple[str, str], there: tuple[str, str]) -> None:
        argv = [sys.executable, "-IS", str(PROGRAM), *here, *there]
        super().__init__(f"line-{there[1]}", argv, piped=True)
        # The answer to the first request says that both interfaces exist.
        self.change()

    def change(self, up: Condition | None = None, down: Condition | None = None) -> None:
        """From now on; a direction that is not named stays as it is."""
        self._ask({name: asdict(one) for name, one in (("up", up), ("down", down)) if one})

    def change_both(self, condition: Condition) -> None:
        self.change(condition, condition)

    def counts(self) -> Sequence[Counts]:
        """Up, and down."""
        answer = self._ask({})
        return Counts(**answer["up"]), Counts(**answer["down"])

    def _ask(self, request: dict[str, dict[str, float]]) -> dict[str, dict[str, int]]:
        assert self.child.stdin and self.child.stdout
        self.child.stdin.write(json.dumps(request) + "\n")
        self.child.stdin.flush()
        answer = self.child.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} has ended:\n{self.output()}")
        found: dict[str, dict[str, int]] = json.loads(answer)
        return found
