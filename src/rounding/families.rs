//! Families are placed whole.
//!
//! Every host has families of known sizes, every State a quota of persons from every host and a
//! cap over all hosts. Families go, the largest first, to the State with the largest remaining
//! deficit from their host that still has room. Then single families are moved, and families of
//! different size exchanged between two States, as long as that lowers the sum of squared
//! deviations from the quotas; the best such step is taken each time, the first of equal ones in
//! the order of hosts, States and sizes. The result admits no better single step; finding the
//! least deviation of all is a packing problem that no known method solves quickly. A family that
//! fits under no cap stays unplaced, and is moved in when an exchange makes room.

use std::collections::BTreeMap;
use std::fmt;

/// Whole families per State with the proof of what they keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyPlacement {
    /// The State of each family `[host][family]`, or nothing for a family that fits nowhere.
    pub states: Vec<Vec<Option<usize>>>,
    /// Persons `[state][host]`.
    pub persons: Vec<Vec<u64>>,
    /// What they keep.
    pub certificate: FamilyCertificate,
}

/// What a placement of families keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyCertificate {
    /// Whether no State passes its cap.
    pub caps_met: bool,
    /// Sum over States and hosts of persons too many or too few against the quotas.
    pub deviation: u128,
    /// The largest of them.
    pub largest_deviation: u64,
    /// Families that fit under no cap.
    pub unplaced_families: u64,
    /// Persons in them.
    pub unplaced_persons: u128,
    /// Moves and exchanges that improved the first placement.
    pub improvements: u64,
}

impl fmt::Display for FamilyCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "families whole: caps {}, {} persons off the quotas, at most {} in one cell, {} \
             families of {} persons unplaced, {} improvements",
            if self.caps_met { "met" } else { "NOT met" },
            self.deviation,
            self.largest_deviation,
            self.unplaced_families,
            self.unplaced_persons,
            self.improvements
        )
    }
}

/// Why families cannot be placed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FamilyError {
    /// Quotas or caps do not have one entry for each State and host.
    #[error("{what} do not have one entry for each of {states} States and {hosts} hosts")]
    Shape {
        /// Which list.
        what: &'static str,
        /// Number of States.
        states: usize,
        /// Number of hosts.
        hosts: usize,
    },
    /// A family of nobody.
    #[error("family {family} of host {host} has no members; leave it out")]
    Empty {
        /// The host.
        host: usize,
        /// The family.
        family: usize,
    },
    /// A quota beyond 2⁵³.
    #[error("the quota of State {state} from host {host} is beyond 2^53 persons")]
    Quota {
        /// The State.
        state: usize,
        /// The host.
        host: usize,
    },
}

/// Sizes one by one from a distribution of size → number of families, the largest first.
#[must_use]
pub fn sizes(distribution: &BTreeMap<u32, u32>) -> Vec<u32> {
    distribution
        .iter()
        .rev()
        .flat_map(|(&size, &count)| std::iter::repeat_n(size, count as usize))
        .collect()
}

/// Places families `[host][family]` (persons in each) by quotas `[state][host]` and caps
/// `[state]`, both in persons.
pub fn place_families(
    families: &[Vec<u32>],
    quotas: &[Vec<u64>],
    caps: &[u64],
) -> Result<FamilyPlacement, FamilyError> {
    check(families, quotas, caps)?;
    let mut work = Work::start(families, quotas, caps);
    let mut improvements = 0;
    while let Some(step) = work.best_step() {
        work.take(step);
        improvements += 1;
    }
    Ok(work.finish(families, quotas, caps, improvements))
}

fn check(families: &[Vec<u32>], quotas: &[Vec<u64>], caps: &[u64]) -> Result<(), FamilyError> {
    let (states, hosts) = (caps.len(), families.len());
    if quotas.len() != states || quotas.iter().any(|row| row.len() != hosts) {
        return Err(FamilyError::Shape {
            what: "quotas",
            states,
            hosts,
        });
    }
    for (host, sizes) in families.iter().enumerate() {
        if let Some(family) = sizes.iter().position(|&size| size == 0) {
            return Err(FamilyError::Empty { host, family });
        }
    }
    for (state, row) in quotas.iter().enumerate() {
        if let Some(host) = row.iter().position(|&quota| quota > 1 << 53) {
            return Err(FamilyError::Quota { state, host });
        }
    }
    Ok(())
}

/// Families of one host move between two places; the place after the last State is outside.
#[derive(Clone, Copy)]
struct Step {
    host: usize,
    from: usize,
    to: usize,
    /// Position of the size that goes, in the host's list of sizes.
    goes: usize,
    /// Position of the size that comes back, if one does.
    comes: Option<usize>,
}

struct Work {
    /// Distinct sizes of each host, ascending.
    sizes: Vec<Vec<i128>>,
    /// Families `[host][state or outside][size]`.
    counts: Vec<Vec<Vec<u64>>>,
    /// Persons above the quota `[state][host]`.
    above: Vec<Vec<i128>>,
    /// Persons that each State can still take.
    room: Vec<i128>,
}

impl Work {
    /// The first placement: the largest families first, to the largest remaining deficit.
    fn start(families: &[Vec<u32>], quotas: &[Vec<u64>], caps: &[u64]) -> Self {
        let states = caps.len();
        let mut above: Vec<Vec<i128>> = quotas
            .iter()
            .map(|row| row.iter().map(|&quota| -i128::from(quota)).collect())
            .collect();
        let mut room: Vec<i128> = caps.iter().map(|&cap| i128::from(cap)).collect();
        let mut all_sizes = Vec::new();
        let mut counts = Vec::new();
        let mut queue = Vec::new();
        for (host, list) in families.iter().enumerate() {
            let mut number: BTreeMap<u32, u64> = BTreeMap::new();
            for &size in list {
                *number.entry(size).or_default() += 1;
            }
            for (position, (&size, &count)) in number.iter().enumerate() {
                queue.push((size, host, position, count));
            }
            counts.push(vec![vec![0; number.len()]; states + 1]);
            all_sizes.push(number.keys().map(|&size| i128::from(size)).collect());
        }
        queue.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        for (size, host, position, count) in queue {
            let size = i128::from(size);
            for _ in 0..count {
                let best = (0..states)
                    .filter(|&state| room[state] >= size)
                    .min_by_key(|&state| (above[state][host], state));
                if let Some(state) = best {
                    above[state][host] += size;
                    room[state] -= size;
                }
                counts[host][best.unwrap_or(states)][position] += 1;
            }
        }
        Self {
            sizes: all_sizes,
            counts,
            above,
            room,
        }
    }

    fn outside(&self) -> usize {
        self.room.len()
    }

    /// What a step changes: first persons left outside, then squared deviations. Nothing if it
    /// breaks a cap.
    fn change(&self, step: Step) -> Option<(i128, i128)> {
        let sizes = &self.sizes[step.host];
        let net = sizes[step.goes] - step.comes.map_or(0, |position| sizes[position]);
        let outside = self.outside();
        let (mut left_out, mut squares) = (0, 0);
        for (place, moved) in [(step.from, -net), (step.to, net)] {
            if place == outside {
                left_out += moved;
            } else {
                if self.room[place] < moved {
                    return None;
                }
                squares += (2 * self.above[place][step.host] + moved) * moved;
            }
        }
        Some((left_out, squares))
    }

    /// The step that improves most, if any does.
    fn best_step(&self) -> Option<Step> {
        let outside = self.outside();
        let mut best: Option<((i128, i128), Step)> = None;
        for host in 0..self.sizes.len() {
            for from in 0..=outside {
                for to in (0..=outside).filter(|&to| to != from) {
                    for goes in 0..self.sizes[host].len() {
                        if self.counts[host][from][goes] == 0 {
                            continue;
                        }
                        // Only a smaller family comes back; the other way round is the same
                        // exchange seen from the other side.
                        let smaller = (0..goes)
                            .filter(|&comes| self.counts[host][to][comes] > 0)
                            .map(Some);
                        for comes in std::iter::once(None).chain(smaller) {
                            let step = Step {
                                host,
                                from,
                                to,
                                goes,
                                comes,
                            };
                            if let Some(change) = self.change(step)
                                && change < (0, 0)
                                && best.is_none_or(|(known, _)| change < known)
                            {
                                best = Some((change, step));
                            }
                        }
                    }
                }
            }
        }
        best.map(|(_, step)| step)
    }

    fn take(&mut self, step: Step) {
        let Step {
            host,
            from,
            to,
            goes,
            comes,
        } = step;
        let outside = self.outside();
        let sizes = &self.sizes[host];
        let net = sizes[goes] - comes.map_or(0, |position| sizes[position]);
        for (place, moved) in [(from, -net), (to, net)] {
            if place != outside {
                self.above[place][host] += moved;
                self.room[place] -= moved;
            }
        }
        let counts = &mut self.counts[host];
        counts[from][goes] -= 1;
        counts[to][goes] += 1;
        if let Some(comes) = comes {
            counts[to][comes] -= 1;
            counts[from][comes] += 1;
        }
    }

    /// Names the families: those of one size go to the States in order.
    fn finish(
        mut self,
        families: &[Vec<u32>],
        quotas: &[Vec<u64>],
        caps: &[u64],
        improvements: u64,
    ) -> FamilyPlacement {
        let outside = self.outside();
        let mut persons = vec![vec![0_u64; families.len()]; outside];
        let (mut unplaced_families, mut unplaced_persons) = (0, 0_u128);
        let mut states = Vec::with_capacity(families.len());
        for (host, list) in families.iter().enumerate() {
            let mut placed = Vec::with_capacity(list.len());
            for &size in list {
                let position = self.sizes[host].partition_point(|&known| known < i128::from(size));
                let state = (0..outside).find(|&state| self.counts[host][state][position] > 0);
                if let Some(state) = state {
                    self.counts[host][state][position] -= 1;
                    persons[state][host] += u64::from(size);
                } else {
                    unplaced_families += 1;
                    unplaced_persons += u128::from(size);
                }
                placed.push(state);
            }
            states.push(placed);
        }
        let off = |state: usize, host: usize| persons[state][host].abs_diff(quotas[state][host]);
        let cells =
            (0..outside).flat_map(|state| (0..families.len()).map(move |host| (state, host)));
        let deviation = cells
            .clone()
            .map(|(state, host)| u128::from(off(state, host)))
            .sum();
        let largest_deviation = cells
            .map(|(state, host)| off(state, host))
            .max()
            .unwrap_or(0);
        let caps_met = persons.iter().zip(caps).all(|(row, &cap)| {
            row.iter().map(|&count| u128::from(count)).sum::<u128>() <= u128::from(cap)
        });
        FamilyPlacement {
            states,
            persons,
            certificate: FamilyCertificate {
                caps_met,
                deviation,
                largest_deviation,
                unplaced_families,
                unplaced_persons,
                improvements,
            },
        }
    }
}
