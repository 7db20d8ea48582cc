//! The start by its rules.

use super::*;
use crate::model::parameters::Switch;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

#[test]
fn uptake_is_drawn_between_its_bounds() {
    let mut situation = everything();
    situation.parameters.finance.uptake_minimum = 0.25;
    situation.parameters.finance.uptake_maximum = 0.75;
    situation.options.last_mut().expect("one").uptake = None;
    after(&situation, 0, |setup, option, _, _| {
        for number in 0..5 {
            let streams = Streams::new(3, number);
            let level = streams.stream(Purpose::Uptake, SITUATION, 0).uniform();
            near(draw_uptake(setup, option, &streams), 0.25 + 0.5 * level);
        }
    });
    situation.options.last_mut().expect("one").uptake = Some(0.4);
    after(&situation, 0, |setup, option, streams, _| {
        near(draw_uptake(setup, option, streams), 0.4);
    });
    situation.options.last_mut().expect("one").has_plan = false;
    after(&situation, 0, |setup, option, streams, _| {
        near(draw_uptake(setup, option, streams), 0.0);
    });
}

#[test]
fn the_mortality_of_an_emergency_that_runs_is_drawn() {
    let mut situation = everything();
    situation.parameters.costs.emergency_months = 5;
    let demography = &mut situation.parameters.demography;
    demography.emergency_mortality_median_ratio = 4.0;
    demography.emergency_mortality_log_sd = 0.3;
    for (stated, drawn) in [
        (None, false),
        (Some(0), true),
        (Some(4), true),
        (Some(5), false),
    ] {
        situation.hosts[1].months_since_influx = stated;
        after(&situation, 0, |setup, _, streams, space| {
            let host = &space.state.hosts[1];
            let since = host.months_since_influx;
            assert!(stated.is_none_or(|months| months == since));
            let seen = opening_mortality(setup, streams, 1, since);
            assert_eq!(seen, host.emergency_mortality);
            assert_eq!(seen != 4.0, drawn, "{stated:?}: {seen}");
        });
    }
}

#[test]
fn the_pipeline_holds_no_more_than_need_it_and_stages_by_their_time() {
    let mut situation = everything();
    for contributor in &mut situation.contributors {
        contributor.baseline_places_per_year = 1_000_000;
    }
    let resettlement = &mut situation.parameters.resettlement;
    resettlement.need_share_of_stock = 0.06;
    resettlement.acceptance_share = 0.5;
    situation.hosts[0].stock.arrival_years.clear();
    situation.hosts[0].resettlement_pipeline_persons = None;
    after(&situation, 0, |_, _, _, space| {
        let host = &space.state.hosts[0];
        let pipeline = host.status_total(LiveStatus::ResettlementPipeline.index());
        let refugees = everything().hosts[0].stock.refugees.total().0;
        assert_eq!(pipeline, refugees * 6 / 100);
        // Half of submissions are refused in the second stage, so that the first two hold twice as many.
        let [first, second, third, fourth] = host.stages[0];
        assert_eq!(first + second + third + fourth, pipeline);
        for (stage, part) in [(first, 2), (second, 2), (third, 1), (fourth, 1)] {
            assert!(
                stage.abs_diff(pipeline * part / 6) <= 1,
                "{:?}",
                host.stages
            );
        }
        // Nothing is said of the years of arrival: everybody came in the year before.
        let classes = exile::everybody_by_class(host);
        assert_eq!(classes[exile::class(1)], host.everybody());
    });
}

#[test]
fn one_future_of_each_draw_is_spread_over_outbreaks() {
    let mut situation = everything();
    situation.ensemble.stratify_outbreaks = true;
    situation.ensemble.futures_per_draw = 2;
    // Nothing moves the regime but its own law.
    situation.parameters.protracted.prevention.applies = Switch::Off;
    situation.parameters.protracted.tension.applies = Switch::Off;
    after(&situation, 0, |setup, option, _, _| {
        let law = setup.outbreaks.as_ref().expect("a law");
        let mut space = Workspace::new(setup);
        let mut seen = Vec::new();
        for replicate in 0..40 {
            let streams = Streams::new(situation.ensemble.seed, replicate);
            open(setup, option, &streams, &mut space);
            let opening = regime::opening_spell(setup, &streams);
            let level = scrambled_level(situation.ensemble.seed, replicate / 2);
            let spread = OutbreakPath::new(law, opening, level);
            let path = space.state.outbreaks.as_ref().expect("a path");
            if replicate % 2 == 0 {
                assert_eq!(format!("{path:?}"), format!("{spread:?}"), "{replicate}");
            }
            seen.push(format!("{path:?}"));
        }
        seen.dedup();
        assert!(seen.len() > 20);
    });
}
