import type { ReportBy, Shop, WhichCounted } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import type { ReportsSearch } from '../../app/router';
import { askedBy, type Behind, fileAt } from './asked';
import { Bands } from './bands';
import { BehindDialog } from './behind';
import { Compare } from './compare';
import { Filters } from './filters';
import { Lines } from './lines';
import { reportQuery } from './queries';
import { Tiles } from './tiles';

interface Props {
  shops: Shop[];
  search: ReportsSearch;
  onSearch: (changed: Partial<ReportsSearch>) => void;
}

/** A figure that was opened. */
export interface Opened extends Behind {
  which: WhichCounted;
  name: string;
}

/** How it went, by one dimension. */
export function Reports({ shops, search, onSearch }: Props) {
  const { t } = useTranslation();
  const [now] = useState(Date.now);
  const [opened, setOpened] = useState<Opened>();
  const by: ReportBy = search.by ?? 'person';
  const asked = askedBy(search, now);
  const { data: report, ...found } = useQuery(reportQuery(asked, by));
  const agents = [...new Map(shops.flatMap((shop) => shop.colleagues.map((one) => [one.id, one]))).values()];
  return (
    <main className="page">
      <div className="in reports">
        <div className="line">
          <h1>{t('reports.title')}</h1>
          <span className="line end">
            {(['csv', 'xlsx'] as const).map((kind) => (
              <a key={kind} className="btn" href={fileAt(kind, asked)} download>
                {t(`reports.export_${kind}`)}
              </a>
            ))}
          </span>
        </div>
        <p className="meta">{t('reports.lead')}</p>
        <Filters shops={shops} agents={agents} search={search} onSearch={onSearch} />
        {found.isError && !report && <Failed error={found.error} again={found.refetch} />}
        {found.isPending && <Skeleton lines={8} label={t('common.loading')} />}
        {report && report.whole.conversations === 0 && (
          <div className="panel">
            <Empty icon="curve" title={t('reports.nothing')}>
              <p>{t('reports.nothing_about')}</p>
              <Button onClick={() => onSearch({ days: 90, from: undefined, to: undefined })}>
                {t('reports.days', { n: 90 })}
              </Button>
            </Empty>
          </div>
        )}
        {report && report.whole.conversations > 0 && (
          <>
            <Tiles
              figures={report.whole}
              onOpen={(which) => setOpened({ which, name: t('reports.whole') })}
            />
            <Lines report={report} shops={shops} onBy={(next) => onSearch({ by: next })} onOpen={setOpened} />
            {report.by !== 'hour' && report.lines.length > 1 && (
              <Compare
                key={report.by}
                asked={asked}
                by={report.by}
                lines={report.lines}
                chosen={[search.a, search.b]}
                onChoose={(a, b) => onSearch({ a, b })}
              />
            )}
            <Bands report={report} onOpen={(which) => setOpened({ which, name: t('reports.whole') })} />
          </>
        )}
        {opened && (
          <BehindDialog
            asked={asked}
            opened={opened}
            shops={shops}
            agents={agents}
            onClose={() => setOpened(undefined)}
          />
        )}
      </div>
    </main>
  );
}
