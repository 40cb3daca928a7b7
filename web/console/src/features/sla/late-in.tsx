import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { openQuery } from '../../app/queries';
import { moment } from '../../i18n/format';

/** Conversations that are read at once. */
const PAGE = 10;

interface Props {
  /** What was late in them. */
  title: string;
  /** The late ones, of which at most 200 are named. */
  late: number;
  conversations: string[];
}

/** How many were late; opens the conversations in which they were. */
export function LateIn({ title, late, conversations }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (late === 0) return <span className="num">0</span>;
  return (
    <>
      <button
        type="button"
        className="figure num red"
        aria-label={t('sla.late_open', { n: late, title })}
        onClick={() => setOpen(true)}
      >
        {late}
      </button>
      {open && <LateDialog title={title} conversations={conversations} onClose={() => setOpen(false)} />}
    </>
  );
}

function LateDialog({
  title,
  conversations,
  onClose,
}: Pick<Props, 'title' | 'conversations'> & { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const now = useNow();
  const [shown, setShown] = useState(PAGE);
  const queries = conversations.slice(0, shown).map((id) => openQuery(id, client));
  const found = useQueries({ queries });
  return (
    <Dialog wide title={`${t('sla.late_in')} · ${title}`} onClose={onClose}>
      <p className="meta">{t('sla.late_named', { n: conversations.length })}</p>
      <table className="table">
        <tbody>
          {conversations.slice(0, shown).map((id, at) => {
            const c = found[at]?.data?.conversation;
            return (
              <tr key={id}>
                <td>{c ? (c.buyer_name ?? t('queue.anonymous', { n: c.number })) : '…'}</td>
                <td>
                  {c?.intent && t(`intent.${c.intent}`)}
                  {c && <p className="meta clamp">{c.last_text}</p>}
                </td>
                <td>{c?.agent_name}</td>
                <td className="num">{c && moment(c.opened_at, i18n.language, now)}</td>
                <td className="acts">
                  <Link to="/" search={{ c: id }} className="btn">
                    {t('metrics.open')}
                  </Link>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <footer>
        {conversations.length > shown && (
          <Button onClick={() => setShown(shown + PAGE)}>{t('common.more')}</Button>
        )}
        <Button onClick={onClose}>{t('common.close')}</Button>
      </footer>
    </Dialog>
  );
}
