import type { ArticleSource } from '@miaohui/client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

const CONVERSATIONS = new Set<ArticleSource['kind']>(['capture', 'dialogue']);

/** Where something comes from; a conversation can be gone to. */
export function SourceLine({ source }: { source: ArticleSource }) {
  const { t } = useTranslation();
  const named = `${t(`articles.sources.${source.kind}`)} ${source.title ?? ''}`;
  return (
    <>
      {t('articles.source')}{' '}
      {CONVERSATIONS.has(source.kind) && source.id ? (
        <Link to="/" search={{ c: source.id }}>
          {named}
        </Link>
      ) : (
        <span>{named}</span>
      )}
      {source.key && !CONVERSATIONS.has(source.kind) && <span> · {source.key}</span>}
    </>
  );
}
