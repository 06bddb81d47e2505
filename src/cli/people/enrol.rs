//! `envctl login --enrol-totp`: an authenticator for one-time codes, and the recovery codes beside it.

use data_encoding::BASE32_NOPAD;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use serde::Serialize;

use super::signin::{self, Server};
use crate::cli::context::Context;
use crate::cli::error::{self, Result};
use crate::store::OrgEntry;
use crate::ui::{Line, Page, Report};

/// What an authenticator is set up with: shown once.
#[derive(Debug, Serialize)]
struct Enrolment {
    org: String,
    user: String,
    secret: String,
    uri: String,
    #[serde(skip)]
    square: Option<String>,
}

impl Report for Enrolment {
    const KIND: &'static str = "TotpEnrolment";

    fn text(&self, page: &mut Page<'_>) {
        page.line("Add this to your authenticator app; it is shown once:");
        if let Some(square) = &self.square {
            page.line("");
            page.block(square);
        }
        page.line("");
        page.line(Line::new().plain("  account  ").plain(format!("{} ({})", self.user, self.org)));
        page.line(Line::new().plain("  secret   ").bold(&self.secret));
        page.line(Line::new().plain("  address  ").plain(&self.uri));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(vec![self.uri.clone()])
    }
}

/// That an authenticator is in use, with the codes for when it is lost.
#[derive(Debug, Serialize)]
struct Enrolled {
    org: String,
    recovery_codes: Vec<String>,
    #[serde(skip)]
    what: &'static str,
}

impl Report for Enrolled {
    const KIND: &'static str = "TotpEnrolled";

    fn text(&self, page: &mut Page<'_>) {
        page.ok(Line::new().plain(format!("{} in {}", self.what, self.org)));
        page.line("Recovery codes, each serves once in place of a one-time code; they are shown once:");
        for code in &self.recovery_codes {
            page.line(format!("  {code}"));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.recovery_codes.clone())
    }
}

/// Text as a part of a URI: every byte but the plainest is written by its number.
fn escaped(text: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// What an authenticator reads: the key URI format.
fn uri(org: &str, user: &str, secret: &str) -> String {
    let (org, user) = (escaped(&format!("envctl {org}")), escaped(user));
    format!("otpauth://totp/{org}:{user}?secret={secret}&issuer={org}&algorithm=SHA1&digits=6&period=30")
}

/// Begins to enrol, and confirms it where somebody sits at a terminal.
pub fn begin(ctx: &Context, server: &Server) -> Result {
    let org = server.org()?;
    let now = server.remote.signed_in(&org.id)?;
    let code = match now.enrolled {
        // Another authenticator in place of one that is there.
        true => Some(signin::code(ctx, "One-time code of the authenticator that you have")?),
        false => None,
    };
    let begun = server.remote.factor(&org.id, "begin", code, None)?;
    let secret = begun.secret.map(|secret| BASE32_NOPAD.encode(&secret.0)).unwrap_or_default();
    let uri = uri(org.name.as_str(), &now.who, &secret);
    let asks = ctx.ui.can_prompt() && !ctx.ui.settings().json;
    let square = QrCode::new(uri.as_bytes()).ok().filter(|_| asks);
    let square = square.map(|code| code.render::<Dense1x2>().quiet_zone(true).build());
    ctx.ui.show(&Enrolment { org: org.name.to_string(), user: now.who, secret, uri, square })?;
    if !asks {
        ctx.ui.hint("envctl login --confirm-totp CODE   (with the first code that the app shows)");
        return Ok(error::OK);
    }
    for attempt in 0.. {
        let code = ctx.ui.input("First code that the app shows", None)?;
        match server.remote.factor(&org.id, "confirm", Some(code), None) {
            Ok(answer) => return enrolled(ctx, org, answer.codes, "one-time codes are set up"),
            Err(e) if attempt < 2 => signin::again(ctx, e)?,
            Err(e) => return Err(e.into()),
        }
    }
    Ok(error::OK)
}

/// Confirms an authenticator with its first code.
pub fn confirm(ctx: &Context, server: &Server, code: &str) -> Result {
    let org = server.org()?;
    let answer = server.remote.factor(&org.id, "confirm", Some(code.to_owned()), None)?;
    enrolled(ctx, org, answer.codes, "one-time codes are set up")
}

/// Makes other recovery codes.
pub fn recovery_codes(ctx: &Context, server: &Server) -> Result {
    let org = server.org()?;
    let code = signin::code(ctx, "One-time code")?;
    let answer = server.remote.factor(&org.id, "codes", Some(code), None)?;
    enrolled(ctx, org, answer.codes, "new recovery codes")
}

fn enrolled(ctx: &Context, org: &OrgEntry, recovery_codes: Vec<String>, what: &'static str) -> Result {
    ctx.ui.show(&Enrolled { org: org.name.to_string(), recovery_codes, what })?;
    Ok(error::OK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_meant() {
        assert_eq!(
            uri("acme", "ana@acme.dev", "ABC"),
            "otpauth://totp/envctl%20acme:ana%40acme.dev?secret=ABC&issuer=envctl%20acme&algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(escaped("ä&?=:/"), "%C3%A4%26%3F%3D%3A%2F");
    }
}
