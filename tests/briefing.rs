//! The briefing: true sentences, escaped texts, numbers that lead somewhere, nothing from elsewhere.

#![expect(clippy::expect_used, reason = "a failed expectation is a failed test")]

mod report_fixture;

use std::collections::BTreeSet;

use fairshare::id::ContributorId;
use fairshare::report::briefing::{Provenance, html};
use fairshare::report::charts::draw_charts;
use fairshare::study::outcomes::{Outcome, Outcomes};
use report_fixture::{Fixture, fixture};

fn page(fixture: &Fixture) -> String {
    let inputs = fixture.inputs();
    let charts = draw_charts(&inputs).expect("charts");
    let provenance = Provenance {
        input_hash: "5c20f647c21d694246dde1a67c506933".to_owned(),
        inputs: vec![("a.toml".to_owned(), "55b71ffd".to_owned())],
        settings: vec!["ensemble.replicates=30".to_owned()],
    };
    html(
        &inputs,
        &provenance,
        fixture_outcomes(fixture).as_ref(),
        &charts,
    )
}

/// Outcomes of every option but the baseline that are better in the third of futures with the most
/// arrivals alone.
fn fixture_outcomes(fixture: &Fixture) -> Option<Outcomes> {
    let mut rows = Vec::new();
    for option in 0..fixture.situation.options.len() {
        for replicate in 0..90_u32 {
            let arrivals = f64::from(replicate);
            let noise = f64::from(replicate % 7);
            let change = match (option, replicate) {
                (0, _) => 0.0,
                (_, 60..) => -30.0,
                _ => 5.0,
            };
            rows.push(Outcome {
                option,
                uptake: None,
                replicate,
                values: vec![
                    1e9 * (100.0 + noise + change * (1.0 + noise / 100.0)),
                    arrivals,
                ],
            });
        }
    }
    Some(Outcomes {
        futures_per_draw: 1,
        indicators: ["total_gap_usd", "total_arrivals_persons"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    })
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
    let bare = html(&fixture.inputs(), &Provenance::default(), None, &[]);
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
        let tag = link.split('>').next().expect("a tag");
        let Some(title) = tag.split("title=\"").nth(1) else {
            // Below the caption of a table stands from which tables it is.
            assert!(target.starts_with("source-"), "{tag}");
            continue;
        };
        let leads_to = page
            .split(&format!(" id=\"{target}\">"))
            .nth(1)
            .and_then(|rest| rest.split("</span>").next())
            .unwrap_or_default();
        let is_chart = title.starts_with("charts/");
        let is_short = !is_chart && !title.starts_with("tables/");
        for part in ["/", "run 3fa91c0d7be2", "seed 7", "inputs 5c20f647"] {
            let place = if is_short { leads_to } else { title };
            assert!(place.contains(part), "{tag}: {place}");
        }
        if is_chart {
            continue;
        }
        let (table, place) = title
            .trim_start_matches("tables/")
            .split_once(", ")
            .expect("a table");
        assert!(!table.contains(' ') && place.contains(": "), "{title}");
        links += 1;
    }
    assert!(links > 100, "{links} numbers");
    for heading in [
        "lead",
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
    let words = text_of(&decided);
    assert!(
        words.contains("by US$\u{a0}4.93 billion (95\u{a0}% interval"),
        "{words}"
    );
    assert!(!decided.contains("is undecided"));
    let row = &mut fixture.comparison[gap];
    row.difference = -row.difference;
    row.interval = [-row.interval[1], -row.interval[0]];
    assert!(page(&fixture).contains("funding gap is larger than under"));
    let row = &mut fixture.comparison[gap];
    row.decided = false;
    row.replicates_to_decide = Some(14_000);
    let undecided = page(&fixture);
    assert!(
        text_of(&undecided).contains("is undecided by these futures; about 14\u{202f}000 would")
    );
    assert!(!undecided.contains("funding gap is larger than"));
    fixture.situation.synthetic = false;
    assert!(!page(&fixture).contains("synthetic: its countries"));
}

/// The page without its markup.
fn text_of(page: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in page.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text
}

/// What stands outside charts, links and code: no number may be there but those of headings, of
/// fixed words and of texts of the scenario.
fn unlinked(page: &str) -> Vec<String> {
    let mut rest = page;
    let mut kept = String::new();
    while let Some(open) = rest.find('<') {
        kept.push_str(&rest[..open]);
        rest = &rest[open..];
        let skipped = [
            "<svg", "<a ", "<code", "<style", "<h1", "<h2", "<h3", "<th", "<caption", "<title",
        ]
        .into_iter()
        .find(|start| rest.starts_with(start));
        match skipped {
            Some(start) => {
                let name = start.trim_start_matches('<').trim();
                let close = format!("</{name}>");
                let end = rest.find(&close).expect("an end");
                rest = &rest[end + close.len()..];
            }
            None => rest = &rest[rest.find('>').expect("an end") + 1..],
        }
        kept.push(' ');
    }
    kept.replace("&#39;", "’")
        .split_whitespace()
        .filter(|word| word.chars().any(|letter| letter.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_number_stands_outside_a_link() {
    let page = page(&fixture(3));
    let body = &page[page.find("<section").expect("the lead")..];
    let end = body
        .find("<h2 id=\"annex-provenance\"")
        .expect("the last annex");
    // The width of intervals, the age bands and the years of a period are words.
    let allowed = |word: &str| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        [
            "95",
            "0–4",
            "5–11",
            "12–17",
            "18–59",
            "60",
            "2026–2040",
            "2040",
            "3",
        ]
        .contains(&word)
            || word.starts_with("95\u{a0}%")
    };
    let stray: Vec<String> = unlinked(&body[..end])
        .into_iter()
        .filter(|word| !allowed(word))
        .collect();
    assert!(stray.is_empty(), "{stray:?}");
}

#[test]
fn the_lead_counts_what_is_decided_and_says_what_is_not() {
    let mut fixture = fixture(4);
    let lead = |fixture: &Fixture| {
        let page = page(fixture);
        let from = page.find("id=\"lead\"").expect("a lead");
        text_of(&page[from..from + page[from..].find("</section>").expect("an end")])
    };
    // The fixture's third option makes the gap larger, the others smaller.
    let words = lead(&fixture);
    assert!(
        words.contains("the funding gap is smaller under 2 and larger under 1 of 3 other options"),
        "{words}"
    );
    assert!(
        words.contains("by the means most under “Comprehensive plan of action with a leximin key”")
    );
    for row in &mut fixture.comparison {
        row.decided = false;
        row.replicates_to_decide = Some(14_000);
    }
    let words = lead(&fixture);
    assert!(
        words.contains("the funding gap is undecided under all 3 other options"),
        "{words}"
    );
    assert!(!words.contains("by the means most"));
}

#[test]
fn hosting_that_counts_for_nothing_is_said() {
    let mut fixture = fixture(2);
    fixture.situation.hosts[0].stock.refugees =
        fairshare::model::Population::graduated(&[[1_000; 5]; 2]);
    let uganda = ContributorId("UGA".to_owned());
    let plan = &mut fixture.plans[1];
    plan.shares.retain(|share| share.contributor != uganda);
    let mut share = plan.shares[0].clone();
    share.contributor = uganda;
    share.hosting_usd = vec![0.0; share.obligation_usd.len()];
    plan.shares.push(share);
    let said = "The hosting of Uganda counts for nothing under";
    let words = text_of(&page(&fixture));
    assert!(words.contains(said), "{words}");
    let last = fixture.plans[1].shares.last_mut().expect("a share");
    last.hosting_usd.fill(1e6);
    assert!(!text_of(&page(&fixture)).contains(said));
}

#[test]
fn a_ranking_that_turns_in_a_kind_of_futures_is_said() {
    let words = text_of(&page(&fixture(2)));
    assert!(
        words.contains("lies on the other side of the baseline in the third with"),
        "{words}"
    );
}
