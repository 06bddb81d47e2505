//! The docker format: raw lines. The dialect of the same name is tested with dotenv.

use super::super::corpus::read;
use super::super::corpus::written;
use super::DOCKER;

#[test]
fn quotes_are_data() {
    assert_eq!(written(DOCKER, "  \"q\" # c "), "K=  \"q\" # c \n");
    assert_eq!(read(DOCKER, "  K=  \"q\" # c \r\n#K=x\n\nL='y'"), ["K=  \"q\" # c ", "L='y'"]);
    assert_eq!(read(DOCKER, "HOME\nexport K=x").len(), 2);
    assert_eq!(written(DOCKER, "a\nb"), "! value of `K` has a line break, which docker cannot read");
    assert_eq!(
        written(DOCKER, &"a".repeat(65_534)),
        "! `K` makes a line of 65536 bytes: docker reads at most 65535"
    );
}
