//! The same relations with every arrangement in force at once, emergency and protracted.

use std::collections::BTreeMap;

use fairshare::indicator::Breakdown;
use fairshare::model::Indicator;
use fairshare::simulate::record::{Cell, Scale};
use serde_json::Value;

use super::common::contributor;
use super::common::everything::{ROWS, everything, figure};
use super::{Run, assert_same, futures, name};

/// Whether a key names dollars: those of a dollar are a ratio, which does not change.
fn is_money(key: &str) -> bool {
    let dollars = key.split('_').filter(|&part| part == "usd").count();
    dollars == 1
}

/// Doubles every number at or below a key that names dollars.
fn double(value: &mut Value, money: bool) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                double(inner, money || is_money(key));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| double(item, money)),
        Value::Number(number) if money => {
            *value = (2.0 * number.as_f64().expect("a number")).into();
        }
        _ => {}
    }
}

/// Compares every cell of two runs, money times `money`. What arrangements bring depends on money and
/// on sums over hosts, so that a cent or the last bit of a sum may move a person, and a person others
/// later: what is compared is equal to half a percent or a few, which a wrong factor or a wrong host is not.
fn assert_nearly(first: &Run, second: &Run, money: f64) {
    let places: BTreeMap<_, usize> = second
        .cells
        .iter()
        .enumerate()
        .map(|(index, cell)| (name(cell), index))
        .collect();
    assert_eq!(first.cells.len(), second.cells.len());
    for (number, (left, right)) in first.values.iter().zip(&second.values).enumerate() {
        for (index, cell) in first.cells.iter().enumerate() {
            // Ratios to money are compared where money is the same, and shares of a few survivors
            // not at all.
            let ratio = money != 1.0 && cell.indicator.contains("usd");
            let few = matches!(cell.breakdown, Breakdown::Sex(_));
            if cell.scale == Scale::Billionths && (ratio || few) {
                continue;
            }
            let (factor, least) = match cell.scale {
                Scale::Cents => (money, 5_000_000.0),
                // Expectations of whole people.
                Scale::Billionths if matches!(cell.breakdown, Breakdown::Exile(_)) => (1.0, 40e9),
                Scale::Billionths => (1.0, 20_000_000.0),
                Scale::Whole => (1.0, 40.0),
            };
            let expected = left[index] as f64 * factor;
            let seen = right[places[&name(cell)]] as f64;
            assert!(
                (expected - seen).abs() <= least + 0.005 * expected.abs(),
                "future {number}: {cell:?}: {expected} and {seen}"
            );
        }
    }
}

#[test]
fn doubling_money_doubles_money_with_everything_in_force() {
    let mut situation = everything();
    situation.clock.months = 36;
    let mut doubled = situation.clone();
    for host in &mut doubled.hosts {
        host.fixed_cost_usd_per_year *= 2.0;
        host.country
            .indicators
            .insert(Indicator::GdpUsd, figure(6e9));
    }
    doubled.pledges[0].amount.0 *= 2;
    for option in &mut doubled.options {
        option.hosting_value_usd_per_person_year *= 2.0;
        option.place_value_usd_per_person *= 2.0;
    }
    let mut parameters = serde_json::to_value(&doubled.parameters).expect("JSON");
    double(&mut parameters, false);
    doubled.parameters = serde_json::from_value(parameters).expect("parameters");
    let twice = ROWS.map(|(share, asked, places)| (share, 2.0 * asked, places));
    for (option, other) in situation.options.iter().zip(&doubled.options) {
        let first = futures(&situation, option, &ROWS, 0..8);
        let second = futures(&doubled, other, &twice, 0..8);
        assert_nearly(&first, &second, 2.0);
    }
}

#[test]
fn the_order_of_hosts_is_of_no_consequence_with_everything_in_force() {
    let mut situation = everything();
    situation.clock.months = 30;
    // Keys of whom people move on to go by position.
    situation.hosts[0].onward_movements.clear();
    let mut permuted = situation.clone();
    permuted.hosts.rotate_left(1);
    for option in &situation.options {
        let first = futures(&situation, option, &ROWS, 0..8);
        let second = futures(&permuted, option, &ROWS, 0..8);
        assert_nearly(&first, &second, 1.0);
    }
}

#[test]
fn who_has_nothing_changes_nothing_with_everything_in_force() {
    let situation = everything();
    let mut larger = situation.clone();
    larger.contributors.push(contributor("XAW", 0.0));
    let rows = [ROWS[0], ROWS[1], ROWS[2], (0.0, 0.0, 0)];
    for option in &situation.options {
        let first = futures(&situation, option, &ROWS, 0..8);
        let second = futures(&larger, option, &rows, 0..8);
        assert_same(&first, &second, 1.0, |cell| Some(name(cell)));
    }
}

#[test]
fn a_future_with_everything_in_force_does_not_depend_on_those_before_it() {
    let situation = everything();
    for option in &situation.options {
        let together = futures(&situation, option, &ROWS, 0..6);
        for number in [2, 5] {
            let alone = futures(&situation, option, &ROWS, number..number + 1);
            let index = usize::try_from(number).expect("small");
            assert_eq!(together.values[index], alone.values[0]);
        }
    }
}

#[test]
fn a_longer_horizon_leaves_what_came_before_it_with_everything_in_force() {
    let situation = everything();
    let mut longer = situation.clone();
    longer.clock.months = 96;
    for option in &situation.options {
        let first = futures(&situation, option, &ROWS, 0..6);
        let second = futures(&longer, option, &ROWS, 0..6);
        let compared = assert_same(&first, &second, 1.0, |cell| {
            let known = cell.period != fairshare::indicator::Period::Whole
                && cell.indicator != "pledged_ahead_share";
            known.then(|| name(cell))
        });
        assert!(compared > 2_000);
    }
}

/// What sexes and ages, sectors and hosts add up to is what is written for all of them.
#[test]
fn parts_add_up_to_the_whole_with_everything_in_force() {
    let situation = everything();
    for option in &situation.options {
        let run = futures(&situation, option, &ROWS, 0..4);
        let sum = |values: &[i64], cell: &dyn Fn(&Cell) -> bool| {
            run.cells
                .iter()
                .zip(values)
                .filter(|(candidate, _)| cell(candidate))
                .map(|(_, &value)| value)
                .sum::<i64>()
        };
        for values in &run.values {
            for cell in run.cells.iter().filter(|cell| {
                cell.breakdown == Breakdown::None
                    && cell.host.is_none()
                    && cell.scale != Scale::Billionths
                    // Maxima, first months, and what is not missed in one host for another.
                    && !cell.indicator.contains("highest")
                    && !cell.indicator.contains("unmet")
                    && !cell.indicator.contains("_first_")
            }) {
                let alike =
                    |other: &Cell| other.indicator == cell.indicator && other.period == cell.period;
                let whole = sum(values, &|other| {
                    alike(other) && other.host.is_none() && other.breakdown == Breakdown::None
                });
                let by_age = |other: &Cell| {
                    alike(other)
                        && other.host.is_none()
                        && matches!(other.breakdown, Breakdown::SexAge(..))
                };
                let by_host = |other: &Cell| {
                    alike(other) && other.host.is_some() && other.breakdown == Breakdown::None
                };
                let parts: [&dyn Fn(&Cell) -> bool; 2] = [&by_age, &by_host];
                for part in parts {
                    if run.cells.iter().any(part) {
                        assert!(
                            (sum(values, part) - whole).abs() <= 3 + whole.abs() / 2_000,
                            "{cell:?}: {} and {whole}",
                            sum(values, part)
                        );
                    }
                }
            }
        }
    }
}
