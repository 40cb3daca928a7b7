import { Link, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../app/queries';
import { Alerts } from '../features/alerts/alerts';
import { AuthorityPart } from '../features/authority/authority';
import { CallIn } from '../features/call-in/call-in';
import { FlowEditor } from '../features/flows/editor';
import { Inboxes } from '../features/inboxes/inboxes';
import { ApiKeys } from '../features/keys/keys';
import { People } from '../features/people/people';
import { Policies } from '../features/policies/policies';
import { Shops } from '../features/shops/shops';
import { ServiceTimes } from '../features/sla/sla';
import { SmsOutbox } from '../features/sms/outbox';
import { Teams } from '../features/teams/teams';
import { Webhooks } from '../features/webhooks/webhooks';

/** What each part shows; leads see those that are not for administrators alone. */
const SECTIONS: { name: string; page: ComponentType; admin: boolean }[] = [
  { name: 'shops', page: Shops, admin: true },
  { name: 'inboxes', page: Inboxes, admin: true },
  { name: 'people', page: People, admin: true },
  { name: 'teams', page: Teams, admin: true },
  { name: 'keys', page: ApiKeys, admin: true },
  { name: 'policies', page: Policies, admin: false },
  { name: 'sla', page: ServiceTimes, admin: false },
  { name: 'alerts', page: Alerts, admin: true },
  { name: 'call_in', page: CallIn, admin: false },
  { name: 'authority', page: AuthorityPart, admin: false },
  { name: 'webhooks', page: Webhooks, admin: false },
  { name: 'flows', page: FlowEditor, admin: false },
  { name: 'sms', page: SmsOutbox, admin: false },
];

export function Settings() {
  const { t } = useTranslation();
  const me = useMe();
  const { section } = useParams({ strict: false });
  const seen = SECTIONS.filter((one) => me.role === 'admin' || (me.role === 'lead' && !one.admin));
  const current = seen.find((one) => one.name === section) ?? seen[0];
  const Page = current?.page;
  return (
    <main className="page">
      <div className="in">
        <h1>{t('settings.title')}</h1>
        <nav className="sections" aria-label={t('settings.sections')}>
          {seen.map((one) => (
            <Link
              key={one.name}
              to="/settings/{-$section}"
              params={{ section: one.name }}
              className={one === current ? 'on' : undefined}
              aria-current={one === current ? 'page' : undefined}
            >
              {t(`settings.${one.name}`)}
            </Link>
          ))}
        </nav>
        {Page && <Page />}
      </div>
    </main>
  );
}
