//! See `envctl_fuzz::wire`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| envctl_fuzz::wire(input));
