//! The fields of an option: what they hold, and the form in which they are changed.

use maud::{Markup, html};

use super::{number, participants, weights};
use crate::model::{
    Appeal, CorrectiveMean, Indicator, KeyName, MeasureKind, Objective, PolicyOption, RatioPeriod,
    TierOrder,
};
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::workflow::changes::{Field, plain};

/// The current value of a field as a form shows it and as changes have it.
pub(super) fn current(draft: &Draft, option: &PolicyOption, field: Field) -> String {
    let optional = |value: Option<f64>| value.map_or_else(String::new, plain);
    let switch = |value: Option<bool>| value.map_or_else(String::new, |it| it.to_string());
    let (key, ledger, programme) = (&option.key, &option.ledger, &option.programme);
    match field {
        Field::Title => option.title.clone(),
        Field::Description => option.description.clone(),
        Field::Baseline | Field::Plan => String::new(),
        Field::Key => key.name.clone(),
        Field::Weights => weights::as_text(&weights::weights(draft, option)),
        Field::Shares => fixed_shares(option),
        Field::CapacityIndicator => capacity(option).map_or_else(String::new, str::to_owned),
        Field::CorrectiveCap => optional(key.corrective_cap_share),
        Field::CorrectiveSlope => optional(key.corrective_slope),
        Field::CorrectiveMean => match key.corrective_mean {
            None => String::new(),
            Some(CorrectiveMean::Plain) => "plain".to_owned(),
            Some(CorrectiveMean::Population) => "population".to_owned(),
        },
        Field::Participants => participants::as_text(option),
        Field::Objective => option.objective.name().to_owned(),
        Field::GdpCap => optional(option.cap_share_of_gdp_per_year.map(|share| 100.0 * share)),
        Field::RatioMaximum => optional(option.responsibility_ratio_maximum),
        Field::HostingValue => plain(option.hosting_value_usd_per_person_year),
        Field::PlaceValue => plain(option.place_value_usd_per_person),
        Field::Places => match option.resettlement_places_per_year {
            u32::MAX => String::new(),
            places => places.to_string(),
        },
        Field::PlacesMustBeMet => option.places_must_be_met.to_string(),
        Field::Rounding => option.rounding.name().to_owned(),
        Field::Month => option.plan_month.to_string(),
        Field::Years => option.plan_years.to_string(),
        Field::LedgerRules => ledger.rules.name().to_owned(),
        Field::DeductionsAreShared => switch(ledger.deductions_are_shared),
        Field::HostsHoldShare => switch(ledger.hosts_hold_share),
        Field::OffsetLimit => optional(ledger.offset_limit_share),
        Field::Together => programme.together.to_string(),
        Field::MoneyForPlaces => programme.money_for_places.to_string(),
        Field::Measures => measures(draft, option)
            .iter()
            .filter(|(_, is_on)| *is_on)
            .map(|(kind, _)| kind.name())
            .collect::<Vec<_>>()
            .join(","),
        Field::PlacesShare => optional(programme.minimum_places_share),
        Field::Ratio => match programme.ratio {
            RatioPeriod::WholePlan => "whole-plan".to_owned(),
            RatioPeriod::EachYear => "each-year".to_owned(),
        },
        Field::TierOrder => match programme.order {
            TierOrder::NeedsFirst => "needs-first".to_owned(),
            TierOrder::EquityFirst => "equity-first".to_owned(),
        },
        Field::LargestChange => optional(programme.largest_change_per_year),
        Field::SwitchingCost => plain(programme.switching_cost_usd_per_usd),
        Field::Review => option
            .review_interval_months
            .map_or_else(String::new, |months| months.to_string()),
        Field::ReviewSwitchingCost => optional(option.review_switching_cost_share),
        Field::Uptake => optional(option.uptake),
        Field::Appeal => match option.appeal {
            Appeal::None => "none".to_owned(),
            Appeal::Annual => "annual".to_owned(),
        },
        Field::MultiYearShare => plain(option.multi_year_share),
        Field::MultiYearYears => option.multi_year_years.to_string(),
        Field::GroupResettlement => plain(option.group_resettlement_share),
    }
}

/// The indicator that stands for capacity.
fn capacity(option: &PolicyOption) -> Option<&'static str> {
    let (name, _) = option
        .key
        .weights
        .iter()
        .find(|(_, weight)| **weight > 0.0)?;
    Indicator::from_short_name(name).map(Indicator::name)
}

/// Fixed shares as changes have them.
fn fixed_shares(option: &PolicyOption) -> String {
    let pieces: Vec<String> = option
        .key
        .shares
        .iter()
        .map(|(id, share)| format!("{id}:{}", plain(*share)))
        .collect();
    pieces.join(",")
}

/// The shares of an option's plan as fixed ones, so that single States can give their own numbers;
/// empty where there is no plan yet.
pub(super) fn shares_to_fix(draft: &Draft, option: &PolicyOption) -> String {
    let Ok(position) = draft.position(option) else {
        return String::new();
    };
    let contributors = &draft.loaded.situation.contributors;
    let pieces: Vec<String> = draft.compared.plans[position]
        .shares
        .iter()
        .filter(|share| share.key_share > 0.0)
        .filter(|share| contributors.iter().any(|one| one.id == share.contributor))
        .map(|share| format!("{}:{}", share.contributor, plain(share.key_share)))
        .collect();
    pieces.join(",")
}

/// The measures of the scenario, and whether they are on the option's table.
fn measures(draft: &Draft, option: &PolicyOption) -> Vec<(MeasureKind, bool)> {
    let stated = draft.loaded.situation.measures.iter().map(|one| one.kind);
    stated
        .map(|kind| (kind, option.programme.measures.contains(&kind)))
        .collect()
}

/// What a page of options shows of an option with a plan.
pub(super) fn plan_fields(draft: &Draft, option: &PolicyOption, address: &Address) -> Markup {
    let keys = KeyName::ALL.into_iter();
    let is_simulated = draft.loaded.situation.simulated;
    let form = Fields { draft, option };
    html! {
        div.field {
            label for="key" { "Reference key" }
            select #key name="key" data-submits aria-describedby="key-help" {
                @for key in keys {
                    option value=(key.name()) selected[option.key.name == key.name()] { (key_in_words(key)) }
                }
            }
            p.help #key-help { "By what shares of the whole are counted." }
        }
        (weights::sliders(draft, option))
        (form.parameters_of_key())
        div.field {
            label for="objective" { "Objective" }
            select #objective name="objective" data-submits aria-describedby="objective-help" {
                @for (objective, words) in OBJECTIVES {
                    option value=(objective.name()) selected[option.objective == objective] { (words) }
                }
            }
            p.help #objective-help { "A ratio is what a State bears, in times its share of the key." }
        }
        fieldset {
            legend { "Caps" }
            (form.figure(Field::GdpCap, "Most of a State's GDP a year, %", "no cap", ""))
            (form.figure(Field::RatioMaximum, "Most, in times its share", "no cap", "1 is its exact share."))
            p.help {
                "Caps on single States are "
                a href=(address.at_option(option.id.as_str()).href("/terms#arrangements")) { "arrangements" } "."
            }
        }
        (participants::choice(draft, option))
        fieldset {
            legend { "What counts for how much" }
            (form.figure(Field::HostingValue, "A hosted person-year, US$", "0", ""))
            (form.figure(Field::PlaceValue, "A place, US$", "0", ""))
            p.help { "Declared exchange rates between money, places and hosting, not costs." }
        }
        fieldset {
            legend { "The plan" }
            (form.figure(Field::Places, "Places sought a year", "what is stated", ""))
            (form.switch(Field::PlacesMustBeMet, "All of them must be found", "Then caps that fall short are refused."))
            (form.choice(Field::Rounding, "Rounding to whole persons", &ROUNDING, "Families are placed whole by the same rule."))
            @if is_simulated { (form.figure(Field::Month, "Adopted in month, counted from 0", "0", "")) }
            (form.figure(Field::Years, "Years", "", ""))
            @if is_simulated {
                (form.figure(Field::Review, "Months between reviews", "never reviewed", ""))
                (form.figure(Field::ReviewSwitchingCost, "Part of the split that a review keeps", "that of the scenario",
                    "0 to 0.95: changes cost, so the split among contributors moves slowly."))
                (form.figure(Field::Uptake, "Uptake of obligations, 0 to 1", "drawn",
                    "How much of what is asked beyond today is given; judgement."))
            }
        }
        (form.ledger(address))
        (form.money())
        (form.measures_together(address))
    }
}

/// What an option says beside its plan, which only a simulation reads.
pub(super) fn pledging(draft: &Draft, option: &PolicyOption) -> Markup {
    let form = Fields { draft, option };
    let is_usual = option.appeal == Appeal::Annual
        && option.multi_year_share <= 0.0
        && option.group_resettlement_share <= 0.0;
    html! {
        @if draft.loaded.situation.simulated {
            details.group #group-pledging open[!is_usual] {
                summary { "How money is pledged" }
                (form.choice(Field::Appeal, "Appeal", &[("annual", "every year, by need"), ("none", "none: as before")], ""))
                (form.figure(Field::MultiYearShare, "Part pledged in advance, 0 to 1", "0", ""))
                (form.figure(Field::MultiYearYears, "Years of an advance pledge", "3", ""))
                (form.figure(Field::GroupResettlement, "Part resettled by the group method, 0 to 1", "0", ""))
            }
        }
    }
}

/// The fields of one option.
#[derive(Clone, Copy)]
struct Fields<'a> {
    draft: &'a Draft,
    option: &'a PolicyOption,
}

impl Fields<'_> {
    fn value(self, field: Field) -> String {
        current(self.draft, self.option, field)
    }

    fn figure(self, field: Field, label: &str, placeholder: &str, help: &str) -> Markup {
        let name = field.name();
        let described = (!help.is_empty()).then(|| format!("{name}-help"));
        html! {
            div.field {
                label for=(name) { (label) }
                input id=(name) name=(name) value=(self.value(field)) placeholder=(placeholder)
                    inputmode="decimal" autocomplete="off" data-submits aria-describedby=[described.as_deref()];
                @if let Some(id) = &described { p.help id=(id) { (help) } }
            }
        }
    }

    fn choice(self, field: Field, label: &str, words: &[(&str, &str)], help: &str) -> Markup {
        let (name, value) = (field.name(), self.value(field));
        let described = (!help.is_empty()).then(|| format!("{name}-help"));
        html! {
            div.field {
                label for=(name) { (label) }
                select id=(name) name=(name) data-submits aria-describedby=[described.as_deref()] {
                    @for &(one, words) in words {
                        option value=(one) selected[one == value] { (words) }
                    }
                }
                @if let Some(id) = &described { p.help id=(id) { (help) } }
            }
        }
    }

    fn switch(self, field: Field, label: &str, help: &str) -> Markup {
        self.choice(field, label, &[("false", "no"), ("true", "yes")], help)
    }

    /// What the key takes beside weights.
    fn parameters_of_key(self) -> Markup {
        let option = self.option;
        html! {
            @match option.key.key_name() {
                Some(KeyName::HostingCapacity) => (self.choice(
                    Field::CapacityIndicator,
                    "What stands for capacity",
                    &Indicator::ALL.map(|it| (it.name(), weights::label(it))),
                    "",
                )),
                Some(KeyName::Eu2015Sept) => (self.figure(
                    Field::CorrectiveCap,
                    "Cap on each corrective, times population and GDP",
                    "0.3",
                    "What the cap leaves over falls by population and GDP.",
                )),
                Some(KeyName::Corrected) => {
                    (self.figure(Field::CorrectiveSlope, "Strength of the correction", "0.1", ""))
                    (self.choice(Field::CorrectiveMean, "Compared with the mean of", &[
                        ("", "all alike"), ("plain", "all alike, as stated"), ("population", "inhabitants"),
                    ], ""))
                },
                Some(KeyName::Fixed) => (self.fixed()),
                _ => {},
            }
        }
    }

    fn fixed(self) -> Markup {
        let contributors = &self.draft.loaded.situation.contributors;
        html! {
            details.group #group-shares open {
                summary { "Shares that States name" }
                p.help { "Only their proportions count." }
                @for (id, share) in &self.option.key.shares {
                    @let input = format!("s-{id}");
                    div.field {
                        label for=(input) {
                            @match contributors.iter().find(|one| one.id.as_str() == id) {
                                Some(one) => (one.name),
                                None => (id),
                            }
                            ", %"
                        }
                        input id=(input) name=(format!("s.{id}")) value=(plain(100.0 * share))
                            inputmode="decimal" autocomplete="off" data-submits;
                    }
                }
            }
        }
    }

    fn ledger(self, address: &Address) -> Markup {
        let ledger = &self.option.ledger;
        let by_rules = |yes: bool| {
            if yes {
                "by the rules: yes"
            } else {
                "by the rules: no"
            }
        };
        let count = ledger.deduction.len() + ledger.offset.len();
        let is_usual =
            self.value(Field::LedgerRules) == Field::LedgerRules.choices()[0] && count == 0;
        let terms = address.at_option(self.option.id.as_str());
        html! {
            details.group #group-ledger open[!is_usual] {
                summary { "From shares to obligations" }
                (self.choice(Field::LedgerRules, "Rules", &[
                    ("conclusion-100", "Conclusion No. 100: others make up for deductions"),
                    ("eu-2024-1351", "Regulation (EU) 2024/1351: deductions are not shared out"),
                ], ""))
                (self.choice(Field::DeductionsAreShared, "What is deducted falls to the others", &[
                    ("", by_rules(ledger.rules == crate::model::LedgerRuleSet::Conclusion100)), ("true", "yes"), ("false", "no"),
                ], ""))
                (self.choice(Field::HostsHoldShare, "Hosts hold a share and are released from it", &[
                    ("", by_rules(ledger.rules == crate::model::LedgerRuleSet::Eu20241351)), ("true", "yes"), ("false", "no"),
                ], ""))
                (self.figure(Field::OffsetLimit, "Most of an obligation that offsets may meet, 0 to 1", "all of it", ""))
                p {
                    a href=(terms.href("/terms#deductions")) { "Deductions and offsets" }
                    @if count > 0 { " (" (count) ")" }
                }
            }
        }
    }

    fn money(self) -> Markup {
        let programme = &self.option.programme;
        let is_usual = programme.ratio == RatioPeriod::WholePlan
            && programme.order == TierOrder::NeedsFirst
            && programme.largest_change_per_year.is_none()
            && programme.switching_cost_usd_per_usd <= 0.0;
        html! {
            details.group #group-money open[!is_usual] {
                summary { "Years and order" }
                (self.choice(Field::Ratio, "Ratios are counted over", &[
                    ("whole-plan", "the whole plan"), ("each-year", "every year by itself"),
                ], ""))
                (self.choice(Field::TierOrder, "What comes first", &[
                    ("needs-first", "needs"), ("equity-first", "evenness"),
                ], ""))
                (self.figure(Field::LargestChange, "Largest change of a State's money from year to year", "no limit",
                    "As a part of the year before, as in 0.25."))
                (self.figure(Field::SwitchingCost, "Cost of a dollar more or less than today, US$", "0",
                    "Keeps money near what is given today where evenness leaves it open."))
            }
        }
    }

    fn measures_together(self, address: &Address) -> Markup {
        let programme = &self.option.programme;
        let measures = measures(self.draft, self.option);
        let terms = address.at_option(self.option.id.as_str());
        html! {
            details.group #group-measures open[programme.together || !programme.arrangements.is_empty()] {
                summary { "Measures and arrangements" }
                (self.switch(Field::Together, "All measures in one program",
                    "A State may give more of one and less of another; otherwise places come first."))
                @if programme.together {
                    (self.switch(Field::MoneyForPlaces, "Money instead of places, at equal value", ""))
                    (self.figure(Field::PlacesShare, "Least part of each contribution in places, 0 to 1", "none", ""))
                    @if !measures.is_empty() {
                        input type="hidden" name="measures-shown" value="1";
                        div.boxes role="group" aria-label="Measures on the table" {
                            @for (kind, is_on) in measures {
                                label {
                                    input type="checkbox" id=(format!("measure-{}", kind.name())) name="measure"
                                        value=(kind.name()) checked[is_on] data-submits;
                                    (kind.label())
                                }
                            }
                        }
                    }
                }
                p {
                    a href=(terms.href("/terms#arrangements")) { "Arrangements" }
                    @if !programme.arrangements.is_empty() { " (" (programme.arrangements.len()) ")" }
                    ", "
                    a href=(terms.href("/terms#measures")) { "measures with their needs and capacities" }
                }
            }
        }
    }
}

const ROUNDING: [(&str, &str); 8] = [
    ("largest-remainder", "Largest remainder (Hamilton)"),
    ("jefferson", "Jefferson, D'Hondt: favours the large"),
    ("webster", "Webster, Sainte-Laguë: without bias"),
    ("huntington-hill", "Huntington–Hill"),
    ("adams", "Adams: favours the small"),
    ("dean", "Dean"),
    ("quota", "Quota method (Balinski and Young)"),
    ("ceiling", "Every share rounded up"),
];

const OBJECTIVES: [(Objective, &str); 7] = [
    (
        Objective::Leximin,
        "The most burdened first, then the next (leximin)",
    ),
    (
        Objective::Proportional,
        "Exact shares of the key (proportional)",
    ),
    (Objective::MinMax, "Only the most burdened (min-max)"),
    (Objective::LeastCost, "Least cost, equity not considered"),
    (Objective::LeastDeviation, "Least change from today"),
    (Objective::Nash, "Nash product of ratios"),
    (Objective::Tradable, "Tradable quotas (contested; to study)"),
];

fn key_in_words(key: KeyName) -> &'static str {
    match key {
        KeyName::Population => "Population",
        KeyName::Gdp => "Gross domestic product",
        KeyName::Gni => "Gross national income",
        KeyName::HostingCapacity => "One indicator of capacity",
        KeyName::UnScale => "UN scale of assessments",
        KeyName::Weighted => "Weights of your own",
        KeyName::Eu2015May => "European Commission, May 2015",
        KeyName::Eu2015Sept => "European Commission, September 2015",
        KeyName::Eu2024 => "Regulation (EU) 2024/1351",
        KeyName::Corrected => "Population and GDP, corrected (Grech)",
        KeyName::MinMaxIndex => "Index of capacity (Bovens and Bartsch)",
        KeyName::GniOfRich => "Income of high-income States",
        KeyName::Fixed => "Shares that States name",
    }
}

/// Pledges and quotas of contributors that take no part in a plan: they stand all the same.
pub(super) fn outsiders(draft: &Draft, option: &PolicyOption) -> Markup {
    let situation = &draft.loaded.situation;
    let crate::model::Participants::List(ids) = &option.participants else {
        return html! {};
    };
    let lines: Vec<String> = situation
        .contributors
        .iter()
        .filter(|one| !ids.contains(&one.id))
        .filter_map(|one| {
            let money: i128 = situation
                .pledges
                .iter()
                .filter(|pledge| pledge.contributor == one.id)
                .map(|pledge| i128::from(pledge.amount.0))
                .sum();
            let places: u64 = situation
                .quotas
                .iter()
                .filter(|quota| quota.contributor == one.id && quota.binds)
                .map(|quota| u64::from(quota.places))
                .sum();
            let mut parts = Vec::new();
            if money > 0 {
                let million = number(money as f64 / 1e8, 2);
                parts.push(format!("pledges of US$ {million} million"));
            }
            if places > 0 {
                parts.push(format!("quotas of {} places", number(places as f64, 0)));
            }
            (!parts.is_empty()).then(|| format!("{}: {}", one.name, parts.join(", ")))
        })
        .collect();
    html! {
        @if !lines.is_empty() {
            div.problem role="note" {
                p {
                    "Who takes no part in this plan has promised something already, which stands all the same: "
                    (lines.join("; ")) "."
                }
            }
        }
    }
}
