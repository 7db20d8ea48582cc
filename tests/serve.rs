//! The workbench as a process: its pages, what it refuses, and that it goes on.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A running workbench in a folder of its own.
struct Bench {
    child: Child,
    address: String,
    folder: TempDir,
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

fn copy_of(name: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let toml = format!("{name}.toml");
    fs::copy(from.join(&toml), folder.path().join(&toml)).expect("a copy");
    fs::create_dir(folder.path().join(name)).expect("a folder");
    for file in fs::read_dir(from.join(name)).expect("tables").flatten() {
        let target = folder.path().join(name).join(file.file_name());
        fs::copy(file.path(), target).expect("a copy");
    }
    folder
}

impl Bench {
    fn start(name: &str, more: &[&str]) -> Self {
        Self::start_in(copy_of(name), name, more)
    }

    fn start_in(folder: TempDir, name: &str, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fairshare"))
            .arg("serve")
            .arg(folder.path().join(format!("{name}.toml")))
            .args(["--port", "0", "--output-dir"])
            .arg(folder.path().join("runs"))
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut line)
            .expect("an address");
        let address = line
            .trim()
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        Self {
            child,
            address,
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Sends bytes as they are and reads whatever comes back.
    fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a limit");
        // The other side may close before it has read all of it.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        Answer {
            status: head
                .split(' ')
                .nth(1)
                .and_then(|code| code.parse().ok())
                .unwrap_or(0),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if method == "POST" {
            request.push_str(&format!(
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                body.len()
            ));
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.raw(request.as_bytes())
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    /// A form of the workbench's own pages.
    fn post(&self, path: &str, body: &str) -> Answer {
        let origin = format!("http://{}", self.address);
        self.ask("POST", path, &[("Origin", &origin)], body)
    }

    fn goes_on(&self) {
        assert_eq!(self.get("/").status, 200, "the workbench goes on");
    }
}

/// Where an answer sends the browser.
fn location(answer: &Answer) -> String {
    answer
        .head
        .lines()
        .find_map(|line| line.strip_prefix("location: "))
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn every_page_comes_with_its_policy_and_without_inline_script() {
    for name in ["eu-relocation-2015", "reference"] {
        let bench = Bench::start(name, &[]);
        for path in [
            "/",
            "/options",
            "/shares",
            "/state",
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
fn only_its_own_name_and_its_own_pages_are_let_in() {
    let bench = Bench::start("eu-relocation-2015", &[]);
    let foreign = bench.ask("GET", "/", &[("Host", "evil.example")], "");
    assert_eq!(foreign.status, 421, "{}", foreign.body);
    let port = bench.address.rsplit(':').next().expect("a port").to_owned();
    let rebound = bench.ask("GET", "/", &[("Host", &format!("evil.example:{port}"))], "");
    assert_eq!(rebound.status, 421);
    let local = bench.ask("GET", "/", &[("Host", &format!("localhost:{port}"))], "");
    assert_eq!(local.status, 200);
    // A form on another site, or from nowhere, changes nothing.
    for origin in ["http://evil.example", "null"] {
        let answer = bench.ask("POST", "/futures/cancel", &[("Origin", origin)], "address=");
        assert_eq!(answer.status, 403, "{origin}");
    }
    assert_eq!(bench.ask("POST", "/save", &[], "name=x").status, 403);
    // Another site may link here, but neither read nor embed.
    let read = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "cors")];
    assert_eq!(bench.ask("GET", "/live", &read, "").status, 403);
    let link = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
    ];
    assert_eq!(bench.ask("GET", "/", &link, "").status, 200);
    bench.goes_on();
}

#[test]
fn bad_requests_get_clean_answers() {
    let bench = Bench::start("eu-relocation-2015", &[]);
    for path in [
        "/nothing",
        "/static/../../Cargo.toml",
        "/static/..%2f..%2fCargo.toml",
        "/run/../../etc/briefing.html",
        "/run/%2e%2e%2f%2e%2e/briefing.html",
        "/run/0123456789ab/briefing.html",
    ] {
        assert_eq!(bench.get(path).status, 404, "{path}");
    }
    assert_eq!(bench.get("/options?option=nobody").status, 404);
    assert_eq!(bench.get("/state?state=XXX").status, 404);
    assert_eq!(bench.get("/futures/start").status, 405);
    for wrong in [
        "e=rubbish",
        "e=set/september-2015/fly/1",
        "e=drop/september-2015",
    ] {
        let answer = bench.get(&format!("/options?{wrong}"));
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.body);
    }
    let weights = |value: &str| {
        bench.get(&format!(
            "/options?option=correctives-uncapped&e=set/correctives-uncapped/weights/{value}"
        ))
    };
    let zero = weights("population_persons:0,gdp_usd:0");
    assert_eq!(zero.status, 400);
    assert!(zero.body.contains("all weights are zero"), "{}", zero.body);
    let negative = weights("population_persons:-1,gdp_usd:2");
    assert!(negative.body.contains("is negative"), "{}", negative.body);
    assert!(negative.body.contains("Undo the last change"));
    assert_eq!(weights("population_persons:NaN").status, 400);
    // What no schema takes is refused by the scenario's own check, in its words.
    let years = bench.get("/options?e=set/correctives-uncapped/years/99999");
    assert_eq!(years.status, 422, "{}", years.body);
    // A body of 100 MB is refused before it is read.
    let huge = bench.raw(
        format!(
            "POST /save HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nConnection: close\r\n\
             Content-Length: 104857600\r\n\r\nname=",
            bench.address
        )
        .as_bytes(),
    );
    assert_eq!(huge.status, 413, "{}", huge.body);
    for rubbish in [
        &b"GARBAGE\r\n\r\n"[..],
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        assert!((400..500).contains(&bench.raw(rubbish).status));
    }
    // A client that goes away half-way.
    let mut gone = TcpStream::connect(&bench.address).expect("a connection");
    gone.write_all(b"GET /comp").expect("half a line");
    drop(gone);
    bench.goes_on();
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
        "/state",
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
    let query = |address: &str| address.split_once('?').expect("a query").1.to_owned();
    let form = |address: &str, rest: &str| {
        let encoded: String = query(address)
            .bytes()
            .map(|byte| match byte {
                b'&' => "%26".to_owned(),
                b'%' => "%25".to_owned(),
                b'=' => "%3D".to_owned(),
                b'+' => "%2B".to_owned(),
                other => char::from(other).to_string(),
            })
            .collect();
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
    let encoded = query(&address)
        .replace('%', "%25")
        .replace('&', "%26")
        .replace('=', "%3D")
        .replace('+', "%2B");
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

#[test]
fn a_dragged_weight_is_answered_and_older_requests_are_dropped() {
    let bench = Bench::start("eu-relocation-2015", &[]);
    let ask = |session: &str, number: u64, population: u32| {
        bench.ask(
            "GET",
            &format!(
                "/live?option=correctives-uncapped&change=set/correctives-uncapped/weights/\
                 population_persons:{population},gdp_usd:40,\
                 asylum_applications_per_million:10,unemployment_percent:10"
            ),
            &[("X-Session", session), ("X-Sequence", &number.to_string())],
            "",
        )
    };
    let first = ask("a", 5, 40);
    assert_eq!(first.status, 200, "{}", first.body);
    let live: serde_json::Value = serde_json::from_str(&first.body).expect("JSON");
    assert!(
        live["chart"]
            .as_str()
            .expect("a chart")
            .starts_with("<figure")
    );
    assert_eq!(live["weights"][0][1], "40.0 %");
    let more: serde_json::Value = serde_json::from_str(&ask("a", 6, 90).body).expect("JSON");
    assert_ne!(live["table"], more["table"]);
    assert_eq!(more["weights"][0][1], "60.0 %");
    // An older one of the same session is not worth an answer; another session's is.
    assert_eq!(ask("a", 4, 40).status, 409);
    let other: serde_json::Value = serde_json::from_str(&ask("b", 1, 40).body).expect("JSON");
    assert_eq!(other["table"], live["table"]);
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
fn a_token_keeps_others_out() {
    let token = "0123456789abcdef";
    let bench = Bench::start("eu-relocation-2015", &["--token", token]);
    assert_eq!(bench.get("/").status, 401);
    assert_eq!(bench.get("/futures/events").status, 401);
    assert_eq!(bench.post("/enter", "token=wrong").status, 401);
    let entered = bench.post("/enter", &format!("token={token}"));
    assert_eq!(entered.status, 303);
    assert!(entered.head.contains("HttpOnly; SameSite=Strict"));
    let cookie = format!("other=1; fairshare-token={token}");
    assert_eq!(
        bench.ask("GET", "/", &[("Cookie", &cookie)], "").status,
        200
    );
    let near = "fairshare-token=0123456789abcdeg";
    assert_eq!(bench.ask("GET", "/", &[("Cookie", near)], "").status, 401);
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
