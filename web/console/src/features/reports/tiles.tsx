import type { ReportFigures, WhichCounted } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { FIGURES } from './figures';

interface Props {
  figures: ReportFigures;
  onOpen: (which: WhichCounted) => void;
}

/** The figures of the whole, each with how it is counted; each opens the conversations behind it. */
export function Tiles({ figures, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const telling = { t, language: i18n.language };
  return (
    <section className="figures" aria-label={t('reports.whole')}>
      {FIGURES.map(({ name, which, value, more }) => (
        <article key={name} className="panel">
          <h2>{t(`reports.figure.${name}`)}</h2>
          <button
            type="button"
            className="fig num"
            aria-label={t('reports.open_behind', {
              name: t('reports.whole'),
              what: t(`reports.figure.${name}`),
              value: value(figures, telling),
            })}
            onClick={() => onOpen(which)}
          >
            {value(figures, telling)}
          </button>
          <p className="num">{more(figures, telling).join(' · ')}</p>
          <p className="meta">{t(`reports.about.${name}`)}</p>
        </article>
      ))}
    </section>
  );
}
