import type { Checked as Found } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';

/** What an answer states and what bears it out; what was held back, and why. */
export function Checked({ checked }: { checked: Found | null | undefined }) {
  const { t } = useTranslation();
  if (!checked) return null;
  const against = checked.statements.filter((one) => one.finding !== 'supported').length;
  return (
    <details className="checked">
      <summary>
        <Icon name={against ? 'warn' : 'ok'} small />
        {t('checked.count', { n: checked.statements.length })}
        {checked.outcome !== 'passed' && <span className="amber">{t(`checked.${checked.outcome}`)}</span>}
      </summary>
      <ul>
        {checked.statements.map((one) => (
          <li key={`${one.kind}/${one.words}/${one.finding}`}>
            {t(`checked.kind.${one.kind}`)} <b>{one.words}</b>
            {one.finding !== 'supported' && <span className="amber"> {t(`checked.${one.finding}`)}</span>}
            {one.truth && <b> {one.truth}</b>}
            {one.source && (
              <>
                {' ← '}
                {t(`source.${one.source.kind}`)} {one.source.title}
              </>
            )}
          </li>
        ))}
        {checked.held?.map((sentence) => (
          <li key={sentence}>
            {t('checked.left_out')} <s>{sentence}</s>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A warning that an answer offered to an agent states what the facts do not bear out. */
export function Doubts({ checked }: { checked: Found | null | undefined }) {
  const { t } = useTranslation();
  const doubtful = checked?.statements.filter((one) => one.finding !== 'supported') ?? [];
  if (doubtful.length === 0) return null;
  return (
    <span className="amber" role="note">
      <Icon name="warn" small />
      {t('checked.doubts', { words: doubtful.map((one) => one.words).join(' · ') })}
    </span>
  );
}
