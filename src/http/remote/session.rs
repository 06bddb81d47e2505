//! Signed in to a server: sessions and one-time codes, from the client's side.
//!
//! Invariant: a question that asks for a code is sent again once somebody gave one; nobody is asked who
//! did not say that they can be.

use std::sync::Arc;

use super::Remote;
use crate::crypto::random;
use crate::engine::signin::{Lack, Unmet};
use crate::http::wire::{
    FactorAnswer, FactorQuestion, LoginAnswer, LoginQuestion, Refused, SessionsAnswer, SessionsQuestion,
};
use crate::model::cbor::Cbor;
use crate::model::{Hash, Kid, MemberId, OpId};
use crate::store::StoreError;

/// Where one-time codes come from: asked for an environment, the first time or again.
pub type Codes = Arc<dyn Fn(&Unmet, usize) -> Option<String> + Send + Sync>;

impl Remote {
    /// The same, with somebody who gives one-time codes where they are asked for.
    #[must_use]
    pub fn with_codes(mut self, codes: Codes) -> Remote {
        self.codes = Some(codes);
        self
    }

    /// Asks, and gives a one-time code where the answer is that one is needed.
    pub(in crate::http) fn ask<A: Cbor>(&self, path: &str, question: &impl Cbor) -> Result<A, StoreError> {
        let mut error = match self.send(path, question) {
            Err(error) => error,
            answer => return answer,
        };
        let StoreError::Unmet { org, ref unmet, .. } = error else { return Err(error) };
        let (Lack::Code { enrolled: true }, Some(codes)) = (unmet.lack, &self.codes) else {
            return Err(error);
        };
        let unmet = unmet.clone();
        for attempt in 0.. {
            let Some(code) = codes(&unmet, attempt) else { break };
            match self.sign_in(&org, Some(code)) {
                Ok(_) => return self.send(path, question),
                Err(e) => error = e,
            }
            let again = matches!(&error, StoreError::Answered { code, .. } if code.starts_with("code_"));
            if !again {
                break;
            }
        }
        Err(error)
    }

    /// How this identity is signed in.
    ///
    /// # Errors
    /// When the server cannot be asked, or says no.
    pub fn signed_in(&self, org: &Hash) -> Result<LoginAnswer, StoreError> {
        self.send("/v1/login", &LoginQuestion { org: *org, op: None, code: None })
    }

    /// Signs in, with a one-time code if one is given.
    ///
    /// # Errors
    /// When the server cannot be asked, or says no.
    pub fn sign_in(&self, org: &Hash, code: Option<String>) -> Result<LoginAnswer, StoreError> {
        self.send("/v1/login", &LoginQuestion { org: *org, op: Some(OpId(random())), code })
    }

    /// Who is signed in, after the sessions of these keys were ended.
    ///
    /// # Errors
    /// When the server cannot be asked, or says no.
    pub fn sessions(&self, org: &Hash, end: &[Kid]) -> Result<SessionsAnswer, StoreError> {
        self.ask("/v1/sessions", &SessionsQuestion { org: *org, end: end.to_vec() })
    }

    /// What makes one-time codes: `begin`, `confirm`, `codes`, `reset`.
    ///
    /// # Errors
    /// When the server cannot be asked, or says no.
    pub fn factor(
        &self,
        org: &Hash,
        verb: &str,
        code: Option<String>,
        member: Option<MemberId>,
    ) -> Result<FactorAnswer, StoreError> {
        self.ask("/v1/factor", &FactorQuestion { org: *org, verb: verb.to_owned(), code, member })
    }

    /// What an environment asks for, if that is what a refusal says.
    pub(super) fn unmet(&self, refused: &Refused) -> Option<StoreError> {
        let lack = match refused.code.as_str() {
            "session_required" => Lack::Session,
            "session_expired" => {
                Lack::Ended { ago: refused.ago?, allowed: refused.allowed?, rest: refused.rest }
            }
            "mfa_required" => Lack::Code { enrolled: true },
            "mfa_not_enrolled" => Lack::Code { enrolled: false },
            "ip_denied" => Lack::Address(refused.from.as_ref().and_then(|from| from.parse().ok())),
            _ => return None,
        };
        let unmet = Unmet { env: refused.env.as_ref()?.parse().ok()?, lack };
        Some(StoreError::Unmet { place: Some(self.base.clone()), org: refused.org?, unmet: Box::new(unmet) })
    }
}
