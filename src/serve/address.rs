//! What a page shows, as its address says it.

use crate::workflow::changes::{Change, ChangeError, RowAt, push};

/// The part of an address after its path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// All changes, the undone ones at the end.
    changes: Vec<Change>,
    /// How many of them are in force.
    active: usize,
    /// The option in view.
    pub(crate) option: Option<String>,
    /// The State in view.
    pub(crate) state: Option<String>,
    /// How far ratios may rise where the room over places is asked for, per cent.
    pub(crate) room: Option<u16>,
    /// The row that is being edited; only the page that asks for it keeps it.
    pub(crate) edit: Option<RowAt>,
}

impl Address {
    /// Reads the query of an address; what it does not know is left alone.
    pub(crate) fn parse(query: &str) -> Result<Self, ChangeError> {
        let mut address = Self::default();
        let mut active = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "e" => address.changes.push(value.parse()?),
                "at" => active = value.parse::<usize>().ok(),
                "option" => address.option = (!value.is_empty()).then(|| value.into_owned()),
                "state" => address.state = (!value.is_empty()).then(|| value.into_owned()),
                "edit" => address.edit = value.parse().ok(),
                "room" => address.room = value.parse().ok(),
                _ => {}
            }
        }
        address.active = active
            .unwrap_or(address.changes.len())
            .min(address.changes.len());
        Ok(address)
    }

    /// The changes in force.
    pub(crate) fn changes(&self) -> &[Change] {
        self.changes.get(..self.active).unwrap_or_default()
    }

    /// The query, without its question mark.
    pub(crate) fn query(&self) -> String {
        let mut writer = form_urlencoded::Serializer::new(String::new());
        for change in &self.changes {
            writer.append_pair("e", &change.to_string());
        }
        if self.active < self.changes.len() {
            writer.append_pair("at", &self.active.to_string());
        }
        for (name, value) in [("option", &self.option), ("state", &self.state)] {
            if let Some(value) = value {
                writer.append_pair(name, value);
            }
        }
        if let Some(percent) = self.room {
            writer.append_pair("room", &percent.to_string());
        }
        writer.finish()
    }

    /// A path with this query, before its anchor where it has one.
    pub(crate) fn href(&self, path: &str) -> String {
        let (page, anchor) = match path.split_once('#') {
            Some((page, anchor)) => (page, format!("#{anchor}")),
            None => (path, String::new()),
        };
        match self.query() {
            query if query.is_empty() => format!("{page}{anchor}"),
            query => format!("{page}?{query}{anchor}"),
        }
    }

    /// The same with one more change; what was undone is gone.
    pub(crate) fn with(&self, change: Change) -> Self {
        let mut changes = self.changes().to_vec();
        push(&mut changes, change);
        Self {
            active: changes.len(),
            changes,
            ..self.clone()
        }
    }

    /// The same with another option in view.
    pub(crate) fn at_option(&self, id: &str) -> Self {
        Self {
            option: Some(id.to_owned()),
            ..self.clone()
        }
    }

    /// The same without an option in view.
    pub(crate) fn dropped(&self) -> Self {
        Self {
            option: None,
            ..self.clone()
        }
    }

    /// The same with another State in view.
    pub(crate) fn at_state(&self, id: &str) -> Self {
        Self {
            state: Some(id.to_owned()),
            ..self.clone()
        }
    }

    /// One change back, if there is one.
    pub(crate) fn undone(&self) -> Option<Self> {
        Some(Self {
            active: self.active.checked_sub(1)?,
            ..self.clone()
        })
    }

    /// One change forward again, if one was undone.
    pub(crate) fn redone(&self) -> Option<Self> {
        (self.active < self.changes.len()).then(|| Self {
            active: self.active + 1,
            ..self.clone()
        })
    }

    /// The same without any change.
    pub(crate) fn fresh(&self) -> Self {
        Self {
            changes: Vec::new(),
            active: 0,
            option: None,
            state: self.state.clone(),
            room: self.room,
            edit: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::changes::Field;

    fn set(value: &str) -> Change {
        Change::Set {
            id: "a".to_owned(),
            field: Field::Title,
            value: value.to_owned(),
        }
    }

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        let address = Address::default()
            .with(Change::Copy {
                from: "a".to_owned(),
                id: "b".to_owned(),
                title: "A & B / <C>?".to_owned(),
            })
            .with(set("x=y&z"))
            .at_option("b")
            .at_state("DEU");
        let undone = address.undone().expect("a change to undo");
        for one in [&address, &undone] {
            assert_eq!(&Address::parse(&one.query()).expect("an address"), one);
        }
        assert_eq!(undone.changes().len(), 1);
        assert_eq!(undone.redone().as_ref(), Some(&address));
        assert_eq!(address.redone(), None);
    }

    #[test]
    fn a_new_change_takes_the_place_of_what_was_undone() {
        let address = Address::default()
            .with(set("one"))
            .undone()
            .expect("undone");
        let address = address.with(set("two"));
        assert_eq!(address.changes(), [set("two")]);
        assert_eq!(address.redone(), None);
        // The same value set again and again is one step.
        assert_eq!(address.with(set("three")).changes(), [set("three")]);
    }

    #[test]
    fn what_is_no_change_is_refused_in_words() {
        for wrong in [
            "e=",
            "e=set",
            "e=set/A/title/x",
            "e=set/a/nothing/x",
            "e=fly/a",
        ] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Address::parse("x=1&at=99").is_ok());
    }
}
