import type { ArticleStatus, Version } from '@miaohui/client';
import { useTranslation } from 'react-i18next';

const STATUS: Record<ArticleStatus, string> = {
  draft: 'tag line',
  published: 'tag green',
  retired: 'tag',
};

export function StatusTag({ status }: { status: ArticleStatus }) {
  const { t } = useTranslation();
  return <span className={STATUS[status]}>{t(`articles.statuses.${status}`)}</span>;
}

/** A draft or a review that is open over it. */
export function OpenTag({ state }: { state: Version['state'] }) {
  const { t } = useTranslation();
  return (
    <span className={state === 'review' ? 'tag amber' : 'tag line'}>
      {t(state === 'review' ? 'articles.in_review' : 'articles.has_draft')}
    </span>
  );
}
