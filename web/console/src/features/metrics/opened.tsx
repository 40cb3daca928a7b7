import type { MetricDefinition, MetricReason, Shop } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import { Agents } from './agents';
import { AnswerNow } from './answer-now';
import type { Held } from './definitions';
import { figureQuery } from './queries';
import { type Chosen, Reconciliation } from './reconciliation/reconciliation';
import { Rounds } from './rounds';
import { reachOf, sideOf } from './said';
import { SideTag } from './side';
import { both, useSpeaker } from './speaker';
import { Meaning, Stale, Stands } from './stands';
import { useNumbers } from './use-numbers';

interface Props extends Chosen {
  shop: Shop;
  name: string;
  /** Held against the platform; else what was counted here. */
  part: 'platform' | undefined;
  reason: MetricReason | undefined;
  onReason: (reason: MetricReason | undefined) => void;
}

/** One number with all that stands behind it; whom to answer now comes first. */
export function Opened({ shop, name, ...chosen }: Props) {
  const { t } = useTranslation();
  const { definitions, all } = useNumbers(shop);
  const definition = all.find(({ now }) => now.name === name);
  return (
    <>
      <Link to="/metrics" search={{ shop: shop.id }} className="btn back-to-all">
        <Icon name="back" small />
        {t('metrics.back')}
      </Link>
      {definitions.isPending && <Skeleton lines={4} label={t('common.loading')} />}
      {definitions.isError && !definitions.data && (
        <Failed error={definitions.error} again={definitions.refetch} />
      )}
      {definitions.data && !definition && <Empty icon="chart" title={t('metrics.no_such')} />}
      {definition && (
        <Whole
          shop={shop}
          definition={definition}
          versions={definitions.data?.filter((one) => one.name === name) ?? []}
          {...chosen}
        />
      )}
    </>
  );
}

interface WholeProps extends Omit<Props, 'name'> {
  definition: Held;
  versions: MetricDefinition[];
}

function Whole({ shop, definition, versions, part, reason, onReason, days, onDays }: WholeProps) {
  const { t } = useTranslation();
  const { say, language } = useSpeaker();
  const { name, title } = definition.now;
  const found = useQuery(figureQuery(shop.id, name));
  const metric = found.data;
  const { own, other, otherLanguage } = both(title, language);
  return (
    <>
      {metric && <AnswerNow ids={metric.standing.answer_now} reach={say(reachOf(metric))} />}
      <section className="panel number open" aria-label={own}>
        <header>
          <div>
            <h2>{own}</h2>
            <p className="meta" lang={otherLanguage}>
              {other}
            </p>
          </div>
          {metric && <SideTag side={sideOf(metric.standing.value, metric.target)} />}
        </header>
        <div className="beside">
          <div>
            {found.isPending && <Skeleton lines={2} label={t('common.loading')} />}
            {found.isError && !metric && <Failed error={found.error} again={found.refetch} />}
            {metric && <Stands metric={metric} definition={definition} />}
            <Stale failed={found.isError} at={found.dataUpdatedAt} />
          </div>
          <Meaning definition={definition} />
        </div>
      </section>
      <nav className="sections" aria-label={t('reconciliation.parts')}>
        {([undefined, 'platform'] as const).map((one) => (
          <Link
            key={one ?? 'counted'}
            to="/metrics"
            search={{ shop: shop.id, d: name, part: one }}
            className={one === part ? 'on' : undefined}
            aria-current={one === part ? 'page' : undefined}
          >
            {t(one ? 'reconciliation.title' : 'reconciliation.counted')}
          </Link>
        ))}
      </nav>
      {part ? (
        <Reconciliation
          shop={shop}
          versions={versions}
          definition={definition.now}
          days={days}
          onDays={onDays}
        />
      ) : (
        <>
          {metric && <Agents shop={shop} metric={metric} />}
          <Rounds key={name} shop={shop} definition={name} reason={reason} onReason={onReason} />
        </>
      )}
    </>
  );
}
