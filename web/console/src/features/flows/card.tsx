import { api, type Conversation, type Definition, data, type FlowPreview } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { SelectField } from '@miaohui/ui/field';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { buyerQuery, productsQuery } from '../../app/queries';
import { money } from '../../i18n/format';
import { newId } from '../../live/outbox';
import { type Given, Inputs } from './inputs';
import { Steps } from './steps';

interface Props {
  conversation: Conversation;
  flow: Definition;
  currency: string;
  onClose: () => void;
}

/** A flow before it begins: what it is given, what it would do in words, and one yes. */
export function FlowCard({ conversation, flow, currency, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const zh = i18n.language.startsWith('zh');
  const { data: profile } = useQuery(buyerQuery(conversation.buyer));
  const orders = profile?.orders ?? [];
  const exchanges = flow.inputs?.some((input) => input.kind === 'changes') ?? false;
  const { data: products = [] } = useQuery({ ...productsQuery(conversation.shop), enabled: exchanges });
  const [chosen, setChosen] = useState<string>();
  const [given, setGiven] = useState<Given>({});
  const [key] = useState(newId);
  const meant = conversation.packet?.order ?? undefined;
  const order = chosen ?? orders.find((one) => one.number === meant)?.number ?? orders[0]?.number;
  const path = { id: conversation.id };
  const ask = useDeferredValue(
    JSON.stringify({
      flow: flow.key,
      order: flow.of_order === false ? null : (order ?? null),
      inputs: given,
    }),
  );
  const preview = useQuery({
    queryKey: keys.of('flow-preview', conversation.id, ask),
    queryFn: () =>
      data(api.POST('/api/v1/conversations/{id}/flows/preview', { params: { path }, body: JSON.parse(ask) })),
    enabled: flow.of_order === false || order !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const start = useMutation({
    mutationFn: () =>
      data(
        api.POST('/api/v1/conversations/{id}/flows', {
          params: { path },
          body: { ...JSON.parse(ask), client_key: key },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.of('runs', conversation.id) });
      onClose();
    },
  });
  const looked = preview.data;
  const ready = looked && !looked.refusal && looked.missing.length === 0 && !preview.isFetching;
  const lines = orders.find((one) => one.number === order)?.lines ?? [];
  return (
    <Dialog wide title={zh ? flow.title.zh : flow.title.en} onClose={onClose}>
      <form
        className="flow-card"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !start.isPending) start.mutate();
        }}
      >
        {flow.of_order !== false && (
          <SelectField
            label={t('flows.order')}
            value={order ?? ''}
            options={orders.map((one) => ({
              value: one.number,
              label: [
                one.number,
                t(`standing.${one.standing}`),
                one.lines[0]?.title,
                money(one.total, i18n.language),
              ].join(' · '),
            }))}
            onChange={(event) => {
              setChosen(event.target.value);
              setGiven({});
            }}
          />
        )}
        <Inputs
          flow={flow}
          lines={lines}
          products={products}
          currency={currency}
          given={{ ...looked?.inputs, ...given } as Given}
          missing={looked?.missing ?? []}
          onChange={(name, value) => setGiven((before) => ({ ...before, [name]: value }))}
        />
        <Outcome looked={looked} error={preview.error ?? start.error} currency={currency} />
        <footer>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" disabled={!ready || start.isPending}>
            {t('flows.confirm')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Every step in words, what it gives away, and in red why it cannot be done. */
function Outcome({
  looked,
  error,
  currency,
}: {
  looked: FlowPreview | undefined;
  error: Error | null;
  currency: string;
}) {
  const { t, i18n } = useTranslation();
  const refusal = error ? words(error, t) : looked?.refusal?.message;
  return (
    <div className="flow-preview" aria-live="polite">
      {looked && looked.steps.length > 0 && (
        <>
          <h3>{t('flows.preview')}</h3>
          <Steps steps={looked.steps} currency={currency} />
        </>
      )}
      {looked && looked.gives > 0 && (
        <p className="gives">
          {t('flows.gives')} <b>{money({ minor: looked.gives, currency }, i18n.language)}</b>
        </p>
      )}
      {refusal && (
        <p className="alert" role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}
