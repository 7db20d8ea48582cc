//! Complementary pathways: beside resettlement in (m)3, reported on by (o).

use super::common::{option, plan, quiet};
use super::{YEAR, mean, rows, with_plan};
use fairshare::id::{ContributorId, OptionId};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{
    Pathway, PathwayOffer, PathwayParameters, SharePerPathway, Switch,
};
use fairshare::model::{
    AGE_BANDS, AgeBand, Measure, MeasureKind, PlannedMeasure, PolicyOption, SEXES, Situation, Tier,
};
use fairshare::simulate::record::Layout;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};

/// The default block, without places.
fn default_pathways() -> PathwayParameters {
    let block = super::every::defaults()["pathways"].clone();
    PathwayParameters {
        applies: Switch::Always,
        ..serde_json::from_value(block).expect("the default block")
    }
}

fn offer(pathway: Pathway, places_per_year: u32) -> PathwayOffer {
    PathwayOffer {
        contributor: ContributorId("XAC".to_owned()),
        pathway,
        places_per_year,
        option: None,
    }
}

/// A host of 100,000 people in which nothing happens but that some leave on pathways, for which more
/// apply than there are places.
fn sought(offers: Vec<PathwayOffer>, months: u32) -> Situation {
    let mut situation = quiet(100_000, months);
    situation.parameters.finance.baseline_announced_share = 1.0;
    situation.parameters.finance.opening_balance_months = 3.0;
    let pathways = &mut situation.parameters.protracted.pathways;
    *pathways = default_pathways();
    pathways.eligible_share = SharePerPathway {
        labour_mobility: 0.5,
        education: 0.5,
        family_reunification: 0.5,
        humanitarian_visa: 0.5,
        private_sponsorship: 0.5,
    };
    pathways.offer = offers;
    situation
}

#[test]
fn m3_pathways_take_people_out_of_the_host_within_the_places_after_the_time_of_processing() {
    let offers = vec![offer(Pathway::FamilyReunification, 1_200)];
    let situation = sought(offers, 72);
    let mut indicators = Vec::new();
    for year in 2026..=2031 {
        indicators.extend(
            [
                "pathway_departures_persons",
                "solutions_persons",
                "stock_persons",
                "pathway_applications_persons",
            ]
            .map(|name| (name, Period::Year(year))),
        );
    }
    indicators.push(("total_pathway_departures_persons", Period::Whole));
    indicators.push(("total_solutions_persons", Period::Whole));
    let seen = rows(&situation, &option("a"), &indicators, 40);
    for row in &seen {
        let mut stock = 100_000.0;
        for year in row[..24].chunks(4) {
            // Out of the host's people, a durable solution, and never beyond the places.
            assert!(year[0] <= 1_200.0, "{row:?}");
            assert_eq!(year[0], year[1]);
            stock -= year[0];
            assert_eq!(year[2], stock);
        }
        assert_eq!(row[24], 100_000.0 - stock);
        assert_eq!(row[24], row[25]);
    }
    // With 15 months of processing few leave in the first year and nearly all places are used in
    // the fourth; as many apply as are needed for that, since one in five is refused.
    let by_year: Vec<f64> = (0..6).map(|year| mean(&seen, 4 * year)).collect();
    assert!(by_year[0] < 0.45 * 1_200.0, "{by_year:?}");
    assert!(by_year[1] > 1.5 * by_year[0], "{by_year:?}");
    assert!(by_year[3] > 0.9 * 1_200.0, "{by_year:?}");
    let applied = mean(&seen, 15);
    assert!((applied / 1_500.0 - 1.0).abs() < 0.02, "{applied}");
    // Twice the places, twice the people.
    let twice = sought(vec![offer(Pathway::FamilyReunification, 2_400)], 72);
    let total = [("total_pathway_departures_persons", Period::Whole)];
    let (once, twice) = (
        mean(&rows(&situation, &option("a"), &total, 40), 0),
        mean(&rows(&twice, &option("a"), &total, 40), 0),
    );
    assert!((twice / once - 2.0).abs() < 0.05, "{once} {twice}");
}

#[test]
fn m3_departures_follow_the_closed_form_of_two_stages() {
    // Of those who are granted, a part P(T ≤ t) has left t months after applying, with T negative
    // binomial over two stages of probability 2/L.
    let situation = sought(vec![offer(Pathway::LabourMobility, 2_400)], 24);
    let indicators = [2026, 2027].map(|year| ("pathway_departures_persons", Period::Year(year)));
    let seen = rows(&situation, &option("a"), &indicators, 200);
    // Two hundred are granted for each month's places; processing takes nine months.
    let finishes: f64 = 2.0 / 9.0;
    let (mut decision, mut departure, mut left) = (0.0, 0.0, [0.0; 2]);
    for month in 0..24 {
        left[month / 12] += departure * finishes;
        departure += decision * finishes - departure * finishes;
        decision += 200.0 - decision * finishes;
    }
    // In some months of the second year more finish than there are places, and wait for the next.
    for (year, expected) in left.into_iter().enumerate() {
        let found = mean(&seen, year);
        assert!(
            (found / expected - 1.0).abs() < 0.02,
            "year {year}: {found} for {expected}"
        );
    }
}

#[test]
fn m3_default_pathways_open_to_all_bring_what_is_known() {
    let mut situation = quiet(1_000_000, 60);
    situation.parameters.finance.baseline_announced_share = 0.6;
    situation.parameters.protracted.pathways = default_pathways();
    let pathways = fairshare::model::parameters::PATHWAYS;
    situation.parameters.protracted.pathways.offer =
        pathways.map(|pathway| offer(pathway, 1_000_000)).to_vec();
    let year = Period::Year(2030);
    let seen = rows(
        &situation,
        &option("a"),
        &[
            ("pathway_departures_persons", year),
            ("displacement_person_years", year),
            ("pathway_family_reunification_persons", year),
        ],
        10,
    );
    // 0.3 to 0.8 % of refugees a year.
    let hazard = mean(&seen, 0) / mean(&seen, 1);
    assert!((0.003..=0.008).contains(&hazard), "{hazard}");
    // Families first, as in the permits that are known.
    let families = mean(&seen, 2) / mean(&seen, 0);
    assert!((0.4..=0.9).contains(&families), "{families}");
}

#[test]
fn m3_support_brings_more_applications_and_is_a_need_of_the_host() {
    let offers = vec![offer(Pathway::PrivateSponsorship, 1_000_000)];
    let mut situation = sought(offers, 24);
    let second = Period::Year(2027);
    let indicators = [
        ("pathway_applications_persons", second),
        ("requirement_usd", Period::Year(2026)),
    ];
    let funded = rows(&situation, &option("a"), &indicators, 20);
    situation.parameters.finance.baseline_announced_share = 0.0;
    situation.parameters.finance.opening_balance_months = 0.0;
    let unfunded = rows(&situation, &option("a"), &indicators, 20);
    // Without money four tenths apply as well, of somewhat more people who are left.
    let ratio = mean(&unfunded, 0) / mean(&funded, 0);
    assert!((0.4..0.6).contains(&ratio), "{ratio}");
    // Needs do not depend on the money there is: in the first month they are those of half of all
    // people, each of whom applies with a quarter's twelfth.
    situation.clock.months = 1;
    let asked = |situation: &Situation| {
        rows(situation, &option("a"), &[("requirement_usd", YEAR)], 1)[0][0]
    };
    let with = asked(&situation);
    situation.parameters.protracted.pathways.applies = Switch::Off;
    let more = with - asked(&situation);
    let expected = 50_000.0 * -(-0.25_f64 / 12.0).exp_m1() * 500.0;
    assert!((more - expected).abs() < 1.0, "{more} for {expected}");
}

/// All cells of a replicate.
fn cells(
    situation: &Situation,
    option: &PolicyOption,
    plan: &fairshare::model::Plan,
) -> Vec<(fairshare::simulate::record::Cell, i64)> {
    let setup = Setup::new(situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, option, plan);
    let donors: Vec<usize> = (0..plan.shares.len()).collect();
    let layout = Layout::new(&setup, &donors);
    let mut space = Workspace::new(&setup);
    let values = replicate(&setup, &prepared, 1, true, &mut space).expect("closed accounts");
    layout.cells.into_iter().zip(values).collect()
}

#[test]
fn m3_workers_and_students_are_adults_and_families_of_all_ages() {
    let by_age = |pathway| {
        let situation = sought(vec![offer(pathway, 6_000)], 36);
        let option = option("a");
        let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
        let cells = cells(&situation, &option, &plan);
        let at = |breakdown| {
            let mut found = cells.iter().filter(|(cell, _)| {
                cell.indicator == "pathway_departures_persons"
                    && cell.host.is_none()
                    && cell.breakdown == breakdown
                    && cell.period == Period::Year(2028)
            });
            found.next().expect("a cell").1
        };
        AGE_BANDS.map(|band| {
            let persons: i64 = SEXES
                .map(|sex| at(Breakdown::SexAge(sex, band)))
                .iter()
                .sum();
            (band, persons)
        })
    };
    for pathway in [Pathway::LabourMobility, Pathway::Education] {
        for (band, persons) in by_age(pathway) {
            assert_eq!(
                persons > 0,
                band == AgeBand::From18To59,
                "{pathway:?}, {band:?}"
            );
        }
    }
    for (band, persons) in by_age(Pathway::HumanitarianVisa) {
        assert!(persons > 0, "{band:?}");
    }
}

#[test]
fn m3_a_plan_that_apportions_pathways_adds_places_by_uptake_and_credits_them() {
    let mut situation = sought(vec![offer(Pathway::LabourMobility, 240)], 60);
    situation.measures = vec![Measure {
        kind: MeasureKind::ComplementaryPathway,
        tier: Tier::Sustaining,
        value_usd_per_unit: 7_000.0,
        cost_usd_per_unit: 0.0,
        need_per_year: vec![1_200.0],
        capacity_per_year: vec![(ContributorId("XAC".to_owned()), 1_200.0)],
    }];
    let mut under = offer(Pathway::LabourMobility, 60);
    under.option = Some(OptionId("plan".to_owned()));
    situation.parameters.protracted.pathways.offer.push(under);
    situation.options.push(with_plan());
    let at = |option: &PolicyOption, uptake: f64| {
        let mut option = option.clone();
        option.uptake = Some(uptake);
        option.plan_month = 6;
        let mut plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
        let years = plan.years.len();
        plan.measures = vec![PlannedMeasure {
            kind: MeasureKind::ComplementaryPathway,
            value_usd_per_unit: 7_000.0,
            need: vec![vec![1_200.0]; years],
            given: vec![(ContributorId("XAC".to_owned()), vec![vec![1_200.0]; years])],
        }];
        let cells = cells(&situation, &option, &plan);
        move |indicator: &str, year: i32| {
            let mut found = cells.iter().filter(|(cell, _)| {
                cell.indicator == indicator
                    && cell.breakdown == Breakdown::Contributor(0)
                    && cell.period == Period::Year(year)
            });
            found.next().expect("a cell").1
        }
    };
    let offered = "pathway_places_offered_persons";
    let without = at(&option("no-plan"), 1.0);
    assert_eq!(
        without(offered, 2028),
        240,
        "offers of today hold without a plan"
    );
    // What is offered under the plan's option, and of the 900 beyond both as much as is taken up.
    for (uptake, places) in [(0.0, 300), (0.5, 750), (1.0, 1_200)] {
        let with = at(&with_plan(), uptake);
        assert_eq!(with(offered, 2028), places);
        let left = with("pathway_departures_persons", 2030);
        assert!(
            left > places * 8 / 10 && left <= places,
            "{left} of {places}"
        );
        let credited = with("contribution_usd", 2030) - with("disbursed_usd", 2030);
        assert_eq!(credited, left * 700_000, "at the measure's declared value");
    }
}

#[test]
fn m3_pathways_that_are_switched_off_change_nothing() {
    let mut off = sought(vec![offer(Pathway::FamilyReunification, 1_200)], 24);
    off.parameters.protracted.pathways.applies = Switch::Off;
    let mut without = off.clone();
    without.parameters.protracted.pathways = PathwayParameters::default();
    assert_eq!(
        super::every_value(&off, &with_plan()),
        super::every_value(&without, &with_plan())
    );
}
