#!/usr/bin/env python3
"""How fast the workbench answers a dragged weight, from request to response.

Usage: benches/workbench.py FAIRSHARE [SECONDS]

Three scenarios, one after another: 22 States of the European Union, 30 States that share the needs of
South Sudan's refugees over five years (a variant made here, in a temporary folder), and all Member
States of the United Nations that share them. Twenty sessions are open; four of them drag a weight at
once, at 30 requests a second each, as a browser does, which asks again when it has its answer; the
others turn pages now and then. A Monte Carlo run goes on in the background on one thread: in the same
workbench where the scenario is simulated, otherwise in a second one on the same machine.

Every answer has to belong to the weight that was asked for, so that nothing is lost or mixed up.
"""

import csv
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
SESSIONS, DRAGGING, RATE = 20, 4, 30


def thirty_states(folder):
    """The scenario of South Sudan with the thirty States that give most as participants."""
    with open(folder / "south-sudan/contributors.csv", newline="") as table:
        states = [row["id"] for row in csv.DictReader(table) if row["kind"] == "state"][:30]
    plans = "\n".join(
        f'[[option]]\nid = "{option}"\n[option.plan]\nparticipants = {json.dumps(states)}\n'
        for option in ["comprehensive-plan", "plan-with-advance-pledges"]
    )
    path = folder / "thirty-states.toml"
    path.write_text(f'title = "Thirty States"\nextends = "south-sudan.toml"\n\n{plans}')
    return path


def scenarios(folder):
    for name in ["eu-relocation-2015", "south-sudan"]:
        shutil.copy(ROOT / "scenarios" / f"{name}.toml", folder)
        shutil.copytree(ROOT / "scenarios" / name, folder / name)
    return [
        ("22 States, one year", folder / "eu-relocation-2015.toml", False),
        ("30 States, five years", thirty_states(folder), True),
        ("193 States, five years", folder / "south-sudan.toml", True),
    ]


def start(binary, scenario, folder):
    process = subprocess.Popen(
        [binary, "serve", scenario, "--port", "0", "--threads", "1", "--output-dir", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return process, process.stdout.readline().strip().removeprefix("http://").rstrip("/")


def simulate(host):
    """Starts a run that lasts longer than the measurement."""
    post = http.client.HTTPConnection(host)
    headers = {"Origin": f"http://{host}"}
    post.request("POST", "/futures/start", "address=&replicates=10000", headers)
    answer = post.getresponse()
    answer.read()
    if answer.status != 303:
        sys.exit(f"no run was started: {answer.status}")


def ask(connection, path, headers=None):
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read()


def address(option, weight):
    change = f"set/{option}/weights/population_persons:{weight},gdp_usd:{100 - weight}"
    return f"/live?option={option}&e={quote(f'set/{option}/key/weighted')}&change={quote(change)}"


def drag(host, option, number, stop, times, wrong):
    connection = http.client.HTTPConnection(host)
    session, weight, tick = f"session-{number}", 10 + 17 * number % 80, 0
    while not stop.is_set():
        began = time.perf_counter()
        tick += 1
        weight = 1 + (weight + 1 + number) % 98
        status, body = ask(
            connection,
            address(option, weight),
            {"X-Session": session, "X-Sequence": str(tick)},
        )
        times.append(time.perf_counter() - began)
        if status != 200:
            wrong.append((status, body[:200]))
        else:
            shown = dict(json.loads(body)["weights"])["population_persons"]
            if shown != f"{weight}.0 %":
                wrong.append((session, weight, shown))
        time.sleep(max(0.0, 1 / RATE - (time.perf_counter() - began)))


def turn(host, number, stop, wrong):
    connection = http.client.HTTPConnection(host)
    pages = ["/", "/shares", "/options", "/table"]
    while not stop.wait(1 + number % 5):
        status, _ = ask(connection, pages[number % len(pages)])
        if status != 200:
            wrong.append(status)


def measure(binary, words, scenario, is_simulated, folder, seconds):
    process, host = start(binary, scenario, folder / "runs")
    started = [process]
    try:
        if is_simulated:
            simulate(host)
        else:
            other, second = start(binary, folder / "south-sudan.toml", folder / "other-runs")
            started.append(other)
            simulate(second)
        plans = subprocess.run(
            [binary, "apportion", "--json", scenario], capture_output=True, check=True
        )
        option = [plan["option"] for plan in json.loads(plans.stdout)["plans"] if plan["ledger"]][-1]
        # One answer alone, before the others come.
        connection, alone = http.client.HTTPConnection(host), []
        for weight in range(2, 40):
            began = time.perf_counter()
            ask(connection, address(option, weight))
            alone.append(1e3 * (time.perf_counter() - began))
        alone.sort()
        stop, times, wrong = threading.Event(), [], []
        threads = [
            threading.Thread(target=drag, args=(host, option, number, stop, times, wrong))
            for number in range(DRAGGING)
        ] + [
            threading.Thread(target=turn, args=(host, number, stop, wrong))
            for number in range(DRAGGING, SESSIONS)
        ]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        stop.set()
        for thread in threads:
            thread.join()
        times.sort()
        at = lambda share: 1e3 * times[int(share * (len(times) - 1))]
        print(
            f"{words}: {len(times)} dragged weights, median {at(0.5):.0f} ms, 95th percentile "
            f"{at(0.95):.0f} ms, most {at(1):.0f} ms; one session alone, median "
            f"{alone[len(alone) // 2]:.0f} ms; {len(wrong)} wrong answers; load "
            f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors",
            flush=True,
        )
        return wrong
    finally:
        for one in started:
            one.kill()
            one.wait()


def main():
    binary = str(Path(sys.argv[1]).resolve())
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 15
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wrong = [
            found
            for words, scenario, is_simulated in scenarios(folder)
            for found in measure(binary, words, scenario, is_simulated, folder, seconds)
        ]
    if wrong:
        sys.exit(str(wrong[:5]))


if __name__ == "__main__":
    main()
