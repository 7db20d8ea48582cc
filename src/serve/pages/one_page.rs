//! All options side by side, State by State, on one page to take away.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};

use super::{failures, number, show};
use crate::report::compared::Compared;
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::refusal::Refusal;
use crate::serve::{Shared, Workbench};
use crate::study::equity::{ContributionUnit, Yardstick};

/// States that fit on a page of paper.
const STATES_SHOWN: usize = 36;

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/table", body).await
}

fn body(_: &Workbench, draft: &Draft, _: &Address) -> Result<Markup, Refusal> {
    let compared = &draft.compared;
    let Some(yardstick) = &compared.yardstick else {
        return Err(Refusal::bad(
            "no option has a plan, so there is nothing to lay side by side",
            "give an option a plan on the page of options",
        ));
    };
    let sheet = Sheet::new(compared, yardstick);
    Ok(html! {
        h1 { (draft.situation.title) }
        p { (sheet.unit) ", means over the plan. Differences from the baseline in brackets." }
        (failures(draft))
        div.scroll tabindex="0" {
            table.one-page { (sheet.head()) (sheet.rows()) (sheet.foot()) }
        }
        p.note {
            "Inequality is that of contributions relative to key shares, 0 when all bear alike. "
            "By fairshare " (env!("CARGO_PKG_VERSION")) "."
        }
    })
}

/// The table in the making.
struct Sheet<'a> {
    compared: &'a Compared,
    yardstick: &'a Yardstick,
    unit: &'static str,
    scale: f64,
    decimals: usize,
    /// States, the one that gives most under the baseline first.
    states: Vec<usize>,
}

impl<'a> Sheet<'a> {
    fn new(compared: &'a Compared, yardstick: &'a Yardstick) -> Self {
        let (unit, scale, decimals) = match yardstick.unit {
            ContributionUnit::Usd => (
                "Value of money, places and hosting a year, US$ million",
                1e6,
                1,
            ),
            ContributionUnit::Places => ("Places a year", 1.0, 0),
        };
        let mut sheet = Self {
            compared,
            yardstick,
            unit,
            scale,
            decimals,
            states: Vec::new(),
        };
        let mut states: Vec<usize> = (0..yardstick.states.len()).collect();
        states.sort_by(|&one, &other| {
            sheet
                .value(compared.baseline, other)
                .total_cmp(&sheet.value(compared.baseline, one))
                .then_with(|| {
                    yardstick.states[other]
                        .2
                        .total_cmp(&yardstick.states[one].2)
                })
                .then(one.cmp(&other))
        });
        sheet.states = states;
        sheet
    }

    fn value(&self, option: usize, state: usize) -> f64 {
        let equity = self.compared.equity.get(option);
        equity
            .and_then(|one| one.contributions.get(state))
            .map_or(0.0, |value| value / self.scale)
    }

    fn sum(&self, option: usize, states: &[usize]) -> f64 {
        states.iter().map(|&state| self.value(option, state)).sum()
    }

    fn options(&self) -> std::ops::Range<usize> {
        0..self.compared.ids.len()
    }

    fn write(&self, value: f64) -> String {
        number(value, self.decimals)
    }

    fn head(&self) -> Markup {
        html! {
            thead {
                tr {
                    th scope="col" { "State" }
                    th.number scope="col" { "Key share, %" }
                    @for option in self.options() {
                        th.number scope="col" {
                            (self.compared.titles[option])
                            @if option == self.compared.baseline { " (baseline)" }
                        }
                    }
                }
            }
        }
    }

    fn rows(&self) -> Markup {
        let (shown, rest) = self.states.split_at(self.states.len().min(STATES_SHOWN));
        let key_shares = |states: &[usize]| -> String {
            let sum: f64 = states
                .iter()
                .map(|&state| self.yardstick.states[state].2)
                .sum();
            number(100.0 * sum, 2)
        };
        html! {
            tbody {
                @for &state in shown {
                    tr {
                        th scope="row" { (self.yardstick.states[state].1) }
                        td.number { (key_shares(&[state])) }
                        @for option in self.options() {
                            td.number {
                                (self.write(self.value(option, state)))
                                (self.bracket(option, state))
                            }
                        }
                    }
                }
                @if !rest.is_empty() {
                    tr {
                        th scope="row" { (rest.len()) " others" }
                        td.number { (key_shares(rest)) }
                        @for option in self.options() {
                            td.number { (self.write(self.sum(option, rest))) }
                        }
                    }
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        html! {
            tfoot {
                tr {
                    th scope="row" { "All" }
                    td.number { "100.00" }
                    @for option in self.options() {
                        td.number { (self.write(self.sum(option, &self.states))) }
                    }
                }
                tr {
                    th scope="row" { "Inequality (Gini)" }
                    td {}
                    @for option in self.options() {
                        td.number {
                            @if let Some(one) = self.compared.equity.get(option) { (number(one.gini, 3)) }
                        }
                    }
                }
            }
        }
    }

    /// The difference from the baseline, where there is one that can be seen.
    fn bracket(&self, option: usize, state: usize) -> String {
        let difference = self.value(option, state) - self.value(self.compared.baseline, state);
        let least = 0.5 / 10_f64.powi(i32::try_from(self.decimals).unwrap_or(0));
        if difference.abs() < least {
            return String::new();
        }
        let sign = if difference > 0.0 { "+" } else { "" };
        format!(" ({sign}{})", self.write(difference))
    }
}
