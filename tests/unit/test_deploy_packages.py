"""Lock files carry names, versions and hashes; torch is chosen for the machine; strangers go."""

import json
from pathlib import Path

import pytest

from deploy.lockfiles import LOCKS, complaints, inputs_of, oldest_python, without
from deploy.packages import locked_names, strangers
from deploy.torch_build import cpu_build_in

ROOT = Path(__file__).parents[2]

LOCK = """\
httpx==0.28.1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
nvidia-cublas==13.1.1.3 ; sys_platform == 'linux' \\
    --hash=sha256:cc
torch==2.13.0 \\
    --hash=sha256:dd
zipp==4.0 \\
    --hash=sha256:ee
"""


def plan(*packages: str) -> str:
    """A report of `pip install --dry-run --report`, as far as we read it."""
    items = [
        dict(zip(("name", "version"), package.split("=="), strict=True)) for package in packages
    ]
    return json.dumps({"install": [{"metadata": item} for item in items]})


def test_locks_of_this_checkout_are_in_step_and_name_no_address() -> None:
    assert complaints(ROOT) == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what lock files are made from, and of the lock files."""
    for name in {lock.file for lock in LOCKS} | {lock.project for lock in LOCKS}:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text())
    return tmp_path


def test_changed_dependency_is_told_until_the_lock_is_made_again(checkout: Path) -> None:
    project = checkout / "pyproject.toml"
    project.write_text(project.read_text().replace('"httpx"', '"httpx<1"'))
    assert complaints(checkout) == [
        f"{name} is older than pyproject.toml: run ./handrail lock"
        for name in ("requirements.lock", "requirements-dev.lock")
    ]


def test_settings_of_other_tools_do_not_age_a_lock(checkout: Path) -> None:
    project = checkout / "pyproject.toml"
    before = [inputs_of(lock, checkout) for lock in LOCKS]
    project.write_text(project.read_text().replace("line-length = 100", "line-length = 99"))
    assert [inputs_of(lock, checkout) for lock in LOCKS] == before


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("--index-url https://example.org/simple", "names an address"),
        ("x @ file:///tmp/x.whl", "names an address"),
        ("torch==2.13.0 \\", "torch has a step of its own"),
    ],
)
def test_lock_with_what_does_not_belong_there_is_told(checkout: Path, line: str, told: str) -> None:
    lock = checkout / "requirements.lock"
    lock.write_text(lock.read_text() + line + "\n")
    (complaint,) = complaints(checkout)
    assert told in complaint
    assert complaint.startswith("requirements.lock:")


def test_missing_lock_is_told(checkout: Path) -> None:
    (checkout / "bot" / "requirements.lock").unlink()
    assert complaints(checkout) == ["bot/requirements.lock is missing: run ./handrail lock"]


def test_locks_are_made_for_the_oldest_python_that_is_allowed() -> None:
    assert oldest_python(ROOT / "pyproject.toml") == "3.11"
    assert oldest_python(ROOT / "bot" / "pyproject.toml") == "3.10"


def test_torch_and_cuda_are_taken_out_of_a_lock_with_their_hashes() -> None:
    kept = without(LOCK, {"zipp"})
    assert kept == "httpx==0.28.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"


def test_package_that_no_lock_names_any_more_goes_and_torch_stays(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text(LOCK)
    installed = {"httpx", "zipp", "left-over", "torch", "triton", "nvidia-cublas", "cuda-bindings"}
    assert strangers(installed, locked_names(lock)) == ["left-over"]


def test_cpu_build_of_torch_is_taken_from_where_pip_looks() -> None:
    assert cpu_build_in(plan("torch==2.13.0+cpu", "sympy==1.14.0")) == "2.13.0+cpu"


@pytest.mark.parametrize("brought", ["nvidia-cublas==13.1", "triton==3.7", "cuda-toolkit==13.0"])
def test_build_that_brings_cuda_is_refused(brought: str) -> None:
    assert cpu_build_in(plan("torch==2.13.0", brought)) is None
