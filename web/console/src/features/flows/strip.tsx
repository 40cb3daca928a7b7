import type { Conversation } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { flowsQuery } from '../../app/queries';
import { useShortcut } from '../../app/shortcuts';
import { FlowCard } from './card';
import { Palette } from './palette';
import { runsQuery, startable } from './queries';
import { RunCard } from './run';
import { worthShowing } from './runs';
import { TextsByHand } from './texts';
import './flows.css';

interface Props {
  conversation: Conversation;
  currency: string | undefined;
  /** What else can be done here. */
  more?: ReactNode;
}

/** What can be done in one step here, and what is under way: between what was said and what is written. */
export function FlowStrip({ conversation: c, currency = 'CNY', more }: Props) {
  const { t, i18n } = useTranslation();
  const { data: flows = [] } = useQuery(flowsQuery(c.shop));
  const { data: runs = [] } = useQuery(runsQuery(c.id));
  const [choosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<string>();
  useShortcut('flows', () => setChoosing(true));
  const zh = i18n.language.startsWith('zh');
  const all = startable(flows);
  const fitting = all.filter(({ flow }) => c.intent && flow.intents?.includes(c.intent));
  const flow = all.find((one) => one.flow.key === chosen)?.flow;
  const shown = worthShowing(runs);
  const over = c.status === 'resolved';
  return (
    <section className="flows" aria-label={t('flows.title')}>
      {shown.map((run, at) => (
        <RunCard key={run.id} run={run} open={at === shown.length - 1} currency={currency} />
      ))}
      <TextsByHand shop={c.shop} buyer={c.buyer} />
      {!over && (
        <p className="offers">
          {fitting.map(({ flow }) => (
            <Button key={flow.key} icon="play" onClick={() => setChosen(flow.key)}>
              {zh ? flow.title.zh : flow.title.en}
            </Button>
          ))}
          {all.length > 0 && (
            <Button look="quiet" shortcut="Ctrl K" onClick={() => setChoosing(true)}>
              {t('flows.all')}
            </Button>
          )}
          {more}
        </p>
      )}
      {choosing && (
        <Palette
          flows={all.map((one) => one.flow)}
          onChoose={(key) => {
            setChoosing(false);
            setChosen(key);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
      {flow && (
        <FlowCard conversation={c} flow={flow} currency={currency} onClose={() => setChosen(undefined)} />
      )}
    </section>
  );
}
