"""The keeper of a running system: supervisord, configured by us and asked over its API.

supervisord starts the processes, restarts those that die (waiting longer each time), rotates their
logs and stops them in good order. Every process is tethered to it, and it to us, so none of them
outlives `up`, however that ends (decision 0004).
"""

import http.client
import os
import shlex
import signal
import socket
import subprocess
import xmlrpc.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from deploy.command import clean_environment, parent_mark, tethered
from deploy.layout import Layout
from deploy.processes import Program

LOG_BYTES, LOG_FILES = "10MB", 3
# A process that ends sooner than this did not start: the next attempt waits longer.
STARTED_AFTER_S = 3
# Attempts after 1, 2, 3 and 4 seconds; after that `up` tries again every half minute.
QUICK_RETRIES = 4
STOP_S = 45.0


@dataclass(frozen=True)
class State:
    """What supervisord says of one process: `pid` is 0 while there is none."""

    name: str
    pid: int
    given_up: bool


def configuration(layout: Layout, programs: Sequence[Program]) -> str:
    """Returns supervisord's configuration file for these programs.

    supervisord runs in `var`, and names of logs are relative to it: it expands % signs in some
    names once and in others twice, so a % in the path of `var` could not be written down.
    """
    logs = layout.logs.relative_to(layout.var)
    sections = {
        "supervisord": {
            "nodaemon": "true",
            "silent": "true",
            "identifier": "handrail",
            "logfile": str(logs / "supervisor.log"),
            "logfile_maxbytes": LOG_BYTES,
            "logfile_backups": "1",
            "pidfile": str(layout.run.relative_to(layout.var) / "supervisor.pid"),
            "childlogdir": str(logs),
        },
        "unix_http_server": {"file": str(socket_path(layout)), "chmod": "0700"},
        "rpcinterface:supervisor": {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
        },
    }
    for program in programs:
        sections[f"program:{program.name}"] = {
            "command": shlex.join(tethered(program.command, signal_name=program.death)),
            "directory": str(layout.root),
            "autorestart": "true",
            "startsecs": str(STARTED_AFTER_S),
            "startretries": str(QUICK_RETRIES),
            "stopsignal": "TERM",
            "stopwaitsecs": str(program.stop_s),
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": str(logs / f"{program.name}.log"),
            "stdout_logfile_maxbytes": LOG_BYTES,
            "stdout_logfile_backups": str(LOG_FILES),
        }
    # supervisord stops group after group, the highest priority first, each group's all together.
    for order in sorted({program.stop_order for program in programs}):
        members = [program.name for program in programs if program.stop_order == order]
        sections[f"group:stage{order}"] = {"programs": ",".join(members), "priority": str(order)}
    return "\n".join(
        f"[{title}]\n" + "".join(f"{name} = {_escaped(value)}\n" for name, value in values.items())
        for title, values in sections.items()
    )


def socket_path(layout: Layout) -> Path:
    return layout.sockets() / "supervisor.sock"


def _escaped(value: str) -> str:
    return value.replace("%", "%%")


class Keeper:
    """One supervisord, started and asked by us. Use it from the main thread only: the kernel ties
    a tethered process to the thread that started it."""

    def __init__(
        self, layout: Layout, programs: Sequence[Program], environment: Mapping[str, str]
    ) -> None:
        self.layout = layout
        self.programs = programs
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts supervisord, which starts the programs. Returns at once."""
        file = self.layout.run / "supervisor.conf"
        file.write_text(configuration(self.layout, self.programs))
        socket_path(self.layout).unlink(missing_ok=True)
        command = [self.layout.app_python, "-m", "supervisor.supervisord", "-c", file]
        with (self.layout.logs / "supervisor-output.log").open("w") as output:
            self.process = subprocess.Popen(
                tethered(command, signal_name="TERM"),
                cwd=self.layout.var,
                env=clean_environment({**self.environment, **parent_mark()}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def states(self) -> dict[str, State] | None:
        """Returns what each program is doing, or None while supervisord does not answer."""
        try:
            answer = cast(list[dict[str, Any]], self._api().supervisor.getAllProcessInfo())
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return None
        return {
            str(row["name"]): State(row["name"], int(row["pid"]), row["statename"] == "FATAL")
            for row in answer
        }

    def try_again(self, program: Program) -> None:
        """Starts a program that supervisord has given up on."""
        try:
            self._api().supervisor.startProcess(f"stage{program.stop_order}:{program.name}", False)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return  # it will be asked again

    def stop(self) -> None:
        """Stops all programs in good order, then supervisord; after 45 s by force."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _api(self) -> xmlrpc.client.ServerProxy:
        return xmlrpc.client.ServerProxy("http://keeper", _UnixTransport(socket_path(self.layout)))


class _UnixTransport(xmlrpc.client.Transport):
    """XML-RPC over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def make_connection(self, _host: object) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("keeper", timeout=2.0)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(2.0)
        connection.sock.connect(os.fspath(self.path))
        return connection
