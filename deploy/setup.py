"""The steps of set-up, and which command needs which."""

import os
import subprocess
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from deploy import model, node_finder, packages, python_finder, test_programs, torch_build
from deploy.command import CommandFailed, clean_environment, run_logged
from deploy.environment import faq_content, lasting
from deploy.fingerprint import fingerprint
from deploy.layout import Layout, private_folder
from deploy.problem import Problem
from deploy.python_finder import APP_VERSIONS, ENGINE_VERSIONS, Python
from deploy.screen import Screen, last_lines
from deploy.steps import NotFinished, Step, Work, run_steps

NETWORK = "Most often the network or the package registry was away: see the lines below."
HOW_TO_GET_PYTHON = (
    "install one (Debian: apt-get install python3.11-venv, macOS: brew install python@3.11, "
    "pyenv: pyenv install 3.11)"
)
ENGINE_PYTHON_TO_INSTALL = "3.11"


def content_errors(layout: Layout, environ: Mapping[str, str]) -> list[str]:
    """Returns what an editor has to mend, a line each, as the FAQ room's own check says it."""
    check = subprocess.run(
        [layout.app_python, "-m", "faq_index.cli", "check", "--quick"],
        cwd=layout.root,
        env=clean_environment(lasting(layout, environ)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in check.stdout.splitlines() if line] if check.returncode else []


class Setup:
    """The steps of one checkout, each made when it is asked for; making one runs nothing."""

    def __init__(self, layout: Layout, environ: Mapping[str, str] = os.environ) -> None:
        self.layout = layout
        self.environ = environ

    # Which command needs which.

    def for_app(self) -> list[Step]:
        """What a program of the app environment needs: `chat`, `faq`, `agents`."""
        return [self.tools, self.app_environment, self.app_packages, self.torch]

    def for_training(self) -> list[Step]:
        engine = [self.engine_environment, self.engine_packages]
        return [*self.for_app(), *engine, self.index, self.model]

    def for_up(self) -> list[Step]:
        return [*self.for_training(), self.web_packages, self.web]

    def for_check(self) -> list[Step]:
        return [*self.for_app(), self.app_dev_packages, self.web_packages]

    def for_test(self) -> list[Step]:
        return [*self.for_up(), self.app_dev_packages, self.engine_dev_packages, self.test_programs]

    def run(self, steps: list[Step], screen: Screen) -> None:
        """Runs those of the steps that are not fresh. Raises Problem when one fails."""
        private_folder(self.layout.var)
        run_steps(steps, self.layout.state / "lock", self.layout.logs, screen)

    # The steps.

    @cached_property
    def tools(self) -> Step:
        return Step(
            name="tools",
            title="Tools (uv)",
            stamps=self.layout.tools_python.parent.parent,
            made_of=self._files("deploy/tools.lock"),
            is_made=self.layout.uv.exists,
            run=lambda work: packages.make_tools(self.layout, self._app_python(), work.log),
            mend=NETWORK,
        )

    @cached_property
    def app_environment(self) -> Step:
        return self._environment("app", self.layout.app_python, lambda _work: self._app_python())

    @cached_property
    def engine_environment(self) -> Step:
        return self._environment("engine", self.layout.engine_python, self._engine_python)

    @cached_property
    def app_packages(self) -> Step:
        return self._packages("app", "App packages", self.layout.app_python, "")

    @cached_property
    def engine_packages(self) -> Step:
        return self._packages("engine", "Engine packages (Rasa)", self.layout.engine_python, "bot/")

    @cached_property
    def app_dev_packages(self) -> Step:
        return self._dev_packages("app", self.layout.app_python, "")

    @cached_property
    def engine_dev_packages(self) -> Step:
        return self._dev_packages("engine", self.layout.engine_python, "bot/")

    @cached_property
    def torch(self) -> Step:
        def run(work: Work) -> None:
            work.task.outcome = torch_build.install_torch(self.layout, work.log)

        return Step(
            name="torch",
            title="PyTorch",
            stamps=self.layout.app_python.parent.parent,
            made_of=lambda: torch_build.VERSION,
            is_made=self.layout.app_python.exists,
            run=run,
            mend=NETWORK,
        )

    @cached_property
    def web_packages(self) -> Step:
        return Step(
            name="web-packages",
            title="Web packages",
            stamps=self.layout.state / "stamps",
            made_of=self._files("web/package.json", "web/package-lock.json"),
            is_made=(self.layout.root / "web/node_modules/.package-lock.json").exists,
            run=lambda work: self._npm(work, "ci", "--no-audit", "--no-fund", "--loglevel=error"),
            mend=NETWORK,
        )

    @cached_property
    def web(self) -> Step:
        return Step(
            name="web",
            title="Widget, console and shop page",
            stamps=self.layout.state / "stamps",
            made_of=self._files("web"),
            is_made=(self.layout.root / "web/dist").is_dir,
            run=lambda work: self._npm(work, "run", "build"),
            mend="Mend what the compiler says below.",
        )

    @cached_property
    def index(self) -> Step:
        return Step(
            name="index",
            title="FAQ index",
            stamps=self.layout.var / "stamps",
            made_of=lambda: fingerprint(
                self.layout.root,
                [
                    faq_content(self.layout, self.environ),
                    self.layout.root / "faq_index",
                    self.layout.root / "requirements.lock",
                ],
                *model.embedding_choice(),
            ),
            is_made=(self.layout.var / "faq_index" / "state.json").exists,
            run=self._build_index,
            mend="This is no fault of the content: see the lines below.",
        )

    @cached_property
    def model(self) -> Step:
        return Step(
            name="model",
            title="Bot model",
            stamps=self.layout.state / "stamps",
            made_of=lambda: model.model_fingerprint(self.layout),
            is_made=lambda: model.model_path(self.layout).exists(),
            run=lambda work: model.train(self.layout, work),
            mend="Mend what the training says below.",
        )

    @cached_property
    def test_programs(self) -> Step:
        return Step(
            name="test-programs",
            title="Chromium, PostgreSQL and Redis for the tests",
            stamps=self.layout.state / "stamps",
            made_of=lambda: "any version",
            is_made=lambda: not test_programs.missing(),
            run=lambda work: test_programs.install(self.layout, work),
            mend=NETWORK,
        )

    # What they share.

    def _files(self, *names: str) -> Callable[[], str]:
        paths = [self.layout.root / name for name in names]
        return lambda: fingerprint(self.layout.root, paths)

    def _environment(self, name: str, target: Path, python: Callable[[Work], Python]) -> Step:
        def run(work: Work) -> None:
            found = python(work)
            work.task.outcome = found.name
            packages.make_environment(self.layout, target, found, work.log)

        return Step(
            name=f"{name}-environment",
            title=f"{name.capitalize()} environment",
            stamps=target.parent.parent,
            made_of=lambda: name,
            # The interpreter is a link to the Python it was made with: gone when that is gone.
            is_made=target.exists,
            run=run,
            mend="See the lines below.",
        )

    def _packages(self, name: str, title: str, target: Path, folder: str) -> Step:
        locks = [self.layout.root / f"{folder}requirements{part}.lock" for part in ("", "-dev")]

        def run(work: Work) -> None:
            packages.install_locked(self.layout, target, locks[0], work.log)
            packages.remove_strangers(self.layout, target, locks, work.log)

        return Step(
            name=f"{name}-packages",
            title=title,
            stamps=target.parent.parent,
            made_of=self._files(f"{folder}requirements.lock"),
            is_made=target.exists,
            run=run,
            mend=NETWORK,
        )

    def _dev_packages(self, name: str, target: Path, folder: str) -> Step:
        lock = f"{folder}requirements-dev.lock"
        return Step(
            name=f"{name}-dev-packages",
            title=f"Test packages of the {name} environment",
            stamps=target.parent.parent,
            made_of=self._files(lock),
            is_made=target.exists,
            run=lambda work: packages.install_locked(
                self.layout, target, self.layout.root / lock, work.log
            ),
            mend=NETWORK,
        )

    def _npm(self, work: Work, *words: str) -> None:
        node = node_finder.find(self.environ)
        work.task.outcome = f"Node.js {'.'.join(map(str, node.version))}"
        extra = {"PATH": node.on_path(self.environ.get("PATH", "")), "NO_COLOR": "1", "CI": "true"}
        run_logged(
            [node.folder / "npm", *words], work.log, cwd=self.layout.root / "web", extra=extra
        )

    def _build_index(self, work: Work) -> None:
        cli = [self.layout.app_python, "-m", "faq_index.cli"]
        extra = lasting(self.layout, self.environ)
        try:
            run_logged([*cli, "build"], work.log, cwd=self.layout.root, extra=extra)
        except CommandFailed as failure:
            if not (errors := content_errors(self.layout, self.environ)):
                raise
            raise NotFinished(
                "The FAQ content has errors; the last good content goes on being used:", errors
            ) from failure

    def find_app_python(self) -> Python | None:
        """Returns the Python that the app environment would be made with."""
        folder = self.layout.state / "pythons"
        paths = python_finder.candidates(APP_VERSIONS, self.environ, folder)
        return python_finder.find(APP_VERSIONS, paths, with_pip=True)

    def find_engine_python(self) -> Python | None:
        """Returns the Python that the engine's environment would be made with."""
        folder = self.layout.state / "pythons"
        paths = python_finder.candidates(ENGINE_VERSIONS, self.environ, folder)
        return python_finder.find(ENGINE_VERSIONS, paths)

    def _app_python(self) -> Python:
        if not (found := self.find_app_python()):
            raise Problem(
                "A Python 3.11 to 3.14 with pip, venv, ssl, sqlite3 and ctypes is needed, and none "
                f"is here: {HOW_TO_GET_PYTHON} and run this again."
            )
        return found

    def _engine_python(self, work: Work) -> Python:
        folder = self.layout.state / "pythons"
        if not (found := self.find_engine_python()):
            work.task.outcome = "downloading Python 3.11"
            try:
                packages.install_python(self.layout, ENGINE_PYTHON_TO_INSTALL, folder, work.log)
            except CommandFailed as failure:
                raise Problem(
                    "Rasa needs Python 3.11 or 3.10; none is here and downloading one failed: "
                    f"{HOW_TO_GET_PYTHON} and run this again.",
                    last_lines(work.log, 3),
                ) from failure
            found = self.find_engine_python()
        if not found:
            raise Problem(f"The Python 3.11 in {folder} does not run: remove it and try again.")
        return found
