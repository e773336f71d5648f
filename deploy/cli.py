"""The commands of `./handrail`."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from deploy import instance
from deploy.command import clean_environment
from deploy.environment import faq_content, lasting, rules_file
from deploy.layout import Layout
from deploy.problem import Problem
from deploy.screen import Screen
from deploy.setup import Setup

HELP = """\
Handrail, a self-hosted support desk.

  ./handrail up                 set up what is missing, start everything, stay (Ctrl-C stops it)
  ./handrail up --detach        the same in the background
  ./handrail down               stop what runs in the background
  ./handrail logs [name] [-f]   show logs, with -f follow them
  ./handrail doctor             what is missing here, and how to mend it

  ./handrail chat               talk to the running desk in the terminal, as a customer
  ./handrail faq ...            the editors' tool: ./handrail faq --help
  ./handrail agents add ...     accounts of agents and editors: ./handrail agents --help
  ./handrail customers forget   erase what one customer said: ./handrail customers --help
  ./handrail handoff check      tell the errors in handoff.yml, the rules of the desk
  ./handrail bench ...          measure: bench/README.md says what
  ./handrail train              train the bot, if its data changed

  ./handrail test [...]         all tests; arguments go to pytest
  ./handrail check              lint, types, lock files
  ./handrail lock [--upgrade]   make the lock files anew from pyproject.toml

Settings are environment variables: HANDRAIL_PORT (8700), HANDRAIL_HOST (127.0.0.1), HANDRAIL_VAR
(var), REDIS_URL and DATABASE_URL (built-in ones when not set): docs/subsystems/setup.md
"""


class Run:
    """One call of `./handrail`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.layout = Layout.of(environ)
        self.screen = Screen()
        self.setup = Setup(self.layout, environ)

    def up(self, arguments: Sequence[str]) -> int:
        from deploy.up import up

        parser = argparse.ArgumentParser(prog="./handrail up")
        parser.add_argument("-d", "--detach", action="store_true", help="return when it is ready")
        options = parser.parse_args(arguments)
        return up(self.layout, self.environ, self.screen, detach=options.detach)

    def down(self, arguments: Sequence[str]) -> int:
        argparse.ArgumentParser(prog="./handrail down").parse_args(arguments)
        if instance.running(self.layout) is None:
            self.screen.line("Handrail is not running here.")
            return 0
        with self.screen.task("Stopping Handrail"):
            stopped = instance.stop(self.layout)
        return 0 if stopped else 1

    def logs(self, arguments: Sequence[str]) -> int:
        parser = argparse.ArgumentParser(prog="./handrail logs")
        parser.add_argument("name", nargs="?", help="store, faq, actions, rasa, gateway, up, ...")
        parser.add_argument("-f", "--follow", action="store_true", help="go on as they grow")
        parser.add_argument("-n", type=int, default=40, help="lines of each (40)")
        options = parser.parse_args(arguments)
        found = sorted(self.layout.logs.glob("*.log"))
        names = [path.stem for path in found]
        if options.name:
            if options.name not in names:
                raise Problem(
                    f"There is no log '{options.name}' in {self.layout.logs}; there is: "
                    f"{', '.join(names) or 'none yet'}."
                )
            found = [self.layout.logs / f"{options.name}.log"]
        elif not found:
            raise Problem(f"There are no logs in {self.layout.logs} yet: ./handrail up makes them.")
        else:
            found = [path for path in found if not path.stem.startswith("setup-")] or found
        sys.stdout.flush()
        follow = ["-F"] if options.follow else []
        os.execvp("tail", ["tail", "-n", str(options.n), *follow, "--", *map(str, found)])

    def doctor(self, arguments: Sequence[str]) -> int:
        from deploy.doctor import doctor

        argparse.ArgumentParser(prog="./handrail doctor").parse_args(arguments)
        return doctor(self.layout, self.environ, self.screen)

    def chat(self, arguments: Sequence[str]) -> int:
        return self._app_program("handoff_gateway.chat", arguments, needs_desk=True)

    def faq(self, arguments: Sequence[str]) -> int:
        return self._app_program("faq_index.cli", arguments)

    def agents(self, arguments: Sequence[str]) -> int:
        return self._app_program("handoff_gateway.agents_cli", arguments)

    def customers(self, arguments: Sequence[str]) -> int:
        return self._app_program("handoff_gateway.customers_cli", arguments)

    def handoff(self, arguments: Sequence[str]) -> int:
        return self._app_program("handoff_gateway.handoff_cli", arguments)

    def bench(self, arguments: Sequence[str]) -> int:
        found = sorted(path.stem for path in (self.layout.root / "bench").glob("[a-z]*.py"))
        if not arguments or arguments[0] not in found:
            raise Problem(f"./handrail bench measures one of these: {', '.join(found)}.")
        name, *rest = arguments
        return self._app_program(f"bench.{name}", rest, needs_desk=name == "turns")

    def train(self, arguments: Sequence[str]) -> int:
        argparse.ArgumentParser(prog="./handrail train").parse_args(arguments)
        from deploy.model import model_path

        self.setup.run(self.setup.for_training(), self.screen)
        self.screen.done(f"The bot's model is {model_path(self.layout)}")
        return 0

    def test(self, arguments: Sequence[str]) -> int:
        from deploy.suites import run_suites

        self.setup.run(self.setup.for_test(), self.screen)
        return run_suites(self.layout, self.environ, self.screen, arguments)

    def check(self, arguments: Sequence[str]) -> int:
        from deploy.checks import run_checks

        argparse.ArgumentParser(prog="./handrail check").parse_args(arguments)
        self.setup.run(self.setup.for_check(), self.screen)
        return run_checks(self.layout, self.environ, self.screen)

    def lock(self, arguments: Sequence[str]) -> int:
        from deploy.lockfiles import make_locks

        parser = argparse.ArgumentParser(prog="./handrail lock")
        parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
        options = parser.parse_args(arguments)
        self.setup.run([self.setup.tools], self.screen)
        log = self.layout.logs / "setup-lock.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("")
        with self.screen.task("Lock files", log):
            make_locks(self.layout, log, options.upgrade)
        return 0

    def help(self, _arguments: Sequence[str]) -> int:
        self.screen.line(HELP.rstrip())
        return 0

    def _app_program(
        self, module: str, arguments: Sequence[str], *, needs_desk: bool = False
    ) -> int:
        """Becomes a program of the app environment that knows the running desk."""
        running = instance.running_environment(self.layout)
        if needs_desk and running is None:
            raise Problem("Handrail is not running here: ./handrail up starts it.")
        # What is shown goes to stderr: the program's output may be read by another.
        self.setup.run(self.setup.for_app(), Screen(sys.stderr))
        known = running or lasting(self.layout, self.environ)
        # It stays in the caller's folder, for files named on the command line.
        places = {
            "PYTHONPATH": str(self.layout.root),
            "HANDRAIL_HANDOFF": os.path.relpath(rules_file(self.layout, self.environ)),
            "HANDRAIL_FAQ_CONTENT": os.path.relpath(faq_content(self.layout, self.environ)),
        }
        environment = clean_environment({**known, **places})
        command = [str(self.layout.app_python), "-m", module, *arguments]
        os.execve(command[0], command, environment)


def main(arguments: Sequence[str]) -> int:
    """Runs one command. Returns the exit code: 2 for a command that is none, 1 for a Problem."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    name = {"-h": "help", "--help": "help"}.get(name, name)
    run = Run(os.environ)
    commands: dict[str, Callable[[Sequence[str]], int]] = {
        each.__name__: each
        for each in (
            *(run.up, run.down, run.logs, run.doctor, run.chat, run.faq, run.agents),
            *(run.customers, run.handoff, run.bench),
            *(run.train, run.test, run.check, run.lock, run.help),
        )
    }
    if name not in commands:
        sys.stderr.write(f"There is no command '{name}': {', '.join(commands)}.\n")
        return 2
    try:
        return commands[name](rest)
    except Problem as problem:
        sys.stdout.flush()
        sys.stderr.write(f"\n{problem}\n")
        for line in problem.details:
            sys.stderr.write(f"    {line}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
