//! The targets of calibration, recomputed from UNHCR's tables where they are at hand.

use std::path::{Path, PathBuf};

use fairshare::calibration::{
    Bootstrap, Origin, TARGETS, default_panel, measure, measure_all, read_panel,
};

/// The tables, which are no part of the project; none where they are not at hand.
fn tables() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/unhcr");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there", folder.display());
    None
}

#[test]
fn what_validation_says_of_the_tables_is_what_they_say_today() {
    let Some(folder) = tables() else {
        return;
    };
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/VALIDATION.md"))
            .expect("the page");
    let bootstrap = Bootstrap {
        draws: 200,
        seed: 20_041_008,
    };
    let masked = measure_all(&read_panel(&folder, true).expect("tables"), bootstrap);
    let unmasked = read_panel(&folder, false).expect("tables");
    let unmasked = measure(&unmasked.iter().collect::<Vec<&Origin>>());
    for ((target, (value, interval)), plain) in TARGETS.iter().zip(masked).zip(unmasked) {
        let decimals = target.decimals;
        let [low, high] = interval.expect("an interval");
        let row = format!(
            "| {} | {:.decimals$} | {low:.decimals$} to {high:.decimals$} | {:.decimals$} |",
            target.name,
            value.expect("a value"),
            plain.expect("a value"),
        );
        assert!(page.contains(&row), "docs/VALIDATION.md lacks: {row}");
    }
}

#[test]
fn the_design_s_orders_of_magnitude_come_out_of_the_tables() {
    let Some(folder) = tables() else {
        return;
    };
    let panel = read_panel(&folder, false).expect("tables");
    let values = measure(&panel.iter().collect::<Vec<&Origin>>());
    let of = |name: &str| {
        let index = TARGETS
            .iter()
            .position(|target| target.name.starts_with(name));
        values[index.expect("a target")].expect("a value")
    };
    // From tables to 2025 the design has 0.586, 0.131 and 3.3 %.
    assert!((of("still 25,000 or more at 5 year-ends") - 0.586).abs() < 0.03);
    assert!((of("yearly exit below 25,000 after 1") - 0.131).abs() < 0.04);
    assert!((of("returns of all a year") - 0.033).abs() < 0.005);
}

#[test]
fn the_default_situation_begins_at_the_stocks_of_the_tables_and_repeats_itself() {
    // Two situations by hand: one begins with 30,000 people, one with 90,000.
    let pair = |stock: &[f64]| fairshare::calibration::Pair {
        first_year: 1990,
        stock: stock.to_vec(),
        arrivals: vec![0.0; stock.len()],
        exits: vec![0.0; stock.len()],
        breaks: vec![false; stock.len()],
        begins: false,
    };
    let panel = [Origin {
        name: "AAA".to_owned(),
        first_year: 1990,
        pairs: vec![pair(&[0.0, 30_000.0]), pair(&[100.0, 90_000.0])],
        stock: vec![100.0, 120_000.0],
        returns: vec![0.0; 2],
        naturalisations: vec![0.0; 2],
        resettlement: vec![0.0; 2],
    }];
    let once = default_panel(&panel, 2, false, &[]).expect("a panel");
    assert_eq!(once, default_panel(&panel, 2, false, &[]).expect("a panel"));
    assert_eq!(once.origins.len(), 2 * once.situations);
    for origin in &once.origins {
        assert!((30_000.0..=90_000.0).contains(&origin.stock[0]));
        assert_eq!(origin.stock.len(), 26);
        assert_eq!(origin.pairs[0].stock, origin.stock);
    }
    let drawn = default_panel(&panel, 2, true, &[]).expect("a panel");
    assert!(drawn.situations > once.situations);
    // Values that are drawn make other futures.
    assert_ne!(drawn.origins[0].stock, once.origins[0].stock);
}

#[test]
fn tables_that_are_not_unhcr_s_are_refused_with_their_place() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let error = read_panel(folder.path(), true).expect_err("no tables");
    assert!(error.to_string().contains("population.csv"), "{error}");
    std::fs::write(
        folder.path().join("population.csv"),
        "year,coo_iso,coa_iso,refugees\n1990,AAA,BBB,many\n",
    )
    .expect("written");
    let error = read_panel(folder.path(), true).expect_err("no number");
    assert!(error.to_string().contains("line 2: `many`"), "{error}");
    std::fs::write(folder.path().join("population.csv"), "year,coo\n").expect("written");
    let error = read_panel(folder.path(), true).expect_err("no column");
    assert!(error.to_string().contains("no column `coo_iso`"), "{error}");
}
