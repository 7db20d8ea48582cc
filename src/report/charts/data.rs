//! The summary, indexed: charts look up a few series in a table of many thousand rows.

use std::collections::BTreeMap;

use crate::id::CountryCode;
use crate::indicator::{Breakdown, Period, SummaryRow, SummaryTable};
use crate::model::Sector;

/// Rows of the summary by option, indicator and host.
pub(super) struct SummaryIndex<'a> {
    rows: BTreeMap<(usize, &'a str, Option<CountryCode>), Vec<&'a SummaryRow>>,
}

impl<'a> SummaryIndex<'a> {
    /// Indexes a summary.
    pub(super) fn new(summary: &'a SummaryTable) -> Self {
        let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in &summary.rows {
            rows.entry((row.option, row.indicator, row.host))
                .or_default()
                .push(row);
        }
        Self { rows }
    }

    /// The yearly rows of one option over all hosts, not broken down, in the order of years.
    pub(super) fn yearly(&self, option: usize, indicator: &'a str) -> Vec<(i32, &'a SummaryRow)> {
        let mut years: Vec<_> = self
            .all_hosts(option, indicator)
            .filter_map(|row| match (row.breakdown, row.period) {
                (Breakdown::None, Period::Year(year)) => Some((year, row)),
                _ => None,
            })
            .collect();
        years.sort_by_key(|&(year, _)| year);
        years
    }

    /// The yearly means of one option over all hosts.
    pub(super) fn yearly_means(&self, option: usize, indicator: &'a str) -> Vec<(i32, f64)> {
        self.yearly(option, indicator)
            .into_iter()
            .map(|(year, row)| (year, row.mean))
            .collect()
    }

    /// The sum over years of a sector's means, and of their standard errors: the errors of
    /// years are correlated, so their sum is an upper bound of the sum's error. None where the
    /// indicator is not broken down by that sector.
    pub(super) fn sector_total(
        &self,
        option: usize,
        indicator: &'a str,
        sector: Sector,
    ) -> Option<(f64, f64)> {
        let mut total: Option<(f64, f64)> = None;
        for row in self.all_hosts(option, indicator) {
            if row.breakdown == Breakdown::Sector(sector) && matches!(row.period, Period::Year(_)) {
                let (mean, error) = total.unwrap_or_default();
                total = Some((mean + row.mean, error + row.standard_error));
            }
        }
        total
    }

    fn all_hosts(
        &self,
        option: usize,
        indicator: &'a str,
    ) -> impl Iterator<Item = &'a SummaryRow> + '_ {
        self.rows
            .get(&(option, indicator, None))
            .into_iter()
            .flatten()
            .copied()
    }
}
