"""How the bot gets its updates: long polling or a webhook, never both."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..errors import ApiError, bad_request, too_many_requests
from ..state import Json
from ..updates import DEFAULT, KINDS
from ..webhook import Webhook
from .call import Call, Handler

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PORTS = {443, 80, 88, 8443}


def _allow(call: Call) -> None:
    names = call.params.get("allowed_updates")
    call.remarks += [f"unknown kind of update {name!r}" for name in names or () if name not in KINDS]
    call.server.updates.allow(names)


async def get_updates(call: Call) -> list[Json]:
    """``getUpdates``."""
    if call.server.webhook is not None:
        call.server.updates.conflicts += 1
        active = "Conflict: can't use getUpdates method while webhook is active; "
        raise ApiError(409, active + "use deleteWebhook to delete the webhook first", breach=False)
    _allow(call)
    params = call.params
    return await call.server.updates.poll(params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0))


async def set_webhook(call: Call) -> bool:
    """``setWebhook``: https, or plain http to this machine, as a local Bot API server allows."""
    server, url = call.server, call.params["url"]
    parts = urlsplit(url if "://" in url else f"https://{url}")
    local = parts.hostname in _LOOPBACK
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("Invalid webhook URL specified")
    if parts.scheme == "http" and not local:
        raise bad_request("Bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (parts.port or 443) not in _PORTS:
        raise bad_request("Bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret = call.params.get("secret_token", "")
    if len(secret) > 256:
        raise bad_request("Secret token is too long")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("Secret token contains unallowed characters")
    connections = call.params.get("max_connections", 40)
    if not 1 <= connections <= 100:
        call.remarks.append(f"max_connections {connections} is not between 1 and 100")
    now = server.monotonic()
    if server.quirks and now < server.next_set_webhook:
        raise too_many_requests(1)
    server.next_set_webhook = now + 1
    _allow(call)
    await server.updates.end_poll("Conflict: terminated by setWebhook request")
    if server.webhook is not None:
        await server.webhook.stop()
    if call.params.get("drop_pending_updates"):
        server.updates.pending.clear()
    server.webhook = Webhook(
        parts.geturl(), secret, min(max(connections, 1), 100), server.updates, server.world.changes
    )
    server.webhook.start()
    return True


async def delete_webhook(call: Call) -> bool:
    """``deleteWebhook``."""
    server = call.server
    if server.webhook is not None:
        await server.webhook.stop()
        server.webhook = None
    if call.params.get("drop_pending_updates"):
        server.updates.pending.clear()
        server.world.changes.notify()
    return True


async def get_webhook_info(call: Call) -> Json:
    """``getWebhookInfo``."""
    webhook, updates = call.server.webhook, call.server.updates
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(updates.pending),
    }
    if updates.allowed != DEFAULT:
        info["allowed_updates"] = sorted(updates.allowed)
    if webhook:
        info["max_connections"] = webhook.connections
        if webhook.last_error is not None:
            info["last_error_date"], info["last_error_message"] = webhook.last_error
    return info


HANDLERS: dict[str, Handler] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
