//! Putting questions without a good answer together, as they come: a job of the shop's own, outside the answer to the
//! buyer, one at a time, so that the same question asked twice at once does not make two gaps.

use language::Language;

use jobs::Job;

use super::{Gap, GapState, get, must_be_answered, reopened, save, store};
use crate::asked::Asked;
use crate::asked::likeness::Sense;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{GapId, ShopId};
use crate::mind::Mind;
use crate::shop::Lang;

/// The kind of the job.
pub const JOB: &str = "gap.gather";

/// Questions taken at once.
const BATCH: i64 = 50;
/// The questions of a gap that a new one is compared with: the newest ones, as wordings drift.
const COMPARED: i64 = 6;

/// Sees to it that a shop's open questions find their gaps.
pub fn wake(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    let job =
        jobs::NewJob { kind: JOB, key: format!("{JOB}:{shop}"), body: shop.to_string(), run_at: ctx.now };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// Questions to be put somewhere, and the gaps there are.
#[derive(Debug)]
pub struct Gathering {
    questions: Vec<Asked>,
    gaps: Vec<Known>,
}

/// A gap there is, with some of its questions.
#[derive(Debug)]
pub(super) struct Known {
    /// Which.
    pub(super) id: GapId,
    /// Its language.
    pub(super) language: Lang,
    /// Its newest questions: text, model, meaning.
    pub(super) questions: Vec<(String, String, Vec<u8>)>,
}

/// Reads what a shop has to be gathered; none when there is nothing.
pub fn read(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Option<Gathering>> {
    let questions = store::loose(ctx.tx, shop, BATCH)?;
    if questions.is_empty() {
        return Ok(None);
    }
    Ok(Some(Gathering { questions, gaps: store::known(ctx.tx, shop, COMPARED)? }))
}

/// Where each question belongs.
#[derive(Debug)]
pub struct Gathered {
    groups: Vec<Group>,
    /// There may be more.
    more: bool,
}

/// A gap that grows, or a new one.
#[derive(Debug)]
struct Group {
    gap: Option<GapId>,
    language: Lang,
    members: Vec<(String, Sense)>,
    new: Vec<(Asked, Sense)>,
}

impl Group {
    /// The question that is most like all the others.
    fn central(&self) -> Option<&str> {
        let senses: Vec<&Sense> = self.members.iter().map(|(_, sense)| sense).collect();
        let likeness = |sense: &Sense| sense.likeness_to_all(senses.iter().copied()).unwrap_or_default();
        let central = self.members.iter().max_by(|(_, a), (_, b)| likeness(a).total_cmp(&likeness(b)));
        central.map(|(text, _)| text.as_str())
    }
}

/// Finds the nearest gap of the same language for every question; one that is near none begins its own.
pub fn think(mind: &Mind, gathering: Gathering) -> Gathered {
    let Gathering { questions, gaps } = gathering;
    let more = i64::try_from(questions.len()).is_ok_and(|count| count == BATCH);
    let mut groups: Vec<Group> = gaps.into_iter().map(|gap| remembered(&mind.language, gap)).collect();
    for asked in questions {
        let sense = Sense::of(&mind.language, &asked.text);
        let near = |group: &Group| {
            let alike = sense.likeness_to_all(group.members.iter().map(|(_, sense)| sense))?;
            (group.language == asked.language && alike >= 0.0).then_some(alike)
        };
        let nearest = groups
            .iter()
            .enumerate()
            .filter_map(|(at, group)| Some((at, near(group)?)))
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        let at = nearest.map_or_else(
            || {
                groups.push(Group {
                    gap: None,
                    language: asked.language,
                    members: Vec::new(),
                    new: Vec::new(),
                });
                groups.len() - 1
            },
            |(at, _)| at,
        );
        groups[at].members.push((asked.text.clone(), sense.clone()));
        groups[at].new.push((asked, sense));
    }
    groups.retain(|group| !group.new.is_empty());
    Gathered { groups, more }
}

fn remembered(language: &Language, gap: Known) -> Group {
    let sense = |(text, model, meaning): (String, String, Vec<u8>)| {
        // What another model made of it cannot be compared: read it again.
        let sense = if language.model_name() == Some(model.as_str()) {
            Sense::kept(&text, Some(from_bytes(&meaning)))
        } else {
            Sense::of(language, &text)
        };
        (text, sense)
    };
    let members = gap.questions.into_iter().map(sense).collect();
    Group { gap: Some(gap.id), language: gap.language, members, new: Vec::new() }
}

/// Puts every question where it belongs, and finishes the job.
pub fn commit(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    model: &str,
    gathered: &Gathered,
    job: &Job,
) -> Result<()> {
    for group in &gathered.groups {
        let Some(title) = group.central() else { continue };
        let Some((first, _)) = group.new.first() else { continue };
        let id = match group.gap {
            Some(id) => id,
            None => begin(ctx, shop, title, first)?,
        };
        let mut grew = false;
        for (asked, sense) in &group.new {
            let meaning = to_bytes(sense.meaning().unwrap_or_default());
            grew |= store::put_in(ctx.tx, id, asked.id, model, &meaning)? > 0;
        }
        if !grew {
            // All of it was found to be answered well meanwhile.
            if group.gap.is_none() {
                store::remove(ctx.tx, id)?;
            }
            continue;
        }
        let gap = get(ctx, id)?;
        let gap = if gap.state == GapState::Closed { reopened(gap) } else { gap };
        save(ctx, Gap { title: title.to_owned(), ..gap })?;
        must_be_answered(ctx, id)?;
    }
    if gathered.more {
        return Ok(jobs::postpone(ctx.tx, job, ctx.now)?);
    }
    Ok(jobs::done(ctx.tx, job, ctx.now)?)
}

fn begin(ctx: &mut Ctx<'_, '_>, shop: ShopId, title: &str, first: &Asked) -> Result<GapId> {
    let gap = Gap {
        id: ctx.id(),
        shop,
        language: first.language,
        title: title.to_owned(),
        intent: first.intent,
        state: GapState::Open,
        owner: None,
        due_at: None,
        must_at: None,
        article: None,
        opened_at: ctx.now,
        closed_at: None,
        count: 0,
        week: 0,
        unanswered: 0,
        first_at: None,
        last_at: None,
    };
    store::insert(ctx.tx, &gap)?;
    Ok(gap.id)
}

fn to_bytes(meaning: &[f32]) -> Vec<u8> {
    meaning.iter().flat_map(|x| x.to_le_bytes()).collect()
}

fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}
