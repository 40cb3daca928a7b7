import type { MetricReason, MetricRound, Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { Panel } from '../../app/panel';
import { moment } from '../../i18n/format';
import { agentName } from './agents';
import { ExportButton } from './export-button';
import { PAGE, roundsQuery } from './queries';
import { lookOf, REASONS, reasonOf } from './reasons';
import { lasting } from './said';
import { both, useSpeaker } from './speaker';

interface Props {
  shop: Shop;
  definition: string;
  reason: MetricReason | undefined;
  onReason: (reason: MetricReason | undefined) => void;
}

/** Each round, why it counted as it did, and the way to its conversation. */
export function Rounds({ shop, definition, reason, onReason }: Props) {
  const { t } = useTranslation();
  const [page, setPage] = useState(0);
  const { data: found, ...rest } = useQuery(roundsQuery(shop.id, definition, reason, page));
  const total = found?.rounds_total ?? 0;
  const from = page * PAGE;
  return (
    <Panel
      title={t('metrics.rounds')}
      icon="chart"
      list={{ ...rest, data: found?.rounds }}
      empty={t('metrics.no_rounds')}
      actions={
        <>
          <select
            className="input"
            aria-label={t('metrics.reason')}
            value={reason ?? ''}
            onChange={(event) => {
              setPage(0);
              onReason(reasonOf(event.target.value));
            }}
          >
            <option value="">{t('metrics.all_reasons')}</option>
            {REASONS.map((one) => (
              <option key={one} value={one}>
                {t(`metrics.reasons.${one}`)}
              </option>
            ))}
          </select>
          <ExportButton shop={shop} definition={definition} reason={reason} />
        </>
      }
      tools={
        (page > 0 || total > PAGE) && (
          <div className="line pages">
            <Button look="quiet" disabled={page === 0} onClick={() => setPage(page - 1)}>
              {t('metrics.earlier')}
            </Button>
            <span className="num">
              {t('metrics.page_of', { from: from + 1, to: from + (found?.rounds.length ?? 0), n: total })}
            </span>
            <Button look="quiet" disabled={found?.next == null} onClick={() => setPage(page + 1)}>
              {t('metrics.later')}
            </Button>
          </div>
        )
      }
    >
      {(rounds) => (
        <table className="table rounds">
          <thead>
            <tr>
              <th>{t('metrics.began')}</th>
              <th className="right">{t('metrics.took')}</th>
              <th>{t('metrics.agent')}</th>
              <th>{t('metrics.reason')}</th>
              <th>{t('metrics.why')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rounds.map((round) => (
              <Row key={`${round.conversation} ${round.start} ${round.agent}`} round={round} shop={shop} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({ round, shop }: { round: MetricRound; shop: Shop }) {
  const { t } = useTranslation();
  const now = useNow();
  const speaker = useSpeaker();
  const { language } = speaker;
  const took = round.end ? (Date.parse(round.end) - Date.parse(round.start)) / 1000 : undefined;
  return (
    <tr className={round.counted || round.reason === 'open' ? undefined : 'off'}>
      <td className="num">{moment(round.start, language, now)}</td>
      <td className="num right">{took === undefined ? '–' : lasting(took, speaker)}</td>
      <td>{round.agent ? agentName(shop, round.agent, t) : '–'}</td>
      <td>
        <span className={lookOf(round.reason)}>{t(`metrics.reasons.${round.reason}`)}</span>
      </td>
      <td>
        {both(round.why, language).own}
        {round.reason === 'open' && round.due && (
          <p className="meta num">
            {t('metrics.due')} {moment(round.due, language, now)}
          </p>
        )}
      </td>
      <td className="acts">
        {round.conversation && (
          <Link to="/" search={{ c: round.conversation }} className="btn">
            {t('metrics.open')}
          </Link>
        )}
      </td>
    </tr>
  );
}
