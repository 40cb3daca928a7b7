import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { shopsQuery, useMe } from '../app/queries';
import { Documents } from '../features/documents/documents';
import { Gaps } from '../features/gaps/gaps';
import { Health } from '../features/health/health';
import { Snippets } from '../features/snippets/snippets';

/** What a part of the knowledge pages is given: the shop it shows, and whether its reader may change anything. */
export interface KnowledgePart {
  shop: string;
  keeper: boolean;
}

/** The parts, in reading order. Those for keepers alone are not shown to agents. */
const SECTIONS: {
  name: 'articles' | 'documents' | 'gaps' | 'snippets' | 'health';
  page: ComponentType<KnowledgePart>;
  keepers?: boolean;
}[] = [
  { name: 'gaps', page: Gaps, keepers: true },
  { name: 'documents', page: Documents, keepers: true },
  { name: 'snippets', page: Snippets },
  { name: 'health', page: Health, keepers: true },
];

/** What a shop knows: written, learned, missing, tried out. */
export function Knowledge() {
  const { t } = useTranslation();
  const me = useMe();
  const { section } = useParams({ strict: false });
  const search = useSearch({ from: '/knowledge/{-$section}' });
  const navigate = useNavigate();
  const { data: shops = [] } = useQuery(shopsQuery);
  const keeper = me.role !== 'agent';
  const seen = SECTIONS.filter((one) => keeper || !one.keepers);
  const current = seen.find((one) => one.name === section) ?? seen[0];
  const shop = shops.find((one) => one.id === search.shop) ?? shops[0];
  const Page = current?.page;
  return (
    <main className="page">
      <div className="in">
        <div className="line">
          <h1>{t('knowledge.title')}</h1>
          {shops.length > 1 && (
            <select
              className="input narrow end"
              aria-label={t('settings.shop')}
              value={shop?.id}
              onChange={(event) =>
                void navigate({
                  to: '/knowledge/{-$section}',
                  params: { section },
                  search: { shop: event.target.value },
                })
              }
            >
              {shops.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          )}
        </div>
        <nav className="sections" aria-label={t('knowledge.sections')}>
          {seen.map((one) => (
            <Link
              key={one.name}
              to="/knowledge/{-$section}"
              params={{ section: one.name }}
              search={{ shop: search.shop }}
              className={one === current ? 'on' : undefined}
              aria-current={one === current ? 'page' : undefined}
            >
              {t(`knowledge.${one.name}`)}
            </Link>
          ))}
        </nav>
        {Page && shop && <Page key={shop.id} shop={shop.id} keeper={keeper} />}
      </div>
    </main>
  );
}
