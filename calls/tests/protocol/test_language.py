"""A socket speaks the language of its page; a client that names none gets English."""

from calls.tests.harness.people import Person

SIGNALING = "/ws/signaling/"


async def test_each_socket_speaks_the_language_of_its_page(alice: Person) -> None:
    chinese = await alice.open(path=f"{SIGNALING}?language=zh-hans")
    english = await alice.device()
    for _again in range(2):
        for device, words in ((chinese, "你不能呼叫自己。"), (english, "You cannot call yourself.")):
            await device.send("offer", name=alice.name, offer={"type": "offer", "sdp": "x"})
            error = await device.expect("error")
            assert (error["code"], error["message"]) == ("self-call", words)


async def test_a_language_that_is_unknown_is_english(alice: Person) -> None:
    for wrong in ("de", "", "zh-hans&language=x", "%ff", "../../etc"):
        device = await alice.open(path=f"{SIGNALING}?language={wrong}")
        await device.expect("hello")
        await device.send_raw("[]")
        message = (await device.expect("error"))["message"]
        assert message == (
            "一帧应为一个 JSON 对象。" if wrong.startswith("zh") else "A frame should be one JSON object."
        )
        await device.close()


async def test_a_party_keeps_its_place_with_a_language(alice: Person) -> None:
    device = await alice.device()
    party = device.hello["party"]
    again = await alice.open(path=f"{SIGNALING}?language=zh-hans&party={party}")
    assert (await again.expect("hello"))["party"] == party
