//! What a plan asks of each contributor beside what it gives today: one dumbbell a contributor.

use super::Chart;
use super::dumbbell::{DumbbellRow, Dumbbells};
use super::frame::{Frame, framed};
use crate::model::{BindingRule, ContributorShare, Plan};
use crate::report::numbers::{Scale, three_digits};
use crate::report::terminal::{mean, mean_over, multiple};
use crate::report::{Column, ReportError, ReportInputs, Table};

/// Contributors shown; the others are summed up in a note.
const SHOWN: usize = 25;
/// A contributor's row, US$ a year as means over the plan's years.
struct Row<'a> {
    share: &'a ContributorShare,
    today: f64,
    asked: f64,
}

impl Row<'_> {
    fn remark(&self) -> &'static str {
        let hosts = self.share.hosting_usd.iter().any(|&usd| usd > 0.0);
        match (self.share.binding, hosts) {
            (BindingRule::Cap, _) => "held by the cap",
            (BindingRule::Hosting, _) => "hosting is its share",
            (_, true) => "hosting is counted",
            (BindingRule::Floor, _) => "standing commitment",
            (BindingRule::Offer, _) => "own offer",
            (BindingRule::Outside, _) => "outside the plan",
            (BindingRule::Key, false) => "",
        }
    }
}

/// Draws the chart of one option; none for an option without a plan or without money.
pub(super) fn draw(
    inputs: &ReportInputs<'_>,
    option: usize,
    plan: &Plan,
) -> Result<Option<Chart>, ReportError> {
    if !inputs
        .situation
        .options
        .get(option)
        .is_some_and(|it| it.has_plan)
    {
        return Ok(None);
    }
    let mut rows: Vec<Row<'_>> = plan
        .shares
        .iter()
        .map(|share| Row {
            share,
            today: mean(&share.baseline_usd),
            asked: mean(&share.obligation_usd),
        })
        .collect();
    rows.sort_by(|left, right| {
        right
            .asked
            .total_cmp(&left.asked)
            .then(right.today.total_cmp(&left.today))
            .then_with(|| left.share.contributor.cmp(&right.share.contributor))
    });
    let all = rows.len();
    let shown: Vec<&Row<'_>> = rows
        .iter()
        .take(SHOWN)
        .filter(|row| row.asked >= 0.005 || row.today >= 0.005)
        .collect();
    let drawn = shown
        .iter()
        .map(|row| DumbbellRow {
            name: &row.share.name,
            before: row.today,
            after: row.asked,
            change: multiple(row.today, row.asked),
            remark: row.remark(),
            is_capped: row.share.binding == BindingRule::Cap,
        })
        .collect();
    let Some(dumbbells) =
        Dumbbells::new(drawn, ["today", "asked"], three_digits, Scale::for_largest)
    else {
        return Ok(None);
    };
    let name = format!("shares_{}", super::file_name(plan.option.as_str()));
    let logarithm = if dumbbells.is_logarithmic() {
        "; logarithmic scale"
    } else {
        ""
    };
    let frame = Frame {
        title: title(&inputs.option_title(option), &rows),
        subtitle: format!(
            "What contributors give today and what the plan asks of them, {} a year, {}{logarithm}.",
            dumbbells.scale().unit(&inputs.money_unit()),
            mean_over(plan),
        ),
        notes: notes(&rows, all - shown.len()),
        name,
    };
    let svg = framed(inputs, &frame, dumbbells.height(), |canvas, plot| {
        dumbbells.draw(canvas, plot);
    })?;
    Ok(Some(Chart {
        name: frame.name.clone(),
        title: frame.title,
        svg,
        data: data(&frame.name, &rows),
    }))
}

/// The finding: how many are asked for more than they give today, how many a cap holds.
fn title(option: &str, rows: &[Row<'_>]) -> String {
    // Less than half a per cent more is not more than a reader can see.
    let more = rows
        .iter()
        .filter(|row| row.asked > row.today * 1.005 && row.asked >= 0.005)
        .count();
    let capped = rows
        .iter()
        .filter(|row| row.share.binding == BindingRule::Cap)
        .count();
    let cap = match capped {
        0 => "no cap binds".to_owned(),
        1 => "the cap holds one".to_owned(),
        count => format!("the cap holds {count}"),
    };
    let asked = match more {
        0 => "no contributor is asked for more than it gives today".to_owned(),
        1 => format!(
            "1 of {} contributors is asked for more than it gives today",
            rows.len()
        ),
        _ => format!(
            "{more} of {} contributors are asked for more than they give today",
            rows.len()
        ),
    };
    format!("{option}: {asked}; {cap}")
}

fn notes(rows: &[Row<'_>], hidden: usize) -> Vec<String> {
    let mut notes = Vec::new();
    let total = |value: &dyn Fn(&Row<'_>) -> f64| {
        crate::report::numbers::usd(rows.iter().map(value).sum::<f64>())
    };
    notes.push(format!(
        "All contributors together: {} a year today, {} asked",
        total(&|row| row.today),
        total(&|row| row.asked)
    ));
    if hidden > 0 {
        let contributors = if hidden == 1 {
            "1 contributor with a smaller amount is"
        } else {
            &format!("{hidden} contributors with smaller amounts are")
        };
        notes.push(format!("{contributors} in the data beside this chart"));
    }
    notes.push("Resettlement places come beside the money".to_owned());
    notes
}

fn data(name: &str, rows: &[Row<'_>]) -> Table {
    let columns = vec![
        Column::text(
            ["contributor", "-", "#org+contributor", "Contributor."],
            rows.iter()
                .map(|row| Some(row.share.contributor.to_string()))
                .collect(),
        ),
        Column::text(
            ["name", "-", "#org+name", "Name."],
            rows.iter()
                .map(|row| Some(row.share.name.clone()))
                .collect(),
        ),
        Column::number(
            [
                "today_usd_per_year",
                "US$ a year",
                "#value+baseline+usd",
                "What it gives today, mean over the plan's years.",
            ],
            rows.iter().map(|row| Some(row.today)).collect(),
        ),
        Column::number(
            [
                "asked_usd_per_year",
                "US$ a year",
                "#value+obligation+usd",
                "What the plan asks for, mean over its years.",
            ],
            rows.iter().map(|row| Some(row.asked)).collect(),
        ),
        Column::number(
            [
                "hosting_usd_per_year",
                "US$ a year",
                "#value+hosting+usd",
                "Value of its hosting, mean over the plan's years.",
            ],
            rows.iter()
                .map(|row| Some(mean(&row.share.hosting_usd)))
                .collect(),
        ),
        Column::text(
            [
                "binding_rule",
                "-",
                "#meta+rule",
                "The rule that decides its share.",
            ],
            rows.iter()
                .map(|row| Some(row.share.binding.name().to_owned()))
                .collect(),
        ),
    ];
    Table::new(
        name,
        "What is given today and what the plan asks for.",
        columns,
    )
}
