//! Programs as text: the file that a reviewer reads is the program that is solved.

use std::collections::BTreeMap;

use fairshare::apportion::burden::{
    Arc, BurdenContributor, BurdenProgram, Demand, Equity, Group, Pool,
};
use fairshare::apportion::program::{Relation, Sense};
use fairshare::apportion::{ApportionError, LinearProgram, ProgramError};
use proptest::prelude::*;

use super::{BOTH, close};

/// Two States, money and places; one of each kind of constraint.
fn every_constraint() -> BurdenProgram {
    let contributor = |name: &str| BurdenContributor {
        name: name.to_owned(),
        weight: 100.0,
        offset: 0.0,
        offer: 0.0,
        ..BurdenContributor::default()
    };
    let demand = |name: &str, amount, value| Demand {
        name: name.to_owned(),
        tier: 0,
        amount,
        value,
        ..Demand::default()
    };
    let arc = |contributor, demand, lower, upper| Arc {
        contributor,
        demand,
        lower,
        upper,
        ..Arc::default()
    };
    let group = |name: &str, terms: &[(usize, f64)], lower, upper| Group {
        name: name.to_owned(),
        terms: terms.to_vec(),
        lower,
        upper,
    };
    let mix = [(0, 1.0), (1, 20.0)];
    let [rise, fall] = Group::smooth("B's measures", &[(2, 1.0)], &[(3, 20.0)], 2.5);
    BurdenProgram {
        contributors: vec![contributor("A"), contributor("B")],
        demands: vec![demand("money", 60.0, 1.0), demand("places", 10.0, 20.0)],
        arcs: vec![
            arc(0, 0, 0.0, f64::INFINITY),
            arc(0, 1, 0.0, f64::INFINITY),
            arc(1, 0, 3.0, 30.0),
            arc(1, 1, 0.0, f64::INFINITY),
        ],
        pools: vec![Pool {
            name: "A's money".to_owned(),
            arcs: vec![0],
            lower: 5.0,
            upper: 40.0,
        }],
        groups: vec![
            group(
                "budget of A",
                &[(0, 1.0), (1, 2.5)],
                f64::NEG_INFINITY,
                45.0,
            ),
            group("obligation of A", &mix, 100.0, f64::INFINITY),
            Group::minimum_share("relocations of A", &mix, &[1], 0.25),
            group(
                "best interests",
                &[(1, 0.1), (3, 0.3)],
                f64::NEG_INFINITY,
                2.0,
            ),
            rise,
            fall,
        ],
    }
}

#[test]
fn each_kind_of_constraint_reads_as_written_by_hand() {
    let text = every_constraint().linear_program().to_lp().expect("valid");
    assert_eq!(text, include_str!("golden/constraints.lp"));
}

#[test]
fn groups_bind_the_answer() {
    // All 10 places are met only if B gives at most (2 − 0.1·10) / 0.2 = 5 of them, and B's money
    // is at most 30. The value of 260 is shared evenly, 130 each, and only one plan does that.
    let program = every_constraint();
    for solver in BOTH {
        let solution = program.solve(Equity::Leximin, solver).expect("solved");
        let x = &solution.arcs;
        assert!(solution.unmet.iter().all(|gap| *gap < 1e-5), "{solution:?}");
        assert!(0.1 * x[1] + 0.3 * x[3] <= 2.0 + 1e-5, "{solution:?}");
        assert!(x[0] + 2.5 * x[1] <= 45.0 + 1e-5, "{solution:?}");
        for (given, expected) in x.iter().zip([30.0, 5.0, 30.0, 5.0]) {
            close(*given, expected, 1e-5);
        }
        close(solution.ratios[0], 1.3, 1e-5);
        close(solution.ratios[1], 1.3, 1e-5);
    }
    let mut stray = program;
    stray.groups[0].terms.push((9, 1.0));
    assert!(matches!(
        stray.solve(Equity::Leximin, BOTH[0]),
        Err(ApportionError::Program(ProgramError::UnknownColumn { row, .. }))
            if row == "most of budget of A"
    ));
}

/// A program from its text, by a reader that knows only what the writer uses.
fn read(text: &str) -> LinearProgram {
    let mut program = LinearProgram::new("read", Sense::Minimise);
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    let mut column = |program: &mut LinearProgram, name: &str| {
        *columns
            .entry(name.to_owned())
            .or_insert_with(|| program.add_column(name, 0.0, f64::INFINITY, 0.0))
    };
    let value = |word: &str| word.parse::<f64>().expect("a number");
    let (head, rest) = text.split_once("Subject To\n").expect("constraints");
    let (rows, bounds) = rest.split_once("Bounds\n").expect("bounds");
    if head.contains("\nMaximize\n") {
        program.sense = Sense::Maximise;
    }
    let mut words = head
        .split_once("obj:")
        .expect("objective")
        .1
        .split_whitespace();
    while let (Some(sign), Some(size), Some(name)) = (words.next(), words.next(), words.next()) {
        let index = column(&mut program, name);
        program.columns[index].cost = value(&format!("{sign}{size}"));
    }
    let mut words = rows.split_whitespace();
    while let Some(name) = words.next() {
        let mut terms = Vec::new();
        let relation = loop {
            match words.next().expect("a relation") {
                "<=" => break Relation::AtMost,
                "=" => break Relation::Equal,
                ">=" => break Relation::AtLeast,
                sign => {
                    let size = words.next().expect("a coefficient");
                    let index = column(&mut program, words.next().expect("a name"));
                    terms.push((index, value(&format!("{sign}{size}"))));
                }
            }
        };
        let right = value(words.next().expect("a right side"));
        program.add_row(name, terms, relation, right);
    }
    for line in bounds.lines().take_while(|line| *line != "End") {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (name, lower, upper) = match words[..] {
            [name, "free"] => (name, f64::NEG_INFINITY, f64::INFINITY),
            [name, "=", fixed] => (name, value(fixed), value(fixed)),
            [name, ">=", lower] => (name, value(lower), f64::INFINITY),
            [lower, "<=", name, "<=", upper] => (name, value(lower), value(upper)),
            _ => panic!("not a bound: {line}"),
        };
        let index = column(&mut program, name);
        (program.columns[index].lower, program.columns[index].upper) = (lower, upper);
    }
    program
}

proptest! {
    /// What is read back has the same columns, costs, bounds and rows to the last bit.
    #[test]
    fn the_text_is_the_program(
        columns in prop::collection::vec((".{0,80}", -9.0..9.0_f64, 0.0..9.0_f64, -1e9..1e9_f64, 0..6_u8), 1..8),
        rows in prop::collection::vec((".{0,9}", prop::collection::vec((0..8_usize, -1e-7..1e7_f64), 0..12), 0..3_u8, -1e3..1e3_f64), 0..6),
    ) {
        let mut program = LinearProgram::new("any\nnamé", Sense::Maximise);
        for (name, lower, width, cost, kind) in &columns {
            let (lower, upper) = match kind {
                0 => (f64::NEG_INFINITY, f64::INFINITY),
                1 => (*lower, *lower),
                2 => (*lower, f64::INFINITY),
                3 => (f64::NEG_INFINITY, *lower),
                4 => (0.0, f64::INFINITY),
                _ => (*lower, lower + width),
            };
            program.add_column(name.as_str(), lower, upper, *cost);
        }
        for (name, terms, relation, right) in &rows {
            let relation = [Relation::AtMost, Relation::Equal, Relation::AtLeast][usize::from(*relation)];
            let terms = terms.iter().map(|&(column, size)| (column % columns.len(), size)).collect();
            program.add_row(name.as_str(), terms, relation, *right);
        }
        let text = program.to_lp().expect("valid");
        prop_assert!(text.is_ascii() && text.lines().all(|line| line.len() < 560), "{}", text);
        let back = read(&text);
        prop_assert_eq!(back.sense, program.sense);
        prop_assert_eq!(back.columns.len(), program.columns.len());
        for (left, right) in back.columns.iter().zip(&program.columns) {
            prop_assert_eq!((left.lower, left.upper, left.cost), (right.lower, right.upper, right.cost));
        }
        prop_assert_eq!(back.rows.len(), program.rows.len());
        for (left, right) in back.rows.iter().zip(&program.rows) {
            prop_assert_eq!((left.relation, left.right), (right.relation, right.right));
            for column in 0..columns.len() {
                let sum = |terms: &[(usize, f64)]| -> f64 {
                    terms.iter().filter(|term| term.0 == column).map(|term| term.1).sum()
                };
                prop_assert_eq!(sum(&left.terms), sum(&right.terms));
            }
        }
    }
}
