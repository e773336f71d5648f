"""The wrapper finds its Python and says in one sentence what it cannot do."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def handrail(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "handrail"), *words],
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command() -> None:
    result = handrail("help")
    assert result.returncode == 0
    for command in ("up", "down", "logs", "doctor", "chat", "faq", "agents", "train", "test"):
        assert f"./handrail {command}" in result.stdout


def test_unknown_command_is_told_with_those_that_exist() -> None:
    result = handrail("start")
    assert result.returncode == 2
    assert "There is no command 'start': up, down," in result.stderr


def test_wrapper_works_through_a_link_and_from_any_folder(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(ROOT / "handrail")
    result = subprocess.run(
        [str(link), "help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.stdout.startswith("Handrail")


def test_chat_and_down_say_that_nothing_is_running(tmp_path: Path) -> None:
    chat = handrail("chat", HANDRAIL_VAR=str(tmp_path))
    assert chat.returncode == 1
    assert "not running here: ./handrail up starts it" in chat.stderr
    down = handrail("down", HANDRAIL_VAR=str(tmp_path))
    assert (down.returncode, down.stdout) == (0, "Handrail is not running here.\n")


def test_unknown_log_is_told_with_those_that_exist(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "faq.log").write_text("a line\n")
    result = handrail("logs", "rasa", HANDRAIL_VAR=str(tmp_path))
    assert result.returncode == 1
    assert "There is no log 'rasa'" in result.stderr
    assert "there is: faq." in result.stderr
    assert "a line" in handrail("logs", "faq", HANDRAIL_VAR=str(tmp_path)).stdout


def test_up_with_a_wrong_store_says_so_before_any_set_up(tmp_path: Path) -> None:
    result = handrail(
        "up", HANDRAIL_VAR=str(tmp_path), REDIS_URL="redis://127.0.0.1:1", HANDRAIL_PORT="0"
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.strip().startswith("No store answers at redis://127.0.0.1:1 (")
    assert len(result.stderr.strip().splitlines()) == 1


def test_wrapper_without_any_python_says_what_is_needed(tmp_path: Path) -> None:
    # A copy, so that no Python is remembered, and only the tools that the script itself needs.
    copy = tmp_path / "handrail"
    script = (ROOT / "handrail").read_text().replace("/usr/local/bin/python3 /usr/bin/python3", "")
    copy.write_text(script.replace("/opt/homebrew/bin/python3", ""))
    for tool in ("dirname", "readlink"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    result = subprocess.run(
        ["/bin/sh", str(copy), "up"],
        env={"PATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "Handrail needs Python 3.11 or later" in result.stderr
