//! Paired differences between options: what a comparison says about one indicator.

/// An option against the baseline in one indicator, paired replicate by replicate.
///
/// Option and baseline meet the same futures, so the difference is far better known than either
/// mean.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonRow {
    /// Index of the option in the situation.
    pub option: usize,
    /// The indicator's name, from [`crate::indicator::INDICATORS`].
    pub indicator: &'static str,
    /// Mean under the baseline.
    pub baseline_mean: f64,
    /// Mean under the option.
    pub option_mean: f64,
    /// Mean of the paired differences, option less baseline.
    pub difference: f64,
    /// Standard error of that mean.
    pub standard_error: f64,
    /// 95 % confidence interval of the mean difference, low and high.
    pub interval: [f64; 2],
    /// Whether the replicates decide the sign of the difference.
    pub decided: bool,
    /// How many replicates would decide it, where that can be said.
    pub replicates_to_decide: Option<u64>,
    /// The uptake at which the plans were held, 0 to 1; none where uptake is drawn from its prior.
    pub uptake: Option<f64>,
}
