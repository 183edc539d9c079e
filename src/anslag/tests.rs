//! Tests of notices.
