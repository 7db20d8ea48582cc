//! The briefing: true sentences, escaped texts, numbers that lead somewhere, nothing from elsewhere.

#![expect(clippy::expect_used, reason = "a failed expectation is a failed test")]

mod report_fixture;

use std::collections::BTreeSet;

use fairshare::report::briefing::{Provenance, html};
use fairshare::report::charts::draw_charts;
use report_fixture::{Fixture, fixture};

fn page(fixture: &Fixture) -> String {
    let inputs = fixture.inputs();
    let charts = draw_charts(&inputs).expect("charts");
    let provenance = Provenance {
        input_hash: "5c20f647c21d694246dde1a67c506933".to_owned(),
        inputs: vec![("a.toml".to_owned(), "55b71ffd".to_owned())],
        settings: vec!["ensemble.replicates=30".to_owned()],
    };
    html(&inputs, &provenance, &charts)
}

#[test]
fn texts_of_the_scenario_are_shown_as_text() {
    let mut fixture = fixture(2);
    let hostile = "<script>alert('x')</script>\" onload=\"y";
    fixture.situation.title = hostile.to_owned();
    fixture.situation.description = hostile.to_owned();
    fixture.situation.options[1].title = hostile.to_owned();
    fixture.situation.options[1].description = hostile.to_owned();
    fixture.situation.hosts[0].country.name = hostile.to_owned();
    fixture.plans[1].shares[0].name = hostile.to_owned();
    fixture.register[0].value = hostile.to_owned();
    fixture.register[0].path = hostile.to_owned();
    let page = page(&fixture);
    assert!(!page.contains("<script"), "markup got through");
    // Quotes are harmless in the text of an SVG, so attributes are looked at without charts.
    let bare = html(&fixture.inputs(), &Provenance::default(), &[]);
    assert!(!bare.contains("\" onload=\""), "an attribute got through");
    assert!(page.contains("&lt;script&gt;alert("));
}

#[test]
fn the_page_stands_alone_and_every_number_leads_to_its_table() {
    let page = page(&fixture(3));
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    for foreign in ["<script", "<link", "<img", "@import", "url(", "src="] {
        assert!(!page.contains(foreign), "the page fetches: {foreign}");
    }
    let anchors: BTreeSet<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let mut links = 0;
    for link in page.split("<a href=\"#").skip(1) {
        let target = link.split('"').next().expect("a target");
        assert!(anchors.contains(target), "{target} leads nowhere");
        let title = link.split("title=\"").nth(1).expect("a title");
        let title = title.split('"').next().expect("an end");
        for part in ["tables/", "run 3fa91c0d7be2", "seed 7", "inputs 5c20f647"] {
            assert!(title.contains(part), "{title}");
        }
        links += 1;
    }
    assert!(links > 100, "{links} numbers");
    for heading in [
        "situation",
        "options",
        "asked",
        "results",
        "certainty",
        "assumptions",
    ] {
        assert!(anchors.contains(heading), "{heading}");
    }
    // Ids must be unique, those of charts included.
    let all = page.matches(" id=\"").count();
    assert_eq!(all, anchors.len());
}

#[test]
fn sentences_follow_the_numbers() {
    let mut fixture = fixture(2);
    let gap = fixture
        .comparison
        .iter()
        .position(|row| row.indicator == "total_gap_usd")
        .expect("a row");
    fixture.comparison.truncate(gap + 1);
    // The fixture's plan leaves a gap that is smaller by 31 % of 15.9 billion.
    let decided = page(&fixture);
    assert!(decided.contains("funding gap is smaller than under"));
    assert!(decided.contains("by US$\u{a0}4.93 billion"));
    assert!(!decided.contains("is undecided"));
    let row = &mut fixture.comparison[gap];
    row.difference = -row.difference;
    row.interval = [-row.interval[1], -row.interval[0]];
    assert!(page(&fixture).contains("funding gap is larger than under"));
    let row = &mut fixture.comparison[gap];
    row.decided = false;
    row.replicates_to_decide = Some(14_000);
    let undecided = page(&fixture);
    assert!(undecided.contains("is undecided by these futures; about 14\u{2009}000 would"));
    assert!(!undecided.contains("funding gap is larger than"));
    fixture.situation.synthetic = false;
    assert!(!page(&fixture).contains("synthetic: its countries"));
}
