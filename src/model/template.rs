//! Templates: what an environment, or several, hold that can be made again somewhere else.
//!
//! No secret, no person, no version. Invariant: nothing in a template is an id, so it means the same
//! in every organization.

use std::collections::BTreeMap;

use super::EnvName;
use super::cbor::record;
use super::record::{Constant, Datasource, Env, Flag};

record! {
    /// An environment as a template has it.
    pub struct Stage {
        /// What it is and asks for, but for what is an id: where it came from, its lock, and the
        /// environments that its policy names.
        1 env: Env,
        /// Where promotions may come from, by name.
        2 promote_from: Vec<EnvName>,
        /// Plain values of constants.
        3 values: BTreeMap<String, String>,
        /// Plain values of fields, by datasource.
        4 fields: BTreeMap<String, BTreeMap<String, String>>,
    }
}

record! {
    /// A template. Its name is its path.
    pub struct Template {
        /// What it is for.
        1 description: Option<String>,
        /// The environments.
        2 stages: Vec<Stage>,
        /// Declarations of constants.
        3 constants: BTreeMap<String, Constant>,
        /// Declarations of datasources.
        4 datasources: BTreeMap<String, Datasource>,
        /// Declarations of flags.
        5 flags: BTreeMap<String, Flag>,
    }
}
