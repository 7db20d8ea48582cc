//! Dragged weights of several sessions at once.

use std::collections::BTreeMap;

use crate::bench::Bench;

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

/// The option and the weights that sessions drag.
const OPTION: &str = "correctives-uncapped";

fn dragged(bench: &Bench, session: &str, number: u64, population: u32) -> serde_json::Value {
    let answer = bench.ask(
        "GET",
        &format!(
            "/live?option={OPTION}&e=set/{OPTION}/key/weighted&change=set/{OPTION}/weights/\
             population_persons:{population},gdp_usd:{}",
            100 - population
        ),
        &[("X-Session", session), ("X-Sequence", &number.to_string())],
        "",
    );
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).expect("JSON")
}

#[test]
fn nothing_is_mixed_up_between_sessions_that_drag_at_once() {
    // What each weight comes to when nobody else asks, by a workbench of its own.
    let alone = Bench::start("eu-relocation-2015", &[]);
    let expected: BTreeMap<u32, serde_json::Value> = (1..25)
        .map(|step| {
            (
                4 * step,
                dragged(&alone, "alone", u64::from(step), 4 * step),
            )
        })
        .collect();
    let tables: std::collections::BTreeSet<String> = expected
        .values()
        .map(|answer| answer["table"].to_string())
        .collect();
    assert_eq!(
        tables.len(),
        expected.len(),
        "every weight has shares of its own"
    );
    let bench = Bench::start("eu-relocation-2015", &[]);
    std::thread::scope(|scope| {
        for session in 0..8_u32 {
            let (bench, expected) = (&bench, &expected);
            scope.spawn(move || {
                let name = format!("session {session}");
                for step in 0..24_u32 {
                    // Each session goes its own way through the weights.
                    let weight = 4 * (1 + (session * 7 + step * (2 * session + 5)) % 24);
                    let answer = dragged(bench, &name, u64::from(step) + 1, weight);
                    let own = &expected[&weight];
                    assert_eq!(answer["weights"][0][1], format!("{weight}.0 %"), "{name}");
                    for part in ["address", "summary", "chart", "table", "said"] {
                        assert_eq!(answer[part], own[part], "{name}, {weight}: {part}");
                    }
                }
            });
        }
    });
    bench.goes_on();
}
