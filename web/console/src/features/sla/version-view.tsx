import type { Shop, SlaVersion } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { inboxesQuery } from '../../app/queries';
import { timeIn } from '../../app/times';
import { day, fullMoment, weekdays } from '../../i18n/format';
import { hoursName, targetInWords, tongue, whoInWords } from './in-words';

interface Props {
  shop: Shop;
  version: SlaVersion;
  onEdit: () => void;
  onBack: () => void;
}

/** A version as it was put, in words. */
export function VersionView({ shop, version, onEdit, onBack }: Props) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const { data: inboxes = [] } = useQuery(inboxesQuery);
  const { rules, calendars = {} } = version.policy;
  const title = t('sla.version', { n: version.version });
  const names = new Map(weekdays(language));
  const around = { shop, inboxes, language, t };
  return (
    <section className="panel stack" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="meta">
          {version.version === 0
            ? t('sla.from_the_beginning')
            : t('sla.from_on', { when: fullMoment(version.effective_from, language) })}
        </span>
        <span className="end line">
          <Button onClick={onBack}>{t('sla.back')}</Button>
          <Button look="primary" onClick={onEdit}>
            {t('sla.edit_this')}
          </Button>
        </span>
      </header>
      <ol className="sla-rules">
        {rules.map((rule, at) => {
          const who = whoInWords(rule.when, around);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule of a version never moves
            <li key={at}>
              <div className="head">
                <span className="grip still">{at + 1}</span>
                <div className="what">
                  <b>{rule.name[tongue(language)]}</b>
                  <span className="meta">{who.length > 0 ? who.join(' · ') : t('sla.everybody')}</span>
                  <span className="targets-said">
                    {rule.targets.map((target) => targetInWords(target, t)).join(t('sla.also'))}
                  </span>
                  {rule.steps?.map((step) => (
                    <span key={step.after_seconds} className="meta">
                      {t('sla.step_words', {
                        time: timeIn(step.after_seconds, t),
                        does: step.does.map((one) => t(`sla.action.${one}`)).join(t('sla.and')),
                      })}
                    </span>
                  ))}
                </div>
              </div>
            </li>
          );
        })}
      </ol>
      {Object.entries(calendars).map(([name, calendar]) => (
        <p key={name} className="meta">
          <b>{hoursName(name, t)}</b> · {calendar.zone} ·{' '}
          {calendar.hours
            .map((one) => `${one.days.map((n) => names.get(n)).join(' ')} ${one.from}–${one.to}`)
            .join(' · ')}
          {(calendar.exceptions ?? []).map(
            (one) =>
              ` · ${one.name || day(one.day, language)}: ${openings(one.openings, t('sla.closed_day'))}`,
          )}
        </p>
      ))}
    </section>
  );
}

function openings(all: { from: string; to: string }[] | undefined, closed: string): string {
  return all && all.length > 0 ? all.map((one) => `${one.from}–${one.to}`).join(', ') : closed;
}
