//! Impact by its equations.

use super::*;
use crate::model::parameters::PerDimension;
use crate::simulate::common::everything::{everything, figure};
use crate::simulate::fixture::{after, all_near, near, shelter};

fn dimensions(values: [f64; 4]) -> PerDimension {
    let [economy, society, environment, security] = values;
    PerDimension {
        economy,
        society,
        environment,
        security,
    }
}

#[test]
fn impact_follows_exposure_less_what_money_and_programmes_relieve() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.protracted.host_impact;
    parameters.exposure_refugees_per_inhabitant = 0.05;
    let full = [0.9, 0.6, 0.5, 0.3];
    let speed = [0.1, 0.2, 0.05, 0.4];
    parameters.full_impact_share = dimensions(full);
    parameters.speed_per_month = dimensions(speed);
    parameters.sector_relief_share = 0.4;
    parameters.programme_relief_share = 0.5;
    parameters.programme_usd_per_person_year = 36.0;
    parameters.openness_loss_share = 0.3;
    parameters.adverse_return_rise_ratio = 1.2;
    for (host, (ratio, inhabitants)) in
        situation
            .hosts
            .iter_mut()
            .zip([(1.0, 1e6), (1.5, 2e6), (2.0, 4e6)])
    {
        host.cost_ratio = ratio;
        let inhabitants = figure(inhabitants);
        let indicators = &mut host.country.indicators;
        indicators.insert(Indicator::PopulationPersons, inhabitants);
    }
    situation.parameters.protracted.rehabilitation.applies =
        crate::model::parameters::Switch::Always;
    after(&situation, 0, |setup, option, streams, space| {
        // Areas that people have left: their number was higher.
        for (host, peak) in [60_000, 30_000, 0].into_iter().enumerate() {
            shelter(&mut space.state.hosts[host], 1, peak);
        }
        super::super::month(setup, option, streams, space);
        let stocks = [40_000, 30_000, 10_000];
        let backlogs = [20_000.0, 0.0, 0.0];
        for (host, stock) in stocks.into_iter().enumerate() {
            shelter(&mut space.state.hosts[host], 1, stock);
        }
        super::super::month(setup, option, streams, space);
        let state = &mut space.state;
        for (host, backlog) in backlogs.into_iter().enumerate() {
            near(
                state.protracted.hosts[host].rehabilitation.backlog(),
                backlog,
            );
        }
        let reach = [0.1, 0.8, 0.5, 0.9];
        for running in [true, false] {
            state.month = if running { state.plan_month } else { 0 };
            for host in 0..3 {
                for (sector, reach) in RELIEF.into_iter().zip(reach) {
                    state.coverage[[host, sector.index()]] = reach;
                }
                let own = &mut state.protracted.hosts[host];
                own.impact.levels = [0.2, 0.4, 0.1, 0.7];
                own.impact.evaluated = 0.6;
                own.costs_usd[Sector::HostCommunity.index()] = 3.0;
                own.effects.openness = 0.01;
                own.effects.adverse_return_ratio = 1.1;
            }
            state.refresh_reach(&setup.situation.parameters.response);
            month(setup, option, state);
            for host in 0..3 {
                let inhabitants = [1e6, 2e6, 4e6][host];
                let programmes = if running { 0.6 } else { 0.0 };
                let expected = [0, 1, 2, 3].map(|dimension| {
                    let left = if dimension == 2 { backlogs[host] } else { 0.0 };
                    let people = stocks[host] as f64 + left;
                    let exposure = 1.0 - (-people / (inhabitants * 0.05)).exp();
                    let aim = full[dimension]
                        * exposure
                        * (1.0 - 0.4 * reach[dimension])
                        * (1.0 - 0.5 * programmes * 0.8);
                    let level = [0.2, 0.4, 0.1, 0.7][dimension];
                    level + speed[dimension] * (aim - level)
                });
                let own = &state.protracted.hosts[host];
                all_near(&own.impact.levels, &expected);
                let mean = expected.iter().sum::<f64>() / 4.0;
                near(own.impact.mean(), mean);
                near(
                    own.costs_usd[Sector::HostCommunity.index()],
                    3.0 + programmes * 3.0 * [1.0, 1.5, 2.0][host] * stocks[host] as f64,
                );
                near(own.effects.openness, 0.01 - 0.3 * mean * 0.4);
                near(own.effects.adverse_return_ratio, 1.1 * (1.0 + 1.2 * mean));
            }
        }
        let means: Vec<f64> = (0..3)
            .map(|host| state.protracted.hosts[host].impact.mean())
            .collect();
        evaluate(state);
        for (host, mean) in state.protracted.hosts.iter().zip(means) {
            assert_eq!(host.impact.evaluated, mean);
        }
    });
}

#[test]
fn impact_lies_between_none_and_all() {
    let mut impact = HostImpact::default();
    for (level, holds) in [(0.0, true), (1.0, true), (1.001, false), (-0.001, false)] {
        impact.levels[3] = level;
        assert_eq!(impact.holds(), holds);
    }
}
