"""The Flask reference service and eigenfaces-server as processes, on ports of their own."""
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT / "../shared"


def add_arguments(parser):
    parser.add_argument("--data", type=pathlib.Path, default=SHARED / "data/lfw7.tgz")
    parser.add_argument("--picture", type=pathlib.Path, default=SHARED / "data/example_image.jpg")
    parser.add_argument("--reference", type=pathlib.Path, default=SHARED / "reference/flask_service.py")
    parser.add_argument("--server", type=pathlib.Path, default=ROOT / "build/release/bin/eigenfaces-server")
    parser.add_argument("--gasworks", type=pathlib.Path, default=ROOT / "build/release/bin/gasworks")


def check_arguments(arguments):
    for needed in (arguments.data, arguments.picture, arguments.reference, arguments.server, arguments.gasworks):
        if not needed.exists():
            raise SystemExit(f"{needed} is missing")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    def __init__(self, name, command):
        self.name, self.port = name, free_port()
        self.command = [str(self.port) if word == "PORT" else str(word) for word in command]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self, log):
        self.process = subprocess.Popen(self.command, stdout=log, stderr=log)

    def wait_until_it_listens(self):
        deadline = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{self.name} does not listen")
            time.sleep(0.02)

    def ask(self, path):
        """The text of a 200."""
        try:
            return urllib.request.urlopen(f"{self.url}/cloudmesh/EigenfacesSVM/{path}", timeout=300).read().decode()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{self.name}: {path}: {error.code}: {error.read().decode()}") from error

    def resident(self):
        """MB of the process."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def make_services(arguments, folder):
    """Both, not started yet, on the same pictures: the archive, and what it has unpacked in `folder`."""
    (folder / "data").mkdir()
    subprocess.run(["tar", "-xf", arguments.data, "-C", folder / "data"], check=True)
    pictures = min((path.parent.parent for path in (folder / "data").rglob("*.jpg")), key=str)
    return [Service("flask", ["/usr/bin/python3", arguments.reference.resolve(), pictures, folder / "flask", "PORT"]),
            Service("gasworks", [arguments.server.resolve(), "--port", "PORT", "--data-dir", folder / "ours",
                                 "--dataset-url", arguments.data.resolve().as_uri(), "--log-level", "warning"])]
