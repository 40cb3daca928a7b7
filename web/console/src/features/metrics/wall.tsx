import type { Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty } from '@miaohui/ui/state';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type CSSProperties, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayIn } from '../../app/day-in';
import { Failed } from '../../app/failed';
import { useNow } from '../../app/now';
import { usePreferences } from '../../app/preferences';
import { inboxesQuery } from '../../app/queries';
import { clock } from '../../i18n/format';
import { held, needed, shown } from './definitions';
import { definitionsQuery } from './queries';
import { layOut } from './wall-layout';
import { WallQueue } from './wall-queue';
import { Tile } from './wall-tile';

/** How long a screen stays before the next. */
const STAYS_MS = 12_000;

/** The chosen numbers of all shops for a whole room; where there are more than fit, screen follows screen. */
export function Wall({ shops }: { shops: Shop[] }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const now = useNow();
  const { tiles, failed, there } = useTiles(shops, now);
  const [room, box] = useRoom();
  const { columns, rows, pages } = layOut(tiles.length, room.width, room.height);
  const [paused, setPaused] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (paused || pages < 2) return;
    const timer = setInterval(() => setTurn((before) => before + 1), STAYS_MS);
    return () => clearInterval(timer);
  }, [paused, pages]);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') void navigate({ to: '/metrics', search: {} });
    };
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [navigate]);
  const page = turn % pages;
  const each = columns * rows;
  return (
    <main className="wall" aria-label={t('metrics.wall.title')}>
      <header>
        <WallQueue />
        <p className="time num">{clock(new Date(now).toISOString(), i18n.language)}</p>
        <div className="controls">
          {pages > 1 && (
            <>
              <span className="num">{t('metrics.wall.page', { at: page + 1, n: pages })}</span>
              <Button onClick={() => setPaused(!paused)}>
                {paused ? t('metrics.wall.go_on') : t('metrics.wall.pause')}
              </Button>
            </>
          )}
          {document.fullscreenEnabled && (
            <Button onClick={() => void document.documentElement.requestFullscreen()}>
              {t('metrics.wall.full')}
            </Button>
          )}
          <Button onClick={() => void navigate({ to: '/metrics', search: {} })}>
            {t('metrics.wall.leave')}
          </Button>
        </div>
      </header>
      <div ref={box} className="tiles" style={{ '--columns': columns, '--rows': rows } as CSSProperties}>
        {tiles.slice(page * each, (page + 1) * each).map(({ shop, definition }) => (
          <Tile
            key={`${shop.id} ${definition.now.name}`}
            shop={shop}
            definition={definition}
            named={shops.length > 1}
          />
        ))}
      </div>
      {failed && <Failed error={failed.error} again={failed.refetch} />}
      {there && tiles.length === 0 && <Empty icon="chart" title={t('metrics.nothing_chosen')} />}
    </main>
  );
}

function useTiles(shops: Shop[], now: number) {
  const { numbers } = usePreferences();
  const { data: inboxes } = useQuery({ ...inboxesQuery, staleTime: 60_000 });
  const definitions = useQueries({ queries: shops.map((shop) => definitionsQuery(shop.id)) });
  const tiles = shops.flatMap((shop, at) => {
    const all = held(definitions[at]?.data ?? [], dayIn(shop.time_zone, now));
    const need = needed(all, inboxes?.filter((one) => one.shop === shop.id) ?? []);
    return shown(all, need, numbers[shop.id]).map((definition) => ({ shop, definition }));
  });
  const failed = definitions.find((one) => one.isError && !one.data);
  return { tiles, failed, there: definitions.length > 0 && definitions.every((one) => one.data) };
}

/** The size of what the tiles may fill. */
function useRoom() {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setRoom({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [room, box] as const;
}
