import { api, data, type Me } from '@miaohui/client';
import { Icon, Logo } from '@miaohui/ui/icon';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { switchLanguage } from '../i18n/setup';
import { useLive } from '../live/connection';
import { words } from './errors';
import { keys } from './keys';
import { KeysDialog } from './keys-dialog';
import { notify } from './notices';
import { preferences, usePreferences } from './preferences';
import { promisesQuery } from './promises';
import { approvalsQuery, forget, gapsQuery, listQuery, shopsQuery, useMe } from './queries';
import { useShortcut } from './shortcuts';

export function Rail() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const { sound } = usePreferences();
  const [help, setHelp] = useState(false);
  const waiting = useWaiting(me.id);
  const must = useMustBeAnswered(me);
  const leads = me.role !== 'agent' && me.role !== 'senior';
  const asked = useAskedOver(leads);
  const shown = waiting > 99 ? '99+' : String(waiting);
  useShortcut('help', () => setHelp(true));
  const dark = document.documentElement.dataset.theme === 'dark';
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  return (
    <nav className="rail" aria-label={t('nav.main')}>
      <Logo />
      <Link
        to="/"
        aria-label={waiting > 0 ? `${t('nav.workbench')} ${shown}` : t('nav.workbench')}
        title={t('nav.workbench')}
        activeOptions={{ exact: true, includeSearch: false }}
        activeProps={{ className: 'on' }}
      >
        <Icon name="chat" />
        {waiting > 0 && <b>{shown}</b>}
      </Link>
      <Link
        to="/buyers"
        search={{}}
        aria-label={t('nav.buyers')}
        title={t('nav.buyers')}
        activeProps={{ className: 'on' }}
      >
        <Icon name="search" />
      </Link>
      <PromisesLink />
      <Link
        to="/knowledge/{-$section}"
        params={{}}
        search={{}}
        aria-label={
          must > 0 ? `${t('nav.knowledge')} · ${t('gaps.must_number', { n: must })}` : t('nav.knowledge')
        }
        title={must > 0 ? t('gaps.must_number', { n: must }) : t('nav.knowledge')}
        activeProps={{ className: 'on' }}
      >
        <Icon name="book" />
        {must > 0 && <b>{must}</b>}
      </Link>
      {leads && (
        <Link
          to="/approvals"
          aria-label={
            asked > 0
              ? `${t('approvals.title')} · ${t('approvals.number', { n: asked })}`
              : t('approvals.title')
          }
          title={asked > 0 ? t('approvals.number', { n: asked }) : t('approvals.title')}
          activeProps={{ className: 'on' }}
        >
          <Icon name="shield" />
          {asked > 0 && <b>{asked}</b>}
        </Link>
      )}
      {leads && (
        <Link
          to="/board"
          search={{}}
          aria-label={t('board.title')}
          title={t('board.title')}
          activeProps={{ className: 'on' }}
        >
          <Icon name="board" />
        </Link>
      )}
      {leads && (
        <Link
          to="/reports"
          className="desk-only"
          search={{}}
          aria-label={t('reports.title')}
          title={t('reports.title')}
          activeProps={{ className: 'on' }}
        >
          <Icon name="curve" />
        </Link>
      )}
      {leads && (
        <Link
          to="/metrics"
          search={{}}
          aria-label={t('metrics.title')}
          title={t('metrics.title')}
          activeProps={{ className: 'on' }}
        >
          <Icon name="chart" />
        </Link>
      )}
      {leads && (
        <Link
          to="/imports"
          className="desk-only"
          aria-label={t('nav.imports')}
          title={t('nav.imports')}
          activeProps={{ className: 'on' }}
        >
          <Icon name="table" />
        </Link>
      )}
      {leads && (
        <Link
          to="/settings/{-$section}"
          params={{}}
          aria-label={t('nav.settings')}
          title={t('nav.settings')}
          activeProps={{ className: 'on' }}
        >
          <Icon name="gear" />
        </Link>
      )}
      <span className="sp" />
      <Link
        to="/devices"
        aria-label={t('devices.page')}
        title={t('devices.page')}
        activeProps={{ className: 'on' }}
      >
        <Icon name="phone" />
      </Link>
      <RailButton deskOnly icon="keys" label={`${t('nav.shortcuts')} (?)`} onClick={() => setHelp(true)} />
      <RailButton
        deskOnly
        icon={sound ? 'bell' : 'mute'}
        label={sound ? t('nav.sound_off') : t('nav.sound_on')}
        onClick={() => preferences.set({ sound: !sound })}
      />
      <RailButton
        icon={dark ? 'sun' : 'moon'}
        label={dark ? t('nav.theme_light') : t('nav.theme_dark')}
        onClick={() => preferences.set({ theme: dark ? 'light' : 'dark' })}
      />
      <RailButton icon="globe" label={t('nav.language')} onClick={() => switchLanguage(other)} />
      <SignOut />
      <PresenceSwitch me={me} />
      {help && <KeysDialog onClose={() => setHelp(false)} />}
    </nav>
  );
}

/** How many promises this person has to keep; red when one is overdue. */
function PromisesLink() {
  const { t } = useTranslation();
  const { data: list } = useQuery(promisesQuery('mine'));
  const { mine, mine_overdue: overdue } = list?.counts ?? { mine: 0, mine_overdue: 0 };
  const label =
    overdue > 0 ? t('promises.number_overdue', { n: mine, overdue }) : t('promises.number', { n: mine });
  return (
    <Link
      to="/promises"
      aria-label={mine > 0 ? label : t('nav.promises')}
      title={mine > 0 ? label : t('nav.promises')}
      activeProps={{ className: 'on' }}
    >
      <Icon name="clock" />
      {mine > 0 && <b className={overdue > 0 ? 'due' : 'calm'}>{mine}</b>}
    </Link>
  );
}

function RailButton({
  icon,
  label,
  deskOnly,
  onClick,
}: {
  icon: Parameters<typeof Icon>[0]['name'];
  label: string;
  /** A phone has no room for it. */
  deskOnly?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      className={deskOnly ? 'desk-only' : undefined}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** How many wait; in the title of the page too, for whoever looks elsewhere. */
function useWaiting(me: string): number {
  const { t } = useTranslation();
  const { data: list } = useQuery(listQuery({ view: 'waiting', sort: 'loss' }, me));
  const waiting = list?.counts.waiting ?? 0;
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${t('product')}` : t('product');
  }, [waiting, t]);
  return waiting;
}

/** How many gaps must be answered, in all shops that a keeper sees. */
function useMustBeAnswered(me: Me): number {
  const { data: shops = [] } = useQuery({ ...shopsQuery, enabled: me.role !== 'agent' });
  const queries = me.role === 'agent' ? [] : shops.map((shop) => gapsQuery(shop.id));
  const lists = useQueries({ queries });
  return lists.flatMap((list) => list.data ?? []).filter((gap) => gap.must_at).length;
}

/** How much waits for a lead's word, in all shops that they see. */
function useAskedOver(leads: boolean): number {
  const { data: shops = [] } = useQuery({ ...shopsQuery, enabled: leads });
  const queries = leads ? shops.map((shop) => approvalsQuery(shop.id, true)) : [];
  const lists = useQueries({ queries });
  return lists.flatMap((list) => list.data?.approvals ?? []).length;
}

function PresenceSwitch({ me }: { me: Me }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const set = useMutation({
    mutationFn: (presence: Me['presence']) =>
      data(api.PUT('/api/v1/session/presence', { body: { presence } })),
    onSuccess: (_, presence) => client.setQueryData<Me>(keys.me, (known) => known && { ...known, presence }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  // Without a connection nobody is online, whatever was last heard.
  const offline = useLive() === 'offline';
  const presence = offline ? 'offline' : me.presence;
  const online = presence === 'online';
  const label = `${me.name} · ${t(`role.${me.role}`)} · ${t(`presence.${presence}`)}`;
  return (
    <button
      type="button"
      className="presence"
      role="switch"
      aria-checked={online}
      aria-label={label}
      title={label}
      disabled={offline || set.isPending}
      onClick={() => set.mutate(online ? 'away' : 'online')}
    >
      <span className="av">
        {me.name.slice(0, 1)}
        <i className={presence} />
      </span>
      <small>{t(`presence.${presence}`)}</small>
    </button>
  );
}

function SignOut() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const out = useMutation({
    mutationFn: () => data(api.DELETE('/api/v1/session')),
    onSuccess: () => forget(client),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  return (
    <RailButton
      icon="out"
      label={`${t('nav.sign_out')}：${t('nav.sign_out_about')}`}
      onClick={() => out.mutate()}
    />
  );
}
