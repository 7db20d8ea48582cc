//! The European scenarios against what was published.

#![expect(
    clippy::expect_used,
    reason = "the helpers of a test fail it by panicking"
)]

use std::collections::BTreeMap;
use std::path::Path;

use fairshare::apportion::explain::{Lever, why};
use fairshare::apportion::{ApportionRequest, SolverChoice};
use fairshare::id::ContributorId;
use fairshare::model::{LedgerStep, Plan, Situation};
use fairshare::scenario::LoadOptions;
use fairshare::workflow::{needs_of, plan};

fn plans(name: &str, options: &LoadOptions) -> (Situation, Vec<Plan>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    let (loaded, plans) = plan(&path, options, SolverChoice::Auto).expect("apportioned");
    (loaded.situation, plans)
}

fn places(plan: &Plan) -> BTreeMap<String, u32> {
    plan.shares
        .iter()
        .map(|share| {
            (
                share.contributor.to_string(),
                share.obligation_places.iter().sum(),
            )
        })
        .collect()
}

/// The Commission's list of September 2015, which sums to 119,998.
fn published() -> BTreeMap<String, u32> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/eu-relocation-2015/published.csv");
    let list: BTreeMap<String, u32> = csv::Reader::from_path(path)
        .expect("the list")
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect();
    assert_eq!(list.values().sum::<u32>(), 119_998);
    list
}

fn absolute_error(plan: &Plan) -> u32 {
    let found = places(plan);
    published()
        .iter()
        .map(|(state, places)| found[state].abs_diff(*places))
        .sum()
}

#[test]
fn the_key_of_september_2015_comes_within_the_stated_error_of_the_published_list() {
    let (situation, plans) = plans("eu-relocation-2015", &LoadOptions::default());
    // The exact vintages of the inputs are unpublished: the right cap gives an error of 625 to
    // 812 persons with the vintages at hand, and a wrong one 2,255 or more.
    let error = absolute_error(&plans[0]);
    assert!((625..=812).contains(&error), "{error}");
    assert!(absolute_error(&plans[1]) >= 2_255);
    for plan in &plans {
        assert_eq!(places(plan).values().sum::<u32>(), 120_000);
        // Every State's places are split over the three that are relieved, whole and exactly.
        let mut by_host = vec![0; situation.hosts.len()];
        for share in &plan.shares {
            for (year, hosts) in share.obligation_places_by_host.iter().enumerate() {
                assert_eq!(hosts.iter().sum::<u32>(), share.obligation_places[year]);
                for (sum, places) in by_host.iter_mut().zip(hosts) {
                    *sum += places;
                }
            }
        }
        assert_eq!(by_host, [15_600, 50_400, 54_000]);
    }
}

#[test]
fn delivery_stands_at_the_end_of_the_ledger_and_binds_nobody() {
    let (_, plans) = plans("eu-relocation-2015", &LoadOptions::default());
    let sum = |step| -> f64 {
        plans[0]
            .ledger
            .iter()
            .map(|row| row.at(step).expect("a step").places)
            .sum()
    };
    assert!((sum(LedgerStep::KeyShare) - 120_000.0).abs() < 1e-6);
    assert_eq!(sum(LedgerStep::Obligation), 120_000.0);
    // Relocated by 12 May 2017 to the 22 States, from Italy and Greece.
    assert_eq!(sum(LedgerStep::Delivered), 15_906.0);
}

#[test]
fn contradictory_caps_are_answered_in_words_and_without_numbers() {
    let options = LoadOptions {
        overrides: vec!["contradictory".to_owned()],
        sets: Vec::new(),
        ..LoadOptions::default()
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/eu-relocation-2015.toml");
    let error = plan(&path, &options, SolverChoice::Auto)
        .expect_err("refused")
        .to_string();
    let caps: u32 = published().values().map(|places| places * 9 / 10).sum();
    let short = 120_000 - caps;
    assert!(
        error.contains(&format!("{short} of 120000 cannot be placed")),
        "{error}"
    );
    // One State that suffices, or the caps up to everybody's share, of which a few are named.
    assert!(
        error.contains("raise the cap of Germany from 28298 to 40310"),
        "{error}"
    );
    assert!(
        error.contains("with nobody above its share by the key, the caps of Germany by 3302")
            && error.contains("19 others by"),
        "{error}"
    );
    assert!(!error.contains("Malta"), "{error}");
}

#[test]
fn the_solidarity_pool_follows_the_regulation() {
    let (_, plans) = plans("eu-solidarity-pool", &LoadOptions::default());
    // Published second hand: Germany 21.6890 %, France 16.0021 %.
    for (state, published) in [("DEU", 21.6890), ("FRA", 16.0021)] {
        let row = plans[0]
            .ledger
            .iter()
            .find(|row| row.contributor.as_str() == state)
            .expect("a row");
        assert!((100.0 * row.key_share - published).abs() < 0.2, "{row:?}");
    }
    let [reference, deducted, shared] = [0, 1, 2].map(|option: usize| places(&plans[option]));
    for benefiting in ["CYP", "GRC", "ITA", "ESP"] {
        for found in [&reference, &deducted, &shared] {
            assert_eq!(found[benefiting], 0);
        }
    }
    for (state, asked) in &reference {
        let released = ["AUT", "BGR", "HRV", "CZE", "EST", "POL"].contains(&state.as_str());
        // What is deducted is not shared out, unless the option says so.
        assert_eq!(deducted[state], if released { 0 } else { *asked });
        assert!(shared[state] >= deducted[state]);
    }
    // Rounded up, every State's obligation is its quota and the fraction of a person beyond it.
    for row in &plans[3].ledger {
        let at = |step| row.at(step).expect("a step").places;
        let quota = row.key_share * 21_000.0;
        assert_eq!(at(LedgerStep::CapAndResidual), quota.ceil(), "{row:?}");
    }
    for (plan, found) in plans.iter().zip([&reference, &deducted, &shared]) {
        let asked: u32 = found.values().sum();
        let unmet: u32 = plan.unmet_places.iter().sum();
        assert_eq!(asked + unmet, 21_000);
    }
    assert_eq!(shared.values().sum::<u32>(), 21_000);
}

#[test]
fn partial_deductions_and_offsets_come_off_in_their_order() {
    let sets = [
        "option.reference-key.plan.ledger.deduction=[{contributor=\"DEU\", share=0.5}]",
        "option.reference-key.plan.ledger.offset=[{contributor=\"DEU\", persons=2000}]",
        "option.reference-key.plan.ledger.offset_limit_share=0.25",
    ];
    let options = LoadOptions {
        overrides: Vec::new(),
        sets: sets.map(str::to_owned).to_vec(),
        ..LoadOptions::default()
    };
    let (_, plans) = plans("eu-solidarity-pool", &options);
    let row = plans[0]
        .ledger
        .iter()
        .find(|row| row.contributor.as_str() == "DEU")
        .expect("a row");
    let at = |step| row.at(step).expect("a step").places;
    let capped = at(LedgerStep::CapAndResidual);
    assert_eq!(at(LedgerStep::Deduction), (capped / 2.0).ceil());
    // A quarter of what is left may be met by persons already taken over.
    let counted = (at(LedgerStep::Deduction) * 0.25).floor();
    assert_eq!(at(LedgerStep::Offset), at(LedgerStep::Deduction) - counted);
    assert_eq!(at(LedgerStep::Obligation), at(LedgerStep::Offset));
    // At the legal rate a place and its value in money are one.
    let obligation = row.at(LedgerStep::Obligation).expect("a step");
    assert!((obligation.value_usd - 21_648.0 * obligation.places).abs() < 1e-6);
}

#[test]
fn what_was_delivered_is_no_floor_in_an_explanation() {
    let (situation, plans) = plans("eu-relocation-2015", &LoadOptions::default());
    let option = &situation.options[0];
    let needs = needs_of(&situation, option);
    let request = ApportionRequest {
        situation: &situation,
        option,
        needs: &needs,
        solver: SolverChoice::Auto,
    };
    let state = ContributorId("DEU".to_owned());
    let why = why(&request, &plans[0], &state).expect("explained");
    // Delivered places bind nobody, so there is no floor that could be lowered.
    let lowered = why
        .effects
        .iter()
        .any(|effect| effect.lever == Lever::PlacesFloor(state.clone()) && effect.amount < 0.0);
    assert!(!lowered, "{:?}", why.effects);
    let last = why.steps.last().expect("a step");
    assert_eq!((last.name.as_str(), last.places), ("delivered", 4_478.0));
}

#[test]
fn money_of_equal_value_stands_in_for_places_that_are_not_given() {
    let (situation, plans) = plans("eu-solidarity-pool", &LoadOptions::default());
    let index = situation
        .options
        .iter()
        .position(|option| option.id.as_str() == "places-or-money")
        .expect("the option");
    let (plan, rate) = (
        &plans[index],
        situation.options[index].place_value_usd_per_person,
    );
    assert!(plan.certificate.programs > 0);
    for row in &plan.ledger {
        // Every obligation in value is the key's, but for the rounding of one person.
        let at = |step| row.at(step).expect("a step");
        let capped = at(LedgerStep::CapAndResidual);
        assert!(
            (capped.value_usd - row.key_share * 21_000.0 * rate).abs() <= rate,
            "{}: {} against {}",
            row.name,
            capped.value_usd,
            row.key_share * 21_000.0 * rate
        );
        let arranged = ["DEU", "FRA"].contains(&row.contributor.as_str());
        assert_eq!(capped.usd > rate, arranged, "{}: {}", row.name, capped.usd);
        if arranged {
            assert!((capped.places - 2_000.0).abs() < 1e-9);
        }
    }
}

#[test]
fn nobody_loses_where_quotas_are_traded_and_what_is_sold_is_bought() {
    let options = LoadOptions {
        overrides: vec!["costs".to_owned(), "traded".to_owned()],
        ..LoadOptions::default()
    };
    let (situation, plans) = plans("eu-relocation-2015", &options);
    let index = situation
        .options
        .iter()
        .position(|option| option.id.as_str() == "september-2015")
        .expect("the option");
    let trade = plans[index].trade.as_ref().expect("a market");
    let (mut sold, mut whole) = (0.0, 0.0);
    for position in &trade.positions {
        assert!(
            position.cost_with_trade_usd <= position.cost_alone_usd + 1e4,
            "{position:?}"
        );
        sold += position.given_usd - position.quota_usd;
        whole += position.quota_usd;
    }
    assert!(sold.abs() < 1e-6 * whole, "{sold}");
}
