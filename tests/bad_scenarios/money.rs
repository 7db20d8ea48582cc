//! Pledges, quotas, budgets, capacities.

use fairshare::diagnostic::Severity;
use fairshare::scenario::{LoadOptions, load};

use super::{Copy, added, one, only};

const PLEDGE: &str = "[[pledge]]\ncontributor = \"XBA\"\namount_usd = 1_000_000\n";

#[test]
fn a_pledge_that_ends_before_it_starts_is_refused() {
    added(
        &format!("{PLEDGE}from = \"2027-01\"\nuntil = \"2026-06\"\nearmark = \"situation\""),
        "pledge[1].until",
        "the pledge ends in 2026-06, before it starts in 2027-01",
    );
}

#[test]
fn a_pledge_of_nobody_is_refused() {
    added(
        &format!("{PLEDGE}from = \"2026-01\"\nuntil = \"2026-06\"\nearmark = \"situation\"")
            .replace("XBA", "XZA"),
        "pledge[1].contributor",
        "`XZA` is not a contributor of this scenario",
    );
}

#[test]
fn an_earmark_needs_what_it_is_bound_to() {
    added(
        &format!("{PLEDGE}from = \"2026-01\"\nuntil = \"2026-06\"\nearmark = \"host\""),
        "pledge[1].earmark",
        "the pledge is earmarked `host`, but names no host",
    );
    added(
        &format!(
            "{PLEDGE}from = \"2026-01\"\nuntil = \"2026-06\"\nearmark = \"host\"\nhost = \"XBB\""
        ),
        "pledge[1].host",
        "`XBB` is not a host of this scenario",
    );
}

#[test]
fn a_pledge_that_comes_too_late_is_a_warning() {
    let copy = Copy::new();
    copy.append(&format!(
        "{PLEDGE}from = \"2090-01\"\nuntil = \"2090-06\"\nearmark = \"situation\""
    ));
    let loaded = copy.load().expect("a scenario with a warning");
    let [warning] = loaded.warnings.as_slice() else {
        panic!("{:?}", loaded.warnings)
    };
    assert_eq!(warning.severity, Severity::Warning);
    assert_eq!(
        warning.message,
        "the pledge starts in 2090-01, after the simulation ends"
    );
}

#[test]
fn a_quota_above_the_capacity_is_a_contradiction() {
    added(
        "[[quota]]\ncontributor = \"XBE\"\nyear = 2027\nplaces_persons = 1_001",
        "contributor.XBE.places_capacity_per_year",
        "the standing quotas of XBE for 2027 sum to 1001 places, more than its capacity of 1000",
    );
}

#[test]
fn a_pledge_above_the_budget_is_a_contradiction() {
    let copy = Copy::new();
    copy.append(&format!(
        "{PLEDGE}from = \"2026-01\"\nuntil = \"2027-12\"\nearmark = \"situation\""
    ));
    // Contributors stand in a table, so the budget comes from a scenario that extends it.
    copy.write(
        "tighter.toml",
        "extends = \"reference.toml\"\n[[contributor]]\nid = \"XBA\"\nbudget_usd_per_year = 400_000\n",
    );
    let errors = load(&copy.path("tighter.toml"), &LoadOptions::default());
    let errors = errors.expect_err("a contradiction");
    let found: Vec<&str> = errors
        .problems()
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(
        found,
        [
            "the pledges of XBA for 2026 come to US$ 500000, more than its budget of US$ 400000",
            "the pledges of XBA for 2027 come to US$ 500000, more than its budget of US$ 400000",
        ]
    );
}

#[test]
fn an_impossible_responsibility_ratio_is_a_contradiction() {
    one(
        "cap_share_of_gdp_per_year = 0.0005",
        "responsibility_ratio_maximum = 0.8",
        "option.comprehensive-plan.plan.responsibility_ratio_maximum",
        "no State may be asked for more than 0.8 of its share, so the shares cannot be met",
    );
}

#[test]
fn earmarked_parts_are_at_most_the_whole() {
    let copy = Copy::new();
    copy.replace(
        "reference/contributor.csv",
        ",9000,0.1,0.5,",
        ",9000,0.7,0.5,",
    );
    only(
        &copy,
        "contributor.XBA.host_earmarked_share",
        "`unearmarked_share` and `host_earmarked_share` of XBA sum to 1.2, more than 1",
    );
}
