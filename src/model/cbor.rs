//! Deterministic CBOR (after RFC 8949 §4.2.1), written and strictly read: the one place that spells
//! bytes.
//!
//! Invariant: a value has exactly one accepted encoding. Integers are shortest, lengths definite,
//! map keys unsigned numbers (or, in maps of settings and fields, text in byte order), ascending and
//! unique, text valid UTF-8; there are no floats, tags, or
//! trailing bytes; an optional field is left out, never null; nothing is allocated from a declared
//! length that the input does not have.

use std::collections::BTreeMap;

use minicbor::data::Type;
use minicbor::decode::Decoder;
use minicbor::encode::Encoder;

/// Deepest nesting that is read.
const DEPTH_MAX: u32 = 8;

/// Why bytes are not the encoding of a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The item is not of the type that stands there.
    #[error("byte {at}: expected {expected}")]
    Type {
        /// Offset in bytes.
        at: usize,
        /// What should be there.
        expected: &'static str,
    },
    /// A length or integer that is not in its shortest form, or an indefinite length.
    #[error("byte {at}: not the shortest form")]
    NotShortest {
        /// Offset in bytes.
        at: usize,
    },
    /// Map keys out of order, or one of them twice.
    #[error("byte {at}: map keys out of order or repeated")]
    Order {
        /// Offset in bytes.
        at: usize,
    },
    /// A field that this program does not know.
    #[error("byte {at}: unknown field {field}; a newer envctl wrote this")]
    UnknownField {
        /// Offset in bytes.
        at: usize,
        /// The map key.
        field: u64,
    },
    /// A field that must be there is not.
    #[error("field {field} is missing")]
    MissingField {
        /// The map key.
        field: u64,
    },
    /// A field that says what leaving it out says.
    #[error("byte {at}: an empty field must be left out")]
    Empty {
        /// Offset in bytes.
        at: usize,
    },
    /// The value is outside what its type allows.
    #[error("byte {at}: {what}")]
    Invalid {
        /// Offset in bytes.
        at: usize,
        /// The rule.
        what: &'static str,
    },
    /// Bytes after the value.
    #[error("byte {at}: trailing bytes")]
    Trailing {
        /// Offset in bytes.
        at: usize,
    },
    /// Nested too deeply.
    #[error("byte {at}: nested too deeply")]
    Depth {
        /// Offset in bytes.
        at: usize,
    },
}

/// A type with one canonical CBOR form.
pub trait Cbor: Sized {
    /// Appends the value.
    fn write(&self, w: &mut Writer);
    /// Reads one value.
    ///
    /// # Errors
    /// When the next item is not the canonical form of a value of this type.
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError>;
    /// Whether, as a field, the value is expressed by leaving it out.
    fn is_absent(&self) -> bool {
        false
    }
    /// What a field that was left out means, if it may be.
    fn absent() -> Option<Self> {
        None
    }
}

/// The encoding of a value.
pub fn to_vec<T: Cbor>(value: &T) -> Vec<u8> {
    let mut w = Writer::default();
    value.write(&mut w);
    w.into_bytes()
}

/// The value that these bytes, all of them, are the encoding of.
///
/// # Errors
/// When they are not the canonical encoding of a value of this type.
pub fn from_slice<T: Cbor>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut r = Reader::new(bytes);
    let value = T::read(&mut r)?;
    match r.at() {
        at if at == bytes.len() => Ok(value),
        at => Err(DecodeError::Trailing { at }),
    }
}

/// Appends CBOR items to a buffer.
#[derive(Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// A writer with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Writer {
        Writer { bytes: Vec::with_capacity(bytes) }
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn with(&mut self, f: impl FnOnce(&mut Encoder<&mut Vec<u8>>) -> Option<()>) {
        // A `Vec` takes every write: its error type is `Infallible`.
        let _ = f(&mut Encoder::new(&mut self.bytes));
    }

    /// Appends an unsigned integer.
    pub fn uint(&mut self, n: u64) {
        self.with(|e| e.u64(n).ok().map(drop));
    }

    /// Appends a signed integer.
    pub fn int(&mut self, n: i64) {
        self.with(|e| e.i64(n).ok().map(drop));
    }

    /// Appends a boolean.
    pub fn bool(&mut self, b: bool) {
        self.with(|e| e.bool(b).ok().map(drop));
    }

    /// Appends a null.
    pub fn null(&mut self) {
        self.with(|e| e.null().ok().map(drop));
    }

    /// Appends a byte string.
    pub fn bytes(&mut self, b: &[u8]) {
        self.with(|e| e.bytes(b).ok().map(drop));
    }

    /// Appends a text string.
    pub fn text(&mut self, s: &str) {
        self.with(|e| e.str(s).ok().map(drop));
    }

    /// Begins an array of `n` items.
    pub fn array(&mut self, n: usize) {
        self.with(|e| e.array(n as u64).ok().map(drop));
    }

    /// Begins a map of `n` pairs.
    pub fn map(&mut self, n: usize) {
        self.with(|e| e.map(n as u64).ok().map(drop));
    }

    /// Appends an item that is already encoded.
    pub fn raw(&mut self, item: &[u8]) {
        self.bytes.extend_from_slice(item);
    }
}

/// Reads CBOR items strictly.
pub struct Reader<'b> {
    decoder: Decoder<'b>,
    depth: u32,
}

/// Bytes that the shortest head of an item with argument `n` takes.
fn head_len(n: u64) -> usize {
    match n {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

impl<'b> Reader<'b> {
    /// A reader at the start of `bytes`.
    pub fn new(bytes: &'b [u8]) -> Reader<'b> {
        Reader { decoder: Decoder::new(bytes), depth: 0 }
    }

    /// Offset of the next item, in bytes.
    pub fn at(&self) -> usize {
        self.decoder.position()
    }

    /// The input from the next item on.
    pub fn ahead(&self) -> &'b [u8] {
        self.decoder.input().get(self.at()..).unwrap_or_default()
    }

    fn rest(&self) -> usize {
        self.decoder.input().len() - self.at()
    }

    /// An error at the next item.
    pub fn invalid(&self, what: &'static str) -> DecodeError {
        DecodeError::Invalid { at: self.at(), what }
    }

    fn take<T>(
        &mut self,
        expected: &'static str,
        f: impl FnOnce(&mut Decoder<'b>) -> Result<T, minicbor::decode::Error>,
        head: impl FnOnce(&T) -> (u64, usize),
    ) -> Result<T, DecodeError> {
        let at = self.at();
        let value = f(&mut self.decoder).map_err(|_| DecodeError::Type { at, expected })?;
        let (argument, payload) = head(&value);
        if self.at() - at != head_len(argument) + payload {
            return Err(DecodeError::NotShortest { at });
        }
        Ok(value)
    }

    /// Reads an unsigned integer.
    ///
    /// # Errors
    /// When the next item is something else, or not in its shortest form.
    pub fn uint(&mut self) -> Result<u64, DecodeError> {
        self.take("an unsigned integer", Decoder::u64, |n| (*n, 0))
    }

    /// Reads a signed integer.
    ///
    /// # Errors
    /// When the next item is something else, or not in its shortest form.
    pub fn int(&mut self) -> Result<i64, DecodeError> {
        self.take("an integer", Decoder::i64, |n| (if *n < 0 { !*n as u64 } else { *n as u64 }, 0))
    }

    /// Reads a boolean.
    ///
    /// # Errors
    /// When the next item is something else.
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        self.take("true or false", Decoder::bool, |_| (0, 0))
    }

    /// Reads a null if it is next.
    ///
    /// # Errors
    /// Never for other items; only when a null is not encoded as one.
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        if self.decoder.datatype().ok() != Some(Type::Null) {
            return Ok(false);
        }
        self.take("null", Decoder::null, |()| (0, 0)).map(|()| true)
    }

    /// Reads a byte string.
    ///
    /// # Errors
    /// When the next item is something else, or longer than the input.
    pub fn bytes(&mut self) -> Result<&'b [u8], DecodeError> {
        self.take("a byte string", Decoder::bytes, |b| (b.len() as u64, b.len()))
    }

    /// Reads a text string.
    ///
    /// # Errors
    /// When the next item is something else, longer than the input, or not UTF-8.
    pub fn text(&mut self) -> Result<&'b str, DecodeError> {
        self.take("a text string", Decoder::str, |s| (s.len() as u64, s.len()))
    }

    fn enter(&mut self, at: usize, n: Option<u64>, items: u64) -> Result<usize, DecodeError> {
        let n = n.ok_or(DecodeError::NotShortest { at })?;
        if self.at() - at != head_len(n) {
            return Err(DecodeError::NotShortest { at });
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(DecodeError::Depth { at });
        }
        // Every item takes a byte at least, so a length beyond the input is refused here, before
        // anything is allocated for it.
        match usize::try_from(n) {
            Ok(len) if n.checked_mul(items).is_some_and(|total| total <= self.rest() as u64) => Ok(len),
            _ => Err(DecodeError::Invalid { at, what: "longer than the input" }),
        }
    }

    /// Begins an array; [`Reader::leave`] ends it.
    ///
    /// # Errors
    /// When the next item is not an array of definite length that the input can hold.
    pub fn array(&mut self) -> Result<usize, DecodeError> {
        let at = self.at();
        let n = self.decoder.array().map_err(|_| DecodeError::Type { at, expected: "an array" })?;
        self.enter(at, n, 1)
    }

    /// Begins a map; [`Reader::leave`] ends it.
    ///
    /// # Errors
    /// When the next item is not a map of definite length that the input can hold.
    pub fn map(&mut self) -> Result<usize, DecodeError> {
        let at = self.at();
        let n = self.decoder.map().map_err(|_| DecodeError::Type { at, expected: "a map" })?;
        self.enter(at, n, 2)
    }

    /// Ends an array or a map.
    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Begins an array of exactly `n` items.
    ///
    /// # Errors
    /// When the next item is not such an array.
    pub fn tuple(&mut self, n: usize) -> Result<(), DecodeError> {
        let at = self.at();
        match self.array()? {
            len if len == n => Ok(()),
            _ => Err(DecodeError::Invalid { at, what: "wrong number of items" }),
        }
    }
}

impl Cbor for u64 {
    fn write(&self, w: &mut Writer) {
        w.uint(*self);
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.uint()
    }
}

impl Cbor for u32 {
    fn write(&self, w: &mut Writer) {
        w.uint(u64::from(*self));
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let error = r.invalid("number out of range");
        u32::try_from(r.uint()?).map_err(|_| error)
    }
}

impl Cbor for bool {
    fn write(&self, w: &mut Writer) {
        w.bool(*self);
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.bool()
    }
    fn is_absent(&self) -> bool {
        !*self
    }
    fn absent() -> Option<Self> {
        Some(false)
    }
}

impl Cbor for String {
    fn write(&self, w: &mut Writer) {
        w.text(self);
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.text().map(str::to_owned)
    }
}

/// A byte string, as distinct from an array of numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Bytes(pub Vec<u8>);

impl Cbor for Bytes {
    fn write(&self, w: &mut Writer) {
        w.bytes(&self.0);
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.bytes().map(|b| Bytes(b.to_vec()))
    }
}

/// What is large and seldom there.
impl<T: Cbor> Cbor for Box<T> {
    fn write(&self, w: &mut Writer) {
        (**self).write(w);
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::read(r).map(Box::new)
    }
}

impl<T: Cbor> Cbor for Option<T> {
    fn write(&self, w: &mut Writer) {
        // A `None` field is left out by `record!`; elsewhere options do not stand.
        if let Some(value) = self {
            value.write(w);
        }
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::read(r).map(Some)
    }
    fn is_absent(&self) -> bool {
        self.is_none()
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Cbor> Cbor for Vec<T> {
    fn write(&self, w: &mut Writer) {
        w.array(self.len());
        for item in self {
            item.write(w);
        }
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let n = r.array()?;
        let items = (0..n).map(|_| T::read(r)).collect::<Result<_, _>>()?;
        r.leave();
        Ok(items)
    }
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

/// Maps keyed by text, in ascending byte order of the keys.
impl<T: Cbor> Cbor for BTreeMap<String, T> {
    fn write(&self, w: &mut Writer) {
        w.map(self.len());
        for (key, item) in self {
            w.text(key);
            item.write(w);
        }
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let n = r.map()?;
        let mut items = BTreeMap::new();
        for _ in 0..n {
            let at = r.at();
            let key = r.text()?;
            if items.last_key_value().is_some_and(|(last, _): (&String, &T)| last.as_str() >= key) {
                return Err(DecodeError::Order { at });
            }
            items.insert(key.to_owned(), T::read(r)?);
        }
        r.leave();
        Ok(items)
    }
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
    fn absent() -> Option<Self> {
        Some(BTreeMap::new())
    }
}

/// Defines a struct that is a CBOR map with the given integer keys, ascending.
macro_rules! record {
    ($(#[$doc:meta])* pub struct $name:ident { $($(#[$fdoc:meta])* $n:literal $field:ident: $ty:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }

        impl $crate::model::cbor::Cbor for $name {
            fn write(&self, w: &mut $crate::model::cbor::Writer) {
                let n = [$(!$crate::model::cbor::Cbor::is_absent(&self.$field)),*].iter().filter(|p| **p).count();
                w.map(n);
                $(if !$crate::model::cbor::Cbor::is_absent(&self.$field) {
                    w.uint($n);
                    $crate::model::cbor::Cbor::write(&self.$field, w);
                })*
            }

            fn read(
                r: &mut $crate::model::cbor::Reader<'_>,
            ) -> Result<Self, $crate::model::cbor::DecodeError> {
                use $crate::model::cbor::{Cbor, DecodeError};
                $(let mut $field: Option<$ty> = None;)*
                let mut last = None;
                for _ in 0..r.map()? {
                    let at = r.at();
                    let key = r.uint()?;
                    if last.is_some_and(|last| last >= key) {
                        return Err(DecodeError::Order { at });
                    }
                    last = Some(key);
                    match key {
                        $($n => {
                            let value = <$ty as Cbor>::read(r)?;
                            if value.is_absent() {
                                return Err(DecodeError::Empty { at });
                            }
                            $field = Some(value);
                        })*
                        field => return Err(DecodeError::UnknownField { at, field }),
                    }
                }
                r.leave();
                Ok($name {
                    $($field: match $field {
                        Some(value) => value,
                        None => <$ty as Cbor>::absent().ok_or(DecodeError::MissingField { field: $n })?,
                    },)*
                })
            }
        }
    };
}

/// Defines an enum without data that is a CBOR unsigned integer and has a name in text.
macro_rules! choice {
    ($(#[$doc:meta])* pub enum $name:ident ($what:literal) { $($(#[$vdoc:meta])* $n:literal $variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every choice, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok($name::$variant),)*
                    _ => Err(format!(concat!("\"{}\" is not ", $what, ": use one of {}"),
                        text.escape_default(), [$($text),*].join(", "))),
                }
            }
        }

        impl $crate::model::cbor::Cbor for $name {
            fn write(&self, w: &mut $crate::model::cbor::Writer) {
                w.uint(match self { $($name::$variant => $n,)* });
            }
            fn read(r: &mut $crate::model::cbor::Reader<'_>) -> Result<Self, $crate::model::cbor::DecodeError> {
                let error = r.invalid(concat!("not ", $what));
                match r.uint()? { $($n => Ok($name::$variant),)* _ => Err(error) }
            }
        }
    };
}

pub(super) use choice;
pub(crate) use record;
