//! Step 12: both accounts must close, every month of every replicate.

use crate::model::STATUSES;
use crate::simulate::setup::Setup;
use crate::simulate::state::State;

/// People who came and went in a host in a month.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flows {
    pub(crate) opening: u64,
    pub(crate) came: u64,
    pub(crate) went: u64,
}

/// More people than live on Earth: a count above this has wrapped below zero.
const IMPOSSIBLE: u64 = 1 << 40;

/// Checks I4 (people), I5 (money) and I1 (admission); with `audit`, cell by cell.
pub(crate) fn check(
    setup: &Setup<'_>,
    state: &State,
    flows: &[Flows],
    admitted: &[[u64; 2]],
    audit: bool,
) -> Result<(), (&'static str, String)> {
    for ((host, prepared), (flow, [arrived, entered])) in state
        .hosts
        .iter()
        .zip(&setup.hosts)
        .zip(flows.iter().zip(admitted))
    {
        if arrived != entered {
            return Err((
                "I1 admission",
                format!(
                    "{}: {arrived} arrived, {entered} were admitted",
                    prepared.code
                ),
            ));
        }
        let closing = host.everybody();
        if flow.opening + flow.came != closing + flow.went {
            return Err((
                "I4 conservation of people",
                format!(
                    "{}: {} + {} came - {} went is not {closing}",
                    prepared.code, flow.opening, flow.came, flow.went
                ),
            ));
        }
        if host
            .people
            .iter()
            .chain(host.exile.iter().flatten())
            .any(|&count| count > IMPOSSIBLE)
        {
            return Err((
                "I4 conservation of people",
                format!("{}: a cell below zero", prepared.code),
            ));
        }
        if audit {
            check_cells(setup, host, prepared.code.as_str())?;
        }
    }
    check_money(state)
}

fn check_cells(
    setup: &Setup<'_>,
    host: &super::state::HostState,
    code: &str,
) -> Result<(), (&'static str, String)> {
    for status in STATUSES {
        let people: u64 = host.status(status.index()).iter().sum();
        let by_year: u64 = host.status_classes(status.index()).iter().sum();
        if people != by_year {
            return Err((
                "I4 conservation of people",
                format!(
                    "{code}, {}: {people} by sex and age, {by_year} by year of arrival",
                    status.name()
                ),
            ));
        }
    }
    let pipeline = host.status_total(crate::model::LiveStatus::ResettlementPipeline.index());
    let staged: u64 = host.stages.iter().flatten().chain(&host.urgent).sum();
    if pipeline != staged {
        return Err((
            "I4 conservation of people",
            format!("{code}: {pipeline} in the pipeline, {staged} in its stages"),
        ));
    }
    if setup.grouping.resolution == super::grouping::Resolution::Banded {
        check_split(setup, host, code)?;
    }
    Ok(())
}

/// The single years at the last split and the flows since then give the groups.
fn check_split(
    setup: &Setup<'_>,
    host: &super::state::HostState,
    code: &str,
) -> Result<(), (&'static str, String)> {
    let groups = setup.grouping.len();
    for (index, group) in setup.grouping.groups.iter().enumerate() {
        let now: u64 = (0..STATUSES.len())
            .map(|status| host.people[status * groups + index])
            .sum();
        let sex = group.sex as usize;
        let split: u64 = host.ages[sex][group.ages()].iter().sum();
        let flows = &host.since_split;
        let born = if index == setup.grouping.youngest(group.sex) {
            flows.born[sex]
        } else {
            0
        };
        if split + born + flows.arrived[index] != now + flows.died[index] + flows.left[index] {
            return Err((
                "I4 conservation of people",
                format!("{code}: single years and group {index} disagree"),
            ));
        }
    }
    Ok(())
}

fn check_money(state: &State) -> Result<(), (&'static str, String)> {
    let ledger = &state.ledger;
    let in_hand = ledger.pools.total();
    if ledger.disbursed != ledger.spent + in_hand {
        return Err((
            "I5 conservation of money",
            format!(
                "{} cents paid, {} spent and {in_hand} in hand",
                ledger.disbursed, ledger.spent
            ),
        ));
    }
    let ordered = ledger.announced >= ledger.committed
        && ledger.committed >= ledger.disbursed
        && ledger.disbursed >= ledger.spent;
    let pools = &ledger.pools;
    let negative = pools.situation < 0
        || pools
            .host
            .iter()
            .chain(&pools.host_sector)
            .any(|&money| money < 0);
    if !ordered || negative {
        return Err((
            "I5 order of money",
            format!(
                "announced {}, committed {}, paid {}, spent {} cents",
                ledger.announced, ledger.committed, ledger.disbursed, ledger.spent
            ),
        ));
    }
    if state
        .spent
        .iter()
        .zip(&state.needs)
        .any(|(spent, need)| spent > need)
    {
        return Err((
            "I5 no overspending",
            "a sector received more than it needs".to_owned(),
        ));
    }
    Ok(())
}
