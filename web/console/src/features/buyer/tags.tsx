import { api, data, type Profile } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';

export function Tags({ buyer, tags }: { buyer: string; tags: string[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const set = useMutation({
    mutationFn: (wanted: string[]) =>
      data(api.PUT('/api/v1/buyers/{id}/tags', { params: { path: { id: buyer } }, body: { tags: wanted } })),
    onSuccess: (now) =>
      client.setQueryData<Profile>(keys.buyer(buyer), (known) => known && { ...known, tags: now.tags }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const add = (text: string) => {
    setAdding(false);
    const tag = text.trim();
    if (tag && !tags.includes(tag)) set.mutate([...tags, tag]);
  };
  return (
    <section className="sec">
      <h3>{t('buyer.tags')}</h3>
      <div className="tags">
        {tags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
            <button
              type="button"
              aria-label={t('buyer.remove_tag', { tag })}
              disabled={set.isPending}
              onClick={() => set.mutate(tags.filter((one) => one !== tag))}
            >
              <Icon name="close" small />
            </button>
          </span>
        ))}
        {adding ? (
          <input
            className="tag-input"
            // biome-ignore lint/a11y/noAutofocus: the button that was pressed becomes this field
            autoFocus
            aria-label={t('buyer.new_tag')}
            placeholder={t('buyer.new_tag')}
            onBlur={(event) => add(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) add(event.currentTarget.value);
              if (event.key === 'Escape') setAdding(false);
            }}
          />
        ) : (
          <button type="button" className="tag line" disabled={set.isPending} onClick={() => setAdding(true)}>
            {t('buyer.add_tag')}
          </button>
        )}
      </div>
    </section>
  );
}
