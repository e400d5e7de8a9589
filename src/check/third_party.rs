//! The private address of somebody who is neither the customer nor the house.

use crate::{
    draft::Draft,
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::TokenKind,
};

struct ThirdParty {
    /// Providers where private people have their mail.
    providers: Vec<String>,
    /// Domains that may be named.
    allowed: Vec<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let list = |name: &str| settings.list(name).iter().map(|domain| fold(domain.trim_start_matches('@'))).collect();
    Box::new(ThirdParty { providers: list("providers"), allowed: list("allow-domains") })
}

impl ThirdParty {
    fn is_others(&self, draft: &Draft, address: &str) -> bool {
        let situation = &draft.situation;
        let Some((local, domain)) = address.rsplit_once('@') else { return false };
        let (local, domain) = (fold(local), fold(domain));
        let known = situation.recipients.iter().chain(&situation.copied).chain(std::iter::once(&situation.sender));
        let mut addresses = known.filter_map(|person| person.address.as_deref());
        if addresses.any(|own| fold(own) == fold(address)) || situation.is_own_domain(&domain) {
            return false;
        }
        // The customer named it, so it is theirs to read.
        if situation.customer_mail.as_deref().is_some_and(|mail| mail.text().to_lowercase().contains(&fold(address))) {
            return false;
        }
        // A house may have its post at such a provider: `fjordlys@…`.
        let own_name = |name: &String| fold(name).split_whitespace().any(|word| word.len() > 3 && local.contains(word));
        self.providers.contains(&domain)
            && !self.allowed.contains(&domain)
            && !situation.organisation.as_ref().is_some_and(own_name)
    }
}

impl Check for ThirdParty {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // Without the house's own address any address may be the house's, and without the customer's any may be theirs.
        let situation = &draft.situation;
        let house = situation.sender.address.is_some() || !situation.domains.is_empty();
        let customer = situation.recipients.iter().any(|person| person.address.is_some());
        if !house || !customer || draft.is_template {
            return;
        }
        for (_, sentence) in context.sentences() {
            for token in draft.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Email) {
                let written = draft.slice(token.span).trim_start_matches("mailto:");
                if self.is_others(draft, written) {
                    report.push(token.span, Finding::with("text", written));
                }
            }
        }
    }
}
