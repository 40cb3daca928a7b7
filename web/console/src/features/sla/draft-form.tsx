import { ProblemError, type Shop, type SlaVersion, type WhatIf } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { notify } from '../../app/notices';
import { inboxesQuery } from '../../app/queries';
import { Calendars } from './calendars';
import { type Draft, draftOf, policyOf, samePolicy } from './draft';
import { mistakes, placeOf } from './mistakes';
import { putPolicy, tryOut, versionsQuery } from './queries';
import { Rules } from './rules';
import { usePersonName } from './use-person-name';
import { WhatIfPanel } from './what-if';

interface Props {
  shop: Shop;
  /** What the writing began with. */
  from: SlaVersion;
  newest: SlaVersion;
  /** Asks for the versions anew. */
  again: () => unknown;
  onView: (version: number) => void;
  onPut: (version: SlaVersion) => void;
}

/** The next version as it is written, tried on the past beside it, and put. */
export function DraftForm({ shop, from: begunWith, newest, again, onView, onPut }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const nameOf = usePersonName(shop);
  const { data: inboxes = [] } = useQuery(inboxesQuery);
  // A newer version that comes meanwhile is not what this began with.
  const [from] = useState(begunWith);
  const [draft, setDraft] = useState<Draft>(() => draftOf(from.policy, shop.currency, t));
  const [base, setBase] = useState(newest.version);
  const [at, setAt] = useState('');
  const [days, setDays] = useState(30);
  const [tried, setTried] = useState<{ result: WhatIf; of: string }>();
  const [attempts, setAttempts] = useState(0);
  const form = useRef<HTMLElement>(null);
  const lead = useRef(false);
  const policy = policyOf(draft, shop.currency);
  const trying = useMutation({
    mutationFn: () => tryOut(shop.id, policy, days),
    onSuccess: (result) => setTried({ result, of: JSON.stringify(policy) }),
  });
  const putting = useMutation({
    mutationFn: () => putPolicy(shop.id, base + 1, at ? new Date(at).toISOString() : undefined, policy),
    onSuccess: (version) => {
      notify(t('common.saved'), { bad: false });
      client.setQueryData(versionsQuery(shop.id).queryKey, (known) =>
        known ? { ...known, versions: [...known.versions, version] } : known,
      );
      void client.invalidateQueries({ queryKey: versionsQuery(shop.id).queryKey });
      onPut(version);
    },
    onError: (error) => {
      if (isConflict(error)) void again();
    },
  });
  const wrong = mistakes(draft, shop.currency);
  const refused = putting.error ?? trying.error;
  const place = refused instanceof ProblemError && refused.field ? placeOf(refused.field, draft) : undefined;
  const error = (asked: string) => {
    const own = attempts > 0 ? wrong.get(asked) : undefined;
    if (own) return t(`sla.mistake.${own}`);
    return refused && place === asked ? words(refused, t) : undefined;
  };
  const change = (by: Partial<Draft>) => {
    lead.current = false;
    setDraft((before) => ({ ...before, ...by }));
    if (putting.error) putting.reset();
    if (trying.error) trying.reset();
  };
  const act = (mutate: () => void) => {
    lead.current = true;
    setAttempts(attempts + 1);
    putting.reset();
    trying.reset();
    if (wrong.size === 0) mutate();
  };
  const atField = refused instanceof ProblemError && refused.field === 'effective_from';
  const overtaken = newest.version > base;
  const conflict = overtaken || isConflict(refused);
  const unplaced = refused && !place && !atField && !isConflict(refused);
  const begun = useMemo(
    () => policyOf(draftOf(from.policy, shop.currency, t), shop.currency),
    [from, shop.currency, t],
  );
  const changed = !samePolicy(policy, begun);
  const first = [...wrong.keys()].find((one) => error(one)) ?? place;
  // Whoever has tried is led to what is wrong, wherever it stands; whoever writes is left where they are.
  useEffect(() => {
    if (!lead.current || !first) return;
    lead.current = false;
    form.current?.querySelector<HTMLElement>('.field.bad :is(input, select)')?.focus();
  });
  return (
    <div className="sla-beside">
      <section ref={form} className="panel stack" aria-label={t('sla.writing')}>
        <header>
          <h2>{t('sla.next', { n: base + 1 })}</h2>
          <span className="meta">
            {from.version === 0 ? t('sla.from_usual') : t('sla.from_version', { n: from.version })}
          </span>
          {changed && <span className="tag amber end">{t('sla.unsaved')}</span>}
        </header>
        {conflict && (
          <div className="alert stack" role="alert">
            <p>
              {overtaken
                ? t('sla.overtaken', {
                    n: newest.version,
                    name: nameOf(newest.by),
                  })
                : refused && words(refused, t)}
            </p>
            {overtaken && (
              <span className="line">
                <Button onClick={() => onView(newest.version)}>{t('sla.see_newer')}</Button>
                <Button
                  onClick={() => {
                    putting.reset();
                    setBase(newest.version);
                  }}
                >
                  {t('sla.put_over')}
                </Button>
              </span>
            )}
          </div>
        )}
        <p className="meta">{t('sla.about')}</p>
        <Rules
          shop={shop}
          draft={draft}
          inboxes={inboxes.filter((one) => one.shop === shop.id)}
          wrongAt={first}
          error={error}
          onChange={(rules) => change({ rules })}
        />
        <Calendars
          draft={draft}
          zone={shop.time_zone}
          wrongAt={first}
          error={error}
          onChange={(calendars) => change({ calendars })}
        />
        {attempts > 0 && wrong.size > 0 && (
          <p className="alert" role="alert">
            {t('sla.mistakes', { n: wrong.size })}
          </p>
        )}
        {unplaced && (
          <p className="alert" role="alert">
            {words(refused, t)}
          </p>
        )}
        <footer className="put">
          <TextField
            label={t('sla.effective')}
            hint={t('sla.effective_about')}
            type="datetime-local"
            value={at}
            error={atField ? words(refused, t) : undefined}
            onChange={(event) => setAt(event.target.value)}
          />
          <Button
            look="primary"
            disabled={putting.isPending || overtaken}
            onClick={() => act(() => putting.mutate())}
          >
            {t(at ? 'sla.put_at' : 'sla.put', { n: base + 1 })}
          </Button>
        </footer>
      </section>
      <WhatIfPanel
        shop={shop}
        days={days}
        onDays={setDays}
        busy={trying.isPending}
        result={tried?.result}
        stale={tried !== undefined && tried.of !== JSON.stringify(policy)}
        onTry={() => act(() => trying.mutate())}
      />
    </div>
  );
}

const isConflict = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'policy_has_changed';
