"""Who is where: the bot itself, chats, their members; and files."""

from __future__ import annotations

from ..errors import bad_request, too_many_requests
from ..state import Chat, Json
from .call import Call, Handler

MAX_DOWNLOAD = 20_000_000
_RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_pin_messages"),
)


async def get_me(call: Call) -> Json:
    """``getMe``."""
    return call.server.world.bot


async def log_out(call: Call) -> bool:
    """``logOut``: every later call is refused."""
    call.server.logged_out = True
    await call.server.updates.end_poll()
    return True


async def close(call: Call) -> bool:
    """``close``: refused in the first ten minutes, as on the real server."""
    left = 600 - int(call.server.monotonic() - call.server.started_at)
    if left > 0:
        raise too_many_requests(left, breach=False)
    return True


async def get_chat(call: Call) -> Json:
    """``getChat``: a ChatFullInfo."""
    chat = call.chat(to_write=False)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **chat.json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def member(call: Call, chat: Chat, user_id: int) -> Json:
    """The ChatMember object of a person in a chat."""
    user = call.server.person(user_id)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    status = chat.members.get(user_id, "left")
    extra: Json = {}
    if status == "creator":
        extra = {"is_anonymous": False}
    elif status == "administrator":
        extra = {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
    elif status == "kicked":
        extra = {"until_date": 0}
    return {"status": status, "user": user, **extra}


async def get_member(call: Call) -> Json:
    """``getChatMember``."""
    return member(call, call.chat(to_write=False), call.params["user_id"])


def _present(chat: Chat) -> list[int]:
    return [user_id for user_id, status in chat.members.items() if status not in {"left", "kicked"}]


async def get_member_count(call: Call) -> int:
    """``getChatMemberCount``."""
    return len(_present(call.chat(to_write=False)))


async def get_administrators(call: Call) -> list[Json]:
    """``getChatAdministrators``; without bots, as by default."""
    chat = call.chat(to_write=False)
    if chat.private:
        raise bad_request("There are no administrators in the private chat")
    return [
        member(call, chat, user_id)
        for user_id, status in chat.members.items()
        if status in {"creator", "administrator"} and user_id != call.server.bot_id
    ]


async def leave(call: Call) -> bool:
    """``leaveChat``."""
    chat = call.chat()
    if chat.private:
        raise bad_request("Chat member status can't be changed in private chats")
    chat.members[call.server.bot_id] = "left"
    chat.refusal = f"bot is not a member of the {chat.kind} chat"
    return True


async def get_file(call: Call) -> Json:
    """``getFile``: where to download it from; nothing over 20 MB."""
    file_id = call.params["file_id"]
    if file_id not in call.server.world.files:
        raise bad_request("Wrong file_id or the file is temporarily unavailable")
    path, _, size = call.server.world.files[file_id]
    if size > MAX_DOWNLOAD:
        raise bad_request("File is too big")
    return {"file_id": file_id, "file_unique_id": file_id[-8:], "file_size": size, "file_path": path}


HANDLERS: dict[str, Handler] = {
    "getMe": get_me,
    "logOut": log_out,
    "close": close,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatMemberCount": get_member_count,
    "getChatAdministrators": get_administrators,
    "leaveChat": leave,
    "getFile": get_file,
}
