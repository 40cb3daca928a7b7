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
  return (
    <section className="sec tones" aria-label={t('tone.title')}>
      {profile.tone.map((hint) => {
        switch (hint.tone) {
          case 'soothe':
            return (
              <p key={hint.tone} className="amber">
                <b>{t('tone.soothe')}</b> {t('tone.soothe_why', { number: hint.number, days: hint.days })}
              </p>
            );
          case 'familiar':
            return (
              <p key={hint.tone}>
                <b>{t('tone.familiar')}</b> {t('tone.familiar_why', { orders: hint.orders })}
              </p>
            );
          case 'generous':
            return (
              <p key={hint.tone}>
                <b>{t('tone.generous')}</b>{' '}
                {t('tone.generous_why', { average: amount(hint.average), usual: amount(hint.usual) })}
              </p>
            );
          case 'welcome':
            return (
              <p key={hint.tone}>
                <b>{t('tone.welcome')}</b> {t('tone.welcome_why')}
              </p>
            );
        }
      })}
      {profile.last_product && (
        <p className="meta">{t('tone.last_product', { product: profile.last_product })}</p>
      )}
    </section>
  );
}
