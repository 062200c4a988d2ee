"""Files that sellers send: who answers them, what stands under them, and how their content is got."""

import pytest

from bot import routes
from bot.sheets.isolated import read_upload
from bot.sheets.results import Orders
from bot.turn import Reply
from bot.upload import LARGEST_BYTES, NotFetched, TooLarge, Upload, uploaded
from tests.support.talk import Talk

CSV = "订单号,订单金额\n8001,12.30\n8002,5\n".encode()
DOCUMENT = {"file_id": "f", "file_unique_id": "u", "file_name": "orders.csv", "file_size": 11}


@pytest.fixture
async def talk(tmp_path):
    async with Talk.open(tmp_path) as opened:
        yield opened


@pytest.fixture
async def group(tmp_path):
    async with Talk.open(tmp_path, chat_id=-100500, kind="supergroup") as opened:
        yield opened


@pytest.fixture
def turns(monkeypatch):
    """The turns that reach a handler of documents, of `/quote` or of a button; each is answered."""
    seen = []

    async def take(turn, *_):
        seen.append(turn)
        return Reply("fallback/edited")

    monkeypatch.setattr(routes, "DOCUMENTS", (take,))
    monkeypatch.setitem(routes.COMMANDS, "quote", take)
    return seen


async def test_a_file_that_nobody_takes_is_answered_politely(talk, monkeypatch):
    asked = []

    async def decline(turn):
        asked.append(turn.upload.name)

    monkeypatch.setattr(routes, "DOCUMENTS", (decline, decline))
    [answer] = await talk.upload(CSV, "orders.csv")
    assert "打字" in answer.text
    assert asked == ["orders.csv", "orders.csv"]


async def test_a_file_goes_to_the_first_handler_that_takes_it_and_its_content_can_be_fetched(talk, turns):
    assert len(await talk.upload(CSV, "订单.csv")) == 1
    [turn] = turns
    assert (turn.upload.name, turn.upload.size, turn.text) == ("订单.csv", len(CSV), "")
    assert await turn.upload.fetch() == CSV


async def test_words_under_a_file_that_are_no_command_go_with_it(talk, turns):
    await talk.upload(CSV, "orders.csv", "十一月的订单，履约率 94.2")
    [turn] = turns
    assert (turn.text, turn.args, turn.upload.name) == ("十一月的订单，履约率 94.2",) * 2 + ("orders.csv",)


async def test_a_command_under_a_file_is_run_with_the_file(talk, turns):
    await talk.upload(CSV, "orders.csv", "/quote 94.2 98.6")
    [turn] = turns
    assert (turn.args, turn.text) == ("94.2 98.6", "/quote 94.2 98.6")
    assert await turn.upload.fetch() == CSV


async def test_a_command_that_takes_no_file_is_run_all_the_same(talk):
    [answer] = await talk.upload(CSV, "orders.csv", "/quote 200 97")
    assert "¥0.60" in answer.text


async def test_an_unknown_command_under_a_file_is_said_to_be_unknown(talk, turns):
    [answer] = await talk.upload(CSV, "orders.csv", "/quotte")
    assert "/quote" in answer.text
    assert turns == []


async def test_the_language_under_a_file_is_the_language_of_the_answer(talk, monkeypatch):
    monkeypatch.setattr(routes, "DOCUMENTS", ())
    [answer] = await talk.upload(CSV, "orders.csv", "what would these orders have cost at another rate?")
    assert "type" in answer.text


async def test_a_message_without_a_file_has_none(talk, turns):
    await talk.say("/quote 200")
    [turn] = turns
    assert turn.upload is None
    with pytest.raises(NotFetched):
        await turn.uploaded("nowhere", "a.csv").fetch()


@pytest.mark.parametrize(
    ("caption", "is_taken"),
    [
        ("", False),
        ("看看这个", False),
        ("/quote 94 98", True),
        ("/quote@peifu_bot 94", True),
        ("/quote@other_bot", False),
    ],
)
async def test_in_a_group_only_a_file_that_is_meant_for_the_bot_is_taken(group, turns, caption, is_taken):
    assert bool(await group.upload(CSV, "orders.csv", caption)) is is_taken
    assert len(turns) == is_taken


async def test_in_a_group_a_file_that_answers_the_bot_is_taken(group, turns):
    await group.send(document=DOCUMENT, reply_to_message=group._envelope(from_bot=True))
    assert [turn.upload.name for turn in turns] == ["orders.csv"]


async def test_moving_pictures_and_photos_with_words_are_no_files(talk, turns):
    animation = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    for content in ({"animation": animation, "document": DOCUMENT}, {"photo": photo}):
        [answer] = await talk.send(**content, caption="/quote 200")
        assert "打字" in answer.text
    assert turns == []


async def test_a_file_without_a_name_or_a_size_is_taken(talk, turns):
    await talk.send(document={"file_id": "f", "file_unique_id": "u"})
    assert (turns[0].upload.name, turns[0].upload.size) == ("", None)


async def test_the_words_of_a_file_that_are_edited_are_not_run_again(talk, turns):
    message = {**talk._envelope(), "document": DOCUMENT, "caption": "/quote 200", "edit_date": 1}
    [answer] = await talk._take({"edited_message": message})
    assert "不会再执行" in answer.text
    assert turns == []


async def test_a_file_is_found_again_in_a_later_turn_by_its_id(talk, turns):
    await talk.upload(CSV, "orders.csv")
    first = turns[0].upload
    await talk.say("/quote 200")
    again = turns[1].uploaded(first.file_id, first.name, first.size)
    assert await again.fetch() == CSV


async def test_a_file_is_found_again_when_a_button_is_pressed(talk, turns, monkeypatch):
    await talk.upload(CSV, "orders.csv")
    [asked] = await talk.say("/eligible")
    for kind in list(routes.BUTTONS):
        monkeypatch.setitem(routes.BUTTONS, kind, routes.DOCUMENTS[0])
    await talk.press(asked.buttons[0])
    assert await turns[-1].uploaded(turns[0].upload.file_id, "orders.csv").fetch() == CSV


async def test_a_file_that_is_gone_says_so(talk, turns):
    await talk.upload(CSV, "orders.csv")
    talk.bot.files.clear()
    with pytest.raises(NotFetched):
        await turns[0].upload.fetch()


async def test_a_file_that_is_said_to_be_too_large_is_not_asked_for():
    class Untouched:
        async def fetch(self, file_id: str) -> bytes:
            raise AssertionError(file_id)

    with pytest.raises(TooLarge):
        await uploaded(Untouched(), "f", "a.csv", LARGEST_BYTES + 1).fetch()


async def test_an_uploaded_sheet_comes_out_as_amounts(talk, turns):
    await talk.upload(CSV, "orders.csv", "/quote 94.2 98.6")
    upload = turns[0].upload
    assert isinstance(upload, Upload)
    found = await read_upload(upload)
    assert isinstance(found, Orders)
    assert found.amounts == {"CNY": (1230, 500)}
