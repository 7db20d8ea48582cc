//! Tables in CSV files.

use super::{Copy, only};

#[test]
fn offers_of_transfer_may_stand_in_a_table() {
    let copy = Copy::new();
    copy.write(
        "reference/offers.csv",
        "kind,from,to,places,places_per_month\nevacuation,XAB,XBA,500,50\n",
    );
    copy.append("[emergency.transfer]\noffer = \"reference/offers.csv\"");
    let loaded = copy.load().expect("a good scenario");
    let offers = &loaded.situation.parameters.emergency.transfer.offer;
    assert_eq!(offers.len(), 1);
    assert_eq!((offers[0].places, offers[0].places_per_month), (500, 50));
    copy.write(
        "reference/offers.csv",
        "kind,from,to,places,places_per_month\nevacuation,XAB,XAC,500,50\n",
    );
    only(
        &copy,
        "emergency.transfer.offer[1].to",
        "an evacuation to `XAC`, which is a host",
    );
}

#[test]
fn a_missing_column_is_named() {
    let copy = Copy::new();
    copy.replace(
        "reference/population.csv",
        "host,sex,age_band,persons",
        "host,sex,age_band,person",
    );
    assert_eq!(
        copy.found(),
        [
            (
                "population".to_owned(),
                "the column `persons` is missing".to_owned()
            ),
            (
                "population".to_owned(),
                "`person` is not a column of a `population` table".to_owned()
            ),
        ]
    );
}

#[test]
fn a_duplicate_column_is_refused() {
    let copy = Copy::new();
    copy.replace(
        "reference/population.csv",
        "host,sex,age_band,persons",
        "host,sex,sex,persons",
    );
    assert_eq!(
        copy.found(),
        [
            (
                "population".to_owned(),
                "the column `age_band` is missing".to_owned()
            ),
            (
                "population".to_owned(),
                "the column `sex` stands twice".to_owned()
            ),
        ]
    );
}

#[test]
fn a_table_with_semicolons_is_refused() {
    let copy = Copy::new();
    let text = std::fs::read_to_string(copy.path("reference/population.csv")).expect("a file");
    copy.write("reference/population.csv", text.replace(',', ";"));
    only(
        &copy,
        "population",
        "the cells are separated by semicolons; save with commas",
    );
}

#[test]
fn a_byte_order_mark_is_accepted() {
    let copy = Copy::new();
    for name in ["reference/population.csv", "reference.toml"] {
        let text = std::fs::read_to_string(copy.path(name)).expect("a file");
        copy.write(name, format!("\u{feff}{text}"));
    }
    let (plain, marked) = (Copy::new().load(), copy.load());
    assert_eq!(
        plain.expect("the reference").situation,
        marked.expect("the reference with marks").situation
    );
}

#[test]
fn a_ragged_row_is_named_with_its_line() {
    let copy = Copy::new();
    copy.replace(
        "reference/population.csv",
        "XAC,female,5-11,288",
        "XAC,female,5-11,288,7",
    );
    let problem = only(
        &copy,
        "population[2]",
        "this row has 5 cells, the header has 4",
    );
    let errors = copy.load().expect_err("a bad table");
    let place = problem.place.expect("a place");
    let location = errors.sources().locate(&place).expect("a location");
    assert_eq!((location.line, location.column), (3, 1));
}

#[test]
fn a_cell_that_is_no_number_is_named_with_line_and_column() {
    let copy = Copy::new();
    copy.replace(
        "reference/population.csv",
        "XAC,female,5-11,288",
        "XAC,female,5-11,\"2,88\"",
    );
    let problem = only(&copy, "population[2].persons", "`2,88` is not a number");
    let errors = copy.load().expect_err("a bad table");
    let place = problem.place.expect("a place");
    let location = errors.sources().locate(&place).expect("a location");
    assert_eq!((location.line, location.column), (3, 17));
}

#[test]
fn an_empty_table_is_refused() {
    let copy = Copy::new();
    copy.write("reference/population.csv", "");
    only(&copy, "population", "the table is empty");
}

#[test]
fn a_table_that_is_not_there_is_named() {
    let copy = Copy::new();
    std::fs::remove_file(copy.path("reference/population.csv")).expect("a file");
    let problems = copy.problems();
    let [problem] = problems.as_slice() else {
        panic!("{problems:?}")
    };
    assert!(
        problem
            .message
            .ends_with("reference/population.csv` cannot be read: there is no such file"),
        "{}",
        problem.message
    );
    assert_eq!(
        problem.remedy,
        "paths are relative to the file in which they stand"
    );
}
