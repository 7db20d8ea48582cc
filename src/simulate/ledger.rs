//! The pledge ledger: announced → committed → disbursed → spent, exact to the cent.

use crate::simulate::allocation::Pools;

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
    /// Contributions that are being paid.
    paying: Vec<Contribution>,
    /// Contributions whose first month is still to come.
    waiting: Vec<Contribution>,
    /// The first month of any that wait.
    next_start: u32,
    /// Money in hand.
    pub(crate) pools: Pools,
    /// Work space: the money that is planned for the month.
    pub(crate) available: Pools,
    /// The latest first month of any contribution of which something was paid so far.
    pub(crate) newest_paid_from: u32,
    /// Paid in the month, all contributions.
    pub(crate) disbursed_in_month: i64,
    /// Committed for each calendar year: all of it, and what was pledged a year ahead.
    pub(crate) committed_for: Vec<[i64; 2]>,
    /// Totals since the start, opening balance included in `disbursed`.
    pub(crate) announced: i64,
    pub(crate) committed: i64,
    pub(crate) disbursed: i64,
    pub(crate) spent: i64,
}

/// Months between a pledge and the first month of its payments from which it is one made a year ahead.
const YEAR_AHEAD: u32 = 12;

/// Amounts below this many cents are paid at once rather than dragged on for years.
const SMALL_REST_CENTS: i64 = 10_000;

/// Weights of hosts and of their sectors, host-major, by which earmarked money is divided.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EarmarkWeights {
    pub(crate) hosts: Vec<i64>,
    pub(crate) cells: Vec<i64>,
}

impl EarmarkWeights {
    /// The weights with the hosts in an order.
    pub(crate) fn ordered<'a>(&'a self, order: &'a [usize]) -> Earmarks<'a> {
        Earmarks {
            hosts: &self.hosts,
            cells: &self.cells,
            order,
        }
    }
}

/// How earmarked money is divided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Earmarks<'a> {
    /// Weights of hosts, and of the sectors of hosts, host-major.
    pub(crate) hosts: &'a [i64],
    pub(crate) cells: &'a [i64],
    /// Hosts in the order in which odd cents are settled.
    pub(crate) order: &'a [usize],
}

impl Ledger {
    pub(crate) fn reset(&mut self, hosts: usize) {
        self.paying.clear();
        self.waiting.clear();
        self.next_start = u32::MAX;
        self.pools = Pools::new(hosts);
        self.available = Pools::new(hosts);
        self.newest_paid_from = 0;
        self.disbursed_in_month = 0;
        self.committed_for.clear();
        self.announced = 0;
        self.committed = 0;
        self.disbursed = 0;
        self.spent = 0;
    }

    /// Enters a contribution that is pledged in `month`.
    pub(crate) fn enter(&mut self, month: u32, contribution: Contribution) {
        self.announced += contribution.announced;
        self.committed += contribution.committed;
        let years = self.committed_for.len().max(contribution.year + 1);
        self.committed_for.resize(years, [0; 2]);
        let [all, ahead] = &mut self.committed_for[contribution.year];
        *all += contribution.committed;
        if contribution.from >= month + YEAR_AHEAD {
            *ahead += contribution.committed;
        }
        if contribution.committed > 0 {
            self.next_start = self.next_start.min(contribution.from);
            self.waiting.push(contribution);
        }
    }

    /// Of what is committed for a year, the share that was pledged a year ahead; of nothing, none.
    pub(crate) fn pledged_a_year_ahead(&self, year: usize) -> f64 {
        match self.committed_for.get(year) {
            Some(&[all, ahead]) if all > 0 => ahead as f64 / all as f64,
            _ => 0.0,
        }
    }

    /// Books money or goods that are announced, committed and paid at once, and spent from outside
    /// the pools.
    pub(crate) fn pay_at_once(&mut self, money: i64) {
        self.announced += money;
        self.committed += money;
        self.disbursed += money;
    }

    /// Contributions not yet fully paid.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Contribution> {
        self.paying.iter().chain(&self.waiting)
    }

    /// Pays the month's part of every open contribution into the pools: the fraction
    /// `paid_share` of what is left, from the contribution's first month on. `record` is told the
    /// donor and the amount.
    pub(crate) fn disburse(
        &mut self,
        month: u32,
        paid_share: f64,
        habits: impl Fn(usize) -> [f64; 3],
        earmarks: &Earmarks<'_>,
        mut record: impl FnMut(usize, i64),
    ) {
        let fraction = whole_cents(paid_share * FRACTION as f64, FRACTION);
        let mut bound = [0_i64; 3];
        let mut by_habit = [0.0; 2];
        let mut habitual = 0_i64;
        let mut finished = false;
        if month >= self.next_start {
            self.paying
                .extend(self.waiting.extract_if(.., |waiting| waiting.from <= month));
            let starts = self.waiting.iter().map(|waiting| waiting.from);
            self.next_start = starts.min().unwrap_or(u32::MAX);
        }
        for contribution in &mut self.paying {
            let rest = contribution.committed - contribution.disbursed;
            let paid = if rest <= SMALL_REST_CENTS {
                rest
            } else {
                part(rest, fraction)
            };
            contribution.disbursed += paid;
            finished |= paid == rest;
            self.disbursed_in_month += paid;
            if paid > 0 {
                self.newest_paid_from = self.newest_paid_from.max(contribution.from);
            }
            record(contribution.donor, paid);
            match contribution.binding {
                Binding::Habits => {
                    let [_, host, cell] = habits(contribution.donor);
                    by_habit[0] += paid as f64 * host;
                    by_habit[1] += paid as f64 * cell;
                    habitual += paid;
                }
                Binding::Situation => bound[0] += paid,
                Binding::Host(host) => self.pools.host[host] += paid,
                Binding::HostSector(cell) => self.pools.host_sector[cell] += paid,
            }
        }
        // Earmarks by habit are made whole once for all contributors together.
        let to_host = whole_cents(by_habit[0], habitual);
        let to_cell = whole_cents(by_habit[1], habitual - to_host);
        bound[0] += habitual - to_host - to_cell;
        bound[1] += to_host;
        bound[2] += to_cell;
        if finished {
            self.paying
                .retain(|contribution| contribution.disbursed < contribution.committed);
        }
        self.deposit(bound, earmarks);
        self.disbursed += self.disbursed_in_month;
    }

    /// Puts money into the pools by how it is bound: situation, hosts, cells. Weights that are
    /// all zero leave the money unbound, so that none is lost.
    pub(crate) fn deposit(&mut self, bound: [i64; 3], earmarks: &Earmarks<'_>) {
        self.pools.situation += bound[0];
        let parts = [(bound[1], earmarks.hosts, 0), (bound[2], earmarks.cells, 1)];
        for (money, weights, kind) in parts {
            if money == 0 {
                continue;
            }
            let pools = if kind == 0 {
                &mut self.pools.host
            } else {
                &mut self.pools.host_sector
            };
            self.pools.situation +=
                money - add_in_proportion(money, weights, pools, earmarks.order);
        }
    }

    /// What of the open commitments is paid within `months` months from `month` on, US$, when each month
    /// pays the fraction `paid_share` of what is left.
    pub(crate) fn expected_usd(&self, month: u32, months: u32, paid_share: f64) -> f64 {
        self.open()
            .map(|open| {
                let rest = (open.committed - open.disbursed) as f64 / 100.0;
                let late = open.from.saturating_sub(month);
                rest * paid_within(months.saturating_sub(late), paid_share)
            })
            .sum()
    }

    /// Makes one contribution of all that a donor has begun to pay by habit for years before
    /// `year`: each month pays the same fraction of what is left of every one of them, so that
    /// they need not be told apart any longer.
    pub(crate) fn merge_earlier_years(&mut self, year: usize, donors: usize) {
        let mut first = vec![usize::MAX; donors];
        let mut kept: usize = 0;
        for index in 0..self.paying.len() {
            let contribution = self.paying[index].clone();
            let merges = contribution.binding == Binding::Habits && contribution.year < year;
            let position = first[contribution.donor];
            if merges && position != usize::MAX {
                let into = &mut self.paying[position];
                into.announced += contribution.announced;
                into.committed += contribution.committed;
                into.disbursed += contribution.disbursed;
                into.year = into.year.max(contribution.year);
                continue;
            }
            if merges {
                first[contribution.donor] = kept;
            }
            self.paying[kept] = contribution;
            kept += 1;
        }
        self.paying.truncate(kept);
    }

    /// Committed and not yet paid, for payments that start before `month`.
    pub(crate) fn committed_until(&self, month: u32) -> i64 {
        self.open()
            .filter(|contribution| contribution.from < month)
            .map(|contribution| contribution.committed - contribution.disbursed)
            .sum()
    }

    /// What a donor has already committed for a year, as a column of calendar years.
    pub(crate) fn already_committed(&self, year: usize, committed: &mut [i64]) {
        committed.fill(0);
        for contribution in self.open() {
            if contribution.year == year {
                committed[contribution.donor] += contribution.committed;
            }
        }
    }
}

/// Adds `money` to pools in proportion to weights, hosts in the given order, each with as many pools as
/// any other, to the cent, and returns what was added: all of
/// it, or nothing where no weight is positive. Each pool is given the difference between two
/// running totals, rounded down, so that it differs from its exact part by less than a cent.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a part of an amount does not exceed it"
)]
fn add_in_proportion(money: i64, weights: &[i64], pools: &mut [i64], order: &[usize]) -> i64 {
    let everything: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    if everything <= 0 {
        return 0;
    }
    let (mut weight_so_far, mut given) = (0_i128, 0_i64);
    let each = weights.len() / order.len().max(1);
    for &host in order {
        let own = host * each..(host + 1) * each;
        for (pool, &weight) in pools[own.clone()].iter_mut().zip(&weights[own]) {
            if weight == 0 {
                continue;
            }
            weight_so_far += i128::from(weight);
            let until_here = (i128::from(money) * weight_so_far / everything) as i64;
            *pool += until_here - given;
            given = until_here;
        }
    }
    given
}

/// The part of a commitment that is paid within some months of its payments.
pub(crate) fn paid_within(months: u32, paid_share: f64) -> f64 {
    1.0 - libm::pow(1.0 - paid_share, f64::from(months))
}

/// Parts of an amount are told in this many steps.
const FRACTION: i64 = 1 << 40;

/// A part of an amount, in steps of [`FRACTION`], rounded down: quick for the many payments of a
/// month.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a part of an amount does not exceed it"
)]
fn part(amount: i64, fraction: i64) -> i64 {
    ((i128::from(amount) * i128::from(fraction)) >> 40) as i64
}

/// A share of an amount, rounded to whole cents and within it.
pub(crate) fn round_share(amount: i64, share: f64) -> i64 {
    whole_cents(amount as f64 * share, amount)
}

/// An amount of cents, rounded to whole ones and within 0 and `most`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates, and the result is held within a limit"
)]
fn whole_cents(exact: f64, most: i64) -> i64 {
    // Half a cent up, as `round` does, without the library call that it is on most machines.
    let exact = exact.max(0.0);
    let whole = exact as i64;
    let up = i64::from(exact - whole as f64 >= 0.5);
    whole.saturating_add(up).min(most.max(0))
}

/// US$ to cents, not negative.
pub(crate) fn cents(usd: f64) -> i64 {
    crate::units::Cents::from_usd(usd.max(0.0)).0
}

#[cfg(test)]
mod tests;
