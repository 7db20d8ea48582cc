//! The table `decision`: worst futures, regret, and what knowing more would be worth.

use crate::indicator;
use crate::model::Situation;
use crate::study::decision::Judged;

use super::numbers::cents;
use super::{Column, Table};

/// The table; none where no futures are common to all options.
#[must_use]
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub fn decision_table(situation: &Situation, judged: &[Judged]) -> Option<Table> {
    if judged.is_empty() {
        return None;
    }
    let text = |value: &dyn Fn(&Judged) -> Option<String>| judged.iter().map(value).collect();
    let number =
        |name: &str, unit: &str, hxl: &str, meaning: &str, value: &dyn Fn(&Judged) -> f64| {
            let rounded = |row: &Judged| {
                let is_money = indicator::find(row.indicator).is_some_and(|it| it.unit == "US$");
                let number = value(row);
                if is_money { cents(number) } else { number }
            };
            let values = judged.iter().map(|row| Some(rounded(row))).collect();
            Column::number([name, unit, hxl, meaning], values)
        };
    let as_unit = "as `unit`";
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            text(&|row| {
                situation
                    .options
                    .get(row.option)
                    .map(|it| it.id.to_string())
            }),
        ),
        Column::text(
            [
                "indicator",
                "-",
                "#indicator+name",
                "Outcome over the whole period.",
            ],
            text(&|row| Some(row.indicator.to_owned())),
        ),
        Column::text(
            ["unit", "-", "#indicator+unit", "Unit of the indicator."],
            text(&|row| indicator::find(row.indicator).map(|it| it.unit.to_owned())),
        ),
        number(
            "mean",
            as_unit,
            "#indicator+mean",
            "Mean over the futures.",
            &|row| row.mean,
        ),
        number(
            "tail_mean",
            as_unit,
            "#indicator+cvar",
            "Mean over the worst twentieth of futures (conditional value at risk at 95 %).",
            &|row| row.tail_mean,
        ),
        number(
            "regret",
            as_unit,
            "#indicator+regret",
            "Mean of how much worse the option is than the best one of each future.",
            &|row| row.regret,
        ),
        number(
            "regret_low",
            as_unit,
            "#indicator+regret+low",
            "Lower end of the 95 % confidence interval of that mean.",
            &|row| row.regret_interval[0],
        ),
        number(
            "regret_high",
            as_unit,
            "#indicator+regret+high",
            "Upper end.",
            &|row| row.regret_interval[1],
        ),
        number(
            "regret_maximum",
            as_unit,
            "#indicator+regret+max",
            "The same in the future in which it is most.",
            &|row| row.regret_maximum,
        ),
        Column::number(
            [
                "best_share",
                "share",
                "#indicator+best",
                "Share of futures in which no option is better.",
            ],
            judged.iter().map(|row| Some(row.best_share)).collect(),
        ),
        number(
            "value_of_perfect_information",
            as_unit,
            "#indicator+evpi",
            "What knowing the future before choosing would bring on average: the least mean regret of all \
             options. The same for all options; an upper bound of what research is worth.",
            &|row| row.value_of_perfect_information,
        ),
        number(
            "value_of_knowing_conditions",
            as_unit,
            "#indicator+evppi",
            "What knowing the third of futures by their share of months conducive to return would bring. The \
             same for all options; with few futures too high.",
            &|row| row.value_of_knowing_conditions,
        ),
        Column::number(
            [
                "cost_usd_per_unit",
                "US$ per `unit`",
                "#value+cost+usd",
                "Money received beyond the baseline for each unit by which the mean is better, such as a \
                 person-year of protracted displacement averted; empty where it is no better.",
            ],
            judged
                .iter()
                .map(|row| row.cost_usd_per_unit.map(cents))
                .collect(),
        ),
        Column::number(
            [
                "cost_low",
                "US$ per `unit`",
                "#value+cost+low+usd",
                "Lower end of the 95 % confidence interval of that cost (Fieller); empty where the gain is not \
                 told from none.",
            ],
            judged
                .iter()
                .map(|row| row.cost_interval.map(|[low, _]| cents(low)))
                .collect(),
        ),
        Column::number(
            [
                "cost_high",
                "US$ per `unit`",
                "#value+cost+high+usd",
                "Upper end.",
            ],
            judged
                .iter()
                .map(|row| row.cost_interval.map(|[_, high]| cents(high)))
                .collect(),
        ),
        Column::integer(
            [
                "replicates",
                "-",
                "#meta+replicates",
                "Futures behind the row.",
            ],
            judged
                .iter()
                .map(|row| i64::try_from(row.replicates).ok())
                .collect(),
        ),
    ];
    Some(Table::new(
        "decision",
        "What the decision between options is worth, by outcomes of the whole period at the drawn uptake: worst \
         futures, regret, and the value of knowing more before choosing.",
        columns,
    ))
}
