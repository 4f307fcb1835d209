//! Requests that somebody else's page has a browser make: none changes anything by the cookie.

use crate::support::*;

#[tokio::test]
async fn another_sites_page_cannot_use_a_browsers_session() {
    let variables =
        [("FF_ENABLE_REGISTRATION", "true"), ("ORIGIN", "https://ui.example"), ("ORIGIN_API", "https://api.example")];
    let app = App::with(&variables).await;
    let sid = app.signed_in("ada@example.org").await;
    let changes = || {
        [
            Call::delete("/user"),
            Call::post("/user/logout"),
            Call::post("/user/logout-everywhere"),
            Call::post("/auth/logout"),
            Call::post("/user/refresh"),
            Call::delete("/user/sessions/7a1c8e0e-0000-4000-8000-000000000000"),
            Call::post("/token").text("{\"name\": \"hers\", \"capability\": \"SUPER\"}"),
        ]
    };
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for call in changes() {
            let refused = app.send(call.sid(&sid).header(name, value)).await;
            assert_eq!(refused.refusal(), (403, "This request comes from a page of another site".into()));
        }
    }
    app.send(Call::get("/user").sid(&sid).header("sec-fetch-site", "cross-site")).await.ok();
    let token = || Call::post("/token").text("{\"name\": \"t\", \"capability\": \"API\"}").sid(&sid);
    for (name, value) in
        [("origin", "https://ui.example"), ("origin", "https://api.example"), ("sec-fetch-site", "same-origin")]
    {
        app.send(token().header(name, value)).await.ok();
    }
    app.send(token()).await.ok();
    let access = app.tokens("ada@example.org").await.access;
    let bearer = Call::post("/token").text("{\"name\": \"t\", \"capability\": \"API\"}").bearer(&access);
    app.send(bearer.header("origin", "https://evil.example")).await.ok();
}
