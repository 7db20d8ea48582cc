//! The workbench as a process: its pages, what it refuses, and that it goes on.

mod bench;
mod refusals;
mod sessions;
mod terms;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use bench::{Bench, copy_of, encoded, location, query_of};

#[test]
fn every_page_comes_with_its_policy_and_without_inline_script() {
    for name in ["eu-relocation-2015", "reference"] {
        let bench = Bench::start(name, &[]);
        for path in [
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
        ] {
            let answer = bench.get(path);
            assert_eq!(answer.status, 200, "{name} {path}: {}", answer.body);
            let head = answer.head.to_lowercase();
            assert!(
                head.contains("content-security-policy: default-src 'none'; script-src 'self'")
            );
            assert!(head.contains("x-content-type-options: nosniff"));
            assert!(head.contains("frame-ancestors 'none'"));
            assert!(!answer.body.contains("onclick=") && !answer.body.contains("style=\""));
            // Every script of a page is a file of its own.
            assert_eq!(
                answer.body.matches("<script").count(),
                answer.body.matches("<script src=\"/static/").count()
            );
        }
        for asset in ["workbench.css", "workbench.js", "icon.svg"] {
            assert_eq!(bench.get(&format!("/static/{asset}")).status, 200);
        }
    }
}

#[test]
fn texts_of_a_scenario_are_texts_on_every_page() {
    let folder = copy_of("eu-relocation-2015");
    let path = folder.path().join("eu-relocation-2015.toml");
    let text = fs::read_to_string(&path).expect("the scenario");
    let marked = text
        .replace(
            "title = \"EU relocation 2015: 120 000 places in 22 States\"",
            "title = \"<script>alert(1)</script>\"",
        )
        .replace(
            "title = \"Key of September 2015\"",
            "title = \"<img src=x onerror=alert(2)>\"",
        );
    assert_ne!(text, marked);
    fs::write(&path, marked).expect("written");
    let bench = Bench::start_in(folder, "eu-relocation-2015", &[]);
    for path in [
        "/",
        "/options",
        "/shares",
        "/terms",
        "/state",
        "/keys",
        "/compare",
        "/table",
        "/options?e=set/population-and-gdp/title/%3Cscript%3Ealert(3)%3C/script%3E",
    ] {
        let answer = bench.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.contains("<script>alert"), "{path}");
        assert!(!answer.body.contains("<img"), "{path}");
        assert!(answer.body.contains("&lt;script&gt;alert(1)"), "{path}");
    }
}

#[test]
fn what_is_on_the_table_is_saved_as_a_scenario_that_check_accepts() {
    let bench = Bench::start("eu-relocation-2015", &[]);
    // Copy an option, weigh it anew, cap it, leave Germany out: as the forms do it.
    let added = bench.get("/options/new?address=&title=Half+%26+half&from=population-and-gdp");
    assert_eq!(added.status, 303);
    let address = location(&added);
    assert!(address.contains("option=half-half"), "{address}");
    let form = |address: &str, rest: &str| {
        let encoded = encoded(&query_of(address));
        bench.get(&format!("/apply?address={encoded}&option=half-half&{rest}"))
    };
    let keyed = form(&address, "key=weighted&place-value=1000");
    assert_eq!(keyed.status, 303, "{}", keyed.body);
    let weighed = form(
        &location(&keyed),
        "key=weighted&w.population_persons=80&w.gdp_usd=20",
    );
    let others =
        "AUT BEL BGR HRV CYP CZE EST FIN FRA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN ESP SWE"
            .split(' ')
            .map(|id| format!("&in={id}"))
            .collect::<String>();
    let without = form(
        &location(&weighed),
        &format!("participants-shown=1&participants=contributors{others}"),
    );
    let address = location(&without);
    let page = bench.get(&address.replace("/options", "/shares"));
    assert_eq!(page.status, 200);
    assert!(page.body.contains("takes no part"), "Germany is left out");
    let state = bench.get(&format!(
        "{}&state=DEU",
        address.replace("/options", "/state")
    ));
    assert_eq!(state.status, 200, "{}", state.body);
    // The same comes out of the saved file.
    let encoded = encoded(&query_of(&address));
    let saved = bench.post(
        "/save",
        &format!("address={encoded}&name=half&title=Half+and+half"),
    );
    assert_eq!(saved.status, 200, "{}", saved.body);
    let path = bench.path("half.toml");
    let check = Command::new(env!("CARGO_BIN_EXE_fairshare"))
        .arg("check")
        .arg(&path)
        .output()
        .expect("a check");
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stderr)
    );
    let json = Command::new(env!("CARGO_BIN_EXE_fairshare"))
        .args(["apportion", "--option", "half-half", "--json"])
        .arg(&path)
        .output()
        .expect("an apportionment");
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let shares = json["plans"][0]["shares"].as_array().expect("shares");
    assert!(
        shares
            .iter()
            .all(|share| share["contributor"] != "DEU" || share["binding_rule"] == "outside")
    );
    let csv = bench.get(&address.replace("/options", "/shares.csv"));
    for share in shares
        .iter()
        .filter(|share| share["key_share"].as_f64() > Some(0.0))
    {
        let id = share["contributor"].as_str().expect("an identifier");
        let places = share["obligation_places"][0].as_u64().expect("places");
        let row = csv
            .body
            .lines()
            .find(|line| line.starts_with(id))
            .unwrap_or_else(|| panic!("{id} in {}", csv.body));
        assert_eq!(
            row.split(',').nth(4),
            Some(places.to_string().as_str()),
            "{row}"
        );
    }
    // A second time it is kept, unless told to; the scenario itself is never written over.
    let again = format!("address={encoded}&name=half&title=Again");
    assert_eq!(bench.post("/save", &again).status, 400);
    assert_eq!(
        bench
            .post("/save", &format!("{again}&overwrite=yes"))
            .status,
        200
    );
    let before = fs::read(bench.path("eu-relocation-2015.toml")).expect("the scenario");
    for name in [
        "eu-relocation-2015",
        "..%2Fescape",
        "a%2Fb",
        ".hidden",
        "A",
        "",
        "half.toml",
    ] {
        let body = format!("address={encoded}&name={name}&title=X&overwrite=yes");
        assert_eq!(bench.post("/save", &body).status, 400, "{name}");
    }
    assert_eq!(
        fs::read(bench.path("eu-relocation-2015.toml")).expect("it"),
        before
    );
    assert!(
        !bench
            .folder
            .path()
            .parent()
            .expect("a folder")
            .join("escape.toml")
            .exists()
    );
}

#[test]
fn a_scenario_changed_on_the_command_line_is_saved_whole() {
    let bench = Bench::start("eu-relocation-2015", &["--override", "costs"]);
    let body = "address=e%3Dset%2Fpopulation-and-gdp%2Ftitle%2FAnother&name=whole&title=Whole";
    let saved = bench.post("/save", body);
    assert_eq!(saved.status, 200, "{}", saved.body);
    let text = fs::read_to_string(bench.path("whole.toml")).expect("the file");
    assert!(text.contains("title = \"Whole\"") && text.contains("\"Another\""));
    assert!(text.contains("place_cost_usd_per_person") && !text.contains("extends"));
}

/// The state of the run of the hour, by the page's own words.
fn wait_for(bench: &Bench, wanted: &str) -> String {
    let start = Instant::now();
    loop {
        let body = bench.get("/futures").body;
        if body.contains(wanted) || start.elapsed() > Duration::from_secs(120) {
            assert!(body.contains(wanted), "{wanted}");
            return body;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn futures_run_once_at_a_time_are_watched_cancelled_and_become_a_briefing() {
    let bench = Bench::start("reference", &["--threads", "1"]);
    for wrong in ["0", "1", "many", "1000000", ""] {
        let answer = bench.post("/futures/start", &format!("address=&replicates={wrong}"));
        assert_eq!(answer.status, 400, "{wrong}");
    }
    assert_eq!(
        bench.post("/futures/start", "address=&replicates=6").status,
        303
    );
    // The same run again is the same run; another has to wait, or this one is done by then.
    assert_eq!(
        bench.post("/futures/start", "address=&replicates=6").status,
        303
    );
    let other = bench
        .post("/futures/start", "address=&replicates=2000")
        .status;
    assert!([303, 409].contains(&other), "{other}");
    let page = wait_for(&bench, "6 futures of each option</h2>");
    let key = page
        .split("/run/")
        .nth(1)
        .and_then(|rest| rest.split('/').next())
        .expect("a run")
        .to_owned();
    let briefing = bench.get(&format!("/run/{key}/briefing.html"));
    assert_eq!(briefing.status, 200);
    assert!(briefing.head.contains("style-src 'unsafe-inline'"));
    assert!(
        briefing
            .body
            .contains("Briefing on the options on the table")
    );
    assert!(
        bench
            .get("/compare")
            .body
            .contains("With 6 simulated futures")
    );
    // The same files are on the disk as any run leaves them.
    assert!(bench.path("runs").join(&key).join("run.toml").is_file());
    // A long run is cancelled, and what is done is kept.
    let _ = bench.post("/futures/start", "address=&replicates=5000");
    let mut events = TcpStream::connect(&bench.address).expect("a connection");
    let request = format!(
        "GET /futures/events HTTP/1.1\r\nHost: {}\r\n\r\n",
        bench.address
    );
    events.write_all(request.as_bytes()).expect("a request");
    let mut start = [0_u8; 400];
    let read = events.read(&mut start).expect("events");
    let text = String::from_utf8_lossy(&start[..read]).into_owned();
    assert!(text.contains("text/event-stream"), "{text}");
    drop(events);
    assert_eq!(bench.post("/futures/cancel", "address=").status, 303);
    let start = Instant::now();
    while bench.get("/futures").body.contains("data-running") {
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "a cancelled run ends"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    bench.goes_on();
}

#[test]
fn a_scenario_that_is_edited_meanwhile_is_read_again() {
    let bench = Bench::start("eu-relocation-2015", &[]);
    let path = bench.path("eu-relocation-2015.toml");
    let text = fs::read_to_string(&path).expect("the scenario");
    assert!(bench.get("/").body.contains("120 000 places"));
    fs::write(
        &path,
        text.replace("120 000 places in 22", "120 000 seats in 22"),
    )
    .expect("written");
    assert!(bench.get("/").body.contains("120 000 seats"));
    fs::write(&path, "title = 3").expect("written");
    let broken = bench.get("/options");
    assert_eq!(broken.status, 422);
    assert!(
        broken.body.contains("The scenario has errors"),
        "{}",
        broken.body
    );
    fs::write(&path, text).expect("written");
    bench.goes_on();
}
