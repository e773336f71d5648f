"""Which build of torch, and from where.

The registry's Linux build of torch brings several GB of CUDA that nothing here uses. So a CPU build
is looked for: first where this machine's pip looks (uv does not read pip's configuration), then in
PyTorch's own index of CPU builds. The registry's build is the last resort.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from deploy.command import CommandFailed, output_of, run_logged
from deploy.layout import Layout
from deploy.packages import TORCH_FAMILY, uv_environment

VERSION = "2.13.0"
PLAN_TIMEOUT_S = 180.0


def install_torch(layout: Layout, log: Path) -> str:
    """Installs torch into the app environment. Returns which build came from where.

    Its dependencies come from the lock file, except CUDA's, which only the registry's build needs.
    Raises CommandFailed when no source has it.
    """
    pip = [layout.tools_python, "-m", "pip", "--python", layout.app_python, "install"]
    build = cpu_build_for_pip(pip)
    if build:
        run_logged([*pip, "--no-deps", f"torch=={build}"], log, cwd=layout.root)
        return f"{build}, from where this machine's pip looks"

    uv = [layout.uv, "pip", "install", "--python", layout.app_python]
    environment = uv_environment(layout.tools_python)
    try:
        from_index = [*uv, "--no-deps", "--torch-backend", "cpu", f"torch=={VERSION}"]
        run_logged(from_index, log, cwd=layout.root, extra=environment)
        return f"{VERSION}, from PyTorch's CPU index"
    except CommandFailed:
        pass
    run_logged([*uv, f"torch=={VERSION}"], log, cwd=layout.root, extra=environment)
    return f"{VERSION} with CUDA, from the package registry (no CPU build could be reached)"


def cpu_build_for_pip(pip: Sequence[object]) -> str | None:
    """Returns the version that pip would install, 2.13.0+cpu, or None if it brings CUDA."""
    plan = output_of(
        [*pip, "--dry-run", "--quiet", "--report", "-", f"torch=={VERSION}"], PLAN_TIMEOUT_S
    )
    return cpu_build_in(plan) if plan else None


def cpu_build_in(plan: str) -> str | None:
    """Returns torch's version in pip's report (JSON), or None if CUDA packages come along."""
    packages = {
        item["metadata"]["name"].lower(): str(item["metadata"]["version"])
        for item in json.loads(plan)["install"]
    }
    family = {name for name in packages if TORCH_FAMILY.match(name)}
    return packages.get("torch") if family == {"torch"} else None
