//! Who flees again, by the hazard of a year of war.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::after;

#[test]
fn returnees_flee_again_at_the_hazard_of_a_month_of_war() {
    let mut situation = everything();
    situation
        .parameters
        .voluntary_return
        .redisplacement_hazard_per_year = 0.24;
    after(&situation, 0, |setup, _, streams, space| {
        let state = &mut space.state;
        let groups = setup.grouping.len();
        for (regime, share) in [
            (Regime::War, 1.0 - f64::exp(-0.02)),
            (Regime::Stalemate, 0.0),
            (Regime::Peace, 0.0),
        ] {
            state.regime = regime;
            let mut returned = vec![0; groups];
            (returned[2], returned[7]) = (600_000, 400_000);
            let returnees = &mut state.hosts[1].returnees;
            returnees.open(groups);
            returnees.add(&returned);
            let mut newcomers = vec![3; groups];
            let fled = flee(setup, streams, state, 1, &mut newcomers);
            // Five standard errors: a false alarm with probability 6e-7.
            let (mean, variance) = (1e6 * share, 1e6 * share * (1.0 - share));
            assert!(
                (fled as f64 - mean).abs() <= 5.0 * f64::sqrt(variance),
                "{fled}, not {mean}"
            );
            assert_eq!(newcomers.iter().sum::<u64>(), fled + 3 * groups as u64);
            let of_first = (newcomers[2] - 3) as f64;
            let (mean, variance) = (0.6 * fled as f64, 0.24 * fled as f64);
            assert!((of_first - mean).abs() <= 5.0 * f64::sqrt(variance));
            let returnees = &state.hosts[1].returnees;
            assert_eq!(returnees.there.iter().sum::<u64>() + fled, 1_000_000);
            assert_eq!([returnees.returned, returnees.fled], [1_000_000, fled]);
        }
    });
}
