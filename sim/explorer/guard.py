"""Who may talk to the page: the browser that was given its address, under a name of this machine, and nobody's page.

Any page that is open in the same browser can send requests to this one. So the address has a token that nobody can
guess; it is exchanged for a cookie, and a request counts only with that cookie, under a name that the page is served
under, and where no other page sent it.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Inner = Callable[[Message, Receive, Send], Awaitable[None]]

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
EVERY_ADDRESS = ("0.0.0.0", "::")
FORBIDDEN = "This page is only for the browser that its address was opened in. The terminal shows the address."
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Of every answer: nothing from elsewhere is loaded, and no other page can show this one inside it."""


def new_token() -> str:
    """A word that nobody can guess, for the address of the page."""
    return secrets.token_urlsafe(24)


def is_this_machine(host: str) -> bool:
    """Whether an address to serve on can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Guard:
    """What stands before the page. ``host`` is the address it is served on."""

    def __init__(self, app: Inner, token: str, host: str, port: int) -> None:
        self.app, self.token = app, token
        self.cookie = f"docketsim-{port}"  # browsers send cookies to every port of a machine
        self._any_number = host in EVERY_ADDRESS
        shown = f"[{host}]" if ":" in host else host.lower()
        self._hosts = {f"{name}:{port}" for name in (*THIS_MACHINE, shown)}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass on what may be asked; answer everything else."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        heads = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._is_own(scope["type"], heads):
            await _answer(scope, send, 403)
        elif self._has_cookie(heads.get("cookie", "")):
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "http" and scope["path"] == "/" and self._has_token(scope["query_string"]):
            cookie = f"{self.cookie}={self.token}; HttpOnly; SameSite=Strict; Path=/"
            await _answer(scope, send, 303, [(b"location", b"/"), (b"set-cookie", cookie.encode())])
        else:
            await _answer(scope, send, 403)

    def _is_own(self, kind: str, heads: dict[str, str]) -> bool:
        """Whether a request is for a name of ours and no other page sent it. A link may lead here from anywhere."""
        host, origin = heads.get("host", "").lower(), heads.get("origin")
        if not self._is_ours(host) or (origin is not None and origin.lower() != f"http://{host}"):
            return False
        if kind == "websocket":
            return origin is not None
        from_here = heads.get("sec-fetch-site", "none") in ("none", "same-origin")
        return from_here or heads.get("sec-fetch-dest") == "document"

    def _is_ours(self, host: str) -> bool:
        """A number is nobody's name: it cannot be made to lead here (DNS rebinding)."""
        if host in self._hosts:
            return True
        name, _, port = host.rpartition(":")
        if not self._any_number or not any(one.endswith(f":{port}") for one in self._hosts):
            return False
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True

    def _has_cookie(self, text: str) -> bool:
        try:
            found = SimpleCookie(text).get(self.cookie)
        except CookieError:
            return False
        return found is not None and self._is_token(found.value)

    def _has_token(self, query: bytes) -> bool:
        return any(map(self._is_token, parse_qs(query.decode("latin-1")).get("token", ())))

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            names = {name for name, _ in ours}
            message["headers"] = [pair for pair in message.get("headers", ()) if pair[0].lower() not in names] + ours
        await send(message)

    return sent


async def _answer(scope: Message, send: Send, status: int, heads: Iterable[tuple[bytes, bytes]] = ()) -> None:
    """An answer of the guard itself; a websocket is closed before it opens."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    sent = _with_headers(send)
    text = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await sent({"type": "http.response.start", "status": status, "headers": [*text, *heads]})
    await sent({"type": "http.response.body", "body": FORBIDDEN.encode() if status == 403 else b""})
