"""The variables by which the processes of a running system find one another.

`up` decides them once, gives them to every process, and writes them to `var/run/env.json`, where
`chat`, `faq`, `agents` and `down` find them.
"""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.layout import Layout, private_folder
from deploy.problem import Problem

SERVICES = ("HANDRAIL_RASA_URL", "HANDRAIL_ACTIONS_URL", "HANDRAIL_FAQ_URL")
SECRETS = {"HANDRAIL_SECRET": "secret", "HANDRAIL_IDENTITY_SECRET": "identity-secret"}
DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8700
LOOPBACK = ("127.0.0.1", "localhost", "::1")

# One numeric thread a process: two under load make the slowest answers many times slower.
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
    # And one heap: with several, the FAQ service holds 30 MB more.
    "MALLOC_ARENA_MAX",
)


def public_port(given: Mapping[str, str]) -> int:
    """Returns HANDRAIL_PORT (0 for any free one), 8700 when it is not set. Raises Problem."""
    text = given.get("HANDRAIL_PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or int(text) > 65535:
        raise Problem(
            f"HANDRAIL_PORT is '{text}', and a number from 0 to 65535 is expected (0 takes any "
            f"free port): HANDRAIL_PORT={DEFAULT_PORT} ./handrail up"
        )
    return int(text)


def shown_host(host: str) -> str:
    """Returns the name by which a browser on this machine reaches a listening address."""
    if host in ("0.0.0.0", ""):
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def public_url(environment: Mapping[str, str]) -> str:
    """Returns the gateway's address as it is printed, without a slash at the end."""
    host, port = environment["HANDRAIL_HOST"], environment["HANDRAIL_PORT"]
    return f"http://{shown_host(host)}:{port}"


def faq_content(layout: Layout, given: Mapping[str, str]) -> Path:
    """Returns the folder of the editors' files; a relative one is taken from the root."""
    named = given.get("HANDRAIL_FAQ_CONTENT")
    return layout.root / (named or Path("faq_index", "content"))


def rules_file(layout: Layout, given: Mapping[str, str]) -> Path:
    """Returns the file of the desk's rules; a relative one is taken from the root."""
    return layout.root / (given.get("HANDRAIL_HANDOFF") or "handoff.yml")


def lasting(layout: Layout, given: Mapping[str, str]) -> dict[str, str]:
    """Returns what holds whether or not the system runs: where data is, and how programs behave."""
    host = given.get("HANDRAIL_HOST") or DEFAULT_HOST
    no_proxy = ",".join(filter(None, [given.get("NO_PROXY"), "127.0.0.1,localhost,::1"]))
    return {
        "HANDRAIL_VAR": str(layout.var),
        "DATABASE_URL": given.get("DATABASE_URL") or f"sqlite:///{layout.var / 'handrail.db'}",
        # The demo signs agents in with one click: on by itself only where nobody else can reach it.
        "HANDRAIL_DEMO": given.get("HANDRAIL_DEMO") or ("1" if host in LOOPBACK else "0"),
        "HANDRAIL_HANDOFF": str(rules_file(layout, given)),
        "HF_HUB_OFFLINE": "1",
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
        **{name: given.get(name, "1") for name in THREADS},
    }


def decide(layout: Layout, given: Mapping[str, str], ports: Sequence[int]) -> dict[str, str]:
    """Returns everything `up` tells its processes; `ports` are free ones, four are enough.

    Makes the secrets on the first call. Raises Problem for values nothing can be made of.
    """
    left = iter(ports)
    port = public_port(given) or next(left)
    urls = {name: given.get(name) or f"http://127.0.0.1:{next(left)}" for name in SERVICES}
    return {
        **lasting(layout, given),
        **urls,
        "HANDRAIL_HOST": given.get("HANDRAIL_HOST") or DEFAULT_HOST,
        "HANDRAIL_PORT": str(port),
        "REDIS_URL": given.get("REDIS_URL") or f"unix://{layout.sockets() / 'valkey.sock'}",
        **{name: given.get(name) or secret_in(layout.var / file) for name, file in SECRETS.items()},
    }


def secret_in(file: Path) -> str:
    """Returns the secret kept in `file`, made now if there is none; only its owner may read it."""
    private_folder(file.parent)
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(32) + "\n")
    except FileExistsError:
        pass
    return file.read_text().strip()


def write_env_file(file: Path, environment: Mapping[str, str]) -> None:
    """Writes the variables, secrets among them, so that only their owner may read them."""
    private_folder(file.parent)
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        json.dump(dict(environment), stream, indent=1)
    draft.replace(file)


def read_env_file(file: Path) -> dict[str, str] | None:
    """Returns the variables of the running system, or None if the file is not there."""
    try:
        return {str(name): str(value) for name, value in json.loads(file.read_text()).items()}
    except (OSError, ValueError):
        return None
