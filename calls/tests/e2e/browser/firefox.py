"""One person's page in Firefox, driven by WebDriver BiDi (W3C); it has only the methods that a call needs."""

import asyncio
import json
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, Process, clean_environment, free_port, listens, scratch
from calls.tests.harness.services import program

from .visitor import INSTRUMENT, MEDIA_FLOW, wait_until

#: A moving picture and a tone as devices, granted without a question; sound without a click; loopback is a network.
PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "intl.accept_languages": "en",
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
#: Looks for a button that is seen, by its name.
BUTTON = """[...document.querySelectorAll("button")].find((one) => one.checkVisibility()
  && (one.ariaLabel ?? one.textContent.trim()) === %s)"""


class Firefox(Process):
    def __init__(self, preferences: dict[str, Any] | None = None) -> None:
        home = scratch("firefox")
        said = (
            f'user_pref("{name}", {json.dumps(value)});\n'
            for name, value in (PREFERENCES | (preferences or {})).items()
        )
        (home / "user.js").write_text("".join(said))
        self.port = free_port()
        argv = [program("firefox-esr"), "--headless", "--no-remote", "--profile", str(home)]
        # It refuses to run as root in somebody else's home.
        env = clean_environment() | {"HOME": str(home)}
        super().__init__("firefox", [*argv, f"--remote-debugging-port={self.port}"], env=env)
        self.wait_for(lambda: listens(self.port), "Firefox listens")


class FirefoxVisitor:
    def __init__(self, name: str, socket: ClientConnection) -> None:
        self.name = name
        self.errors: list[str] = []
        self._context = ""
        self._socket, self._numbers = socket, count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def arrive(cls, firefox: Firefox, person: Person, worker: int | None = None) -> "FirefoxVisitor":
        url = f"ws://127.0.0.1:{firefox.port}/session"
        visitor = cls(person.name, await connect(url, max_size=None, open_timeout=HANG, ping_interval=None, proxy=None))
        await visitor._tell("session.new", capabilities={})
        await visitor._tell("session.subscribe", events=["log.entryAdded"])
        visitor._context = (await visitor._tell("browsingContext.getTree"))["contexts"][0]["context"]
        value = {"type": "string", "value": person.cookie}
        await visitor._tell(
            "storage.setCookie",
            cookie={"name": person.worker(worker).session_cookie, "value": value, "domain": "localhost"},
        )
        await visitor._tell("script.addPreloadScript", functionDeclaration=f"() => {{ {INSTRUMENT} }}")
        await visitor.goto(person.worker(worker).origin)
        return visitor

    async def _read(self) -> None:
        async for frame in self._socket:
            said = json.loads(frame)
            if said["type"] == "event" and said["params"]["level"] == "error":
                self.errors.append(said["params"]["text"])
            elif answer := self._answers.pop(said.get("id", 0), None):
                answer.set_result(said)

    async def _tell(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        async with asyncio.timeout(HANG):
            said = await answer
        assert said["type"] == "success", said
        found: dict[str, Any] = said["result"]
        return found

    async def evaluate(self, expression: str) -> Any:
        expression = f"(async () => JSON.stringify(await ({expression})))()"
        target = {"context": self._context}
        found = await self._tell("script.evaluate", expression=expression, target=target, awaitPromise=True)
        assert found["type"] == "success", f"{self.name}: {found}"
        return json.loads(found["result"].get("value", "null"))

    async def goto(self, origin: str) -> None:
        await self._tell("browsingContext.navigate", context=self._context, url=f"{origin}/", wait="complete")
        await self.wait_for_state("idle")
        await wait_until(self, "document.querySelector('#call').dataset.online === 'true'")

    async def reload(self) -> None:
        await self._tell("browsingContext.reload", context=self._context, wait="complete")

    async def wait_for_state(self, state: str) -> None:
        await wait_until(self, f"document.querySelector('#call')?.dataset.state === '{state}'")

    async def click(self, name: str) -> None:
        button = BUTTON % json.dumps(name)
        await wait_until(self, f"Boolean({button})")
        await self.evaluate(f"{button}.click()")

    async def click_with_mouse(self, name: str) -> None:
        """As a person does: unlike a script's click, it allows the page what only a fresh press may do."""
        button = BUTTON % json.dumps(name)
        await wait_until(self, f"Boolean({button})")
        middle = "({ x, y, width, height }) => [Math.round(x + width / 2), Math.round(y + height / 2)]"
        x, y = await self.evaluate(f"({middle})({button}.getBoundingClientRect())")
        moves = [{"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "actions": [*moves, {"type": "pointerUp", "button": 0}]}
        await self._tell("input.performActions", context=self._context, actions=[mouse])

    async def call(self, name: str) -> None:
        search = "document.querySelector('input[type=search]')"
        await self.evaluate(
            f"({search}.value = '{name}', {search}.dispatchEvent(new Event('input', {{bubbles: true}})))"
        )
        await self.click(f"Call {name}")

    async def expect_call_from(self, name: str) -> None:
        await self.wait_for_state("incoming")
        await wait_until(self, f"document.querySelector('#incoming').textContent.includes('{name}')")

    async def expect_text(self, text: str) -> None:
        await wait_until(self, f"document.body.innerText.includes({json.dumps(text)})")

    async def expect_media(self) -> None:
        """As a visitor with Chromium proves it."""
        async with asyncio.timeout(HANG):
            await self.evaluate(f"({MEDIA_FLOW})({{ sound: true, picture: true, at: '#remoteVideo' }})")

    async def leave(self) -> None:
        await self._tell("session.end")
        await self._socket.close()
        await self._reader
        assert self.errors == [], f"{self.name}'s page complained: {self.errors}"
