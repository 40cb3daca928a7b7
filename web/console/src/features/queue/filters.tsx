import type { Shop } from '@miaohui/client';
import { IconButton } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../../app/shortcuts';
import type { Sort, Wanted } from '../../live/conversations';

const ASK_AFTER_MS = 200;
const SORTS: Sort[] = ['loss', 'urgency', 'wait', 'recent'];

interface Props {
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
  shops: Shop[];
}

export function Filters({ wanted, onWanted, shops }: Props) {
  const { t } = useTranslation();
  const [searching, setSearching] = useState(Boolean(wanted.text));
  const input = useRef<HTMLInputElement>(null);
  useShortcut('search', () => {
    setSearching(true);
    requestAnimationFrame(() => input.current?.focus());
  });
  const end = () => {
    setSearching(false);
    onWanted({ ...wanted, text: undefined });
  };
  if (searching) return <Search wanted={wanted} onWanted={onWanted} onEnd={end} input={input} />;
  return (
    <div className="filters">
      {shops.length > 1 && (
        <select
          aria-label={t('settings.shop')}
          value={wanted.shop ?? ''}
          onChange={(event) => onWanted({ ...wanted, shop: event.target.value || undefined })}
        >
          <option value="">{t('queue.all_shops')}</option>
          {shops.map((shop) => (
            <option key={shop.id} value={shop.id}>
              {shop.name}
            </option>
          ))}
        </select>
      )}
      {wanted.view !== 'resolved' && (
        <select
          aria-label={t('queue.sort')}
          value={wanted.sort}
          onChange={(event) => onWanted({ ...wanted, sort: event.target.value as Sort })}
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t(`queue.${sort}`)}
            </option>
          ))}
        </select>
      )}
      <IconButton icon="search" label={`${t('keys.search')} (/)`} onClick={() => setSearching(true)} />
    </div>
  );
}

interface SearchProps {
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
  onEnd: () => void;
  input: React.RefObject<HTMLInputElement | null>;
}

function Search({ wanted, onWanted, onEnd, input }: SearchProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(wanted.text ?? '');
  const latest = useRef({ wanted, onWanted });
  latest.current = { wanted, onWanted };
  useEffect(() => input.current?.focus(), [input]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const { wanted: now, onWanted: tell } = latest.current;
      const wish = text.trim() || undefined;
      if (wish !== now.text) tell({ ...now, text: wish });
    }, ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="search">
      <Icon name="search" small />
      <input
        ref={input}
        value={text}
        aria-label={t('queue.search')}
        placeholder={t('queue.search')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onEnd();
          if (event.key === 'ArrowDown') event.currentTarget.blur();
        }}
      />
      <IconButton icon="close" label={t('queue.search_clear')} onClick={onEnd} />
    </div>
  );
}
