//! Documents of nested objects: what JSON, YAML, TOML and HCL have in common once they are parsed.
//!
//! Only text is taken, and numbers and truth values as the text they are in the file, so none is
//! ever rounded. Null, arrays, objects unless they are to be flattened, and a key given twice are
//! errors: each of them would be a guess.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Parsed;
use super::ReadOptions;
use super::collect::Found;
use super::error::Fault;
use super::error::ReadError;
use super::name;

/// How deep objects may nest.
pub(super) const DEPTH_MAX: usize = 32;

/// The members of an object in order of appearance, a key as often as it is there.
pub(super) type Members<'a> = Vec<Member<'a>>;

/// A key, its value, and where that is.
pub(super) struct Member<'a> {
    pub(super) at: usize,
    pub(super) key: Cow<'a, str>,
    pub(super) value: Node<'a>,
}

/// A value, as far as it can be that of a constant.
pub(super) enum Node<'a> {
    Text(Cow<'a, str>),
    Object(Members<'a>),
    /// An array; what is in it only where a format has a use for it.
    Array(Vec<Node<'a>>),
    /// An object below [`DEPTH_MAX`] others, which was not parsed.
    Deep,
    /// No value of a constant: the fault, once the name is known.
    Bad(fn(String) -> Fault),
    /// No value at all.
    Broken(Fault),
}

impl Node<'_> {
    pub(super) fn null() -> Self {
        Node::Bad(|name| Fault::Null { name })
    }

    pub(super) fn ambiguous() -> Self {
        Node::Bad(|name| Fault::Ambiguous { name })
    }

    /// Why it is no value for a constant; of a text, that it means different things.
    pub(super) fn fault(self, name: String) -> Fault {
        match self {
            Node::Text(_) => Fault::Ambiguous { name },
            Node::Bad(fault) => fault(name),
            Node::Array(_) => Fault::Array { name },
            Node::Object(_) | Node::Deep => Fault::Nested { name },
            Node::Broken(fault) => fault,
        }
    }
}

/// Takes the constants out of a document; `bytes` is the file that offsets count in.
pub(super) fn flat(bytes: &[u8], members: Members<'_>, options: &ReadOptions) -> Result<Parsed, ReadError> {
    let mut walk = Walk {
        separator: options.flatten.as_deref(),
        seen: HashSet::new(),
        found: Found::new(bytes, options),
    };
    walk.object("", members);
    walk.found.finish()
}

struct Walk<'a> {
    separator: Option<&'a str>,
    seen: HashSet<String>,
    found: Found<'a>,
}

impl Walk<'_> {
    fn object(&mut self, prefix: &str, members: Members<'_>) {
        for Member { at, key, value } in members {
            let full = format!("{prefix}{key}");
            match (value, self.separator) {
                (Node::Object(inner), Some(separator)) => self.object(&format!("{full}{separator}"), inner),
                (Node::Deep, Some(_)) => self.found.fault(at, Fault::TooDeep { name: name::shown(&full) }),
                (Node::Broken(fault), _) => self.found.fault(at, fault),
                (value, _) => self.scalar(at, &full, value),
            }
        }
    }

    fn scalar(&mut self, at: usize, name: &str, value: Node<'_>) {
        let Some(name) = self.found.name(at, name.as_bytes()) else {
            return;
        };
        let fault = match value {
            _ if !self.seen.insert(name.clone()) => Fault::Repeated { name },
            Node::Text(text) => return self.found.add(at, name, text.into_owned().into_bytes()),
            other => other.fault(name),
        };
        self.found.fault(at, fault);
    }
}
