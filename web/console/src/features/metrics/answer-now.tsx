import { Button } from '@miaohui/ui/button';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { openQuery } from '../../app/queries';
import { waitOf } from '../../app/wait';
import { span } from '../../i18n/duration';

/** So many are shown at once: what is behind each is read by itself. */
const FIRST = 12;

/** The fewest conversations that must be answered now, the most useful first, each a way to it. */
export function AnswerNow({ ids, reach }: { ids: string[]; reach: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const now = useNow();
  const [all, setAll] = useState(false);
  const shown = all ? ids : ids.slice(0, FIRST);
  const found = useQueries({ queries: shown.map((id) => openQuery(id, client)) });
  return (
    <section className="panel answer-now" aria-label={t('metrics.answer_now')}>
      <header>
        <h2>{t('metrics.answer_now')}</h2>
        <span className="meta">{reach}</span>
      </header>
      <ul>
        {shown.map((id, at) => {
          const one = found[at]?.data?.conversation;
          const wait = one && waitOf(one, now);
          return (
            <li key={id}>
              <Link to="/" search={{ c: id }}>
                <b>{one?.buyer_name ?? (one ? t('conversation.number', { n: one.number }) : '…')}</b>
                {wait && (
                  <span className={`num ${wait.colour === 'calm' ? '' : wait.colour}`}>
                    {t('metrics.answer_waits', { time: span(wait.waited) })}
                  </span>
                )}
                <span className="ell">{one?.last_text}</span>
                {one && <span className="meta">{one.agent_name ?? t(`status.${one.status}`)}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
      {!all && ids.length > FIRST && (
        <Button look="quiet" onClick={() => setAll(true)}>
          {t('metrics.answer_more', { n: ids.length })}
        </Button>
      )}
    </section>
  );
}
