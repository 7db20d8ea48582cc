//! Earmarked money to needs, by linear program: the yardstick of the simulator's closed form.

use super::ApportionError;
use super::leximin::{Ratio, Tally, leximin};
use super::program::{LinearProgram, Relation, Sense, SolverChoice};

/// US$ in a unit of the program.
const UNIT: f64 = 1e6;

/// Allocates nested earmarked pools to needs, tier by tier, with leximin coverage.
///
/// `situation` may be spent anywhere, `by_host[h]` on host `h`, `by_host_sector[h][k]` on sector
/// `k` of host `h`; `needs[h][k]` is what can be spent there and `tier_of_sector[k]` the priority
/// tier, 0 first. All amounts in US$. Within a tier the largest uncovered share over hosts and
/// sectors is made as small as possible, then the next (design, §4, tier 1); each tier's result
/// is kept for the next. Returns US$ spent, indexed `[host][sector]`.
pub fn allocate_by_program(
    situation: f64,
    by_host: &[f64],
    by_host_sector: &[Vec<f64>],
    needs: &[Vec<f64>],
    tier_of_sector: &[usize],
) -> Result<Vec<Vec<f64>>, ApportionError> {
    let (hosts, sectors) = (needs.len(), tier_of_sector.len());
    check_shape("pools by host", hosts, by_host.len())?;
    check_shape("pools by host and sector", hosts, by_host_sector.len())?;
    for host in 0..hosts {
        check_shape("needs by sector", sectors, needs[host].len())?;
        check_shape("pools by sector", sectors, by_host_sector[host].len())?;
    }
    if hosts == 0 || sectors == 0 {
        return Ok(vec![Vec::new(); hosts]);
    }
    let mut program = LinearProgram::new("coverage", Sense::Minimise);
    let mut shared_terms = Vec::new();
    // Unmet need of each host and sector, US$ million.
    let mut unmet = vec![vec![0; sectors]; hosts];
    for host in 0..hosts {
        let mut host_terms = Vec::new();
        for sector in 0..sectors {
            let need = needs[host][sector] / UNIT;
            let place = format!("host {host}, sector {sector}");
            let shared = program.add_column(format!("shared: {place}"), 0.0, need, 0.0);
            let hosted = program.add_column(format!("host's: {place}"), 0.0, need, 0.0);
            let bound = (by_host_sector[host][sector] / UNIT).min(need);
            let own = program.add_column(format!("sector's: {place}"), 0.0, bound, 0.0);
            unmet[host][sector] = program.add_column(format!("unmet: {place}"), 0.0, need, 0.0);
            shared_terms.push((shared, 1.0));
            host_terms.push((hosted, 1.0));
            program.add_row(
                format!("need: {place}"),
                [shared, hosted, own, unmet[host][sector]]
                    .map(|column| (column, 1.0))
                    .to_vec(),
                Relation::Equal,
                need,
            );
        }
        program.add_row(
            format!("pool of host {host}"),
            host_terms,
            Relation::AtMost,
            by_host[host] / UNIT,
        );
    }
    program.add_row(
        "pool of the situation",
        shared_terms,
        Relation::AtMost,
        situation / UNIT,
    );
    let mut tiers = tier_of_sector.to_vec();
    tiers.sort_unstable();
    tiers.dedup();
    let mut values = program.solve(SolverChoice::Auto)?.values;
    for tier in tiers {
        let ratios: Vec<Ratio> = (0..hosts)
            .flat_map(|host| (0..sectors).map(move |sector| (host, sector)))
            .filter(|&(host, sector)| tier_of_sector[sector] == tier && needs[host][sector] > 0.0)
            .map(|(host, sector)| Ratio {
                name: format!("uncovered share of host {host}, sector {sector}"),
                terms: vec![(unmet[host][sector], 1.0)],
                offset: 0.0,
                weight: needs[host][sector] / UNIT,
            })
            .collect();
        values = leximin(
            &mut program,
            &ratios,
            SolverChoice::Auto,
            &mut Tally::default(),
        )?
        .values;
    }
    Ok((0..hosts)
        .map(|host| {
            (0..sectors)
                .map(|sector| needs[host][sector] - UNIT * values[unmet[host][sector]])
                .collect()
        })
        .collect())
}

fn check_shape(what: &'static str, expected: usize, found: usize) -> Result<(), ApportionError> {
    if expected == found {
        Ok(())
    } else {
        Err(ApportionError::NeedsShape {
            what,
            expected,
            found,
        })
    }
}
