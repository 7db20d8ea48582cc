//! Money to needs: life-saving first, then equal coverage, within earmarks, in whole cents.
//!
//! Earmarks are nested: money for one sector in one host lies within money for the host, which
//! lies within money for the situation. For nested pools, spending from the tightest outwards and
//! raising the lowest coverage first gives the leximin allocation of coverage within each tier
//! (the feasible spendings of a laminar family form a polymatroid, on which this greedy is
//! exact); a test compares it with the linear program.

use ndarray::Array2;

use crate::model::{SECTORS, Tier};

/// Money that can be spent, in cents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pools {
    /// Anywhere in the situation.
    pub situation: i64,
    /// In one host.
    pub host: Vec<i64>,
    /// In one sector of one host, host-major.
    pub host_sector: Vec<i64>,
}

impl Pools {
    /// Empty pools.
    #[must_use]
    pub fn new(hosts: usize) -> Self {
        Self {
            situation: 0,
            host: vec![0; hosts],
            host_sector: vec![0; hosts * SECTORS.len()],
        }
    }

    /// Calls `change` with every pool and its counterpart.
    pub(crate) fn each_with(&mut self, other: &mut Self, change: impl Fn(&mut i64, &mut i64)) {
        change(&mut self.situation, &mut other.situation);
        for (pool, other) in self.host.iter_mut().zip(&mut other.host) {
            change(pool, other);
        }
        for (pool, other) in self.host_sector.iter_mut().zip(&mut other.host_sector) {
            change(pool, other);
        }
    }

    /// All money.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.situation + self.host.iter().sum::<i64>() + self.host_sector.iter().sum::<i64>()
    }
}

/// A cell of needs while it is filled.
#[derive(Clone, Copy, Debug)]
struct Cell {
    index: usize,
    need: i64,
    spent: i64,
}

/// Spends money from `pools` on `needs` (host × sector, cents), adding to `spent` and taking what
/// is spent out of the pools. No cell receives more than its need. Odd cents go to hosts in their order.
pub fn allocate(pools: &mut Pools, needs: &Array2<i64>, spent: &mut Array2<i64>) {
    let order: Vec<usize> = (0..needs.nrows()).collect();
    allocate_in_order(&order, pools, needs, spent);
}

/// [`allocate`] with hosts in a given order, which settles who receives odd cents.
pub(crate) fn allocate_in_order(
    order: &[usize],
    pools: &mut Pools,
    needs: &Array2<i64>,
    spent: &mut Array2<i64>,
) {
    let (hosts, sectors) = needs.dim();
    let mut cells: Vec<Cell> = Vec::with_capacity(hosts * sectors);
    for tier in Tier::ALL {
        for &host in order {
            cells.clear();
            for (sector, _) in SECTORS
                .iter()
                .enumerate()
                .filter(|(_, sector)| sector.tier() == tier)
            {
                let need = needs[[host, sector]];
                let index = host * sectors + sector;
                let own = pools.host_sector[index]
                    .min(need - spent[[host, sector]])
                    .max(0);
                pools.host_sector[index] -= own;
                spent[[host, sector]] += own;
                // A cell without need has no coverage and no place in its order.
                if need > 0 {
                    cells.push(Cell {
                        index,
                        need,
                        spent: spent[[host, sector]],
                    });
                }
            }
            if pools.host[host] > 0 {
                fill(&mut pools.host[host], &mut cells);
                store(&cells, spent, sectors);
            }
        }
        cells.clear();
        for &host in order {
            for (sector, _) in SECTORS
                .iter()
                .enumerate()
                .filter(|(_, sector)| sector.tier() == tier)
            {
                if needs[[host, sector]] > 0 {
                    cells.push(Cell {
                        index: host * sectors + sector,
                        need: needs[[host, sector]],
                        spent: spent[[host, sector]],
                    });
                }
            }
        }
        fill(&mut pools.situation, &mut cells);
        store(&cells, spent, sectors);
    }
}

fn store(cells: &[Cell], spent: &mut Array2<i64>, sectors: usize) {
    for cell in cells {
        spent[[cell.index / sectors, cell.index % sectors]] = cell.spent;
    }
}

/// Raises the lowest coverages together until the money or the needs are used up.
fn fill(money: &mut i64, cells: &mut [Cell]) {
    if *money <= 0 {
        return;
    }
    let missing: i64 = cells.iter().map(|cell| cell.need - cell.spent).sum();
    if missing <= *money {
        for cell in cells.iter_mut() {
            cell.spent = cell.need;
        }
        *money -= missing;
        return;
    }
    // Lowest coverage first, of equal ones the first of their order; products of two amounts in cents
    // fit into 128 bits.
    cells.sort_by(|left, right| {
        let left_scaled = i128::from(left.spent) * i128::from(right.need);
        let right_scaled = i128::from(right.spent) * i128::from(left.need);
        left_scaled.cmp(&right_scaled)
    });
    let mut need = 0_i128;
    let mut spent = 0_i128;
    let mut count = cells.len();
    for (position, cell) in cells.iter().enumerate() {
        // Would the level reach this cell's coverage? Compare money with the cost of lifting all
        // cells before it to that coverage.
        let cost = need * i128::from(cell.spent) - spent * i128::from(cell.need);
        if cost > i128::from(*money) * i128::from(cell.need) {
            count = position;
            break;
        }
        need += i128::from(cell.need);
        spent += i128::from(cell.spent);
    }
    let lifted = &mut cells[..count];
    let pot = i128::from(*money) + spent;
    let mut left = *money;
    for cell in lifted.iter_mut() {
        let target = whole_quotient(pot * i128::from(cell.need), need);
        let target = i64::try_from(target)
            .unwrap_or(i64::MAX)
            .clamp(cell.spent, cell.need);
        left -= target - cell.spent;
        cell.spent = target;
    }
    // The cents that whole numbers leave over: one each, in the order of coverage.
    for cell in lifted.iter_mut() {
        if left == 0 {
            break;
        }
        if cell.spent < cell.need {
            cell.spent += 1;
            left -= 1;
        }
    }
    *money = left;
}

/// A quotient of positive amounts, rounded down: guessed in floating point and put right, which is
/// quicker than a division of 128 bits.
#[expect(clippy::cast_possible_truncation, reason = "the guess is put right")]
fn whole_quotient(dividend: i128, divisor: i128) -> i128 {
    let mut quotient = (dividend as f64 / divisor as f64) as i64;
    // The guess is within a few units in the last place, and amounts are below 2⁶³ cents.
    while i128::from(quotient) * divisor > dividend {
        quotient -= 1;
    }
    while (i128::from(quotient) + 1) * divisor <= dividend {
        quotient += 1;
    }
    i128::from(quotient)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_row(values: [i64; 12]) -> Array2<i64> {
        Array2::from_shape_vec((1, 12), values.to_vec()).expect("a row")
    }

    #[test]
    fn fungible_money_covers_needs_of_a_tier_equally() {
        let needs = one_row([1000, 2000, 3000, 0, 0, 500, 0, 0, 0, 4000, 0, 700]);
        let mut pools = Pools::new(1);
        pools.situation = 5000;
        let mut spent = Array2::zeros((1, 12));
        allocate(&mut pools, &needs, &mut spent);
        assert_eq!(
            spent.row(0).to_vec(),
            [500, 1000, 1500, 0, 0, 0, 0, 0, 0, 2000, 0, 0]
        );
        assert_eq!(pools.total(), 0);
    }

    #[test]
    fn earmarked_money_stays_where_it_is_bound() {
        let needs = one_row([100, 100, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0]);
        let mut pools = Pools::new(1);
        pools.host_sector[5] = 500;
        pools.host_sector[0] = 50;
        pools.host[0] = 20;
        let mut spent = Array2::zeros((1, 12));
        allocate(&mut pools, &needs, &mut spent);
        assert_eq!(spent.row(0).to_vec()[..6], [50, 20, 0, 0, 0, 100]);
        assert_eq!(pools.total(), 400);
    }

    #[test]
    fn nothing_is_lost_or_overspent() {
        let needs = one_row([7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]);
        for money in 0..330 {
            let mut pools = Pools::new(1);
            pools.situation = money;
            let mut spent = Array2::zeros((1, 12));
            allocate(&mut pools, &needs, &mut spent);
            assert_eq!(spent.sum() + pools.total(), money);
            assert!(spent.iter().zip(&needs).all(|(spent, need)| spent <= need));
        }
    }

    #[test]
    fn the_lowest_coverages_are_raised_together_to_the_cent() {
        for (money, cells, expected, left) in [
            // The first is lifted to a half, then both to 85 of 150; the odd cent goes to the first.
            (
                60,
                vec![(100, 0), (50, 25), (200, 180)],
                vec![57, 28, 180],
                0,
            ),
            (
                50,
                vec![(100, 0), (50, 25), (200, 180)],
                vec![50, 25, 180],
                0,
            ),
            (
                49,
                vec![(100, 0), (50, 25), (200, 180)],
                vec![49, 25, 180],
                0,
            ),
            // The third is reached as well: 330 of 350 in all.
            (
                125,
                vec![(100, 0), (50, 25), (200, 180)],
                vec![95, 47, 188],
                0,
            ),
            (
                145,
                vec![(100, 0), (50, 25), (200, 180)],
                vec![100, 50, 200],
                0,
            ),
            (
                150,
                vec![(100, 0), (50, 25), (200, 180)],
                vec![100, 50, 200],
                5,
            ),
            // Of equal coverages the first of their order has the odd cents.
            (2, vec![(3, 0), (3, 0), (3, 0)], vec![1, 1, 0], 0),
            (5, vec![(3, 0), (3, 0), (3, 0)], vec![2, 2, 1], 0),
            (0, vec![(3, 0)], vec![0], 0),
            (-7, vec![(3, 0)], vec![0], -7),
        ] {
            let mut rows: Vec<Cell> = cells
                .iter()
                .enumerate()
                .map(|(index, &(need, spent))| Cell { index, need, spent })
                .collect();
            let mut pot = money;
            fill(&mut pot, &mut rows);
            rows.sort_by_key(|cell| cell.index);
            let spent: Vec<i64> = rows.iter().map(|cell| cell.spent).collect();
            assert_eq!((spent, pot), (expected, left), "{money}");
        }
    }

    #[test]
    fn money_bound_to_a_sector_of_a_host_stays_there() {
        let sectors = SECTORS.len();
        let mut needs = Array2::zeros((3, sectors));
        let mut pools = Pools {
            situation: 0,
            host: vec![0; 3],
            host_sector: vec![0; 3 * sectors],
        };
        for host in 0..3 {
            for sector in 0..sectors {
                needs[[host, sector]] = 1_000;
                // Amounts that tell every cell apart; the last host's are more than it needs.
                pools.host_sector[host * sectors + sector] = (100 * host + sector) as i64;
            }
        }
        needs[[2, 3]] = 150;
        needs[[2, 4]] = 0;
        let mut spent = Array2::zeros((3, sectors));
        allocate(&mut pools, &needs, &mut spent);
        for host in 0..3 {
            for sector in 0..sectors {
                let bound = (100 * host + sector) as i64;
                let expected = bound.min(needs[[host, sector]]);
                assert_eq!(spent[[host, sector]], expected, "{host} {sector}");
                let left = pools.host_sector[host * sectors + sector];
                assert_eq!(left, bound - expected, "{host} {sector}");
            }
        }
    }

    #[test]
    fn quotients_of_large_amounts_are_exact() {
        let mut guesses_put_right = [0, 0];
        for step in 0..4_000_i128 {
            let divisor = 7_919 * step * step * step + 104_729;
            let quotient = 9_007_199_254_740_993 + 1_299_709 * step;
            for rest in [0, 1, divisor / 2, divisor - 1] {
                let dividend = quotient * divisor + rest;
                assert_eq!(whole_quotient(dividend, divisor), quotient);
                #[expect(clippy::cast_possible_truncation, reason = "the guess of the function")]
                let guess = i128::from((dividend as f64 / divisor as f64) as i64);
                guesses_put_right[0] += u32::from(guess > quotient);
                guesses_put_right[1] += u32::from(guess < quotient);
            }
        }
        assert!(guesses_put_right.iter().all(|&count| count > 100));
        assert_eq!(whole_quotient(0, 5), 0);
    }
}
