//! Parameters that must fit together.

use super::{Context, rounded};
use crate::model::parameters::{ArrivalParameters, Parameters, REGIMES, Regime, RegimeDurations};
use crate::model::{Host, Indicator, Origin};
use crate::scenario::resolved::Step::Key;

/// Checks the parameter blocks and puts them together.
pub(super) fn build(context: &mut Context<'_>, origin: Option<&Origin>) -> Parameters {
    let parameters = super::blocks(context.document);
    regime(context, &parameters);
    pulses(context, &parameters.arrivals, origin);
    shares(context, &parameters);
    orders(context, &parameters);
    fatigue(context, &parameters);
    protracted(context, &parameters);
    super::offers::check(context, &parameters.emergency);
    super::offers::pathways(context, &parameters.protracted.pathways);
    if parameters.voluntary_return.hazard_per_year.war > 0.0 {
        context.warning(
            &[Key("voluntary_return"), Key("hazard_per_year"), Key("war")],
            "return-in-war",
            "people are said to return voluntarily in war".to_owned(),
            "returns under pressure belong into a host's `adverse_return_per_year`",
        );
    }
    parameters
}

fn regime_name(regime: Regime) -> &'static str {
    match regime {
        Regime::War => "war",
        Regime::Stalemate => "stalemate",
        Regime::Peace => "peace",
    }
}

fn regime(context: &mut Context<'_>, parameters: &Parameters) {
    let block = &parameters.regime;
    let early = block.early_end_of_peace_per_month() + 1.0 / block.consolidation_months;
    if block.durations == RegimeDurations::Consolidating && early > 1.0 {
        context.error(
            &[Key("regime"), Key("consolidated_end_ratio")],
            "durations",
            format!(
                "a peace that is not consolidated would have to end or become so with a probability of {} in a \
                 month, so that peace lasts as long on average as is written",
                rounded(early)
            ),
            "raise `consolidated_end_ratio` or `consolidation_months`",
        );
    }
    for (from, row) in REGIMES.into_iter().zip(parameters.regime.matrix()) {
        let stay = row.get(from as usize).copied().unwrap_or(0.0);
        let is_staged = block.durations == RegimeDurations::Staged;
        let least = if is_staged { 0.5 } else { 0.0 };
        if stay < least - super::SUM_TOLERANCE {
            let name = regime_name(from);
            let first = if from == Regime::War {
                "stalemate"
            } else {
                "war"
            };
            let key = format!("{name}_to_{first}_per_month");
            let message = format!(
                "the probabilities of leaving {name} in a month sum to {}, more than {}",
                rounded(1.0 - stay),
                if is_staged {
                    "a half, so that two stages of `durations = \"staged\"` would be too long"
                } else {
                    "1"
                }
            );
            context.error(
                &[Key("regime"), Key(&key)],
                "sum",
                message,
                "lower one of them",
            );
        }
    }
}

fn pulses(context: &mut Context<'_>, arrivals: &ArrivalParameters, origin: Option<&Origin>) {
    let months = context.clock.months;
    if let Some(month) = arrivals.onset_month.filter(|month| *month >= months) {
        let message = format!(
            "war breaks out in month {month}, but the simulation ends with month {}",
            months - 1
        );
        context.error(
            &[Key("arrivals"), Key("onset_month")],
            "beyond-the-clock",
            message,
            "months are counted from 0; choose an earlier one or lengthen `clock.months`",
        );
    }
    if arrivals.pulse_year_ratio_median > arrivals.pulse_year_ratio_maximum {
        let message = format!(
            "the median ratio {} exceeds the largest, {}",
            rounded(arrivals.pulse_year_ratio_median),
            rounded(arrivals.pulse_year_ratio_maximum)
        );
        context.error(
            &[Key("arrivals"), Key("pulse_year_ratio_median")],
            "contradictory-bounds",
            message,
            "lower it, or raise `pulse_year_ratio_maximum`",
        );
    }
    let Some(origin) = origin else { return };
    for regime in REGIMES {
        let persons = arrivals.base_persons_per_month.get(regime);
        if persons > origin.population.as_f64() {
            let message = format!(
                "{persons:.0} persons arrive in a month, more than live in {}",
                origin.name
            );
            context.error(
                &[
                    Key("arrivals"),
                    Key("base_persons_per_month"),
                    Key(regime_name(regime)),
                ],
                "out-of-range",
                message,
                "these are people per month in all hosts together, outside pulses",
            );
        }
    }
    let most = arrivals.pulse_maximum_share_of_origin_population * origin.population.as_f64();
    for (key, persons) in [
        (
            "pulse_minimum_persons",
            Some(arrivals.pulse_minimum_persons),
        ),
        (
            "onset_pulse_median_persons",
            arrivals.onset_pulse_median_persons,
        ),
    ] {
        if let Some(persons) = persons.filter(|persons| *persons > most) {
            let message =
                format!("{persons:.0} persons are more than the largest pulse, {most:.0} persons");
            context.error(
                &[Key("arrivals"), Key(key)],
                "contradictory-bounds",
                message,
                "lower it, or raise `pulse_maximum_share_of_origin_population`",
            );
        }
    }
}

/// Lists of shares: none negative, all together 1.
fn shares(context: &mut Context<'_>, parameters: &Parameters) {
    let arrivals = &parameters.arrivals;
    let by_age: Vec<f64> = arrivals
        .female_share_by_age_band
        .iter()
        .chain(&arrivals.male_share_by_age_band)
        .copied()
        .collect();
    let at = [Key("arrivals"), Key("female_share_by_age_band")];
    context.sum_to_one(
        &at,
        "the shares of arrivals by sex and age band",
        by_age.iter().sum(),
        "female and male shares together make up all arrivals",
    );
    not_negative(
        context,
        &["arrivals", "female_share_by_age_band"],
        &arrivals.female_share_by_age_band,
    );
    not_negative(
        context,
        &["arrivals", "male_share_by_age_band"],
        &arrivals.male_share_by_age_band,
    );

    let cases = &parameters.resettlement.case_size_shares;
    context.sum_to_one(
        &[Key("resettlement"), Key("case_size_shares")],
        "the shares of cases by size",
        cases.iter().sum(),
        "they stand for cases of 1, 2, … 8 persons and make up all cases",
    );
    not_negative(context, &["resettlement", "case_size_shares"], cases);

    let fertility = &parameters.demography.fertility_schedule;
    not_negative(context, &["demography", "fertility_schedule"], fertility);
    if fertility.iter().sum::<f64>() <= 0.0 {
        context.error(
            &[Key("demography"), Key("fertility_schedule")],
            "sum",
            "the fertility schedule is zero at every age".to_owned(),
            "only its shape counts; set `crude_birth_rate_per_1000_per_year = 0` for no births",
        );
    }

    let sectors = parameters.costs.sector_share.in_order();
    for (phase, sum) in [
        (
            "emergency",
            sectors.iter().map(|share| share.emergency).sum::<f64>(),
        ),
        (
            "stabilisation",
            sectors.iter().map(|share| share.stabilisation).sum(),
        ),
        (
            "protracted",
            sectors.iter().map(|share| share.protracted).sum(),
        ),
    ] {
        context.sum_to_one(
            &[Key("costs"), Key("sector_share")],
            &format!("the sectors' shares in the phase `{phase}`"),
            sum,
            "change them so that they make up all needs per person",
        );
    }
}

fn not_negative(context: &mut Context<'_>, path: &[&str; 2], numbers: &[f64]) {
    if numbers.iter().any(|number| *number < 0.0) {
        let [block, key] = *path;
        context.error(
            &[Key(block), Key(key)],
            "out-of-range",
            format!("`{key}` has a negative value"),
            "shares are counted from 0",
        );
    }
}

/// Announcements below which so little is left that a warning is due.
const FATIGUED: f64 = 0.1;

/// Fatigue that leaves next to nothing of what is announced.
fn fatigue(context: &mut Context<'_>, parameters: &Parameters) {
    let finance = &parameters.finance;
    let last = context.clock.months.saturating_sub(1) / 12;
    let years = last.saturating_sub(finance.fatigue_after_years);
    let left = finance.fatigue_ratio_per_year.powi(years.cast_signed());
    if finance.fatigue_floor_ratio.unwrap_or(0.0).max(left) < FATIGUED {
        context.warning(
            &[Key("finance"), Key("fatigue_ratio_per_year")],
            "fatigue",
            format!(
                "after {years} years of fatigue contributors announce {} of what they announced at first",
                rounded(left)
            ),
            "raise it, or set `finance.fatigue_floor_ratio`, below which announcements do not fall",
        );
    }
}

/// Values of which one must not exceed the other.
fn orders(context: &mut Context<'_>, parameters: &Parameters) {
    let (finance, costs) = (&parameters.finance, &parameters.costs);
    if finance.uptake_minimum > finance.uptake_maximum {
        let message = format!(
            "the uptake lies between {} and {}, which is less",
            rounded(finance.uptake_minimum),
            rounded(finance.uptake_maximum)
        );
        context.error(
            &[Key("finance"), Key("uptake_minimum")],
            "contradictory-bounds",
            message,
            "swap `uptake_minimum` and `uptake_maximum`",
        );
    }
    let loans = &parameters.protracted.concessional;
    let latest = loans
        .lag_months
        .saturating_add(loans.lag_spread_months.unwrap_or(0));
    let all_paid_out = latest.saturating_add(12).max(loans.grace_months);
    if loans.applies.is_on() && all_paid_out >= loans.maturity_months {
        let message = format!(
            "loans are paid out and free of repayment until month {all_paid_out}, and due in month {}",
            loans.maturity_months
        );
        context.error(
            &[
                Key("protracted"),
                Key("concessional"),
                Key("maturity_months"),
            ],
            "contradictory-bounds",
            message,
            "raise it, or lower `grace_months` or `lag_months`: tranches are paid over twelve months",
        );
    }
    let shares = loans.grant_share.iter().flat_map(|shares| {
        [
            shares.low,
            shares.lower_middle,
            shares.upper_middle,
            shares.high,
        ]
    });
    if let Some(share) = shares.into_iter().find(|share| *share > 1.0) {
        context.error(
            &[Key("protracted"), Key("concessional"), Key("grant_share")],
            "out-of-range",
            format!(
                "{} of what a host receives is said to be a grant",
                rounded(share)
            ),
            "shares lie between 0 and 1",
        );
    }
    let preparedness = &parameters.emergency.preparedness;
    let unprepared = f64::from(preparedness.lead_time_months) * 365.25 / 12.0;
    if let Some(days) = preparedness
        .prepared_lead_time_days
        .filter(|days| *days > unprepared)
    {
        let message = format!(
            "goods reach people after {} days where a host is prepared, and after {} months where it is not",
            rounded(days),
            preparedness.lead_time_months
        );
        context.error(
            &[
                Key("emergency"),
                Key("preparedness"),
                Key("prepared_lead_time_days"),
            ],
            "contradictory-bounds",
            message,
            "lower it, or raise `lead_time_months`",
        );
    }
    if costs.emergency_months > costs.stabilisation_months {
        let message = format!(
            "stabilisation ends with month {}, before the emergency ends with month {}",
            costs.stabilisation_months, costs.emergency_months
        );
        context.error(
            &[Key("costs"), Key("stabilisation_months")],
            "contradictory-bounds",
            message,
            "both are counted from the influx; raise `stabilisation_months`",
        );
    }
}

/// What the arrangements of a protracted situation say of themselves.
fn protracted(context: &mut Context<'_>, parameters: &Parameters) {
    let participation = &parameters.protracted.participation;
    let lower = participation
        .start_share
        .in_order()
        .into_iter()
        .zip(participation.full_share.in_order())
        .any(|(start, full)| full < start);
    if participation.applies.is_on() && lower {
        context.error(
            &[Key("protracted"), Key("participation"), Key("full_share")],
            "contradictory-bounds",
            "a group takes part less where participation is furthered than where it is not"
                .to_owned(),
            "raise its `full_share`, or lower its `start_share`",
        );
    }
    let violence = &parameters.protracted.gender_violence;
    if violence.applies.is_on() && violence.full_share < violence.unfunded_share {
        let message = format!(
            "services reach {} of survivors, fewer than without them, {}",
            rounded(violence.full_share),
            rounded(violence.unfunded_share)
        );
        context.error(
            &[Key("protracted"), Key("gender_violence"), Key("full_share")],
            "contradictory-bounds",
            message,
            "raise it, or lower `unfunded_share`",
        );
    }
    let needs = &parameters.protracted.specific_needs;
    if needs.applies.is_on() && needs.full_identified_share < needs.unaided_identified_share {
        let message = format!(
            "{} of specific needs become known where people are sought out, fewer than otherwise, {}",
            rounded(needs.full_identified_share),
            rounded(needs.unaided_identified_share)
        );
        context.error(
            &[
                Key("protracted"),
                Key("specific_needs"),
                Key("full_identified_share"),
            ],
            "contradictory-bounds",
            message,
            "raise it, or lower `unaided_identified_share`",
        );
    }
    let prevention = &parameters.protracted.prevention;
    for (key, judged) in [
        ("peace_log_odds", prevention.peace_log_odds),
        ("war_log_odds", prevention.war_log_odds),
    ] {
        if prevention.applies.is_on() && judged != 0.0 {
            context.warning(
                &[Key("protracted"), Key("prevention"), Key(key)],
                "judged-elasticity",
                "prevention is taken to change war and peace, for which no elasticity is known"
                    .to_owned(),
                "show results with 0 beside these, and say that this is a judgement",
            );
        }
    }
    outbreaks(context, parameters);
}

/// Replicates are spread over outbreaks by the scenario's own chances of war, which nothing may change.
fn outbreaks(context: &mut Context<'_>, parameters: &Parameters) {
    if !context.document.ensemble.stratify_outbreaks {
        return;
    }
    let prevention = &parameters.protracted.prevention;
    let tension = &parameters.protracted.tension;
    for (is_on, key, log_odds) in [
        (
            prevention.applies.is_on(),
            "prevention.peace_log_odds",
            prevention.peace_log_odds,
        ),
        (
            prevention.applies.is_on(),
            "prevention.war_log_odds",
            prevention.war_log_odds,
        ),
        (
            tension.applies.is_on(),
            "tension.war_log_odds",
            tension.war_log_odds,
        ),
    ] {
        if is_on && log_odds != 0.0 {
            context.error(
                &[Key("ensemble"), Key("stratify_outbreaks")],
                "contradictory-settings",
                format!(
                    "replicates cannot be spread over outbreaks whose chances change \
                     (`protracted.{key}` is {})",
                    rounded(log_odds)
                ),
                "leave `stratify_outbreaks` out, or set the log-odds to 0",
            );
        }
    }
}

/// What arrangements need to know of hosts.
pub(super) fn hosts(context: &mut Context<'_>, parameters: &Parameters, hosts: &[Host]) {
    if !parameters.protracted.host_impact.applies.is_on() {
        return;
    }
    for host in hosts {
        if host.country.value(Indicator::PopulationPersons).is_none() {
            context.error(
                &[
                    Key("protracted"),
                    Key("host_impact"),
                    Key("applies"),
                ],
                "missing-figure",
                format!(
                    "the impact on hosts is counted by inhabitants, and those of `{}` are not known",
                    host.country.code
                ),
                "give the country's `population_persons` in `country`, or leave it `off`",
            );
        }
    }
}
