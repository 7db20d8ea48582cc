//! Whole persons: published vectors, properties of the methods, matrices and families.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails where the data or the method fails"
)]

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use fairshare::model::RoundingMethod;
use fairshare::rounding::controlled::{ControlledError, Matrix, controlled, controlled_over_years};
use fairshare::rounding::families::{place_families, sizes};
use fairshare::rounding::paradox::paradoxes;
use fairshare::rounding::{RoundingError, Tie, round, round_weights};
use proptest::prelude::*;

const DIVISORS: [RoundingMethod; 5] = [
    RoundingMethod::Jefferson,
    RoundingMethod::Webster,
    RoundingMethod::HuntingtonHill,
    RoundingMethod::Adams,
    RoundingMethod::Dean,
];

/// Populations of the States in the census of 1880, in alphabetical order from Alabama.
const CENSUS_1880: [u64; 38] = [
    1_262_505, 802_525, 864_694, 194_327, 622_700, 146_608, 269_493, 1_542_180, 3_077_871,
    1_978_301, 1_624_615, 996_096, 1_648_690, 939_946, 648_936, 934_943, 1_783_085, 1_636_937,
    780_773, 1_131_597, 2_168_380, 452_402, 62_266, 346_991, 1_131_116, 5_082_871, 1_399_750,
    3_198_062, 174_768, 4_282_891, 276_531, 995_577, 1_542_359, 1_591_749, 332_286, 1_512_565,
    618_457, 1_315_497,
];

fn free(method: RoundingMethod, weights: &[u64], total: u64) -> Vec<u64> {
    let (floors, caps) = (vec![0; weights.len()], vec![u64::MAX; weights.len()]);
    let rounded = round_weights(method, weights, &floors, &caps, total).expect("feasible");
    assert!(rounded.certificate.total_met && rounded.certificate.bounds_met);
    rounded.seats
}

/// The folder of published keys, or nothing, said aloud, where it is absent.
fn published(file: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/keys");
    if folder.is_dir() {
        return Some(folder.join(file));
    }
    // Written past the test harness, which hides what a passing test prints.
    let _ = writeln!(
        std::io::stderr(),
        "skipped: ../shared/data is absent, so {file} cannot be compared"
    );
    None
}

fn method_of(name: &str) -> RoundingMethod {
    match name {
        "largest_remainder" => RoundingMethod::LargestRemainder,
        "dhondt" => RoundingMethod::Jefferson,
        "saintelague" => RoundingMethod::Webster,
        "huntington" => RoundingMethod::HuntingtonHill,
        "adams" => RoundingMethod::Adams,
        "dean" => RoundingMethod::Dean,
        "quota" => RoundingMethod::Quota,
        other => panic!("unknown method {other}"),
    }
}

#[test]
fn every_published_vector_comes_out() {
    let Some(path) = published("rounding_vectors.csv") else {
        return;
    };
    let list = |text: &str| -> Vec<u64> {
        text.split_whitespace()
            .map(|number| number.parse().expect("a number"))
            .collect()
    };
    let mut checked = 0;
    for row in csv::Reader::from_path(path)
        .expect("the vectors")
        .deserialize::<BTreeMap<String, String>>()
    {
        let row = row.expect("a row");
        let seats = free(
            method_of(&row["method"]),
            &list(&row["pop"]),
            row["seats"].parse().expect("a number"),
        );
        assert_eq!(
            seats,
            list(&row["expected"]),
            "{} {}",
            row["name"],
            row["method"]
        );
        checked += 1;
    }
    assert_eq!(checked, 22);
}

#[test]
fn the_published_census_of_1880_comes_out() {
    let Some(path) = published("alabama_1880.json") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("the census");
    let data: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let list = |name: &str| -> Vec<u64> {
        serde_json::from_value(data[name].clone()).expect("whole numbers")
    };
    let weights = list("pop");
    assert_eq!(weights, CENSUS_1880);
    for floor in [0, 1] {
        for total in [299, 300] {
            let rounded = round_weights(
                RoundingMethod::LargestRemainder,
                &weights,
                &[floor; 38],
                &[total; 38],
                total,
            )
            .expect("feasible");
            assert_eq!(rounded.seats, list(&format!("min{floor}_{total}")));
        }
    }
}

#[test]
fn balinski_and_young_1975_by_hand() {
    // Balinski and Young, The quota method of apportionment, American Mathematical Monthly 82
    // (1975): one hundred seats among five States.
    let weights = [5117, 4400, 162, 161, 160];
    assert_eq!(
        free(RoundingMethod::Quota, &weights, 100),
        [52, 44, 2, 1, 1]
    );
    assert_eq!(
        free(RoundingMethod::LargestRemainder, &weights, 100),
        [51, 44, 2, 2, 1]
    );
    assert_eq!(
        free(RoundingMethod::Jefferson, &weights, 100),
        [52, 45, 1, 1, 1]
    );
    for method in &DIVISORS[1..] {
        assert_eq!(
            free(*method, &weights, 100),
            [51, 43, 2, 2, 2],
            "{method:?}"
        );
    }
}

#[test]
fn alabama_loses_a_seat_of_three_hundred() {
    // The census office in 1880, with the one seat that the constitution gives every State.
    let audit = |method, floor| {
        paradoxes(
            method,
            &CENSUS_1880,
            &[floor; 38],
            &[u64::MAX; 38],
            (299, 300),
            5,
        )
        .expect("feasible")
    };
    let found = audit(RoundingMethod::LargestRemainder, 1);
    assert_eq!(
        found.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["participant 0 has 8 of 299 places and 7 of 300"]
    );
    assert_eq!(audit(RoundingMethod::LargestRemainder, 0), []);
    for method in DIVISORS {
        assert_eq!(audit(method, 1), []);
    }
}

#[test]
fn fewer_places_than_participants_go_to_the_largest() {
    let weights = [10, 9, 8, 8, 11, 12];
    for method in DIVISORS {
        assert_eq!(free(method, &weights, 3), [1, 0, 0, 0, 1, 1], "{method:?}");
    }
    let rounded =
        round_weights(RoundingMethod::Adams, &[5, 7, 5, 5], &[0; 4], &[9; 4], 2).expect("feasible");
    assert_eq!(rounded.seats, [1, 1, 0, 0]);
    assert_eq!(
        rounded.certificate.ties,
        [Tie {
            candidates: vec![0, 2, 3],
            places: 1
        }]
    );
    assert_eq!(
        rounded.certificate.to_string(),
        "adams: total met, bounds met, 0 places differ from their quota by one or more, 3 equal \
         claims to 1 places decided by order"
    );
}

#[test]
fn nobody_without_a_weight_gets_more_than_its_floor() {
    for method in DIVISORS {
        let rounded = round_weights(method, &[0, 3, 0], &[1, 0, 0], &[9; 3], 5).expect("feasible");
        assert_eq!(rounded.seats, [1, 4, 0], "{method:?}");
        assert_eq!(
            round_weights(method, &[0, 3, 0], &[0; 3], &[9, 2, 9], 5),
            Err(RoundingError::NoTaker {
                unplaced: 3,
                total: 5
            })
        );
    }
}

#[test]
fn ceiling_reports_its_excess_and_the_quota_method_refuses_a_binding_bound() {
    let ceiling = round(
        RoundingMethod::Ceiling,
        &[1.25, 2.5, 0.0, 6.25],
        &[0; 4],
        &[9, 9, 9, 6],
        10,
    )
    .expect("numbers");
    assert_eq!(ceiling.seats, [2, 3, 0, 6]);
    assert_eq!(ceiling.certificate.excess, 1);
    assert_eq!(
        ceiling.certificate.to_string(),
        "ceiling: total NOT met (1 places beyond it), bounds met, 0 places differ from their \
         quota by one or more"
    );
    let weights = [5117, 4400, 162, 161, 160];
    let caps = [60, 60, 2, 2, 2];
    assert!(round_weights(RoundingMethod::Quota, &weights, &[1; 5], &caps, 100).is_ok());
    let error = round_weights(
        RoundingMethod::Quota,
        &weights,
        &[1, 1, 1, 2, 1],
        &caps,
        100,
    )
    .expect_err("a floor of two binds");
    assert_eq!(
        error,
        RoundingError::BindingBound {
            participant: 3,
            places: 1,
            floor: 2,
            cap: 2
        }
    );
}

#[test]
fn equal_weights_under_the_quota_method_are_a_tie() {
    let rounded =
        round_weights(RoundingMethod::Quota, &[1; 4], &[0; 4], &[9; 4], 6).expect("feasible");
    assert_eq!(rounded.seats, [2, 2, 1, 1]);
    assert_eq!(
        rounded.certificate.ties,
        [Tie {
            candidates: vec![0, 1, 2, 3],
            places: 2
        }]
    );
}

#[test]
fn sixty_four_bit_weights_are_compared_exactly() {
    // Two weights that differ by one in 2^62 are the same number in floating point.
    let weights = [(1 << 62) - 1, 1 << 62];
    for method in DIVISORS {
        assert_eq!(free(method, &weights, 1_000_001), [500_000, 500_001]);
    }
    assert_eq!(
        round_weights(RoundingMethod::Webster, &[u64::MAX, 1], &[0; 2], &[9; 2], 3),
        Err(RoundingError::Weights)
    );
}

/// Places given one at a time by the definition of each method.
fn one_at_a_time(
    method: RoundingMethod,
    weights: &[u64],
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> Vec<u64> {
    let divisor = |a: u128| match method {
        RoundingMethod::Jefferson | RoundingMethod::Quota => (a + 1, 1),
        RoundingMethod::Webster => (2 * a + 1, 2),
        RoundingMethod::HuntingtonHill => (a * (a + 1), 1),
        RoundingMethod::Adams => (a, 1),
        RoundingMethod::Dean => (2 * a * (a + 1), 2 * a + 1),
        other => panic!("{other:?} gives no places one at a time"),
    };
    let sum: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    let mut seats = floors.to_vec();
    let first = floors.iter().sum::<u64>() + 1;
    for house in first..=total {
        let stronger = |one: usize, other: usize| -> bool {
            let (own, own_parts) = divisor(u128::from(seats[one]));
            let (others, other_parts) = divisor(u128::from(seats[other]));
            let (w, v) = (u128::from(weights[one]), u128::from(weights[other]));
            let order = match (own, others) {
                (0, 0) => w.cmp(&v),
                (0, _) => Ordering::Greater,
                (_, 0) => Ordering::Less,
                _ if method == RoundingMethod::HuntingtonHill => {
                    (w * w * others).cmp(&(v * v * own))
                }
                _ => (w * own_parts * others).cmp(&(v * other_parts * own)),
            };
            order == Ordering::Greater
        };
        let mut best: Option<usize> = None;
        for candidate in 0..weights.len() {
            let below_upper_quota = u128::from(seats[candidate]) * sum
                < u128::from(weights[candidate]) * u128::from(house);
            if seats[candidate] >= caps[candidate]
                || weights[candidate] == 0
                || (method == RoundingMethod::Quota && !below_upper_quota)
            {
                continue;
            }
            if best.is_none_or(|known| stronger(candidate, known)) {
                best = Some(candidate);
            }
        }
        seats[best.expect("somebody takes it")] += 1;
    }
    seats
}

/// Weights with many ties or with few.
fn weights() -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![
        prop::collection::vec(1_u64..12, 1..9),
        prop::collection::vec(1_u64..1_000_000, 1..25),
        (prop::collection::vec(1_u64..30, 0..8), 1_000_u64..100_000).prop_map(
            |(mut small, large)| {
                small.push(large);
                small
            }
        ),
    ]
}

type Bounded = (Vec<u64>, Vec<u64>, Vec<u64>, u64);

fn bounded() -> impl Strategy<Value = Bounded> {
    weights()
        .prop_flat_map(|weights| {
            let bounds = prop::collection::vec((0_u64..20, 0_u64..40), weights.len());
            (Just(weights), bounds, 0_u64..=1_000)
        })
        .prop_map(|(weights, bounds, position)| {
            let floors: Vec<u64> = bounds.iter().map(|bound| bound.0).collect();
            let caps: Vec<u64> = bounds.iter().map(|bound| bound.0 + bound.1).collect();
            let (low, high) = (floors.iter().sum::<u64>(), caps.iter().sum::<u64>());
            (weights, floors, caps, low + (high - low) * position / 1_000)
        })
}

proptest! {
    #[test]
    fn divisor_methods_within_bounds_are_places_given_one_at_a_time((weights, floors, caps, total) in bounded()) {
        for method in DIVISORS {
            let rounded = round_weights(method, &weights, &floors, &caps, total).expect("feasible");
            prop_assert!(rounded.certificate.total_met && rounded.certificate.bounds_met);
            prop_assert_eq!(
                rounded.seats,
                one_at_a_time(method, &weights, &floors, &caps, total),
                "{:?}", method
            );
        }
    }

    #[test]
    fn the_quota_method_is_places_given_one_at_a_time(weights in weights(), total in 0_u64..600) {
        let (floors, caps) = (vec![0; weights.len()], vec![u64::MAX; weights.len()]);
        prop_assert_eq!(
            free(RoundingMethod::Quota, &weights, total),
            one_at_a_time(RoundingMethod::Quota, &weights, &floors, &caps, total)
        );
    }

    #[test]
    fn hamilton_and_the_quota_method_stay_within_the_quota(weights in weights(), total in 0_u64..100_000) {
        let sum: u64 = weights.iter().sum();
        for method in [RoundingMethod::LargestRemainder, RoundingMethod::Quota] {
            for (seat, weight) in free(method, &weights, total).into_iter().zip(&weights) {
                prop_assert!(seat >= weight * total / sum);
                prop_assert!(seat <= (weight * total).div_ceil(sum));
            }
        }
    }

    #[test]
    fn divisor_methods_and_the_quota_method_never_take_a_place_away(weights in weights(), total in 0_u64..300) {
        let (floors, caps) = (vec![0; weights.len()], vec![u64::MAX; weights.len()]);
        for method in DIVISORS.into_iter().chain([RoundingMethod::Quota]) {
            let found = paradoxes(method, &weights, &floors, &caps, (total, total + 30), 1).expect("feasible");
            prop_assert_eq!(found, []);
        }
    }

    #[test]
    fn quotas_and_weights_agree(weights in prop::collection::vec(1_u32..5_000, 1..12), total in 1_u32..2_000) {
        // Whole quotas are exact in floating point, so only proportions are compared.
        let wide: Vec<u64> = weights.iter().map(|&weight| u64::from(weight)).collect();
        let quotas: Vec<f64> = weights.iter().map(|&weight| f64::from(weight)).collect();
        let (floors, caps) = (vec![0; weights.len()], vec![u64::MAX; weights.len()]);
        for method in DIVISORS.into_iter().chain([RoundingMethod::Quota]) {
            let rounded = round(method, &quotas, &floors, &caps, u64::from(total)).expect("feasible");
            prop_assert_eq!(rounded.seats, free(method, &wide, u64::from(total)));
        }
    }

    #[test]
    fn a_matrix_with_a_whole_neighbour_gets_one(
        cells in prop::collection::vec(prop::collection::vec(prop::collection::vec(0.0..9.0_f64, 3), 4), 5),
        picks in prop::collection::vec(any::<bool>(), 60),
    ) {
        // Any choice of floors and ceilings gives totals that such a choice can keep.
        let mut pick = picks.into_iter();
        let mut hidden = vec![vec![vec![0_u64; 3]; 4]; 5];
        for (state, hosts) in cells.iter().enumerate() {
            for (host, years) in hosts.iter().enumerate() {
                for (year, value) in years.iter().enumerate() {
                    let whole = if pick.next().expect("sixty") { value.ceil() } else { value.floor() };
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
                    let whole = whole as u64;
                    hidden[state][host][year] = whole;
                }
            }
        }
        let state_totals: Vec<Vec<u64>> = hidden.iter()
            .map(|hosts| (0..3).map(|year| hosts.iter().map(|row| row[year]).sum()).collect())
            .collect();
        let host_totals: Vec<Vec<u64>> = (0..4)
            .map(|host| (0..3).map(|year| hidden.iter().map(|rows| rows[host][year]).sum()).collect())
            .collect();
        let caps = vec![vec![vec![20; 3]; 4]; 5];
        let matrix = Matrix { cells: &cells, caps: &caps, host_totals: &host_totals };
        let rounded = controlled(&matrix, &state_totals).expect("possible");
        prop_assert!(rounded.certificate.state_totals_met && rounded.certificate.host_totals_met);
        prop_assert!(rounded.certificate.caps_met);
        prop_assert_eq!(&rounded.certificate.off, &[]);
        let squares = |whole: &[Vec<Vec<u64>>]| -> f64 {
            whole.iter().flatten().flatten().zip(cells.iter().flatten().flatten())
                .map(|(&places, value)| (places as f64 - value).powi(2)).sum()
        };
        prop_assert!(squares(&rounded.cells) <= squares(&hidden) + 1e-6);
        // Totals over the years alone are kept as well.
        let sums: Vec<u64> = state_totals.iter().map(|row| row.iter().sum()).collect();
        let over = controlled_over_years(&matrix, &sums).expect("possible");
        prop_assert!(over.certificate.host_totals_met && over.certificate.caps_met);
        for (state, &sum) in sums.iter().enumerate() {
            prop_assert_eq!(over.cells[state].iter().flatten().sum::<u64>(), sum);
        }
    }

    #[test]
    fn small_years_are_rounded_as_well_as_by_trying_everything(
        values in prop::collection::vec(0.0..3.0_f64, 4),
        caps in prop::collection::vec(0_u64..4, 4),
        rows in (0_u64..5, 0_u64..5),
        first in 0_u64..9,
    ) {
        let (total, columns) = (rows.0 + rows.1, first.min(rows.0 + rows.1));
        let cube = |list: &[f64]| vec![vec![vec![list[0]], vec![list[1]]], vec![vec![list[2]], vec![list[3]]]];
        let cells = cube(&values);
        let limit = vec![vec![vec![caps[0]], vec![caps[1]]], vec![vec![caps[2]], vec![caps[3]]]];
        let host_totals = vec![vec![columns], vec![total - columns]];
        let matrix = Matrix { cells: &cells, caps: &limit, host_totals: &host_totals };
        // One cell decides a matrix of two by two.
        let outside = |whole: &[u64; 4]| -> f64 {
            whole.iter().zip(&values).map(|(&places, value)| {
                let places = places as f64;
                (value.floor() - places).max(places - value.ceil()).max(0.0)
            }).sum()
        };
        let best = (0..=rows.0.min(columns))
            .filter_map(|corner| {
                let whole = [corner, rows.0 - corner, columns - corner, (total - columns).checked_sub(rows.0 - corner)?];
                whole.iter().zip(&caps).all(|(places, cap)| places <= cap).then(|| outside(&whole))
            })
            .reduce(f64::min);
        match (controlled(&matrix, &[vec![rows.0], vec![rows.1]]), best) {
            (Ok(rounded), Some(best)) => {
                let whole: Vec<u64> = rounded.cells.iter().flatten().flatten().copied().collect();
                prop_assert_eq!(outside(&[whole[0], whole[1], whole[2], whole[3]]), best);
            }
            (Err(ControlledError::Blocked { demanded, admitted, .. }), None) => prop_assert!(demanded > admitted),
            (result, best) => prop_assert!(false, "{result:?} against {best:?}"),
        }
    }

    #[test]
    fn no_single_move_of_a_family_lies_nearer_to_the_quotas(
        families in prop::collection::vec(prop::collection::vec(1_u32..8, 0..12), 2),
        quotas in prop::collection::vec(prop::collection::vec(0_u64..20, 2), 3),
        spare in prop::collection::vec(0_u64..10, 3),
    ) {
        let caps: Vec<u64> = quotas.iter().zip(&spare).map(|(row, spare)| row.iter().sum::<u64>() + spare).collect();
        let placed = place_families(&families, &quotas, &caps).expect("numbers");
        prop_assert!(placed.certificate.caps_met);
        let mut persons = vec![vec![0_u64; 2]; 3];
        for (host, list) in families.iter().enumerate() {
            for (&size, state) in list.iter().zip(&placed.states[host]) {
                if let Some(state) = state {
                    persons[*state][host] += u64::from(size);
                }
            }
        }
        prop_assert_eq!(&persons, &placed.persons);
        let squares = |persons: &[Vec<u64>]| -> u64 {
            persons.iter().flatten().zip(quotas.iter().flatten()).map(|(&one, &other)| one.abs_diff(other).pow(2)).sum()
        };
        let room = |state: usize| caps[state] - persons[state].iter().sum::<u64>();
        for (host, list) in families.iter().enumerate() {
            for (&size, &from) in list.iter().zip(&placed.states[host]) {
                for to in (0..3).filter(|&to| Some(to) != from && room(to) >= u64::from(size)) {
                    let from = from.expect("a family that fits is placed");
                    let mut moved = persons.clone();
                    moved[from][host] -= u64::from(size);
                    moved[to][host] += u64::from(size);
                    prop_assert!(squares(&moved) >= squares(&persons));
                }
            }
        }
    }
}

#[test]
fn a_blocked_year_names_totals_and_caps() {
    let cells = vec![vec![vec![2.5], vec![2.5]], vec![vec![0.5], vec![0.5]]];
    let host_totals = vec![vec![3], vec![3]];
    let mut caps = vec![vec![vec![9], vec![1]], vec![vec![9], vec![9]]];
    let run = |caps: &[Vec<Vec<u64>>], totals: &[Vec<u64>]| {
        controlled(
            &Matrix {
                cells: &cells,
                caps,
                host_totals: &host_totals,
            },
            totals,
        )
    };
    assert_eq!(
        run(&caps, &[vec![5], vec![1]])
            .expect_err("five do not fit into three and one")
            .to_string(),
        "year 0: States [0] have to place 5 persons, but hosts [0] take and the caps of their \
         cells with all other hosts admit 4 together; raise those caps or host totals, or lower \
         those State totals"
    );
    caps[0][1][0] = 2;
    let rounded = run(&caps, &[vec![5], vec![1]]).expect("just fits");
    assert_eq!(rounded.cells, [[[3], [2]], [[0], [1]]]);
    assert_eq!(
        rounded.certificate.to_string(),
        "controlled rounding: State totals met, host totals met, caps met, 0 of 4 cells off the \
         whole numbers next to their value"
    );
    assert!(matches!(
        run(&caps, &[vec![4], vec![1]]),
        Err(ControlledError::TotalsDiffer {
            year: 0,
            states: 5,
            hosts: 6
        })
    ));
}

#[test]
fn exchanges_reach_quotas_that_the_first_placement_misses() {
    // The largest first gives {3, 2, 2} and {3, 2}; one exchange of a three against a two makes
    // both meet their quota.
    let distribution = BTreeMap::from([(2, 3), (3, 2)]);
    let families = vec![sizes(&distribution)];
    assert_eq!(families, [[3, 3, 2, 2, 2]]);
    let placed = place_families(&families, &[vec![6], vec![6]], &[8, 8]).expect("numbers");
    assert_eq!(placed.persons, [[6], [6]]);
    assert_eq!(
        placed.states,
        [[Some(1), Some(1), Some(0), Some(0), Some(0)]]
    );
    assert_eq!(
        (
            placed.certificate.deviation,
            placed.certificate.improvements
        ),
        (0, 1)
    );
    let families = vec![vec![5, 3, 3, 2]];
    // Nobody fits a cap of one: all stay unplaced, and the certificate says so.
    let none = place_families(&families, &[vec![8], vec![5]], &[1, 1]).expect("numbers");
    assert_eq!(
        none.certificate.to_string(),
        "families whole: caps met, 13 persons off the quotas, at most 8 in one cell, 4 families \
         of 13 persons unplaced, 0 improvements"
    );
}

#[test]
fn methods_are_named_as_they_are_written() {
    for method in RoundingMethod::ALL {
        let text = serde_json::to_string(&method).expect("JSON");
        assert_eq!(text, format!("\"{}\"", method.name()));
    }
    assert_eq!(RoundingMethod::default(), RoundingMethod::LargestRemainder);
}
