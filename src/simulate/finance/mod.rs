//! Step 7, conferences, commitments and payments; step 8, costing and spending.

mod appeal;
mod pledging;
mod spending;

pub(crate) use appeal::expected_needs;
pub(crate) use pledging::{adopt_plan, hold_conference, hold_flash_appeal, open_accounts};
pub(crate) use spending::{cost_needs, disburse, outlook, spend};
