"""The browser's command line and environment.  Pure.

A pipe instead of a port: ``--remote-debugging-port`` would let every program on this machine drive a
browser that holds the owner's cookies.  The pipe is ours alone, and the kernel closes it when
slotwatch ends, however it ends: Chromium then ends too.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

#: "off" takes the sandbox away, where the machine cannot give one (see docs/browser.md).
SANDBOX = "SLOTWATCH_CHROMIUM_SANDBOX"

#: Chromium reads commands on descriptor 3 and writes on 4.  The shell moves our two pipes there and becomes
#: Chromium: no Python code runs between fork and exec, where it could lock up a program with threads.
_HAND_OVER = ("/bin/sh", "-c", 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null', "chromium")

#: What a person's browser does besides showing a page, and a watcher's must not.  Two of its errands cannot be
#: switched off (components that pages ask for, the accounts of its maker): they are sent to names that
#: never exist.
_NOTHING_ELSE = (
    "--component-updater=url-source=https://update.invalid/",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--gaia-url=https://accounts.invalid/",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--no-startup-window",
    "--password-store=basic",
)

#: Not even looked up.
_NO_SUCH_NAMES = "MAP *.invalid ~NOTFOUND"

_FEATURES_OFF = (
    "AutofillServerCommunication",
    "BackForwardCache",
    "CertificateTransparencyComponentUpdater",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "Prerender2",
    "SpareRendererForSitePerProcess",
    "Translate",
)

_HOW_IT_RUNS = (
    "--headless",
    "--remote-debugging-pipe",
    "--accept-lang=fr",
    "--block-new-web-contents",
    "--deny-permission-prompts",
    "--disable-gpu",
    "--disable-quic",  # one transport, as the plain sessions have; QUIC keeps sockets and memory of its own
    "--js-flags=--max-old-space-size=256",  # a page that eats memory ends itself, not the Raspberry Pi
    "--mute-audio",
    "--no-proxy-server",
)

#: Of our own environment only this reaches the browser: tokens of channels stay out of it.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


def command(
    program: str,
    profile: Path,
    *,
    user_agent: str = "",
    sandbox: bool = True,
    shared_memory: bool = True,
    names: str = "",
    extra: Sequence[str] = (),
) -> list[str]:
    """The whole command line.

    ``user_agent`` "" leaves Chromium its own; ``shared_memory`` False keeps it out of /dev/shm; ``names`` are
    further rules of its ``--host-resolver-rules`` (``MAP * ~NOTFOUND`` cuts it off); ``extra`` are further flags.
    """
    flags = [*_HOW_IT_RUNS, *_NOTHING_ELSE, f"--disable-features={','.join(_FEATURES_OFF)}"]
    flags.append(f"--host-resolver-rules={', '.join(filter(None, (_NO_SUCH_NAMES, names)))}")
    flags.append(f"--user-data-dir={profile}")
    if user_agent:
        flags.append(f"--user-agent={user_agent}")
    if not sandbox:
        flags.append("--no-sandbox")
    if not shared_memory:
        flags.append("--disable-dev-shm-usage")
    return [*_HAND_OVER, program, *flags, *extra]


def wants_sandbox(user: int, environ: Mapping[str, str]) -> bool:
    """Whether the browser is to lock its pages in.

    Not as root: Chromium then refuses to start with a sandbox.  Otherwise unless the owner said so.
    """
    return user != 0 and environ.get(SANDBOX, "").strip().lower() != "off"


def environment(profile: Path, zone: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What the browser gets to see: a home of its own, and the office's time zone.

    Pages write hours in the browser's zone; in the office's they are the hours of the appointments.
    """
    kept = {name: environ[name] for name in _PASSED_ON if name in environ}
    home = str(profile)
    return {**kept, "HOME": home, "TMPDIR": home, "XDG_RUNTIME_DIR": home, **({"TZ": zone} if zone else {})}
