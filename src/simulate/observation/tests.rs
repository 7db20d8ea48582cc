//! Published figures by the law of their errors.

use super::*;
use crate::simulate::fixture::near;

/// Figures that tell the truth.
fn exact() -> ObservationParameters {
    ObservationParameters {
        carry_forward_probability: 0.0,
        revision_probability: 0.0,
        revision_downward_share: 0.6,
        revision_same_direction_share: 0.0,
        revision_downward_log_scale: 0.4,
        revision_upward_log_scale: 0.1,
        revision_degrees_of_freedom: 5.0,
        revision_lowest_ratio: 0.05,
        revision_highest_ratio: 20.0,
        arrivals_recording_stops_per_year: 0.0,
        arrivals_recording_resumes_per_year: 0.0,
        returns_recorded_mean_share: 1.0,
        returns_recorded_concentration: 10.0,
    }
}

fn stream(number: u64) -> Stream {
    Streams::new(17, number).stream(Purpose::Observation, 1, 0)
}

#[test]
fn without_errors_statistics_are_what_happened() {
    let mut published = Published::open(900);
    observe(&exact(), &mut stream(1), &mut published, [1_000, 70, 30]);
    assert_eq!(published.year, [1_000, 70, 30]);
    assert_eq!(published.stock, 1_000);
    assert_eq!(published.log_ratio, 0.0);
    assert_eq!(persons(2.5), 3);
    assert_eq!(persons(2.4), 2);
    assert_eq!(persons(-1.0), 0);
}

#[test]
fn stocks_are_carried_forward_and_recording_stops_and_resumes() {
    let parameters = ObservationParameters {
        carry_forward_probability: 1.0,
        arrivals_recording_stops_per_year: 1.0,
        ..exact()
    };
    let mut published = Published::open(900);
    observe(&parameters, &mut stream(1), &mut published, [1_000, 70, 30]);
    assert_eq!(published.year, [900, 0, 30]);
    // It stays so until recording resumes.
    observe(&parameters, &mut stream(2), &mut published, [1_100, 70, 30]);
    assert_eq!(published.year, [900, 0, 30]);
    let resumes = ObservationParameters {
        arrivals_recording_resumes_per_year: 1.0,
        ..parameters
    };
    observe(&resumes, &mut stream(3), &mut published, [1_100, 70, 30]);
    assert_eq!(published.year, [900, 70, 30]);
}

#[test]
fn probabilities_are_those_that_are_stated() {
    let parameters = ObservationParameters {
        carry_forward_probability: 0.2,
        revision_probability: 0.3,
        arrivals_recording_stops_per_year: 0.1,
        returns_recorded_mean_share: 0.4,
        ..exact()
    };
    let draws = 4_000_u32;
    let (mut carried, mut revised, mut stopped, mut returned) = (0.0, 0.0, 0.0, 0.0);
    for number in 0..u64::from(draws) {
        let mut published = Published::open(7);
        observe(
            &parameters,
            &mut stream(number),
            &mut published,
            [1_000_000, 5, 1_000],
        );
        let yes = |is: bool| f64::from(u8::from(is));
        carried += yes(published.year[0] == 7);
        revised += yes(published.was_downward.is_some());
        stopped += yes(published.year[1] == 0);
        // Of those who stand in the register.
        returned += published.year[2] as f64 / 1_000.0 / published.log_ratio.min(0.0).exp();
    }
    let n = f64::from(draws);
    for (seen, p) in [(carried, 0.2), (revised, 0.3), (stopped, 0.1)] {
        // Five standard errors.
        let spread = (p * (1.0 - p) / n).sqrt();
        assert!((seen / n - p).abs() <= 5.0 * spread, "{seen}, not {p}");
    }
    // A Beta share has a variance of 0.24 / 11.
    let spread = (0.24 / 11.0 / n).sqrt();
    assert!(
        (returned / n - 0.4).abs() <= 5.0 * spread + 1e-3,
        "{returned}"
    );
}

#[test]
fn a_revision_stays_and_lowers_returns_but_does_not_raise_them() {
    let revises = ObservationParameters {
        revision_probability: 1.0,
        ..exact()
    };
    for share in [0.0, 1.0] {
        let parameters = ObservationParameters {
            revision_downward_share: share,
            ..revises
        };
        let mut published = Published::open(0);
        let mut sum = 0.0;
        for number in 0..3 {
            let before = published.log_ratio;
            observe(
                &parameters,
                &mut stream(number),
                &mut published,
                [1_000_000, 5, 900_000],
            );
            // The same draws by hand: recording, carrying, whether, direction twice, size.
            let mut same = stream(number);
            for _ in 0..3 {
                same.uniform();
            }
            let is_downward = direction(&parameters, &mut same, None);
            assert_eq!(is_downward, share == 1.0);
            sum += revision(&parameters, &mut same, is_downward);
            near(published.log_ratio, sum);
            assert_eq!(published.log_ratio < before, share == 1.0);
            assert_eq!(published.was_downward, Some(share == 1.0));
            let ratio = sum.exp();
            assert!((published.year[0] as f64 - 1e6 * ratio).abs() <= 0.51);
            assert!((published.year[2] as f64 - 9e5 * ratio.min(1.0)).abs() <= 0.51);
        }
    }
}

#[test]
fn directions_are_kept_or_drawn_anew() {
    let draws = 6_000_u32;
    for (kept, down) in [(0.0, 0.7), (0.5, 0.7), (1.0, 0.7), (0.5, 0.2)] {
        let parameters = ObservationParameters {
            revision_same_direction_share: kept,
            revision_downward_share: down,
            ..exact()
        };
        for (before, mean) in [
            (None, down),
            (Some(true), kept + (1.0 - kept) * down),
            (Some(false), (1.0 - kept) * down),
        ] {
            let seen = (0..u64::from(draws))
                .filter(|&number| direction(&parameters, &mut stream(number), before))
                .count() as f64
                / f64::from(draws);
            // Five standard errors.
            let spread = (mean * (1.0 - mean) / f64::from(draws)).sqrt();
            assert!((seen - mean).abs() <= 5.0 * spread, "{seen}, not {mean}");
        }
    }
}

#[test]
fn sizes_of_revisions_are_those_of_students_t() {
    let draws = 20_000_u32;
    for freedom in [3.0, 8.0_f64] {
        let parameters = ObservationParameters {
            revision_degrees_of_freedom: freedom,
            revision_lowest_ratio: 1e-300,
            revision_highest_ratio: 1e300,
            ..exact()
        };
        // Mean of |t|: 2 √ν Γ((ν+1)/2) / (√π Γ(ν/2) (ν − 1)).
        let gamma = |x: f64| libm::tgamma(x);
        let mean = 2.0 * freedom.sqrt() * gamma(f64::midpoint(freedom, 1.0))
            / (std::f64::consts::PI.sqrt() * gamma(freedom / 2.0) * (freedom - 1.0));
        let variance = freedom / (freedom - 2.0) - mean * mean;
        for (is_downward, scale) in [(true, -0.4), (false, 0.1)] {
            let sum: f64 = (0..u64::from(draws))
                .map(|number| revision(&parameters, &mut stream(number), is_downward))
                .sum();
            let n = f64::from(draws);
            let seen = sum / n / scale;
            // Five standard errors.
            assert!(
                (seen - mean).abs() <= 5.0 * (variance / n).sqrt(),
                "{freedom}: {seen}, not {mean}"
            );
        }
    }
    // No revision goes beyond what is possible.
    let narrow = ObservationParameters {
        revision_lowest_ratio: 0.999_9,
        revision_highest_ratio: 1.000_1,
        ..exact()
    };
    let (mut lowest, mut highest) = (0.0_f64, 0.0_f64);
    for number in 0..300 {
        lowest = lowest.min(revision(&narrow, &mut stream(number), true));
        highest = highest.max(revision(&narrow, &mut stream(number), false));
    }
    near(lowest, 0.999_9_f64.ln());
    near(highest, 1.000_1_f64.ln());
}
