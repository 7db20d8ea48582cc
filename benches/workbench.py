#!/usr/bin/env python3
"""How fast the workbench answers a dragged weight, from request to response.

Usage: benches/workbench.py FAIRSHARE [SCENARIO]

Twenty sessions are open; four of them drag a weight at once, at 30 requests a second each, as a browser
does, dropping its older request when a newer one is due; the others turn pages now and then. A
Monte Carlo run goes on in the background on one thread, where the scenario is simulated; with a
scenario that is not, a second workbench on the same machine simulates. Every answer is compared with
the one that the same address gives when nothing else is asked, so that nothing is lost or mixed up.
"""

import http.client
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
SESSIONS, DRAGGING, SECONDS, RATE = 20, 4, 15, 30


def start(binary, scenario, folder):
    process = subprocess.Popen(
        [binary, "serve", scenario, "--port", "0", "--threads", "1", "--output-dir", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return process, process.stdout.readline().strip().removeprefix("http://").rstrip("/")


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


def main():
    binary = str(Path(sys.argv[1]).resolve())
    scenario = Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "scenarios/eu-relocation-2015.toml")
    folder = "/tmp/fairshare-workbench-bench"
    process, host = start(binary, scenario, folder)
    background = start(binary, ROOT / "scenarios/south-sudan.toml", folder)
    try:
        post = http.client.HTTPConnection(background[1])
        post.request(
            "POST",
            "/futures/start",
            "address=&replicates=10000",
            {"Origin": f"http://{background[1]}"},
        )
        post.getresponse().read()
        time.sleep(1)
        plans = subprocess.run(
            [binary, "apportion", "--json", scenario], capture_output=True, check=True
        )
        option = [plan["option"] for plan in json.loads(plans.stdout)["plans"] if plan["ledger"]][-1]
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
        time.sleep(SECONDS)
        stop.set()
        for thread in threads:
            thread.join()
        times.sort()
        at = lambda share: 1e3 * times[int(share * (len(times) - 1))]
        print(
            f"{len(times)} dragged weights of {option}: median {at(0.5):.1f} ms, "
            f"95th percentile {at(0.95):.1f} ms, most {at(1):.1f} ms; {len(wrong)} wrong answers"
        )
        if wrong:
            sys.exit(str(wrong[:5]))
    finally:
        for one in (process, background[0]):
            one.kill()
            one.wait()


if __name__ == "__main__":
    main()
