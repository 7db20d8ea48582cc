//! Terms that are bargained about one by one, and keys side by side.

use std::fs;
use std::process::Command;

use crate::bench::{Bench, copy_of, encoded, location, query_of};

/// Sends the form of a row and gives the address that it leads to.
fn row(bench: &Bench, address: &str, at: &str, cells: &str) -> String {
    let query = if address.contains('?') {
        query_of(address)
    } else {
        String::new()
    };
    let answer = bench.get(&format!(
        "/terms/apply?address={}&row={at}&{cells}",
        encoded(&query)
    ));
    assert_eq!(answer.status, 303, "{at}: {}", answer.body);
    location(&answer)
}

#[test]
fn terms_are_added_changed_taken_away_undone_and_saved() {
    let bench = Bench::start_in(copy_of("south-sudan"), "south-sudan", &[]);
    let own = "comprehensive-plan";
    // Few States, because money that an arrangement binds is settled by a program.
    let start = format!("/terms?e=set/{own}/participants/USA,DEU,FRA,CAN,GBR,JPN&option={own}");
    assert_eq!(bench.get(&start).status, 200);
    let edit = bench.get(&format!("{start}&edit={own}/deductions/0"));
    assert!(edit.body.contains("A new deduction"), "{}", edit.body);
    let one = row(
        &bench,
        &start,
        &format!("{own}/deductions/0"),
        "c.contributor=DEU&c.share=0.5&c.reason=It+hosts+a+million",
    );
    let page = bench.get(&one);
    assert!(page.body.contains("It hosts a million"));
    assert!(page.body.contains("2 changes"));
    let two = row(
        &bench,
        &one,
        &format!("{own}/arrangements/0"),
        "c.contributor=DEU&c.measure=funding&c.host=UGA&c.at_least_per_year=60000000",
    );
    let three = row(
        &bench,
        &two,
        "-/pledges/0",
        "c.contributor=USA&c.amount_usd=9000000&c.from=2026-01&c.until=2026-12&c.earmark=situation\
         &c.status=committed",
    );
    let four = row(&bench, &three, "-/pledges/1", "drop=yes");
    let five = row(
        &bench,
        &four,
        "-/families/0",
        "c.host=KEN&c.persons=5&c.families=20",
    );
    // What is written as it stands is no change.
    assert_eq!(
        row(
            &bench,
            &five,
            "-/families/0",
            "c.host=KEN&c.persons=5&c.families=20"
        ),
        five
    );
    let page = bench.get(&five);
    assert!(page.body.contains("6 changes"), "{}", page.body);
    assert!(page.body.contains("Pledges (58)"), "one is taken away");
    let digits: String = page
        .body
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    assert!(digits.contains(">9000000<"), "the amount is shown");
    let shares = bench.get(&format!("/shares?{}", query_of(&five)));
    assert!(
        shares.body.contains("families moved together"),
        "where they go"
    );
    // Undoing is an address.
    let undone = bench.get(&format!("/terms?{}&at=4", query_of(&five)));
    assert!(undone.body.contains("Pledges (59)") && undone.body.contains("Redo"));
    // The same stands in the saved file.
    let saved = bench.post(
        "/save",
        &format!(
            "address={}&name=terms&title=Terms",
            encoded(&query_of(&five))
        ),
    );
    assert_eq!(saved.status, 200, "{}", saved.body);
    let check = Command::new(env!("CARGO_BIN_EXE_fairshare"))
        .arg("check")
        .arg(bench.path("terms.toml"))
        .output()
        .expect("a check");
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stderr)
    );
    let text = fs::read_to_string(bench.path("terms.toml")).expect("the file");
    assert_eq!(text.matches("[[pledge]]").count(), 58);
    assert_eq!(text.matches("[[family]]").count(), 1);
    assert!(text.contains("It hosts a million") && text.contains("60000000"));
    let csv = |bench: &Bench, query: &str| bench.get(&format!("/shares.csv?{query}")).body;
    let shown = csv(&bench, &query_of(&five));
    let folder = copy_of("south-sudan");
    fs::write(folder.path().join("terms.toml"), &text).expect("the file");
    fs::create_dir_all(folder.path().join("terms")).expect("a folder");
    let reopened = Bench::start_in(folder, "terms", &[]);
    assert_eq!(csv(&reopened, &format!("option={own}")), shown);
}

#[test]
fn every_field_of_the_form_is_taken_and_shown_again() {
    let bench = Bench::start("eu-relocation-2015", &[]);
    let answer = bench.get(
        "/apply?address=&option=september-2015&rounding=webster&ledger-rules=eu-2024-1351\
         &deductions-are-shared=true&offset-limit=0.5&ratio=each-year&corrective-cap=0.2\
         &places=90000&places-must-be-met=true&hosting-value=450&largest-change=0.25",
    );
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = bench.get(&location(&answer));
    assert!(page.body.contains("10 changes"), "{}", page.body);
    for wanted in [
        "value=\"webster\" selected",
        "value=\"eu-2024-1351\" selected",
        "value=\"each-year\" selected",
        "name=\"offset-limit\" value=\"0.5\"",
        "name=\"corrective-cap\" value=\"0.2\"",
        "name=\"hosting-value\" value=\"450\"",
        "name=\"largest-change\" value=\"0.25\"",
    ] {
        assert!(page.body.contains(wanted), "{wanted}");
    }
    // Shares that States name start from those that stand.
    let fixed = bench.get("/apply?address=&option=population-and-gdp&key=fixed");
    assert_eq!(fixed.status, 303, "{}", fixed.body);
    let address = location(&fixed);
    let page = bench.get(&address);
    assert!(page.body.contains("name=\"s.DEU\""), "{}", page.body);
    let others: String = page
        .body
        .split("name=\"s.")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|id| !["DEU", "FRA"].contains(id))
        .map(|id| format!("&s.{id}=0"))
        .collect();
    let named = bench.get(&format!(
        "/apply?address={}&option=population-and-gdp&key=fixed&s.DEU=3&s.FRA=1{others}",
        encoded(&query_of(&address))
    ));
    let csv = bench.get(&location(&named).replace("/options", "/shares.csv"));
    let germany = csv.body.lines().find(|line| line.starts_with("DEU"));
    assert_eq!(
        germany.and_then(|line| line.split(',').nth(4)),
        Some("90000"),
        "{}",
        csv.body
    );
}

#[test]
fn keys_are_compared_and_the_price_of_evenness_is_shown_where_costs_are_known() {
    let bench = Bench::start("eu-relocation-2015", &["--override", "costs"]);
    let page = bench.get("/keys?option=population-and-gdp");
    assert_eq!(page.status, 200, "{}", page.body);
    for wanted in [
        "The choice of key moves",
        "What evenness costs",
        "cheapest",
        "Giving up equality altogether",
        "How much room the places leave",
    ] {
        assert!(page.body.contains(wanted), "{wanted}");
    }
    let wider = bench.get("/keys?room=25").body;
    assert!(wider.contains("max=\"1000\" value=\"25\"") && wider.contains("% above"));
    let silent = Bench::start("eu-relocation-2015", &[]);
    let page = silent.get("/keys");
    assert!(page.body.contains("State the costs of places"));
}
