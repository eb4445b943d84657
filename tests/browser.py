"""A real Chromium for the tests: where it is found, how one is had, and how it is kept from the network.

`python -m tests.browser` (part of `make setup` and `make test`) installs one where that is possible.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OFFLINE = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking")
OFFLINE += ("--disable-component-update", "--disable-sync")
OFFLINE += ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",)
"""No name leads anywhere but to this machine."""
OURS = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "file:", "about:")
"""What a page may ask for; anything else is another machine."""

NO_BROWSER = (
    "There is no Chromium on this machine and none could be installed, so the tests of pages are left out."
    " Install one (Debian: apt-get install chromium; or: playwright install chromium) and run `make test` again;"
    " DOCKETSIM_CHROMIUM=/path/to/chrome names one that is elsewhere."
)
LONGEST_INSTALL_SECONDS = 600


def found() -> str | None:
    """The path of a Chromium: named by the user, of the system, or of Playwright."""
    named = os.environ.get("DOCKETSIM_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None) or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install() -> None:
    """Debian's package where we may install packages, Playwright's own build elsewhere; no error if neither can be."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        commands = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    print(f"Installing Chromium for the tests of pages: {' '.join(commands[-1])}", flush=True)
    for command in commands:
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_INSTALL_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"{' '.join(command)}: took too long")
            return
        if done.returncode:
            print(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()}")


if __name__ == "__main__":
    if found() is None:
        install()
    if found() is None:
        print(NO_BROWSER)
