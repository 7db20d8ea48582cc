//! Fields of an option's plan.

use super::super::ChangeError;
use super::super::field::{Field, OBJECTIVES};
use super::super::key::{even_weights, fixed, indicator, key, set_weights};
use super::super::value::cut;

/// The plan of an option.
pub(super) fn plan_of<'a>(
    row: &'a mut toml::Table,
    id: &str,
) -> Result<&'a mut toml::Table, ChangeError> {
    match row.get_mut("plan") {
        Some(toml::Value::Table(plan)) => Ok(plan),
        _ => Err(ChangeError::new(
            format!("the option `{id}` has no plan"),
            "give it a plan first",
        )),
    }
}

/// Writes a field of a plan.
pub(super) fn set_in_plan(
    plan: &mut toml::Table,
    field: Field,
    value: &str,
) -> Result<(), ChangeError> {
    match field {
        Field::Key => {
            plan.insert("key".to_owned(), key(plan, value)?.into());
        }
        Field::Shares => {
            plan.insert("key".to_owned(), fixed(value)?.into());
        }
        Field::Weights | Field::CapacityIndicator => {
            let Some(toml::Value::Table(key)) = plan.get_mut("key") else {
                return Err(ChangeError::new(
                    "the plan has no key",
                    "choose a key first",
                ));
            };
            if field == Field::Weights {
                set_weights(key, value)?;
            } else {
                let chosen = even_weights(&[indicator(value)?]);
                key.insert("weights".to_owned(), chosen.into());
            }
        }
        Field::Participants => {
            let chosen = match value {
                "contributors" | "un-members" => value.into(),
                list => names(list).into(),
            };
            plan.insert("participants".to_owned(), chosen);
        }
        Field::Objective => {
            if !OBJECTIVES.iter().any(|one| one.name() == value) {
                let names: Vec<&str> = OBJECTIVES.iter().map(|one| one.name()).collect();
                return Err(ChangeError::new(
                    format!("there is no objective `{}`", cut(value)),
                    format!("there are {}", names.join(", ")),
                ));
            }
            plan.insert("objective".to_owned(), value.into());
        }
        Field::Measures => {
            if value.is_empty() {
                plan.remove("measures");
            } else {
                plan.insert("measures".to_owned(), names(value).into());
            }
        }
        _ => {}
    }
    Ok(())
}

/// A list joined by commas.
fn names(list: &str) -> Vec<toml::Value> {
    list.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(Into::into)
        .collect()
}
