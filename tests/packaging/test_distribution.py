"""What a person gets: the wheel, the sdist, the lock, and the two commands."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

import backroutine

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
CATALOGUE = "data/exercises.yaml"

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> dict[str, bytes]:
    (path,) = dist.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def sdist(dist: Path) -> set[str]:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def project_name(requirement: str) -> str:
    """`typer>=0.28,<0.29` -> `typer`, spelled as in a lock."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def locked(lock: str) -> dict[str, str]:
    """Each requirement of a lock, with its hashes, by the name of its project."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return {project_name(line): line for line in lines}


class TestWheel:
    def test_holds_the_catalogue_that_people_edit(self, wheel: dict[str, bytes]) -> None:
        assert wheel["backroutine/" + CATALOGUE] == (ROOT / CATALOGUE).read_bytes()

    def test_holds_licence_and_type_marker(self, wheel: dict[str, bytes]) -> None:
        assert "backroutine/py.typed" in wheel
        assert f"backroutine-{backroutine.__version__}.dist-info/licenses/LICENSE" in wheel

    def test_holds_every_module(self, wheel: dict[str, bytes]) -> None:
        source = ROOT / "src"
        assert {str(path.relative_to(source).as_posix()) for path in source.rglob("*.py")} <= wheel.keys()

    def test_holds_nothing_else(self, wheel: dict[str, bytes]) -> None:
        # A stray top-level folder, such as tests or data, would land in the person's site-packages.
        version = f"backroutine-{backroutine.__version__}"
        outside = {name for name in wheel if not name.startswith(("backroutine/", f"{version}.dist-info/"))}
        assert outside == {f"{version}.data/data/share/man/man1/backroutine.1"}
        assert not [name for name in wheel if "test" in name]


def test_sdist_can_be_built_and_tested(sdist: set[str]) -> None:
    needed = {CATALOGUE, "LICENSE", "pyproject.toml", "src/backroutine/py.typed", "tests/conftest.py"}
    assert needed | {"run", "test", "scripts/venv.sh", *LOCKS} <= sdist


def test_version_is_the_same_in_package_and_pyproject(pyproject: dict[str, Any]) -> None:
    assert backroutine.__version__ == pyproject["project"]["version"]


@pytest.mark.parametrize("lock", LOCKS)
class TestLock:
    def test_every_requirement_has_one_version_and_a_hash(self, lock: str) -> None:
        for line in locked(lock).values():
            assert re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line

    def test_names_no_address_and_no_folder(self, lock: str) -> None:
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert not re.search(
            r"://|^\s*-|\s/|@ ", re.sub(r"--hash=sha256:|-c requirements.txt", "", text), re.MULTILINE
        )

    def test_holds_what_the_project_depends_on(self, lock: str, pyproject: dict[str, Any]) -> None:
        groups = pyproject["dependency-groups"]
        wanted = pyproject["project"]["dependencies"] + groups["build"]
        if lock == "requirements-dev.txt":
            wanted = wanted + [r for r in groups["test"] + groups["lint"] if isinstance(r, str)]
        assert {project_name(requirement) for requirement in wanted} <= locked(lock).keys()


def test_run_and_test_share_one_environment() -> None:
    base, tools = ({name: line.split()[0] for name, line in locked(lock).items()} for lock in LOCKS)
    assert base.items() <= tools.items()


@pytest.mark.parametrize("script", ["run", "test", "scripts/lock", "scripts/check-installs", ".ci/run"])
def test_script_is_executable_and_parses(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o111 == 0o111
    shell = path.read_text(encoding="utf-8").partition("\n")[0].rpartition("/")[2].split()[-1]
    subprocess.run([shell, "-n", str(path)], check=True)
    subprocess.run(["sh", "-n", str(ROOT / "scripts/venv.sh")], check=True)
