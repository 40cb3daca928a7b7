import { type Authority, api, data, ProblemError } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { CheckField, TextField } from '@miaohui/ui/field';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { shopsQuery } from '../../app/queries';
import { type Draft, draftOf, limitsOf, unreadable } from './draft';
import { LimitRows } from './rows';
import './authority.css';

/** What each role may give away, in the shop that is chosen. */
export function AuthorityPart() {
  const { t } = useTranslation();
  const { data: shops = [] } = useQuery(shopsQuery);
  const [chosen, setChosen] = useState<string>();
  const shop = shops.find((one) => one.id === chosen) ?? shops[0];
  return (
    <section className="panel stack" aria-label={t('authority.title')}>
      <header>
        <h2>{t('authority.title')}</h2>
        {shops.length > 1 && (
          <select
            className="input end"
            aria-label={t('settings.shop')}
            value={shop?.id}
            onChange={(event) => setChosen(event.target.value)}
          >
            {shops.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        )}
      </header>
      {shop ? <Loaded key={shop.id} shop={shop.id} /> : <p>{t('settings.choose_shop')}</p>}
    </section>
  );
}

function Loaded({ shop }: { shop: string }) {
  const { t } = useTranslation();
  const seen = useQuery({
    queryKey: keys.of('authority', shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/authority', { params: { path: { shop } } })),
  });
  if (seen.data) return <Editor shop={shop} latest={seen.data} />;
  if (!seen.isError) return <Skeleton lines={5} label={t('common.loading')} />;
  return (
    <Empty icon="warn" title={t('common.failed')}>
      <p>{words(seen.error, t)}</p>
      <Button onClick={() => void seen.refetch()}>{t('common.retry')}</Button>
    </Empty>
  );
}

/** What is written stays until its writer saves it or looks at what somebody else has set. */
function Editor({ shop, latest }: { shop: string; latest: Authority }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [kept, setKept] = useState(latest);
  const { currency, version } = kept;
  const [draft, setDraft] = useState<Draft>(() => draftOf(kept.limits, currency));
  const [wrong, setWrong] = useState<string>();
  const begin = (from: Authority) => {
    setKept(from);
    setDraft(draftOf(from.limits, from.currency));
  };
  const saving = useMutation({
    mutationFn: () => {
      const body = { version, limits: limitsOf(draft, currency) };
      return data(api.PUT('/api/v1/shops/{shop}/authority', { params: { path: { shop } }, body }));
    },
    onSuccess: (saved) => {
      client.setQueryData<Authority>(keys.of('authority', shop), saved);
      begin(saved);
      notify(t('common.saved'), { bad: false });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const field = unreadable(draft, currency);
    setWrong(field);
    if (field === undefined && !saving.isPending) saving.mutate();
  };
  const refused = saving.error instanceof ProblemError ? saving.error.field : undefined;
  const problem = wrong !== undefined ? t('authority.not_an_amount') : saving.error && words(saving.error, t);
  const field = wrong ?? refused;
  const error = (name: string) => (problem && field === name ? problem : undefined);
  const { urgent } = draft;
  return (
    <form className="stack" onSubmit={submit}>
      <p className="meta">
        {kept.set_by ? t('authority.version', { n: version, name: kept.set_by }) : t('authority.defaults')}
      </p>
      {latest.version > version && (
        <p className="line">
          <span className="amber">{t('authority.overtaken', { n: latest.version })}</span>
          <Button
            onClick={() => {
              saving.reset();
              begin(latest);
            }}
          >
            {t('authority.look', { n: latest.version })}
          </Button>
        </p>
      )}
      <p>{t('authority.about', { currency })}</p>
      <LimitRows rows={draft.rows} error={error} onChange={(rows) => setDraft({ ...draft, rows })} />
      <CheckField
        label={t('authority.urgent')}
        checked={urgent !== undefined}
        onChange={(event) =>
          setDraft({
            ...draft,
            urgent: event.target.checked ? { percent: '150', minutes: '120' } : undefined,
          })
        }
      />
      <div className="line authority-more">
        {urgent && (
          <>
            <TextField
              label={t('authority.percent')}
              inputMode="numeric"
              value={urgent.percent}
              error={error('limits.urgent_complaint.percent')}
              onChange={(event) => setDraft({ ...draft, urgent: { ...urgent, percent: event.target.value } })}
            />
            <TextField
              label={t('authority.minutes')}
              inputMode="numeric"
              value={urgent.minutes}
              error={error('limits.urgent_complaint.minutes')}
              onChange={(event) => setDraft({ ...draft, urgent: { ...urgent, minutes: event.target.value } })}
            />
          </>
        )}
        <TextField
          label={t('authority.approval_minutes')}
          inputMode="numeric"
          value={draft.minutes}
          error={error('limits.approval_minutes')}
          onChange={(event) => setDraft({ ...draft, minutes: event.target.value })}
        />
      </div>
      {problem && (
        <p className="alert" role="alert">
          {problem}
        </p>
      )}
      <footer className="line">
        <Button type="submit" look="primary" disabled={saving.isPending}>
          {t('common.save')}
        </Button>
      </footer>
    </form>
  );
}
