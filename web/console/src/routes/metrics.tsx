import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { shopsQuery } from '../app/queries';
import { Opened } from '../features/metrics/opened';
import { Overview } from '../features/metrics/overview';
import { reasonOf } from '../features/metrics/reasons';
import { Wall } from '../features/metrics/wall';
import { SurgeOfShop } from '../features/surge/surge';
import '../features/metrics/metrics.css';

/** The numbers that platforms hold against a shop: all of them, one of them, or on a wall. */
export function MetricsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/metrics' });
  const navigate = useNavigate();
  const { data: shops = [] } = useQuery(shopsQuery);
  const shop = shops.find((one) => one.id === search.shop) ?? shops[0];
  if (search.wall) return <Wall shops={shops} />;
  return (
    <main className="page">
      <div className="in metrics">
        <div className="line">
          <h1>{t('metrics.title')}</h1>
          <span className="line end">
            {shops.length > 1 && (
              <select
                className="input narrow"
                aria-label={t('settings.shop')}
                value={shop?.id}
                onChange={(event) =>
                  void navigate({ to: '/metrics', search: { shop: event.target.value, d: search.d } })
                }
              >
                {shops.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            )}
            <Link to="/settings/{-$section}" params={{ section: 'sla' }} className="btn">
              <Icon name="clock" />
              {t('settings.sla')}
            </Link>
            <Button icon="table" onClick={() => void navigate({ to: '/metrics', search: { wall: 1 } })}>
              {t('metrics.wall.open')}
            </Button>
          </span>
        </div>
        {!search.d && <p className="meta">{t('metrics.lead')}</p>}
        {shop && !search.d && <SurgeOfShop shop={shop} />}
        {shop && !search.d && <Overview key={shop.id} shop={shop} />}
        {shop && search.d && (
          <Opened
            key={`${shop.id} ${search.d}`}
            shop={shop}
            name={search.d}
            part={search.part}
            days={{ from: search.from, to: search.to }}
            onDays={(days) =>
              void navigate({ to: '/metrics', search: { ...search, ...days }, replace: true })
            }
            reason={reasonOf(search.reason)}
            onReason={(reason) =>
              void navigate({ to: '/metrics', search: { ...search, reason }, replace: true })
            }
          />
        )}
      </div>
    </main>
  );
}
