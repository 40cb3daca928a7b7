import type { Conversation, PromiseFound, PromiseInput } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { forField } from '../../app/promises';
import { moment } from '../../i18n/format';
import { type Changes, given, name, stillThere, weighQuery } from './weighing';

/** Whoever still types is not interrupted. */
const PAUSE_MS = 350;

interface Weighing {
  /** What stands above where an answer is written. */
  shown: ReactNode;
  /** The promises to be recorded with what is written now; undefined while they are not known. */
  promises: () => PromiseInput[] | undefined;
}

/** What is written is weighed before it is sent: what it promises, and what is vague about it. */
export function useWeighed(
  conversation: Conversation,
  text: string,
  off: boolean,
  onAdd: (more: string) => void,
): Weighing {
  const settled = useSettled(off ? '' : text.trim());
  const { data: weighed } = useQuery(weighQuery(conversation.id, settled));
  const [changed, setChanged] = useState<Changes>({});
  useEffect(() => {
    if (!settled) setChanged({});
    else if (weighed) setChanged((all) => stillThere(all, weighed.promises));
  }, [settled, weighed]);
  const change = (promise: PromiseFound, due: string | null) =>
    setChanged((all) => ({ ...all, [name(promise)]: due }));
  const found = given(weighed?.promises ?? [], changed);
  const vague = weighed?.vague;
  const promises = () => (weighed && settled === text.trim() ? found.map(({ input }) => input) : undefined);
  const shown = (
    <>
      {found.map(({ promise, input }) => (
        <Chip
          key={name(promise)}
          promise={promise}
          due={input.due_at}
          onDue={(due) => change(promise, due)}
          onNone={() => change(promise, null)}
        />
      ))}
      {vague && <VagueStrip phrases={vague.phrases} missing={vague.missing} c={conversation} onAdd={onAdd} />}
    </>
  );
  return { shown, promises };
}

/** The text once nothing has been typed for a moment. */
function useSettled(text: string): string {
  const late = useDeferredValue(text);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(late), late ? PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [late]);
  return settled;
}

function Chip({
  promise,
  due,
  onDue,
  onNone,
}: {
  promise: PromiseFound;
  due: string;
  onDue: (due: string) => void;
  onNone: () => void;
}) {
  const { t, i18n } = useTranslation();
  const [changing, setChanging] = useState(false);
  const when = moment(due, i18n.language, Date.now());
  return (
    <div className="weighed" role="status">
      <Icon name="clock" small />
      <span className="ell">
        {t('weigh.promise', { due: when, kind: t(`promises.kinds.${promise.kind}`) })}
      </span>
      {changing && (
        <input
          type="datetime-local"
          className="input"
          aria-label={t('promises.due')}
          value={forField(due)}
          onChange={(event) => event.target.value && onDue(new Date(event.target.value).toISOString())}
        />
      )}
      <Button look="quiet" onClick={() => setChanging(!changing)}>
        {t('weigh.change')}
      </Button>
      <Button look="quiet" onClick={onNone}>
        {t('weigh.none')}
      </Button>
    </div>
  );
}

const WAYS = ['minutes', 'today', 'tomorrow'] as const;

function VagueStrip({
  phrases,
  missing,
  c,
  onAdd,
}: {
  phrases: string[];
  missing: string[];
  c: Conversation;
  onAdd: (more: string) => void;
}) {
  const { t } = useTranslation();
  // What is added is said to the buyer, in their language.
  const theirs = c.language === 'zh' ? 'zh-CN' : 'en';
  const what = missing.includes('step') ? t('weigh.missing_step') : t('weigh.missing_time');
  return (
    <div className="weighed vague" role="status">
      <Icon name="wave" small />
      <span className="ell">{t('weigh.vague', { words: phrases.join(t('promises.between')), what })}</span>
      {WAYS.map((way) => (
        <Button key={way} look="quiet" onClick={() => onAdd(t(`weigh.add.${way}`, { lng: theirs }))}>
          {t(`weigh.ways.${way}`)}
        </Button>
      ))}
    </div>
  );
}
