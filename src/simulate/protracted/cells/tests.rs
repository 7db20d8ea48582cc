//! Cells are read from the state and the accounts by their definitions.

use super::*;
use crate::indicator::Breakdown::{Contributor, None as Undivided, Sex, SexAge};
use crate::model::{AgeBand, Sex as Sexes};
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, shelter};
use crate::simulate::setup::OptionSetup;

type Key = (&'static str, Option<usize>, Breakdown);

/// All cells of a year with their values.
fn written(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &State,
    year: &ProtractedYear,
) -> Vec<(Key, i64)> {
    let donors: Vec<usize> = (0..option.donors.len()).collect();
    let mut keys = Vec::new();
    year_cells(setup, &donors, &mut |name, host, breakdown, _, _| {
        let host = host.and_then(|code| setup.hosts.iter().position(|it| it.code == code));
        keys.push((name, host, breakdown));
    });
    let mut values = Vec::new();
    write_year(setup, state, year, &mut values);
    assert_eq!(keys.len(), values.len());
    keys.into_iter().zip(values).collect()
}

#[test]
fn levels_flows_and_shares_are_those_of_hosts_and_of_all() {
    let mut situation = everything();
    situation.parameters.protracted.pathways.applies = crate::model::parameters::Switch::Always;
    // The grant element is then that of the terms.
    situation.parameters.protracted.concessional.grant_share = None;
    after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        for (host, stock) in [30_000, 10_000, 0].into_iter().enumerate() {
            shelter(&mut state.hosts[host], 1, stock);
            let own = &mut state.protracted.hosts[host];
            own.capacity = 0.2 * (host + 1) as f64;
            own.tension.level = 0.3 * (host + 1) as f64;
            own.impact.levels = [0.1, 0.2, 0.3, 0.4].map(|level| level * (host + 1) as f64);
            own.impact.evaluated = 0.5 * (host + 1) as f64;
            own.education.children = [[0.0; 2], [100.0, 200.0], [50.0, 50.0], [0.0, 10.0]];
            own.education.enrolled = [[0.5; 2], [0.6, 0.9], [0.4, 0.5], [0.1, 0.2]];
            own.participation.people = [100.0, 200.0, 30.0, 20.0];
            own.participation.levels = [0.5, 0.25, 0.2, 0.1];
            let account = &mut year.protracted.hosts[host];
            account.private_funds = 10;
            account.out_of_school = 121.0;
            account.rehabilitation = 20;
            (account.development_committed, account.development_paid) = (30, 25);
            (account.loans, account.loan_service) = (40, 4);
            account.support = [1, 2, 3];
            account.survivors = [0, 0, 10, 20, 5, 0, 0, 4, 6, 2];
            account.reached = [0, 0, 5, 10, 1, 0, 0, 1, 2, 1];
            account.specific_needs_unmet = [0.6, 1.4, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
            own.specific_needs.people = [10.0; SEX_AGE_CELLS];
            own.specific_needs.known = [0.2 * (host + 1) as f64; SEX_AGE_CELLS];
            account.pathways_by_cell = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
            account.pathways = [5, 10, 15, 20, 5];
            account.pathway_applications = 77;
        }
        // The education of the third host is empty.
        state.protracted.hosts[2].education.children = [[0.0; 2]; 4];
        state.protracted.hosts[2].participation.people = [0.0; 4];
        year.protracted.hosts[2].survivors = [0; SEX_AGE_CELLS];
        year.protracted.hosts[2].reached = [0; SEX_AGE_CELLS];
        year.protracted.solutions = [60, 20, 20];
        year.protracted.pathway_donors = vec![7, 8, 9];
        (year.protracted.evaluations, year.protracted.prevention) = (2, 500);
        state.protracted.strategy.intended = [0.5, 0.3, 0.2];
        state.protracted.evaluation.marks = [0.4, 1.0, 0.5, 0.7];
        state.protracted.prevention.level = 0.35;
        state.protracted.grant_element = 0.45;
        let cells = written(setup, option, state, &year.protracted);
        let value = |name, host, breakdown| {
            cells
                .iter()
                .find(|(key, _)| *key == (name, host, breakdown))
                .unwrap_or_else(|| panic!("{name} {host:?} {breakdown:?}"))
                .1
        };
        let b = billionths;
        let of_all = |level: f64| b(0.75 * level + 0.25 * 2.0 * level);
        for (name, level) in [
            ("protection_capacity_share", 0.2),
            ("tension_index", 0.3),
            ("host_impact_share", 0.25),
            ("host_impact_economy_share", 0.1),
            ("host_impact_security_share", 0.4),
            ("host_impact_evaluated_share", 0.5),
        ] {
            assert!(
                (value(name, None, Undivided) - of_all(level)).abs() <= 1,
                "{name}"
            );
            let second = value(name, Some(1), Undivided);
            assert!((second - b(2.0 * level)).abs() <= 1, "{name}");
            let empty = value(name, Some(2), Undivided);
            assert!((empty - b(3.0 * level)).abs() <= 1, "{name}");
        }
        for (name, one) in [
            ("private_education_usd", 10),
            ("rehabilitation_paid_usd", 20),
            ("development_committed_usd", 30),
            ("development_disbursed_usd", 25),
            ("loans_disbursed_usd", 40),
            ("loan_service_usd", 4),
            ("return_support_usd", 1),
            ("integration_support_usd", 2),
            ("resettlement_support_usd", 3),
            ("pathway_departures_persons", 55),
            ("pathway_applications_persons", 77),
            ("pathway_family_reunification_persons", 15),
        ] {
            assert_eq!(value(name, None, Undivided), 3 * one, "{name}");
            assert_eq!(value(name, Some(1), Undivided), one, "{name}");
        }
        let older_men = SexAge(Sexes::Male, AgeBand::From60);
        for (name, host, breakdown, number) in [
            ("specific_needs_persons", None, Undivided, 300),
            ("specific_needs_persons", Some(1), older_men, 10),
            ("specific_needs_identified_persons", None, Undivided, 12),
            ("specific_needs_identified_persons", Some(2), Undivided, 6),
            // A tenth each, of which a host has none, half a person and one more.
            ("specific_needs_identified_persons", None, older_men, 1),
            ("specific_needs_unmet_person_months", None, Undivided, 138),
            ("specific_needs_unmet_person_months", Some(0), older_men, 9),
        ] {
            assert_eq!(value(name, host, breakdown), number, "{name} {host:?}");
        }
        // Girls: 60 of 100 and 20 of 50; boys: 180 of 200 and 25 of 50.
        let parity = (80.0 / 150.0) / (205.0 / 250.0);
        assert_eq!(
            value("education_gender_parity_ratio", Some(0), Undivided),
            b(parity)
        );
        assert_eq!(
            value("education_gender_parity_ratio", None, Undivided),
            b(parity)
        );
        assert_eq!(
            value("education_gender_parity_ratio", Some(2), Undivided),
            b(1.0)
        );
        let primary = "enrolment_primary_share";
        assert_eq!(value(primary, Some(0), Undivided), b(0.8));
        assert_eq!(value(primary, None, Undivided), b(0.8));
        assert_eq!(value(primary, Some(1), Sex(Sexes::Female)), b(0.6));
        assert_eq!(value(primary, Some(1), Sex(Sexes::Male)), b(0.9));
        assert_eq!(value(primary, Some(2), Undivided), 0);
        let tertiary = "enrolment_tertiary_share";
        assert_eq!(value(tertiary, Some(0), Undivided), b(0.2));
        assert_eq!(value(tertiary, Some(0), Sex(Sexes::Female)), 0);
        assert_eq!(value("out_of_school_child_years", None, Undivided), 30);
        assert_eq!(value("out_of_school_child_years", Some(1), Undivided), 10);
        let part = "participation_share";
        assert_eq!(value(part, Some(0), Undivided), b(108.0 / 350.0));
        assert_eq!(value(part, None, Undivided), b(108.0 / 350.0));
        assert_eq!(value(part, Some(0), Sex(Sexes::Female)), b(56.0 / 130.0));
        assert_eq!(value(part, Some(0), Sex(Sexes::Male)), b(52.0 / 220.0));
        for (sex, band, level) in [
            (Sexes::Female, AgeBand::From18To59, 0.5),
            (Sexes::Male, AgeBand::From18To59, 0.25),
            (Sexes::Female, AgeBand::From60, 0.2),
            (Sexes::Male, AgeBand::From60, 0.1),
        ] {
            assert_eq!(value(part, Some(1), SexAge(sex, band)), b(level));
        }
        assert_eq!(value(part, Some(2), Undivided), 0);
        let survivors = "gender_violence_survivors_persons";
        assert_eq!(value(survivors, Some(0), Undivided), 47);
        assert_eq!(value(survivors, None, Undivided), 94);
        let girls = SexAge(Sexes::Female, AgeBand::From12To17);
        let old_men = SexAge(Sexes::Male, AgeBand::From60);
        assert_eq!(value(survivors, None, girls), 20);
        assert_eq!(value(survivors, None, old_men), 4);
        assert_eq!(
            value("gender_violence_reached_persons", Some(0), Undivided),
            20
        );
        assert_eq!(value("gender_violence_reached_persons", Some(0), girls), 5);
        let reached = "gender_violence_coverage_share";
        assert_eq!(value(reached, Some(0), Undivided), b(20.0 / 47.0));
        assert_eq!(value(reached, Some(0), Sex(Sexes::Female)), b(16.0 / 35.0));
        assert_eq!(value(reached, None, Sex(Sexes::Male)), b(4.0 / 12.0));
        assert_eq!(value(reached, Some(2), Undivided), b(1.0));
        let departures = "pathway_departures_persons";
        assert_eq!(value(departures, None, girls), 9);
        assert_eq!(value(departures, Some(1), old_men), 10);
        for (name, expected) in [
            ("intended_return_share", b(0.5)),
            ("intended_resettlement_share", b(0.2)),
            ("solution_mix_distance_share", b(0.1)),
            ("evaluations_count", 2),
            ("evaluation_score_share", b(0.65)),
            ("evaluation_solutions_share", b(0.5)),
            ("evaluation_timeliness_share", b(0.7)),
            ("prevention_usd", 500),
            ("prevention_share", b(0.35)),
            ("loan_grant_element_share", b(0.45)),
        ] {
            assert!(
                (value(name, None, Undivided) - expected).abs() <= 1,
                "{name}"
            );
        }
        for (donor, places) in [7, 8, 9].into_iter().enumerate() {
            assert_eq!(value(departures, None, Contributor(donor)), places);
        }
        assert_eq!(year.protracted.pathways(), 165);
        // Without solutions none has a share, and nothing of what was intended was found.
        year.protracted.solutions = [0; SOLUTIONS];
        let cells = written(setup, option, state, &year.protracted);
        for (key, value) in cells {
            if key.0 == "solution_mix_distance_share" {
                assert_eq!(value, b(1.0));
            }
        }
    });
}

#[test]
fn what_is_switched_off_has_no_cells() {
    let mut situation = everything();
    situation.parameters.protracted = ProtractedParameters::default();
    after(&situation, 0, |setup, option, _, space| {
        let cells = written(setup, option, &space.state, &space.year.protracted);
        assert!(cells.is_empty());
        let mut names = Vec::new();
        whole_cells(setup, |name, _| names.push(name));
        let mut values = Vec::new();
        write_whole(setup, 9, &mut values);
        assert!(names.is_empty() && values.is_empty());
    });
    situation.parameters.protracted.pathways.applies = crate::model::parameters::Switch::Always;
    after(&situation, 0, |setup, _, _, _| {
        let mut names = Vec::new();
        whole_cells(setup, |name, _| names.push(name));
        let mut values = Vec::new();
        write_whole(setup, 9, &mut values);
        assert_eq!(
            (names, values),
            (vec!["total_pathway_departures_persons"], vec![9])
        );
    });
}

#[test]
fn parts_of_hosts_have_no_quantiles() {
    after(&everything(), 0, |setup, option, _, _| {
        let donors: Vec<usize> = (0..option.donors.len()).collect();
        let mut seen = [0; 4];
        year_cells(
            setup,
            &donors,
            &mut |name, host, breakdown, _, quantiles| {
                if name == "specific_needs_persons" || name == "tension_index" {
                    let part = breakdown != Undivided;
                    assert_eq!(quantiles, !(part && host.is_some()), "{name} {host:?}");
                    seen[usize::from(part) + 2 * usize::from(host.is_some())] += 1;
                }
            },
        );
        assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
    });
}
