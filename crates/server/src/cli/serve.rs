//! `miaohui serve`.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use desk::agent::Role;
use desk::agent::password::Password;
use desk::agent::people::{self, NewAgent};
use desk::secret;
use desk::shop::Lang;

use super::{Common, print};
use crate::app::App;
use crate::{demo, serve, telemetry};

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    common: Common,
    /// Address and port to listen on (server.listen).
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Load a demo seller, if there is no shop yet, and let visitors of the preview page be its buyers.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let mut config = self.common.config()?;
        if let Some(listen) = self.listen {
            config.server.listen = listen;
        }
        telemetry::start_log(&config.log)?;
        let metrics = telemetry::start_metrics()?;
        let app = App::open(config, metrics).await?.with_demo(self.demo);
        if !app.mind.language.has_model() {
            tracing::warn!(
                looked_in = %app.config.model_dir().display(),
                "no language model: paraphrases are understood less well, and articles are found by their words only"
            );
        }
        let first_words = if self.demo { demo::prepare(&app).await? } else { first_admin(&app).await? };
        let running = serve::start(app.clone()).await?;
        print(&format!("\n{}\n", welcome(&app, running.address, &first_words)));
        running.until_stopped().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn welcome(app: &App, address: SocketAddr, first_words: &str) -> String {
    let url = match app.config.server.public_url.as_str() {
        "" => format!("http://{address}"),
        _ => app.config.public_url(),
    };
    format!(
        "Miaohui 秒回 is ready.\n\n  console   {url}/console/\n  API docs  {url}/docs\n{}",
        first_words.replace("{url}", &url)
    )
}

/// Before anybody can sign in there must be somebody: the first start makes an administrator, whose password works once.
async fn first_admin(app: &App) -> anyhow::Result<String> {
    let known = app.store.read(people::any).await?;
    if known {
        return Ok(String::new());
    }
    let text = secret::one_time_password();
    let password = Password::new("password", text.clone())?.hash()?;
    let admin = NewAgent {
        login: "admin".to_owned(),
        name: "Admin".to_owned(),
        role: Role::Admin,
        language: Lang::Zh,
        password,
        must_change_password: true,
    };
    app.store.write(move |ctx| people::create(ctx, admin)).await.context("the first administrator")?;
    Ok(format!(
        "\n  Sign in as  admin  with the one-time password  {text}\n  It is shown this once; choose your own then.\n"
    ))
}
