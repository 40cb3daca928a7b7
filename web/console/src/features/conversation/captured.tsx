import { api, data, type Proposal } from '@miaohui/client';
import { IconButton } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';

/** Makes an agent's answer a proposal; what is proposed is shown until it is put away. */
export function useCapture(conversation: string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (message: string) =>
      data(
        api.POST('/api/v1/conversations/{id}/capture', {
          params: { path: { id: conversation } },
          body: { message },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.of('proposals') }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
}

interface Props {
  proposal: Proposal;
  /** Whether they may decide about it. */
  keeper: boolean;
  onClose: () => void;
}

/** What was proposed, with what the shop knows of it already. */
export function Captured({ proposal, keeper, onClose }: Props) {
  const { t } = useTranslation();
  const { body, conflicts } = proposal;
  return (
    <section className="captured" role="status" aria-label={t('capture.title')}>
      <header className="line">
        <Icon name="book" />
        <b>{t('capture.title')}</b>
        <span className="end line">
          {keeper && (
            <Link
              to="/knowledge/{-$section}"
              params={{ section: 'proposals' }}
              search={{ shop: proposal.shop, id: proposal.id }}
            >
              {t('capture.open')}
            </Link>
          )}
          <IconButton icon="close" label={t('capture.close')} onClick={onClose} />
        </span>
      </header>
      <dl>
        <dt>{t('capture.question')}</dt>
        <dd>{body.question}</dd>
        <dt>{t('capture.answer')}</dt>
        <dd className="ell">{body.answer}</dd>
      </dl>
      {conflicts.length > 0 ? (
        <>
          <p className="meta">{t('capture.known', { n: conflicts.length })}</p>
          <ul>
            {conflicts.slice(0, 3).map((one) => (
              <li key={one.article} className="line">
                <span className={one.kind === 'contradiction' ? 'tag red' : 'tag amber'}>
                  {t(`proposals.${one.kind}`)}
                </span>
                <span className="ell" title={one.answer}>
                  {one.question} — {one.answer}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        !keeper && <p className="meta">{t('capture.waiting')}</p>
      )}
    </section>
  );
}
