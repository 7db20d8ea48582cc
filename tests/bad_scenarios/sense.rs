//! Countries, hosts, people, options, parameters: what has to make sense together.

use fairshare::scenario::examples::find;
use fairshare::scenario::{LoadOptions, load};

use super::{Copy, added, one, only};

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
fn a_pipeline_of_more_people_than_are_registered_is_refused() {
    one(
        "arrival_share = 0.40",
        "arrival_share = 0.40\nresettlement_pipeline_persons = 900_000_000",
        "host.XAB.resettlement_pipeline_persons",
        "900000000 people are in the resettlement pipeline, but 0 are registered",
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
    let problem = one(
        "name = \"weighted\"",
        "name = \"weigthed\"",
        "option.comprehensive-plan.plan.key.name",
        "there is no reference key `weigthed`",
    );
    assert_eq!(problem.remedy, "did you mean `weighted`?");
}

const WEIGHTS: &str = "weights = { population_persons = 0.5, gdp_usd = 0.5 }";

#[test]
fn correctives_count_towards_the_weights() {
    one(
        WEIGHTS,
        "weights = { population_persons = 0.5, gdp_usd = 0.5 }, \
         correctives = [{ indicator = \"gdp_usd\", weight = 0.2, inverse = true }]",
        "option.comprehensive-plan.plan.key.weights",
        "the weights of the key sum to 1.2, not to 1",
    );
}

#[test]
fn an_unknown_indicator_of_a_corrective_is_refused_in_its_place() {
    let problem = one(
        WEIGHTS,
        "weights = { population_persons = 0.5, gdp_usd = 0.3 }, \
         correctives = [{ indicator = \"unemployment_procent\", weight = 0.2, inverse = true }]",
        "option.comprehensive-plan.plan.key.correctives[1].indicator",
        "there is no indicator `unemployment_procent`",
    );
    assert_eq!(problem.remedy, "did you mean `unemployment_percent`?");
}

#[test]
fn a_slope_without_the_key_that_reads_it_is_refused() {
    one(
        WEIGHTS,
        "weights = { population_persons = 0.5, gdp_usd = 0.5 }, corrective_slope = 0.2",
        "option.comprehensive-plan.plan.key.corrective_slope",
        "the key `weighted` has no `corrective_slope`",
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

#[test]
fn a_mix_of_solutions_that_does_not_sum_to_one_is_refused() {
    let copy = Copy::new();
    copy.replace(
        "reference.toml",
        "weights = { population_persons = 0.5, gdp_usd = 0.5 } }",
        "weights = { population_persons = 0.5, gdp_usd = 0.5 } }\nsolutions = { \
         voluntary_return_share = 0.5, local_integration_share = 0.3, resettlement_share = 0.3 }",
    );
    copy.append("[protracted.solution_strategy]\napplies = \"with-plan\"");
    only(
        &copy,
        "option.comprehensive-plan.plan.solutions",
        "the shares of solutions in the plan's mix sum to 1.1, not to 1",
    );
}

#[test]
fn a_mix_of_solutions_that_nothing_supports_is_noticed() {
    let copy = Copy::new();
    copy.replace(
        "reference.toml",
        "weights = { population_persons = 0.5, gdp_usd = 0.5 } }",
        "weights = { population_persons = 0.5, gdp_usd = 0.5 } }\nsolutions = { \
         voluntary_return_share = 0.5, local_integration_share = 0.3, resettlement_share = 0.2 }",
    );
    let loaded = copy.load().expect("a good scenario");
    let warning = loaded
        .warnings
        .iter()
        .find(|problem| problem.rule == "without-effect")
        .expect("a warning");
    assert_eq!(warning.path, "option.comprehensive-plan.plan.solutions");
}

#[test]
fn services_and_participation_do_not_fall_when_they_are_furthered() {
    added(
        "[protracted.gender_violence]\napplies = \"always\"\nunfunded_share = 0.95",
        "protracted.gender_violence.full_share",
        "services reach 0.9 of survivors, fewer than without them, 0.95",
    );
    added(
        "[protracted.specific_needs]\napplies = \"always\"\nunaided_identified_share = 0.95",
        "protracted.specific_needs.full_identified_share",
        "0.9 of specific needs become known where people are sought out, fewer than otherwise, 0.95",
    );
    added(
        "[protracted.participation]\napplies = \"always\"\nstart_share = { men = 0.6 }",
        "protracted.participation.full_share",
        "a group takes part less where participation is furthered than where it is not",
    );
}

#[test]
fn loans_are_paid_out_before_they_are_due() {
    added(
        "[protracted.concessional]\napplies = \"always\"\ngrace_months = 60\nmaturity_months = 48",
        "protracted.concessional.maturity_months",
        "loans are paid out and free of repayment until month 60, and due in month 48",
    );
}

#[test]
fn offers_start_in_a_host_and_end_where_their_kind_says() {
    let offer = |kind: &str, from: &str, to: &str| {
        format!(
            "\n[[emergency.transfer.offer]]\nkind = \"{kind}\"\nfrom = \"{from}\"\nto = \"{to}\"\n\
             places = 10\nplaces_per_month = 1\n"
        )
    };
    added(
        &offer("evacuation", "XBA", "XBB"),
        "emergency.transfer.offer[1].from",
        "`XBA` is no host of this situation",
    );
    added(
        &offer("transfer", "XAB", "XBA"),
        "emergency.transfer.offer[1].to",
        "a transfer to `XBA`, which is no host",
    );
    added(
        &offer("evacuation", "XAB", "XAC"),
        "emergency.transfer.offer[1].to",
        "an evacuation to `XAC`, which is a host",
    );
    added(
        &(offer("transfer", "XAB", "XAC") + &offer("evacuation", "XAC", "XBA")),
        "emergency.transfer.offer[1].to",
        "`XAC` is offered as a place and has people moved out of it",
    );
    added(
        &(offer("evacuation", "XAB", "XBA") + &offer("evacuation", "XAB", "XBA")),
        "emergency.transfer.offer[2].to",
        "`XBA` offers places to `XAB` twice",
    );
}

#[test]
fn outbreaks_whose_chances_change_cannot_be_spread_over_replicates() {
    let copy = Copy::new();
    copy.replace(
        "reference.toml",
        "seed = 20041008",
        "seed = 20041008\nstratify_outbreaks = true\n\n[protracted.prevention]\napplies = \"always\"\npeace_log_odds = 0.3",
    );
    let refused = (
        "ensemble.stratify_outbreaks".to_owned(),
        "replicates cannot be spread over outbreaks whose chances change \
         (`protracted.prevention.peace_log_odds` is 0.3)"
            .to_owned(),
    );
    // Beside it stands the warning that the elasticity is a judgement.
    assert!(copy.found().contains(&refused), "{:?}", copy.found());
}

#[test]
fn transfer_without_an_offer_is_refused_and_has_offers_in_the_example() {
    let transfer = "[emergency.transfer]\napplies = \"with-plan\"\n";
    added(
        &format!("[emergency.unaccompanied_children]\napplies = \"always\"\n{transfer}"),
        "emergency.transfer.applies",
        "transfer and evacuation are switched on, but no State offers a place",
    );
    // And children who are alone cannot be told from others.
    let offer = "[[emergency.transfer.offer]]\nkind = \"evacuation\"\nfrom = \"XAB\"\nto = \"XBA\"\n\
                 places = 10\nplaces_per_month = 1\n";
    added(
        &format!("{transfer}{offer}"),
        "emergency.transfer.applies",
        "transfer and evacuation are switched on, but unaccompanied children are not counted, who may be \
         moved only after a best-interests procedure",
    );
    for name in ["emergency", "comprehensive"] {
        let options = LoadOptions {
            overrides: vec![name.to_owned()],
            ..LoadOptions::default()
        };
        let loaded = Copy::new().load_with(&options).expect("a good scenario");
        let transfer = &loaded.situation.parameters.emergency.transfer;
        assert_eq!(transfer.offer.len(), 2, "{name}");
    }
}

#[test]
fn a_prepared_host_is_not_slower_than_one_that_is_not() {
    added(
        "[emergency.preparedness]\nlead_time_months = 2\nprepared_lead_time_days = 70",
        "emergency.preparedness.prepared_lead_time_days",
        "goods reach people after 70 days where a host is prepared, and after 2 months where it is not",
    );
}

#[test]
fn no_more_evacuees_return_and_move_on_than_there_are() {
    added(
        "[emergency.transfer.stay]\nmonths = 12\nreturned_share = 0.7\nonward_share = 0.5\n\
         return_usd_per_person = 0.0",
        "emergency.transfer.stay",
        "0.7 of evacuees return and 0.5 move onward, more than all of them",
    );
}

#[test]
fn grants_are_no_more_than_all_of_what_hosts_receive() {
    added(
        "[protracted.concessional]\n\
         grant_share = { low = 1.5, lower_middle = 0.2, upper_middle = 0.0, high = 0.0 }",
        "protracted.concessional.grant_share",
        "1.5 of what a host receives is said to be a grant",
    );
}

#[test]
fn a_plan_that_is_reviewed_does_not_lapse() {
    one(
        "resettlement_places_per_year = 12_000\nreview_interval_months = 12\n\n# E.",
        "resettlement_places_per_year = 12_000\nreview_interval_months = 12\nafter_years = \"lapses\"\n\n# E.",
        "option.reviewed-plan.plan.after_years",
        "the plan is reviewed, and so rolled on, but is said to end with its years",
    );
}
