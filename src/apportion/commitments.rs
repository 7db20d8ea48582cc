//! Standing commitments: what contributors have signed or paid, by year and use.

use crate::id::ContributorId;
use crate::model::{EarmarkTier, PledgeStatus, Situation, Tier};
use crate::units::CalendarMonth;

use super::data::{Prepared, Role};

/// Money of one contributor bound to a host but to no sector.
struct HostBound {
    row: usize,
    year: usize,
    host: usize,
    usd: f64,
}

/// Books pledges that are committed or disbursed; announced ones bind nobody.
///
/// A pledge is spread evenly over the months of its window. Money bound to a host but to no
/// sector serves life-saving needs first, so it is booked there as far as the need goes and on
/// sustaining needs beyond: no plan could use it better, since life-saving needs come first.
/// What is bound to a cell beyond its need cannot be used there and is left out, with a note.
pub(super) fn book(situation: &Situation, prepared: &mut Prepared) {
    let mut host_bound: Vec<HostBound> = Vec::new();
    for pledge in &situation.pledges {
        if pledge.status == PledgeStatus::Announced {
            continue;
        }
        let Some(row) = prepared
            .rows
            .iter()
            .position(|row| row.id == pledge.contributor && row.role != Role::Outside)
        else {
            continue;
        };
        let host = pledge.host.and_then(|code| {
            situation
                .hosts
                .iter()
                .position(|host| host.country.code == code)
        });
        for year in 0..prepared.years.len() {
            let part = share_in_year(pledge.from, pledge.until, prepared.years[year]);
            let usd = pledge.amount.as_usd().max(0.0) * part;
            if usd <= 0.0 {
                continue;
            }
            match (pledge.earmark, host, pledge.sector) {
                (EarmarkTier::HostSector, Some(host), Some(sector)) => {
                    prepared.rows[row].committed_cell[year][2 * host + sector.tier() as usize] +=
                        usd;
                }
                (EarmarkTier::Host | EarmarkTier::HostSector, Some(host), _) => {
                    host_bound.push(HostBound {
                        row,
                        year,
                        host,
                        usd,
                    });
                }
                _ => prepared.rows[row].committed_situation[year] += usd,
            }
        }
    }
    for year in 0..prepared.years.len() {
        for host in 0..situation.hosts.len() {
            book_host(prepared, year, host, &host_bound);
        }
        clip_to_needs(situation, prepared, year);
    }
}

/// What a contributor has signed or paid for a calendar year, US$, however it is bound.
#[must_use]
pub fn standing_usd(situation: &Situation, contributor: &ContributorId, year: i32) -> f64 {
    situation
        .pledges
        .iter()
        .filter(|pledge| {
            pledge.status != PledgeStatus::Announced && pledge.contributor == *contributor
        })
        .map(|pledge| {
            pledge.amount.as_usd().max(0.0) * share_in_year(pledge.from, pledge.until, year)
        })
        .sum()
}

/// The share of a window's months that lie in a calendar year.
pub(super) fn share_in_year(from: CalendarMonth, until: CalendarMonth, year: i32) -> f64 {
    let (Some(first), Some(last)) = (CalendarMonth::new(year, 1), CalendarMonth::new(year, 12))
    else {
        return 0.0;
    };
    let months = until.months_since(from) + 1;
    let inside = until.min(last).months_since(from.max(first)) + 1;
    if months <= 0 || inside <= 0 {
        0.0
    } else {
        f64::from(inside) / f64::from(months)
    }
}

/// Splits money bound to a host over its two tiers.
fn book_host(prepared: &mut Prepared, year: usize, host: usize, bound: &[HostBound]) {
    let here = || {
        bound
            .iter()
            .filter(move |money| money.year == year && money.host == host)
    };
    let sum: f64 = here().map(|money| money.usd).sum();
    if sum <= 0.0 {
        return;
    }
    let cell = 2 * host + Tier::LifeSaving as usize;
    let booked: f64 = prepared
        .rows
        .iter()
        .map(|row| row.committed_cell[year][cell])
        .sum();
    let room = (prepared.demand[year][cell] - booked).max(0.0);
    let life_saving_share = (room / sum).min(1.0);
    for money in here() {
        let cells = &mut prepared.rows[money.row].committed_cell[year];
        cells[cell] += money.usd * life_saving_share;
        cells[2 * host + Tier::Sustaining as usize] += money.usd * (1.0 - life_saving_share);
    }
}

fn clip_to_needs(situation: &Situation, prepared: &mut Prepared, year: usize) {
    for cell in 0..prepared.demand[year].len() {
        let need = prepared.demand[year][cell];
        let booked: f64 = prepared
            .rows
            .iter()
            .map(|row| row.committed_cell[year][cell])
            .sum();
        if booked <= need {
            continue;
        }
        for row in &mut prepared.rows {
            row.committed_cell[year][cell] *= need / booked;
        }
        let tier = Tier::ALL[cell % 2];
        prepared.notes.push(format!(
            "{}: commitments bound to the {} needs of {} exceed them by US$ {:.0} million, which \
             cannot be used there.",
            prepared.years[year],
            tier.label(),
            situation.hosts[cell / 2].country.name,
            (booked - need) / 1e6
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pledge_is_spread_over_the_months_of_its_window() {
        let month = |text| CalendarMonth::parse(text).expect("a month");
        let share = |year| share_in_year(month("2026-07"), month("2028-06"), year);
        assert_eq!(
            [2025, 2026, 2027, 2028, 2029].map(share),
            [0.0, 0.25, 0.5, 0.25, 0.0]
        );
        assert_eq!(share_in_year(month("2027-02"), month("2026-02"), 2026), 0.0);
    }
}
