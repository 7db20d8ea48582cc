//! What numbers, keys and aims are called in sentences.

use super::page::{Page, escaped};
use crate::indicator::{self, Breakdown, ComparisonRow, Period, SummaryRow};
use crate::model::{Indicator, KeyCorrective, KeyName, Objective, PolicyOption};
use crate::report::ReportInputs;
pub(super) use crate::report::enumerated;
use crate::report::numbers::{Scale, fixed, percent, three_digits, usd};

/// A whole-period row of the summary.
pub(super) fn whole<'a>(
    inputs: &'a ReportInputs<'_>,
    option: usize,
    name: &str,
) -> Option<&'a SummaryRow> {
    inputs
        .summary
        .cell(option, name, None, Breakdown::None, Period::Whole)
}

/// Identifier of an option.
pub(super) fn option_id(inputs: &ReportInputs<'_>, option: usize) -> String {
    let found = inputs.situation.options.get(option);
    found.map_or_else(String::new, |option| option.id.to_string())
}

/// A count with the word for what is counted: `1 year`, `5 years`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    let word = if count == 1 { one } else { many };
    format!("{}\u{a0}{word}", fixed(count as f64, 0))
}

/// A number in the unit of its indicator.
pub(super) fn written(name: &str, value: f64) -> String {
    match indicator::find(name).map_or("", |it| it.unit) {
        "US$" => usd(value),
        "share" | "probability" => percent(value),
        "persons" | "person-years" | "person-months" => {
            let scale = Scale::for_largest(value);
            let number = value / scale.factor;
            // People are whole.
            let number = if scale.name.is_empty() {
                fixed(number, 0)
            } else {
                three_digits(number)
            };
            format!("{number} {}", scale.name).trim_end().to_owned()
        }
        _ => three_digits(value),
    }
}

/// A difference in the unit of its indicator: shares differ by percentage points, not by per cent.
pub(super) fn apart(name: &str, value: f64) -> String {
    match indicator::find(name).map_or("", |it| it.unit) {
        "share" | "probability" => {
            format!("{} percentage points", three_digits(value * 100.0))
        }
        unit @ ("persons" | "person-years" | "person-months") => {
            format!("{} {unit}", written(name, value))
        }
        _ => written(name, value),
    }
}

/// A difference with its sign.
pub(super) fn apart_signed(name: &str, value: f64) -> String {
    let text = apart(name, value.abs());
    if text.starts_with('<') {
        "about 0".to_owned()
    } else if value > 0.0 {
        format!("+{text}")
    } else if value < 0.0 {
        format!("\u{2212}{text}")
    } else {
        text
    }
}

/// An indicator's label at the head of a row.
pub(super) fn label(name: &str) -> &str {
    indicator::find(name).map_or(name, |it| it.label.trim_end_matches(", whole period"))
}

/// What an indicator is called inside a sentence, always in the singular.
pub(super) fn noun(name: &str) -> String {
    match name {
        "total_gap_usd" => "the funding gap",
        "total_requirement_usd" => "the requirement",
        "total_disbursed_usd" => "the money received",
        "total_coverage_share" => "the share of needs that is covered",
        "total_solutions_persons" => "the number of durable solutions",
        "total_resettlement_departures_persons" => "the number of people resettled",
        "total_protracted_person_years" => "the time spent in protracted displacement",
        "contribution_gini" => "the inequality of contributions",
        other => return label(other).to_lowercase(),
    }
    .to_owned()
}

/// Whether the two options met exactly the same in every future.
pub(super) fn is_same(row: &ComparisonRow) -> bool {
    !row.decided && row.difference == 0.0 && row.interval == [0.0, 0.0]
}

/// What one difference says, in a sentence that its row supports.
pub(super) fn finding(page: &Page<'_>, inputs: &ReportInputs<'_>, row: &ComparisonRow) -> String {
    let option = escaped(&inputs.option_title(row.option));
    let baseline = escaped(&inputs.option_title(inputs.situation.baseline()));
    let name = noun(row.indicator);
    if is_same(row) {
        return format!(
            "Under “{option}”, {name} is the same in every future as under “{baseline}”."
        );
    }
    let place = place_of(inputs, row);
    let number = |text: &str, column: &str| page.number(text, "comparison", column, &place);
    if row.decided {
        let direction = if row.difference > 0.0 {
            "larger"
        } else {
            "smaller"
        };
        let [low, high] = row.interval.map(f64::abs);
        return format!(
            "Under “{option}”, {name} is {direction} than under “{baseline}” by {} (95\u{a0}% interval {} to {}).",
            number(&apart(row.indicator, row.difference.abs()), "difference"),
            number(&apart(row.indicator, low.min(high)), "interval_low"),
            number(&apart(row.indicator, low.max(high)), "interval_high"),
        );
    }
    let needed = row.replicates_to_decide.map_or_else(String::new, |count| {
        format!(
            "; about {} would",
            number(&fixed(count as f64, 0), "replicates_to_decide")
        )
    });
    format!(
        "Whether {name} is larger or smaller under “{option}” than under “{baseline}” is undecided by these futures{needed}."
    )
}

/// Where a difference stands in the table `comparison`.
pub(super) fn place_of(inputs: &ReportInputs<'_>, row: &ComparisonRow) -> String {
    let held = row.uptake.map_or_else(
        || "uptake from its prior".to_owned(),
        |uptake| format!("uptake {uptake}"),
    );
    format!(
        "{}, {}, {held}",
        option_id(inputs, row.option),
        row.indicator
    )
}

/// What an objective aims at.
pub(super) fn aim(objective: Objective) -> &'static str {
    match objective {
        Objective::Leximin => {
            "no State should bear more than it must relative to its share: the largest ratio of contribution to share is made as small as possible, then the next"
        }
        Objective::Proportional => {
            "contributions follow the key's shares exactly, as far as caps allow"
        }
        Objective::MinMax => {
            "the largest ratio of contribution to share is made as small as possible"
        }
        Objective::LeastCost => {
            "the cost to contributors is made as small as possible; equity is not considered"
        }
        Objective::LeastDeviation => {
            "what each gives changes as little as possible from what it gives today; what that leaves open is shared so that the largest ratio of contribution to share is as small as possible"
        }
        Objective::Nash => {
            "the sum of the logarithms of the ratios of contribution to share, weighted by share, is made as large as possible (Nash bargaining)"
        }
        Objective::Tradable => {
            "quotas are set so that nobody bears more than it must, and are then traded: who can give at less cost gives more and is paid for it; whether responsibility may be traded is contested, and this is a scenario to study"
        }
    }
}

/// What an indicator of countries is called.
fn criterion(name: &str) -> String {
    let Some(indicator) = Indicator::from_short_name(name) else {
        return escaped(name);
    };
    match indicator {
        Indicator::PopulationPersons => "population",
        Indicator::GdpUsd => "gross domestic product",
        Indicator::GniUsd => "gross national income",
        Indicator::UnemploymentPercent => "unemployment",
        Indicator::UnScalePercent => "the United Nations' scale of assessments",
        Indicator::HostedEnd2024Persons => "refugees hosted at the end of 2024",
        Indicator::HostedEnd2025Persons => "refugees hosted at the end of 2025",
        Indicator::ResettlementArrivalsPersonsPerYear => "people resettled in recent years",
        Indicator::AsylumApplicationsPerMillion => "asylum applications per inhabitant",
        Indicator::GdpPerCapitaPppUsd => "product per inhabitant at purchasing power",
        Indicator::JobVacancyRatePercent => "vacant posts",
        Indicator::Aged65AndOverPercent => "the share of inhabitants aged 65 and over",
    }
    .to_owned()
}

/// The rule by which an option's key shares responsibility, as the end of a sentence that begins
/// with “Responsibility is shared”.
pub(super) fn key_words(page: &Page<'_>, option: &PolicyOption) -> String {
    let weights = || -> Vec<String> {
        let path = |name: &str| format!("option.{}.plan.key.weights.{name}", option.id);
        option
            .key
            .weights
            .iter()
            .filter(|&(_, &weight)| weight > 0.0)
            .map(|(name, &weight)| {
                let number = page.number(&percent(weight), "parameters", "value", &path(name));
                format!("{number} by {}", criterion(name))
            })
            .collect()
    };
    let Some(key) = option.key.key_name() else {
        return format!("by the key “{}”", escaped(&option.key.name));
    };
    let with_weights = |otherwise: &str| {
        let parts = weights();
        if parts.is_empty() {
            otherwise.to_owned()
        } else {
            enumerated(&parts)
        }
    };
    match key {
        KeyName::Population => "in proportion to population".to_owned(),
        KeyName::Gdp => "in proportion to gross domestic product".to_owned(),
        KeyName::Gni => "in proportion to gross national income".to_owned(),
        KeyName::HostingCapacity => {
            let names: Vec<String> = option.key.weights.keys().map(|it| criterion(it)).collect();
            format!("in proportion to {}, which stands for capacity", enumerated(&names))
        }
        KeyName::UnScale => {
            "as the United Nations' scale of assessments shares the Organization's expenses".to_owned()
        }
        KeyName::Weighted => {
            let mut words = enumerated(&weights());
            for corrective in &option.key.correctives {
                words.push_str(&corrected(page, option, corrective));
            }
            words
        }
        KeyName::Eu2015May => format!(
            "by the European Commission's key of May 2015: {}; many applications and high unemployment lower a share",
            with_weights("40\u{a0}% by population, 40\u{a0}% by gross domestic product, 10\u{a0}% by past asylum applications and 10\u{a0}% by unemployment")
        ),
        KeyName::Eu2015Sept => format!(
            "by the European Commission's key of September 2015: {}; many applications and high unemployment lower a share, within a cap",
            with_weights("40\u{a0}% by population, 40\u{a0}% by gross domestic product, 10\u{a0}% by past asylum applications and 10\u{a0}% by unemployment")
        ),
        KeyName::Eu2024 => {
            "half by population and half by gross domestic product, as Regulation (EU) 2024/1351 has it".to_owned()
        }
        KeyName::Corrected => {
            "by the mean of the shares of population and gross domestic product, corrected for asylum applications and unemployment above or below the mean".to_owned()
        }
        KeyName::MinMaxIndex => {
            "by population times an index of product per inhabitant, vacant posts and age".to_owned()
        }
        KeyName::GniOfRich => {
            "among high-income States alone, in proportion to gross national income".to_owned()
        }
        KeyName::Fixed => "by shares that the scenario states State by State".to_owned(),
    }
}

/// A corrective of a weighted key.
fn corrected(page: &Page<'_>, option: &PolicyOption, corrective: &KeyCorrective) -> String {
    let path = format!("option.{}.plan.key.correctives", option.id);
    let number = |share: f64| page.number(&percent(share), "parameters", "value", &path);
    let direction = if corrective.inverse {
        ", of which much lowers a share"
    } else {
        ""
    };
    let cap = corrective.cap_share.map_or_else(String::new, |cap| {
        format!(", at most {} of the base share", number(cap))
    });
    format!(
        "; {} by {}{direction}{cap}",
        number(corrective.weight),
        criterion(&corrective.indicator)
    )
}

/// A month in words, as in `April 2026`.
pub(super) fn month_and_year(month: crate::units::CalendarMonth) -> String {
    format!("{} {}", crate::report::month_name(month), month.year())
}

/// A declared value in US$: whole, since nobody declares it more exactly than is said.
pub(super) fn declared(usd_each: f64) -> String {
    let decimals = usize::from(usd_each.fract() != 0.0) * 2;
    format!("US$\u{a0}{}", fixed(usd_each, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_kind_is_singular_and_people_are_whole() {
        assert_eq!(counted(1, "year", "years"), "1\u{a0}year");
        assert_eq!(counted(2, "year", "years"), "2\u{a0}years");
        assert_eq!(written("total_solutions_persons", 7.0), "7");
        assert_eq!(
            apart_signed("total_coverage_share", -0.125),
            "\u{2212}12.5 percentage points"
        );
        let parts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(enumerated(&parts), "a, b and c");
    }
}
