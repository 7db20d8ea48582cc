//! Metamorphic relations (C15 and more): what must happen to the results of a run when its inputs
//! are changed in a way whose effect is known without knowing the results.
//!
//! Relations between single futures hold to the bit for people and to a few cents for money, since
//! whole cents are shared in an order; relations between distributions state their false-alarm
//! rates. `tests/ensemble.rs` holds admission against every plan.

mod common;
#[path = "metamorphic/everything.rs"]
mod everything;

use std::collections::BTreeMap;
use std::ops::Range;

use common::ensembles::{ensemble, plans};
use common::lively::lively;
use common::{contributor, host, moments, people, plan, quiet, same, settings};
use fairshare::ensemble::Results;
use fairshare::id::CountryCode;
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::Switch;
use fairshare::model::{PolicyOption, SECTORS, Situation, Tier};
use fairshare::simulate::allocation::{Pools, allocate};
use fairshare::simulate::record::{Cell, Layout, Scale};
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};
use fairshare::units::CalendarMonth;
use ndarray::Array2;
use proptest::prelude::*;

/// Contributors' key shares, money asked and places asked.
type Rows = [(f64, f64, u32)];

const ROWS: [(f64, f64, u32); 2] = [(0.7, 4e6, 900), (0.3, 4e6, 400)];

/// All cells of some replicates of an option.
struct Run {
    cells: Vec<Cell>,
    values: Vec<Vec<i64>>,
}

fn futures(situation: &Situation, option: &PolicyOption, rows: &Rows, numbers: Range<u64>) -> Run {
    let setup = Setup::new(situation, Resolution::Banded);
    let plan = plan(situation, option, rows);
    let prepared = OptionSetup::new(&setup, option, &plan);
    let donors: Vec<usize> = (0..rows.len()).collect();
    let cells = Layout::new(&setup, &donors).cells;
    let mut space = Workspace::new(&setup);
    let values = numbers
        .map(|number| replicate(&setup, &prepared, number, true, &mut space).expect("closed"))
        .collect();
    Run { cells, values }
}

type Name = (&'static str, Option<CountryCode>, Breakdown, Period);

fn name(cell: &Cell) -> Name {
    (cell.indicator, cell.host, cell.breakdown, cell.period)
}

/// Whether a cell counts people or events that no cent can move.
fn is_count(cell: &Cell) -> bool {
    cell.scale == Scale::Whole
        && !cell.indicator.contains("below_standard")
        && !cell.indicator.contains("unmet_need")
}

/// Compares every cell of `first` for which `renamed` names one with that cell of `second`: counts
/// to the bit, money times `money` to a few cents, shares to a millionth. Returns how many cells
/// were compared.
fn assert_same(
    first: &Run,
    second: &Run,
    money: f64,
    renamed: impl Fn(&Cell) -> Option<Name>,
) -> usize {
    assert_same_but(first, second, money, 0, renamed)
}

/// The same, where a rounded cent may tip a draw in so many futures: these are compared until then.
fn assert_same_but(
    first: &Run,
    second: &Run,
    money: f64,
    may_tip: usize,
    renamed: impl Fn(&Cell) -> Option<Name>,
) -> usize {
    let places: BTreeMap<Name, usize> = second
        .cells
        .iter()
        .enumerate()
        .map(|(index, cell)| (name(cell), index))
        .collect();
    let pairs: Vec<(usize, usize)> = first
        .cells
        .iter()
        .enumerate()
        .filter_map(|(index, cell)| Some((index, places[&renamed(cell)?])))
        .collect();
    assert_eq!(first.values.len(), second.values.len());
    let mut tipped = 0;
    'futures: for (number, (left, right)) in first.values.iter().zip(&second.values).enumerate() {
        for &(from, to) in &pairs {
            let cell = &first.cells[from];
            let (left, right) = (left[from], right[to]);
            if is_count(cell) {
                if left != right && tipped < may_tip {
                    tipped += 1;
                    continue 'futures;
                }
                assert_eq!(left, right, "future {number}: {cell:?}");
                continue;
            }
            let factor = if cell.scale == Scale::Cents {
                money
            } else {
                1.0
            };
            let expected = left as f64 * factor;
            let tolerance = match cell.scale {
                Scale::Cents => 2_000.0 + 1e-7 * expected.abs(),
                Scale::Billionths => 1_000.0 + 1e-6 * expected.abs(),
                Scale::Whole => 1.0 + 1e-6 * expected.abs(),
            };
            assert!(
                (expected - right as f64).abs() <= tolerance,
                "future {number}: {cell:?}: {expected} and {right}"
            );
        }
    }
    pairs.len()
}

/// A lively situation in which what happens to people does not depend on money: offices are large,
/// and no exit depends on coverage.
fn apart_from_money() -> Situation {
    let mut situation = lively();
    for host in &mut situation.hosts {
        host.registration_capacity_persons_per_month = 1e12;
        host.status_determination_posts = 1e12;
    }
    situation
        .parameters
        .resettlement
        .submissions_per_1000_refugees_per_month = 1e9;
    situation.parameters.protracted.pathways.unsupported_share = 1.0;
    situation
}

/// Years and places in them move; nothing else of a cell's name does.
fn later(cell: &Cell, years: i32) -> Name {
    let (indicator, host, breakdown, period) = name(cell);
    let period = match period {
        Period::Year(year) => Period::Year(year + years),
        other => other,
    };
    (indicator, host, breakdown, period)
}

#[test]
fn c15_permuting_hosts_permutes_every_cell() {
    for situation in [apart_from_money(), lively()] {
        let mut permuted = situation.clone();
        permuted.hosts.rotate_left(1);
        for host in &mut permuted.hosts {
            for movement in &mut host.onward_movements {
                movement.to = (movement.to + 2) % 3;
            }
        }
        for option in &situation.options {
            let first = futures(&situation, option, &ROWS, 0..12);
            let second = futures(&permuted, option, &ROWS, 0..12);
            let compared = assert_same(&first, &second, 1.0, |cell| Some(name(cell)));
            assert_eq!(compared, first.cells.len());
        }
    }
}

#[test]
fn c15_permuting_contributors_permutes_what_they_give() {
    let situation = apart_from_money();
    let mut permuted = situation.clone();
    permuted.contributors.reverse();
    let reversed = [ROWS[1], ROWS[0]];
    for option in &situation.options {
        let first = futures(&situation, option, &ROWS, 0..12);
        let second = futures(&permuted, option, &reversed, 0..12);
        assert_same(&first, &second, 1.0, |cell| {
            let (indicator, host, breakdown, period) = name(cell);
            let breakdown = match breakdown {
                // Which State's place is used is settled by running totals, to one case, and what a
                // contributor gives counts its places.
                Breakdown::Contributor(_)
                    if cell.scale == Scale::Whole
                        || cell.indicator.starts_with("contribution_") =>
                {
                    return None;
                }
                Breakdown::Contributor(index) => Breakdown::Contributor(1 - index),
                other => other,
            };
            Some((indicator, host, breakdown, period))
        });
    }
}

const DEAR: f64 = 64.0;

/// The same situation with all prices and declared values so many times as high.
fn dearer(situation: &Situation, factor: f64) -> Situation {
    let mut dearer = situation.clone();
    for host in &mut dearer.hosts {
        host.fixed_cost_usd_per_year *= factor;
    }
    let parameters = &mut dearer.parameters;
    let needs = &mut parameters.costs.need_usd_per_person_year;
    needs.emergency *= factor;
    needs.stabilisation *= factor;
    needs.protracted *= factor;
    parameters.voluntary_return.package_usd_per_person *= factor;
    parameters.local_integration.support_usd_per_person *= factor;
    parameters.resettlement.processing_usd_per_person *= factor;
    let support = &mut parameters.protracted.pathways.support_usd_per_applicant;
    for usd in [
        &mut support.labour_mobility,
        &mut support.education,
        &mut support.family_reunification,
        &mut support.humanitarian_visa,
        &mut support.private_sponsorship,
    ] {
        *usd *= factor;
    }
    for option in &mut dearer.options {
        option.hosting_value_usd_per_person_year *= factor;
        option.place_value_usd_per_person *= factor;
    }
    dearer
}

#[test]
fn c15_doubling_all_money_and_all_costs_leaves_coverage_and_people_unchanged() {
    for (mut situation, may_tip) in [(apart_from_money(), 0), (lively(), 1)] {
        for host in &mut situation.hosts {
            host.fixed_cost_usd_per_year = 500_000.0;
        }
        let returning = &mut situation.parameters.voluntary_return;
        returning.support_effect = 0.5;
        returning.package_usd_per_person = 300.0;
        situation
            .parameters
            .local_integration
            .support_usd_per_person = 200.0;
        situation.parameters.resettlement.processing_usd_per_person = 10.0;
        // So dear that cents are too small to move anybody.
        let situation = dearer(&situation, DEAR);
        let doubled = dearer(&situation, 2.0);
        let once = ROWS.map(|(share, asked, places)| (share, DEAR * asked, places));
        let twice = ROWS.map(|(share, asked, places)| (share, 2.0 * DEAR * asked, places));
        for (option, other) in situation.options.iter().zip(&doubled.options) {
            let first = futures(&situation, option, &once, 0..10);
            let second = futures(&doubled, other, &twice, 0..10);
            let compared = assert_same_but(&first, &second, 2.0, may_tip, |cell| Some(name(cell)));
            assert_eq!(compared, first.cells.len());
        }
    }
}

#[test]
fn c15_two_halves_of_a_donor_give_what_it_gave() {
    // Uptake and the year's common fulfilment are shared; nothing else is left to chance.
    let mut situation = apart_from_money();
    situation.parameters.finance.pledge_log_sd = 0.0;
    situation.parameters.finance.no_pledge_probability = 0.0;
    situation.parameters.finance.fulfilment_mean_share = 1.0;
    situation.contributors = vec![contributor("XAX", 1.0)];
    situation.contributors[0].unearmarked_share = 0.5;
    situation.contributors[0].host_earmarked_share = 0.3;
    situation.contributors[0].baseline_places_per_year = 600;
    let situation = dearer(&situation, DEAR);
    let mut halves = situation.clone();
    halves.contributors = vec![contributor("XAY", 0.5), contributor("XAZ", 0.5)];
    for half in &mut halves.contributors {
        half.unearmarked_share = 0.5;
        half.host_earmarked_share = 0.3;
        half.baseline_places_per_year = 300;
    }
    for option in &situation.options {
        let first = futures(&situation, option, &[(1.0, DEAR * 8e6, 600)], 0..20);
        let second = futures(
            &halves,
            option,
            &[(0.5, DEAR * 4e6, 300), (0.5, DEAR * 4e6, 300)],
            0..20,
        );
        let paid: i64 = first
            .cells
            .iter()
            .zip(&first.values[0])
            .filter(|(cell, _)| cell.indicator == "total_disbursed_usd")
            .map(|(_, &value)| value)
            .sum();
        assert!(paid > 0);
        assert_same(&first, &second, 1.0, |cell| {
            let whole = !matches!(cell.breakdown, Breakdown::Contributor(_));
            // Inequality among contributors, and their number, are no longer those of one.
            (whole && !cell.indicator.starts_with("contribut")).then(|| name(cell))
        });
    }
}

#[test]
fn c15_more_unearmarked_money_never_widens_the_gap_of_any_future() {
    let mut situation = apart_from_money();
    for contributor in &mut situation.contributors {
        contributor.unearmarked_share = 1.0;
        contributor.host_earmarked_share = 0.0;
    }
    let gaps = |share: f64| -> Vec<i64> {
        let mut situation = situation.clone();
        situation.parameters.finance.baseline_announced_share = share;
        let run = futures(&situation, &situation.options[0], &ROWS, 0..20);
        let cell = run
            .cells
            .iter()
            .position(|cell| cell.indicator == "total_gap_usd")
            .expect("a cell");
        run.values.iter().map(|values| values[cell]).collect()
    };
    let steps = [0.3, 0.4, 0.5, 0.7, 1.0].map(gaps);
    for pair in steps.windows(2) {
        for (less, more) in pair[0].iter().zip(&pair[1]) {
            assert!(
                more <= less,
                "{more} cents of gap with more money, {less} with less"
            );
        }
    }
    assert!(steps[0] != steps[4]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Another dollar, wherever it may be spent, never widens a tier's gap: the gap is already the
    /// least that the earmarks allow (`tests/allocation.rs` holds it to the program), and an
    /// unearmarked one never lowers the lowest coverage of the first tier.
    #[test]
    fn c15_another_dollar_never_widens_a_gap(
        needs in prop::collection::vec(0_i64..100_000, 3 * SECTORS.len()),
        situation in 0_i64..1_500_000,
        host in prop::collection::vec(0_i64..300_000, 3),
        cell in prop::collection::vec(0_i64..30_000, 3 * SECTORS.len()),
        dollar in 1_i64..5_000,
        place in 0_usize..3,
    ) {
        let needs = Array2::from_shape_vec((3, SECTORS.len()), needs).expect("a matrix");
        let outcome = |unearmarked: i64, to_host: i64| {
            let mut pools = Pools { situation: situation + unearmarked, host: host.clone(), host_sector: cell.clone() };
            pools.host[place] += to_host;
            let mut spent = Array2::zeros((3, SECTORS.len()));
            allocate(&mut pools, &needs, &mut spent);
            let gap = |tier: Tier| -> i64 {
                needs.indexed_iter().filter(|((_, sector), _)| SECTORS[*sector].tier() == tier)
                    .map(|(index, need)| need - spent[index]).sum()
            };
            let lowest = needs.indexed_iter()
                .filter(|((_, sector), need)| SECTORS[*sector].tier() == Tier::LifeSaving && **need > 0)
                .map(|(index, need)| (spent[index] + 1) as f64 / *need as f64)
                .fold(f64::INFINITY, f64::min);
            (Tier::ALL.map(gap), lowest)
        };
        let (before, lowest) = outcome(0, 0);
        for (after, raised) in [outcome(dollar, 0), outcome(0, dollar)] {
            // Life-saving first, and then everything.
            prop_assert!(after[0] <= before[0]);
            prop_assert!(after.iter().sum::<i64>() <= before.iter().sum::<i64>());
            // A cent may be another cell's now.
            prop_assert!(raised >= lowest * (1.0 - 1e-9) - 1e-3, "{raised} after {lowest}");
        }
    }
}

#[test]
fn starting_ten_years_later_moves_all_years_by_ten() {
    // Yearly draws are keyed by the calendar year; here all of them are certain.
    let mut situation = lively();
    situation.hosts.truncate(1);
    situation.hosts[0].arrival_share = 1.0;
    situation.hosts[0].onward_movements.clear();
    situation.parameters.finance.pledge_log_sd = 0.0;
    situation.parameters.finance.no_pledge_probability = 0.0;
    situation.parameters.finance.fulfilment_mean_share = 1.0;
    situation.parameters.finance.fulfilment_common_mean_share = 1.0;
    situation.parameters.registration.recognition_mean_share = 1.0;
    let mut moved = situation.clone();
    moved.clock.start = CalendarMonth::new(2036, 1).expect("a month");
    for (year, _) in &mut moved.hosts[0].stock.arrival_years {
        *year += 10;
    }
    for option in &situation.options {
        let first = futures(&situation, option, &ROWS, 0..12);
        let second = futures(&moved, option, &ROWS, 0..12);
        assert_eq!(first.values, second.values);
        assert_same(&first, &second, 1.0, |cell| Some(later(cell, 10)));
    }
}

#[test]
fn a_longer_horizon_leaves_what_came_before_it_as_it_was() {
    // Pulses are spread over the horizon, so there are none here.
    let mut situation = lively();
    situation
        .parameters
        .arrivals
        .pulse_maximum_share_of_origin_population = 0.0;
    let mut longer = situation.clone();
    longer.clock.months = 84;
    for option in &situation.options {
        let first = futures(&situation, option, &ROWS, 0..10);
        let second = futures(&longer, option, &ROWS, 0..10);
        let compared = assert_same(&first, &second, 1.0, |cell| {
            // What is pledged for the years after the end is not recorded.
            let known = cell.period != Period::Whole && cell.indicator != "pledged_ahead_share";
            known.then(|| name(cell))
        });
        assert!(compared > 1_000);
    }
}

#[test]
fn a_future_does_not_depend_on_those_before_it() {
    let situation = lively();
    let option = &situation.options[1];
    let together = futures(&situation, option, &ROWS, 0..8);
    let alone = futures(&situation, option, &ROWS, 7..8);
    assert_eq!(together.values[7], alone.values[0]);
}

#[test]
fn a_host_without_people_and_a_contributor_without_money_change_nothing() {
    let situation = apart_from_money();
    let mut larger = situation.clone();
    let mut empty = host("XAE", 0);
    empty.arrival_share = 0.0;
    larger.hosts.insert(1, empty);
    for host in &mut larger.hosts {
        for movement in &mut host.onward_movements {
            movement.to = 2;
        }
    }
    larger.contributors.push(contributor("XAW", 0.0));
    let rows = [ROWS[0], ROWS[1], (0.0, 0.0, 0)];
    for option in &situation.options {
        let first = futures(&situation, option, &ROWS, 0..10);
        let second = futures(&larger, option, &rows, 0..10);
        let compared = assert_same(&first, &second, 1.0, |cell| Some(name(cell)));
        assert_eq!(compared, first.cells.len());
    }
}

#[test]
fn what_happens_in_one_host_is_nobody_elses_business() {
    // Without resettlement and pathways, whose places hosts share, and without onward movement from it.
    let mut situation = apart_from_money();
    situation.parameters.protracted.pathways.applies = Switch::Off;
    situation.parameters.resettlement.need_share_of_stock = 0.0;
    let mut changed = situation.clone();
    let host = &mut changed.hosts[2];
    host.adverse_return_per_year = same(0.5);
    host.crude_death_rate_per_1000_per_year = 25.0;
    host.legal_framework_openness = 0.1;
    host.stock.refugees = people(9_000);
    let option = &situation.options[0];
    let first = futures(&situation, option, &ROWS, 0..10);
    let second = futures(&changed, option, &ROWS, 0..10);
    let others = [common::code("XAB"), common::code("XAC")];
    let compared = assert_same(&first, &second, 1.0, |cell| {
        let elsewhere = cell.host.is_some_and(|host| others.contains(&host));
        (elsewhere && is_count(cell)).then(|| name(cell))
    });
    assert!(compared > 300);
    assert!(first.values != second.values);
}

fn results(situation: &Situation) -> Results {
    let baseline = situation
        .options
        .iter()
        .position(|option| option.is_baseline)
        .expect("a baseline");
    ensemble(
        situation,
        baseline,
        &plans(situation, &ROWS),
        &settings(8, 8),
    )
    .0
}

/// The summary of one option as text, its number left out.
fn summary_of(results: &Results, option: usize) -> Vec<String> {
    results
        .summary
        .rows
        .iter()
        .filter(|row| row.option == option)
        .map(|row| {
            let mut row = row.clone();
            row.option = 0;
            format!("{row:?}")
        })
        .collect()
}

#[test]
fn options_are_told_apart_by_what_they_do_and_not_by_name_order_or_company() {
    let situation = lively();
    let alone = results(&situation);
    let mut reordered = situation.clone();
    reordered.options.reverse();
    for option in &mut reordered.options {
        option.id.0 = format!("another-{}", option.id.0);
        option.title = "Another title".to_owned();
    }
    let mut third = situation.options[1].clone();
    third.id.0 = "third".to_owned();
    third.review_interval_months = None;
    reordered.options.insert(1, third);
    let together = results(&reordered);
    assert_eq!(summary_of(&alone, 0), summary_of(&together, 2));
    assert_eq!(summary_of(&alone, 1), summary_of(&together, 0));
    assert_ne!(summary_of(&alone, 1), summary_of(&together, 1));
    let pairs = |results: &Results, option: usize| -> Vec<_> {
        results
            .paired
            .iter()
            .filter(|pair| pair.option == option)
            .map(|pair| (pair.uptake, pair.cells.clone()))
            .collect()
    };
    assert_eq!(pairs(&alone, 1), pairs(&together, 0));
}

/// People in `hosts` hosts alike, with Poisson arrivals.
fn alike(count: u64, arrivals: f64, hosts: &[&str], seed: u64) -> Situation {
    let mut situation = quiet(0, 24);
    situation.ensemble.seed = seed;
    situation.hosts = hosts
        .iter()
        .map(|code| {
            let mut host = host(code, 0);
            host.stock.refugees = people(count / hosts.len() as u64);
            host.arrival_share = 1.0 / hosts.len() as f64;
            host.crude_death_rate_per_1000_per_year = 9.0;
            host
        })
        .collect();
    let parameters = &mut situation.parameters;
    parameters.demography.crude_birth_rate_per_1000_per_year = 30.0;
    parameters.voluntary_return.hazard_per_year = same(0.2);
    parameters.local_integration.naturalisation_hazard_per_year = 0.05;
    parameters.arrivals.base_persons_per_month = same(arrivals);
    parameters.arrivals.dispersion_size = 1e12;
    situation
}

/// Asserts that means and variances of `second` are `factor` times those of `first`, where people
/// live and leave independently of each other. Two means differ by more than 4.5 standard errors
/// with probability 7e-6; the logarithm of the ratio of two variances, of standard deviation
/// √(4 / n) for nearly normal counts, lies beyond five of them with probability 6e-7.
fn assert_in_proportion(first: &Situation, second: &Situation, factor: f64) {
    let cells = [
        ("stock_persons", Period::Year(2027)),
        ("births_persons", Period::Year(2027)),
        ("deaths_persons", Period::Year(2027)),
        ("voluntary_returns_persons", Period::Year(2027)),
        ("naturalisations_persons", Period::Year(2027)),
        ("requirement_usd", Period::Year(2027)),
    ];
    let count = 3_000;
    let sample = |situation: &Situation| {
        let option = &situation.options[0];
        let plan = plan(situation, option, &[(1.0, 0.0, 0)]);
        common::sample_many(situation, option, &plan, &cells, count, Resolution::Banded)
    };
    let (first, second) = (sample(first), sample(second));
    for (index, (indicator, _)) in cells.iter().enumerate() {
        let column =
            |rows: &[Vec<f64>]| -> Vec<f64> { rows.iter().map(|row| row[index]).collect() };
        let (mean, variance) = moments(&column(&first));
        let (other_mean, other_variance) = moments(&column(&second));
        let error = ((factor * factor * variance + other_variance) / count as f64).sqrt();
        let z = (other_mean - factor * mean) / error;
        assert!(
            z.abs() < 4.5,
            "{indicator}: {mean} and {other_mean}, z = {z}"
        );
        let ratio = (other_variance / (factor * variance)).ln();
        let tolerance = 5.0 * (4.0 / count as f64).sqrt();
        assert!(
            ratio.abs() < tolerance,
            "{indicator}: variances {variance} and {other_variance}"
        );
    }
}

#[test]
fn one_host_split_into_two_alike_has_the_same_people() {
    let whole = alike(8_000, 60.0, &["XAB"], 1);
    let split = alike(8_000, 60.0, &["XAC", "XAD"], 2);
    assert_in_proportion(&whole, &split, 1.0);
}

#[test]
fn twice_the_people_have_twice_the_mean_and_twice_the_variance() {
    let once = alike(4_000, 30.0, &["XAB"], 3);
    let twice = alike(8_000, 60.0, &["XAB"], 4);
    assert_in_proportion(&once, &twice, 2.0);
}
