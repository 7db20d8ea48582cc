//! The pledge ledger: announced → committed → disbursed → spent, exact to the cent.

use crate::simulate::allocation::Pools;
use crate::units::split_cents;

/// How a contribution is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// By the contributor's habits: shares for situation, host, host and sector.
    Habits,
    /// To the situation.
    Situation,
    /// To a host.
    Host(usize),
    /// To a sector of a host (host-major index).
    HostSector(usize),
}

/// One contribution.
#[derive(Clone, Debug)]
pub(crate) struct Contribution {
    /// Position among the option's donors.
    pub(crate) donor: usize,
    /// First month of payments.
    pub(crate) from: u32,
    /// Column of the calendar year that it is for.
    pub(crate) year: usize,
    pub(crate) announced: i64,
    pub(crate) committed: i64,
    pub(crate) disbursed: i64,
    pub(crate) binding: Binding,
}

/// All contributions of a replicate and the money in hand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    /// Contributions not yet fully paid.
    pub(crate) open: Vec<Contribution>,
    /// Money in hand.
    pub(crate) pools: Pools,
    /// Paid in the month, all contributions.
    pub(crate) disbursed_in_month: i64,
    /// Totals since the start, opening balance included in `disbursed`.
    pub(crate) announced: i64,
    pub(crate) committed: i64,
    pub(crate) disbursed: i64,
    pub(crate) spent: i64,
}

/// Amounts below this many cents are paid at once rather than dragged on for years.
const SMALL_REST_CENTS: i64 = 10_000;

impl Ledger {
    pub(crate) fn reset(&mut self, hosts: usize) {
        self.open.clear();
        self.pools = Pools::new(hosts);
        self.disbursed_in_month = 0;
        self.announced = 0;
        self.committed = 0;
        self.disbursed = 0;
        self.spent = 0;
    }

    /// Enters a contribution.
    pub(crate) fn enter(&mut self, contribution: Contribution) {
        self.announced += contribution.announced;
        self.committed += contribution.committed;
        if contribution.committed > 0 {
            self.open.push(contribution);
        }
    }

    /// Pays the month's part of every open contribution into the pools: the fraction
    /// `paid_share` of what is left, from the contribution's first month on. `record` is told the
    /// donor and the amount.
    pub(crate) fn disburse(
        &mut self,
        month: u32,
        paid_share: f64,
        habits: impl Fn(usize) -> [f64; 3],
        host_weights: &[i64],
        cell_weights: &[i64],
        mut record: impl FnMut(usize, i64),
    ) {
        let mut bound = [0_i64; 3];
        for contribution in &mut self.open {
            if month < contribution.from {
                continue;
            }
            let rest = contribution.committed - contribution.disbursed;
            let paid = if rest <= SMALL_REST_CENTS {
                rest
            } else {
                round_share(rest, paid_share)
            };
            contribution.disbursed += paid;
            self.disbursed_in_month += paid;
            record(contribution.donor, paid);
            match contribution.binding {
                Binding::Habits => {
                    let [_, host, cell] = habits(contribution.donor);
                    let to_host = round_share(paid, host);
                    let to_cell = round_share(paid, cell).min(paid - to_host);
                    bound[0] += paid - to_host - to_cell;
                    bound[1] += to_host;
                    bound[2] += to_cell;
                }
                Binding::Situation => bound[0] += paid,
                Binding::Host(host) => self.pools.host[host] += paid,
                Binding::HostSector(cell) => self.pools.host_sector[cell] += paid,
            }
        }
        self.open
            .retain(|contribution| contribution.disbursed < contribution.committed);
        self.deposit(bound, host_weights, cell_weights);
        self.disbursed += self.disbursed_in_month;
    }

    /// Puts money into the pools by how it is bound: situation, hosts, cells. Weights that are
    /// all zero leave the money unbound, so that none is lost.
    pub(crate) fn deposit(&mut self, bound: [i64; 3], host_weights: &[i64], cell_weights: &[i64]) {
        self.pools.situation += bound[0];
        let parts = [(bound[1], host_weights, 0), (bound[2], cell_weights, 1)];
        for (money, weights, kind) in parts {
            if money == 0 {
                continue;
            }
            let split = split_cents(money, weights);
            self.pools.situation += money - split.iter().sum::<i64>();
            let pools = if kind == 0 {
                &mut self.pools.host
            } else {
                &mut self.pools.host_sector
            };
            for (pool, part) in pools.iter_mut().zip(split) {
                *pool += part;
            }
        }
    }

    /// Committed and not yet paid, for payments that start before `month`.
    pub(crate) fn committed_until(&self, month: u32) -> i64 {
        self.open
            .iter()
            .filter(|contribution| contribution.from < month)
            .map(|contribution| contribution.committed - contribution.disbursed)
            .sum()
    }

    /// What a donor has already committed for a year, as a column of calendar years.
    pub(crate) fn already_committed(&self, year: usize, committed: &mut [i64]) {
        committed.fill(0);
        for contribution in &self.open {
            if contribution.year == year {
                committed[contribution.donor] += contribution.committed;
            }
        }
    }
}

/// A share of an amount, rounded to whole cents and within it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a share of an amount does not exceed it"
)]
pub(crate) fn round_share(amount: i64, share: f64) -> i64 {
    // Half a cent up, as `round` does, without the library call that it is on most machines.
    let exact = (amount as f64 * share).max(0.0);
    let whole = exact as i64;
    let up = i64::from(exact - whole as f64 >= 0.5);
    (whole + up).min(amount.max(0))
}

/// US$ to cents, not negative.
pub(crate) fn cents(usd: f64) -> i64 {
    crate::units::Cents::from_usd(usd.max(0.0)).0
}
