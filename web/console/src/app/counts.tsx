import { useTranslation } from 'react-i18next';
import { figure } from '../i18n/format';

/** Counts beside each other, each under its name. */
export function Counts({ counts }: { counts: [string, number][] }) {
  const { i18n } = useTranslation();
  return (
    <dl className="figs">
      {counts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure(value, i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}
