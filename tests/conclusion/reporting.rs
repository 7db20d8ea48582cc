//! The yearly report by State, and where the text that is reported on comes from.

use super::common::ensembles::{ensemble, plans};
use super::common::{self, contributor, host, quiet, settings};
use super::with_plan;
use fairshare::archive::ColumnData;
use fairshare::model::ContributorKind;
use fairshare::report::{FooterInfo, ReportInputs, Table, tables};
use fairshare::simulate::{OptionSetup, Resolution, Setup};

/// All tables of a run of two hosts, of which one contributes, two States and a bank; and the text
/// that explains them.
fn reported() -> (Vec<Table>, String) {
    let mut situation = quiet(0, 24);
    situation.hosts = vec![host("XAB", 60_000), host("XAD", 30_000)];
    for host in &mut situation.hosts {
        host.arrival_share = 0.5;
    }
    situation.contributors = vec![
        contributor("XAB", 0.0),
        contributor("XAC", 0.6),
        contributor("XAE", 0.3),
        contributor("bank", 0.1),
    ];
    situation.contributors[3].kind = ContributorKind::FinancialInstitution;
    situation.parameters.finance.pledge_log_sd = 0.3;
    situation.parameters.finance.no_pledge_probability = 0.1;
    situation.parameters.resettlement.need_share_of_stock = 0.2;
    situation
        .parameters
        .resettlement
        .submissions_per_1000_refugees_per_month = 5.0;
    situation.parameters.resettlement.pipeline_mean_months = 6.0;
    let mut option = with_plan();
    option.hosting_value_usd_per_person_year = 400.0;
    option.place_value_usd_per_person = 5_000.0;
    option.uptake = Some(0.5);
    situation.options.push(option);
    let rows = [
        (0.1, 0.0, 0),
        (0.5, 30e6, 600),
        (0.4, 20e6, 400),
        (0.0, 0.0, 0),
    ];
    let plans = plans(&situation, &rows);
    let (results, _) = ensemble(&situation, 0, &plans, &settings(40, 20));
    let footer = FooterInfo {
        run_id: "run".to_owned(),
        seed: 1,
        replicates: 40,
        version: "0".to_owned(),
        assumptions: Vec::new(),
    };
    let inputs = ReportInputs {
        situation: &situation,
        plans: &plans,
        summary: &results.summary,
        comparison: &[],
        footer: &footer,
        register: &[],
    };
    let folder = tempfile::tempdir().expect("a folder");
    tables::write_tables(folder.path(), &inputs).expect("tables");
    assert!(
        folder
            .path()
            .join("responsibility_by_state.parquet")
            .exists()
    );
    let readme = std::fs::read_to_string(folder.path().join("README.md")).expect("a text");
    (tables::all(&inputs), readme)
}

fn numbers(table: &Table, name: &str) -> Vec<Option<f64>> {
    let column = table.columns.iter().find(|column| column.name == name);
    match &column.unwrap_or_else(|| panic!("no column {name}")).data {
        ColumnData::Number(values) => values.clone(),
        ColumnData::Integer(values) => values.iter().map(|it| it.map(|it| it as f64)).collect(),
        other => panic!("{name}: {other:?}"),
    }
}

fn texts(table: &Table, name: &str) -> Vec<String> {
    let column = table.columns.iter().find(|column| column.name == name);
    match &column.expect("a column").data {
        ColumnData::Text(values) => values.iter().flatten().cloned().collect(),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn o_every_state_is_reported_on_every_year() {
    let (tables, readme) = reported();
    let table = tables
        .iter()
        .find(|table| table.name == "responsibility_by_state")
        .expect("the report");
    // Two options, three States that contribute and one that only hosts, two years; no bank.
    assert_eq!(table.rows(), 2 * 4 * 2);
    let column = |name: &str| numbers(table, name);
    let (share, fair, ratio) = (
        column("contribution_share"),
        column("fair_share"),
        column("ratio_to_fair_share"),
    );
    let (given, paid, departed, hosting) = (
        column("contribution_usd"),
        column("disbursed_usd"),
        column("departed_persons"),
        column("hosting_value_usd"),
    );
    let (options, years) = (texts(table, "option"), column("year"));
    for row in 0..table.rows() {
        let sum = paid[row].unwrap_or(0.0)
            + 5_000.0 * departed[row].unwrap_or(0.0)
            + hosting[row].unwrap_or(0.0);
        let given = given[row].expect("a contribution");
        assert!((given - sum).abs() < 0.05, "{given}, {sum}");
        if let Some(fair) = fair[row] {
            let expected = share[row].expect("a share") / fair;
            assert!((ratio[row].expect("a ratio") - expected).abs() < 1e-9);
        }
        let all: f64 = (0..table.rows())
            .filter(|&other| options[other] == options[row] && years[other] == years[row])
            .filter_map(|other| share[other])
            .sum();
        assert!((all - 1.0).abs() < 1e-6, "States give all of it: {all}");
    }
    let (low, high) = (column("disbursed_usd_p05"), column("disbursed_usd_p95"));
    let offered = column("places_offered_persons");
    let asked = column("places_asked_persons");
    let states = texts(table, "state");
    for row in 0..table.rows() {
        match states[row].as_str() {
            "XAD" => assert!(paid[row].is_none() && hosting[row].is_some_and(|it| it > 0.0)),
            "XAC" => {
                let (low, high) = (low[row].expect("low"), high[row].expect("high"));
                let mean = paid[row].expect("a mean");
                assert!(low < mean && mean < high, "{low} {mean} {high}");
                // Half of what is asked beyond none.
                if options[row] == "plan" {
                    assert_eq!((offered[row], asked[row]), (Some(300.0), Some(600.0)));
                }
            }
            _ => {}
        }
    }
    assert!(readme.contains("## responsibility_by_state"));
    assert!(readme.contains("`ratio_to_fair_share_p95`"));
}

#[test]
fn p10_the_report_names_where_the_text_comes_from() {
    let (_, readme) = reported();
    assert!(readme.contains("third track of the Global Consultations"));
}

#[test]
fn o_what_a_host_that_contributes_gives_is_counted_once() {
    let mut situation = quiet(50_000, 12);
    situation.contributors = vec![contributor("XAB", 0.2), contributor("XAC", 0.8)];
    let mut option = with_plan();
    option.hosting_value_usd_per_person_year = 1_000.0;
    situation.options.push(option.clone());
    let plan = common::plan(&situation, &option, &[(0.5, 0.0, 0), (0.5, 0.0, 0)]);
    let setup = Setup::new(&situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let layout = fairshare::simulate::record::Layout::new(&setup, &[0, 1]);
    let mut space = fairshare::simulate::Workspace::new(&setup);
    let values =
        fairshare::simulate::replicate(&setup, &prepared, 0, true, &mut space).expect("closed");
    let of = |indicator: &str, host: bool, contributor: Option<usize>| {
        let breakdown = contributor.map_or(
            fairshare::indicator::Breakdown::None,
            fairshare::indicator::Breakdown::Contributor,
        );
        let cell = layout.cells.iter().position(|cell| {
            cell.indicator == indicator
                && cell.host.is_some() == host
                && cell.breakdown == breakdown
                && cell.period == super::YEAR
        });
        values[cell.expect("a cell")]
    };
    let as_contributor = of("contribution_usd", false, Some(0));
    assert_eq!(as_contributor, of("contribution_usd", true, None));
    assert_eq!(
        as_contributor,
        of("disbursed_usd", false, Some(0)) + of("hosting_value_usd", true, None)
    );
    let shares =
        of("contribution_share", false, Some(0)) + of("contribution_share", false, Some(1));
    assert!((shares - 1_000_000_000).abs() <= 1, "{shares}");
}

#[test]
fn o_yearly_contributions_add_up_to_what_inequality_rests_on() {
    use fairshare::indicator::{Breakdown, Period};
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = fairshare::scenario::LoadOptions {
        overrides: vec!["comprehensive".to_owned()],
        sets: vec!["clock.months=72".to_owned()],
        ..fairshare::scenario::LoadOptions::default()
    };
    let (loaded, plans) = fairshare::workflow::plan(
        &root.join("scenarios/reference.toml"),
        &options,
        fairshare::apportion::SolverChoice::Auto,
    )
    .expect("a scenario with plans");
    let situation = &loaded.situation;
    // Capacity as the indicator defines it: the mean of shares of population and GDP.
    let figures: Vec<_> = situation
        .countries
        .iter()
        .filter(|country| !situation.is_origin(country.code))
        .filter_map(|country| {
            let people = country.value(fairshare::model::Indicator::PopulationPersons)?;
            let gdp = country.value(fairshare::model::Indicator::GdpUsd)?;
            Some((country.code, people, gdp))
        })
        .collect();
    let all = figures
        .iter()
        .fold([0.0; 2], |sum, row| [sum[0] + row.1, sum[1] + row.2]);
    let setup = Setup::new(situation, Resolution::Banded);
    for (option, plan) in situation.options.iter().zip(&plans) {
        let prepared = OptionSetup::new(&setup, option, plan);
        let donors: Vec<usize> = (0..plan.shares.len()).collect();
        let cells = fairshare::simulate::record::Layout::new(&setup, &donors).cells;
        let mut space = fairshare::simulate::Workspace::new(&setup);
        let values = fairshare::simulate::replicate(&setup, &prepared, 4, true, &mut space)
            .expect("closed accounts");
        let given = |code: fairshare::id::CountryCode| -> f64 {
            let share = plan
                .shares
                .iter()
                .position(|share| share.contributor.as_str() == code.as_str());
            cells
                .iter()
                .zip(&values)
                .filter(|(cell, _)| {
                    cell.indicator == "contribution_usd"
                        && matches!(cell.period, Period::Year(_))
                        && match share {
                            Some(row) => cell.breakdown == Breakdown::Contributor(row),
                            None => cell.host == Some(code),
                        }
                })
                .map(|(_, &cents)| cents as f64)
                .sum()
        };
        let capacities: Vec<f64> = figures
            .iter()
            .map(|row| 0.5 * (row.1 / all[0] + row.2 / all[1]))
            .collect();
        let ratios: Vec<f64> = figures
            .iter()
            .zip(&capacities)
            .map(|(row, capacity)| given(row.0) / capacity)
            .collect();
        let at = |indicator: &str| {
            let cell = cells.iter().position(|cell| cell.indicator == indicator);
            values[cell.expect("a cell")] as f64 / 1e9
        };
        let gini = fairshare::statistics::inequality::gini(&ratios, &capacities).expect("a Gini");
        let theil = fairshare::statistics::inequality::theil(&ratios, &capacities).expect("Theil");
        assert!(gini > 0.0 && gini < 1.0, "{}: {gini}", option.id);
        assert!(
            (at("contribution_gini") - gini).abs() < 2e-9,
            "{}",
            option.id
        );
        assert!(
            (at("contribution_theil") - theil).abs() < 2e-9,
            "{}",
            option.id
        );
    }
}
