//! Futures as planners need them: what each would cost, host by host and year by year.

/// Simulated needs, one matrix for each future, all of equal probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Futures {
    /// Calendar year of each column.
    pub years: Vec<i32>,
    /// How many hosts there are, in the order of the situation.
    pub hosts: usize,
    /// US$ needed, indexed `[future][host][year]`.
    pub needs_usd: Vec<Vec<Vec<f64>>>,
}

impl Futures {
    /// The mean need of a host in a year, US$; 0 without futures.
    #[must_use]
    pub fn mean_usd(&self, host: usize, year: usize) -> f64 {
        if self.needs_usd.is_empty() {
            return 0.0;
        }
        let sum: f64 = self.needs_usd.iter().map(|future| future[host][year]).sum();
        sum / self.needs_usd.len() as f64
    }
}
