import type { Reconciliation as Found, MetricDefinition, MetricTarget, Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayIn } from '../../../app/day-in';
import { Failed } from '../../../app/failed';
import { useNow } from '../../../app/now';
import { useSpeaker } from '../speaker';
import { BringIn } from './bring-in';
import { Chart } from './chart';
import { DayRange } from './day-range';
import { DayTable } from './day-table';
import { type Days, dayAway, daysOf, fitOf, LONGEST, lengthOf, summed } from './days';
import { Explanations } from './explanations';
import { reconciliationQuery } from './queries';
import './reconciliation.css';

export interface Chosen {
  /** The days that the address names. */
  days: Partial<Days>;
  onDays: (days: Days) => void;
}

interface Props extends Chosen {
  shop: Shop;
  /** Every version of the number. */
  versions: MetricDefinition[];
  definition: MetricDefinition;
}

/** A number as its platform tells it, held against ours: day by day, and what would explain the difference. */
export function Reconciliation({ shop, versions, definition, days: named, onDays }: Props) {
  const { t } = useTranslation();
  const days = daysOf(named, dayIn(shop.time_zone, useNow()));
  const fit = fitOf(days);
  const { data: found, ...asked } = useQuery(reconciliationQuery(shop.id, definition.name, days));
  const nothing = found?.days.length === 0;
  const [bringing, setBringing] = useState(false);
  // Where nothing is told it is open, and stays so when something is: what came of it is to be read.
  if (nothing && !bringing) setBringing(true);
  const counted = versions.find((one) => one.version === found?.version) ?? definition;
  return (
    <>
      <section className="panel against" aria-label={t('reconciliation.title')}>
        <header>
          <h2>{t('reconciliation.title')}</h2>
          {found && <span className="meta">{t('reconciliation.by_version', { n: found.version })}</span>}
          <span className="end line">
            <DayRange days={days} onDays={onDays} />
            {!nothing && (
              <Button aria-expanded={bringing} onClick={() => setBringing(!bringing)}>
                {t('reconciliation.bring_in')}
              </Button>
            )}
          </span>
        </header>
        {fit === 'fits' && asked.isPending && <Skeleton lines={3} label={t('common.loading')} />}
        {fit === 'fits' && asked.isError && !found && <Failed error={asked.error} again={asked.refetch} />}
        {fit === 'too_long' && (
          <Empty icon="clock" title={t('reconciliation.too_long', { n: lengthOf(days), most: LONGEST })}>
            <Button onClick={() => onDays({ ...days, from: dayAway(days.to, 1 - LONGEST) })}>
              {t('reconciliation.shorten', { most: LONGEST })}
            </Button>
          </Empty>
        )}
        {(fit === 'backwards' || fit === 'no_day') && (
          <Empty icon="clock" title={t(`reconciliation.${fit}`)} />
        )}
        {nothing && (
          <Empty icon="chart" title={t('reconciliation.nothing_told')}>
            {t('reconciliation.nothing_told_about')}
          </Empty>
        )}
        {found && !nothing && (
          <Beside
            key={`${days.from} ${days.to}`}
            shop={shop}
            found={found}
            target={counted.target}
            file={`${definition.name}-${shop.key}-${days.from}-${days.to}`}
          />
        )}
      </section>
      {bringing && (
        <BringIn
          shop={shop}
          metric={definition.name}
          is_seconds={definition.measure.kind === 'average'}
          told={found?.days ?? []}
        />
      )}
    </>
  );
}

interface BesideProps {
  shop: Shop;
  found: Found;
  target: MetricTarget | null | undefined;
  file: string;
}

function Beside({ shop, found, target, file }: BesideProps) {
  const { t } = useTranslation();
  const { say } = useSpeaker();
  const [opened, setOpened] = useState<string>();
  const { days, differ, against } = summed(found.days, target);
  const about = say({
    key: `reconciliation.${differ === 0 ? 'all_same' : target ? 'differ' : 'differ_no_target'}`,
    with: { days, differ, against },
  });
  const read = found.explanations.find((one) => one.reading.en === opened)?.values;
  return (
    <>
      <p className={against > 0 ? 'sum red' : 'sum'} role="status">
        {about}
      </p>
      <Chart found={found} target={target} read={read} about={about} />
      {differ > 0 && (
        <>
          <h3>{t('reconciliation.explanations')}</h3>
          {found.explanations.length === 0 ? (
            <p className="meta">{t('reconciliation.unexplained')}</p>
          ) : (
            <Explanations
              shop={shop}
              explanations={found.explanations}
              file={file}
              opened={opened}
              onOpen={setOpened}
            />
          )}
        </>
      )}
      <DayTable found={found} target={target} read={read} />
    </>
  );
}
