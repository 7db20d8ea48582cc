//! What the workbench refuses, in words, and that it goes on.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::bench::{Bench, copy_of};

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
fn bodies_and_addresses_beyond_all_bounds_are_refused() {
    let bench = Bench::start("eu-relocation-2015", &[]);
    // A body that does not say how long it is, and goes on and on.
    let mut request = format!(
        "POST /save HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nConnection: close\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        bench.address
    )
    .into_bytes();
    for _ in 0..64 {
        request.extend_from_slice(b"1000\r\n");
        request.extend_from_slice(&[b'a'; 0x1000]);
        request.extend_from_slice(b"\r\n");
    }
    let endless = bench.raw(&request);
    assert!(
        [0, 400, 413].contains(&endless.status),
        "{}",
        endless.status
    );
    bench.goes_on();
    // 100 MB that are really sent: the answer comes before they are through.
    let head = format!(
        "POST /save HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Length: 104857600\r\n\r\n",
        bench.address
    );
    let mut stream = TcpStream::connect(&bench.address).expect("a connection");
    stream
        .set_write_timeout(Some(Duration::from_secs(20)))
        .expect("a limit");
    stream.write_all(head.as_bytes()).expect("a head");
    let block = vec![b'x'; 1 << 20];
    let sent = (0..100)
        .take_while(|_| stream.write_all(&block).is_ok())
        .count();
    assert!(sent < 100, "nobody reads 100 MB");
    bench.goes_on();
    let long = format!("/options?e={}", "a".repeat(20_000));
    assert_eq!(bench.get(&long).status, 400);
    let many = "e=set/september-2015/title/A&".repeat(201);
    let answer = bench.get(&format!("/options?{many}"));
    assert_eq!(answer.status, 400);
    assert!(
        answer.body.contains("more than 200 changes"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("Start again without changes"));
    for wrong in [
        "/options?e=%ff%fe",
        "/options?e=%",
        "/live?change=%00",
        "/terms/apply?row=x",
    ] {
        assert_eq!(bench.get(wrong).status, 400, "{wrong}");
    }
    // Heads that never end.
    let huge = format!(
        "GET / HTTP/1.1\r\nHost: {}\r\nX: {}\r\n\r\n",
        bench.address,
        "x".repeat(1 << 20)
    );
    let answer = bench.raw(huge.as_bytes());
    assert!([0, 400, 431].contains(&answer.status), "{}", answer.status);
    bench.goes_on();
}

#[test]
fn a_refusal_leads_back_and_says_what_helps() {
    let bench = Bench::start("eu-relocation-2015", &[]);
    let page =
        bench.get("/options?option=population-and-gdp&e=set/population-and-gdp/ratio-maximum/0.5");
    assert_eq!(page.status, 422);
    assert!(page.body.contains("Undo the last change"), "{}", page.body);
    assert!(page.body.contains("Start again without changes"));
    assert!(page.body.contains("<title>"));
    let form = bench.get("/apply?address=&option=population-and-gdp&ratio-maximum=0.5");
    assert_eq!(form.status, 422);
    assert!(form.body.contains("href=\"/options"), "{}", form.body);
    // Nobody left, and an option that nobody knows.
    let nobody = bench.get("/options?e=set/population-and-gdp/participants/");
    assert_eq!(nobody.status, 422);
    assert!(nobody.body.contains("nobody takes part"), "{}", nobody.body);
    let lost = bench.get("/terms?option=nobody");
    assert_eq!(lost.status, 404);
    assert!(lost.body.contains("href=\"/\""));
    bench.goes_on();
}

#[test]
fn a_state_that_leaves_keeps_what_it_has_promised() {
    let bench = Bench::start_in(copy_of("south-sudan"), "south-sudan", &[]);
    let page = bench.get(
        "/options?option=comprehensive-plan&e=set/comprehensive-plan/participants/DEU,FRA,CAN,GBR,NOR,SWE",
    );
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(
        page.body
            .contains("United States of America: pledges of US$"),
        "what stands is said"
    );
    let shares = bench.get(
        "/shares?option=comprehensive-plan&e=set/comprehensive-plan/participants/DEU,FRA,CAN,GBR,NOR,SWE",
    );
    assert!(shares.body.contains("takes no part"));
    // A pledge of somebody whom the scenario does not know is refused in words.
    let unknown = bench.get(
        "/terms?e=row/-/pledges/0/contributor%3DXQQ%26amount_usd%3D5%26from%3D2026-01%26until%3D2026-12%26earmark%3Dsituation",
    );
    assert_eq!(unknown.status, 422, "{}", unknown.body);
    assert!(unknown.body.contains("XQQ"), "{}", unknown.body);
    bench.goes_on();
}

#[test]
fn a_run_that_is_started_twice_runs_once_and_a_closed_tab_stops_nothing() {
    let bench = Bench::start("reference", &["--threads", "1"]);
    assert_eq!(
        bench
            .post("/futures/start", "address=&replicates=10000")
            .status,
        303
    );
    assert_eq!(
        bench
            .post("/futures/start", "address=&replicates=10000")
            .status,
        303
    );
    let other = bench.post("/futures/start", "address=&replicates=9000");
    assert_eq!(other.status, 409);
    assert!(other.body.contains("wait until it is done, or cancel it"));
    // Tabs that are closed while they watch, one of them before it has read anything.
    for read in [0, 1] {
        let mut events = TcpStream::connect(&bench.address).expect("a connection");
        let request = format!(
            "GET /futures/events HTTP/1.1\r\nHost: {}\r\n\r\n",
            bench.address
        );
        events.write_all(request.as_bytes()).expect("a request");
        let mut start = [0_u8; 200];
        for _ in 0..read {
            assert!(events.read(&mut start).expect("events") > 0);
        }
        drop(events);
    }
    assert!(
        bench.get("/futures").body.contains("data-running"),
        "it goes on"
    );
    assert_eq!(bench.post("/futures/cancel", "address=").status, 303);
    assert_eq!(bench.post("/futures/cancel", "address=").status, 303);
    let start = Instant::now();
    while bench.get("/futures").body.contains("data-running") {
        assert!(start.elapsed() < Duration::from_secs(120), "it ends");
        std::thread::sleep(Duration::from_millis(100));
    }
    bench.goes_on();
}
