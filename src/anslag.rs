//! The notice (anslag) of adjusted minutes: its fields, its days, and its forms for paper, web and machines.
