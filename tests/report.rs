//! Tables and charts: the same values in every form, and charts that nothing falls out of.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is a failed test"
)]

mod report_fixture;

use std::fs::File;
use std::path::Path;

use fairshare::apportion::explain::{FrontierPoint, PlacesFrontier};
use fairshare::id::ContributorId;
use fairshare::indicator::{INDICATORS, Period, SummaryTable, find};
use fairshare::model::Clock;
use fairshare::report::charts::{
    Chart, draw_charts, draw_compared, draw_drivers, draw_frontier, draw_sensitivity, svg_to_png,
};
use fairshare::report::compared::Compared;
use fairshare::report::frontier_text::frontier_tables;
use fairshare::report::layers::{EndsRow, SensitivityRow};
use fairshare::report::terminal::{TERMINAL_WIDTH, comparison_text, shares_text};
use fairshare::report::{tables, write_charts, write_tables};
use fairshare::study::drivers::Driver;
use fairshare::study::equity::{equity_of_plans, yardstick};
use fairshare::study::sensitivity::{FactorIndices, SobolIndex};
use fairshare::units::CalendarMonth;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use report_fixture::fixture;
use resvg::usvg::{self, Node, Options, Tree};

fn parquet_cells(path: &Path) -> Vec<Vec<String>> {
    let reader = SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet");
    let names = reader
        .metadata()
        .file_metadata()
        .schema()
        .get_fields()
        .to_vec();
    let mut rows = vec![names.iter().map(|name| name.name().to_owned()).collect()];
    for row in reader.get_row_iter(None).expect("rows") {
        let row = row.expect("a row");
        rows.push(
            row.get_column_iter()
                .map(|(_, field)| match field {
                    Field::Null => String::new(),
                    Field::Str(text) => text.clone(),
                    Field::Long(number) => number.to_string(),
                    Field::Double(number) => number.to_string(),
                    Field::Bool(truth) => truth.to_string(),
                    other => panic!("unexpected {other:?}"),
                })
                .collect(),
        );
    }
    rows
}

fn csv_cells(path: &Path) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)
        .expect("a file")
        .records()
        .map(|record| {
            record
                .expect("a record")
                .iter()
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

#[test]
fn csv_and_parquet_hold_the_same_and_the_readme_lists_every_column() {
    let fixture = fixture(3);
    let inputs = fixture.inputs();
    let folder = tempfile::tempdir().expect("a folder");
    write_tables(folder.path(), &inputs).expect("tables");
    let readme = std::fs::read_to_string(folder.path().join("README.md")).expect("a README");
    let all = tables::all(&inputs);
    assert_eq!(all.len(), 10);
    for table in all {
        let csv = csv_cells(&folder.path().join(format!("{}.csv", table.name)));
        let parquet = parquet_cells(&folder.path().join(format!("{}.parquet", table.name)));
        assert!(csv.len() > 1, "{} is empty", table.name);
        assert_eq!(csv, parquet, "{}", table.name);
        assert!(readme.contains(&format!("## {}\n", table.name)));
        for column in &table.columns {
            let line = format!(
                "| `{}` | {} | {} | `{}` |",
                column.name, column.unit, column.description, column.hxl
            );
            assert!(readme.contains(&line), "{line}");
            assert!(column.hxl.starts_with('#') && !column.description.is_empty());
        }
    }
    for it in INDICATORS {
        assert!(
            readme.contains(&format!("| `{}` |", it.name)),
            "{}",
            it.name
        );
    }
}

#[test]
fn money_is_rounded_to_cents_and_texts_are_quoted() {
    let fixture = fixture(2);
    let folder = tempfile::tempdir().expect("a folder");
    write_tables(folder.path(), &fixture.inputs()).expect("tables");
    let shares = csv_cells(&folder.path().join("shares.csv"));
    let column = |name: &str| shares[0].iter().position(|it| it == name).expect(name);
    // The fixture asks 402 million and a third of a dollar of the first contributor.
    assert_eq!(shares[1][column("baseline_usd")], "402000000.33");
    // An infinite cap is no cap.
    let uncapped = shares
        .iter()
        .find(|row| row[column("contributor")] == "EU")
        .expect("a row");
    assert_eq!(uncapped[column("cap_usd")], "");
    let certificates = std::fs::read(folder.path().join("plan_certificates.csv")).expect("a file");
    let text = String::from_utf8(certificates).expect("UTF-8");
    assert!(text.contains("\"GDP of 2023 carried forward; a \"\"quoted\"\", note\"\r\n"));
}

#[test]
fn empty_inputs_give_empty_tables_and_no_charts() {
    let mut fixture = fixture(2);
    fixture.summary = SummaryTable::default();
    fixture.plans.clear();
    fixture.comparison.clear();
    fixture.register.clear();
    fixture.situation.funding_history.clear();
    let folder = tempfile::tempdir().expect("a folder");
    write_tables(folder.path(), &fixture.inputs()).expect("tables");
    assert_eq!(csv_cells(&folder.path().join("summary.csv")).len(), 1);
    assert_eq!(
        parquet_cells(&folder.path().join("summary.parquet")).len(),
        1
    );
    assert!(
        write_charts(folder.path(), &fixture.inputs())
            .expect("no charts")
            .is_empty()
    );
    assert_eq!(comparison_text(&fixture.inputs()), "");
    assert_eq!(shares_text(&fixture.inputs(), 1), "");
}

fn texts(chart: &Chart) -> Vec<(String, usvg::Rect)> {
    fn walk(group: &usvg::Group, found: &mut Vec<(String, usvg::Rect)>) {
        for node in group.children() {
            match node {
                Node::Group(inner) => walk(inner, found),
                Node::Text(text) => {
                    let words = text.chunks().iter().map(usvg::TextChunk::text).collect();
                    found.push((words, text.abs_bounding_box()));
                }
                _ => {}
            }
        }
    }
    let mut options = Options::default();
    for bytes in [
        dejavu::sans_condensed::regular(),
        dejavu::sans_condensed::bold(),
    ] {
        options.fontdb_mut().load_font_data(bytes.to_vec());
    }
    let family = options.fontdb.faces().next().expect("a face").families[0]
        .0
        .clone();
    options.fontdb_mut().set_sans_serif_family(family);
    let tree = Tree::from_str(&chart.svg, &options).expect("an SVG");
    let mut found = Vec::new();
    walk(tree.root(), &mut found);
    found
}

#[test]
fn no_text_leaves_the_canvas_or_covers_another() {
    for options in [1, 2, 3, 4, 6] {
        let fixture = fixture(options);
        let mut charts = draw_charts(&fixture.inputs()).expect("charts");
        if options > 1 {
            charts.extend(charts_side_by_side(options));
        }
        charts.extend(draw_charts(&four_months().inputs()).expect("charts"));
        charts.extend(charts_of_sensitivity());
        for chart in charts {
            let found = texts(&chart);
            assert!(found.len() > 10, "{} has hardly any text", chart.name);
            let height: f32 = attribute(&chart.svg, "height").parse().expect("a number");
            for (index, (words, area)) in found.iter().enumerate() {
                let place = format!("{} of {options}: `{words}` at {area:?}", chart.name);
                assert!(area.left() >= 0.0 && area.right() <= 1200.0, "{place}");
                assert!(area.top() >= 0.0 && area.bottom() <= height, "{place}");
                for (other, area_of_other) in &found[index + 1..] {
                    // Line boxes include room above and below the letters.
                    let across = area.right().min(area_of_other.right())
                        - area.left().max(area_of_other.left());
                    let down = area.bottom().min(area_of_other.bottom())
                        - area.top().max(area_of_other.top());
                    let covers = across > 0.5 && down > 0.45 * area.height();
                    assert!(!covers, "{place} covers `{other}` at {area_of_other:?}");
                }
            }
        }
    }
}

fn attribute<'a>(svg: &'a str, name: &str) -> &'a str {
    let from = svg.find(&format!(" {name}=\"")).expect("an attribute") + name.len() + 3;
    svg[from..].split('"').next().expect("a value")
}

#[test]
fn charts_can_be_read_aloud_and_lead_back_to_their_run() {
    let mut fixture = fixture(3);
    fixture.situation.title = "Zones <A> & B".to_owned();
    let charts = draw_charts(&fixture.inputs()).expect("charts");
    let names: Vec<_> = charts.iter().map(|chart| chart.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "requirement_received",
            "gap_by_sector",
            "solutions",
            "shares_plan",
            "waterfall_plan_usa",
            "shares_yearly_plan",
            "waterfall_yearly_plan_usa",
            "comparison"
        ]
    );
    for chart in charts {
        let name = &chart.name;
        assert_eq!(attribute(&chart.svg, "role"), "img");
        assert!(chart.svg.contains(&format!("<title id=\"{name}-title\">")));
        assert!(chart.svg.contains(&format!("<desc id=\"{name}-desc\">")));
        let words: Vec<_> = texts(&chart).into_iter().map(|(words, _)| words).collect();
        let all = words.join(" ");
        for expected in [
            "3fa91c0d7be2",
            "seed\u{a0}7",
            "sector split is judgement",
            "Zones <A> & B",
            "countries and figures are invented",
        ] {
            assert!(all.contains(expected), "{name} lacks `{expected}`");
        }
        assert!(all.contains(&chart.title), "{name} does not show its title");
    }
}

#[test]
fn titles_state_what_the_numbers_say() {
    let title = |fixture: &report_fixture::Fixture, name: &str| {
        let charts = draw_charts(&fixture.inputs()).expect("charts");
        let chart = charts
            .into_iter()
            .find(|chart| chart.name == name)
            .expect("the chart");
        chart.title
    };
    let mut same = fixture(2);
    for row in &mut same.summary.rows {
        match row.indicator {
            "requirement_usd" => row.mean = 2e9,
            "disbursed_usd" => row.mean = 1e9,
            _ => {}
        }
    }
    assert_eq!(
        title(&same, "requirement_received"),
        "On average, money received covers 50\u{202f}% of needs in 2026–2040 under every option"
    );
    // All sectors alike: no sector is singled out.
    for row in &mut same.summary.rows {
        if row.indicator == "gap_usd" {
            row.mean = 1e8;
        }
    }
    // 12 sectors, 15 years, US$ 100 million each.
    assert_eq!(
        title(&same, "gap_by_sector"),
        "The funding gap adds up to US$\u{a0}18.0 billion in 2026–2040"
    );
    // Of the fixture's differences at full strength all are decided; undone, none is.
    assert_eq!(
        title(&same, "comparison"),
        "2\u{2009}000 replicates decide the sign of every difference from the baseline"
    );
    for row in &mut same.comparison {
        row.decided = false;
    }
    assert_eq!(
        title(&same, "comparison"),
        "2\u{2009}000 replicates decide no difference from the baseline"
    );
}

#[test]
fn each_chart_stands_beside_its_data_and_is_drawn_alike_every_time() {
    let fixture = fixture(3);
    let folder = tempfile::tempdir().expect("a folder");
    let paths = write_charts(folder.path(), &fixture.inputs()).expect("charts");
    assert_eq!(paths.len(), 8 * 3);
    for path in &paths {
        assert!(path.is_file(), "{}", path.display());
        if path.extension().is_some_and(|ending| ending == "svg") {
            let svg = std::fs::read_to_string(path).expect("an SVG");
            let png = std::fs::read(path.with_extension("png")).expect("a PNG");
            assert_eq!(&png[1..4], b"PNG");
            // Width and height stand in the header: twice the SVG's.
            let width = u32::from_be_bytes(png[16..20].try_into().expect("four bytes"));
            assert_eq!(width, 2400);
            assert_eq!(svg_to_png(&svg, 2.0).expect("a PNG"), png);
            assert!(csv_cells(&path.with_extension("csv")).len() > 1);
        }
    }
}

#[test]
fn every_chart_is_drawn_as_it_was_looked_at() {
    // Each drawing was looked at as a picture before it was kept; a change is looked at again.
    let fixture = fixture(2);
    for chart in draw_charts(&fixture.inputs()).expect("charts") {
        // One element a line, so that a change reads as one.
        let lines = chart.svg.replace("><", ">\n<");
        insta::assert_snapshot!(format!("chart_{}", chart.name), lines);
    }
}

/// Charts that the fixture alone has no numbers for: Lorenz curves, options against the baseline,
/// how long the situation lasts, the price of fairness.
fn charts_side_by_side(options: usize) -> Vec<Chart> {
    let mut fixture = fixture(options);
    for plan in &mut fixture.plans {
        plan.ledger.clear();
    }
    for option in 0..options {
        for (step, year) in report_fixture::YEARS.enumerate() {
            let mut row = fixture.summary.rows[0].clone();
            row.option = option;
            row.indicator = find("protracted_situation_share").expect("known").name;
            row.period = Period::Year(year);
            // The last option falls together with the baseline.
            let speed = if option + 1 == options { 0 } else { option };
            row.mean = 1.0 - 0.02 * step as f64 * speed as f64;
            row.standard_error = 0.01;
            fixture.summary.rows.push(row);
        }
    }
    let situation = &fixture.situation;
    let compared = Compared {
        ids: situation
            .options
            .iter()
            .map(|it| it.id.to_string())
            .collect(),
        titles: situation
            .options
            .iter()
            .map(|it| it.title.clone())
            .collect(),
        baseline: 0,
        plans: fixture.plans.clone(),
        yardstick: yardstick(situation, &fixture.plans),
        equity: equity_of_plans(situation, &fixture.plans),
        over_hosting: Vec::new(),
        outcomes: None,
        money_unit: "US$ of 2025".to_owned(),
        source: String::new(),
    };
    let inputs = fixture.inputs();
    let mut charts: Vec<Chart> = draw_compared(&inputs, &compared)
        .expect("charts")
        .into_iter()
        .filter(|chart| {
            ["lorenz", "still_protracted", "against_plan"].contains(&chart.name.as_str())
        })
        .collect();
    let point = |cost: f64, persons: [u64; 2]| FrontierPoint {
        bound: 1.0,
        worst_ratio: 1.0,
        cost,
        persons: persons.to_vec(),
    };
    let frontier = PlacesFrontier {
        year: 2026,
        states: ["AAA", "BBB"]
            .map(|id| (ContributorId(id.to_owned()), id.to_owned()))
            .to_vec(),
        costs: vec![1_000.0, 3_000.0],
        planned: vec![500, 500],
        plan: (1.0, 2e6),
        points: vec![
            (point(2e6, [500, 500]), 0.0),
            (point(1.7e6, [650, 350]), 0.15),
            (point(1.3e6, [850, 150]), 0.35),
            (point(1e6, [1_000, 0]), 0.5),
        ],
    };
    let data = frontier_tables(&frontier).swap_remove(0);
    charts.extend(draw_frontier(&inputs, 1, &frontier, data).expect("a chart"));
    charts
}

/// Charts of what moves outcomes, from invented draws and indices: long names, effects to one side,
/// intervals that overlap, and one parameter that is not told from chance.
fn charts_of_sensitivity() -> Vec<Chart> {
    let fixture = fixture(3);
    let names = [
        "voluntary_return.hazard_per_year.peace",
        "registration.determination_cases_per_post_per_year",
        "host.COD.registration_capacity_persons_per_month",
        "protracted.gender_violence.women_survivors_per_1000_women_per_year_where_services_are_unfunded",
        "arrivals.pulse_tail_index",
        "costs.sector_share.food.emergency",
    ];
    let drivers: Vec<Driver> = ["total_gap_usd", "contribution_gini"]
        .into_iter()
        .flat_map(|indicator| {
            names.iter().enumerate().map(move |(index, name)| {
                let unit = if indicator == "total_gap_usd" {
                    1e9
                } else {
                    0.01
                };
                let (mean, size) = (60.0 * unit, (12.0 - 2.0 * index as f64) * unit);
                let ends = match index {
                    2 => [mean + size, mean + 0.4 * size],
                    3 => [mean + size, mean - 0.7 * size],
                    _ => [mean - size, mean + 1.2 * size],
                };
                Driver {
                    option: 1,
                    indicator,
                    parameter: (*name).to_owned(),
                    values: [
                        0.000_125 * f64::powi(20.0, index as i32),
                        0.35 * f64::powi(20.0, index as i32),
                    ],
                    mean,
                    outcome: ends,
                    outcome_error: [1.1 * unit, 1.4 * unit],
                    share: 0.4 / (1.0 + index as f64),
                    share_error: 0.03,
                    decided: index != 5,
                    draws: 500,
                }
            })
        })
        .collect();
    let index = |value: f64, width: f64| SobolIndex {
        value,
        interval: [value - width, value + width],
    };
    let rows: Vec<SensitivityRow> = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let total = 0.52 / (1.0 + number as f64);
            SensitivityRow {
                indicator: "total_gap_usd",
                factor: (*name).to_owned(),
                parameters: 1 + number,
                indices: FactorIndices {
                    first: index(0.7 * total - 0.05, 0.06),
                    total: index(total, 0.05),
                },
            }
        })
        .collect();
    let ends: Vec<EndsRow> = drivers
        .iter()
        .filter(|row| row.indicator == "total_gap_usd")
        .map(|row| EndsRow {
            indicator: row.indicator,
            parameter: row.parameter.clone(),
            range: row.values,
            outcome: row.outcome,
            written: row.mean,
        })
        .collect();
    let inputs = fixture.inputs();
    let mut charts = draw_drivers(&inputs, &drivers).expect("charts");
    charts.extend(draw_sensitivity(&inputs, "Plan", &ends, &rows).expect("charts"));
    charts
}

#[test]
fn charts_of_sensitivity_are_drawn_as_they_were_looked_at() {
    let charts = charts_of_sensitivity();
    let names: Vec<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "tornado_total_gap_usd",
            "tornado_contribution_gini",
            "ends_total_gap_usd",
            "sensitivity_total_gap_usd",
        ]
    );
    for chart in &charts {
        // Whatever its length, a name stands there in full, in one or several lines.
        let words: Vec<String> = texts(chart).into_iter().map(|(words, _)| words).collect();
        assert!(!words.iter().any(|it| it.contains('…')), "{words:?}");
        assert!(words.concat().contains("protracted.gender_violence.women_survivors_per_1000_women_per_year_where_services_are_unfunded"));
        let is_tornado = chart.name.starts_with("tornado_");
        assert_eq!(
            words.iter().any(|it| it.contains("sector_share")),
            !is_tornado
        );
        keep(chart);
        let lines = chart.svg.replace("><", ">\n<");
        insta::assert_snapshot!(format!("chart_{}", chart.name), lines);
    }
}

#[test]
fn charts_side_by_side_are_drawn_as_they_were_looked_at() {
    let charts = charts_side_by_side(4);
    let names: Vec<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "lorenz",
            "against_plan",
            "still_protracted",
            "price_of_fairness"
        ]
    );
    for chart in charts {
        keep(&chart);
        let lines = chart.svg.replace("><", ">\n<");
        insta::assert_snapshot!(format!("chart_{}", chart.name), lines);
    }
}

/// A simulation of four months within one calendar year.
fn four_months() -> report_fixture::Fixture {
    let mut fixture = fixture(2);
    fixture.situation.clock = Clock {
        start: CalendarMonth::new(2026, 3).expect("a month"),
        months: 4,
    };
    fixture.situation.funding_history.clear();
    fixture.summary.rows.retain(|row| match row.period {
        Period::Year(year) => year == 2026,
        _ => true,
    });
    for plan in &mut fixture.plans {
        plan.years.truncate(1);
    }
    fixture
}

#[test]
fn a_single_year_is_drawn_in_boxes_and_columns_and_named_by_its_months() {
    let fixture = four_months();
    let charts = draw_charts(&fixture.inputs()).expect("charts");
    for chart in &charts {
        for wrong in ["2026–2026", "1 years", "mean over 2026", "end of 2026,"] {
            assert!(!chart.svg.contains(wrong), "{}: {wrong}", chart.name);
        }
    }
    for name in ["requirement_received", "solutions"] {
        let chart = charts.iter().find(|chart| chart.name == name).expect(name);
        assert!(chart.title.contains("June 2026"), "{}", chart.title);
        keep(chart);
        let lines = chart.svg.replace("><", ">\n<");
        insta::assert_snapshot!(format!("chart_{name}_of_four_months"), lines);
    }
}

/// Leaves the chart as a picture in the folder that `CHARTS_TO_LOOK_AT` names, if it does.
fn keep(chart: &Chart) {
    if let Some(folder) = std::env::var_os("CHARTS_TO_LOOK_AT") {
        let png = svg_to_png(&chart.svg, 1.0).expect("a PNG");
        let path = Path::new(&folder).join(format!("{}.png", chart.name));
        std::fs::write(path, png).expect("a picture");
    }
}

#[test]
fn terminal_tables_fit_and_name_the_rule() {
    let fixture = fixture(3);
    let inputs = fixture.inputs();
    let comparison = comparison_text(&inputs);
    let shares = shares_text(&inputs, 1);
    for line in comparison.lines().chain(shares.lines()) {
        assert!(line.chars().count() <= TERMINAL_WIDTH, "{line}");
    }
    assert!(comparison.contains("needs 14\u{2009}000"));
    assert!(shares.contains("20 others"));
    let china = shares
        .lines()
        .find(|line| line.starts_with("China"))
        .expect("China's row");
    assert!(china.ends_with("cap") && china.contains("×395"), "{china}");
}
