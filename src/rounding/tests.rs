use proptest::prelude::*;

use super::*;

/// Every way to place `total` within the bounds, by brute force.
fn least_squares(quotas: &[f64], floors: &[u64], caps: &[u64], total: u64) -> f64 {
    fn search(quotas: &[f64], floors: &[u64], caps: &[u64], left: u64) -> f64 {
        let Some((&quota, rest)) = quotas.split_first() else {
            return if left == 0 { 0.0 } else { f64::INFINITY };
        };
        (floors[0]..=caps[0].min(left))
            .map(|seat| {
                (seat as f64 - quota).powi(2) + search(rest, &floors[1..], &caps[1..], left - seat)
            })
            .fold(f64::INFINITY, f64::min)
    }
    search(quotas, floors, caps, total)
}

#[test]
fn published_vectors_of_largest_remainder_come_out() {
    // Balinski and Young 1975; the Alabama paradox of the census of 1880 in its first two States
    // needs the whole list, which the integration test reads.
    let free = |weights: &[u32], total: u32| {
        let caps = vec![u64::from(total); weights.len()];
        largest_remainder_of_weights(weights, &vec![0; weights.len()], &caps, total)
            .expect("feasible")
            .seats
    };
    assert_eq!(free(&[5117, 4400, 162, 161, 160], 100), [51, 44, 2, 2, 1]);
    assert_eq!(free(&[14, 28, 7, 35], 12), [2, 4, 1, 5]);
    assert_eq!(free(&[10, 9, 8, 8, 11, 12], 3), [1, 0, 0, 0, 1, 1]);
}

#[test]
fn ties_are_settled_in_order_and_logged() {
    let rounded = largest_remainder_of_weights(&[1, 1, 1], &[0; 3], &[9; 3], 4).expect("feasible");
    assert_eq!(rounded.seats, [2, 1, 1]);
    assert_eq!(
        rounded.certificate.ties,
        [Tie {
            candidates: vec![0, 1, 2],
            places: 1
        }]
    );
    let none = largest_remainder(&[1.25, 2.75], &[0; 2], &[9; 2], 4).expect("feasible");
    assert_eq!((none.seats, none.certificate.ties), (vec![1, 3], vec![]));
}

#[test]
fn impossible_bounds_are_refused_by_name() {
    let names = vec!["Austria".to_owned(), "Belgium".to_owned()];
    let error = largest_remainder(&[1.0, 1.0], &[0, 3], &[9, 2], 2).expect_err("floor above cap");
    assert_eq!(
        error.describe(&names),
        "Belgium has a floor of 3 places above its cap of 2; lower the floor or raise the cap"
    );
    assert!(matches!(
        largest_remainder(&[1.0, 1.0], &[2, 2], &[9, 9], 3),
        Err(RoundingError::FloorsAboveTotal {
            floors: 4,
            total: 3
        })
    ));
    assert!(matches!(
        largest_remainder(&[1.0, 1.0], &[0, 0], &[1, 1], 3),
        Err(RoundingError::CapsBelowTotal { caps: 2, total: 3 })
    ));
    for wrong in [f64::NAN, f64::INFINITY, -1.0, 1e16] {
        assert!(matches!(
            largest_remainder(&[1.0, wrong], &[0, 0], &[9, 9], 3),
            Err(RoundingError::Quota { participant: 1 })
        ));
    }
    assert!(largest_remainder_of_weights(&[0, 0], &[0, 0], &[9, 9], 3).is_err());
    assert!(
        largest_remainder(&[], &[], &[], 0)
            .expect("nobody")
            .seats
            .is_empty()
    );
}

#[test]
fn a_million_places_over_two_hundred_states_keep_their_quotas() {
    let quotas: Vec<f64> = (1..=200)
        .map(|rank| 1e6 / 20_100.0 * f64::from(rank))
        .collect();
    let rounded =
        largest_remainder(&quotas, &[0; 200], &[u64::MAX; 200], 1_000_000).expect("feasible");
    assert_eq!(rounded.seats.iter().sum::<u64>(), 1_000_000);
    assert_eq!(rounded.certificate.quota_violations, 0);
}

fn bounded_case() -> impl Strategy<Value = (Vec<f64>, Vec<u64>, Vec<u64>, u64)> {
    (1_usize..5)
        .prop_flat_map(|count| {
            (
                prop::collection::vec(0.0..6.0_f64, count),
                prop::collection::vec((0_u64..4, 0_u64..5), count),
                0.0..=1.0_f64,
            )
        })
        .prop_map(|(quotas, bounds, position)| {
            let floors: Vec<u64> = bounds.iter().map(|bound| bound.0).collect();
            let caps: Vec<u64> = bounds.iter().map(|bound| bound.0 + bound.1).collect();
            let (low, high) = (floors.iter().sum::<u64>(), caps.iter().sum::<u64>());
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "small"
            )]
            let total = low + ((high - low) as f64 * position).round() as u64;
            (quotas, floors, caps, total)
        })
}

proptest! {
    #[test]
    fn no_other_whole_numbers_within_the_bounds_lie_nearer((quotas, floors, caps, total) in bounded_case()) {
        let rounded = largest_remainder(&quotas, &floors, &caps, total).expect("feasible");
        prop_assert!(rounded.certificate.total_met && rounded.certificate.bounds_met);
        let distance: f64 = rounded
            .seats
            .iter()
            .zip(&quotas)
            .map(|(&seat, &quota)| (seat as f64 - quota).powi(2))
            .sum();
        prop_assert!(distance <= least_squares(&quotas, &floors, &caps, total) + 1e-9);
    }

    #[test]
    fn without_bounds_every_error_is_below_one(weights in prop::collection::vec(1_u32..1_000_000, 1..60), total in 0_u32..5_000) {
        let caps = vec![u64::from(total); weights.len()];
        let rounded = largest_remainder_of_weights(&weights, &vec![0; weights.len()], &caps, total).expect("feasible");
        let sum: f64 = weights.iter().map(|&weight| f64::from(weight)).sum();
        for (&seat, &weight) in rounded.seats.iter().zip(&weights) {
            prop_assert!((seat as f64 - f64::from(weight) * f64::from(total) / sum).abs() < 1.0 + 1e-9);
        }
        prop_assert_eq!(rounded.certificate.quota_violations, 0);
        prop_assert_eq!(rounded.seats.iter().sum::<u64>(), u64::from(total));
    }
}
