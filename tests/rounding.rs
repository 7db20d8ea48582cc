//! Whole persons by every method: published vectors, promises of the methods over random cases,
//! and agreement with one seat at a time.

#![expect(
    clippy::expect_used,
    reason = "the helpers of a test fail it by panicking"
)]

use std::path::{Path, PathBuf};

use fairshare::model::RoundingMethod;
use fairshare::rounding::{controlled, house_paradox, round, round_weights};
use proptest::prelude::*;

const DIVISOR_METHODS: [RoundingMethod; 5] = [
    RoundingMethod::Jefferson,
    RoundingMethod::Webster,
    RoundingMethod::HuntingtonHill,
    RoundingMethod::Adams,
    RoundingMethod::Dean,
];

fn free(method: RoundingMethod, weights: &[u32], total: u32) -> Vec<u64> {
    let caps = vec![u64::from(total); weights.len()];
    round_weights(method, weights, &vec![0; weights.len()], &caps, total)
        .expect("feasible")
        .seats
}

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/keys")
        .join(name);
    if path.exists() {
        Some(path)
    } else {
        eprintln!("skipped: {} is not here", path.display());
        None
    }
}

#[test]
fn the_census_of_balinski_and_young_comes_out() {
    // Balinski and Young 1975, by every method.
    let weights = [5117, 4400, 162, 161, 160];
    for (method, expected) in [
        (RoundingMethod::Quota, [52, 44, 2, 1, 1]),
        (RoundingMethod::LargestRemainder, [51, 44, 2, 2, 1]),
        (RoundingMethod::Jefferson, [52, 45, 1, 1, 1]),
        (RoundingMethod::Webster, [51, 43, 2, 2, 2]),
        (RoundingMethod::HuntingtonHill, [51, 43, 2, 2, 2]),
        (RoundingMethod::Adams, [51, 43, 2, 2, 2]),
        (RoundingMethod::Dean, [51, 43, 2, 2, 2]),
    ] {
        assert_eq!(free(method, &weights, 100), expected, "{}", method.name());
    }
    // Fewer places than participants: methods that give everybody one first serve the largest.
    for method in DIVISOR_METHODS {
        assert_eq!(
            free(method, &[10, 9, 8, 8, 11, 12], 3),
            [1, 0, 0, 0, 1, 1],
            "{}",
            method.name()
        );
    }
}

#[test]
fn every_vector_at_hand_comes_out() {
    let Some(path) = shared("rounding_vectors.csv") else {
        return;
    };
    let mut count = 0;
    for record in csv::Reader::from_path(path).expect("a file").records() {
        let record = record.expect("a row");
        let numbers = |text: &str| -> Vec<u32> {
            text.split_whitespace()
                .map(|number| number.parse().expect("a number"))
                .collect()
        };
        let method = match &record[4] {
            "largest_remainder" => RoundingMethod::LargestRemainder,
            "dhondt" => RoundingMethod::Jefferson,
            "saintelague" => RoundingMethod::Webster,
            "huntington" => RoundingMethod::HuntingtonHill,
            "adams" => RoundingMethod::Adams,
            "dean" => RoundingMethod::Dean,
            "quota" => RoundingMethod::Quota,
            other => panic!("unknown method {other}"),
        };
        let expected: Vec<u64> = numbers(&record[5]).into_iter().map(u64::from).collect();
        let total = record[3].parse().expect("a total");
        assert_eq!(
            free(method, &numbers(&record[2]), total),
            expected,
            "{} by {}",
            &record[0],
            method.name()
        );
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn alabama_loses_a_place_with_the_floor_of_one() {
    let Some(path) = shared("alabama_1880.json") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("a file");
    let data: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let list =
        |name: &str| -> Vec<u64> { serde_json::from_value(data[name].clone()).expect("numbers") };
    let weights: Vec<u32> = list("pop")
        .into_iter()
        .map(|count| u32::try_from(count).expect("small"))
        .collect();
    for total in [299_u32, 300] {
        for floor in [0_u64, 1] {
            let seats = round_weights(
                RoundingMethod::LargestRemainder,
                &weights,
                &vec![floor; weights.len()],
                &vec![u64::from(total); weights.len()],
                total,
            )
            .expect("feasible")
            .seats;
            assert_eq!(
                seats,
                list(&format!("min{floor}_{total}")),
                "{total} {floor}"
            );
        }
    }
}

#[test]
fn ceiling_says_by_how_much_it_exceeds_the_total() {
    let rounded = round(
        RoundingMethod::Ceiling,
        &[1.2, 2.0, 0.5],
        &[0; 3],
        &[9; 3],
        4,
    )
    .expect("defined");
    assert_eq!(rounded.seats, [2, 2, 1]);
    assert_eq!(rounded.certificate.excess, 1);
    assert!(!rounded.certificate.total_met);
    assert!(
        rounded
            .certificate
            .to_string()
            .contains("1 places beyond the total")
    );
}

#[test]
fn ties_are_settled_in_order_and_logged_by_every_method() {
    for method in DIVISOR_METHODS {
        let rounded = round_weights(method, &[7, 7, 7], &[0; 3], &[9; 3], 4).expect("feasible");
        assert_eq!(rounded.seats, [2, 1, 1], "{}", method.name());
        let tie = rounded.certificate.ties.first().expect("a tie");
        assert_eq!(
            (tie.candidates.as_slice(), tie.places),
            ([0, 1, 2].as_slice(), 1)
        );
    }
    let rounded =
        round_weights(RoundingMethod::Quota, &[7, 7, 7], &[0; 3], &[4; 3], 4).expect("feasible");
    assert_eq!(rounded.seats, [2, 1, 1]);
    assert!(!rounded.certificate.ties.is_empty());
}

#[test]
fn the_quota_method_refuses_bounds_by_name() {
    let error = round(RoundingMethod::Quota, &[2.0, 2.0], &[0, 1], &[4, 4], 4)
        .expect_err("refused")
        .describe(&["Austria".to_owned(), "Belgium".to_owned()]);
    assert!(error.contains("Belgium has one that binds"), "{error}");
}

#[test]
fn largest_remainder_can_take_a_place_and_divisor_methods_cannot() {
    // Balinski and Young's census again: from 100 to 101 places and around.
    let weights = [5117, 4400, 162, 161, 160];
    assert!(
        house_paradox(RoundingMethod::LargestRemainder, &weights, 1..400)
            .expect("defined")
            .is_some()
    );
    for method in DIVISOR_METHODS.into_iter().chain([RoundingMethod::Quota]) {
        assert_eq!(
            house_paradox(method, &weights, 1..400),
            Ok(None),
            "{}",
            method.name()
        );
    }
}

/// Seats one at a time by floating-point priorities: a slow and simple peer. Nothing where two
/// priorities are too close for it to decide.
fn one_at_a_time(
    method: RoundingMethod,
    weights: &[u32],
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> Option<Vec<u64>> {
    let mut seats = floors.to_vec();
    for _ in floors.iter().sum::<u64>()..total {
        let mut claims: Vec<(f64, usize)> = (0..seats.len())
            .filter(|&index| seats[index] < caps[index])
            .map(|index| {
                let (weight, had) = (f64::from(weights[index]), seats[index] as f64);
                let divisor = match method {
                    RoundingMethod::Jefferson => had + 1.0,
                    RoundingMethod::Webster => had + 0.5,
                    RoundingMethod::HuntingtonHill => (had * (had + 1.0)).sqrt(),
                    RoundingMethod::Adams => had,
                    _ => 2.0 * had * (had + 1.0) / (2.0 * had + 1.0),
                };
                // First seats before all others, the larger weight first.
                let priority = if divisor == 0.0 {
                    1e15 * weight
                } else {
                    weight / divisor
                };
                (priority, index)
            })
            .collect();
        claims.sort_by(|left, right| right.0.total_cmp(&left.0));
        if claims.len() > 1 && (claims[0].0 - claims[1].0).abs() <= 1e-9 * claims[0].0 {
            return None;
        }
        seats[claims[0].1] += 1;
    }
    Some(seats)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn divisor_methods_agree_with_one_seat_at_a_time_within_bounds(
        people in prop::collection::vec((1_u32..50_000, 0_u64..6, 0_u64..40), 2..12),
        position in 0.0..1.0_f64,
        method in prop::sample::select(DIVISOR_METHODS.to_vec()),
    ) {
        let weights: Vec<u32> = people.iter().map(|one| one.0).collect();
        let floors: Vec<u64> = people.iter().map(|one| if one.1 < 3 { 0 } else { one.1 }).collect();
        let caps: Vec<u64> = people.iter().zip(&floors).map(|(one, floor)| floor + one.2).collect();
        let (low, high): (u64, u64) = (floors.iter().sum(), caps.iter().sum());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
        let total = low + ((high - low) as f64 * position) as u64;
        let rounded = round_weights(method, &weights, &floors, &caps, u32::try_from(total).expect("small")).expect("feasible");
        prop_assert!(rounded.certificate.total_met && rounded.certificate.bounds_met);
        if let Some(expected) = one_at_a_time(method, &weights, &floors, &caps, total) {
            prop_assert_eq!(rounded.seats, expected);
        }
    }

    #[test]
    fn the_quota_method_stays_within_the_quota_and_takes_from_nobody(
        weights in prop::collection::vec(1_u32..10_000, 2..10),
        total in 1_u32..300,
    ) {
        let seats = free(RoundingMethod::Quota, &weights, total);
        let whole: u64 = weights.iter().map(|&weight| u64::from(weight)).sum();
        for (&seat, &weight) in seats.iter().zip(&weights) {
            let product = u64::from(weight) * u64::from(total);
            prop_assert!(seat >= product / whole && seat <= product.div_ceil(whole));
        }
        prop_assert_eq!(house_paradox(RoundingMethod::Quota, &weights, total..total + 3), Ok(None));
    }

    #[test]
    fn largest_remainder_stays_within_the_quota_where_nothing_binds(
        weights in prop::collection::vec(1_u32..1_000_000, 2..40),
        total in 1_u32..1_000_000,
    ) {
        let caps = vec![u64::from(total); weights.len()];
        let rounded = round_weights(RoundingMethod::LargestRemainder, &weights, &vec![0; weights.len()], &caps, total).expect("feasible");
        prop_assert_eq!(rounded.certificate.quota_violations, 0);
    }

    /// Rows and columns keep totals that are roundings of the sums, and then a matrix exists whose
    /// cells are roundings of theirs wherever the totals allow one.
    #[test]
    fn matrices_keep_rows_columns_and_caps(
        cells in prop::collection::vec(prop::collection::vec(0.0..40.0_f64, 4), 2..12),
    ) {
        let rows: Vec<f64> = cells.iter().map(|row| row.iter().sum()).collect();
        let whole: f64 = rows.iter().sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
        let total = whole.round() as u64;
        let spread = |quotas: &[f64]| {
            round(RoundingMethod::LargestRemainder, quotas, &vec![0; quotas.len()], &vec![total; quotas.len()], total).expect("feasible").seats
        };
        let row_totals = spread(&rows);
        let columns: Vec<f64> = (0..4).map(|column| cells.iter().map(|row| row[column]).sum()).collect();
        let column_totals = spread(&columns);
        let caps = vec![vec![u64::MAX; 4]; cells.len()];
        let matrix = controlled(&cells, &row_totals, &column_totals, &caps).expect("feasible");
        for (row, total) in matrix.cells.iter().zip(&row_totals) {
            prop_assert_eq!(row.iter().sum::<u64>(), *total);
        }
        for (column, total) in column_totals.iter().enumerate() {
            prop_assert_eq!(matrix.cells.iter().map(|row| row[column]).sum::<u64>(), *total);
        }
        // No swap of one person around a rectangle lowers the squared distance.
        let distance = |row: usize, column: usize, change: f64| {
            let value = matrix.cells[row][column] as f64;
            (value + change - cells[row][column]).powi(2) - (value - cells[row][column]).powi(2)
        };
        for row in 0..cells.len() {
            for other in 0..cells.len() {
                for column in 0..4 {
                    for second in 0..4 {
                        if row != other && column != second && matrix.cells[row][column] > 0 && matrix.cells[other][second] > 0 {
                            let gain = distance(row, column, -1.0) + distance(row, second, 1.0)
                                + distance(other, second, -1.0) + distance(other, column, 1.0);
                            prop_assert!(gain > -1e-6, "{}", gain);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn caps_of_a_matrix_hold_or_the_row_is_named(
        cells in prop::collection::vec(prop::collection::vec(0.0..10.0_f64, 3), 2..6),
        cap in 2_u64..12,
    ) {
        let rows: Vec<f64> = cells.iter().map(|row| row.iter().sum()).collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
        let total = rows.iter().sum::<f64>().round() as u64;
        let spread = |quotas: &[f64]| {
            round(RoundingMethod::LargestRemainder, quotas, &vec![0; quotas.len()], &vec![total; quotas.len()], total).expect("feasible").seats
        };
        let columns: Vec<f64> = (0..3).map(|column| cells.iter().map(|row| row[column]).sum()).collect();
        let (row_totals, column_totals) = (spread(&rows), spread(&columns));
        let caps = vec![vec![cap; 3]; cells.len()];
        match controlled(&cells, &row_totals, &column_totals, &caps) {
            Ok(matrix) => {
                prop_assert!(matrix.cells.iter().flatten().all(|&cell| cell <= cap));
                for (row, total) in matrix.cells.iter().zip(&row_totals) {
                    prop_assert_eq!(row.iter().sum::<u64>(), *total);
                }
            }
            Err(error) => {
                // Only where some row or set of columns truly has no room.
                let rows_full = row_totals.iter().any(|&total| total > 3 * cap);
                let columns_full = column_totals.iter().any(|&total| total > cells.len() as u64 * cap);
                let crowded = total > cap * 3 * cells.len() as u64 / 2;
                prop_assert!(rows_full || columns_full || crowded, "{}", error);
            }
        }
    }
}
