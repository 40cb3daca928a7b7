import type { Order, Shipment } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { day, moment, money } from '../../i18n/format';

/** Red for what has gone wrong, yellow for what may, green for what is done. */
const COLOURS: Record<string, string> = {
  late: 'amber',
  stuck: 'red',
  lost: 'red',
  returned: 'amber',
  delivered: 'green',
  refunding: 'amber',
  unpaid: 'amber',
};

const HOUR_MS = 3_600_000;

export function OrderCard({ order, open }: { order: Order; open: boolean }) {
  const { t, i18n } = useTranslation();
  const colour = COLOURS[order.standing] ?? '';
  const [line, ...others] = order.lines;
  return (
    <article className="ord">
      <span className="thumb">
        <Icon name="bag" />
      </span>
      <div className="o">
        <p className="t">
          <b className="ell">{line?.title ?? order.number}</b>
          <em>{money(order.total, i18n.language)}</em>
        </p>
        <p className="u meta">
          <span className="ell">{line && `${line.options} ${t('buyer.qty', { n: line.quantity })}`}</span>
          <span>{t('buyer.placed', { date: day(order.placed_at, i18n.language) })}</span>
        </p>
        {others.map((one) => (
          <p key={one.sku} className="u meta">
            <span className="ell">
              {one.title} {one.options} {t('buyer.qty', { n: one.quantity })}
            </span>
            <span>{money(one.unit_price, i18n.language)}</span>
          </p>
        ))}
        <p className="u">
          <span className={`tag ${colour}`}>{t(`standing.${order.standing}`)}</span>
          <span className="meta num">{order.number}</span>
        </p>
        {(order.standing === 'late' || order.standing === 'preparing') && order.ship_by && (
          <p className={`meta ${colour}`}>
            {t('buyer.ship_by', { date: moment(order.ship_by, i18n.language, Date.now()) })}
          </p>
        )}
        {order.returns.map((returned) => (
          <p key={returned.number} className="u meta">
            <span className="wraps">
              {t(`returned.kind.${returned.kind}`)} <span className="num">{returned.number}</span>
              {returned.tracking_number && (
                <>
                  {' '}
                  {returned.carrier} <span className="num">{returned.tracking_number}</span>
                </>
              )}
            </span>
            <span className="tag">{t(`returned.status.${returned.status}`)}</span>
          </p>
        ))}
      </div>
      {order.shipments.map((shipment) => (
        <Parcel
          key={shipment.tracking_number}
          shipment={shipment}
          open={open || shipment.stuck_since !== null}
        />
      ))}
    </article>
  );
}

function Parcel({ shipment, open }: { shipment: Shipment; open: boolean }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const events = shipment.events.toReversed();
  return (
    <details className="parcel" open={open}>
      <summary>
        <Icon name="truck" small />
        <span className="ell">
          {shipment.carrier} <span className="num">{shipment.tracking_number}</span>
        </span>
        <Icon name="down" small />
      </summary>
      {shipment.stuck_since && (
        <p className="stuck">
          <Icon name="warn" small />
          {t('buyer.stuck_since', { time: still(now - Date.parse(shipment.stuck_since), t) })}
        </p>
      )}
      {shipment.eta && !shipment.delivered_at && Date.parse(shipment.eta) > now && (
        <p className="meta">{t('buyer.eta', { date: moment(shipment.eta, i18n.language, now) })}</p>
      )}
      {events.length === 0 && <p className="meta">{t('buyer.no_events')}</p>}
      <ol className="events" aria-label={t('buyer.events')}>
        {events.map((event) => (
          <li key={`${event.at}${event.text}`}>
            <time className="meta" dateTime={event.at}>
              {moment(event.at, i18n.language, now)}
            </time>
            <span>
              {event.place && `${event.place} `}
              {event.text}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

function still(ms: number, t: ReturnType<typeof useTranslation>['t']): string {
  const hours = Math.floor(ms / HOUR_MS);
  return hours >= 72 ? t('buyer.days', { n: Math.floor(hours / 24) }) : t('buyer.hours', { n: hours });
}
