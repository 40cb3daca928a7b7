import { api, data, type Lang, type Snippet, type SnippetInput, type SnippetOwner } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { AreaField, CheckField, SelectField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { shopsQuery, useMe } from '../../app/queries';
import { intentsEn } from '../../i18n/intents';
import { Images } from './images';

const VARIABLES = [
  'buyer.name',
  'order.number',
  'order.status',
  'tracking.number',
  'product.title',
  'shop.name',
  'agent.name',
  'now.greeting',
];

interface Props {
  snippet: Partial<Snippet>;
  shop: string;
  keeper: boolean;
  teams: { id: string; name: string }[];
  onClose: () => void;
}

const written = (owner: SnippetOwner) => `${owner.kind}:${owner.id}`;
const parsed = (value: string): SnippetOwner => {
  const [kind, id] = value.split(':');
  return { kind, id } as SnippetOwner;
};

export function SnippetForm({ snippet, shop, keeper, teams, onClose }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { data: shops = [] } = useQuery(shopsQuery);
  const here = shops.find((one) => one.id === shop);
  const area = useRef<HTMLDivElement>(null);
  const first: SnippetOwner = keeper ? { kind: 'shop', id: shop } : { kind: 'agent', id: me.id };
  const [body, setBody] = useState<SnippetInput>({
    owner: snippet.owner ?? first,
    shop: snippet.shop ?? null,
    title: snippet.title ?? '',
    text: snippet.text ?? '',
    language: snippet.language ?? here?.language ?? null,
    shortcut: snippet.shortcut ?? '',
    category: snippet.category ?? '',
    intent: snippet.intent ?? null,
    images: snippet.images ?? [],
  });
  const change = (by: Partial<SnippetInput>) => setBody((before) => ({ ...before, ...by }));
  const insert = (name: string) => {
    const box = area.current?.querySelector('textarea');
    const [from, to] = [box?.selectionStart ?? body.text.length, box?.selectionEnd ?? body.text.length];
    change({ text: `${body.text.slice(0, from)}{${name}}${body.text.slice(to)}` });
    box?.focus();
  };
  const id = snippet.id;
  const save = () =>
    id
      ? data(api.PUT('/api/v1/snippets/{id}', { params: { path: { id } }, body }))
      : data(api.POST('/api/v1/snippets', { body }));
  const owners = [
    { value: `agent:${me.id}`, label: t('snippet.mine') },
    ...(keeper ? teams.map((one) => ({ value: `team:${one.id}`, label: one.name })) : []),
    ...(keeper && here ? [{ value: `shop:${shop}`, label: here.name }] : []),
  ];
  const intents = Object.keys(intentsEn).map((one) => ({ value: one, label: t(`intent.${one}`) }));
  return (
    <FormDialog
      wide
      title={snippet.title ?? t('snippet.add')}
      save={save}
      changes={[keys.of('snippets'), keys.of('coverage', shop)]}
      fields={['owner', 'shop', 'title', 'text', 'shortcut', 'category', 'intent', 'images']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <div className="two">
            <TextField
              label={t('snippet.title')}
              required
              maxLength={60}
              value={body.title}
              error={error('title')}
              onChange={(event) => change({ title: event.target.value })}
            />
            <SelectField
              label={t('snippet.owner')}
              value={written(body.owner)}
              options={owners}
              error={error('owner') ?? error('shop')}
              onChange={(event) => change({ owner: parsed(event.target.value), shop: null })}
            />
          </div>
          <div ref={area} className="stack">
            <AreaField
              label={t('snippet.text')}
              required
              rows={5}
              maxLength={2000}
              value={body.text}
              error={error('text')}
              onChange={(event) => change({ text: event.target.value })}
            />
            <div className="line" role="toolbar" aria-label={t('snippet.variables')}>
              {VARIABLES.map((name) => (
                <Button key={name} look="quiet" title={`{${name}}`} onClick={() => insert(name)}>
                  + {t(`variable.${name.replace('.', '_')}`)}
                </Button>
              ))}
            </div>
            <p className="meta">{t('snippet.variables_about')}</p>
          </div>
          <div className="two">
            <TextField
              label={t('snippet.shortcut')}
              hint={t('snippet.shortcut_about')}
              maxLength={21}
              value={body.shortcut}
              error={error('shortcut')}
              onChange={(event) => change({ shortcut: event.target.value })}
            />
            <TextField
              label={t('snippet.category')}
              maxLength={40}
              value={body.category}
              error={error('category')}
              onChange={(event) => change({ category: event.target.value })}
            />
            <SelectField
              label={t('snippet.intent')}
              value={body.intent ?? ''}
              options={[{ value: '', label: t('common.none') }, ...intents]}
              error={error('intent')}
              onChange={(event) => change({ intent: event.target.value || null })}
            />
            <SelectField
              label={t('snippet.language')}
              value={body.language ?? 'zh'}
              options={[
                { value: 'zh', label: t('snippet.zh') },
                { value: 'en', label: t('snippet.en') },
              ]}
              onChange={(event) => change({ language: event.target.value as Lang })}
            />
          </div>
          {body.owner.kind !== 'shop' && (
            <CheckField
              label={t('snippet.only_here', { name: here?.name })}
              checked={Boolean(body.shop)}
              onChange={(event) => change({ shop: event.target.checked ? shop : null })}
            />
          )}
          <Images
            shop={shop}
            images={body.images ?? []}
            error={error('images')}
            onChange={(images) => change({ images })}
          />
        </>
      )}
    </FormDialog>
  );
}
