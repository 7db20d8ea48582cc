#!/usr/bin/env python3
"""Drives the workbench in headless Chromium as a negotiator, a researcher and an adviser would.

Usage: workbench.py FAIRSHARE [PICTURES]

FAIRSHARE is the binary. Pictures of the pages are left in the folder PICTURES, if it is given.
Needs the packages of requirements.txt and Debian's Chromium; takes half a minute.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "/",
    "/options",
    "/terms",
    "/shares",
    "/state",
    "/keys",
    "/compare",
    "/futures",
    "/briefing",
    "/table",
    "/save",
]
# Room for a slow machine, milliseconds.
PATIENCE = 60_000

# How far a page has moved under its reader.
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(sum), 60);
})"""

checks = 0


def check(truth, what):
    """Counts what holds; stops at the first thing that does not."""
    global checks
    if not truth:
        raise AssertionError(what)
    checks += 1


@contextmanager
def workbench(binary, scenario):
    """A workbench on a free port."""
    process = subprocess.Popen(
        [binary, "serve", scenario, "--port", "0", "--output-dir", scenario.parent / "runs"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process.stdout.readline().strip().rstrip("/")
    finally:
        process.terminate()
        process.wait()


def scenario(folder, name):
    shutil.copy(ROOT / "scenarios" / f"{name}.toml", folder)
    if (ROOT / "scenarios" / name).is_dir():
        shutil.copytree(ROOT / "scenarios" / name, folder / name)
    return folder / f"{name}.toml"


def settled(page):
    """Waits until no answer is under way."""
    expect(page.locator("body.busy")).to_have_count(0)


def places(page, state):
    """Places of a State in the narrow table of the page of options, once it has settled."""
    settled(page)
    row = page.locator("#shares tbody tr", has=page.get_by_role("link", name=state, exact=True))
    return int(re.sub(r"\D", "", row.locator("td.number").nth(1).inner_text()))


def watch(page, base):
    """Fails on errors of scripts, on the console, and on requests beyond this machine."""
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    # A refusal is an answer of its own; every other error on the console is a fault.
    page.on(
        "console",
        lambda line: wrong.append(line.text)
        if line.type == "error" and "status of 4" not in line.text
        else None,
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith((base, "data:")) else wrong.append(request.url),
    )
    return wrong


def negotiator(browser, binary, folder, picture):
    with workbench(binary, scenario(folder, "eu-relocation-2015")) as base:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        wrong = watch(page, base)
        page.goto(f"{base}/options?option=correctives-uncapped")
        before = places(page, "Germany")
        slider = page.get_by_label("Population", exact=True)
        slider.focus()
        # With the keyboard: a weight of 40 goes to its end, the shares follow.
        with page.expect_response(lambda answer: "/live" in answer.url and answer.ok):
            page.keyboard.press("End")
        expect(page.locator("output[data-share=population_persons]")).to_have_text("62.5 %")
        expect(page.locator("#changes")).to_contain_text("1 change")
        check(places(page, "Germany") != before, "a weight changes a share")
        check("e=set" in page.url, "the view is in the address")
        picture(page, "options")
        kept = places(page, "Germany")
        page.reload()
        check(places(page, "Germany") == kept, "a bookmarked view is the same view")
        page.get_by_role("link", name="Undo").click()
        check(places(page, "Germany") == before, "undo goes back")
        page.get_by_role("link", name="Redo").click()
        check(places(page, "Germany") == kept, "redo goes on")

        # A State's explanation, and what if it stays out.
        page.get_by_role("link", name="Germany", exact=True).click()
        check("Germany under" in page.locator("h1").inner_text(), "the State's own page")
        check(page.get_by_role("heading", name="If Germany stays out").count() >= 1, "what if")
        page.get_by_label("State", exact=True).select_option("MLT")
        expect(page.locator("h1")).to_contain_text("Malta under")
        picture(page, "state")

        # A copy with a cap and without Malta, saved as a scenario and opened again.
        page.get_by_role("link", name="Options", exact=True).click()
        page.get_by_label("New option").fill("Half <b>bold</b>")
        page.get_by_role("button", name="Copy this one").click()
        check(page.locator("h1 b, nav b").count() == 0, "markup in a title is text")
        page.locator(".participants summary").click()
        page.get_by_role("checkbox", name="Malta").uncheck()
        page.wait_for_url(re.compile("participants"))
        expect(page.locator("#changes")).to_contain_text("3 changes")
        page.get_by_label("Most, in times its share").fill("0.5")
        page.keyboard.press("Enter")
        expect(page.locator("#message")).to_contain_text("no State may be asked for more")
        picture(page, "refusal")
        page.get_by_label("Most, in times its share").fill("3")
        page.keyboard.press("Enter")
        expect(page.locator("#changes")).to_contain_text("4 changes")
        expect(page.locator("#message")).to_be_empty()
        settled(page)
        check(focused(page) == "ratio-maximum", "focus stays where it was")
        check("Inequality" in page.locator("#said").inner_text(), "what changed is announced")
        terms(page)
        germany = places(page, "Germany")
        page.get_by_role("link", name="Save as a scenario").click()
        page.get_by_label("Name of the file").fill("mine")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("h1")).to_have_text("Saved")
        done = subprocess.run([binary, "check", folder / "mine.toml"], capture_output=True)
        check(done.returncode == 0, done.stderr.decode())
        # Sorting and finding in the table of shares.
        page.goto(f"{base}/shares?option=correctives-uncapped")
        page.get_by_role("button", name="Difference in places").click()
        check(
            page.locator("#shares tbody tr").first.inner_text().startswith("Portugal"),
            "the largest difference stands first",
        )
        page.get_by_label("Show States whose name holds").fill("mal")
        check(page.locator("#shares tbody tr:visible").count() == 1, "only Malta is shown")
        check(not wrong, wrong)
        page.close()
    with workbench(binary, folder / "mine.toml") as base:
        page = browser.new_page()
        page.goto(f"{base}/options?option=half-b-bold-b")
        check(places(page, "Germany") == germany, "the saved scenario asks the same")
        page.close()


def focused(page):
    return page.evaluate("document.activeElement.id")


def terms(page):
    """An offset and an arrangement of single States, one of them changed and one taken away."""
    before = places(page, "Austria")
    page.get_by_role("link", name="Terms", exact=True).click()
    page.locator("#offsets summary").click()
    page.get_by_role("link", name="Add an offset").click()
    expect(page.locator("#c-contributor")).to_be_focused()
    page.locator("#c-contributor").select_option("AUT")
    page.get_by_label("persons taken over").fill("many")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("is no number")
    page.get_by_label("persons taken over").fill("500")
    page.keyboard.press("Enter")
    expect(page.locator("#changes")).to_contain_text("5 changes")
    expect(page.locator("#offsets")).to_contain_text("Austria")
    page.locator("#arrangements summary").click()
    page.get_by_role("link", name="Add an arrangement").click()
    page.locator("#c-contributor").select_option("BEL")
    page.locator("#c-measure").select_option("resettlement")
    page.get_by_label("at most a year").fill("3000")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#message")).to_contain_text("one program for all measures")
    page.get_by_role("link", name="Leave it").click()
    expect(page.locator("#edit")).to_have_count(0)
    page.locator("#offsets").get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Take away").click()
    expect(page.locator("#changes")).to_contain_text("6 changes")
    page.get_by_role("link", name="Undo").click()
    expect(page.locator("#offsets")).to_contain_text("500")
    page.get_by_role("link", name="Options", exact=True).click()
    check(places(page, "Austria") == before - 500, "an offset counts against a State's places")


def bad_input(browser, binary, folder, picture):
    """A clear message on the page, and the workbench goes on."""
    with workbench(binary, folder / "eu-relocation-2015.toml") as base:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        wrong = watch(page, base)
        page.goto(f"{base}/options?option=correctives-uncapped")
        sliders = page.locator("input[data-weight]")
        before = places(page, "Germany")
        # All weights to zero by the keyboard: the last one has nothing left to share by.
        for number in range(sliders.count()):
            sliders.nth(number).focus()
            page.keyboard.press("Home")
        expect(page.locator("#message")).to_contain_text("all weights are zero")
        picture(page, "zero")
        sliders.first.focus()
        page.keyboard.press("End")
        expect(page.locator("#message")).to_be_empty()
        check(places(page, "Germany") != before, "one weight alone decides")
        # What is no number, and a group of nobody.
        page.get_by_label("Most of a State's GDP a year, %").fill("a lot")
        page.keyboard.press("Enter")
        expect(page.locator("#message")).to_contain_text("no number")
        page.get_by_label("Most of a State's GDP a year, %").fill("")
        page.keyboard.press("Enter")
        # An address of rubbish leads back.
        page.goto(f"{base}/options?e=rubbish")
        expect(page.locator("h1")).to_have_text("This cannot be done")
        page.get_by_role("link", name="To the situation").click()
        # A tab that is closed while it drags.
        other = browser.new_page()
        other.goto(f"{base}/options?option=correctives-uncapped")
        other.locator("input[data-weight]").first.focus()
        for _ in range(20):
            other.keyboard.press("ArrowRight")
        other.close()
        page.goto(f"{base}/options?option=correctives-uncapped")
        check(places(page, "Germany") == before, "others see nothing of it")
        # Keys, and what evenness costs once every State says what a place costs.
        page.goto(f"{base}/keys")
        check(page.locator("figure svg").count() >= 1, "keys are drawn")
        page.get_by_role("link", name="State the costs of places").click()
        expect(page.locator("h1")).to_have_text("Terms")
        check(not wrong, wrong)
        page.close()


def without_script(browser, binary, folder):
    with workbench(binary, folder / "eu-relocation-2015.toml") as base:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{base}/options?option=population-and-gdp")
        before = places(page, "Germany")
        page.get_by_label("Reference key").select_option("population")
        page.get_by_role("button", name="Apply").click()
        check(places(page, "Germany") != before, "forms work without a script")
        page.goto(f"{base}/terms?option=population-and-gdp&edit=population-and-gdp/offsets/0")
        page.locator("#c-contributor").select_option("FRA")
        page.get_by_label("persons taken over").fill("100")
        page.get_by_role("button", name="Add", exact=True).click()
        check("France" in page.locator("#offsets").inner_text(), "and so do terms")
        context.close()


def researcher(browser, binary, folder, picture):
    with workbench(binary, scenario(folder, "reference")) as base:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        wrong = watch(page, base)
        page.goto(f"{base}/futures")
        page.get_by_label("Futures of each option").fill("5000")
        page.get_by_role("button", name="Simulate these options").click()
        expect(page.locator("#progress-words")).to_contain_text(
            "of 5000 futures", timeout=PATIENCE
        )
        picture(page, "progress")
        # Another tab cannot start a second run meanwhile.
        other = browser.new_page()
        other.goto(f"{base}/futures?e=set/no-plan/title/Other")
        check(other.get_by_role("button", name="Simulate these options").count() == 0, "one run")
        other.close()
        page.get_by_role("button", name=re.compile("Cancel")).click()
        # What was done by then is kept, or it is said that nothing was.
        expect(page.get_by_role("button", name="Simulate these options")).to_be_visible(
            timeout=PATIENCE
        )
        page.get_by_label("Futures of each option").fill("12")
        page.get_by_role("button", name="Simulate these options").click()
        expect(page.locator("h2").first).to_contain_text("futures of each option", timeout=PATIENCE)
        picture(page, "futures")
        page.goto(f"{base}/compare")
        check("simulated futures" in page.locator("main").inner_text(), "futures are compared")
        check("95 % interval" in page.locator("main").inner_text(), "with intervals")
        picture(page, "comparison")

        # The adviser prints the briefing, and one page to take away.
        page.goto(f"{base}/briefing")
        page.get_by_role("link", name="Open the briefing").click()
        expect(page.locator("h1")).to_contain_text("Reference")
        sheets = pages_of(page, folder / "briefing.pdf")
        check(5 <= sheets <= 60, f"the briefing prints on {sheets} pages")
        page.goto(f"{base}/table")
        check(pages_of(page, folder / "table.pdf") == 1, "the table prints on one page")
        check(not wrong, wrong)
        page.close()


def pages_of(page, path):
    """Prints a page on A4 and counts the sheets."""
    page.pdf(path=path, prefer_css_page_size=True, format="A4")
    data = path.read_bytes()
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data))
    check(all(abs(float(w) - 595) < 2 and abs(float(h) - 842) < 2 for w, h in sizes), sizes)
    return len(re.findall(rb"/Type\s*/Page\b", data))


def accessible(browser, binary, folder, picture):
    """No serious fault, no sideways scrolling on a laptop or a phone."""
    axe = Axe()
    for name in ["eu-relocation-2015", "reference"]:
        with workbench(binary, folder / f"{name}.toml") as base:
            for width, height in [(1366, 768), (390, 844)]:
                page = browser.new_page(viewport={"width": width, "height": height})
                for path in PAGES:
                    page.goto(base + path)
                    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    check(wide <= 0, f"{name}{path} is {wide} too wide at {width}")
                    shifted = page.evaluate(SHIFT)
                    check(shifted < 0.02, f"{name}{path} shifts by {shifted} at {width}")
                    found = axe.run(page)["violations"]
                    serious = [
                        (it["id"], [node["html"][:160] for node in it["nodes"][:3]])
                        for it in found
                        if it["impact"] in ("serious", "critical")
                    ]
                    check(not serious, f"{name}{path} at {width}: {serious}")
                    if width < 400:
                        picture(page, f"phone-{name}{path.replace('/', '-')}")
                # The first press of Tab reaches the way past the navigation.
                page.goto(base + "/options")
                page.keyboard.press("Tab")
                check(
                    page.evaluate("document.activeElement.className") == "skip",
                    "the keyboard starts at the way to the content",
                )
                page.close()


def main():
    binary = str(Path(sys.argv[1]).resolve())
    pictures = Path(sys.argv[2]) if len(sys.argv) > 2 else None

    def picture(page, name):
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=pictures / f"{name}.png", full_page=True)

    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as play, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        negotiator(browser, binary, folder, picture)
        without_script(browser, binary, folder)
        bad_input(browser, binary, folder, picture)
        researcher(browser, binary, folder, picture)
        accessible(browser, binary, folder, picture)
        browser.close()
    print(f"workbench in a browser: {checks} checks passed")


if __name__ == "__main__":
    main()
