//! Every lever from nothing or little to an extreme: the indicator that stands for it moves as stated.
//!
//! One row for each lever of each paragraph, run on the reference scenario with every arrangement in
//! force, on the same futures. `--nocapture` prints what was seen.

use std::path::Path;

use fairshare::apportion::SolverChoice;
use fairshare::indicator::{Breakdown, Period};
use fairshare::scenario::LoadOptions;
use fairshare::simulate::record::Layout;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};

/// Which way an indicator goes when the lever is pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moves {
    Up,
    Down,
}
use Moves::{Down, Up};

/// Paragraph, key, two values, indicator (summed over years, or of the whole period), direction from the
/// first value to the second.
type Lever = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Moves,
);

const LEVERS: &[Lever] = &[
    (
        "P3",
        "protracted.tension.dialogue_relief_share",
        "0.0",
        "0.9",
        "tension_index",
        Down,
    ),
    (
        "P3",
        "protracted.tension.dialogue_usd_per_year",
        "0.0",
        "5e7",
        "requirement_usd",
        Up,
    ),
    (
        "P3",
        "protracted.tension.war_log_odds",
        "0.0",
        "4.0",
        "total_peace_share",
        Down,
    ),
    (
        "P4",
        "costs.need_usd_per_person_year.protracted",
        "200.0",
        "900.0",
        "total_below_standard_person_months",
        Up,
    ),
    (
        "P8",
        "costs.stabilisation_months",
        "12",
        "90",
        "total_requirement_usd",
        Up,
    ),
    (
        "P11",
        "finance.disbursement_mean_months",
        "1.0",
        "12.0",
        "income_variation_ratio",
        Down,
    ),
    (
        "(a)",
        "emergency.influx_marks.marks_minimum",
        "1",
        "4",
        "influx_months_count",
        Down,
    ),
    (
        "(a)",
        "emergency.influx_marks.numbers_minimum_persons",
        "1000.0",
        "500000.0",
        "influx_numbers_first_months",
        Up,
    ),
    (
        "(b)",
        "protracted.protection_capacity.building_months",
        "6.0",
        "400.0",
        "protection_capacity_share",
        Down,
    ),
    (
        "(b)",
        "protracted.protection_capacity.full_stock_usd_per_host",
        "1e6",
        "2e8",
        "total_requirement_usd",
        Up,
    ),
    (
        "(c)",
        "protracted.prevention.usd_per_year",
        "0.0",
        "3e8",
        "prevention_share",
        Up,
    ),
    (
        "(c)",
        "protracted.prevention.usd_per_year",
        "0.0",
        "3e8",
        "prevention_usd",
        Up,
    ),
    (
        "(c)",
        "protracted.prevention.peace_log_odds",
        "0.0",
        "2.0",
        "total_peace_share",
        Up,
    ),
    (
        "(d)",
        "protracted.participation.full_share.women",
        "0.1",
        "0.9",
        "participation_share",
        Up,
    ),
    (
        "(d)",
        "protracted.participation.cost_usd_per_adult_year",
        "0.0",
        "20.0",
        "total_requirement_usd",
        Up,
    ),
    (
        "(d)",
        "protracted.participation.missed_share",
        "0.0",
        "0.6",
        "total_below_standard_person_months",
        Up,
    ),
    (
        "(d)",
        "protracted.gender_violence.full_share",
        "0.2",
        "1.0",
        "gender_violence_coverage_share",
        Up,
    ),
    (
        "(d)",
        "protracted.gender_violence.prevention_share",
        "0.0",
        "0.9",
        "gender_violence_survivors_persons",
        Down,
    ),
    (
        "(d)",
        "protracted.gender_violence.usd_per_survivor",
        "0.0",
        "1e4",
        "total_requirement_usd",
        Up,
    ),
    (
        "(e)",
        "emergency.preparedness.target_share",
        "0.0",
        "1.0",
        "preparedness_share",
        Up,
    ),
    (
        "(e)",
        "emergency.preparedness.registration_surge_ratio",
        "0.0",
        "6.0",
        "unregistered_person_months",
        Down,
    ),
    (
        "(e)",
        "emergency.preparedness.contingency_stock_usd_per_host",
        "0.0",
        "5e7",
        "contingency_goods_usd",
        Up,
    ),
    (
        "(e)",
        "emergency.preparedness.warning_probability",
        "0.0",
        "1.0",
        "unregistered_person_months",
        Down,
    ),
    (
        "(e)",
        "emergency.preparedness.upkeep_usd_per_host_per_year",
        "0.0",
        "2e7",
        "total_requirement_usd",
        Up,
    ),
    (
        "(f)",
        "emergency.consultation.negotiation_mean_months",
        "1.0",
        "30.0",
        "plan_delay_months",
        Up,
    ),
    (
        "(g)",
        "emergency.consultation.negotiation_mean_months",
        "1.0",
        "30.0",
        "obligation_usd",
        Down,
    ),
    (
        "(h)",
        "emergency.consultation.request_mean_months",
        "0.5",
        "40.0",
        "convened_on_request_share",
        Down,
    ),
    (
        "(h)",
        "emergency.consultation.ex_officio_mean_months",
        "0.5",
        "40.0",
        "plan_delay_months",
        Up,
    ),
    (
        "(i)",
        "resettlement.need_share_of_stock",
        "0.0",
        "0.3",
        "total_solutions_persons",
        Up,
    ),
    (
        "(j)1",
        "costs.need_usd_per_person_year.emergency",
        "300.0",
        "2000.0",
        "total_requirement_usd",
        Up,
    ),
    (
        "(j)2",
        "emergency.coordination.speed_per_month",
        "0.0",
        "1.0",
        "delivered_share",
        Up,
    ),
    (
        "(j)2",
        "emergency.coordination.uncoordinated_delivery_share",
        "0.5",
        "1.0",
        "delivered_share",
        Up,
    ),
    (
        "(j)2",
        "emergency.coordination.cost_share_of_needs",
        "0.0",
        "0.2",
        "total_requirement_usd",
        Up,
    ),
    (
        "(j)3",
        "emergency.consultation.cost_usd",
        "0.0",
        "1e8",
        "total_requirement_usd",
        Up,
    ),
    (
        "(j)4",
        "emergency.standing_fund.opening_balance_usd",
        "0.0",
        "2e8",
        "fund_released_usd",
        Up,
    ),
    (
        "(j)4",
        "emergency.standing_fund.draw_maximum_usd_per_month",
        "0.0",
        "1e7",
        "first_money_months",
        Down,
    ),
    (
        "(j)4",
        "emergency.standing_fund.draw_share_of_shortfall",
        "0.0",
        "1.0",
        "total_gap_usd",
        Down,
    ),
    (
        "(j)5",
        "registration.capacity_minimum_persons_per_month",
        "100.0",
        "1e6",
        "unregistered_person_months",
        Down,
    ),
    (
        "(j)6",
        "emergency.armed_elements.detection_maximum_share",
        "0.1",
        "1.0",
        "separated_persons",
        Up,
    ),
    (
        "(j)6",
        "emergency.armed_elements.internment_places_maximum",
        "0.0",
        "1e5",
        "armed_among_civilians_persons",
        Down,
    ),
    (
        "(j)6",
        "emergency.armed_elements.internment_usd_per_person_month",
        "0.0",
        "5e3",
        "total_requirement_usd",
        Up,
    ),
    (
        "(j)6",
        "emergency.armed_elements.share_of_arriving_men",
        "0.0",
        "0.1",
        "security_incidents_count",
        Up,
    ),
    (
        "(j)7",
        "emergency.armed_elements.renunciation_hazard_per_year",
        "0.0",
        "3.0",
        "demobilised_recognised_persons",
        Up,
    ),
    (
        "(j)7",
        "emergency.armed_elements.exclusion_share",
        "0.0",
        "1.0",
        "excluded_persons",
        Up,
    ),
    (
        "(j)8",
        "emergency.security_standby.incident_reduction_share",
        "0.0",
        "0.9",
        "security_incidents_count",
        Down,
    ),
    (
        "(j)8",
        "emergency.security_standby.request_probability_per_month",
        "0.0",
        "1.0",
        "standby_unit_months",
        Up,
    ),
    (
        "(j)8",
        "emergency.security_standby.unit_usd_per_month",
        "0.0",
        "2e6",
        "total_requirement_usd",
        Up,
    ),
    (
        "(j)9",
        "emergency.transfer.consent_share",
        "0.0",
        "1.0",
        "evacuations_persons",
        Up,
    ),
    (
        "(j)9",
        "emergency.transfer.consent_share",
        "0.0",
        "1.0",
        "humanitarian_transfers_persons",
        Up,
    ),
    (
        "(j)9",
        "emergency.transfer.evacuation_usd_per_person",
        "0.0",
        "2e4",
        "total_requirement_usd",
        Up,
    ),
    (
        "(j)9",
        "emergency.transfer.pressure_threshold_ratio",
        "0.0",
        "50.0",
        "evacuations_persons",
        Down,
    ),
    (
        "fn 2",
        "emergency.transfer.best_interests_procedures_per_month",
        "0.0",
        "500.0",
        "unaccompanied_moved_persons",
        Up,
    ),
    (
        "(k)",
        "voluntary_return.hazard_per_year.peace",
        "0.05",
        "1.0",
        "total_protracted_person_years",
        Down,
    ),
    (
        "(l)1",
        "protracted.host_impact.programme_usd_per_person_year",
        "0.0",
        "200.0",
        "total_requirement_usd",
        Up,
    ),
    (
        "(l)1",
        "protracted.host_impact.programme_relief_share",
        "0.0",
        "1.0",
        "host_impact_share",
        Down,
    ),
    (
        "(l)1",
        "protracted.host_impact.full_impact_share.environment",
        "0.0",
        "1.0",
        "host_impact_environment_share",
        Up,
    ),
    (
        "(l)1",
        "protracted.host_impact.openness_loss_share",
        "0.0",
        "1.0",
        "naturalisations_persons",
        Down,
    ),
    (
        "(l)2",
        "review.emergency_interval_months",
        "1",
        "12",
        "amendments_count",
        Down,
    ),
    (
        "(l)3",
        "finance.fulfilment_advance_mean_share",
        "0.1",
        "0.99",
        "committed_usd",
        Up,
    ),
    (
        "(l)4",
        "protracted.protection_capacity.openness_gain_share",
        "0.0",
        "1.0",
        "naturalisations_persons",
        Up,
    ),
    (
        "(l)4",
        "protracted.protection_capacity.registration_gain_ratio",
        "0.0",
        "10.0",
        "unregistered_person_months",
        Down,
    ),
    (
        "(l)5",
        "self_reliance.speed_per_month",
        "0.0",
        "0.2",
        "self_reliance_share",
        Up,
    ),
    (
        "(l)5",
        "self_reliance.speed_per_month",
        "0.0",
        "0.2",
        "total_requirement_usd",
        Down,
    ),
    (
        "(l)5",
        "costs.host_community_share",
        "0.0",
        "0.5",
        "total_requirement_usd",
        Up,
    ),
    (
        "(l)6",
        "protracted.development.window_usd_per_year",
        "0.0",
        "1e9",
        "development_disbursed_usd",
        Up,
    ),
    (
        "(l)6",
        "protracted.development.window_usd_per_year",
        "0.0",
        "1e9",
        "self_reliance_share",
        Up,
    ),
    (
        "(l)6",
        "protracted.development.window_usd_per_year",
        "0.0",
        "1e9",
        "naturalisations_persons",
        Up,
    ),
    (
        "(l)7",
        "protracted.concessional.share_of_gap",
        "0.0",
        "0.6",
        "loans_disbursed_usd",
        Up,
    ),
    (
        "(l)7",
        "protracted.concessional.share_of_gap",
        "0.0",
        "0.6",
        "loan_service_usd",
        Up,
    ),
    (
        "(l)7",
        "protracted.concessional.share_of_gap",
        "0.0",
        "0.6",
        "total_gap_usd",
        Down,
    ),
    (
        "(l)7",
        "protracted.concessional.interest_share_per_year",
        "0.0",
        "0.05",
        "loan_grant_element_share",
        Down,
    ),
    (
        "(l)8",
        "protracted.education.full_enrolment_share.primary",
        "0.4",
        "1.0",
        "enrolment_primary_share",
        Up,
    ),
    (
        "(l)8",
        "protracted.education.full_enrolment_share.primary",
        "0.4",
        "1.0",
        "total_requirement_usd",
        Up,
    ),
    (
        "(l)8",
        "protracted.education.cost_usd_per_pupil_year.secondary",
        "0.0",
        "1e3",
        "total_requirement_usd",
        Up,
    ),
    (
        "(l)8",
        "protracted.education.private_funds_usd_per_year",
        "0.0",
        "1e8",
        "private_education_usd",
        Up,
    ),
    (
        "(l)8",
        "protracted.education.private_funds_usd_per_year",
        "0.0",
        "1e8",
        "enrolment_tertiary_share",
        Up,
    ),
    (
        "(m)",
        "protracted.solution_strategy.support_usd_per_person_year",
        "0.0",
        "50.0",
        "total_solutions_persons",
        Up,
    ),
    (
        "(m)",
        "protracted.solution_strategy.support_usd_per_person_year",
        "0.0",
        "50.0",
        "return_support_usd",
        Up,
    ),
    (
        "(m)1",
        "voluntary_return.support_effect",
        "0.0",
        "1.5",
        "voluntary_returns_persons",
        Up,
    ),
    (
        "(m)1",
        "voluntary_return.package_usd_per_person",
        "0.0",
        "5e3",
        "total_requirement_usd",
        Up,
    ),
    (
        "(m)2",
        "local_integration.development_effect",
        "0.0",
        "3.0",
        "naturalisations_persons",
        Up,
    ),
    (
        "(m)2",
        "local_integration.support_usd_per_person",
        "0.0",
        "2e4",
        "total_requirement_usd",
        Up,
    ),
    (
        "(m)3",
        "resettlement.submissions_per_1000_refugees_per_month",
        "0.0",
        "2.0",
        "resettlement_departures_persons",
        Up,
    ),
    (
        "(m)3",
        "resettlement.pipeline_mean_months",
        "6.0",
        "40.0",
        "resettlement_departures_persons",
        Down,
    ),
    (
        "(m)3",
        "resettlement.processing_usd_per_person",
        "0.0",
        "2e4",
        "total_requirement_usd",
        Up,
    ),
    (
        "(m)3",
        "protracted.pathways.applications_per_eligible_year",
        "0.0",
        "1.0",
        "pathway_departures_persons",
        Up,
    ),
    (
        "(m)3",
        "protracted.pathways.eligible_share.family_reunification",
        "0.0",
        "0.1",
        "pathway_family_reunification_persons",
        Up,
    ),
    (
        "(m)3",
        "protracted.pathways.unsupported_share",
        "0.0",
        "1.0",
        "pathway_applications_persons",
        Up,
    ),
    (
        "(m)3",
        "protracted.pathways.processing_mean_months.family_reunification",
        "3.0",
        "40.0",
        "pathway_family_reunification_persons",
        Down,
    ),
    (
        "(m)3",
        "protracted.pathways.granted_share.private_sponsorship",
        "0.0",
        "1.0",
        "pathway_private_sponsorship_persons",
        Up,
    ),
    (
        "(m)3",
        "protracted.pathways.support_usd_per_applicant.family_reunification",
        "0.0",
        "2e4",
        "total_requirement_usd",
        Up,
    ),
    (
        "(m)4",
        "protracted.rehabilitation.clearing_months",
        "6.0",
        "400.0",
        "rehabilitation_backlog_share",
        Up,
    ),
    (
        "(m)4",
        "protracted.rehabilitation.cost_usd_per_person",
        "0.0",
        "300.0",
        "rehabilitation_paid_usd",
        Up,
    ),
    (
        "(n)",
        "protracted.evaluation.interval_months",
        "6",
        "60",
        "evaluations_count",
        Down,
    ),
    (
        "(n)",
        "protracted.evaluation.fulfilment_gain_share",
        "0.0",
        "1.0",
        "committed_usd",
        Up,
    ),
    (
        "(n)",
        "protracted.evaluation.arrears_share",
        "0.0",
        "1.0",
        "arrears_usd",
        Up,
    ),
    (
        "(n)",
        "protracted.evaluation.cost_usd_per_evaluation",
        "0.0",
        "3e7",
        "total_requirement_usd",
        Up,
    ),
    (
        "(o)",
        "observation.returns_recorded_mean_share",
        "0.1",
        "0.95",
        "published_returns_persons",
        Up,
    ),
];

/// Means of indicators over futures, with a key set as said: summed over years, or of the whole period.
fn seen(key: &str, value: &str, indicators: &[&str]) -> Vec<f64> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = LoadOptions {
        overrides: vec!["comprehensive".to_owned()],
        sets: vec!["clock.months=108".to_owned(), format!("{key}={value}")],
        ..LoadOptions::default()
    };
    let path = root.join("scenarios/reference.toml");
    let (loaded, plans) = fairshare::workflow::plan(&path, &options, SolverChoice::Auto)
        .unwrap_or_else(|error| panic!("{key} = {value}: {error}"));
    let situation = &loaded.situation;
    let place = situation
        .options
        .iter()
        .position(|option| option.id.0 == "reviewed-plan")
        .expect("an option");
    let setup = Setup::new(situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &situation.options[place], &plans[place]);
    let donors: Vec<usize> = (0..plans[place].shares.len()).collect();
    let cells = Layout::new(&setup, &donors).cells;
    let mut space = Workspace::new(&setup);
    let futures: Vec<Vec<i64>> = (0..FUTURES)
        .map(|number| {
            replicate(&setup, &prepared, number, true, &mut space).expect("closed accounts")
        })
        .collect();
    let mean = |indicator: &&str| {
        let wanted: Vec<usize> = (0..cells.len())
            .filter(|&index| {
                let cell = &cells[index];
                cell.indicator == *indicator
                    && cell.host.is_none()
                    && cell.breakdown == Breakdown::None
                    && !matches!(cell.period, Period::Month(_))
            })
            .collect();
        assert!(!wanted.is_empty(), "no cell of {indicator}");
        let of_all = futures.iter().flat_map(|values| {
            wanted
                .iter()
                .map(|&cell| values[cell] as f64 * cells[cell].scale.step())
        });
        of_all.sum::<f64>() / FUTURES as f64
    };
    indicators.iter().map(mean).collect()
}

/// Futures of each run; the same ones before and after.
const FUTURES: u64 = 10;

/// Pulls one lever, and says what does not move as stated.
fn pull(levers: &[Lever]) -> Vec<String> {
    let (_, key, from, to, ..) = levers[0];
    let indicators: Vec<&str> = levers.iter().map(|lever| lever.4).collect();
    let (before, after) = (seen(key, from, &indicators), seen(key, to, &indicators));
    let mut wrong = Vec::new();
    for (&(paragraph, .., indicator, moves), (first, second)) in
        levers.iter().zip(before.iter().zip(&after))
    {
        println!("{paragraph} | {key} {from} -> {to} | {indicator} | {first:.5e} -> {second:.5e}");
        let as_stated = match moves {
            Up => second > first,
            Down => second < first,
        };
        if !as_stated {
            wrong.push(format!(
                "{paragraph}: {indicator} should go {moves:?} with {key} from {from} to {to}, and goes \
                 from {first} to {second}"
            ));
        }
    }
    wrong
}

#[test]
fn every_lever_moves_what_it_should() {
    let pulls: Vec<&[Lever]> = LEVERS
        .chunk_by(|one, other| (one.1, one.2, one.3) == (other.1, other.2, other.3))
        .collect();
    let (first, second) = pulls.split_at(pulls.len() / 2);
    let wrong = std::thread::scope(|scope| {
        let other = scope.spawn(|| second.iter().flat_map(|it| pull(it)).collect::<Vec<_>>());
        let mut wrong: Vec<String> = first.iter().flat_map(|it| pull(it)).collect();
        wrong.extend(other.join().expect("a thread"));
        wrong
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
