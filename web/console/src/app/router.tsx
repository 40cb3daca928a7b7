import type { ReportBy } from '@miaohui/client';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { Sort, View } from '../live/conversations';
import { Workbench } from '../routes/workbench';
import { Broken } from './broken';
import { Shell } from './shell';

/** Where the workbench stands; in the address, so that it is there again after a reload. */
export interface WorkbenchSearch {
  view?: View;
  sort?: Sort;
  shop?: string;
  text?: string;
  c?: string;
}

/** Whose knowledge is shown, and what of it is open. */
export interface KnowledgeSearch {
  shop?: string;
  id?: string;
}

/** Whom somebody looks for, and who of those is shown. */
export interface BuyersSearch {
  q?: string;
  id?: string;
}

/** Which approval a link led to. */
export interface ApprovalsSearch {
  id?: string;
}

/** Whose numbers are shown, which of them is open and which part of it, on which days, and whether they fill a wall. */
export interface MetricsSearch {
  shop?: string;
  d?: string;
  reason?: string;
  part?: 'platform';
  from?: string;
  to?: string;
  wall?: 1;
}

/** Whose board is shown, and whether it fills a wall. */
export interface BoardSearch {
  shop?: string;
  wall?: 1;
}

/** What a report is of, and what it is broken down by. */
export interface ReportsSearch {
  shop?: string;
  /** How many days up to now; without, from one day to another. */
  days?: number;
  from?: string;
  to?: string;
  by?: ReportBy;
  channel?: string;
  intent?: string;
  urgency?: string;
  agent?: string;
  /** Which two are compared. */
  a?: string;
  b?: string;
}

const DIMENSIONS: unknown[] = ['person', 'shop', 'channel', 'hour', 'intent', 'day'];
const DAY = /^\d{4}-\d\d-\d\d$/;
const VIEWS: unknown[] = ['waiting', 'mine', 'others', 'bot', 'resolved'];
const SORTS: unknown[] = ['urgency', 'wait', 'recent'];
const word = (value: unknown) => (value === undefined || value === '' ? undefined : String(value));
const dayOf = (value: unknown) => (/^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? String(value) : undefined);

const root = createRootRoute({ component: Shell, errorComponent: Broken });

export const workbenchRoute = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: Workbench,
  validateSearch: (search: Record<string, unknown>): WorkbenchSearch => ({
    view: VIEWS.includes(search.view) ? (search.view as View) : undefined,
    sort: SORTS.includes(search.sort) ? (search.sort as Sort) : undefined,
    shop: word(search.shop),
    text: word(search.text),
    c: word(search.c),
  }),
});

const importsRoute = createRoute({
  getParentRoute: () => root,
  path: '/imports',
  component: lazyRouteComponent(() => import('../routes/imports'), 'Imports'),
});

const knowledgeRoute = createRoute({
  getParentRoute: () => root,
  path: '/knowledge/{-$section}',
  component: lazyRouteComponent(() => import('../routes/knowledge'), 'Knowledge'),
  validateSearch: (search: Record<string, unknown>): KnowledgeSearch => ({
    shop: word(search.shop),
    id: word(search.id),
  }),
});

const settingsRoute = createRoute({
  getParentRoute: () => root,
  path: '/settings/{-$section}',
  component: lazyRouteComponent(() => import('../routes/settings'), 'Settings'),
});

const approvalsRoute = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  component: lazyRouteComponent(() => import('../routes/approvals'), 'Approvals'),
  validateSearch: (search: Record<string, unknown>): ApprovalsSearch => ({ id: word(search.id) }),
});

const promisesRoute = createRoute({
  getParentRoute: () => root,
  path: '/promises',
  component: lazyRouteComponent(() => import('../routes/promises'), 'PromisesPage'),
});

const metricsRoute = createRoute({
  getParentRoute: () => root,
  path: '/metrics',
  component: lazyRouteComponent(() => import('../routes/metrics'), 'MetricsPage'),
  validateSearch: (search: Record<string, unknown>): MetricsSearch => ({
    shop: word(search.shop),
    d: word(search.d),
    reason: word(search.reason),
    part: search.part === 'platform' ? 'platform' : undefined,
    from: dayOf(search.from),
    to: dayOf(search.to),
    wall: search.wall ? 1 : undefined,
  }),
});

const boardRoute = createRoute({
  getParentRoute: () => root,
  path: '/board',
  component: lazyRouteComponent(() => import('../routes/board'), 'BoardPage'),
  validateSearch: (search: Record<string, unknown>): BoardSearch => ({
    shop: word(search.shop),
    wall: search.wall ? 1 : undefined,
  }),
});

const reportsRoute = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: lazyRouteComponent(() => import('../routes/reports'), 'ReportsPage'),
  validateSearch: (search: Record<string, unknown>): ReportsSearch => {
    const date = (value: unknown) => (DAY.test(String(value)) ? String(value) : undefined);
    const days = Number(search.days);
    return {
      shop: word(search.shop),
      days: Number.isInteger(days) && days > 0 && days < 367 ? days : undefined,
      from: date(search.from),
      to: date(search.to),
      by: DIMENSIONS.includes(search.by) ? (search.by as ReportBy) : undefined,
      channel: word(search.channel),
      intent: word(search.intent),
      urgency: word(search.urgency),
      agent: word(search.agent),
      a: word(search.a),
      b: word(search.b),
    };
  },
});

const buyersRoute = createRoute({
  getParentRoute: () => root,
  path: '/buyers',
  component: lazyRouteComponent(() => import('../routes/buyers'), 'BuyersPage'),
  validateSearch: (search: Record<string, unknown>): BuyersSearch => ({
    q: word(search.q),
    id: word(search.id),
  }),
});

const devicesRoute = createRoute({
  getParentRoute: () => root,
  path: '/devices',
  component: lazyRouteComponent(() => import('../routes/devices'), 'DevicesPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    workbenchRoute,
    promisesRoute,
    metricsRoute,
    boardRoute,
    reportsRoute,
    buyersRoute,
    knowledgeRoute,
    importsRoute,
    settingsRoute,
    approvalsRoute,
    devicesRoute,
  ]),
  basepath: '/console',
  defaultNotFoundComponent: Workbench,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
