import { type ArticleHistory, api, data, type Product, type Version } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../app/now';
import { moment } from '../../../i18n/format';
import { live, openVersion, whole } from '../article/facts';
import { Asked } from './asked';
import { showHistory } from './changes';
import { Compared } from './compared';

const LOOKS: Record<Version['state'], string> = {
  draft: 'tag line',
  review: 'tag amber',
  published: 'tag green',
  superseded: 'tag',
  discarded: 'tag',
};

interface Props {
  history: ArticleHistory;
  products: Product[];
  keeper: boolean;
}

/** Every version there was: who, when, why; to be compared and brought back. */
export function History({ history, products, keeper }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { versions } = history;
  const [looking, setLooking] = useState<Version>();
  const [restoring, setRestoring] = useState<Version>();
  const told = live(history);
  // What is told is compared with what was told before it; everything else with what is told.
  const other = looking && (looking === told ? versions.find(({ state }) => state === 'superseded') : told);
  const older = looking && other && looking.number < other.number;
  const [before, after] = older ? [looking, other] : [other ?? looking, looking];
  return (
    <section className="panel" aria-label={t('articles.history')}>
      <header>
        <h2>{t('articles.history')}</h2>
        <span className="meta">{t('common.count', { n: versions.length })}</span>
      </header>
      <ol className="versions">
        {versions.map((version) => (
          <Line
            key={version.number}
            version={version}
            onLook={versions.length > 1 ? () => setLooking(version) : undefined}
            onRestore={
              keeper && (version.state === 'superseded' || version.state === 'discarded')
                ? () => setRestoring(version)
                : undefined
            }
          />
        ))}
      </ol>
      {looking && before && after && (
        <Compared
          title={t('articles.compared', { before: before.number, after: after.number })}
          before={whole(before.article)}
          after={whole(after.article)}
          products={products}
          actions={
            keeper &&
            looking.state === 'superseded' && (
              <Button onClick={() => setRestoring(looking)}>{t('articles.restore')}</Button>
            )
          }
          onClose={() => setLooking(undefined)}
        />
      )}
      {restoring && (
        <Asked
          asking={openVersion(history) ? 'restore_over' : 'restore'}
          ask={() => {
            const path = { id: history.article.id, number: restoring.number };
            return data(api.POST('/api/v1/articles/{id}/versions/{number}/restore', { params: { path } }));
          }}
          onDone={(next) => {
            showHistory(client, next);
            setLooking(undefined);
          }}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </section>
  );
}

interface LineProps {
  version: Version;
  onLook: (() => void) | undefined;
  onRestore: (() => void) | undefined;
}

function Line({ version, onLook, onRestore }: LineProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const by = version.author_name ?? t('articles.by_itself');
  return (
    <li>
      <p className="line">
        <b className="num">{t('articles.version', { n: version.number })}</b>
        <span className={LOOKS[version.state]}>{t(`articles.states.${version.state}`)}</span>
        <time className="meta end" dateTime={version.created_at}>
          {moment(version.created_at, i18n.language, now)}
        </time>
      </p>
      <p className="meta">
        {by}
        {version.decided_by_name && version.decided_by_name !== version.author_name && (
          <>
            {' '}
            ·{' '}
            {t(`articles.decided.${version.state === 'discarded' ? 'discarded' : 'published'}`, {
              name: version.decided_by_name,
            })}
          </>
        )}
      </p>
      {version.note && <p className="why">{version.note}</p>}
      <p className="line">
        {onLook && (
          <Button
            look="quiet"
            onClick={onLook}
            aria-label={t('articles.compare_version', { n: version.number })}
          >
            {t('articles.compare')}
          </Button>
        )}
        {onRestore && (
          <Button
            look="quiet"
            onClick={onRestore}
            aria-label={t('articles.restore_version', { n: version.number })}
          >
            {t('articles.restore')}
          </Button>
        )}
      </p>
    </li>
  );
}
