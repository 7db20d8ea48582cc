//! The clock's allocation of money and its reviews against the linear program.

mod common;

use fairshare::apportion::allocate_by_program;
use fairshare::model::SECTORS;
use fairshare::simulate::allocation::{Pools, allocate};
use ndarray::Array2;
use proptest::prelude::*;

const HOSTS: usize = 2;

/// Needs and pools of a small case, in thousands of US$.
fn case() -> impl Strategy<Value = (Vec<i64>, i64, Vec<i64>, Vec<i64>)> {
    let cells = HOSTS * SECTORS.len();
    (
        prop::collection::vec(
            prop_oneof![1 => Just(0_i64), 4 => 1_000_i64..100_000],
            cells,
        ),
        0_i64..1_000_000,
        prop::collection::vec(0_i64..300_000, HOSTS),
        prop::collection::vec(prop_oneof![3 => Just(0_i64), 1 => 0_i64..60_000], cells),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn nested_pools_are_spent_as_the_program_would((needs, situation, host, cell) in case()) {
        let cents = |thousand: &i64| thousand * 100_000;
        let matrix = Array2::from_shape_vec((HOSTS, SECTORS.len()), needs.iter().map(cents).collect())
            .expect("a matrix");
        let mut pools = Pools {
            situation: situation * 100_000,
            host: host.iter().map(cents).collect(),
            host_sector: cell.iter().map(cents).collect(),
        };
        let mut spent = Array2::zeros((HOSTS, SECTORS.len()));
        allocate(&mut pools, &matrix, &mut spent);

        let rows = |values: &[i64]| -> Vec<Vec<f64>> {
            values.chunks(SECTORS.len()).map(|row| row.iter().map(|&thousand| thousand as f64 * 1e3).collect()).collect()
        };
        let tiers: Vec<usize> = SECTORS.iter().map(|sector| sector.tier() as usize).collect();
        let by_host: Vec<f64> = host.iter().map(|&thousand| thousand as f64 * 1e3).collect();
        let program = allocate_by_program(
            situation as f64 * 1e3, &by_host, &rows(&cell), &rows(&needs), &tiers,
        ).expect("a solved program");
        for (index, need) in needs.iter().enumerate() {
            let (row, column) = (index / SECTORS.len(), index % SECTORS.len());
            let closed = spent[[row, column]] as f64 / 100.0;
            let solved = program[row][column];
            // The program is solved in US$ million and kept to about 1e-7 of that.
            let tolerance = 1e-4 * *need as f64 * 1e3 + 10.0;
            prop_assert!((closed - solved).abs() <= tolerance,
                "host {row}, sector {column}: {closed} in closed form, {solved} by program, need {need}");
        }
    }
}

/// C16: fungible money gives every need of a tier the same coverage M / ΣN.
#[test]
fn c16_fungible_money_gives_equal_coverage() {
    let needs = Array2::from_shape_fn((3, SECTORS.len()), |(host, sector)| {
        if SECTORS[sector].tier() == fairshare::model::Tier::LifeSaving {
            i64::try_from((host + 1) * (sector + 2) * 10_000).expect("small")
        } else {
            0
        }
    });
    let total: i64 = needs.sum();
    let mut pools = Pools::new(3);
    pools.situation = total * 2 / 5;
    let mut spent = Array2::zeros((3, SECTORS.len()));
    allocate(&mut pools, &needs, &mut spent);
    for (&need, &paid) in needs.iter().zip(&spent) {
        assert!((paid as f64 - 0.4 * need as f64).abs() <= 1.0);
    }
}

/// C16: fully earmarked money leaves Σ(N − M)⁺ uncovered.
#[test]
fn c16_fully_earmarked_money_leaves_each_gap_by_itself() {
    let needs = Array2::from_elem((1, SECTORS.len()), 1_000_i64);
    let mut pools = Pools::new(1);
    for (index, pool) in pools.host_sector.iter_mut().enumerate() {
        *pool = i64::try_from(index).expect("small") * 200;
    }
    let expected: i64 = pools
        .host_sector
        .iter()
        .map(|money| (1_000 - money).max(0))
        .sum();
    let mut spent = Array2::zeros((1, SECTORS.len()));
    allocate(&mut pools, &needs, &mut spent);
    assert_eq!(needs.sum() - spent.sum(), expected);
}

/// C15: another unearmarked dollar never widens the total gap.
#[test]
fn c15_another_unearmarked_dollar_never_widens_the_gap() {
    let needs = Array2::from_shape_fn((2, SECTORS.len()), |(host, sector)| {
        i64::try_from(1_000 + 370 * sector + 91 * host).expect("small")
    });
    let mut last = i64::MAX;
    for money in (0..40_000).step_by(100) {
        let mut pools = Pools::new(2);
        pools.situation = money;
        pools.host = vec![2_000, 500];
        pools.host_sector[3] = 900;
        let mut spent = Array2::zeros((2, SECTORS.len()));
        allocate(&mut pools, &needs, &mut spent);
        let gap = needs.sum() - spent.sum();
        assert!(gap <= last);
        last = gap;
    }
}
