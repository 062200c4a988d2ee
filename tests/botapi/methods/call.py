"""One call of a method while it is carried out, and the checks that several methods share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import bad_request, forbidden
from ..html import parse_html
from ..html_tags import HtmlError
from ..text import Entity, clean, detect, link_problem, trim, utf16_length

if TYPE_CHECKING:
    from ..scene import Scene
    from ..state import Chat, Json, Message

MAX_RAW_BYTES = 1 << 15
_ENTITY_KINDS = {
    *("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "text_mention"),
    *("blockquote", "expandable_blockquote", "custom_emoji", "date_time"),
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"),
}
_PREVIEW = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}


@dataclass
class Call:
    """``params`` are typed and checked; ``remarks`` become violations although the call succeeds."""

    server: Scene
    method: str
    params: dict[str, Any]
    remarks: list[str] = field(default_factory=list)

    def chat(self, *, to_write: bool = True) -> Chat:
        """The chat that the call names; raises ApiError when the bot cannot get in."""
        wanted = self.params.get("chat_id")
        chats = self.server.world.chats
        chat = chats.get(wanted) if isinstance(wanted, int) else None
        if isinstance(wanted, str):
            name = wanted.removeprefix("@").lower()
            chat = next((c for c in chats.values() if not c.private and (c.username or "").lower() == name), None)
        if chat is None:
            raise bad_request("Chat not found")
        if chat.moved_to is not None:
            raise bad_request(
                "Group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.moved_to}, breach=False
            )
        if chat.refusal and (to_write or not chat.private):
            raise forbidden(chat.refusal)
        if to_write and not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def text(self, name: str, entities_name: str, limit: int, too_long: str) -> tuple[str, list[Entity]]:
        """The text as it will be shown with its entities; raises ApiError where Telegram refuses it."""
        source = self.params.get(name, "")
        mode = self.params.get("parse_mode", "").lower()
        if len(source.encode("utf-8", "surrogatepass")) > MAX_RAW_BYTES:
            raise bad_request("Text is too long")
        if mode == "html":
            try:
                parsed = parse_html(source)
            except HtmlError as error:
                raise bad_request(f"Can't parse entities: {error}") from None
            self.remarks += parsed.remarks
            source, entities = parsed.text, list(parsed.entities)
        elif mode:
            known = mode in {"markdown", "markdownv2"}
            raise bad_request("Only HTML is understood by this test server" if known else "Unsupported parse_mode")
        else:
            entities = self._explicit(self.params.get(entities_name, []), utf16_length(source))
        if any("\ud800" <= char <= "\udfff" for char in source):
            raise bad_request("Strings must be encoded in UTF-8")
        shown, entities = trim(clean(source), entities)
        if utf16_length(shown) > limit:
            raise bad_request(too_long)
        return shown, detect(shown, entities)

    def _explicit(self, entities: list[Any], end: int) -> list[Entity]:
        for entity in entities:
            if not isinstance(entity, dict) or entity.get("type") not in _ENTITY_KINDS:
                raise bad_request("Can't parse MessageEntity: Unsupported type specified")
            offset, length = entity.get("offset"), entity.get("length")
            if not isinstance(offset, int) or not isinstance(length, int) or length <= 0:
                raise bad_request("Can't parse MessageEntity: invalid offset or length")
            if offset < 0 or offset + length > end:
                raise bad_request(f"Entity beginning at UTF-16 offset {offset} ends after the end of the text")
            if entity["type"] == "text_link" and (problem := link_problem(str(entity.get("url", "")))):
                raise bad_request(f"Entity URL is invalid: {problem}")
        return [dict(entity) for entity in entities]

    def preview(self) -> Json:
        """The link preview's options, checked."""
        options = self.params.get("link_preview_options")
        if not options:
            return {}
        self.remarks += [f"unknown field {name!r} of link_preview_options" for name in options.keys() - _PREVIEW]
        if options.get("url") and link_problem(options["url"], schemes=("http", "https")):
            raise bad_request("Wrong HTTP URL specified")
        return {"link_preview_options": options}

    def stored(self, chat: Chat, what: str) -> Message:
        """The message that the call names; ``what`` is "message to edit" and the like."""
        message = chat.messages.get(self.params.get("message_id", 0))
        if message is None or message.deleted_by is not None:
            by_user = message is not None and message.deleted_by == "user"
            raise bad_request(f"{what} not found", breach=not by_user)
        return message


Handler = Callable[[Call], Awaitable[Any]]
