//! What bad input gets: one change to the reference scenario, and the exact message for it.

use std::path::PathBuf;

use fairshare::diagnostic::{Problem, Severity};
use fairshare::scenario::examples::{Example, find};
use fairshare::scenario::{LoadOptions, Loaded, ScenarioErrors, load};
use tempfile::TempDir;

/// A copy of the reference scenario that a test spoils.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn new() -> Self {
        let copy = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        for (name, text) in reference().files {
            copy.write(name, text);
        }
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, content).expect("a file");
        self
    }

    /// Replaces a text that stands in a file, once and the first time it occurs.
    fn replace(&self, name: &str, old: &str, new: &str) -> &Self {
        let text = std::fs::read_to_string(self.path(name)).expect("a file");
        assert!(text.contains(old), "`{old}` is not in {name}");
        self.write(name, text.replacen(old, new, 1))
    }

    fn append(&self, text: &str) -> &Self {
        let before = std::fs::read_to_string(self.path("reference.toml")).expect("a file");
        self.write("reference.toml", format!("{before}\n{text}\n"))
    }

    fn load_with(&self, options: &LoadOptions) -> Result<Loaded, ScenarioErrors> {
        load(&self.path("reference.toml"), options)
    }

    fn load(&self) -> Result<Loaded, ScenarioErrors> {
        self.load_with(&LoadOptions::default())
    }

    fn problems(&self) -> Vec<Problem> {
        self.load().expect_err("a bad scenario").problems().to_vec()
    }

    /// Path and message of every problem.
    fn found(&self) -> Vec<(String, String)> {
        self.problems()
            .into_iter()
            .map(|problem| (problem.path, problem.message))
            .collect()
    }
}

fn reference() -> &'static Example {
    find("reference").expect("the reference scenario is built in")
}

/// One change to the scenario file, and the one problem that it causes.
fn one(old: &str, new: &str, path: &str, message: &str) -> Problem {
    let copy = Copy::new();
    copy.replace("reference.toml", old, new);
    only(&copy, path, message)
}

/// Something added at the end of the scenario file, and the one problem that it causes.
fn added(text: &str, path: &str, message: &str) -> Problem {
    let copy = Copy::new();
    copy.append(text);
    only(&copy, path, message)
}

fn only(copy: &Copy, path: &str, message: &str) -> Problem {
    assert_eq!(copy.found(), [(path.to_owned(), message.to_owned())]);
    let mut problems = copy.problems();
    problems.pop().expect("a problem")
}

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
    assert_eq!(problem.remedy, "numbers of people are counted from 0");
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
fn arrival_shares_that_do_not_sum_to_one_are_refused() {
    one(
        "arrival_share = 0.40",
        "arrival_share = 0.50",
        "host",
        "the `arrival_share`s of the hosts sum to 1.1, not to 1",
    );
}

#[test]
fn income_shares_that_do_not_sum_to_one_are_refused() {
    let copy = Copy::new();
    copy.replace(
        "reference/contributor.csv",
        "XBA,Aldmark,state,0.4,",
        "XBA,Aldmark,state,0.3,",
    );
    only(
        &copy,
        "contributor",
        "the `income_share`s of the contributors sum to 0.9, not to 1",
    );
}

#[test]
fn key_weights_that_do_not_sum_to_one_are_refused() {
    one(
        "weights = { population_persons = 0.5, gdp_usd = 0.5 }",
        "weights = { population_persons = 0.5, gdp_usd = 0.6 }",
        "option.comprehensive-plan.plan.key.weights",
        "the weights of the key sum to 1.1, not to 1",
    );
}

#[test]
fn an_unknown_indicator_in_a_key_is_refused() {
    let problem = one(
        "weights = { population_persons = 0.5, gdp_usd = 0.5 }",
        "weights = { population_persons = 0.5, gdp_used = 0.5 }",
        "option.comprehensive-plan.plan.key.weights.gdp_used",
        "there is no indicator `gdp_used`",
    );
    assert_eq!(problem.remedy, "did you mean `gdp_usd`?");
}

#[test]
fn a_key_that_reads_what_is_not_known_names_the_states() {
    let copy = Copy::new();
    copy.replace(
        "reference.toml",
        "weights = { population_persons = 0.5, gdp_usd = 0.5 }",
        "weights = { population_persons = 0.5, gni_usd = 0.5 }",
    );
    let problems = copy.found();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].0, "option.comprehensive-plan.plan.key");
    let start = "the key reads `gni_usd`, which is not known for Aldmark, Brenland, Cawdor";
    assert!(problems[0].1.starts_with(start), "{}", problems[0].1);
}

#[test]
fn an_unknown_reference_key_is_refused() {
    one(
        "name = \"weighted\"",
        "name = \"weigthed\"",
        "option.comprehensive-plan.plan.key.name",
        "there is no reference key `weigthed`",
    );
}

#[test]
fn an_unknown_state_code_is_refused_with_the_likely_one() {
    let copy = Copy::new();
    for (name, text) in find("south-sudan").expect("the real scenario").files {
        copy.write(name, text);
    }
    let text = std::fs::read_to_string(copy.path("south-sudan/contributors.csv")).expect("a file");
    copy.write(
        "south-sudan/contributors.csv",
        text.replacen("\nDEU,", "\nGER,", 1),
    );
    let pledges = std::fs::read_to_string(copy.path("south-sudan/pledges.csv")).expect("a file");
    copy.write(
        "south-sudan/pledges.csv",
        pledges.replace("\nDEU,", "\nGER,"),
    );
    let errors = load(&copy.path("south-sudan.toml"), &LoadOptions::default());
    let errors = errors.expect_err("an unknown State");
    let problem = &errors.problems()[0];
    assert_eq!(problem.path, "contributor.GER.id");
    assert_eq!(problem.message, "`GER` is not in the table of countries");
    assert_eq!(problem.remedy, "did you mean `DEU` (Germany)?");
}

#[test]
fn a_host_that_is_no_country_of_the_scenario_is_refused() {
    let problem = one(
        "country = \"XAB\"",
        "country = \"XAQ\"",
        "host.XAQ.country",
        "`XAQ` is not in the scenario's `country` list",
    );
    assert_eq!(problem.rule, "unknown-country");
}

#[test]
fn a_text_that_is_no_country_code_is_refused() {
    one(
        "country = \"XAA\"",
        "country = \"Aravel\"",
        "origin.country",
        "`Aravel` is not a country code of three capital letters (ISO 3166-1 alpha-3)",
    );
}

#[test]
fn the_country_of_origin_is_no_host() {
    one(
        "country = \"XAB\"",
        "country = \"XAA\"",
        "host.XAA.country",
        "`XAA` is the country of origin",
    );
}

#[test]
fn a_host_that_stands_twice_is_refused() {
    let copy = Copy::new();
    copy.replace("reference.toml", "country = \"XAD\"", "country = \"XAB\"");
    only(&copy, "host.XAB.country", "the host `XAB` stands twice");
}

#[test]
fn a_contributor_that_stands_twice_is_refused() {
    let copy = Copy::new();
    copy.replace("reference/contributor.csv", "\nXBC,", "\nXBB,");
    only(
        &copy,
        "contributor.XBB.id",
        "the contributor `XBB` stands twice",
    );
}

#[test]
fn a_population_that_differs_from_the_stock_tells_both_numbers() {
    one(
        "refugees_persons = 3_000",
        "refugees_persons = 3_100",
        "host.XAC.refugees_persons",
        "`refugees_persons` of XAC is 3100, but its rows in `population` sum to 3000",
    );
}

const PLEDGE: &str = "[[pledge]]\ncontributor = \"XBA\"\namount_usd = 1_000_000\n";

#[test]
fn a_pledge_that_ends_before_it_starts_is_refused() {
    added(
        &format!("{PLEDGE}from = \"2027-01\"\nuntil = \"2026-06\"\nearmark = \"situation\""),
        "pledge[1].until",
        "the pledge ends in 2026-06, before it starts in 2027-01",
    );
}

#[test]
fn a_pledge_of_nobody_is_refused() {
    added(
        &format!("{PLEDGE}from = \"2026-01\"\nuntil = \"2026-06\"\nearmark = \"situation\"")
            .replace("XBA", "XZA"),
        "pledge[1].contributor",
        "`XZA` is not a contributor of this scenario",
    );
}

#[test]
fn an_earmark_needs_what_it_is_bound_to() {
    added(
        &format!("{PLEDGE}from = \"2026-01\"\nuntil = \"2026-06\"\nearmark = \"host\""),
        "pledge[1].earmark",
        "the pledge is earmarked `host`, but names no host",
    );
    added(
        &format!(
            "{PLEDGE}from = \"2026-01\"\nuntil = \"2026-06\"\nearmark = \"host\"\nhost = \"XBB\""
        ),
        "pledge[1].host",
        "`XBB` is not a host of this scenario",
    );
}

#[test]
fn a_pledge_that_comes_too_late_is_a_warning() {
    let copy = Copy::new();
    copy.append(&format!(
        "{PLEDGE}from = \"2090-01\"\nuntil = \"2090-06\"\nearmark = \"situation\""
    ));
    let loaded = copy.load().expect("a scenario with a warning");
    let [warning] = loaded.warnings.as_slice() else {
        panic!("{:?}", loaded.warnings)
    };
    assert_eq!(warning.severity, Severity::Warning);
    assert_eq!(
        warning.message,
        "the pledge starts in 2090-01, after the simulation ends"
    );
}

#[test]
fn a_quota_above_the_capacity_is_a_contradiction() {
    added(
        "[[quota]]\ncontributor = \"XBE\"\nyear = 2027\nplaces_persons = 1_001",
        "contributor.XBE.places_capacity_per_year",
        "the standing quotas of XBE for 2027 sum to 1001 places, more than its capacity of 1000",
    );
}

#[test]
fn a_pledge_above_the_budget_is_a_contradiction() {
    let copy = Copy::new();
    let added = format!("{PLEDGE}from = \"2026-01\"\nuntil = \"2027-12\"\nearmark = \"situation\"");
    copy.append(&format!(
        "{added}\n\n[[contributor]]\nid = \"XBA\"\nbudget_usd_per_year = 400_000"
    ));
    // A list is a CSV file or written out, not both: the budget comes from a file above.
    copy.replace(
        "reference.toml",
        "\n[[contributor]]\nid = \"XBA\"\nbudget_usd_per_year = 400_000",
        "",
    );
    copy.write(
        "tighter.toml",
        "extends = \"reference.toml\"\n[[contributor]]\nid = \"XBA\"\nbudget_usd_per_year = 400_000\n",
    );
    let errors = load(&copy.path("tighter.toml"), &LoadOptions::default());
    let errors = errors.expect_err("a contradiction");
    let found: Vec<&str> = errors
        .problems()
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(
        found,
        [
            "the pledges of XBA for 2026 come to US$ 500000, more than its budget of US$ 400000",
            "the pledges of XBA for 2027 come to US$ 500000, more than its budget of US$ 400000",
        ]
    );
}

#[test]
fn an_impossible_responsibility_ratio_is_a_contradiction() {
    one(
        "cap_share_of_gdp_per_year = 0.0005",
        "responsibility_ratio_maximum = 0.8",
        "option.comprehensive-plan.plan.responsibility_ratio_maximum",
        "no State may be asked for more than 0.8 of its share, so the shares cannot be met",
    );
}

#[test]
fn earmarked_parts_are_at_most_the_whole() {
    let copy = Copy::new();
    copy.replace(
        "reference/contributor.csv",
        ",9000,0.1,0.5,",
        ",9000,0.7,0.5,",
    );
    only(
        &copy,
        "contributor.XBA.host_earmarked_share",
        "`unearmarked_share` and `host_earmarked_share` of XBA sum to 1.2, more than 1",
    );
}

#[test]
fn probabilities_of_leaving_a_regime_sum_to_one_at_most() {
    one(
        "peace_to_war_per_month = { value = 0.006, range = [0.004, 0.01]",
        "peace_to_war_per_month = { value = 0.99, range = [0.0, 1.0]",
        "regime.peace_to_war_per_month",
        "the probabilities of leaving peace in a month sum to 1.005, more than 1",
    );
}

#[test]
fn shares_in_parameter_blocks_sum_to_one() {
    added(
        "[costs.sector_share.food]\nemergency = 0.42",
        "costs.sector_share",
        "the sectors' shares in the phase `emergency` sum to 1.1, not to 1",
    );
    added(
        "[resettlement]\ncase_size_shares = [0.5, 0, 0, 0, 0, 0, 0, 0]",
        "resettlement.case_size_shares",
        "the shares of cases by size sum to 0.5, not to 1",
    );
    one(
        "onset_month = 3",
        "onset_month = 3\nmale_share_by_age_band = [0.1, 0.1, 0.1, 0.1, 0.1]",
        "arrivals.female_share_by_age_band",
        "the shares of arrivals by sex and age band sum to 1.003, not to 1",
    );
}

#[test]
fn an_uptake_has_its_lower_end_first() {
    added(
        "[finance]\nuptake_minimum = 0.8\nuptake_maximum = 0.2",
        "finance.uptake_minimum",
        "the uptake lies between 0.8 and 0.2, which is less",
    );
}

#[test]
fn a_host_at_war_needs_what_that_does_to_refugees() {
    let copy = Copy::new();
    copy.replace(
        "reference.toml",
        "arrival_share = 0.40",
        "arrival_share = 0.40\nat_war = true",
    );
    let found = copy.found();
    assert_eq!(
        found
            .iter()
            .map(|(_, message)| message.as_str())
            .collect::<Vec<_>>(),
        [
            "`XAB` is at war, but returns under pressure are not stated",
            "`XAB` is at war, but no movement onward from it is stated",
        ]
    );
}

#[test]
fn options_need_exactly_one_baseline() {
    one(
        "baseline = true",
        "baseline = false",
        "option",
        "no option is the baseline",
    );
    one(
        "appeal = \"annual\"",
        "appeal = \"annual\"\nbaseline = true",
        "option.annual-appeal.baseline",
        "there is more than one baseline",
    );
}

#[test]
fn nothing_happens_after_the_end_of_the_clock() {
    one(
        "month = 60",
        "month = 180",
        "option.top-donor-exit.exit[1].month",
        "the exit comes in month 180, but the simulation ends with month 179",
    );
    one(
        "month = 4",
        "month = 400",
        "option.comprehensive-plan.plan.month",
        "the plan comes in month 400, but the simulation ends with month 179",
    );
    one(
        "onset_month = 3",
        "onset_month = 180",
        "arrivals.onset_month",
        "war breaks out in month 180, but the simulation ends with month 179",
    );
}

#[test]
fn an_exit_of_nobody_is_refused() {
    one(
        "contributor = \"XBA\"",
        "contributor = \"XBQ\"",
        "option.top-donor-exit.exit[1].contributor",
        "`XBQ` is not a contributor of this scenario",
    );
}

#[test]
fn nobody_arrived_in_the_future() {
    added(
        "[[arrival_year]]\nhost = \"XAC\"\nyear = 2026\nshare = 1.0",
        "arrival_year[1].year",
        "people cannot have arrived in 2026: the simulation starts in 2026-01",
    );
}

#[test]
fn a_pulse_is_no_larger_than_the_largest() {
    one(
        "onset_pulse_median_persons = { value = 900_000, range = [300_000, 2_700_000]",
        "onset_pulse_median_persons = { value = 9_000_000, range = [300_000, 20_700_000]",
        "arrivals.onset_pulse_median_persons",
        "9000000 persons are more than the largest pulse, 6000000 persons",
    );
}

// Tables.

#[test]
fn a_missing_column_is_named() {
    let copy = Copy::new();
    copy.replace(
        "reference/population.csv",
        "host,sex,age_band,persons",
        "host,sex,age_band,person",
    );
    assert_eq!(
        copy.found(),
        [
            (
                "population".to_owned(),
                "the column `persons` is missing".to_owned()
            ),
            (
                "population".to_owned(),
                "`person` is not a column of a `population` table".to_owned()
            ),
        ]
    );
}

#[test]
fn a_duplicate_column_is_refused() {
    let copy = Copy::new();
    copy.replace(
        "reference/population.csv",
        "host,sex,age_band,persons",
        "host,sex,sex,persons",
    );
    assert_eq!(
        copy.found(),
        [
            (
                "population".to_owned(),
                "the column `age_band` is missing".to_owned()
            ),
            (
                "population".to_owned(),
                "the column `sex` stands twice".to_owned()
            ),
        ]
    );
}

#[test]
fn a_table_with_semicolons_is_refused() {
    let copy = Copy::new();
    let text = std::fs::read_to_string(copy.path("reference/population.csv")).expect("a file");
    copy.write("reference/population.csv", text.replace(',', ";"));
    only(
        &copy,
        "population",
        "the cells are separated by semicolons; save with commas",
    );
}

#[test]
fn a_byte_order_mark_is_accepted() {
    let copy = Copy::new();
    for name in ["reference/population.csv", "reference.toml"] {
        let text = std::fs::read_to_string(copy.path(name)).expect("a file");
        copy.write(name, format!("\u{feff}{text}"));
    }
    let (plain, marked) = (Copy::new().load(), copy.load());
    assert_eq!(
        plain.expect("the reference").situation,
        marked.expect("the reference with marks").situation
    );
}

#[test]
fn a_ragged_row_is_named_with_its_line() {
    let copy = Copy::new();
    copy.replace(
        "reference/population.csv",
        "XAC,female,5-11,288",
        "XAC,female,5-11,288,7",
    );
    let problem = only(
        &copy,
        "population[2]",
        "this row has 5 cells, the header has 4",
    );
    let errors = copy.load().expect_err("a bad table");
    let place = problem.place.expect("a place");
    let location = errors.sources().locate(&place).expect("a location");
    assert_eq!((location.line, location.column), (3, 1));
}

#[test]
fn a_cell_that_is_no_number_is_named_with_line_and_column() {
    let copy = Copy::new();
    copy.replace(
        "reference/population.csv",
        "XAC,female,5-11,288",
        "XAC,female,5-11,\"2,88\"",
    );
    let problem = only(&copy, "population[2].persons", "`2,88` is not a number");
    let errors = copy.load().expect_err("a bad table");
    let place = problem.place.expect("a place");
    let location = errors.sources().locate(&place).expect("a location");
    assert_eq!((location.line, location.column), (3, 17));
}

#[test]
fn an_empty_table_is_refused() {
    let copy = Copy::new();
    copy.write("reference/population.csv", "");
    only(&copy, "population", "the table is empty");
}

#[test]
fn a_table_that_is_not_there_is_named() {
    let copy = Copy::new();
    std::fs::remove_file(copy.path("reference/population.csv")).expect("a file");
    let problems = copy.problems();
    let [problem] = problems.as_slice() else {
        panic!("{problems:?}")
    };
    assert!(
        problem
            .message
            .ends_with("reference/population.csv` cannot be read: there is no such file"),
        "{}",
        problem.message
    );
    assert_eq!(
        problem.remedy,
        "paths are relative to the file in which they stand"
    );
}

// Whole files.

#[test]
fn an_empty_file_is_refused() {
    let copy = Copy::new();
    copy.write("reference.toml", "\n");
    only(&copy, "", "the file is empty");
}

#[test]
fn a_file_in_another_encoding_is_refused() {
    let copy = Copy::new();
    copy.write("reference.toml", b"title = \"Fl\xfcchtlinge\"\n");
    let problem = only(
        &copy,
        "",
        "the file is not UTF-8: byte 12 fits in no character",
    );
    assert_eq!(problem.remedy, "save it again with the encoding UTF-8");
}

#[test]
fn several_syntax_errors_are_reported_together() {
    let copy = Copy::new();
    copy.write(
        "reference.toml",
        "title = \"a\nclock = = 3\n[ensemble]\nreplicats = 3\n",
    );
    let found = copy.found();
    assert!(
        found
            .iter()
            .filter(|(_, message)| message.starts_with("not valid TOML"))
            .count()
            >= 2,
        "{found:?}"
    );
    assert!(
        found.iter().any(|(path, _)| path == "ensemble.replicats"),
        "{found:?}"
    );
}

#[test]
fn a_circle_of_extends_is_named() {
    let copy = Copy::new();
    copy.write("a.toml", "extends = \"b.toml\"\n");
    copy.write("b.toml", "extends = \"a.toml\"\n");
    copy.replace(
        "reference.toml",
        "extends = \"defaults/protracted.toml\"",
        "extends = \"a.toml\"",
    );
    only(
        &copy,
        "extends",
        "the scenario extends itself: a.toml → b.toml → a.toml",
    );
}

#[test]
fn an_extended_file_that_is_not_there_is_named() {
    let copy = Copy::new();
    copy.replace(
        "reference.toml",
        "extends = \"defaults/protracted.toml\"",
        "extends = \"nothing.toml\"",
    );
    let problems = copy.problems();
    let [problem] = problems.as_slice() else {
        panic!("{problems:?}")
    };
    assert_eq!(problem.path, "extends");
    assert!(
        problem
            .message
            .ends_with("nothing.toml` cannot be read: there is no such file"),
        "{}",
        problem.message
    );
}

#[test]
fn all_problems_come_together_in_the_order_of_the_file() {
    let copy = Copy::new();
    copy.replace("reference.toml", "title = ", "titel = \"x\"\ntitle = ");
    copy.replace("reference.toml", "months = 180", "months = 0");
    copy.replace(
        "reference.toml",
        "arrival_share = 0.40",
        "arrival_share = 4",
    );
    copy.replace(
        "reference.toml",
        "initial = \"peace\"",
        "initial = \"piece\"",
    );
    let paths: Vec<String> = copy.found().into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "titel",
            "clock.months",
            "host.XAB.arrival_share",
            "regime.initial"
        ]
    );
}

#[test]
fn an_unknown_key_does_not_hide_what_makes_no_sense() {
    let copy = Copy::new();
    copy.replace("reference.toml", "title = ", "titel = \"x\"\ntitle = ");
    copy.replace(
        "reference.toml",
        "arrival_share = 0.40",
        "arrival_share = 0.50",
    );
    let paths: Vec<String> = copy.found().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["titel", "host"]);
}

// Overrides and arguments.

fn with(overrides: &[&str], sets: &[&str]) -> LoadOptions {
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    LoadOptions {
        overrides: owned(overrides),
        sets: owned(sets),
    }
}

fn refused(options: &LoadOptions) -> (String, String, String) {
    let errors = Copy::new().load_with(options).expect_err("bad options");
    let [problem] = errors.problems() else {
        panic!("{:?}", errors.problems())
    };
    (
        problem.path.clone(),
        problem.message.clone(),
        problem.remedy.clone(),
    )
}

#[test]
fn an_unknown_override_is_refused() {
    let (_, message, remedy) = refused(&with(&["quik"], &[]));
    assert_eq!(message, "the scenario has no override `quik`");
    assert_eq!(remedy, "did you mean `quick`?");
}

#[test]
fn an_override_with_a_wrong_path_is_refused_even_when_it_is_not_applied() {
    one(
        "\"ensemble.replicates\" = 200",
        "\"ensemble.replicats\" = 200",
        "override.quick.\"ensemble.replicats\"",
        "`replicats` is not a key of `ensemble`",
    );
}

#[test]
fn arguments_that_set_nothing_are_refused() {
    let (_, message, _) = refused(&with(&[], &["clock.months"]));
    assert_eq!(message, "`clock.months` sets nothing");
    let (path, message, remedy) = refused(&with(&[], &["hots.XAB.arrival_share=1"]));
    assert_eq!(
        (path.as_str(), message.as_str()),
        (
            "hots.XAB.arrival_share",
            "`hots` is not a key of a scenario"
        )
    );
    assert_eq!(remedy, "did you mean `host`?");
    let (_, message, _) = refused(&with(&[], &["host.XAX.at_war=true"]));
    assert_eq!(message, "there is no `XAX` in `host`");
    let (path, message, _) = refused(&with(&[], &["clock.months=many"]));
    assert_eq!(
        (path.as_str(), message.as_str()),
        ("clock.months", "`many` is not a number")
    );
}

#[test]
fn later_layers_win_and_say_so() {
    let loaded = Copy::new()
        .load_with(&with(
            &["quick"],
            &[
                "clock.start=2027-07",
                "host.XAB.legal_framework_openness=0.9",
            ],
        ))
        .expect("a changed scenario");
    let situation = &loaded.situation;
    assert_eq!(situation.ensemble.replicates, 200);
    assert_eq!(situation.clock.start.to_string(), "2027-07");
    assert_eq!(situation.hosts[0].legal_framework_openness, 0.9);
    let rows = loaded.tree.parameters();
    let origin = |path: &str| {
        rows.iter()
            .find(|row| row.path == path)
            .map(|row| row.origin.clone())
            .expect(path)
    };
    assert_eq!(origin("ensemble.replicates"), "override quick");
    assert_eq!(origin("host.XAB.legal_framework_openness"), "--set");
    assert_eq!(origin("review.forecast_months"), "default");
    assert!(
        origin("clock.months").ends_with("reference.toml:26"),
        "{}",
        origin("clock.months")
    );
}

#[test]
fn an_extending_scenario_changes_rows_by_their_identity() {
    let copy = Copy::new();
    copy.write(
        "mine.toml",
        "extends = \"reference.toml\"\ntitle = \"Mine\"\n\
         [[host]]\ncountry = \"XAD\"\nlegal_framework_openness = 0.8\n\
         [[option]]\nid = \"reviewed-plan\"\nplan = { review_interval_months = 6 }\n",
    );
    let loaded = load(&copy.path("mine.toml"), &LoadOptions::default()).expect("a scenario");
    let situation = loaded.situation;
    assert_eq!(
        (situation.name.as_str(), situation.title.as_str()),
        ("mine", "Mine")
    );
    assert_eq!(situation.hosts.len(), 4);
    assert_eq!(situation.hosts[2].legal_framework_openness, 0.8);
    assert_eq!(situation.hosts[2].arrival_share, 0.05);
    assert_eq!(situation.options[3].review_interval_months, Some(6));
    let names: Vec<&str> = loaded
        .inputs
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    assert_eq!(names[..2], ["mine.toml", "reference.toml"]);
}

#[test]
fn a_resolved_scenario_is_the_same_scenario() {
    let copy = Copy::new();
    let loaded = copy.load().expect("the reference");
    copy.write("resolved/reference.toml", loaded.tree.to_annotated_toml());
    let again = load(
        &copy.path("resolved/reference.toml"),
        &LoadOptions::default(),
    );
    let again = again.unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(again.situation, loaded.situation);
}
