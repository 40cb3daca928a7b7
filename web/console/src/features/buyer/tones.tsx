import type { Profile } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { money } from '../../i18n/format';
import './tones.css';

/** How to speak to this buyer, and why. */
export function Tones({ profile }: { profile: Profile }) {
  const { t, i18n } = useTranslation();
  const { currency } = profile.average;
  const amount = (minor: number) => money({ minor, currency }, i18n.language);
  if (profile.tone.length === 0) return null;
  const why = (hint: Profile['tone'][number]): string => {
    if (hint.tone === 'soothe') return t('tone.soothe_why', { number: hint.number, days: hint.days });
    if (hint.tone === 'familiar') return t('tone.familiar_why', { orders: hint.orders });
    if (hint.tone === 'welcome') return t('tone.welcome_why');
    return t('tone.generous_why', { average: amount(hint.average), usual: amount(hint.usual) });
  };
  return (
    <section className="sec tones" aria-label={t('tone.title')}>
      {profile.tone.map((hint) => (
        <p key={hint.tone} className={hint.tone === 'soothe' ? 'amber' : undefined}>
          <b>{t(`tone.${hint.tone}`)}</b> {why(hint)}
        </p>
      ))}
      {profile.last_product && (
        <p className="meta">{t('tone.last_product', { product: profile.last_product })}</p>
      )}
    </section>
  );
}
