import type { Conversation, Shop, SlaClock, SlaStretch } from '@miaohui/client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { clocksQuery, shopsQuery } from '../../app/queries';
import { timeIn, tookIn } from '../../app/times';
import { span } from '../../i18n/duration';
import { moment } from '../../i18n/format';
import { targetName, tongue } from './in-words';
import { goingOn, running, secondsOf, standing, sums } from './time';
import { usePersonName } from './use-person-name';
import './time-strip.css';

/** Causes that are named beside the bar. */
const NAMED = 3;

/** Where the time of a conversation went, and the clocks that run: a bar, with all of it in words behind. */
export function TimeStrip({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const now = useNow();
  const { data } = useQuery(clocksQuery(conversation.id));
  const { data: shops = [] } = useQuery(shopsQuery);
  const shop = shops.find((one) => one.id === conversation.shop);
  const stretches = goingOn(data?.stretches ?? [], now, conversation.status !== 'resolved');
  if (!data || !shop || stretches.length === 0) return null;
  const clocks = running(data.clocks);
  const [next] = clocks;
  const all = sums(stretches);
  return (
    <details className="time-strip">
      <summary>
        <span className="time-bar" aria-hidden="true">
          {stretches.map((one) => (
            <i key={one.from} className={`cause ${one.cause}`} style={{ flexGrow: secondsOf(one) }} />
          ))}
        </span>
        <span className="causes ell">
          {all.slice(0, NAMED).map(({ cause, seconds }) => (
            <span key={cause}>
              <i className={`cause ${cause}`} aria-hidden="true" />
              {t(`sla.cause.${cause}`)} <b className="num">{tookIn(seconds, t)}</b>
            </span>
          ))}
        </span>
        {next && <Running clock={next} more={clocks.length - 1} now={now} />}
      </summary>
      <div className="behind">
        {clocks.length > 0 && <Clocks clocks={clocks} now={now} />}
        <Stretches stretches={stretches} shop={shop} now={now} />
      </div>
    </details>
  );
}

/** The clock whose line is nearest, counting down to it. */
function Running({ clock, more, now }: { clock: SlaClock; more: number; now: number }) {
  const { t } = useTranslation();
  const { colour, toYellow, toRed } = standing(clock, now);
  const name = targetName(clock.metric, clock.reply, t);
  const ms = (seconds: number) => span(Math.abs(seconds) * 1000);
  return (
    <span className={`running ${colour}`} title={name}>
      <span className="ell">{name}</span>{' '}
      <b className="num">
        {toRed === undefined && t('sla.stands')}
        {toRed !== undefined && toRed <= 0 && t('sla.late_by', { time: ms(toRed) })}
        {toRed !== undefined &&
          toRed > 0 &&
          (toYellow !== undefined && toYellow > 0
            ? t('sla.to_both', { yellow: ms(toYellow), red: ms(toRed) })
            : t('sla.to_red', { time: ms(toRed) }))}
      </b>
      {more > 0 && ` +${more}`}
    </span>
  );
}

function Clocks({ clocks, now }: { clocks: SlaClock[]; now: number }) {
  const { t, i18n } = useTranslation();
  const to = (seconds: number | undefined) => {
    if (seconds === undefined) return '–';
    const time = span(Math.abs(seconds) * 1000);
    return seconds > 0 ? t('sla.in', { time }) : t('sla.ago', { time });
  };
  return (
    <table className="table">
      <caption>{t('sla.clocks')}</caption>
      <thead>
        <tr>
          <th>{t('sla.target')}</th>
          <th>{t('sla.rule')}</th>
          <th>{t('sla.within_title')}</th>
          <th>{t('sla.yellow_line')}</th>
          <th>{t('sla.red_line')}</th>
        </tr>
      </thead>
      <tbody>
        {clocks.map((clock) => {
          const { colour, toYellow, toRed } = standing(clock, now);
          return (
            <tr key={`${clock.metric} ${clock.reply} ${clock.began}`} className={colour}>
              <td>
                {targetName(clock.metric, clock.reply, t)}
                {clock.state === 'paused' && <span className="tag">{t('sla.stands')}</span>}
              </td>
              <td>{clock.name[tongue(i18n.language)]}</td>
              <td className="num">{timeIn(clock.within_seconds, t)}</td>
              <td className="num">{to(toYellow)}</td>
              <td className="num">{to(toRed)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Stretches({ stretches, shop, now }: { stretches: SlaStretch[]; shop: Shop; now: number }) {
  const { t, i18n } = useTranslation();
  const nameOf = usePersonName(shop);
  return (
    <table className="table">
      <caption>{t('sla.where_time_went')}</caption>
      <thead>
        <tr>
          <th>{t('sla.cause_title')}</th>
          <th>{t('sla.who_had')}</th>
          <th>{t('sla.since')}</th>
          <th className="right">{t('sla.lasted')}</th>
        </tr>
      </thead>
      <tbody>
        {stretches.map((one) => (
          <tr key={one.from}>
            <td>
              <i className={`cause ${one.cause}`} aria-hidden="true" /> {t(`sla.cause.${one.cause}`)}
            </td>
            <td>{one.agent ? nameOf(one.agent) : '–'}</td>
            <td className="num">{moment(one.from, i18n.language, now)}</td>
            <td className="num right">{tookIn(secondsOf(one), t)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
