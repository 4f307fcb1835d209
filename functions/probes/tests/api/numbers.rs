//! Every path has four names, and who may not is told so in the envelope.

use crate::support::{ADA, App};

#[tokio::test]
async fn every_path_is_served_bare_and_under_v1_with_and_without_a_slash() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let admin = app.person(None, domain::Role::Admin).await;
    for rest in ["/contacts", "/probe_settings", "/probe_settings/preview", "/probes", "/probes/messages"] {
        for (prefix, slash) in [("", ""), ("", "/"), ("/v1", ""), ("/v1", "/")] {
            let path = format!("{prefix}{}{slash}", ada.path(rest));
            assert_eq!(ada.caller.get(&path).await.status, 200, "{path}");
            assert_eq!(app.nobody.get(&path).await.refusal(), (401, "No session".into()), "{path}");
        }
    }
    for path in ["/probes", "/v1/probes/stats/", "/jobs/", "/v1/jobs", "/jobs/stats"] {
        assert_eq!(admin.caller.get(path).await.status, 200, "{path}");
        assert_eq!(ada.caller.get(path).await.status, 403, "{path}");
        let refused = app.nobody.get(path).await.json();
        assert_eq!((&refused["success"], &refused["errors"][0]), (&false.into(), &"No session".into()));
    }
    assert_eq!(ada.caller.get("/users/me/probe_settings").await.status, 200);
    assert_eq!(ada.caller.post("/users/me/probe_settings", "{}").await.status, 405);
}
