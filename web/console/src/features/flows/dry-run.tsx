import { api, type Definition, type DryRunCase, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { useNow } from '../../app/now';
import { moment } from '../../i18n/format';
import { Steps } from './steps';

interface Props {
  shop: string;
  currency: string;
  /** The flow as it is being changed. */
  flow: Definition;
}

/** Tries the changed flow on what has been, before anybody keeps it. */
export function DryRun({ shop, currency, flow }: Props) {
  const { t } = useTranslation();
  const trying = useMutation({
    mutationFn: () =>
      data(
        api.POST('/api/v1/shops/{shop}/flows/{flow}/dry-run', {
          params: { path: { shop, flow: flow.key } },
          body: flow,
        }),
      ),
  });
  const cases = trying.data;
  return (
    <section className="flow-edit-step">
      <h3>{t('flows.dry.title')}</h3>
      <p className="meta">{t('flows.dry.about')}</p>
      <p>
        <Button icon="play" disabled={trying.isPending} onClick={() => trying.mutate()}>
          {t('flows.dry.run')}
        </Button>
      </p>
      {trying.error && (
        <p className="alert" role="alert">
          {words(trying.error, t)}
        </p>
      )}
      {cases && (
        <>
          <p role="status">
            {cases.length === 0
              ? t('flows.dry.none')
              : t('flows.dry.summed', {
                  n: cases.length,
                  goes: cases.filter((one) => standing(one) === 'goes').length,
                  asks: cases.filter((one) => standing(one) === 'asks').length,
                  refused: cases.filter((one) => standing(one) === 'refused').length,
                  differs: cases.filter((one) => one.differs.length > 0).length,
                })}
          </p>
          <ul className="dry-run">
            {cases.map((one) => (
              <li key={one.run ?? one.conversation}>
                <Case of={one} currency={currency} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Whether it would go, ask for more, or be refused. */
function standing(of: DryRunCase): 'goes' | 'asks' | 'refused' {
  if (!of.would || of.would.refusal) return 'refused';
  return of.would.missing.length > 0 ? 'asks' : 'goes';
}

const COLOURS = { goes: 'green', asks: '', refused: 'red' };

function Case({ of, currency }: { of: DryRunCase; currency: string }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const zh = i18n.language.startsWith('zh');
  const how = standing(of);
  const title = (of: { zh: string; en: string }) => (zh ? of.zh : of.en);
  const asked = of.would?.missing.map((key) => {
    const input = of.would?.flow.inputs?.find((one) => one.key === key);
    return input ? title(input.title) : key;
  });
  const why = of.refusal ?? of.would?.refusal;
  return (
    <details>
      <summary>
        <span className={`tag ${COLOURS[how]}`}>{t(`flows.dry.${how}`)}</span>
        {of.would?.order && <span className="num">{of.would.order}</span>}
        <span className="meta">
          {of.state ? t('flows.dry.was', { state: t(`flows.run.${of.state}`) }) : t('flows.dry.not_started')}
        </span>
        {of.differs.length > 0 && (
          <span className="tag amber">{t('flows.dry.differs', { n: of.differs.length })}</span>
        )}
        <time className="meta end" dateTime={of.at}>
          {moment(of.at, i18n.language, now)}
        </time>
      </summary>
      {why && <p className="red">{why.message}</p>}
      {how === 'asks' && asked && (
        <p className="meta">{t('flows.dry.asks_for', { what: asked.join(' · ') })}</p>
      )}
      {of.would && of.would.steps.length > 0 && <Steps steps={of.would.steps} currency={currency} />}
      <Link to="/" search={{ c: of.conversation }}>
        {t('flows.dry.conversation')}
      </Link>
    </details>
  );
}
