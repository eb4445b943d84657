"""The page answers only the browser that was given its address; pages of strangers reach nothing, no text fetches."""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import sync_playwright

from sim.explorer.guard import HEADERS, Guard, is_this_machine
from sim.explorer.job import Running
from sim.explorer.said import plain
from tests import browser as chromium

PORT, TOKEN = 8501, "a-token"
COOKIE = f"docketsim-{PORT}={TOKEN}"
HERE = f"127.0.0.1:{PORT}"


async def inner(scope, receive, send):
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-frame-options", b"ALLOW")]})
    await send({"type": "http.response.body", "body": b"page"})


def asked(kind="http", path="/", query="", served_on="127.0.0.1", **heads):
    """What the guard sends for a request with these headers (`_` for `-`)."""
    sent = []

    async def send(message):
        sent.append(message)

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in ({"host": HERE} | heads).items()]
    scope = {"type": kind, "path": path, "query_string": query.encode(), "headers": pairs}
    asyncio.run(Guard(inner, TOKEN, served_on, PORT)(scope, None, send))
    return sent


def status(**given):
    first = asked(**given)[0]
    return {"websocket.accept": 101, "websocket.close": 403}.get(first["type"]) or first["status"]


def test_the_token_is_exchanged_for_a_cookie_that_opens_the_page():
    first = asked(query=f"token={TOKEN}")[0]
    heads = dict(first["headers"])
    assert (first["status"], heads[b"location"]) == (303, b"/")
    assert heads[b"set-cookie"].decode() == f"{COOKIE}; HttpOnly; SameSite=Strict; Path=/"
    assert status(cookie=f"other=1; {COOKIE}") == 200
    assert status(kind="websocket", cookie=COOKIE, origin=f"http://{HERE}") == 101


def test_every_answer_has_the_headers_once():
    for sent in (asked(cookie=COOKIE), asked(), asked(query=f"token={TOKEN}")):
        names = [name for name, _ in sent[0]["headers"]]
        assert all(names.count(name.lower().encode()) == 1 for name in HEADERS)
    assert dict(asked(cookie=COOKIE)[0]["headers"])[b"x-frame-options"] == b"DENY"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"query": "token=another"},
        {"query": "token="},
        {"cookie": f"docketsim-{PORT}=another"},
        {"cookie": f"docketsim-{PORT + 1}={TOKEN}"},
        {"cookie": COOKIE, "host": f"evil.example:{PORT}"},
        {"cookie": COOKIE, "host": "127.0.0.1"},
        {"cookie": COOKIE, "host": ""},
        {"cookie": COOKIE, "host": f"10.0.0.1:{PORT}"},
        {"query": f"token={TOKEN}", "host": f"evil.example:{PORT}"},
        {"cookie": COOKIE, "origin": "http://127.0.0.1:9999"},
        {"cookie": COOKIE, "origin": "null"},
        {"cookie": COOKIE, "origin": f"https://{HERE}"},
        {"cookie": COOKIE, "sec_fetch_site": "same-site"},
        {"cookie": COOKIE, "sec_fetch_site": "cross-site", "sec_fetch_dest": "iframe"},
        {"kind": "websocket", "cookie": COOKIE},
        {"kind": "websocket", "origin": f"http://{HERE}"},
        {"kind": "websocket", "cookie": COOKIE, "origin": "http://127.0.0.1:9999"},
        {"path": "/_stcore/health"},
    ],
    ids=str,
)
def test_whoever_is_a_stranger_is_refused(given):
    assert status(**given) == 403


def test_on_every_address_numbers_are_hosts_and_names_are_not():
    served = {"served_on": "0.0.0.0", "cookie": COOKIE}
    assert status(**served, host=f"192.168.1.7:{PORT}") == 200
    assert status(**served, host=f"evil.example:{PORT}") == 403
    assert status(**served, host="192.168.1.7:80") == 403


@pytest.mark.parametrize(
    ("host", "here"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
)
def test_what_reaches_beyond_this_machine_is_known(host, here):
    assert is_this_machine(host) is here


def test_a_run_is_not_started_from_a_folder_of_the_same_name(tmp_path, monkeypatch):
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "__init__.py").write_text("open('SHADOWED', 'w').close()")
    monkeypatch.chdir(tmp_path)
    running = Running("no request")  # it fails where it is read, after everything was imported
    running._process.wait(60)
    assert not (tmp_path / "SHADOWED").exists()


# -- in a browser


@pytest.fixture(scope="module")
def explorer(tmp_path_factory) -> Iterator[str]:
    command = [sys.executable, "-m", "sim", "explore", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, cwd=tmp_path_factory.mktemp("e"), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().split()[1]
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


STRANGER = """<!doctype html><title>waiting</title><body><script>
const found = {};
const at = "AT";
async function look() {
  try { found.read = (await fetch(at + "_stcore/health", {credentials: "include"})).status; }
  catch { found.read = 0; }
  found.image = await new Promise(done => {
    const image = new Image(); image.onload = () => done(1); image.onerror = () => done(0);
    image.src = at + "favicon.png";
  });
  found.socket = await new Promise(done => {
    const socket = new WebSocket(at.replace("http", "ws") + "_stcore/stream");
    socket.onopen = () => done(1); socket.onerror = () => done(0);
  });
  document.title = JSON.stringify(found);
}
look();
</script>"""


@pytest.fixture
def stranger(explorer) -> Iterator[int]:
    """The port of a server whose page tries to use the explorer."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.headers["Host"].split(":")[0]
            here = explorer.split("?")[0].replace("127.0.0.1", name)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(STRANGER.replace("AT", here).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@pytest.mark.parametrize("name", ["127.0.0.1", "evil.example"])
def test_the_page_of_a_stranger_reaches_nothing(explorer, stranger, name):
    path = chromium.found()
    if path is None:
        pytest.skip(chromium.NO_BROWSER)
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*chromium.OFFLINE[:-1], rules])
        context = started.new_context()
        own = context.new_page()
        assert own.goto(explorer).status == 200, "the browser that has the address sees the page"
        page = context.new_page()
        page.goto(f"http://{name}:{stranger}/")
        page.wait_for_function("document.title !== 'waiting'", timeout=60_000)
        assert json.loads(page.title()) == {"read": 0, "image": 0, "socket": 0}
        direct = page.goto(explorer.split("?")[0].replace("127.0.0.1", "evil.example"))
        assert direct is not None and direct.status == 403, "a name that was made to lead here"
        started.close()


@pytest.mark.parametrize(
    "text",
    [
        "Hi ![x](http://127.0.0.1:1/pixel.png) :red[red] $x$ `code`",
        "root:x:0:0:root:/root:/bin/bash",
        "<b>1. # - | ~~x~~ https://example.org [a](b)",
        "\x1b[2J\u202eevil",
    ],
)
def test_a_text_of_others_is_shown_letter_by_letter(text):
    pytest.importorskip("markdown_it")
    from markdown_it import MarkdownIt

    (paragraph,) = [token for token in MarkdownIt().parse(plain(text)) if token.type == "inline"]
    assert {token.type for token in paragraph.children} <= {"text", "text_special"}
    shown = "".join(token.content for token in paragraph.children).replace("\u2060", "")
    assert shown == "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def test_lines_stay_lines():
    assert plain("a\nb") == "a  \nb"
