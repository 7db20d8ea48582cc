//! What each gives, to the cent.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::after;

#[test]
fn hosting_is_worth_its_months_less_what_was_paid_for() {
    assert_eq!(hosting(Cents(1_200), 50, 1_000), 4_000);
    assert_eq!(hosting(Cents(1_200), 50, 5_001), 0);
    assert_eq!(hosting(Cents(1_200), 0, 0), 0);
    assert_eq!(hosting(Cents(i64::MAX), 9, i64::MAX / 12), 0);
}

#[test]
fn money_places_and_hosting_are_added_and_shared() {
    let mut situation = everything();
    let option = situation.options.last_mut().expect("one");
    option.hosting_value_usd_per_person_year = 12.0;
    option.place_value_usd_per_person = 100.0;
    // The third contributor is no State.
    situation.contributors[2].kind = crate::model::ContributorKind::Private;
    after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.places_by_donor = vec![40, 50];
        // Paid, cents, and places used.
        for (donor, (paid, places)) in [(70_000, 2), (500_000, 30), (90_000, 0)]
            .into_iter()
            .enumerate()
        {
            year.donors[donor] = [1, 2, paid, places];
            year.protracted.pathway_donors[donor] = donor as i64;
        }
        for (host, (months, spent, service)) in
            [(9_000, 200_000, 11), (5_000, 0, 22), (1_000, 900_000, 33)]
                .into_iter()
                .enumerate()
        {
            year.hosts[host].displacement_person_months = months;
            year.hosts[host].spent[1] = spent;
            year.protracted.hosts[host].loan_service = service;
        }
        let mut values = Vec::new();
        write_year(setup, option, state, year, &mut values);
        let given = [
            70_000 + 20_000 + (900_000 - 200_000) + 11,
            500_000 + 300_000 + 10_000,
            90_000 + 20_000,
        ];
        let hosts = [given[0], 500_000 + 22, 33];
        let everything: i64 = given[0] + given[1] + hosts[1] + hosts[2];
        let share = |given: i64| billionths(given as f64 / everything as f64);
        let mut expected = vec![40, 50, 0];
        expected.extend(given);
        expected.extend([share(given[0]), share(given[1]), 0]);
        for (hosting, given) in [700_000, 500_000, 0].into_iter().zip(hosts) {
            expected.extend([hosting, given, share(given)]);
        }
        assert_eq!(values, expected);
        // Where nobody gives anything nobody has a share of it.
        let nothing = {
            let mut nothing = year.clone();
            nothing.reset(3, 3);
            nothing
        };
        values.clear();
        write_year(setup, option, state, &nothing, &mut values);
        assert_eq!(values[3..], [0; 15]);
    });
}
