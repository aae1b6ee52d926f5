"""Set up, run, test: what the Makefile calls. Needs only Python 3.11 and its standard library."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
VAR = ROOT / "var"
LOCK = [
    "uv", "pip", "compile", "pyproject.toml", "--group", "dev", "--universal",
    "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header",
    "--quiet", "--output-file", "requirements.lock",
]  # fmt: skip
PYTHON = ["requirements.lock", "pyproject.toml"]
BROWSER = ("chromium-headless-shell", "fonts-noto-cjk")


def main(arguments: list[str]) -> int:
    """Dispatch one command."""
    commands = {
        "setup": setup, "run": run, "test": test, "bench": bench, "fuzz": fuzz, "lock": lock,
        "clean": clean, "test_spark": test_spark,
    }  # fmt: skip
    name, *rest = arguments or ["help"]
    if name not in commands:
        print(f"usage: dev.py {{{'|'.join(commands)}}}")
        return 2
    os.chdir(ROOT)
    try:
        commands[name](*rest)
    except subprocess.CalledProcessError as failure:
        print(f"✗ {' '.join(map(str, failure.cmd))} ended with {failure.returncode}")
        return failure.returncode or 1
    except KeyboardInterrupt:
        return 130
    return 0


def do(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command, with the environment's own programs first."""
    subprocess.run([str(part) for part in command], check=True, env=with_venv() | (env or {}))


def with_venv() -> dict[str, str]:
    """The process environment with .venv in front.

    Where it forbids to keep bytecode, every process would compile Django and all else anew.
    """
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    own = {"PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONDONTWRITEBYTECODE": ""}
    return {**os.environ, **own}


def setup() -> None:
    """Prepare .venv and the assets; a step whose inputs did not change is skipped."""
    step("python environment", PYTHON, python_environment)
    step("browser libraries", ["package-lock.json", ".npmrc"], browser_libraries)
    islands = sorted(str(path) for path in Path("guanbiao/modules").glob("*/islands"))
    sources = ["vite.config.js", "package-lock.json", "guanbiao/project/assets", *islands]
    step("assets", sources, assets)


def step(label: str, inputs: list[str], work: object) -> None:
    """Do ``work`` unless the stamp says the same inputs were dealt with before."""
    stamp = VAR / "stamps" / label.replace(" ", "-")
    mark = fingerprint(inputs)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == mark and present(label):
        return
    print(f"· {label}")
    assert callable(work)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark, encoding="utf-8")


def present(label: str) -> bool:
    """A stamp counts only while its result is there."""
    made = {
        "python environment": BIN / "guanbiao",
        "browser libraries": ROOT / "node_modules",
        "assets": VAR / "assets",
    }
    return made[label].exists()


def fingerprint(inputs: list[str]) -> str:
    """SHA-256 over names and contents of the inputs."""
    total = hashlib.sha256(sys.version.encode())
    for name in inputs:
        path = ROOT / name
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            total.update(str(file.relative_to(ROOT)).encode())
            total.update(file.read_bytes())
    return total.hexdigest()


def python_environment() -> None:
    """A virtual environment with exactly the locked versions."""
    if not (BIN / "pip").exists():
        make_venv()
    if not (BIN / "uv").exists():
        do(BIN / "python", "-m", "pip", "install", "--quiet", "uv")
    do(BIN / "uv", "pip", "sync", "--quiet", "--require-hashes", "requirements.lock")
    do(BIN / "uv", "pip", "install", "--quiet", "--no-deps", "--editable", ".")


def make_venv() -> None:
    """``python -m venv``; a bare Debian lacks ensurepip, which root can install."""
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if not made.returncode:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if os.geteuid() or not shutil.which("apt-get"):
        sys.exit("python3 lacks venv/ensurepip: install the package python3-venv, then try again")
    install_packages("python3-venv")
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def install_packages(*names: str) -> None:
    """Debian packages, as root."""
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    do("apt-get", "update", "-qq", env=env)
    do("apt-get", "install", "-y", "-qq", "--no-install-recommends", *names, env=env)


def browser_libraries() -> None:
    """Node packages exactly as locked, by the environment's own Node."""
    do(BIN / "npm", "ci", "--silent")


def assets() -> None:
    """Style sheets and scripts, built into var/assets."""
    do(BIN / "npm", "run", "--silent", "build", "--", "--logLevel", "warn")


def run(*arguments: str) -> None:
    """Serve the platform, in place of this process, so that Ctrl-C reaches it alone."""
    setup()
    program = str(BIN / "guanbiao")
    os.execve(program, [program, "serve", "--open", *arguments], with_venv())


def test(*arguments: str) -> None:
    """Everything that must hold: style, types, contracts, tests.

    Types are checked while the browser and its libraries come, which takes about as long. One
    worker more than there are cores: that of the journeys mostly waits for its browser.
    """
    step("python environment", PYTHON, python_environment)
    with subprocess.Popen([str(BIN / "mypy")], env=with_venv()) as types:
        setup()
        browser()
        do(BIN / "ruff", "check", ".")
        do(BIN / "ruff", "format", "--check", ".")
        do(BIN / "lint-imports")
    if types.returncode:
        raise subprocess.CalledProcessError(types.returncode, types.args)
    do(BIN / "pytest", "-n", str(min((os.cpu_count() or 1) + 1, 5)), *arguments)


def test_spark(*arguments: str) -> None:
    """The tests that ask Spark, on this machine alone; adds the group ``spark`` to .venv."""
    if not shutil.which("java"):
        sys.exit("Spark needs Java 17 or later: install a JRE (Debian: default-jre-headless)")
    setup()
    do(BIN / "uv", "pip", "install", "--quiet", "--group", "spark")
    do(BIN / "pytest", "-m", "spark", *arguments)


def browser() -> None:
    """Chromium and Chinese fonts for the journeys; root installs them where they are absent."""
    fonts = Path("/usr/share/fonts/opentype/noto")
    if (shutil.which(BROWSER[0]) or shutil.which("chromium")) and fonts.exists():
        return
    if os.geteuid() or not shutil.which("apt-get"):
        sys.exit(f"the browser tests need {' and '.join(BROWSER)}: install them, then try again")
    install_packages(*BROWSER)


def bench(*names: str) -> None:
    """Run the named benches (all without a name); each prints its ratio."""
    setup()
    found = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    for name in names or found:
        do(BIN / "python", "-m", "bench", name)


def fuzz(minutes: str = "10") -> None:
    """Throw random and mutated input at the rule engine: `make fuzz ARGS=10`."""
    setup()
    do(BIN / "python", "-m", "tests.fuzz", minutes)


def lock() -> None:
    """Resolve versions anew; the lock names no registry host."""
    do(BIN / LOCK[0], *LOCK[1:])
    do(BIN / "npm", "install", "--package-lock-only", "--silent")


def clean() -> None:
    """Remove what setup made; data in var/ stay."""
    for path in (VENV, ROOT / "node_modules", VAR / "assets", VAR / "stamps"):
        shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
