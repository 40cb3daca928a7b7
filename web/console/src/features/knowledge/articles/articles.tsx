import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ArticleList, type Looked } from './list';
import { OpenedArticle } from './opened';

/** What a shop knows: the list, or the article that is open. */
export function Articles({ shop, keeper }: { shop: string; keeper: boolean }) {
  const { id } = useSearch({ from: '/knowledge/{-$section}' });
  const navigate = useNavigate();
  // Kept here, so that the list is as it was when one comes back to it.
  const [looked, setLooked] = useState<Looked>({ mode: keeper ? 'words' : 'bot', text: '', kept: 'all' });
  const open = (next: string | undefined) =>
    void navigate({
      to: '/knowledge/{-$section}',
      params: { section: 'articles' },
      search: (now) => ({ ...now, id: next }),
    });
  if (id && (keeper || id !== 'new')) {
    return <OpenedArticle key={id} id={id} shop={shop} keeper={keeper} onOpen={open} />;
  }
  return <ArticleList shop={shop} keeper={keeper} looked={looked} onLook={setLooked} onOpen={open} />;
}
