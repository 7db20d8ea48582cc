"""Runs draws.rs and draws.py in turns, compares their distributions, and prints ratios of time.

    cargo build --release --example draws
    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE python benches/peers/compare.py

Time is processor time of one thread, the least of the rounds, so that other work on the machine counts
for little. Exits with 1 where two distributions differ.
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import draws

NAMES = ["births", "deaths", "returns", "returns under pressure", "people at the end"]


def run_rust(program, *words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run([program, *map(str, words)], check=True, stdout=subprocess.PIPE).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, json.loads(out)


def run_numpy(model, mode, replicates, batch, seed):
    before = time.process_time()
    totals = draws.simulate(model, mode, replicates, batch, seed)
    return time.process_time() - before, totals


def differences(first, second):
    """Where two samples differ in mean (beyond 4.5 standard errors: probability 7e-6 each) or in
    variance (beyond 5 standard errors of the logarithm of the ratio: 6e-7)."""
    found = []
    for index, name in enumerate(NAMES):
        left, right = first[:, index].astype(float), second[:, index].astype(float)
        error = math.sqrt(left.var(ddof=1) / len(left) + right.var(ddof=1) / len(right))
        z = (left.mean() - right.mean()) / error
        spread = math.sqrt(sum(((x - x.mean()) ** 4).mean() / x.var() ** 2 / len(x) - 1 / len(x)
                               for x in (left, right)))
        v = math.log(left.var(ddof=1) / right.var(ddof=1)) / spread
        if abs(z) > 4.5 or abs(v) > 5:
            found.append(f"{name}: means {z:+.1f}, variances {v:+.1f} standard errors apart")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="target/release/examples/draws")
    parser.add_argument("--replicates", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if not Path(arguments.program).exists():
        sys.exit(f"{arguments.program} is missing: cargo build --release --example draws")
    model = draws.Model(run_rust(arguments.program, "parameters")[1])
    replicates = arguments.replicates

    # NumPy's best batch: large ones save calls, small ones stay in the cache.
    batches = {}
    for mode in draws.MODES:
        trials = {size: run_numpy(model, mode, size, size, 0)[0] / size for size in (20, 60, 180)}
        batches[mode] = min(trials, key=trials.get)

    seconds, samples = {}, {}
    for turn in range(arguments.rounds):
        for mode in draws.MODES:
            spent, totals = run_numpy(model, mode, replicates, batches[mode], 1 + turn)
            seconds.setdefault(("numpy", mode), []).append(spent)
            samples[("numpy", mode)] = totals
        for mode in ("single-years", "bands", "best", "simulator"):
            spent, totals = run_rust(arguments.program, mode, replicates)
            seconds.setdefault(("rust", mode), []).append(spent)
            samples[("rust", mode)] = np.array(totals)

    host_months = replicates * len(model.opening) * model.months
    print(f"{replicates} replicates, {len(model.opening)} hosts, {model.months} months, "
          f"NumPy {np.__version__} in batches of {batches}")
    rate = {}
    for key, spent in seconds.items():
        rate[key] = host_months / min(spent)
        print(f"{key[0]:>6} {key[1]:<13} {rate[key]:>12,.0f} host-months per processor second")
    best_numpy = max(draws.MODES, key=lambda mode: rate[("numpy", mode)])
    best_rust = max(("bands", "best"), key=lambda mode: rate[("rust", mode)])
    for label, ours, theirs in [
        ("draw by draw, single years", "single-years", "single-years"),
        ("draw by draw, bands", "bands", "bands"),
        ("each with its best algorithm", best_rust, best_numpy),
        ("whole simulator against NumPy's best draws", "simulator", best_numpy),
        ("whole simulator against single years", "simulator", "single-years"),
    ]:
        ratio = rate[("rust", ours)] / rate[("numpy", theirs)]
        print(f"{label}: {ratio:.1f}×")

    failed = False
    reference = samples[("numpy", "single-years")]
    for key, totals in samples.items():
        found = differences(reference, totals)
        failed |= bool(found)
        print(f"{key[0]} {key[1]}: " + ("; ".join(found) or "the same distribution"))
    for index, name in enumerate(NAMES):
        column = reference[:, index]
        print(f"{name}: mean {column.mean():,.0f}, standard deviation {column.std():,.0f}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
