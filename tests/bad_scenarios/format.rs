//! Keys, types, ranges, evidence: what the schema and the form of values demand.

use super::{Copy, added, one};

#[test]
fn the_reference_scenario_itself_is_right() {
    let loaded = Copy::new().load().expect("the reference scenario");
    assert!(loaded.warnings.is_empty());
    assert_eq!(loaded.situation.options.len(), 5);
    assert_eq!(loaded.situation.hosts.len(), 4);
    assert_eq!(loaded.situation.hosts[0].stock.total().0, 0);
}

#[test]
fn a_misspelt_key_is_refused_and_the_right_one_named() {
    let problem = one(
        "arrival_share = 0.40",
        "arival_share = 0.40",
        "host.XAB.arival_share",
        "`arival_share` is not a key of `host.XAB`",
    );
    assert_eq!(problem.remedy, "did you mean `arrival_share`?");
    assert_eq!(problem.rule, "unknown-key");
}

#[test]
fn a_misspelt_table_is_refused() {
    let problem = added(
        "[finanse]\nprice_year = 2020",
        "finanse",
        "`finanse` is not a key of a scenario",
    );
    assert_eq!(problem.remedy, "did you mean `finance`?");
}

#[test]
fn a_key_with_another_unit_is_refused_and_the_unit_named() {
    let problem = one(
        "legal_framework_openness = 0.5",
        "legal_framework_openness = 0.5\nregistration_capacity_per_month = 900",
        "host.XAB.registration_capacity_per_month",
        "`registration_capacity_per_month` is not a key of `host.XAB`",
    );
    assert_eq!(
        problem.remedy,
        "did you mean `registration_capacity_persons_per_month`? The unit is part of the name: \
         persons per month; convert the value if it is in another"
    );
}

#[test]
fn a_problem_points_to_its_line_and_column() {
    let copy = Copy::new();
    copy.replace("reference.toml", "months = 180", "months = \"long\"");
    let errors = copy.load().expect_err("a bad scenario");
    let place = errors.problems()[0].place.clone().expect("a place");
    let location = errors.sources().locate(&place).expect("a location");
    let text = std::fs::read_to_string(copy.path("reference.toml")).expect("a file");
    let line = text
        .lines()
        .position(|line| line.starts_with("months = \"long\""))
        .expect("a line");
    assert_eq!((location.line, location.column), (line + 1, 10));
    assert!(
        location.file.ends_with("reference.toml"),
        "{}",
        location.file
    );
}

#[test]
fn a_wrong_type_is_refused() {
    one(
        "months = 180",
        "months = \"long\"",
        "clock.months",
        "expected a whole number, found a text",
    );
    one(
        "synthetic = true",
        "synthetic = 1",
        "synthetic",
        "expected true or false, found a whole number",
    );
    one(
        "month = 4",
        "month = 4.5",
        "option.comprehensive-plan.plan.month",
        "4.5 is not a whole number",
    );
}

#[test]
fn a_missing_key_is_named_with_its_meaning() {
    let problem = one(
        "seed = 20041008",
        "",
        "ensemble.seed",
        "`seed` is missing in `ensemble`",
    );
    assert_eq!(
        problem.remedy,
        "add `seed = …`: Seed of all random streams."
    );
}

#[test]
fn zero_months_are_refused() {
    one(
        "months = 180",
        "months = 0",
        "clock.months",
        "0 is too small: at least 1 is possible",
    );
}

#[test]
fn a_month_that_no_calendar_has_is_refused() {
    one(
        "start = \"2026-01\"",
        "start = \"2026-13\"",
        "clock.start",
        "`2026-13` is not a month",
    );
}

#[test]
fn negative_persons_are_refused() {
    let problem = one(
        "refugees_persons = 0",
        "refugees_persons = -5",
        "host.XAB.refugees_persons",
        "-5 is too small: at least 0 is possible",
    );
    assert_eq!(
        problem.remedy,
        "write a whole number of people, from 0 to 10_000_000_000"
    );
}

#[test]
fn a_share_above_one_is_refused() {
    let problem = one(
        "legal_framework_openness = 0.5",
        "legal_framework_openness = 50",
        "host.XAB.legal_framework_openness",
        "50 is too large: at most 1 is possible",
    );
    assert_eq!(
        problem.remedy,
        "a share or probability lies between 0 and 1: write 0.25 for 25 %"
    );
}

#[test]
fn a_word_that_is_not_on_the_list_is_refused() {
    let problem = one(
        "objective = \"leximin\"",
        "objective = \"leximim\"",
        "option.comprehensive-plan.plan.objective",
        "`leximim` is not possible here",
    );
    assert_eq!(problem.remedy, "did you mean `leximin`?");
}

#[test]
fn a_list_of_the_wrong_length_is_refused() {
    one(
        "onset_month = 3",
        "onset_month = 3\nfemale_share_by_age_band = [0.5, 0.5]",
        "arrivals.female_share_by_age_band",
        "the list has 2 values, it needs exactly 5",
    );
}

#[test]
fn a_basis_that_is_none_is_refused() {
    one(
        "basis = \"judgement\", source = \"invented\" }",
        "basis = \"guess\", source = \"invented\" }",
        "regime.war_to_stalemate_per_month.basis",
        "`guess` is not something that a value can rest on",
    );
}

#[test]
fn a_range_has_to_contain_its_value_and_begin_at_its_lower_end() {
    one(
        "{ value = 0.025, range = [0.01, 0.05]",
        "{ value = 0.025, range = [0.03, 0.05]",
        "regime.war_to_stalemate_per_month",
        "the value 0.025 lies outside its range, 0.03 to 0.05",
    );
    one(
        "{ value = 0.025, range = [0.01, 0.05]",
        "{ value = 0.025, range = [0.05, 0.01]",
        "regime.war_to_stalemate_per_month.range",
        "the range begins at 0.05 and ends at 0.01, which is less",
    );
}

#[test]
fn a_key_that_does_not_belong_to_evidence_is_refused() {
    let problem = one(
        "{ value = 0.025, range = [0.01, 0.05]",
        "{ value = 0.025, rang = [0.01, 0.05]",
        "regime.war_to_stalemate_per_month.rang",
        "`rang` is not a key of a value with its evidence",
    );
    assert_eq!(problem.remedy, "did you mean `range`?");
}

#[test]
fn a_number_that_is_refused_comes_with_those_that_are_possible() {
    for (set, remedy) in [
        (
            "review.switching_cost_share=1",
            "a share: write 0.25 for 25 %, and 0.95 at most",
        ),
        (
            "review.switching_cost_share=-0.1",
            "a share: write 0.25 for 25 %, and 0.95 at most",
        ),
        (
            "demography.sex_ratio_at_birth=0",
            "write a number from 0.1 to 10",
        ),
        (
            "resettlement.pipeline_mean_months=3",
            "write a number of at least 4",
        ),
        (
            "resettlement.case_size_shares=[0.5, 0.5]",
            "write exactly 8 values",
        ),
    ] {
        let options = fairshare::scenario::LoadOptions {
            sets: vec![set.to_owned()],
            ..fairshare::scenario::LoadOptions::default()
        };
        let errors = super::Copy::new().load_with(&options).expect_err("refused");
        let [problem] = errors.problems() else {
            panic!("{set}: {:?}", errors.problems().len());
        };
        assert!(
            problem.remedy.starts_with(remedy),
            "{set}: {}",
            problem.remedy
        );
    }
}
