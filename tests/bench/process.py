"""Time and memory of a whole process."""
import os
import subprocess
import time


def run(command, stdout=subprocess.DEVNULL):
    """Wall seconds and peak resident MB of a process; ends the program where the process fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=stdout)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024
