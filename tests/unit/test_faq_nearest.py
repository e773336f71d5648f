"""The nearest rows: right, saved and shared, whether all rows are looked at or some lists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_index import nearest
from faq_index.nearest import Nearest
from faq_index.search import Matrix


def around(centres: int, each: int, width: int = 32, seed: int = 0) -> Matrix:
    """Rows of length 1 in clusters, as phrasings are."""
    random = np.random.default_rng(seed)
    middle = np.repeat(np.random.default_rng(1).normal(size=(centres, width)), each, axis=0)
    rows = middle + 0.3 * random.normal(size=middle.shape)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@settings(deadline=None, max_examples=30)
@given(
    rows=st.integers(1, 60),
    k=st.integers(1, 80),
    width=st.integers(1, 50),
    seed=st.integers(0, 1000),
)
def test_all_rows_are_looked_at_and_the_best_come_first(
    rows: int, k: int, width: int, seed: int
) -> None:
    vectors = around(1, rows, width, seed=seed)
    question = around(1, 1, width, seed=seed + 1)[0]
    cosines, found = Nearest.of(vectors).search(question, k)
    expected = vectors @ question
    assert len(found) == len(set(found)) == min(k, rows)
    assert cosines == pytest.approx(np.sort(expected)[::-1][:k], abs=1e-3)
    assert cosines == pytest.approx(expected[found], abs=1e-3)


def test_without_rows_nothing_is_found(tmp_path: Path) -> None:
    none = Nearest.of(np.empty((0, 8), np.float32))
    none.save(tmp_path / "none")
    for search in (none, Nearest.load(tmp_path / "none")):
        assert len(search) == 0
        assert [len(part) for part in search.search(np.ones(8, np.float32), 5)] == [0, 0]


def test_a_row_of_zeros_is_near_nothing() -> None:
    vectors = np.vstack([np.zeros((1, 32), np.float32), around(1, 3)])
    cosines, rows = Nearest.of(vectors).search(vectors[1], 4)
    assert rows[0] == 1
    assert cosines[list(rows).index(0)] == 0


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Matrix:
    """More rows than are all looked at, by a limit set low."""
    monkeypatch.setattr(nearest, "EXACT_ROWS", 1000)
    monkeypatch.setattr(nearest, "PROBED", 16)
    return around(200, 20)


def test_among_very_many_rows_the_nearest_is_found_in_its_list(
    many: Matrix, tmp_path: Path
) -> None:
    made = Nearest.of(many)
    made.save(tmp_path / "many")
    questions = around(200, 1, seed=7)
    right = [int((many @ question).argmax()) for question in questions]
    for search in (made, Nearest.load(tmp_path / "many")):
        found = [int(search.search(question, 5)[1][0]) for question in questions]
        assert np.mean(np.array(found) == right) >= 0.99


@pytest.mark.parametrize("rows", [600, 4000])
def test_a_saved_search_finds_the_same(many: Matrix, rows: int, tmp_path: Path) -> None:
    made = Nearest.of(many[:rows])
    made.save(tmp_path / "file")
    loaded = Nearest.load(tmp_path / "file")
    (tmp_path / "file").unlink()  # whoever has it loaded keeps it
    for question in around(20, 1, seed=3):
        for mine, theirs in zip(
            made.search(question, 10), loaded.search(question, 10), strict=True
        ):
            assert (mine == theirs).all()


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    Nearest.of(around(1, 50)).save(tmp_path / "file")
    (tmp_path / "file").write_bytes((tmp_path / "file").read_bytes()[:100])
    with pytest.raises(RuntimeError):
        Nearest.load(tmp_path / "file")
    with pytest.raises(RuntimeError):
        Nearest.load(tmp_path / "missing")


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the system does not tell")
@pytest.mark.parametrize("rows", [20_000, 120_000])
def test_a_loaded_search_is_mapped_and_shared(rows: int, tmp_path: Path) -> None:
    """Its rows are no memory of the process's own, so another process shares them."""
    Nearest.of(around(rows // 40, 40, 64)).save(tmp_path / "file")
    code = """if True:
        import sys
        from pathlib import Path
        import numpy as np
        from faq_index.nearest import Nearest
        def own() -> int:
            lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))
        before = own()
        search = Nearest.load(Path(sys.argv[1]))
        for row in np.eye(64, dtype=np.float32):
            search.search(row, 100)
        print(own() - before)
    """
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "file"], capture_output=True, text=True, check=True
    )
    kilobytes = (tmp_path / "file").stat().st_size / 1024
    assert int(done.stdout) < kilobytes / 4
