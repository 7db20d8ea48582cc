//! Cells of money for hosts: development finance, loans and grants, income of the local economy.

use super::{HostCell, View, whole};
use crate::model::parameters::ProtractedParameters;
use crate::simulate::outcome::billionths;
use crate::simulate::record::Scale;

/// Development finance and loans.
pub(super) fn finance_cells(
    parameters: &ProtractedParameters,
    add: &mut impl FnMut(&'static str, Scale, fn(&View<'_>, usize) -> i64),
) {
    if parameters.development.applies.is_on() {
        add("development_committed_usd", Scale::Cents, |view, _| {
            view.flow(|account| account.development_committed)
        });
        add("development_disbursed_usd", Scale::Cents, |view, _| {
            view.flow(|account| account.development_paid)
        });
    }
    if parameters.concessional.applies.is_on() {
        add("loans_disbursed_usd", Scale::Cents, |view, _| {
            view.flow(|account| account.loans)
        });
        add("loan_service_usd", Scale::Cents, |view, _| {
            view.flow(|account| account.loan_service)
        });
        add("loan_balance_usd", Scale::Cents, |view, _| {
            view.hosts().iter().map(|host| host.loans.balance()).sum()
        });
        add(
            "loan_grant_element_share",
            Scale::Billionths,
            if parameters.concessional.grant_share.is_some() {
                |view, _| view.grant_element()
            } else {
                |view, _| billionths(view.state.protracted.grant_element)
            },
        );
        if parameters.concessional.grant_share.is_some() {
            add("hosting_grants_usd", Scale::Cents, |view, _| {
                view.flow(|account| account.hosting_grants)
            });
        }
    }
}

/// What hosting costs public budgets.
pub(super) fn public_services_cells(cells: &mut Vec<HostCell>) {
    cells.push(whole("public_services_usd", Scale::Cents, |view, _| {
        view.money(|account| account.public_services_usd)
    }));
    cells.push(whole("refugee_taxes_usd", Scale::Cents, |view, _| {
        view.money(|account| account.refugee_taxes_usd)
    }));
}

/// Income that hosting brings to the local economy.
pub(super) fn local_economy_cells(cells: &mut Vec<HostCell>) {
    cells.push(whole("local_income_usd", Scale::Cents, |view, _| {
        view.money(|account| account.local_income_usd)
    }));
    cells.push(whole("refugee_output_usd", Scale::Cents, |view, _| {
        view.money(|account| account.refugee_output_usd)
    }));
}
