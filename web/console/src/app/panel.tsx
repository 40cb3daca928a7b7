import { Button } from '@miaohui/ui/button';
import type { IconName } from '@miaohui/ui/icon';
import { Empty, Skeleton } from '@miaohui/ui/state';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from './errors';

/** Rows that are asked for. */
interface Listed<T> {
  data: T[] | undefined;
  isLoading: boolean;
  isError: boolean;
  error: Error | null;
  refetch: () => unknown;
}

interface Props<T> {
  title: string;
  icon: IconName;
  list: Listed<T>;
  empty: string;
  about?: string;
  actions?: ReactNode;
  /** What chooses among the rows. */
  tools?: ReactNode;
  children: (rows: T[]) => ReactNode;
}

/** A list of things with its number, and what stands there while there is none. */
export function Panel<T>({ title, icon, list, empty, about, actions, tools, children }: Props<T>) {
  const { t } = useTranslation();
  const rows = list.data;
  return (
    <section className="panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {rows && <span className="meta">{t('common.count', { n: rows.length })}</span>}
        <span className="end line">{actions}</span>
      </header>
      {tools}
      {list.isLoading && <Skeleton lines={3} label={t('common.loading')} />}
      {list.isError && !rows && (
        <Empty icon="warn" title={t('common.failed')}>
          <p>{words(list.error, t)}</p>
          <Button onClick={() => void list.refetch()}>{t('common.retry')}</Button>
        </Empty>
      )}
      {rows?.length === 0 && (
        <Empty icon={icon} title={empty}>
          {about}
        </Empty>
      )}
      {rows && rows.length > 0 && children(rows)}
    </section>
  );
}
