#!/usr/bin/env python3
"""Runs each mutant against the tests that reach it, those of its own module first, until one fails.

    run.py WORK LIST RESULT --binary PATH [--binary PATH ...] [--only REGEX] [--near] [--longest SECONDS]

WORK is the folder of the rewritten crate, LIST the list of its mutants, each PATH a test binary of it.
RESULT receives, as JSON, the test that caught each mutant, null where none did, and "unreached" where no
test reaches it. With --near only unit tests of the mutant's own module count.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import tempfile
import time


def module(file):
    """The path of the unit tests of a source file, as test binaries name them."""
    path = re.sub(r"^src/|(/mod)?\.rs$", "", file)
    return path.replace("/", "::") + "::tests"


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work")
    parser.add_argument("list")
    parser.add_argument("result")
    parser.add_argument("--binary", action="append", required=True)
    parser.add_argument("--only", default=".")
    parser.add_argument("--near", action="store_true")
    parser.add_argument("--longest", type=float, default=3.0)
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def run(work, binary, test, extra, seconds):
    """Whether a test passes within its bounds of time and memory."""
    limited = 'ulimit -v 6000000; exec "$@"'
    command = ["bash", "-c", limited, "test", binary, "--exact", "--test-threads", "1", "-q", test]
    environment = dict(os.environ, CARGO_MANIFEST_DIR=work, INSTA_UPDATE="no", **extra)
    try:
        done = subprocess.run(
            command,
            cwd=work,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def reach(work, binary, test):
    """Whether a test passes without a mutant, its time, and the mutants that it reaches."""
    with tempfile.NamedTemporaryFile("r") as places:
        start = time.time()
        passes = run(work, binary, test, {"MUTANT_REACH": places.name}, 120)
        seconds = time.time() - start
        pairs = [tuple(map(int, line.split())) for line in places]
    return passes, seconds, pairs


def main():
    options = parse()
    work = os.path.abspath(options.work)
    mutants = {}
    for line in open(options.list):
        number, file, function, _, _ = line.rstrip("\n").split("\t")
        mutants[int(number)] = (file, function)
    skipped = set()
    if os.path.exists(options.list + ".skip"):
        skipped = set(map(int, open(options.list + ".skip").read().split()))
    chosen = [
        number
        for number, (file, _) in mutants.items()
        if number not in skipped and re.search(options.only, file)
    ]
    modules = {module(mutants[number][0]) for number in chosen}
    tests = []
    for binary in map(os.path.abspath, options.binary):
        listed = subprocess.run(
            [binary, "--list", "--format", "terse"], cwd=work, capture_output=True, text=True
        ).stdout
        names = [line[: -len(": test")] for line in listed.splitlines() if line.endswith(": test")]
        tests += [
            (binary, name)
            for name in names
            if not options.near or any(name.startswith(module) for module in modules)
        ]
    reached = collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for test, (passes, seconds, pairs) in zip(
            tests, pool.map(lambda test: reach(work, *test), tests)
        ):
            if not passes or seconds > options.longest:
                print("left out:", test[1], f"{seconds:.1f} s", "" if passes else "fails without a mutant")
                continue
            for first, last in pairs:
                for number in range(first, last + 1):
                    reached[number].append((seconds, test))

    def catch(number):
        own = module(mutants[number][0])
        near = [
            (not test[1].startswith(own), seconds, test) for seconds, test in reached[number]
        ]
        near = sorted(entry for entry in near if not options.near or not entry[0])
        for _, seconds, (binary, test) in near:
            if not run(work, binary, test, {"MUTANT": str(number)}, 5 + 5 * seconds):
                return number, test
        return number, None if near else "unreached"

    result = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for number, test in pool.map(catch, chosen):
            result[number] = test
            if len(result) % 100 == 0 or len(result) == len(chosen):
                with open(options.result, "w") as file:
                    json.dump(result, file)
                survived = sum(test in (None, "unreached") for test in result.values())
                print(len(result), "of", len(chosen), "survived", survived, flush=True)


main()
