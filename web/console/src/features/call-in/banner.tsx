import type { StandbyCall } from '@miaohui/client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { shopsQuery, useMe } from '../../app/queries';
import { moment } from '../../i18n/format';
import { callInQuery } from './queries';
import './call-in.css';

/** As long as a call stands. */
const STANDS_MS = 3_600_000;

/** What everybody must know of the shops they see: a crisis, and who was called in. */
export function CallInBanner() {
  const { t, i18n } = useTranslation();
  const { role } = useMe();
  const now = useNow();
  const { data: shops = [] } = useQuery(shopsQuery);
  const views = useQueries({ queries: shops.map((shop) => callInQuery(shop.id)) });
  const lines = views.flatMap(({ data }, at) => {
    const shop = shops[at]?.name ?? '';
    const [call] = data?.calls ?? [];
    const emergency = data?.emergency && { bad: true, text: t('call_in.banner_emergency', { shop }) };
    const called = call &&
      now - Date.parse(call.called_at) < STANDS_MS && {
        bad: false,
        text: t('call_in.banner_called', {
          shop,
          time: moment(call.called_at, i18n.language, now),
          names: named(call, (name) => t('call_in.banner_came', { name })),
        }),
      };
    return [emergency, called].filter((line) => line !== undefined && line !== null && line !== false);
  });
  if (lines.length === 0) return null;
  return (
    <div className="call-in-banner" role="status">
      {lines.map(({ bad, text }) => (
        <p key={text} className={bad ? 'red' : 'amber'}>
          {text}
        </p>
      ))}
      {(role === 'lead' || role === 'admin') && (
        <Link to="/settings/{-$section}" params={{ section: 'call_in' }}>
          {t('call_in.open')}
        </Link>
      )}
    </div>
  );
}

function named(call: StandbyCall, came: (name: string) => string): string {
  return call.called.map((one) => (one.came_at ? came(one.name) : one.name)).join(', ');
}
