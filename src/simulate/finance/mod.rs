//! Step 7, conferences, commitments and payments; step 8, costing and spending.

mod pledging;
mod spending;

pub(crate) use pledging::{adopt_plan, hold_conference, open_accounts};
pub(crate) use spending::{cost_needs, disburse, expected_need_usd, outlooks, spend};
