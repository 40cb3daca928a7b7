import { api, type Coverage, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';

const DAYS = [7, 30, 90];

const percent = (share: number | null | undefined) => (share == null ? '–' : `${Math.round(share * 100)} %`);

/** How much of what buyers ask has a text ready, against the aim, and what has none. */
export function CoveragePanel({ shop }: { shop: string }) {
  const { t } = useTranslation();
  const [days, setDays] = useState(30);
  const found = useQuery({
    queryKey: keys.of('coverage', shop, String(days)),
    queryFn: () =>
      data(api.GET('/api/v1/shops/{shop}/coverage', { params: { path: { shop }, query: { days } } })),
    staleTime: 5 * 60_000,
  });
  return (
    <section className="panel coverage" aria-label={t('snippet.coverage')}>
      <header>
        <h2>{t('snippet.coverage')}</h2>
        <span className="end kinds" role="toolbar" aria-label={t('snippet.days')}>
          {DAYS.map((one) => (
            <Button key={one} aria-pressed={one === days} onClick={() => setDays(one)}>
              {t('snippet.last_days', { n: one })}
            </Button>
          ))}
        </span>
      </header>
      {found.isLoading && <Skeleton lines={1} label={t('snippet.measuring')} />}
      {found.isError && (
        <p className="alert line" role="alert">
          {words(found.error, t)}
          <Button onClick={() => void found.refetch()}>{t('common.retry')}</Button>
        </p>
      )}
      {found.data && <Report coverage={found.data} />}
    </section>
  );
}

function Report({ coverage }: { coverage: Coverage }) {
  const { t } = useTranslation();
  const { share, aim, asked, matched, sampled, by_intent, missing } = coverage;
  if (share == null) return <p className="meta">{t('snippet.nothing_asked')}</p>;
  return (
    <div className="stack">
      <div className="line">
        <b className={share >= aim ? 'fig green' : 'fig'}>{percent(share)}</b>
        <span className="meta">{t('snippet.of', { matched, asked, sampled })}</span>
        <span className="meta end">{t('snippet.aim', { aim: percent(aim) })}</span>
      </div>
      <Bar share={share} aim={aim} />
      <details>
        <summary>{t('snippet.by_intent')}</summary>
        <ul className="bars">
          {by_intent.map((one) => (
            <li key={one.intent}>
              <span className="ell">{t(`intent.${one.intent}`)}</span>
              <Bar share={one.share ?? 0} aim={aim} />
              <span className="num">
                {percent(one.share)} · {one.matched}/{one.asked}
              </span>
            </li>
          ))}
        </ul>
      </details>
      {missing.length > 0 && (
        <details>
          <summary>{t('snippet.missing', { n: missing.length })}</summary>
          <ul className="missing">
            {missing.map((one) => (
              <li key={`${one.conversation}/${one.at}`} className="line">
                <span className="tag">{t(`intent.${one.intent}`)}</span>
                <Link to="/" search={{ c: one.conversation }}>
                  {one.text}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** Drawn beside its figure, which says it in words. */
function Bar({ share, aim }: { share: number; aim: number }) {
  return (
    <span className={share >= aim ? 'bar met' : 'bar'} aria-hidden="true">
      <i style={{ width: `${share * 100}%` }} />
      <b style={{ left: `${aim * 100}%` }} />
    </span>
  );
}
