//! Who owes what: the linear program, leximin and its closed form.
