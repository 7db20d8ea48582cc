//! What of an option can be set, and where its plan keeps it.

use crate::model::{LedgerRuleSet, Objective, RoundingMethod};

/// What of an option can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its title.
    Title,
    /// Its description.
    Description,
    /// The option with which others are compared: any value makes it that.
    Baseline,
    /// A plan, where it has none: any value gives it one.
    Plan,
    /// The reference key by name.
    Key,
    /// Weights of the key, as in `population_persons:0.4,gdp_usd:0.6`; they are scaled to sum to 1.
    Weights,
    /// Fixed shares, as in `DEU:0.4,FRA:0.6`; they are scaled to sum to 1, and become the key.
    Shares,
    /// The one indicator that stands for capacity.
    CapacityIndicator,
    /// The most that a corrective of the key of September 2015 may be.
    CorrectiveCap,
    /// How strongly the corrected key corrects.
    CorrectiveSlope,
    /// The mean with which the corrected key compares.
    CorrectiveMean,
    /// Who takes part: `contributors`, `un-members`, or identifiers joined by commas.
    Participants,
    /// The objective by name.
    Objective,
    /// The most that a State may be asked for, as a share of GDP.
    GdpCap,
    /// The largest responsibility ratio.
    RatioMaximum,
    /// What one hosted person-year counts for, US$.
    HostingValue,
    /// What one place counts for, US$.
    PlaceValue,
    /// Places sought in a year.
    Places,
    /// Whether all places sought must be found.
    PlacesMustBeMet,
    /// How places become whole persons.
    Rounding,
    /// Month in which the plan is adopted.
    Month,
    /// Years that the plan covers.
    Years,
    /// The set of rules of the ledger.
    LedgerRules,
    /// Whether what is deducted falls to the others.
    DeductionsAreShared,
    /// Whether hosts hold a share in places.
    HostsHoldShare,
    /// The part of an obligation that offsets may meet.
    OffsetLimit,
    /// Whether all measures are apportioned in one program: `true` or `false`.
    Together,
    /// Whether a State may pay instead of giving places: `true` or `false`.
    MoneyForPlaces,
    /// The measures on the table by name, joined by commas; empty, all of them.
    Measures,
    /// The least part of each contribution that must be places.
    PlacesShare,
    /// Over what responsibility ratios are counted.
    Ratio,
    /// Which tier comes first.
    TierOrder,
    /// The largest change of a State's money from year to year.
    LargestChange,
    /// What a dollar more or less than today costs to arrange.
    SwitchingCost,
    /// Months between reviews.
    Review,
    /// Part of the split of obligations that a review keeps.
    ReviewSwitchingCost,
    /// Uptake of obligations.
    Uptake,
    /// How money is asked for.
    Appeal,
    /// Share of each pledge that is made in advance.
    MultiYearShare,
    /// Years that an advance pledge covers.
    MultiYearYears,
    /// Share of resettlement submissions made by the group methodology.
    GroupResettlement,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number that rests on judgement when somebody sets it.
    Figure,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// True or false.
    Switch,
    /// One of several words.
    Choice(&'static [&'static str]),
}

/// Where a field is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is no single value.
    Apart,
    /// A value of the option: its path, how it is written, and whether it may be left out.
    Value(&'static [&'static str], Kind, bool),
}

struct Spec {
    field: Field,
    name: &'static str,
    label: &'static str,
    place: Place,
}

const ROUNDING: [&str; 8] = {
    let mut names = [""; 8];
    let mut index = 0;
    while index < names.len() {
        names[index] = RoundingMethod::ALL[index].name();
        index += 1;
    }
    names
};

/// The objectives by name.
pub(super) const OBJECTIVES: [Objective; 7] = [
    Objective::Leximin,
    Objective::Proportional,
    Objective::MinMax,
    Objective::LeastCost,
    Objective::LeastDeviation,
    Objective::Nash,
    Objective::Tradable,
];

const LEDGER_RULES: [&str; 2] = [
    LedgerRuleSet::Conclusion100.name(),
    LedgerRuleSet::Eu20241351.name(),
];

const fn apart(field: Field, name: &'static str, label: &'static str) -> Spec {
    Spec {
        field,
        name,
        label,
        place: Place::Apart,
    }
}

const fn value(
    field: Field,
    name: &'static str,
    label: &'static str,
    path: &'static [&'static str],
    kind: Kind,
    may_lack: bool,
) -> Spec {
    Spec {
        field,
        name,
        label,
        place: Place::Value(path, kind, may_lack),
    }
}

#[rustfmt::skip]
const SPECS: [Spec; 41] = {
    use Field as F;
    use Kind::{Choice, Figure, Number, Switch, Whole};
    [
        apart(F::Title, "title", "title"),
        apart(F::Description, "description", "description"),
        apart(F::Baseline, "baseline", "baseline"),
        apart(F::Plan, "plan", "plan"),
        apart(F::Key, "key", "reference key"),
        apart(F::Weights, "weights", "weights"),
        apart(F::Shares, "shares", "fixed shares"),
        apart(F::CapacityIndicator, "capacity-indicator", "indicator of capacity"),
        value(F::CorrectiveCap, "corrective-cap", "cap on correctives", &["plan", "key", "corrective_cap_share"], Figure, true),
        value(F::CorrectiveSlope, "corrective-slope", "strength of the correction", &["plan", "key", "corrective_slope"], Figure, true),
        value(F::CorrectiveMean, "corrective-mean", "mean that corrects", &["plan", "key", "corrective_mean"], Choice(&["plain", "population"]), true),
        apart(F::Participants, "participants", "participants"),
        apart(F::Objective, "objective", "objective"),
        value(F::GdpCap, "gdp-cap", "cap, share of GDP", &["plan", "cap_share_of_gdp_per_year"], Figure, true),
        value(F::RatioMaximum, "ratio-maximum", "largest responsibility ratio", &["plan", "responsibility_ratio_maximum"], Figure, true),
        value(F::HostingValue, "hosting-value", "value of a hosted person-year", &["plan", "hosting_value_usd_per_person_year"], Figure, false),
        value(F::PlaceValue, "place-value", "value of a place", &["plan", "place_value_usd_per_person"], Figure, false),
        value(F::Places, "places", "places sought a year", &["plan", "resettlement_places_per_year"], Whole, true),
        value(F::PlacesMustBeMet, "places-must-be-met", "all places must be found", &["plan", "places_must_be_met"], Switch, true),
        value(F::Rounding, "rounding", "rounding to whole persons", &["plan", "rounding"], Choice(&ROUNDING), true),
        value(F::Month, "month", "month of adoption", &["plan", "month"], Whole, false),
        value(F::Years, "years", "years of the plan", &["plan", "years"], Whole, false),
        value(F::LedgerRules, "ledger-rules", "rules of the ledger", &["plan", "ledger", "rules"], Choice(&LEDGER_RULES), true),
        value(F::DeductionsAreShared, "deductions-are-shared", "deductions fall to the others", &["plan", "ledger", "deductions_are_shared"], Switch, true),
        value(F::HostsHoldShare, "hosts-hold-share", "hosts hold a share in places", &["plan", "ledger", "hosts_hold_share"], Switch, true),
        value(F::OffsetLimit, "offset-limit", "part that offsets may meet", &["plan", "ledger", "offset_limit_share"], Figure, true),
        value(F::Together, "together", "all measures in one program", &["plan", "together"], Switch, true),
        value(F::MoneyForPlaces, "money-for-places", "money instead of places", &["plan", "money_for_places"], Switch, true),
        apart(F::Measures, "measures", "measures"),
        value(F::PlacesShare, "places-share", "least part in places", &["plan", "minimum_places_share"], Figure, true),
        value(F::Ratio, "ratio", "ratios are counted over", &["plan", "ratio"], Choice(&["whole-plan", "each-year"]), true),
        value(F::TierOrder, "tier-order", "what comes first", &["plan", "tier_order"], Choice(&["needs-first", "equity-first"]), true),
        value(F::LargestChange, "largest-change", "largest change of money a year", &["plan", "largest_change_per_year"], Figure, true),
        value(F::SwitchingCost, "switching-cost", "cost of a change, US$ per US$", &["plan", "switching_cost_usd_per_usd"], Figure, true),
        value(F::Review, "review", "months between reviews", &["plan", "review_interval_months"], Whole, true),
        value(F::ReviewSwitchingCost, "review-switching-cost", "part of the split that a review keeps", &["plan", "review_switching_cost_share"], Figure, true),
        value(F::Uptake, "uptake", "uptake", &["plan", "uptake"], Number, true),
        value(F::Appeal, "appeal", "appeal for money", &["appeal"], Choice(&["annual", "none"]), true),
        value(F::MultiYearShare, "multi-year-share", "part pledged in advance", &["multi_year_share"], Number, true),
        value(F::MultiYearYears, "multi-year-years", "years of an advance pledge", &["multi_year_years"], Whole, true),
        value(F::GroupResettlement, "group-resettlement", "part resettled by groups", &["group_resettlement_share"], Number, true),
    ]
};

impl Field {
    /// Every field, in the order of the forms.
    pub fn all() -> impl Iterator<Item = Self> {
        SPECS.iter().map(|spec| spec.field)
    }

    fn spec(self) -> &'static Spec {
        &SPECS[self as usize]
    }

    /// The name in changes and forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The field of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|field| field.name() == name)
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.spec().label
    }

    /// The words that it may be set to; empty for what is no choice.
    #[must_use]
    pub fn choices(self) -> &'static [&'static str] {
        match self.place() {
            Place::Value(_, Kind::Choice(words), _) => words,
            _ => &[],
        }
    }

    pub(super) fn place(self) -> Place {
        self.spec().place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_position_and_by_name() {
        for (position, spec) in SPECS.iter().enumerate() {
            assert_eq!(spec.field as usize, position, "{}", spec.name);
            assert_eq!(Field::from_name(spec.name), Some(spec.field));
        }
    }
}
