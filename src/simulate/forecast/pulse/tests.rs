//! The usual course of a pulse, and what is made of it.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::near;

fn situation() -> Situation {
    let mut situation = everything();
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.pulse_month_ratio = 0.5;
    arrivals.pulse_single_year_probability = 0.25;
    arrivals.pulse_year_ratio_median = 0.5;
    arrivals.pulse_year_ratio_log_sd = 0.0;
    arrivals.pulse_year_ratio_maximum = 3.0;
    situation.clock.months = 24;
    situation
}

/// Over two years a quarter of pulses end after the first, and others bring a third in the second.
#[test]
fn the_usual_course_is_the_mean_over_courses() {
    let usual = UsualPulse::new(&situation());
    assert_eq!(usual.shares.len(), 24);
    let first: f64 = usual.shares[..12].iter().sum();
    let second: f64 = usual.shares[12..].iter().sum();
    near(first + second, 1.0);
    // A third of three quarters; a standard error of a third of sqrt(3/16) in sqrt(1000), 0.005.
    assert!((second - 0.25).abs() < 0.02, "{second}");
    // What planners know does not depend on the seed of the futures.
    let mut other = situation();
    other.ensemble.seed += 1;
    assert_eq!(UsualPulse::new(&other), usual);
    for year in usual.shares.chunks(12) {
        for pair in year.windows(2) {
            near(pair[1], 0.5 * pair[0]);
        }
    }
    near(usual.before[1], usual.shares[0]);
    near(usual.before[13], first + usual.shares[12]);
}

#[test]
fn the_size_is_what_has_come_beyond_the_ordinary() {
    let usual = UsualPulse::new(&situation());
    let outbreak = |arrivals| Outbreak { month: 5, arrivals };
    // Nothing is known of a size in the month itself.
    near(usual.seen(outbreak(0), 5, 100.0).persons, 0.0);
    for months in [1, 4, 15] {
        let part: f64 = usual.shares[..months].iter().sum();
        let arrivals = 9_000 + 100 * months as u64;
        let seen = usual.seen(outbreak(arrivals), 5 + months as u32, 100.0);
        near(seen.persons, 9_000.0 / part);
        assert_eq!(seen.outbreak, 5);
    }
    near(usual.seen(outbreak(50), 6, 100.0).persons, 0.0);
    // After all its months everything has come.
    near(usual.seen(outbreak(7_000), 500, 0.0).persons, 7_000.0);
}

#[test]
fn an_announced_size_counts_until_somebody_has_come() {
    let mut situation = situation();
    situation.parameters.arrivals.onset_month = Some(5);
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.onset_pulse_median_persons = Some(50_000.0);
    arrivals.pulse_minimum_persons = 5_000.0;
    arrivals.pulse_maximum_share_of_origin_population = 0.2;
    arrivals.pulse_tail_index = 1.2;
    let usual = UsualPulse::new(&situation);
    let announced = usual.announced().expect("announced");
    assert_eq!(announced.outbreak, 5);
    assert!(announced.persons > 50_000.0, "{announced:?}");
    near(
        announced.persons,
        announced_pulse_persons(&situation, 50_000.0),
    );
    let outbreak = |month, arrivals| Outbreak { month, arrivals };
    assert_eq!(usual.seen(outbreak(5, 0), 5, 0.0), announced);
    near(usual.seen(outbreak(6, 0), 6, 0.0).persons, 0.0);
    near(
        usual.seen(outbreak(5, 100), 6, 0.0).persons,
        100.0 / usual.shares[0],
    );
}

#[test]
fn a_pulse_comes_from_its_outbreak_on() {
    let usual = UsualPulse::new(&situation());
    let pulse = Some(KnownPulse {
        outbreak: 5,
        persons: 8_000.0,
    });
    near(usual.persons_in(pulse, 4), 0.0);
    near(usual.persons_in(pulse, 5), 8_000.0 * usual.shares[0]);
    near(usual.persons_in(pulse, 28), 8_000.0 * usual.shares[23]);
    near(usual.persons_in(pulse, 29), 0.0);
    near(usual.persons_in(None, 5), 0.0);
}
