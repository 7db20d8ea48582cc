//! What a month adds to the year's accounts of a host, and the layout of all indicator cells.

use crate::id::CountryCode;
use crate::indicator::{Breakdown, Period};
use crate::model::{AGE_BANDS, LiveStatus, SECTORS, SEXES, STATUSES};
use crate::simulate::emergency::{self, EmergencyYear};
use crate::simulate::measures::{self, ExileYear, Measured, Waiting};
use crate::simulate::observation;
use crate::simulate::protracted::{self, ProtractedYear};
use crate::simulate::setup::Setup;
use crate::simulate::urgent;

/// The number of cells by sex and age band.
pub(crate) const SEX_AGE_CELLS: usize = 10;

/// Flows of one host over a calendar year.
#[derive(Clone, Debug, Default)]
pub(crate) struct HostYear {
    pub(crate) arrivals: u64,
    /// Those of them who had returned before.
    pub(crate) redisplaced: u64,
    /// By sex.
    pub(crate) births: [u64; 2],
    pub(crate) deaths: [u64; SEX_AGE_CELLS],
    pub(crate) returned: [u64; SEX_AGE_CELLS],
    pub(crate) naturalised: [u64; SEX_AGE_CELLS],
    pub(crate) resettled: [u64; SEX_AGE_CELLS],
    pub(crate) adverse: [u64; SEX_AGE_CELLS],
    pub(crate) onward_out: [u64; SEX_AGE_CELLS],
    pub(crate) submissions: u64,
    pub(crate) unregistered_person_months: u64,
    pub(crate) displacement_person_months: u64,
    pub(crate) protracted_person_months: u64,
    pub(crate) below_standard_person_months: f64,
    pub(crate) need: [i64; SECTORS.len()],
    pub(crate) spent: [i64; SECTORS.len()],
    pub(crate) gap: [i64; SECTORS.len()],
    pub(crate) measured: Measured,
    pub(crate) exile: ExileYear,
    pub(crate) waiting: Waiting,
}

/// The log of the year's amendments: what was asked for before and after, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Amendments {
    /// All of them.
    pub(crate) count: u64,
    /// Those by which more is asked for in all, less, and the same of others.
    pub(crate) more: u64,
    pub(crate) less: u64,
    pub(crate) split: u64,
    /// What was asked for a year, all contributors, before and after each, summed, US$.
    pub(crate) from_usd: f64,
    pub(crate) to_usd: f64,
}

/// Flows of the whole situation over a calendar year.
#[derive(Clone, Debug, Default)]
pub(crate) struct Year {
    pub(crate) hosts: Vec<HostYear>,
    /// By donor: announced, committed, disbursed (cents), and places used.
    pub(crate) donors: Vec<[i64; 4]>,
    pub(crate) month_disbursed: Vec<i64>,
    pub(crate) months: u32,
    pub(crate) peace_months: u32,
    pub(crate) amendments: Amendments,
    /// What planners expected at the year's conference to be paid in it, US$.
    pub(crate) expected_income_usd: f64,
    /// Money in hand as the year opened, cents.
    pub(crate) opening_money: i64,
    /// What of the month's gaps free money would have closed, cents.
    pub(crate) earmark_gap: i64,
    pub(crate) emergency: EmergencyYear,
    pub(crate) protracted: ProtractedYear,
    /// Urgent resettlement, by host.
    pub(crate) urgent: Vec<urgent::UrgentYear>,
}

impl Year {
    pub(crate) fn reset(&mut self, hosts: usize, donors: usize) {
        self.hosts.clear();
        self.hosts.resize(hosts, HostYear::default());
        self.donors.clear();
        self.donors.resize(donors, [0; 4]);
        self.month_disbursed.clear();
        self.months = 0;
        self.peace_months = 0;
        self.amendments = Amendments::default();
        self.expected_income_usd = 0.0;
        self.opening_money = 0;
        self.earmark_gap = 0;
        self.emergency.reset(hosts);
        self.protracted.reset(hosts, donors);
        self.urgent.clear();
        self.urgent.resize(hosts, [0; 2]);
    }
}

/// How an indicator's values are kept exactly: as whole multiples of this unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Persons, person-months, counts.
    Whole,
    /// Cents of US$.
    Cents,
    /// Billionths, for shares and ratios.
    Billionths,
}

impl Scale {
    /// How many of the indicator's unit one stored step is.
    #[must_use]
    pub fn step(self) -> f64 {
        match self {
            Self::Whole => 1.0,
            Self::Cents => 0.01,
            Self::Billionths => 1e-9,
        }
    }
}

/// One cell: which indicator, of which host, broken down how, when.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The indicator's name.
    pub indicator: &'static str,
    /// Host, or none for all hosts.
    pub host: Option<CountryCode>,
    /// Breakdown.
    pub breakdown: Breakdown,
    /// Period.
    pub period: Period,
    /// Unit of the stored whole number.
    pub scale: Scale,
    /// Whether quantiles are kept beside the mean.
    pub quantiles: bool,
}

/// All cells of an option, in the order in which a replicate's values are written.
///
/// A replicate yields one whole number for each cell; sums of whole numbers merge in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The cells.
    pub cells: Vec<Cell>,
    /// Cells before the yearly ones: stock, requirement and money received of each month, and whether
    /// marks of a mass influx held, where they are counted.
    pub(crate) months: usize,
    /// Cells of one year.
    pub(crate) per_year: usize,
    /// Years.
    pub(crate) years: usize,
}

/// Names of the cells of the whole period, in order.
pub(crate) const WHOLE: [(&str, Scale); 18] = [
    ("total_gap_usd", Scale::Cents),
    ("total_requirement_usd", Scale::Cents),
    ("total_disbursed_usd", Scale::Cents),
    ("total_coverage_share", Scale::Billionths),
    ("total_solutions_persons", Scale::Whole),
    ("total_resettlement_departures_persons", Scale::Whole),
    ("total_protracted_person_years", Scale::Billionths),
    ("total_below_standard_person_months", Scale::Whole),
    ("present_value_disbursed_usd", Scale::Cents),
    ("contribution_gini", Scale::Billionths),
    ("contribution_theil", Scale::Billionths),
    ("contribution_atkinson", Scale::Billionths),
    ("contribution_gini_hosting_none", Scale::Billionths),
    ("contribution_gini_hosting_half", Scale::Billionths),
    ("contribution_gini_hosting_double", Scale::Billionths),
    ("contribution_gini_hosting_fourfold", Scale::Billionths),
    ("total_arrivals_persons", Scale::Whole),
    ("total_peace_share", Scale::Billionths),
];

/// Multiples of the declared value of hosting at which inequality is recorded, in ascending order,
/// with the indicator that holds each.
pub const HOSTING_MULTIPLES: [(f64, &str); 5] = [
    (0.0, "contribution_gini_hosting_none"),
    (0.5, "contribution_gini_hosting_half"),
    (1.0, "contribution_gini"),
    (2.0, "contribution_gini_hosting_double"),
    (4.0, "contribution_gini_hosting_fourfold"),
];

/// Where in [`HOSTING_MULTIPLES`] hosting counts for what is declared.
pub(crate) const DECLARED: usize = 2;

/// Whole-period indicators that describe the future itself: no option changes them but by what it
/// changes at the source, and where returnees flee again.
pub const CONDITIONS: [&str; 2] = ["total_arrivals_persons", "total_peace_share"];

/// Whole-period indicators that the table of differences leaves to the table of outcomes: further
/// measures of inequality, conditions of the future, and the uptake that was drawn.
#[must_use]
pub fn is_outcome_only(indicator: &str) -> bool {
    indicator == "uptake_share"
        || indicator == "contribution_theil"
        || indicator == "contribution_atkinson"
        || indicator.starts_with("contribution_gini_hosting")
        || CONDITIONS.contains(&indicator)
}

/// The indicators that are written for each replicate and year, for studies that need pairs or
/// exact quantiles.
pub const HEADLINES: [&str; 15] = [
    "stock_persons",
    "arrivals_persons",
    "requirement_usd",
    "disbursed_usd",
    "gap_usd",
    "coverage_share",
    "voluntary_returns_persons",
    "naturalisations_persons",
    "resettlement_departures_persons",
    "protracted_person_years",
    "below_standard_person_months",
    "adverse_returns_persons",
    "published_stock_persons",
    "published_arrivals_persons",
    "published_returns_persons",
];

impl Layout {
    /// The layout for a situation and the contributors of an option's plan, of which `donors` maps
    /// each to its index in the situation.
    #[must_use]
    pub fn new(setup: &Setup<'_>, donors: &[usize]) -> Self {
        let mut cells = Vec::new();
        let arranged = emergency::month_cells(setup);
        for month in 0..setup.situation.clock.months {
            for (indicator, scale) in [
                ("stock_month_persons", Scale::Whole),
                ("requirement_month_usd", Scale::Cents),
                ("disbursed_month_usd", Scale::Cents),
            ] {
                cells.push(Cell {
                    indicator,
                    host: None,
                    breakdown: Breakdown::None,
                    period: Period::Month(month),
                    scale,
                    quantiles: true,
                });
            }
            for &(indicator, host) in &arranged {
                cells.push(Cell {
                    indicator,
                    host: Some(host),
                    breakdown: Breakdown::None,
                    period: Period::Month(month),
                    scale: Scale::Billionths,
                    // Yes or no has a mean and no quantiles.
                    quantiles: false,
                });
            }
        }
        let months = cells.len();
        for &year in &setup.years {
            let period = Period::Year(year);
            year_cells(
                setup,
                donors,
                |indicator, host, breakdown, scale, quantiles| {
                    cells.push(Cell {
                        indicator,
                        host,
                        breakdown,
                        period,
                        scale,
                        quantiles,
                    });
                },
            );
        }
        let years = setup.years.len();
        let per_year = (cells.len() - months) / years.max(1);
        let whole = |indicator, scale| Cell {
            indicator,
            host: None,
            breakdown: Breakdown::None,
            period: Period::Whole,
            scale,
            quantiles: true,
        };
        emergency::whole_cells(setup, |indicator, host, scale, quantiles| {
            cells.push(Cell {
                host,
                quantiles,
                ..whole(indicator, scale)
            });
        });
        protracted::whole_cells(setup, |indicator, scale| {
            cells.push(whole(indicator, scale));
        });
        measures::whole_cells(setup, |indicator, host, scale, quantiles| {
            cells.push(Cell {
                host,
                quantiles,
                ..whole(indicator, scale)
            });
        });
        cells.extend(WHOLE.map(|(indicator, scale)| whole(indicator, scale)));
        cells.push(whole("uptake_share", Scale::Billionths));
        Self {
            cells,
            months,
            per_year,
            years,
        }
    }

    /// The index of a cell without breakdown, all hosts.
    #[must_use]
    pub fn find(&self, indicator: &str, period: Period) -> Option<usize> {
        self.cells.iter().position(|cell| {
            cell.indicator == indicator
                && cell.host.is_none()
                && cell.breakdown == Breakdown::None
                && cell.period == period
        })
    }
}

/// Indicators of the whole situation in a year, beside those by contributor.
const SITUATION_CELLS: [(&str, Scale); 16] = [
    ("announced_usd", Scale::Cents),
    ("committed_usd", Scale::Cents),
    ("disbursed_usd", Scale::Cents),
    ("income_variation_ratio", Scale::Billionths),
    ("income_forecast_error_ratio", Scale::Billionths),
    ("pledged_ahead_share", Scale::Billionths),
    ("pledged_year_ahead_share", Scale::Billionths),
    ("solutions_persons", Scale::Whole),
    ("peace_share", Scale::Billionths),
    ("amendments_count", Scale::Whole),
    ("amendments_for_more_count", Scale::Whole),
    ("amendments_for_less_count", Scale::Whole),
    ("amendments_of_shares_count", Scale::Whole),
    ("amended_from_usd", Scale::Cents),
    ("amended_to_usd", Scale::Cents),
    ("obligation_usd", Scale::Cents),
];

/// The cells of one year in their order; [`super::outcome`] writes values in the same order, and a
/// debug assertion compares the two.
pub(crate) fn year_cells(
    setup: &Setup<'_>,
    donors: &[usize],
    mut add: impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    use Breakdown::{Contributor, None as Whole, Sector, SexAge, Status};
    let hosts = std::iter::once(None).chain(setup.hosts.iter().map(|host| Some(host.code)));
    for host in hosts {
        for indicator in ["requirement_usd", "spent_usd", "gap_usd"] {
            add(indicator, host, Whole, Scale::Cents, true);
            for sector in SECTORS {
                add(
                    indicator,
                    host,
                    Sector(sector),
                    Scale::Cents,
                    host.is_none(),
                );
            }
        }
        add("coverage_share", host, Whole, Scale::Billionths, true);
        for indicator in [
            "stock_persons",
            "deaths_persons",
            "voluntary_returns_persons",
            "naturalisations_persons",
            "resettlement_departures_persons",
        ] {
            add(indicator, host, Whole, Scale::Whole, true);
            for sex in SEXES {
                for band in AGE_BANDS {
                    add(
                        indicator,
                        host,
                        SexAge(sex, band),
                        Scale::Whole,
                        host.is_none(),
                    );
                }
            }
        }
        for status in STATUSES
            .into_iter()
            .filter(|status| status.is_protected_stock())
        {
            add("stock_persons", host, Status(status), Scale::Whole, false);
        }
        for (indicator, scale) in [
            ("arrivals_persons", Scale::Whole),
            ("births_persons", Scale::Whole),
            ("unregistered_person_months", Scale::Whole),
            ("determination_backlog_persons", Scale::Whole),
            ("not_recognised_persons", Scale::Whole),
            ("below_standard_person_months", Scale::Whole),
            ("resettlement_submissions_persons", Scale::Whole),
            ("adverse_returns_persons", Scale::Whole),
            ("onward_movements_persons", Scale::Whole),
            ("self_reliance_share", Scale::Billionths),
            ("protracted_person_years", Scale::Billionths),
            ("displacement_person_years", Scale::Billionths),
            ("protracted_situation_share", Scale::Billionths),
        ] {
            add(indicator, host, Whole, scale, true);
        }
    }
    for (indicator, scale) in SITUATION_CELLS {
        add(indicator, None, Whole, scale, true);
    }
    for indicator in [
        "announced_usd",
        "committed_usd",
        "disbursed_usd",
        "obligation_usd",
    ] {
        for &donor in donors {
            add(indicator, None, Contributor(donor), Scale::Cents, true);
        }
    }
    for &donor in donors {
        add(
            "resettlement_departures_persons",
            None,
            Contributor(donor),
            Scale::Whole,
            true,
        );
    }
    contribution_cells(setup, donors, &mut add);
    emergency::emergency_year_cells(setup, &mut add);
    protracted::protracted_year_cells(setup, donors, &mut add);
    urgent::year_cells(setup, &mut add);
    observation::cells(setup, &mut add);
    measures::year_cells(setup, &mut add);
}

/// What each contributor and each host gives, money, places and hosting together.
fn contribution_cells(
    setup: &Setup<'_>,
    donors: &[usize],
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    for (indicator, scale) in [
        ("resettlement_places_offered_persons", Scale::Whole),
        ("contribution_usd", Scale::Cents),
        ("contribution_share", Scale::Billionths),
    ] {
        for &donor in donors {
            add(indicator, None, Breakdown::Contributor(donor), scale, true);
        }
    }
    for host in &setup.hosts {
        for (indicator, scale) in [
            ("hosting_value_usd", Scale::Cents),
            ("contribution_usd", Scale::Cents),
            ("contribution_share", Scale::Billionths),
        ] {
            add(indicator, Some(host.code), Breakdown::None, scale, true);
        }
    }
}

/// Statuses that count as protected stock, by index.
pub(crate) fn protected_statuses() -> impl Iterator<Item = usize> {
    STATUSES
        .iter()
        .filter(|status| status.is_protected_stock())
        .map(|status| LiveStatus::index(*status))
}

#[cfg(test)]
mod tests;
