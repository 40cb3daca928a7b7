import type { Outcome, Trial, Tried } from '@miaohui/client';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { words } from '../../../app/errors';
import { notify } from '../../../app/notices';
import { Difference } from '../article/difference';
import { percent } from '../date';
import { articleCalled } from '../queries';
import { changedSince, type Run } from './memory';

const LOOKS: Record<Outcome, string> = {
  told: 'tag green',
  offered: 'tag amber',
  handed_off: 'tag line',
  nothing: 'tag',
};

interface Props {
  shop: string;
  tried: Tried[];
  before: Run | undefined;
}

export function TrialTable({ shop, tried, before }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: (articleId: string) => articleCalled(shop, articleId),
    onSuccess: (id) =>
      id &&
      navigate({
        to: '/knowledge/{-$section}',
        params: { section: 'articles' },
        search: (now) => ({ ...now, id }),
      }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  return (
    <table className="table trials">
      <thead>
        <tr>
          <th>{t('trials.question')}</th>
          <th>{t('trials.outcome')}</th>
          <th className="wide">{t('trials.answer')}</th>
          <th>{t('trials.score')}</th>
          <th>{t('trials.intent')}</th>
        </tr>
      </thead>
      <tbody>
        {tried.map((one) => (
          <Row key={one.question} tried={one} before={before} onOpen={(id) => open.mutate(id)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  tried: Tried;
  before: Run | undefined;
  onOpen: (articleId: string) => void;
}

function Row({ tried, before, onOpen }: RowProps) {
  const { t, i18n } = useTranslation();
  const { question, live, drafted } = tried;
  const was = changedSince(before, tried);
  return (
    <tr>
      <td>{question}</td>
      <td>
        <Came trial={live} />
      </td>
      <td>
        <div className={drafted ? 'sides' : undefined}>
          <div>
            {drafted && <p className="meta">{t('trials.now')}</p>}
            <Said trial={live} onOpen={onOpen} />
          </div>
          {drafted && (
            <div className="then">
              <p className="line meta">
                {t('trials.with_drafts')}
                {drafted.outcome !== live.outcome && <Came trial={drafted} />}
              </p>
              <Said trial={drafted} onOpen={onOpen} />
            </div>
          )}
        </div>
        {was && (
          <details className="was">
            <summary>
              <span className="tag amber">{t('trials.outcomes.changed')}</span>{' '}
              <span className="meta">
                {t('trials.was', { outcome: t(`trials.outcomes.${was.outcome}`) })}
              </span>
            </summary>
            <Difference before={was.text} after={live.text} />
          </details>
        )}
      </td>
      <td className="num">
        <Fit trial={live} onOpen={onOpen} />
      </td>
      <td>
        {t(`intent.${live.intent}`)}
        <p className="meta num">{percent(live.intent_confidence, i18n.language)}</p>
      </td>
    </tr>
  );
}

/** How well the nearest article fits; whether or not it was told. */
function Fit({ trial, onOpen }: { trial: Trial; onOpen: (articleId: string) => void }) {
  const { t, i18n } = useTranslation();
  const id = trial.article_id;
  if (!id) return <>–</>;
  const label = `${t('trials.article')} ${id}`;
  return (
    <button type="button" className="what" title={label} onClick={() => onOpen(id)}>
      {percent(trial.score, i18n.language)}
    </button>
  );
}

function Came({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  return (
    <>
      <span className={LOOKS[trial.outcome]}>{t(`trials.outcomes.${trial.outcome}`)}</span>
      {trial.reason && <p className="meta">{t(`reason.${trial.reason}`)}</p>}
    </>
  );
}

/** An answer, and what it rests on; articles among it can be opened. */
function Said({ trial, onOpen }: { trial: Trial; onOpen: (articleId: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      {trial.text && <p className="told">{trial.text}</p>}
      {trial.sources.length > 0 && (
        <p className="line sources">
          {trial.sources.map((source) =>
            source.kind === 'article' ? (
              <button key={source.id} type="button" className="what" onClick={() => onOpen(source.id)}>
                {source.title}
              </button>
            ) : (
              <span key={`${source.kind}/${source.id}`} className="meta">
                {t(`source.${source.kind}`)} {source.title}
              </span>
            ),
          )}
        </p>
      )}
    </>
  );
}
