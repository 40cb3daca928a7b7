//! `miaohui eval orders`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::cli::bench::figures::Figures;
use crate::cli::{complain, print};
use benchmark::{Task, World, Write};
use mutate::Mutator;
use replay::Replay;

mod benchmark;
mod mapping;
mod mutate;
mod oracle;
mod replay;

/// What may be done to orders, on τ²-bench's retail shop: its gold sequences must reach the state that its policy gives, and
/// sequences that break the policy must be refused, naming the rule.
#[derive(Debug, Args)]
pub(in crate::cli) struct Orders {
    /// A folder with `db.json` and `tasks.json` of τ²-bench's retail domain.
    #[arg(long, value_name = "DIR")]
    tau2: PathBuf,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Default)]
struct Tally {
    tasks: usize,
    calls: usize,
    forbidden: usize,
    reached: usize,
    mutated: usize,
    refused: usize,
    named: usize,
    by_rule: BTreeMap<String, usize>,
    kinds: BTreeMap<&'static str, usize>,
}

impl Orders {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let world: World = benchmark::read(&self.tau2, "db.json")?;
        let tasks: Vec<Task> = benchmark::read(&self.tau2, "tasks.json")?;
        let replay = Replay::of(&world).await?;
        let loaded = replay.run(first_user(&world), Vec::new()).await?.state == oracle::state(&world);
        if !loaded {
            complain("the shop was not taken in as the benchmark has it");
        }
        let mut tally = Tally::default();
        let mut mutator = Mutator::new();
        for task in &tasks {
            tally.gold(&replay, &world, task).await?;
            tally.mutated(&replay, &world, task, &mut mutator).await?;
        }
        print(&tally.figures(&world).text(self.json));
        let all = loaded && tally.reached == tally.tasks && tally.named == tally.mutated;
        Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn first_user(world: &World) -> &str {
    world.users.keys().next().map_or("", String::as_str)
}

impl Tally {
    async fn gold(&mut self, replay: &Replay, world: &World, task: &Task) -> anyhow::Result<()> {
        let (user, writes) = (task.user(world)?, task.writes()?);
        self.tasks += 1;
        self.calls += writes.len();
        let mut wanted = world.clone();
        // A call that the benchmark's own policy forbids changes nothing there, and must change nothing here.
        let mut forbidden = Vec::new();
        for (at, write) in writes.iter().enumerate() {
            if let Err(why) = oracle::apply(&mut wanted, &user, write) {
                complain(&format!("task {}: its policy forbids call {}: {why}", task.id, at + 1));
                forbidden.push(at);
            }
        }
        self.forbidden += forbidden.len();
        let outcome = replay.run(&user, writes).await?;
        let refused: Vec<usize> = outcome.refused.iter().map(|(at, _)| *at).collect();
        if refused == forbidden && outcome.state == oracle::state(&wanted) {
            self.reached += 1;
        } else {
            complain(&format!("task {}: another state, or refused: {:?}", task.id, outcome.refused));
        }
        Ok(())
    }

    async fn mutated(
        &mut self,
        replay: &Replay,
        world: &World,
        task: &Task,
        mutator: &mut Mutator,
    ) -> anyhow::Result<()> {
        let user = task.user(world)?;
        // What comes before the broken call must keep the policy.
        let mut so_far = world.clone();
        let mut keeps = |write: &Write| oracle::apply(&mut so_far, &user, write).is_ok();
        let gold: Vec<Write> = task.writes()?.into_iter().filter(|write| keeps(write)).collect();
        let Some(mutation) = mutator.of(world, &user, &gold) else {
            complain(&format!("task {}: nothing in it can be broken", task.id));
            return Ok(());
        };
        self.mutated += 1;
        *self.kinds.entry(mutation.kind).or_default() += 1;
        let mut wanted = world.clone();
        for write in &mutation.allowed {
            oracle::apply(&mut wanted, &user, write).map_err(anyhow::Error::msg)?;
        }
        let before = oracle::state(&wanted);
        if oracle::apply(&mut wanted, &user, &mutation.broken).is_ok() {
            complain(&format!("task {}: {} does not break the policy", task.id, mutation.kind));
            return Ok(());
        }
        let last = mutation.allowed.len();
        let calls = mutation.allowed.into_iter().chain([mutation.broken]).collect();
        let outcome = replay.run(&user, calls).await?;
        match outcome.refused.as_slice() {
            [(at, rule)] if *at == last && outcome.state == before => {
                self.refused += 1;
                *self.by_rule.entry(rule.clone()).or_default() += 1;
                if rule == mutation.rule {
                    self.named += 1;
                } else {
                    complain(&format!("task {}: {} was refused by {rule}", task.id, mutation.kind));
                }
            }
            [] => complain(&format!("task {}: {} was let through", task.id, mutation.kind)),
            other => complain(&format!("task {}: {}: refused: {other:?}", task.id, mutation.kind)),
        }
        Ok(())
    }

    fn figures(&self, world: &World) -> Figures {
        let mut figures = Figures::default();
        figures
            .put("users", world.users.len())
            .put("products", world.products.len())
            .put("orders", world.orders.len())
            .put("tasks", self.tasks)
            .put("gold_calls", self.calls)
            .put("gold_calls_forbidden", self.forbidden)
            .put("gold_state_reached", self.reached)
            .put("mutated", self.mutated)
            .put("refused", self.refused)
            .put("rule_named", self.named)
            .put("by_rule", json!(self.by_rule))
            .put("by_kind", json!(self.kinds));
        figures
    }
}
