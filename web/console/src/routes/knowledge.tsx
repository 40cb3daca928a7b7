import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { shopsQuery, useMe } from '../app/queries';
import { Boundaries } from '../features/boundaries/boundaries';
import { Documents } from '../features/documents/documents';
import { Gaps } from '../features/gaps/gaps';
import { Health } from '../features/health/health';
import { Intents } from '../features/intents/intents';
import { Articles } from '../features/knowledge/articles/articles';
import { OpenProposals, Proposals } from '../features/knowledge/proposals/proposals';
import { Trials } from '../features/knowledge/trials/trials';
import { Snippets } from '../features/snippets/snippets';
import { ThresholdsPart } from '../features/thresholds/thresholds';
import '../app/knowledge.css';

/** What a part of the knowledge pages is given: the shop it shows, and whether its reader may change anything. */
export interface KnowledgePart {
  shop: string;
  keeper: boolean;
}

interface Section {
  name:
    | 'articles'
    | 'proposals'
    | 'documents'
    | 'gaps'
    | 'snippets'
    | 'intents'
    | 'trials'
    | 'thresholds'
    | 'boundaries'
    | 'health';
  page: ComponentType<KnowledgePart>;
  keepers?: boolean;
  /** How many things in it wait for somebody. */
  count?: ComponentType<{ shop: string }>;
}

/** The parts, in reading order. Those for keepers alone are not shown to agents. */
const SECTIONS: Section[] = [
  { name: 'articles', page: Articles },
  { name: 'proposals', page: Proposals, keepers: true, count: OpenProposals },
  { name: 'gaps', page: Gaps, keepers: true },
  { name: 'documents', page: Documents, keepers: true },
  { name: 'snippets', page: Snippets },
  { name: 'intents', page: Intents },
  { name: 'thresholds', page: ThresholdsPart, keepers: true },
  { name: 'boundaries', page: Boundaries, keepers: true },
  { name: 'trials', page: Trials, keepers: true },
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
      <div className="in known">
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
              {one.count && shop && <one.count shop={shop.id} />}
            </Link>
          ))}
        </nav>
        {Page && shop && <Page key={shop.id} shop={shop.id} keeper={keeper} />}
      </div>
    </main>
  );
}
