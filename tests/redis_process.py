"""A real Redis server for tests, on a free port of this machine; it keeps nothing on disk."""

import socket
import subprocess
import time


class Server:
    def __init__(self, program, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.command = [program, *options, "--dir", str(folder)]

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        raise AssertionError("redis-server does not answer")

    def stop(self):
        self.process.kill()
        self.process.wait()

    def client(self):
        from redis import Redis

        return Redis.from_url(self.url)
