import { api, data, type Health as Score } from '@miaohui/client';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { Behind, type Wanted } from './behind';
import { FiguresTable } from './figures';
import './health.css';

/** How good a shop's knowledge is: one score, its parts, and every article's own figures. */
export function Health({ shop }: { shop: string; keeper: boolean }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<Wanted>();
  const score = useQuery({
    queryKey: keys.of('health', shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/knowledge/health', { params: { path: { shop } } })),
  });
  return (
    <>
      <section className="panel" aria-label={t('health.title')}>
        <header>
          <h2>{t('health.title')}</h2>
          <span className="meta">{t('health.days')}</span>
        </header>
        {score.isError && (
          <p className="alert" role="alert">
            {words(score.error, t)}
          </p>
        )}
        {score.isPending && <Skeleton lines={4} label={t('common.loading')} />}
        {score.data && <Parts health={score.data} onLook={setWanted} />}
      </section>
      <FiguresTable shop={shop} onLook={setWanted} />
      {wanted && <Behind shop={shop} wanted={wanted} onClose={() => setWanted(undefined)} />}
    </>
  );
}

/** What stands behind a part, where it is questions: what is not as it should be, if there is any. */
function behindOf({ part, good, of }: Score['parts'][number]): Omit<Wanted, 'title'> | undefined {
  if (of === 0) return undefined;
  if (part === 'coverage') return { missed: good < of };
  if (part === 'satisfaction') return { rating: good < of ? 'bad' : 'good' };
  return undefined;
}

function Parts({ health, onLook }: { health: Score; onLook: (wanted: Wanted) => void }) {
  const { t } = useTranslation();
  return (
    <div className="health">
      <p className="score">
        <b className="num">{health.score ?? '–'}</b>
        <span className="meta">{health.score == null ? t('health.none') : t('health.of_hundred')}</span>
      </p>
      <ul>
        {health.parts.map((one) => {
          const { part, score, weight, good, of } = one;
          const behind = behindOf(one);
          const title = t(`health.parts.${part}`);
          return (
            <li key={part}>
              <span className="name">{t(`health.parts.${part}`)}</span>
              <meter min={0} max={100} value={score ?? 0} aria-label={t(`health.parts.${part}`)} />
              <b className="num">{score ?? '–'}</b>
              <span className="meta">
                {behind ? (
                  <button type="button" className="behind" onClick={() => onLook({ ...behind, title })}>
                    {t(`health.about.${part}`, { good, of })}
                  </button>
                ) : (
                  t(`health.about.${part}`, { good, of })
                )}
              </span>
              <span className="meta num">{t('health.weight', { n: weight })}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
