//! What each option's plan asks of each contributor, and how the plan was found.

use crate::model::{ContributorShare, Plan};
use crate::report::numbers::cents;
use crate::report::{Column, ReportInputs, Table};

/// One row of the table `shares`: a plan, a contributor, a year.
struct ShareRow<'a> {
    plan: &'a Plan,
    share: &'a ContributorShare,
    index: usize,
    year: i32,
}

impl ShareRow<'_> {
    fn at(&self, values: &[f64]) -> Option<f64> {
        values.get(self.index).copied()
    }

    fn obligation(&self) -> Option<f64> {
        self.at(&self.share.obligation_usd)
    }

    /// What is asked over what is given today; none where nothing is given today.
    fn multiple(&self) -> Option<f64> {
        let baseline = self.at(&self.share.baseline_usd)?;
        (baseline > 0.0).then(|| self.obligation().map(|asked| asked / baseline))?
    }
}

/// The table `shares`.
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub(super) fn shares(inputs: &ReportInputs<'_>) -> Table {
    let mut rows = Vec::new();
    for plan in inputs.plans {
        for share in &plan.shares {
            for (index, &year) in plan.years.iter().enumerate() {
                rows.push(ShareRow {
                    plan,
                    share,
                    index,
                    year,
                });
            }
        }
    }
    let texts =
        |value: &dyn Fn(&ShareRow<'_>) -> String| rows.iter().map(|row| Some(value(row))).collect();
    let numbers = |value: &dyn Fn(&ShareRow<'_>) -> Option<f64>| rows.iter().map(value).collect();
    let money = |value: &dyn Fn(&ShareRow<'_>) -> Option<f64>| {
        rows.iter().map(|row| value(row).map(cents)).collect()
    };
    let places = |value: &dyn Fn(&ShareRow<'_>) -> Option<u32>| {
        rows.iter().map(|row| value(row).map(i64::from)).collect()
    };
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&|row| row.plan.option.to_string()),
        ),
        Column::text(
            [
                "contributor",
                "-",
                "#org+contributor",
                "ISO code of a State, or a short name of another contributor.",
            ],
            texts(&|row| row.share.contributor.to_string()),
        ),
        Column::text(
            ["name", "-", "#org+name", "Name of the contributor."],
            texts(&|row| row.share.name.clone()),
        ),
        Column::integer(
            ["year", "year", "#date+year", "Calendar year."],
            rows.iter().map(|row| Some(i64::from(row.year))).collect(),
        ),
        Column::number(
            [
                "key_share",
                "share",
                "#indicator+key",
                "Share of the reference key among participants; 0 without a key share.",
            ],
            numbers(&|row| Some(row.share.key_share)),
        ),
        Column::number(
            [
                "hosting_usd",
                "US$",
                "#value+hosting+usd",
                "Value of the hosting already borne, net of outside funding.",
            ],
            money(&|row| row.at(&row.share.hosting_usd)),
        ),
        Column::number(
            [
                "baseline_usd",
                "US$",
                "#value+baseline+usd",
                "What it gives today: its usual part of the year's need.",
            ],
            money(&|row| row.at(&row.share.baseline_usd)),
        ),
        Column::number(
            [
                "obligation_usd",
                "US$",
                "#value+obligation+usd",
                "Money that the plan asks for.",
            ],
            money(&|row| row.obligation()),
        ),
        Column::number(
            [
                "cap_usd",
                "US$",
                "#value+cap+usd",
                "The most that the plan may ask for; empty without a cap.",
            ],
            money(&|row| row.at(&row.share.cap_usd)),
        ),
        Column::number(
            [
                "obligation_share_of_gdp",
                "share",
                "#indicator+gdp",
                "Money asked for over gross domestic product; empty where GDP is not known.",
            ],
            numbers(&|row| Some(row.obligation()? / row.share.gdp_usd.filter(|&gdp| gdp > 0.0)?)),
        ),
        Column::number(
            [
                "obligation_usd_per_inhabitant",
                "US$ per inhabitant",
                "#indicator+percapita",
                "Money asked for over inhabitants; empty where they are not known.",
            ],
            numbers(&|row| {
                Some(
                    row.obligation()?
                        / row
                            .share
                            .population_persons
                            .filter(|&persons| persons > 0.0)?,
                )
            }),
        ),
        Column::number(
            [
                "multiple_of_today",
                "ratio",
                "#indicator+multiple",
                "Money asked for over what it gives today; empty where it gives nothing today.",
            ],
            numbers(&|row| row.multiple()),
        ),
        Column::integer(
            [
                "baseline_places",
                "persons",
                "#capacity+resettlement+baseline",
                "Resettlement places today.",
            ],
            places(&|row| row.share.baseline_places.get(row.index).copied()),
        ),
        Column::integer(
            [
                "obligation_places",
                "persons",
                "#capacity+resettlement+obligation",
                "Resettlement places that the plan asks for.",
            ],
            places(&|row| row.share.obligation_places.get(row.index).copied()),
        ),
        Column::number(
            [
                "responsibility_ratio",
                "ratio",
                "#indicator+ratio",
                "Contribution over the key's share of the whole, over the plan's years: 1 is exactly the key's share.",
            ],
            numbers(&|row| Some(row.share.responsibility_ratio)),
        ),
        Column::text(
            [
                "binding_rule",
                "-",
                "#meta+rule",
                "The rule that decides the share: `key`, `cap`, `floor`, `hosting`, `offer` or `outside`.",
            ],
            texts(&|row| row.share.binding.name().to_owned()),
        ),
    ];
    Table::new(
        "shares",
        "One row for each option, contributor and year: what the option's plan asks for, beside what is given today.",
        columns,
    )
}

/// The table `plan_certificates`.
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub(super) fn certificates(inputs: &ReportInputs<'_>) -> Table {
    let plans = inputs.plans;
    let texts =
        |value: &dyn Fn(&Plan) -> String| plans.iter().map(|plan| Some(value(plan))).collect();
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&|plan| plan.option.to_string()),
        ),
        Column::text(
            [
                "solver",
                "-",
                "#meta+solver",
                "The solver, or `closed form`.",
            ],
            texts(&|plan| plan.certificate.solver.clone()),
        ),
        Column::integer(
            [
                "programs",
                "count",
                "#meta+programs",
                "Linear programs solved.",
            ],
            plans
                .iter()
                .map(|plan| Some(i64::from(plan.certificate.programs)))
                .collect(),
        ),
        Column::integer(
            ["rounds", "count", "#meta+rounds", "Rounds of leximin."],
            plans
                .iter()
                .map(|plan| Some(i64::from(plan.certificate.rounds)))
                .collect(),
        ),
        Column::number(
            [
                "largest_violation",
                "relative",
                "#meta+violation",
                "Largest violation of any constraint, relative to its scale.",
            ],
            plans
                .iter()
                .map(|plan| Some(plan.certificate.largest_violation))
                .collect(),
        ),
        Column::number(
            [
                "unmet_usd",
                "US$",
                "#value+unmet+usd",
                "Need that the plan leaves unmet, all hosts, years and tiers.",
            ],
            plans
                .iter()
                .map(|plan| Some(cents(plan.unmet_usd.iter().flatten().flatten().sum())))
                .collect(),
        ),
        Column::integer(
            [
                "unmet_places",
                "persons",
                "#capacity+resettlement+unmet",
                "Resettlement places that nobody could be asked for, all years.",
            ],
            plans
                .iter()
                .map(|plan| {
                    Some(
                        plan.unmet_places
                            .iter()
                            .map(|&places| i64::from(places))
                            .sum(),
                    )
                })
                .collect(),
        ),
        Column::text(
            [
                "rounding",
                "-",
                "#meta+rounding",
                "How places were rounded, and whether total and bounds are met.",
            ],
            texts(&|plan| plan.certificate.rounding.clone()),
        ),
        Column::text(
            [
                "notes",
                "-",
                "#meta+notes",
                "Notes for the reader, separated by semicolons.",
            ],
            texts(&|plan| plan.certificate.notes.join("; ")),
        ),
    ];
    Table::new(
        "plan_certificates",
        "One row for each option: how its plan was found and how well it holds.",
        columns,
    )
}
