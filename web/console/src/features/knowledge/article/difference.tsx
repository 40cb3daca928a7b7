import { diffWords } from 'diff';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Two texts as one: what is gone is struck through, what is new is underlined. */
export function Difference({ before, after }: { before: string; after: string }) {
  const { i18n } = useTranslation();
  const pieces = useMemo(() => {
    const intlSegmenter = new Intl.Segmenter(i18n.language, { granularity: 'word' });
    return diffWords(before, after, { intlSegmenter });
  }, [before, after, i18n.language]);
  return (
    <p className="difference">
      {pieces.map((piece, at) => {
        const key = `${at}/${piece.value}`;
        if (piece.added) return <ins key={key}>{piece.value}</ins>;
        if (piece.removed) return <del key={key}>{piece.value}</del>;
        return <span key={key}>{piece.value}</span>;
      })}
    </p>
  );
}
