//! See `envctl_fuzz::cbor`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| envctl_fuzz::cbor(input));
