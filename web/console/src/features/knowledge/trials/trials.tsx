import { api, data, type Outcome, type Tried } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { AreaField } from '@miaohui/ui/field';
import { Empty } from '@miaohui/ui/state';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, words } from '../../../app/errors';
import { notify } from '../../../app/notices';
import { moment } from '../../../i18n/format';
import { percent } from '../date';
import { changedSince, keep, kept, questionsIn, type Run, runOf } from './memory';
import { questionsOf, save, sheetOf } from './sheet';
import { TrialTable } from './table';

/** Questions asked in one request, so that one sees how far it is and can stop. */
const AT_ONCE = 20;
const OUTCOMES: Outcome[] = ['told', 'offered', 'handed_off', 'nothing'];

/** Asking the bot before buyers do. */
export function Trials({ shop }: { shop: string }) {
  const { t, i18n } = useTranslation();
  const [before, setBefore] = useState(() => kept(shop).run);
  const [text, setText] = useState(() => kept(shop).questions);
  const [compared, setCompared] = useState<Run>();
  const [tried, setTried] = useState<Tried[]>([]);
  const [outOf, setOutOf] = useState(0);
  const stopped = useRef(false);
  const questions = questionsIn(text);

  const write = (next: string) => {
    setText(next);
    keep(shop, { questions: next, run: before });
  };
  const run = useMutation({
    mutationFn: async () => {
      stopped.current = false;
      setTried([]);
      setCompared(before);
      setOutOf(questions.length);
      const all: Tried[] = [];
      for (let at = 0; at < questions.length && !stopped.current; at += AT_ONCE) {
        const body = { questions: questions.slice(at, at + AT_ONCE) };
        const params = { path: { shop } };
        all.push(...(await data(api.POST('/api/v1/shops/{shop}/trials', { params, body }))));
        setTried([...all]);
      }
      return all;
    },
    onSuccess: (all) => {
      const now = new Date().toISOString();
      // What was not asked this time keeps what came of it the last time.
      const next = { at: now, told: { ...before?.told, ...runOf(all, now).told } };
      setBefore(next);
      keep(shop, { questions: text, run: next });
    },
  });
  const errors = fieldErrors(run.error, t, ['questions']);
  return (
    <>
      <section className="panel stack" aria-label={t('knowledge.trials')}>
        <AreaField
          label={t('trials.questions', { n: questions.length })}
          hint={t('trials.questions_about')}
          placeholder={t('trials.placeholder')}
          rows={Math.min(12, Math.max(4, questions.length + 1))}
          value={text}
          error={errors.of('questions') ?? errors.rest}
          onChange={(event) => write(event.target.value)}
        />
        <div className="line">
          <Button
            look="primary"
            disabled={questions.length === 0 || run.isPending}
            onClick={() => run.mutate()}
          >
            {t('trials.run')}
          </Button>
          <FromFile onQuestions={(found) => write(questionsIn(`${text}\n${found.join('\n')}`).join('\n'))} />
          {text !== '' && (
            <Button look="quiet" onClick={() => write('')}>
              {t('trials.clear')}
            </Button>
          )}
          {run.isPending && (
            <>
              <span className="meta" role="status">
                {t('trials.progress', { n: tried.length, total: outOf })}
              </span>
              <Button
                look="quiet"
                onClick={() => {
                  stopped.current = true;
                }}
              >
                {t('imports.stop')}
              </Button>
            </>
          )}
          {before && !run.isPending && (
            <span className="meta end">
              {t('trials.last_run', { at: moment(before.at, i18n.language, Date.now()) })}
            </span>
          )}
        </div>
        {run.isPending && (
          <progress
            value={tried.length}
            max={outOf}
            aria-label={t('trials.progress', { n: tried.length, total: outOf })}
          />
        )}
      </section>
      {tried.length > 0 ? (
        <Results shop={shop} tried={tried} before={compared} />
      ) : (
        !run.isPending && (
          <section className="panel">
            <Empty icon="bot" title={t('trials.none')}>
              {t('trials.none_about')}
            </Empty>
          </section>
        )
      )}
    </>
  );
}

function FromFile({ onQuestions }: { onQuestions: (questions: string[]) => void }) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const take = (file: File | undefined) =>
    file &&
    questionsOf(file).then(
      (found) => onQuestions(found),
      (error) => notify(words(error, t), { bad: true }),
    );
  return (
    <>
      <Button icon="file" onClick={() => picker.current?.click()}>
        {t('trials.from_file')}
      </Button>
      <input
        ref={picker}
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        aria-label={t('trials.from_file')}
        hidden
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );
}

type Shown = 'all' | Outcome | 'changed' | 'drafted';

function Results({ shop, tried, before }: { shop: string; tried: Tried[]; before: Run | undefined }) {
  const { t, i18n } = useTranslation();
  const [shown, setShown] = useState<Shown>('all');
  const kinds: Shown[] = ['all', ...OUTCOMES, ...(before ? (['changed'] as const) : []), 'drafted'];
  const fits = (one: Tried, kind: Shown) => {
    if (kind === 'all') return true;
    if (kind === 'changed') return Boolean(changedSince(before, one));
    return kind === 'drafted' ? Boolean(one.drafted) : one.live.outcome === kind;
  };
  const rows = tried.filter((one) => fits(one, shown));
  return (
    <section className="panel" aria-label={t('trials.results')}>
      <header>
        <h2>{t('trials.results')}</h2>
        <span className="meta">{t('common.count', { n: tried.length })}</span>
        <Button className="end" onClick={() => save('trials.csv', sheetOf(tried, t))}>
          {t('trials.export')}
        </Button>
      </header>
      <div className="shares" role="toolbar" aria-label={t('articles.which')}>
        {kinds.map((kind) => {
          const n = tried.filter((one) => fits(one, kind)).length;
          return (
            <button key={kind} type="button" aria-pressed={kind === shown} onClick={() => setShown(kind)}>
              <b>{kind === 'all' ? n : percent(n / tried.length, i18n.language)}</b>
              <span className="meta">
                {t(`trials.outcomes.${kind}`)}
                {kind !== 'all' && ` · ${n}`}
              </span>
            </button>
          );
        })}
      </div>
      {rows.length === 0 ? (
        <Empty icon="bot" title={t('trials.none_of_these')} />
      ) : (
        <TrialTable shop={shop} tried={rows} before={before} />
      )}
    </section>
  );
}
