//! A situation in which nothing happens, for tests to switch on one mechanism at a time.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "each test crate uses its own part of the fixture"
)]

pub mod ensembles;
pub mod everything;
pub mod lively;

use std::collections::BTreeMap;

use fairshare::ensemble::{Observer, ReplicateYear, Settings};
use fairshare::id::{ContributorId, CountryCode, OptionId};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{
    ArrivalParameters, CostParameters, DemographyParameters, FinanceParameters,
    LocalIntegrationParameters, Parameters, PerIncomeGroup, PerPhase, PerRegime, Regime,
    RegimeDurations, RegimeParameters, RegistrationParameters, ResettlementParameters,
    ResponseFamily, ResponseParameters, ReturnParameters, ReviewParameters, ReviewSolver,
    SectorShares, SelfRelianceDisplacement, SelfRelianceParameters,
};
use fairshare::model::{
    AGES, AfterYears, Appeal, BindingRule, Clock, Contributor, ContributorKind, ContributorShare,
    Country, Ensemble, Host, HostStock, IncomeGroup, KeySpec, Objective, Origin, Participants,
    Plan, PlanCertificate, PolicyOption, Population, Situation, StatusDetermination,
};
use fairshare::simulate::record::{Cell, Layout};
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};
use fairshare::units::{CalendarMonth, Persons};

pub fn code(text: &str) -> CountryCode {
    text.parse().expect("a country code")
}

pub fn country(text: &str) -> Country {
    Country {
        code: code(text),
        name: format!("Country {text}"),
        region: "Nowhere".to_owned(),
        subregion: "Nowhere".to_owned(),
        un_member: false,
        income_group: Some(IncomeGroup::Low),
        indicators: BTreeMap::new(),
    }
}

/// `count` people spread evenly over ages 0 to 79 of both sexes, remainders on the youngest.
pub fn people(count: u64) -> Population {
    let mut population = Population::default();
    let cells = 2 * 80;
    for (sex, ages) in population.persons.iter_mut().enumerate() {
        for (age, cell) in ages.iter_mut().take(AGES - 1).enumerate() {
            let index = (sex * 80 + age) as u64;
            *cell = count / cells + u64::from(index < count % cells);
        }
    }
    population
}

pub fn host(text: &str, refugees: u64) -> Host {
    Host {
        country: country(text),
        stock: HostStock {
            refugees: people(refugees),
            arrival_years: vec![(2025, 1.0)],
            ..HostStock::default()
        },
        arrival_share: 1.0,
        status_determination: StatusDetermination::PrimaFacie,
        registration_capacity_persons_per_month: 1e9,
        registration_capacity_share_of_stock_per_month: 0.0,
        status_determination_posts: 0.0,
        status_determination_posts_per_person: 0.0,
        resettlement_pipeline_persons: Some(0),
        months_since_influx: None,
        cost_ratio: 1.0,
        fixed_cost_usd_per_year: 0.0,
        crude_death_rate_per_1000_per_year: 0.0,
        legal_framework_openness: 1.0,
        self_reliance_initial_share: 0.0,
        self_reliance_maximum_share: 0.0,
        at_war: false,
        adverse_return_per_year: PerRegime::default(),
        onward_movements: Vec::new(),
    }
}

pub fn same(value: f64) -> PerRegime {
    PerRegime {
        war: value,
        stalemate: value,
        peace: value,
    }
}

fn flat(value: f64) -> PerPhase {
    PerPhase {
        emergency: value,
        stabilisation: value,
        protracted: value,
    }
}

pub fn parameters() -> Parameters {
    Parameters {
        regime: RegimeParameters {
            initial: Regime::Stalemate,
            durations: RegimeDurations::Memoryless,
            war_to_stalemate_per_month: 0.0,
            war_to_peace_per_month: 0.0,
            stalemate_to_war_per_month: 0.0,
            stalemate_to_peace_per_month: 0.0,
            peace_to_war_per_month: 0.0,
            peace_to_stalemate_per_month: 0.0,
            consolidation_months: 60.0,
            consolidated_end_ratio: 0.2,
        },
        arrivals: ArrivalParameters {
            base_persons_per_month: PerRegime::default(),
            dispersion_size: 2.0,
            host_weight_concentration: 1e9,
            pulse_minimum_persons: 1.0,
            pulse_tail_index: 1.0,
            // No pulse: the largest is of no size.
            pulse_maximum_share_of_origin_population: 0.0,
            pulse_single_year_probability: 1.0,
            pulse_year_ratio_median: 0.28,
            pulse_year_ratio_log_sd: 1.4,
            pulse_year_ratio_maximum: 3.0,
            pulse_month_ratio: 0.8,
            onset_month: None,
            onset_pulse_median_persons: None,
            female_share_by_age_band: [0.1; 5],
            male_share_by_age_band: [0.1; 5],
        },
        registration: RegistrationParameters {
            capacity_share_of_stock_per_month: 0.04,
            capacity_minimum_persons_per_month: 5000.0,
            unregistered_service_share: 1.0,
            determination_cases_per_post_per_year: 333.0,
            refugees_per_post_persons: 20_000.0,
            recognition_mean_share: 0.6,
            recognition_concentration: 20.0,
        },
        demography: DemographyParameters {
            crude_birth_rate_per_1000_per_year: 0.0,
            fertility_schedule: [0.10, 0.22, 0.24, 0.20, 0.14, 0.07, 0.03],
            sex_ratio_at_birth: 1.05,
            crude_death_rate_per_1000_per_year: 0.0,
            siler_infant_level: 0.08,
            siler_infant_decline_per_year: 1.2,
            siler_constant_level: 0.002,
            siler_old_level: 0.000_1,
            siler_old_rise_per_year: 0.085,
            mortality_ratio_to_host: 1.0,
            emergency_mortality_median_ratio: 1.0,
            emergency_mortality_log_sd: 0.0,
        },
        voluntary_return: ReturnParameters {
            hazard_per_year: PerRegime::default(),
            episode_log_sd: 0.0,
            support_effect: 0.0,
            duration_decline_per_year: 0.0,
            package_usd_per_person: 0.0,
            redisplacement_hazard_per_year: 0.0,
        },
        local_integration: LocalIntegrationParameters {
            naturalisation_hazard_per_year: 0.0,
            development_effect: 0.0,
            support_usd_per_person: 0.0,
        },
        resettlement: ResettlementParameters {
            need_share_of_stock: 0.0,
            acceptance_share: 1.0,
            pipeline_mean_months: 24.0,
            group_pipeline_mean_months: 12.0,
            group_productivity_ratio: 1.0,
            submissions_per_1000_refugees_per_month: 0.0,
            quota_fulfilment_mean_share: 1.0,
            quota_fulfilment_concentration: 10.0,
            quota_common_mean_share: 1.0,
            quota_common_concentration: 10.0,
            case_size_shares: [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            processing_usd_per_person: 0.0,
            urgent: None,
        },
        finance: FinanceParameters {
            price_year: 2025,
            deflator: "none".to_owned(),
            discount_rate_per_year: 0.0,
            baseline_announced_share: 0.5,
            uptake_minimum: 0.0,
            uptake_maximum: 1.0,
            no_pledge_probability: 0.0,
            pledge_log_sd: 0.0,
            fulfilment_mean_share: 1.0,
            fulfilment_advance_mean_share: 1.0,
            fulfilment_concentration: 12.0,
            fulfilment_common_mean_share: 1.0,
            fulfilment_common_concentration: 20.0,
            disbursement_lag_months: 0,
            disbursement_mean_months: 4.0,
            fatigue_ratio_per_year: 1.0,
            fatigue_after_years: 0,
            fatigue_floor_ratio: None,
            earmark_attention_log_sd: 0.0,
            flash_appeal_months: None,
            attention_shock_probability_per_year: 0.0,
            attention_shock_loss_share: 0.0,
            spending_horizon_months: 1.0,
            opening_balance_months: 0.0,
        },
        costs: CostParameters {
            need_usd_per_person_year: flat(450.0),
            sector_share: SectorShares {
                protection: flat(0.09),
                food: flat(0.27),
                shelter: flat(0.08),
                wash: flat(0.07),
                health: flat(0.14),
                education: flat(0.13),
                livelihoods: flat(0.09),
                energy: flat(0.04),
                security: flat(0.01),
                coordination: flat(0.08),
            },
            income_group_ratio: PerIncomeGroup {
                low: 1.0,
                lower_middle: 1.6,
                upper_middle: 2.5,
                high: 12.0,
            },
            self_reliance_displaces: SelfRelianceDisplacement {
                food: 0.8,
                shelter: 0.5,
                livelihoods: 0.6,
                health: 0.3,
                wash: 0.2,
                education: 0.1,
            },
            host_community_share: 0.3,
            emergency_months: 12,
            stabilisation_months: 36,
            emergency_arrivals_share_of_stock: 0.1,
            emergency_arrivals_minimum_persons: 10_000.0,
        },
        response: ResponseParameters {
            family: ResponseFamily::Linear,
            exponential_curvature: 1.5,
            hill_exponent: 3.0,
            hill_half_coverage: 0.5,
        },
        self_reliance: SelfRelianceParameters {
            initial_share: 0.0,
            maximum_share: 0.0,
            speed_per_month: 0.0,
        },
        emergency: fairshare::model::parameters::EmergencyParameters::default(),
        protracted: fairshare::model::parameters::ProtractedParameters::default(),
        observation: fairshare::model::parameters::ObservationParameters::default(),
        review: ReviewParameters {
            emergency_interval_months: 3,
            forecast_months: 24,
            solver: ReviewSolver::ClosedForm,
            switching_cost_share: 0.0,
        },
    }
}

pub fn option(id: &str) -> PolicyOption {
    PolicyOption {
        id: OptionId(id.to_owned()),
        title: format!("Option {id}"),
        description: String::new(),
        is_baseline: false,
        has_plan: false,
        appeal: Appeal::Annual,
        key: KeySpec {
            name: "population".to_owned(),
            ..KeySpec::default()
        },
        participants: Participants::Default,
        objective: Objective::Leximin,
        plan_month: 0,
        plan_years: 5,
        cap_share_of_gdp_per_year: None,
        responsibility_ratio_maximum: None,
        hosting_value_usd_per_person_year: 0.0,
        place_value_usd_per_person: 0.0,
        places_must_be_met: false,
        ledger: fairshare::model::LedgerRules::default(),
        programme: fairshare::model::Programme::default(),
        rounding: fairshare::model::RoundingMethod::default(),
        resettlement_places_per_year: 0,
        solutions: None,
        group_resettlement_share: 0.0,
        multi_year_share: 0.0,
        multi_year_years: 1,
        review_interval_months: None,
        review_switching_cost_share: None,
        after_years: AfterYears::GoesOn,
        uptake: None,
        exits: Vec::new(),
    }
}

pub fn contributor(id: &str, income_share: f64) -> Contributor {
    Contributor {
        id: ContributorId(id.to_owned()),
        name: format!("Contributor {id}"),
        kind: ContributorKind::State,
        country: id.parse().ok(),
        income_share,
        budget_per_year: None,
        baseline_places_per_year: 0,
        places_capacity_per_year: 0,
        place_cost_usd_per_person: 0.0,
        unearmarked_share: 1.0,
        host_earmarked_share: 0.0,
    }
}

/// A situation with one host and one contributor in which nothing happens.
pub fn quiet(refugees: u64, months: u32) -> Situation {
    let mut baseline = option("no-plan");
    baseline.is_baseline = true;
    Situation {
        name: "quiet".to_owned(),
        title: "Quiet".to_owned(),
        description: String::new(),
        synthetic: true,
        clock: Clock {
            start: CalendarMonth::new(2026, 1).expect("a month"),
            months,
        },
        ensemble: Ensemble::new(1, 1),
        simulated: true,
        stated_needs: Vec::new(),
        measures: Vec::new(),
        best_interests: None,
        families: Vec::new(),
        affinities: Vec::new(),
        origin: Some(Origin {
            country: code("XAA"),
            name: "Origin".to_owned(),
            population: Persons(10_000_000),
        }),
        hosts: vec![host("XAB", refugees)],
        countries: Vec::new(),
        contributors: vec![contributor("XAC", 1.0)],
        pledges: Vec::new(),
        quotas: Vec::new(),
        funding_history: Vec::new(),
        parameters: parameters(),
        options: vec![baseline],
    }
}

/// Makes many people flee now and then: so many a month in each regime, and pulses when war breaks out.
pub fn let_flee(situation: &mut Situation, population: u64, base: PerRegime) {
    situation.origin.as_mut().expect("an origin").population = Persons(population);
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.base_persons_per_month = base;
    arrivals.pulse_minimum_persons = 5_000.0;
    arrivals.pulse_maximum_share_of_origin_population = 0.2;
}

/// A plan by hand: each of the situation's contributors with its key share, money and places.
pub fn plan(situation: &Situation, option: &PolicyOption, rows: &[(f64, f64, u32)]) -> Plan {
    let years = situation.clock.years();
    let count = years.len();
    Plan {
        option: option.id.clone(),
        shares: situation
            .contributors
            .iter()
            .zip(rows)
            .map(
                |(contributor, &(key_share, obligation, places))| ContributorShare {
                    contributor: contributor.id.clone(),
                    name: contributor.name.clone(),
                    key_share,
                    hosting_usd: vec![0.0; count],
                    baseline_usd: vec![0.0; count],
                    obligation_usd: vec![obligation; count],
                    obligation_usd_by_host: vec![vec![obligation]; count],
                    cap_usd: vec![f64::INFINITY; count],
                    baseline_places: vec![contributor.baseline_places_per_year; count],
                    obligation_places_by_host: Vec::new(),
                    obligation_places: vec![places; count],
                    responsibility_ratio: 1.0,
                    binding: BindingRule::Key,
                    gdp_usd: Some(1e9),
                    population_persons: Some(1e6),
                },
            )
            .collect(),
        unmet_usd: vec![vec![[0.0; 2]; count]; situation.hosts.len()],
        ledger: Vec::new(),
        unmet_places: vec![0; count],
        measures: Vec::new(),
        families: None,
        trade: None,
        certificate: PlanCertificate {
            solver: "by hand".to_owned(),
            programs: 0,
            rounds: 0,
            largest_violation: 0.0,
            rounding: "none".to_owned(),
            notes: Vec::new(),
        },
        years,
    }
}

/// The values of one indicator (all hosts, no breakdown) over replicates `0..count`.
pub fn sample(situation: &Situation, indicator: &str, period: Period, count: u64) -> Vec<f64> {
    let option = &situation.options[0];
    let rows = vec![(1.0, 0.0, 0); situation.contributors.len()];
    let plan = plan(situation, option, &rows);
    sample_of(
        situation,
        option,
        &plan,
        indicator,
        period,
        count,
        Resolution::Banded,
    )
}

/// The same for an option and a plan of one's own.
pub fn sample_of(
    situation: &Situation,
    option: &PolicyOption,
    plan: &Plan,
    indicator: &str,
    period: Period,
    count: u64,
    resolution: Resolution,
) -> Vec<f64> {
    sample_many(
        situation,
        option,
        plan,
        &[(indicator, period)],
        count,
        resolution,
    )
    .into_iter()
    .map(|row| row[0])
    .collect()
}

/// Several indicators at once, one row for each replicate.
pub fn sample_many(
    situation: &Situation,
    option: &PolicyOption,
    plan: &Plan,
    indicators: &[(&str, Period)],
    count: u64,
    resolution: Resolution,
) -> Vec<Vec<f64>> {
    draw(situation, option, plan, count, resolution, |layout| {
        indicators
            .iter()
            .map(|&(indicator, period)| layout.find(indicator, period).expect("an indicator"))
            .collect()
    })
}

/// The values of the cells that are chosen from the layout, one row for each replicate.
fn draw(
    situation: &Situation,
    option: &PolicyOption,
    plan: &Plan,
    count: u64,
    resolution: Resolution,
    choose: impl FnOnce(&Layout) -> Vec<usize>,
) -> Vec<Vec<f64>> {
    let setup = Setup::new(situation, resolution);
    let prepared = OptionSetup::new(&setup, option, plan);
    let donors: Vec<usize> = (0..plan.shares.len()).collect();
    let layout = Layout::new(&setup, &donors);
    let cells = choose(&layout);
    let mut space = Workspace::new(&setup);
    (0..count)
        .map(|number| {
            let values =
                replicate(&setup, &prepared, number, true, &mut space).expect("closed accounts");
            cells
                .iter()
                .map(|&cell| values[cell] as f64 * layout.cells[cell].scale.step())
                .collect()
        })
        .collect()
}

/// Mean and sample variance.
pub fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f64>()
        / (count - 1.0);
    (mean, variance)
}

/// Asserts that a sample has the expected mean and variance.
///
/// False-alarm rates: the mean fails beyond 4.5 standard errors (7e-6 for a normal mean), the
/// variance beyond 5 standard errors computed from the sample's own fourth moment (6e-7 for large
/// samples). Seeds are fixed, so a test that passes keeps passing.
pub fn assert_moments(values: &[f64], mean: f64, variance: f64, what: &str) {
    let count = values.len() as f64;
    let (seen_mean, seen_variance) = moments(values);
    let standard_error = (variance / count).sqrt();
    let z = (seen_mean - mean) / standard_error.max(1e-9 * mean.abs().max(1.0));
    assert!(
        z.abs() < 4.5,
        "{what}: mean {seen_mean}, expected {mean}, z = {z}"
    );
    let fourth = values
        .iter()
        .map(|value| (value - seen_mean).powi(4))
        .sum::<f64>()
        / count;
    let error = ((fourth - seen_variance * seen_variance).max(0.0) / count).sqrt();
    let z = (seen_variance - variance) / error.max(1e-9 * variance.max(1.0));
    assert!(
        z.abs() < 5.0,
        "{what}: variance {seen_variance}, expected {variance}, z = {z}"
    );
}

/// An observer that keeps rows.
#[derive(Default)]
pub struct Keep {
    pub rows: Vec<ReplicateYear>,
}

impl Observer<std::convert::Infallible> for Keep {
    fn rows(&mut self, rows: &[ReplicateYear]) -> Result<(), std::convert::Infallible> {
        self.rows.extend_from_slice(rows);
        Ok(())
    }

    fn outcomes(
        &mut self,
        _: &[fairshare::ensemble::ReplicateOutcome],
    ) -> Result<(), std::convert::Infallible> {
        Ok(())
    }

    fn progress(&mut self, _: u64) {}
}

pub fn settings(replicates: u64, chunk: u64) -> Settings {
    Settings {
        uptake_replicates: replicates,
        chunk,
        audit: true,
        ..Settings::new(replicates)
    }
}

/// The values of chosen cells, one row for each replicate.
pub fn sample_cells(
    situation: &Situation,
    option: &PolicyOption,
    plan: &Plan,
    count: u64,
    wanted: &[&dyn Fn(&Cell) -> bool],
) -> Vec<Vec<f64>> {
    draw(
        situation,
        option,
        plan,
        count,
        Resolution::Banded,
        |layout| {
            wanted
                .iter()
                .map(|wanted| layout.cells.iter().position(wanted).expect("a cell"))
                .collect()
        },
    )
}

/// The cell of an indicator and a contributor in a year.
pub fn of_donor(indicator: &'static str, donor: usize, year: i32) -> impl Fn(&Cell) -> bool {
    move |cell| {
        cell.indicator == indicator
            && cell.breakdown == Breakdown::Contributor(donor)
            && cell.period == Period::Year(year)
    }
}

/// The cell of an indicator of a host, or of all, in a period, by no breakdown or by a chosen one.
pub fn of_host(
    indicator: &'static str,
    host: Option<&str>,
    breakdown: Breakdown,
    period: Period,
) -> impl Fn(&Cell) -> bool {
    let host = host.map(code);
    move |cell| {
        cell.indicator == indicator
            && cell.host == host
            && cell.breakdown == breakdown
            && cell.period == period
    }
}
