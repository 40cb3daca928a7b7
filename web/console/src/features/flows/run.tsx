import type { FlowRun } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { moment, money } from '../../i18n/format';
import { Repair } from './repair';

const COLOURS: Partial<Record<FlowRun['state'], string>> = {
  completed: 'green',
  stuck: 'red',
  refused: 'red',
  undone: 'amber',
  undoing: 'amber',
  awaiting_approval: 'amber',
};

interface Props {
  run: FlowRun;
  open: boolean;
  currency: string;
}

/** A run as it stands, step by step. */
export function RunCard({ run, open, currency }: Props) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const zh = i18n.language.startsWith('zh');
  return (
    <details className="run" open={open}>
      <summary>
        <Icon name="play" small />
        <b>{zh ? run.title.zh : run.title.en}</b>
        {run.order && <span className="num meta">{run.order}</span>}
        <span className={`tag ${COLOURS[run.state] ?? ''}`}>{t(`flows.run.${run.state}`)}</span>
        <time className="meta end" dateTime={run.updated_at}>
          {moment(run.updated_at, i18n.language, now)}
        </time>
      </summary>
      {run.why && run.state !== 'completed' && <p className="meta red">{zh ? run.why.zh : run.why.en}</p>}
      <ol className="run-steps">
        {run.steps.map((step) => (
          <li key={step.key} className={step.state}>
            <span>{zh ? step.title.zh : step.title.en}</span>
            <span className="meta">
              {[
                t(`flows.step.${step.state}`),
                step.receipt?.number,
                step.receipt?.amount && money({ minor: step.receipt.amount, currency }, i18n.language),
                step.state === 'waiting' &&
                  step.until &&
                  t('flows.until', { date: moment(step.until, i18n.language, now) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            {step.why && <span className="red">{zh ? step.why.zh : step.why.en}</span>}
          </li>
        ))}
      </ol>
      <Repair run={run} />
    </details>
  );
}
