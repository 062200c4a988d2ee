"""Files in both directions."""

from __future__ import annotations

import aiohttp
import pytest

from tests.botapi import BotApiServer, User

from .conftest import Api


@pytest.fixture
def seller(server: BotApiServer) -> User:
    return server.user(met=True)


async def download(api: Api, path: str) -> tuple[int, bytes]:
    async with api.session.get(f"{api.server.url}/file/bot{api.server.token}/{path}") as response:
        return response.status, await response.read()


async def test_a_sellers_document_can_be_downloaded(api: Api, server: BotApiServer, seller: User) -> None:
    await seller.send_document("parcels.csv", "LP1,标准\n".encode(), mime="text/csv", caption="/watch")
    message = server.unconfirmed[-1]["message"]
    assert (message["caption"], message["document"]["file_name"]) == ("/watch", "parcels.csv")
    assert message["document"]["file_size"] == 11
    file = await api.lawful("getFile", file_id=message["document"]["file_id"])
    assert file["file_path"].endswith(".csv")
    assert await download(api, file["file_path"]) == (200, "LP1,标准\n".encode())
    assert (await download(api, "documents/none.csv"))[0] == 404
    assert server.downloads == [file["file_path"]]


async def test_files_over_20_megabytes_cannot_be_downloaded(api: Api, server: BotApiServer, seller: User) -> None:
    for size, lawful in ((20_000_000, True), (20_000_001, False)):
        await seller.send_document("big.xlsx", size=size)
        file_id = server.unconfirmed[-1]["message"]["document"]["file_id"]
        if lawful:
            await api.lawful("getFile", file_id=file_id)
        else:
            await api.refused("file is too big", "getFile", file_id=file_id)
    await api.refused("wrong file_id", "getFile", file_id="x")


async def upload(api: Api, **parts: object) -> dict[str, object]:
    form = aiohttp.FormData()
    for name, value in parts.items():
        filename = "out.csv" if isinstance(value, bytes) else None
        form.add_field(name, value if isinstance(value, bytes) else str(value), filename=filename)
    url = f"{api.server.url}/bot{api.server.token}/sendDocument"
    async with api.session.post(url, data=form) as response:
        body: dict[str, object] = await response.json()
        return body


async def test_the_bot_sends_documents(api: Api, server: BotApiServer, seller: User) -> None:
    body = await upload(api, chat_id=seller.id, document=b"a,b\n", caption="<b>x</b>", parse_mode="HTML")
    assert body["ok"] is True
    message = await seller.reply()
    assert (message.content, message.text, message.marked("bold")) == (b"a,b\n", "x", ["x"])
    again = await api.lawful("sendDocument", chat_id=seller.id, document=message.media["document"]["file_id"])
    assert again["document"]["file_id"] == message.media["document"]["file_id"]
    attached = await upload(api, chat_id=seller.id, document="attach://part", part=b"c\n")
    assert attached["ok"] is True
    assert (await seller.expect(2))[1].content == b"c\n"
    assert server.violations == []


async def test_documents_beyond_the_rules_are_refused(api: Api, server: BotApiServer, seller: User) -> None:
    document = (await upload(api, chat_id=seller.id, document=b"x"))["result"]["document"]["file_id"]  # type: ignore[index]
    place = {"chat_id": seller.id, "document": document}
    await api.lawful("sendDocument", **place, caption="赔" * 1024)
    await api.refused("message caption is too long", "sendDocument", **place, caption="赔" * 1025)
    await api.refused("there is no document", "sendDocument", chat_id=seller.id)
    await api.refused("wrong file identifier", "sendDocument", chat_id=seller.id, document="nothing")
    assert (await upload(api, chat_id=seller.id, document=b""))["description"] == "Bad Request: file must be non-empty"
    server.violations.clear()
    assert (await upload(api, chat_id=seller.id, document=b"x", stray=b"y"))["ok"] is True
    assert [v.what for v in server.violations] == ["unknown file part 'stray'"]
