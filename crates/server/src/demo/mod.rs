//! The demo seller: two shops with goods, articles, buyers, orders and a day of conversations, for trying out and for
//! tests. Its files are in `demo/` beside the sources.

use anyhow::Context as _;
use desk::agent::password::Password;
use desk::agent::people as agents;
use desk::shop;

use crate::app::App;

mod buyers;
mod calendar;
mod case;
mod draw;
mod load;
mod orders;
mod parcels;
mod people;
pub mod preview;
mod seller;
mod talk;
mod till;
mod way;

use people::EVERYBODY;
pub use people::PASSWORD;
use seller::SELLERS;

/// How programs and pages reach a demo shop.
#[derive(Debug, Clone)]
pub struct Way {
    /// The public name of its inbox for programs.
    pub api_inbox: String,
    /// The public name of its webchat inbox.
    pub widget_inbox: &'static str,
    /// The key for programs.
    pub key: &'static str,
}

/// The ways into the demo shops.
pub fn ways() -> impl Iterator<Item = Way> {
    let way = |seller: &&seller::Seller| Way {
        api_inbox: seller.api_inbox(),
        widget_inbox: seller.key,
        key: seller.api_key,
    };
    SELLERS.iter().map(way).collect::<Vec<_>>().into_iter()
}

/// Loads the demo seller if there is no shop yet; gives what to tell whoever started it. `{url}` in it stands for where
/// the server is reached.
pub async fn prepare(app: &App) -> anyhow::Result<String> {
    if app.store.read(shop::list).await?.is_empty() {
        tracing::info!("loading the demo seller; this happens once");
        let password =
            tokio::task::spawn_blocking(|| Password::new("password", PASSWORD.to_owned())?.hash()).await??;
        app.store.write(move |ctx| load::load(ctx, &password)).await.context("the demo seller")?;
        tracing::info!("reading what the demo seller knows");
        app.mind.refresh_all(&app.store).await?;
    }
    Ok(first_words(app).await?)
}

/// Where to go and how to sign in: only what is so in this database.
async fn first_words(app: &App) -> Result<String, desk::error::Error> {
    let (shops, people) = app.store.read(|ctx| Ok((shop::list(ctx)?, agents::list(ctx)?))).await?;
    let ours: Vec<_> =
        SELLERS.iter().filter(|seller| shops.iter().any(|shop| shop.key == seller.key)).collect();
    if ours.is_empty() {
        return Ok(
            "\n  There are shops already: the demo seller was not loaded.\n  已有店铺，未载入演示卖家。\n"
                .to_owned(),
        );
    }
    let logins: Vec<&str> = EVERYBODY
        .iter()
        .map(|somebody| somebody.login)
        .filter(|login| people.iter().any(|agent| agent.login == *login && !agent.must_change_password))
        .collect();
    let pages: Vec<String> =
        ours.iter().map(|seller| format!("    {}  {{url}}/preview/{}\n", seller.name, seller.key)).collect();
    let keys: Vec<String> = ours
        .iter()
        .map(|seller| format!("    inbox 接入点 {}  {}\n", seller.api_inbox(), seller.api_key))
        .collect();
    Ok(format!(
        "\n  Demo shops 演示店铺 (buyers' side 买家页面)\n{}\n  Sign in to the console as 控制台登录账号  {}\n  \
         Password of each 密码均为  {PASSWORD}\n\n  API keys 接口密钥\n{}",
        pages.concat(),
        logins.join(", "),
        keys.concat()
    ))
}
