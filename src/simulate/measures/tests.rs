//! Measures by their definitions.

use super::*;
use crate::model::{Indicator, Situation};
use crate::simulate::Resolution;
use crate::simulate::common::everything::{everything, figure};
use crate::simulate::fixture::{after, shelter};

#[test]
fn excess_deaths_are_those_that_a_raised_hazard_explains() {
    let mut measured = Measured::default();
    measured.count_deaths([40, 10], 1_000_000, 1.0);
    assert_eq!(measured.excess_deaths, [0.0, 0.0]);
    assert_eq!(measured.emergency_mortality_months, 0);
    // Of deaths at three times the usual hazard two in three are in excess.
    measured.count_deaths([90, 30], 1_000_000, 3.0);
    assert!((measured.excess_deaths[0] - 60.0).abs() < 1e-9);
    assert!((measured.excess_deaths[1] - 20.0).abs() < 1e-9);
    assert_eq!(measured.emergency_mortality_months, 1);
    // One death among 10,000 a day: 3,044 among a million in a month.
    measured.count_deaths([3_043, 0], 1_000_000, 1.0);
    assert_eq!(measured.emergency_mortality_months, 1);
    measured.count_deaths([3_044, 0], 1_000_000, 1.0);
    assert_eq!(measured.emergency_mortality_months, 2);
}

#[test]
fn a_poor_year_is_twelve_poor_months_in_a_row() {
    let mut months = PoorMonths::default();
    for month in 0..30 {
        // Half is not less than half.
        months.count(100, if month == 11 { 50 } else { 49 });
    }
    assert_eq!(months.longest, 18);
    months.count(0, 0);
    assert_eq!((months.run, months.longest), (0, 18));
}

#[test]
fn the_largest_is_held_against_the_median() {
    assert_eq!(largest_to_median(vec![]), 0.0);
    assert_eq!(largest_to_median(vec![0.0, 0.0, 3.0]), 0.0);
    assert_eq!(largest_to_median(vec![8.0, 1.0, 2.0]), 4.0);
    assert_eq!(largest_to_median(vec![8.0, 1.0, 3.0, 2.0]), 3.2);
}

#[test]
fn measures_of_hosts_add_up() {
    let mut sum = Measured::default();
    for (excess, months, unmet, below) in [([3.0, 1.0], 2, 5.0, 7.0), ([0.5, 0.25], 1, 1.0, 2.0)] {
        let mut one = Measured {
            excess_deaths: excess,
            emergency_mortality_months: months,
            ..Measured::default()
        };
        one.unmet[2] = unmet;
        one.below_standard[3] = below;
        sum.add(&one);
    }
    assert_eq!(sum.excess_deaths, [3.5, 1.25]);
    assert_eq!(sum.emergency_mortality_months, 3);
    assert_eq!((sum.unmet[2], sum.below_standard[3]), (6.0, 9.0));
}

#[test]
fn mortality_is_that_of_an_emergency_from_its_thresholds_on() {
    for (deaths, people, ratio, counts) in [
        (0, 1_000, 2.0, 1),
        (0, 1_000, 1.999, 0),
        (0, 0, 3.0, 0),
        (0, 0, 1.0, 0),
        (4, 1_000, 1.0, 1),
        (3, 1_000, 1.0, 0),
    ] {
        let mut measured = Measured::default();
        measured.count_deaths([deaths, 0], people, ratio);
        assert_eq!(
            measured.emergency_mortality_months, counts,
            "{deaths} {people} {ratio}"
        );
    }
}

#[test]
fn a_sizes_parts_are_known_or_not() {
    let mut situation = everything();
    let set = |situation: &mut crate::model::Situation, host: usize, indicator, value| {
        let indicators = &mut situation.hosts[host].country.indicators;
        indicators.insert(indicator, figure(value));
    };
    for host in 0..3 {
        set(
            &mut situation,
            host,
            Indicator::PopulationPersons,
            1e6 * (host + 1) as f64,
        );
        set(&mut situation, host, Indicator::GdpUsd, 6e9);
    }
    set(&mut situation, 2, Indicator::GdpPerCapitaPppUsd, 9_000.0);
    let setup = Setup::new(&situation, crate::simulate::Resolution::Banded);
    let all = Size::new(&setup, None);
    assert_eq!(
        (all.inhabitants, all.gdp_usd, all.gdp_per_head),
        (Some(6e6), Some(18e9), None)
    );
    let second = Size::new(&setup, Some(1));
    assert_eq!((second.inhabitants, second.gdp_usd), (Some(2e6), Some(6e9)));
    assert_eq!(second.gdp_per_head, Some(3_000.0));
    assert_eq!(Size::new(&setup, Some(2)).gdp_per_head, Some(9_000.0));
    // What is not positive is not known, and nothing of all hosts is known without one of them.
    set(&mut situation, 1, Indicator::PopulationPersons, 0.0);
    let setup = Setup::new(&situation, crate::simulate::Resolution::Banded);
    assert_eq!(Size::new(&setup, Some(1)).inhabitants, None);
    assert_eq!(Size::new(&setup, Some(1)).gdp_per_head, None);
    assert_eq!(Size::new(&setup, None).inhabitants, None);
}

#[test]
fn burden_is_relative_to_people_and_income() {
    after(&everything(), 0, |_, _, _, space| {
        let hosts = &mut space.state.hosts;
        shelter(&mut hosts[0], 1, 40_000);
        shelter(&mut hosts[1], 1, 20_000);
        // Arrivals and person-months of twelve years in one host, of two in the other.
        let past = [
            (1..=12).map(|year| [year * 100, year * 1_200]).collect(),
            vec![[7, 12], [9, 24]],
        ];
        let size = Size {
            inhabitants: Some(2e6),
            gdp_usd: Some(3e9),
            gdp_per_head: Some(1_500.0),
        };
        let mut values = Vec::new();
        burden::write(&size, &hosts[..2], &past, &mut values);
        let five = (8..=12).sum::<u64>() as f64;
        let ten = (3..=12).sum::<u64>() as f64;
        let per_1000 = |people: f64| billionths(people / 2_000.0);
        assert_eq!(
            values,
            [
                per_1000(60_000.0),
                per_1000(1_200.0 + 9.0),
                per_1000(five * 100.0 + 16.0),
                per_1000(five * 100.0 + 3.0),
                per_1000(ten * 100.0 + 16.0),
                per_1000(ten * 100.0 + 3.0),
                billionths(20.0),
                billionths(40.0),
            ]
        );
        values.clear();
        let unknown = Size {
            inhabitants: None,
            gdp_usd: None,
            gdp_per_head: None,
        };
        burden::write(&unknown, &hosts[..2], &past, &mut values);
        assert!(values.is_empty());
    });
}

#[test]
fn mortality_solutions_and_unmet_need_are_quotients() {
    after(&everything(), 0, |_, _, _, space| {
        let hosts = &mut space.state.hosts[..2];
        shelter(&mut hosts[0], LiveStatus::Unregistered.index(), 3_000);
        shelter(&mut hosts[1], LiveStatus::Recognised.index(), 9_000);
        let mut account = HostYear {
            displacement_person_months: 120_000,
            arrivals: 500,
            ..HostYear::default()
        };
        account.deaths = [20, 1, 2, 30, 4, 40, 3, 2, 50, 8];
        account.returned[2] = 70;
        account.naturalised[3] = 20;
        account.resettled[4] = 5;
        account.measured.excess_deaths = [40.0, 15.0];
        account.measured.emergency_mortality_months = 3;
        account.measured.unmet[1] = 600.0;
        account.measured.unmet[4] = 1_200.0;
        account.measured.below_standard[4] = 77.4;
        (account.need[1], account.need[4], account.need[6]) = (300, 600, 100);
        assert_eq!(deaths(&account), [160, 60]);
        let mut values = Vec::new();
        write_plain(&account, 5, hosts, 6, &mut values);
        let mut expected = vec![
            billionths(0.75),
            billionths(160.0 * 1e4 / (120_000.0 * 365.25 / 12.0)),
            billionths(160.0 / 120.0),
            billionths(60.0 / 45.0),
            40,
            3,
            billionths(100.0 * 100.0 / 10_000.0),
            billionths(0.2),
            // (0.3 of 600 and 0.6 of 1,200) over six months.
            150,
        ];
        let mut unmet = [0; SECTORS.len()];
        (unmet[1], unmet[4]) = (100, 200);
        expected.extend(unmet);
        let mut below = [0; SECTORS.len()];
        below[4] = 77;
        expected.extend(below);
        assert_eq!(values, expected);
        // Where nobody is, everybody is documented, and nothing happens to them.
        values.clear();
        write_plain(&HostYear::default(), 0, &[], 0, &mut values);
        let one = billionths(1.0);
        assert_eq!(values[..9], [one, 0, one, one, 0, 0, 0, 0, 0]);
        assert_eq!(need_weighted(&HostYear::default()), 0.0);
    });
}

#[test]
fn contributors_who_give_are_counted() {
    let year = Year {
        opening_money: 44,
        earmark_gap: 55,
        donors: vec![[9, 9, 300, 0], [9, 9, 100, 2], [9, 9, 0, 0], [9, 9, 0, 1]],
        ..Year::default()
    };
    let mut values = Vec::new();
    write_giving(&year, &mut values);
    let concentration = 0.75 * 0.75 + 0.25 * 0.25;
    assert_eq!(
        values,
        [
            44,
            55,
            2,
            2,
            billionths(concentration),
            billionths(1.0 / concentration)
        ]
    );
}

#[test]
fn solutions_are_counted_for_each_hundred_people_a_year() {
    use crate::model::parameters::Switch;
    let mut account = HostYear {
        displacement_person_months: 12_000,
        ..HostYear::default()
    };
    (
        account.returned[1],
        account.naturalised[2],
        account.resettled[3],
    ) = (30, 15, 5);
    account.need[4] = 80;
    account.spent[4] = 20;
    for applies in [Switch::Always, Switch::Off] {
        let mut situation = everything();
        situation.parameters.protracted.pathways.applies = applies;
        after(&situation, 0, |setup, _, _, _| {
            let mut values = Vec::new();
            mix::write(setup, &account, 20, &mut values);
            let billion = 1_000_000_000;
            // Shares of 50 solutions, and for each 100 of 1,000 person-years.
            let mut expected = vec![
                billion * 6 / 10,
                3 * billion,
                billion * 3 / 10,
                billion * 3 / 2,
                billion / 10,
                billion / 2,
            ];
            if applies == Switch::Always {
                expected.push(2 * billion);
            }
            let sectors = (0..crate::model::SECTORS.len()).map(|sector| match sector {
                4 => billion / 4,
                _ => billion,
            });
            expected.extend(sectors);
            assert_eq!(values, expected);
            let mut cells = Vec::new();
            mix::cells(setup, None, &mut |name, _, _, _, _| cells.push(name));
            assert_eq!(cells.len(), values.len());
        });
    }
}

#[test]
fn pathways_are_those_of_a_host_or_of_all() {
    let mut year = Year::default();
    year.reset(3, 0);
    year.protracted.hosts[0].pathways = [1, 2, 3, 4, 5];
    year.protracted.hosts[2].pathways = [10, 0, 0, 0, 20];
    assert_eq!(pathways(&year, None), 45);
    assert_eq!(
        [0, 1, 2].map(|host| pathways(&year, Some(host))),
        [15, 0, 30]
    );
}

#[test]
fn yes_and_no_have_no_quantiles() {
    after(&everything(), 0, |setup, _, _, _| {
        let mut without = Vec::new();
        whole_cells(setup, |name, _, _, quantiles| {
            if !quantiles {
                without.push(name);
            }
        });
        assert!(without.contains(&"poor_year_share"));
        assert!(!without.contains(&"year_ends_above_25000_count"));
        assert!(!without.contains(&"contribution_maximum_to_median_ratio"));
    });
}

#[test]
fn parts_of_inequality_are_those_of_income_groups() {
    use crate::model::IncomeGroup;
    let mut situation = everything();
    let template = situation.hosts[0].country.clone();
    situation.countries = ["XAB", "XAC", "XAX", "XAY"]
        .iter()
        .map(|code| crate::model::Country {
            code: code.parse().expect("a code"),
            un_member: true,
            ..template.clone()
        })
        .collect();
    let codes: Vec<CountryCode> = Setup::new(&situation, Resolution::Banded)
        .states
        .iter()
        .map(|&(code, _)| code)
        .collect();
    let theil = |groups: &[Option<IncomeGroup>], situation: &mut Situation| {
        for country in &mut situation.countries {
            let place = codes.iter().position(|&code| code == country.code);
            country.income_group = place.and_then(|place| groups[place]);
        }
        let setup = Setup::new(situation, Resolution::Banded);
        let mut whole = Whole::default();
        whole.reset(setup.hosts.len(), setup.states.len());
        for given in &mut whole.given {
            for (place, given) in given.iter_mut().enumerate() {
                *given = if place == 0 { 9_000 } else { 1_000 };
            }
        }
        open_thresholds(&setup, &crate::simulate::state::State::new(3), &mut whole);
        let mut values = Vec::new();
        write_whole(&setup, &whole, &mut values);
        let names: Vec<&str> = WHOLE.iter().map(|&(name, _)| name).collect();
        let offset = values.len() - names.len();
        let of = |name: &str| {
            let place = names.iter().position(|&other| other == name);
            values[offset + place.expect("a name")]
        };
        [
            of("contribution_theil_within"),
            of("contribution_theil_between"),
        ]
    };
    let count = codes.len();
    assert!(count >= 3, "{codes:?}");
    // All in one group, or in none: everything is within.
    for group in [None, Some(IncomeGroup::Low), Some(IncomeGroup::High)] {
        let [within, between] = theil(&vec![group; count], &mut situation);
        assert!(
            within > 0 && between.abs() <= 1,
            "{group:?} {within} {between}"
        );
    }
    // One apart from the others: what the others give alike for their capacity is within.
    let mut groups = vec![None; count];
    groups[0] = Some(IncomeGroup::Low);
    let apart = theil(&groups, &mut situation);
    groups[0] = Some(IncomeGroup::High);
    assert_eq!(theil(&groups, &mut situation), apart);
    assert!(apart[1] > 0);
    // Each State is in its own group and not in another's.
    groups[1] = Some(IncomeGroup::High);
    let pairs = theil(&groups, &mut situation);
    assert!(
        pairs[0] > apart[0] && pairs[1] > 0 && pairs[1] < apart[1],
        "{pairs:?} {apart:?}"
    );
}

#[test]
fn causes_that_are_not_modelled_have_no_cells() {
    let mut situation = everything();
    let names = |situation: &Situation| {
        let setup = Setup::new(situation, Resolution::Banded);
        let mut names = std::collections::BTreeSet::new();
        exile_account::cells(&setup, None, &mut |name, _, _, _, _| {
            names.insert(name);
        });
        names
    };
    situation.parameters.protracted.pathways.applies = crate::model::parameters::Switch::Always;
    let all = names(&situation);
    situation.parameters.protracted.pathways.applies = crate::model::parameters::Switch::Off;
    let without = names(&situation);
    let gone: Vec<_> = all.difference(&without).copied().collect();
    assert_eq!(gone, ["pathway_departures_persons"]);
    situation.parameters.emergency.transfer.applies = crate::model::parameters::Switch::Off;
    let less = names(&situation);
    let gone: Vec<_> = without.difference(&less).copied().collect();
    assert_eq!(gone, ["evacuations_persons"]);
}

#[test]
fn thresholds_open_with_who_is_there() {
    after(&everything(), 0, |setup, _, _, space| {
        for (host, stock) in [30_000, 25_000, 100].into_iter().enumerate() {
            shelter(&mut space.state.hosts[host], 1, stock);
        }
        let mut whole = Whole::default();
        whole.reset(3, 0);
        open_thresholds(setup, &space.state, &mut whole);
        let mut values = Vec::new();
        threshold::write_whole(&whole, &mut values);
        let yes = 1_000_000_000;
        // All hosts together, then each: reached, and never below since.
        assert_eq!(values, [yes, yes, yes, yes, yes, yes, 0, 0]);
    });
}
