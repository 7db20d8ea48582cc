//! Who owes what: the linear program, leximin and its closed form.

pub mod closed_form;
