"""coturn as deploy/turn.sh starts it, on another machine."""

from calls.tests.harness.process import Process, clean_environment, scratch
from calls.tests.harness.services import TURN_SECRET

from .hosts import Host

PORT = 3478


class DeployedTurn(Process):
    """`settings` are those of docs/deployment.md, for example TURN_ALLOWED_PEERS."""

    def __init__(self, host: Host, address: str, **settings: str) -> None:
        env = {"SITE_HOST": "call.test", "TURN_SECRET": TURN_SECRET, "TURN_CONFIG": "deploy/turnserver.conf"}
        folder = scratch("coturn")
        argv = [*host.inside, "/bin/sh", "deploy/turn.sh", f"--userdb={folder / 'db'}"]
        argv += [f"--pidfile={folder / 'pid'}", "--verbose"]
        super().__init__("coturn", argv, env=clean_environment() | env | settings)
        self.wait_for(lambda: f"TCP listener opened on : {address}:{PORT}" in self.output(), "coturn listens")
        self.stun = f"stun:{address}:{PORT}"
        self.urls = f"turn:{address}:{PORT}?transport=udp,turn:{address}:{PORT}?transport=tcp"
