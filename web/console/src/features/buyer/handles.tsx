import type { Profile } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { day } from '../../i18n/format';

/** How the buyer is known in inboxes, the one used last first. */
export function Handles({ handles }: { handles: Profile['handles'] }) {
  const { t, i18n } = useTranslation();
  if (handles.length === 0) return null;
  return (
    <section className="sec">
      <h3>
        {t('buyers.handles')}
        <span className="meta">{handles.length}</span>
      </h3>
      <ul className="handles">
        {handles.map((handle) => (
          <li key={`${handle.inbox}${handle.value}`}>
            <span className="ell">{handle.inbox}</span>
            <span className="meta num ell">{handle.value}</span>
            <span className="meta">{day(handle.seen_at, i18n.language)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
