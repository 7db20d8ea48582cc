//! The first sections of the briefing: the situation, the options in words, what each asks.

use super::page::{Page, escaped};
use super::words::{aim, counted, declared, key_words, month_and_year};
use crate::model::{ContributorShare, Plan, PolicyOption};
use crate::report::ReportInputs;
use crate::report::charts::Chart;
use crate::report::numbers::{fixed, percent, three_digits, usd};
use crate::report::terminal::{mean, mean_over, multiple, years_text};
use crate::units::with_decimals;

/// Contributors in the main text; all of them are in the annex.
const SHOWN: usize = 15;

/// The situation: who is where at the start, and what the needs are.
pub(super) fn situation(page: &mut Page<'_>, inputs: &ReportInputs<'_>, charts: &[Chart]) {
    let situation = inputs.situation;
    page.heading("situation", "The situation");
    if situation.synthetic {
        page.paragraph("This scenario is synthetic: its countries and figures are invented.");
    }
    page.paragraph(&escaped(&situation.description));
    let total: u64 = situation
        .hosts
        .iter()
        .map(|host| host.stock.total().0)
        .sum();
    if total > 0 {
        let rows: Vec<Vec<String>> = situation
            .hosts
            .iter()
            .map(|host| {
                let people = host.stock.total().0 as f64;
                let row = format!("host.{}, people at the start", host.country.code);
                let number = |text: &str| page.number(text, "parameters", "value", &row);
                vec![
                    escaped(&host.country.name),
                    number(&fixed(people, 0)),
                    number(&percent(people / total as f64)),
                    if host.at_war { "yes" } else { "no" }.to_owned(),
                ]
            })
            .collect();
        let people = page.number(
            &fixed(total as f64, 0),
            "parameters",
            "value",
            "people at the start, all hosts",
        );
        let hosts = counted(situation.hosts.len(), "host State", "host States");
        page.paragraph(&format!(
            "At the start, {people} people are in need of protection in {}.",
            page.number(&hosts, "parameters", "parameter", "all hosts")
        ));
        page.table(
            "People in need of protection at the start",
            &[
                ("host", true),
                ("people", false),
                ("share", false),
                ("itself at war", true),
            ],
            &rows,
        );
    }
    page.figures(charts, "requirement_received");
}

/// The options in words.
pub(super) fn options(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    page.heading("options", "The options");
    for option in &inputs.situation.options {
        let mark = if option.is_baseline {
            " (others are compared with it)"
        } else {
            ""
        };
        page.raw(&format!("<h3>{}{mark}</h3>", escaped(&option.title)));
        page.paragraph(&escaped(&option.description));
        let mut facts = Vec::new();
        if option.has_plan {
            facts.extend(plan_in_words(page, inputs, option));
        } else {
            facts.push("No plan: nobody is asked for more than it gives today.".to_owned());
        }
        facts.extend(beside_the_plan(page, inputs, option));
        page.paragraph(&facts.join(" "));
    }
}

/// The plan of an option, a sentence for each of its rules.
fn plan_in_words(page: &Page<'_>, inputs: &ReportInputs<'_>, option: &PolicyOption) -> Vec<String> {
    let number = |text: &str, name: &str| {
        let row = format!("option.{}.plan.{name}", option.id);
        page.number(text, "parameters", "value", &row)
    };
    let begins = inputs.situation.clock.start.plus(option.plan_month);
    let years = counted(option.plan_years as usize, "year", "years");
    let mut facts = vec![
        format!("Responsibility is shared {}.", key_words(page, option)),
        format!("The aim: {}.", aim(option.objective)),
        format!(
            "The plan begins in {} and covers {} at a time.",
            number(&month_and_year(begins), "month"),
            number(&years, "years")
        ),
    ];
    if let Some(cap) = option.cap_share_of_gdp_per_year {
        let share = format!("{}\u{202f}%", with_decimals(cap * 100.0));
        facts.push(if cap > 0.0 {
            format!(
                "No State is asked for more than {} of its gross domestic product a year.",
                number(&share, "cap_share_of_gdp_per_year")
            )
        } else {
            format!(
                "The cap on money is {} of gross domestic product, so nobody is asked for more than it gives or has committed.",
                number("none", "cap_share_of_gdp_per_year")
            )
        });
    }
    if let Some(most) = option.responsibility_ratio_maximum {
        facts.push(format!(
            "Beyond its own offers, none is asked for more than {} times its share.",
            number(&with_decimals(most), "responsibility_ratio_maximum")
        ));
    }
    if option.resettlement_places_per_year > 0 {
        let places = fixed(f64::from(option.resettlement_places_per_year), 0);
        facts.push(format!(
            "{} resettlement places a year are sought.",
            number(&places, "resettlement_places_per_year")
        ));
    }
    facts.push(match option.review_interval_months {
        Some(months) => format!(
            "It is reviewed every {}.",
            number(
                &counted(months as usize, "month", "months"),
                "review_interval_months"
            )
        ),
        None if option.after_years == crate::model::AfterYears::Lapses => {
            "It is not reviewed, and ends with its years.".to_owned()
        }
        None => "It is not reviewed.".to_owned(),
    });
    let of_all = inputs.situation.parameters.review.switching_cost_share;
    let kept = option.review_switching_cost_share.unwrap_or(of_all);
    if option.review_interval_months.is_some() && kept > 0.0 {
        let kept = match option.review_switching_cost_share {
            Some(own) => number(&percent(own), "review_switching_cost_share"),
            None => page.number(
                &percent(of_all),
                "parameters",
                "value",
                "review.switching_cost_share",
            ),
        };
        facts.push(format!(
            "A review keeps {kept} of the split among contributors as it was."
        ));
    }
    let value = |usd_each: f64, name: &str| number(&declared(usd_each), name);
    facts.push(format!(
        "By declaration a hosted person-year counts for {} and a place for {}.",
        value(
            option.hosting_value_usd_per_person_year,
            "hosting_value_usd_per_person_year"
        ),
        value(
            option.place_value_usd_per_person,
            "place_value_usd_per_person"
        )
    ));
    facts
}

/// What an option changes beside a plan.
fn beside_the_plan(
    page: &Page<'_>,
    inputs: &ReportInputs<'_>,
    option: &PolicyOption,
) -> Vec<String> {
    let number = |text: &str, name: &str| {
        let row = format!("option.{}.{name}", option.id);
        page.number(text, "parameters", "value", &row)
    };
    let mut facts = Vec::new();
    if option.multi_year_share > 0.0 {
        facts.push(format!(
            "{} of each pledge is made for {} ahead.",
            number(&percent(option.multi_year_share), "multi_year_share"),
            number(
                &counted(option.multi_year_years as usize, "year", "years"),
                "multi_year_years"
            )
        ));
    }
    if option.group_resettlement_share > 0.0 {
        facts.push(format!(
            "{} of resettlement submissions are made for groups.",
            number(
                &percent(option.group_resettlement_share),
                "group_resettlement_share"
            )
        ));
    }
    if let Some(uptake) = option.uptake {
        facts.push(format!(
            "Of what it asks beyond today, {} is taken to be given.",
            number(&percent(uptake), "uptake")
        ));
    }
    for exit in &option.exits {
        let name = inputs
            .situation
            .contributors
            .iter()
            .find(|one| one.id == exit.contributor)
            .map_or_else(|| exit.contributor.to_string(), |one| one.name.clone());
        let from = month_and_year(inputs.situation.clock.start.plus(exit.month));
        facts.push(format!(
            "From {} on {} gives {} of what it would give.",
            number(&from, "exit"),
            escaped(&name),
            number(&percent(exit.remaining_share), "exit")
        ));
    }
    facts
}

pub(super) const ASK_HEADS: [(&str, bool); 9] = [
    ("State or contributor", true),
    ("hosting counted, US$ million", false),
    ("today, US$ million", false),
    ("asked, US$ million", false),
    ("multiple of today", false),
    ("US$ per million US$ of GDP", false),
    ("US$ per inhabitant", false),
    ("places", false),
    ("rule that decides", true),
];

/// A contributor's row under [`ASK_HEADS`].
pub(super) fn ask_cells(page: &Page<'_>, row: &str, share: &ContributorShare) -> Vec<String> {
    let (today, asked) = (mean(&share.baseline_usd), mean(&share.obligation_usd));
    let number = |text: &str, column: &str| page.number(text, "shares", column, row);
    let over = |base: Option<f64>| base.filter(|&base| base > 0.0).map(|base| asked / base);
    let places: Vec<f64> = share
        .obligation_places
        .iter()
        .map(|&it| f64::from(it))
        .collect();
    let hosting = mean(&share.hosting_usd);
    let hosted = if hosting > 0.0 {
        fixed(hosting / 1e6, 2)
    } else {
        String::new()
    };
    vec![
        escaped(&share.name),
        number(&hosted, "hosting_usd"),
        number(&fixed(today / 1e6, 2), "baseline_usd"),
        number(&fixed(asked / 1e6, 2), "obligation_usd"),
        number(&multiple(today, asked), "multiple_of_today"),
        number(
            &over(share.gdp_usd).map_or_else(String::new, |it| fixed(it * 1e6, 1)),
            "obligation_share_of_gdp",
        ),
        number(
            &over(share.population_persons).map_or_else(String::new, three_digits),
            "obligation_usd_per_inhabitant",
        ),
        number(&fixed(mean(&places), 0), "obligation_places"),
        share.binding.name().to_owned(),
    ]
}

/// What the rules in the last column of [`ASK_HEADS`] mean.
pub(super) const RULES: &str = "Rules: key, its share of the key; cap, the most that may be asked; floor, what it has \
     committed already; hosting, its hosting is its share; offer, its own offer; outside, it takes no part.";

/// What each option asks of each State.
pub(super) fn asked(page: &mut Page<'_>, inputs: &ReportInputs<'_>, charts: &[Chart]) {
    page.heading("asked", "What each option asks of each State");
    let mut any = false;
    for (option, plan) in inputs.situation.options.iter().zip(inputs.plans) {
        if !option.has_plan {
            continue;
        }
        any = true;
        let mut shares: Vec<&ContributorShare> = plan.shares.iter().collect();
        shares.sort_by(|left, right| {
            mean(&right.obligation_usd)
                .total_cmp(&mean(&left.obligation_usd))
                .then_with(|| left.contributor.cmp(&right.contributor))
        });
        let rows: Vec<Vec<String>> = shares
            .iter()
            .take(SHOWN)
            .map(|share| {
                let row = format!("{}, {}, {}", option.id, share.contributor, mean_over(plan));
                ask_cells(page, &row, share)
            })
            .collect();
        let caption = format!(
            "{}: the {} that are asked for most, a year, {}",
            option.title,
            rows.len(),
            mean_over(plan)
        );
        page.table(&caption, &ASK_HEADS, &rows);
        let unpaid = hosting_without_value(page, inputs, option, plan);
        page.list(&unpaid);
    }
    if any {
        page.paragraph(&format!("All contributors are in the annex. {RULES}"));
    } else {
        page.paragraph("No option has a plan, so nobody is asked for more than it gives today.");
    }
    for name in ["lorenz", "shares_", "waterfall_"] {
        page.figures(charts, name);
    }
}

/// Hosts whose hosting counts for nothing although it has a declared value, because the money
/// announced for the same need is more than that value.
fn hosting_without_value(
    page: &Page<'_>,
    inputs: &ReportInputs<'_>,
    option: &PolicyOption,
    plan: &Plan,
) -> Vec<String> {
    let value = option.hosting_value_usd_per_person_year;
    if value <= 0.0 {
        let row = format!(
            "option.{}.plan.hosting_value_usd_per_person_year",
            option.id
        );
        return vec![format!(
            "Hosting counts for {} under “{}”: its declared value is none.",
            page.number("nothing", "parameters", "value", &row),
            escaped(&option.title)
        )];
    }
    inputs
        .situation
        .hosts
        .iter()
        .filter(|host| host.stock.total().0 > 0)
        .filter_map(|host| {
            let code = host.country.code.to_string();
            let share = plan
                .shares
                .iter()
                .find(|share| share.contributor.as_str() == code)?;
            let all = share.hosting_usd.len();
            let without = share.hosting_usd.iter().filter(|&&usd| usd <= 0.0).count();
            let row = format!("{}, {code}, {}", option.id, years_text(plan));
            let number = |text: &str, column: &str| page.number(text, "shares", column, &row);
            let when = match without {
                0 => return None,
                some if some < all => format!(
                    " in {}",
                    number(&format!("{some} of {all} years"), "hosting_usd")
                ),
                _ => String::new(),
            };
            let asked = mean(&share.obligation_usd);
            let ask = if asked >= 0.005 {
                format!(
                    "; as any other State it is asked for {} a year",
                    number(&usd(asked), "obligation_usd")
                )
            } else {
                String::new()
            };
            Some(format!(
                "The hosting of {} counts for {}{when} under “{}”, although people are hosted: the money announced for their needs is more than the value declared for hosting them{ask}. A higher declared value would change that.",
                escaped(&host.country.name),
                number("nothing", "hosting_usd"),
                escaped(&option.title),
            ))
        })
        .collect()
}

/// What was assumed.
pub(super) fn assumptions(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    page.heading("assumptions", "What was assumed");
    let items: Vec<String> = inputs
        .footer
        .assumptions
        .iter()
        .map(|it| page.number(it, "parameters", "basis", "all rows"))
        .collect();
    page.list(&items);
    let finance = &inputs.situation.parameters.finance;
    page.paragraph(&format!(
        "Money is in constant {} ({}). Every arrival is admitted and protected under every option; returns under pressure are never counted as a solution.",
        page.number(&inputs.money_unit(), "parameters", "value", "finance.price_year"),
        escaped(finance.deflator.trim_end_matches('.'))
    ));
}
