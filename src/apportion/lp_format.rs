//! A linear program as text in the CPLEX LP format, for review and for other solvers.
//!
//! The text depends on the program alone: columns and rows stand in their order, numbers have the
//! shortest digits that read back to the same value, and names are made of ASCII letters, digits
//! and underscores behind the index, which makes them unique and keeps them clear of the words of
//! the format (a name may not begin with a digit nor look like the exponent of a number).

use std::fmt::Write as _;

use super::program::{LinearProgram, ProgramError, Relation, Sense};

/// Terms on a line: lines stay below the 560 characters that some readers allow.
const TERMS_PER_LINE: usize = 4;
/// Letters of a given name that are kept.
const NAME_LENGTH: usize = 60;

impl LinearProgram {
    /// The program in the CPLEX LP format.
    ///
    /// Column 3, `France for Chad`, is called `x3_France_for_Chad`; row 0 begins with `r0_`.
    /// Repeated columns of a row are added up. A malformed program gives the error that solving it
    /// would give, since the format cannot express it.
    pub fn to_lp(&self) -> Result<String, ProgramError> {
        self.check()?;
        let names: Vec<String> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| sanitised('x', index, &column.name))
            .collect();
        let rows: Vec<Vec<(usize, f64)>> = self.rows.iter().map(|row| summed(&row.terms)).collect();
        let mut used = vec![false; self.columns.len()];
        for &(column, _) in rows.iter().flatten() {
            used[column] = true;
        }
        let mut text = format!(
            "\\ {}\n",
            self.name.replace(
                |letter: char| !letter.is_ascii() || letter.is_ascii_control(),
                " "
            )
        );
        text.push_str(match self.sense {
            Sense::Minimise => "Minimize\n",
            Sense::Maximise => "Maximize\n",
        });
        // A column that stands nowhere else is declared here.
        let objective: Vec<(usize, f64)> = self
            .columns
            .iter()
            .enumerate()
            .filter(|&(index, column)| column.cost != 0.0 || !used[index])
            .map(|(index, column)| (index, column.cost))
            .collect();
        push_terms(&mut text, "obj", &objective, &names);
        text.push_str("\nSubject To\n");
        for (index, (row, terms)) in self.rows.iter().zip(&rows).enumerate() {
            push_terms(&mut text, &sanitised('r', index, &row.name), terms, &names);
            let sign = match row.relation {
                Relation::AtMost => "<=",
                Relation::Equal => "=",
                Relation::AtLeast => ">=",
            };
            let _ = writeln!(text, " {sign} {}", number(row.right));
        }
        text.push_str("Bounds\n");
        for (column, name) in self.columns.iter().zip(&names) {
            let (lower, upper) = (column.lower, column.upper);
            let line = if lower == f64::NEG_INFINITY && upper == f64::INFINITY {
                format!("{name} free")
            } else if lower == upper {
                format!("{name} = {}", number(lower))
            } else if upper == f64::INFINITY {
                if lower == 0.0 {
                    continue; // What the format takes for granted.
                }
                format!("{name} >= {}", number(lower))
            } else if lower == f64::NEG_INFINITY {
                format!("-inf <= {name} <= {}", number(upper))
            } else {
                format!("{} <= {name} <= {}", number(lower), number(upper))
            };
            let _ = writeln!(text, " {line}");
        }
        text.push_str("End\n");
        Ok(text)
    }
}

/// Writes ` name: + 1 x0 - 2 x1`, without the line's end.
fn push_terms(text: &mut String, name: &str, terms: &[(usize, f64)], names: &[String]) {
    let _ = write!(text, " {name}:");
    // A left side may not be empty.
    let nothing = [(0, 0.0)];
    let terms = if terms.is_empty() { &nothing } else { terms };
    for (place, &(column, coefficient)) in terms.iter().enumerate() {
        if place > 0 && place % TERMS_PER_LINE == 0 {
            text.push_str("\n  ");
        }
        let sign = if coefficient < 0.0 { '-' } else { '+' };
        let _ = write!(
            text,
            " {sign} {} {}",
            number(coefficient.abs()),
            names[column]
        );
    }
}

/// The terms with each column once, where it stood first.
fn summed(terms: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let mut places = std::collections::BTreeMap::new();
    let mut sums: Vec<(usize, f64)> = Vec::with_capacity(terms.len());
    for &(column, coefficient) in terms {
        let place = *places.entry(column).or_insert(sums.len());
        match sums.get_mut(place) {
            Some(sum) => sum.1 += coefficient,
            None => sums.push((column, coefficient)),
        }
    }
    sums
}

fn sanitised(prefix: char, index: usize, name: &str) -> String {
    let kept: String = name
        .chars()
        .take(NAME_LENGTH)
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    format!("{prefix}{index}_{kept}")
}

/// The shortest digits that read back to the same value.
fn number(value: f64) -> String {
    // Adding zero turns −0 into 0.
    let digits = format!("{:?}", value + 0.0);
    digits
        .strip_suffix(".0")
        .map_or(digits.clone(), str::to_owned)
}
