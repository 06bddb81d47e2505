//! What `env -0` prints.

use super::super::corpus::read;
use super::super::corpus::written;
use super::ENV0;

#[test]
fn all_there_is() {
    assert_eq!(written(ENV0, "a\nb=c\r"), "K=a\nb=c\r\0");
    assert_eq!(read(ENV0, "A=1\nB=2\0C=\0"), ["A=1\nB=2", "C="]);
    assert_eq!(read(ENV0, "A=1\0C=2"), ["A=1", "C=2"]);
    assert_eq!(read(ENV0, ""), [""; 0]);
    assert_eq!(read(ENV0, "A=1\n\0BB\0"), ["! 2:2: no `=`"]);
}
