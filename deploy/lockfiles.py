"""Lock files: names, versions and hashes, no addresses, and without torch's family.

requirements.lock        what the app environment runs
requirements-dev.lock    what its tests and checks need on top
bot/requirements*.lock   the same two for the engine
deploy/tools.lock        uv itself
"""

import re
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from deploy.command import run_logged
from deploy.fingerprint import fingerprint
from deploy.layout import Layout
from deploy.packages import TORCH_FAMILY, locked_names, uv_environment

ADDRESS = re.compile(r"[a-z+]+://|\s@\s", re.IGNORECASE)


@dataclass(frozen=True)
class Lock:
    """One lock file, made from one pyproject.toml.

    `base` is the lock whose versions are kept and whose packages are left out.
    """

    file: str
    project: str
    groups: tuple[str, ...] = ()
    base: str | None = None
    project_too: bool = True


LOCKS = (
    Lock("requirements.lock", "pyproject.toml"),
    Lock("requirements-dev.lock", "pyproject.toml", ("test", "check"), "requirements.lock"),
    Lock("bot/requirements.lock", "bot/pyproject.toml"),
    Lock("bot/requirements-dev.lock", "bot/pyproject.toml", ("test",), "bot/requirements.lock"),
    Lock("deploy/tools.lock", "pyproject.toml", ("tools",), project_too=False),
)


def inputs_of(lock: Lock, root: Path) -> str:
    """Returns 16 hex digits over the parts of pyproject.toml that the lock is made from."""
    project = tomllib.loads((root / lock.project).read_text())
    uv_settings = project.get("tool", {}).get("uv", {})
    wanted: list[object] = [project.get("dependency-groups", {}).get(g) for g in lock.groups]
    if lock.project_too:
        wanted += [project["project"]["dependencies"], sorted(uv_settings.items())]
    return fingerprint(root, [], repr(wanted), project["project"]["requires-python"])[:16]


def complaints(root: Path) -> list[str]:
    """Returns what is wrong with the lock files, one sentence each; empty when all is well."""
    found = []
    for lock in LOCKS:
        file = root / lock.file
        if not file.exists():
            found.append(f"{lock.file} is missing: run ./handrail lock")
            continue
        text = file.read_text()
        if f"inputs: {inputs_of(lock, root)}" not in text:
            found.append(f"{lock.file} is older than {lock.project}: run ./handrail lock")
        for number, line in enumerate(text.splitlines(), 1):
            if not line.startswith("#") and ADDRESS.search(line):
                found.append(f"{lock.file}:{number}: names an address; locks carry hashes only")
            elif (name := line.split("==")[0]) != line and TORCH_FAMILY.match(name):
                found.append(f"{lock.file}:{number}: {name} has a step of its own; leave it out")
    node_lock = root / "web" / "package-lock.json"
    if node_lock.exists():
        for number, line in enumerate(node_lock.read_text().splitlines(), 1):
            if '"resolved"' in line:
                found.append(
                    f"web/package-lock.json:{number}: names an address: "
                    "npm install --package-lock-only --omit-lockfile-registry-resolved"
                )
                break
    return found


def make_locks(layout: Layout, log: Path, upgrade: bool) -> None:
    """Makes every lock file anew; versions stay where they can unless `upgrade` is set.

    Raises CommandFailed.
    """
    environment = uv_environment(layout.tools_python)
    with tempfile.TemporaryDirectory() as folder:
        whole: dict[str, Path] = {}
        for lock in LOCKS:
            out = whole[lock.file] = Path(folder) / lock.file.replace("/", "-")
            if (layout.root / lock.file).exists() and not upgrade:
                shutil.copy(layout.root / lock.file, out)
            command: list[object] = [layout.uv, "pip", "compile", "--universal"]
            command += ["--generate-hashes", "--no-annotate", "--no-header", "--quiet"]
            command += ["--python-version", oldest_python(layout.root / lock.project)]
            command += ["--output-file", out]
            command += ["pyproject.toml"] if lock.project_too else []
            for group in lock.groups:
                command += ["--group", group]
            if lock.base:
                command += ["--constraint", whole[lock.base]]
            # In the project's own folder: uv takes its overrides from the pyproject.toml there.
            folder_of_project = (layout.root / lock.project).parent
            run_logged(command, log, cwd=folder_of_project, extra=environment)
            left_out = locked_names(layout.root / lock.base) if lock.base else set()
            header = (
                f"# Made by ./handrail lock from {lock.project}; do not edit.\n"
                f"# inputs: {inputs_of(lock, layout.root)}\n"
            )
            (layout.root / lock.file).write_text(header + without(out.read_text(), left_out))


def oldest_python(project: Path) -> str:
    """Returns the first version that `requires-python` allows: a lock has to fit from there on."""
    requires = tomllib.loads(project.read_text())["project"]["requires-python"]
    return str(re.findall(r">=\s*([0-9.]+)", requires)[0])


def without(lock: str, names: set[str]) -> str:
    """Returns the lock's text without these packages and without torch's family."""
    entries = re.findall(r"^[A-Za-z0-9].*\n(?:[ \t]+.*\n)*", lock, re.MULTILINE)
    kept = []
    for entry in entries:
        name = entry.split("==")[0]
        if name not in names and not TORCH_FAMILY.match(name):
            kept.append(entry)
    return "".join(kept)
