//! A mailbox at the fake Google: what is listed, what has come since, whole mails.

use domain::Product;
use fakes::google::{DEFAULT_ACCOUNT, Mailbox};
use google::{Client, Endpoints, Error, Google, Wanted, consent};
use url::Url;

use crate::stub::NOW;

const REDIRECT: &str = "https://api.example.com/oauth2/google/callback";
/// More than any mail here has.
const MOST_BYTES: usize = 10_000;

/// A mailbox and a way into it.
struct Way {
    fake: fakes::Google,
    mailbox: Mailbox,
    google: Google,
    access: String,
}

impl Way {
    async fn new() -> Way {
        Way::for_product(Product::Gmail).await
    }

    async fn for_product(product: Product) -> Way {
        let fake = fakes::Google::start().await;
        fake.set_now(NOW);
        let (api_url, jwks_url) = (Some(fake.url()), Some(fake.jwks_url()));
        let google = Google::new(Endpoints { api_url, jwks_url, revoke_url: None });
        let client = Client::from_json(&fake.client_json()).expect("a client");
        let begun = consent(&client, product, REDIRECT, "state-1").expect("a consent");
        let back = Url::parse(&fake.approve(&begun.url).await).expect("an address");
        let code = back.query_pairs().find(|(key, _)| key == "code").expect("a code").1.into_owned();
        let granted = google.exchange(&client, product, REDIRECT, &code, &begun.verifier, NOW).await;
        let access = granted.expect("a grant").credentials.access_token;
        Way { mailbox: fake.mailbox(DEFAULT_ACCOUNT), fake, google, access }
    }

    /// All pages of what is wanted.
    async fn listed(&self, wanted: Wanted<'_>) -> Vec<String> {
        let (mut all, mut next) = (Vec::new(), None);
        loop {
            let page = self.google.mails(&self.access, wanted, next.as_deref()).await.expect("a page");
            all.extend(page.mails);
            match page.next_page {
                Some(page) => next = Some(page),
                None => return all,
            }
        }
    }

    /// All pages of changes, and where they end.
    async fn changed(&self, since: u64, label: Option<&str>) -> (Vec<String>, u64) {
        let (mut all, mut next) = (Vec::new(), None);
        loop {
            let page = self.google.mail_changes(&self.access, since, label, next.as_deref()).await.expect("a page");
            all.extend(page.mails);
            match page.next_page {
                Some(page) => next = Some(page),
                None => return (all, page.history_id),
            }
        }
    }
}

fn code<T>(outcome: Result<T, Error>) -> &'static str {
    outcome.err().map_or("good", |error| error.code())
}

#[tokio::test]
async fn a_label_and_a_query_for_it_find_the_same_mails_the_newest_first() {
    let way = Way::new().await;
    way.mailbox.page_size(2);
    let ids: Vec<String> = (0..5).map(|n| way.mailbox.receive_at(format!("{n}"), &["My Events"], NOW + n)).collect();
    way.mailbox.receive("no event", &[]);
    let labels = way.google.labels(&way.access).await.expect("labels");
    let label = labels.iter().find(|label| label.name == "My Events").expect("the label");
    let newest_first: Vec<String> = ids.into_iter().rev().collect();
    assert_eq!(way.listed(Wanted::Label(&label.id)).await, newest_first);
    assert_eq!(way.listed(Wanted::Query("label:my-events")).await, newest_first);
    assert_eq!(way.listed(Wanted::Query("label:nothing")).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_comes_after_the_profile_was_read_is_a_change_and_nothing_comes_twice() {
    let way = Way::new().await;
    way.mailbox.receive("old", &["Events"]);
    let mailbox = way.google.mailbox(&way.access).await.expect("a mailbox");
    assert_eq!((mailbox.address.as_str(), mailbox.history_id), (DEFAULT_ACCOUNT, way.mailbox.history_id()));
    assert_eq!(way.changed(mailbox.history_id, None).await, (vec![], mailbox.history_id));

    let label = way.mailbox.label("Events");
    let came = way.mailbox.receive("came", &["Events"]);
    let elsewhere = way.mailbox.receive("elsewhere", &[]);
    way.mailbox.add_to(&elsewhere, "Events");
    way.mailbox.receive("never", &[]);
    let (changed, last) = way.changed(mailbox.history_id, Some(&label)).await;
    assert_eq!((changed, last), (vec![came.clone(), elsewhere.clone()], way.mailbox.history_id()));
    way.mailbox.page_size(1);
    assert_eq!(way.changed(mailbox.history_id, Some(&label)).await.0, [came.clone(), elsewhere]);
    way.mailbox.take_from(&came, "Events");
    assert_eq!(way.changed(last, Some(&label)).await, (vec![], way.mailbox.history_id()));
}

#[tokio::test]
async fn a_mail_comes_whole_and_as_it_was_sent() {
    let way = Way::new().await;
    let raw: Vec<u8> = (0..=255).cycle().take(3_001).collect();
    let id = way.mailbox.receive_at(raw.clone(), &["Events"], NOW - 5);
    let mail = way.google.mail(&way.access, &id, MOST_BYTES).await.expect("a mail");
    assert_eq!((mail.id.as_str(), mail.received_at), (id.as_str(), NOW - 5));
    assert!(mail.raw == raw && mail.labels.contains(&way.mailbox.label("Events")));
    assert_eq!(format!("{mail:?}"), "Mail(..)");
}

#[tokio::test]
async fn of_a_mail_that_is_too_large_no_more_is_read_than_was_wanted() {
    let way = Way::new().await;
    let id = way.mailbox.receive(vec![b'x'; 200_000], &[]);
    assert_eq!(code(way.google.mail(&way.access, &id, 100_000).await), "google_too_large");
    assert_eq!(code(way.google.mail(&way.access, &id, 200_000).await), "good");
}

#[tokio::test]
async fn what_is_too_old_says_so_and_what_is_gone_too() {
    let way = Way::new().await;
    let since = way.mailbox.history_id();
    way.mailbox.page_size(1);
    let first = way.mailbox.receive("one", &["Events"]);
    way.mailbox.receive("two", &["Events"]);
    let page = way.google.mails(&way.access, Wanted::Query("label:events"), None).await.expect("a page");
    let changes = way.google.mail_changes(&way.access, since, None, None).await.expect("a page");
    way.mailbox.forget_pages();
    let page = page.next_page.expect("another page");
    assert_eq!(code(way.google.mails(&way.access, Wanted::Query("label:events"), Some(&page)).await), "page_gone");
    let page = changes.next_page.expect("another page");
    assert_eq!(code(way.google.mail_changes(&way.access, since, None, Some(&page)).await), "page_gone");
    way.mailbox.forget_history();
    assert_eq!(code(way.google.mail_changes(&way.access, since, None, None).await), "history_gone");
    let fresh = way.google.mailbox(&way.access).await.expect("a mailbox").history_id;
    assert_eq!(code(way.google.mail_changes(&way.access, fresh, None, None).await), "good");
    way.mailbox.delete(&first);
    assert_eq!(code(way.google.mail(&way.access, &first, MOST_BYTES).await), "mail_not_found");
}

#[tokio::test]
async fn a_consent_to_calendars_opens_no_mailbox_and_an_account_may_have_none() {
    let way = Way::for_product(Product::Calendar).await;
    assert_eq!(code(way.google.mailbox(&way.access).await), "google_forbidden");
    let way = Way::new().await;
    assert_eq!(code(way.google.calendars(&way.access).await), "google_forbidden");
    way.mailbox.close();
    assert_eq!(code(way.google.mailbox(&way.access).await), "google_forbidden");
    way.fake.expire_access_tokens();
    assert_eq!(code(way.google.labels(&way.access).await), "google_unauthorized");
}
