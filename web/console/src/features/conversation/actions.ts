import { api, type Conversation, data, type OpenConversation, ProblemError } from '@miaohui/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';

/** What can be done with a conversation as a whole. What comes of it is shown at once; the ledger tells the rest. */
export function useActions(id: string) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const params = { path: { id } };
  const common = {
    onSuccess: (conversation: Conversation) => {
      client.setQueryData<OpenConversation>(keys.open(id), (open) => open && { ...open, conversation });
      void client.invalidateQueries({ queryKey: keys.lists });
    },
    onError: (error: Error) => {
      notify(words(error, t), { bad: true });
      if (error instanceof ProblemError && error.status === 409) {
        void client.invalidateQueries({ queryKey: keys.open(id) });
        void client.invalidateQueries({ queryKey: keys.lists });
      }
    },
  };
  const claim = useMutation({
    ...common,
    mutationFn: () => data(api.POST('/api/v1/conversations/{id}/claim', { params })),
  });
  const decline = useMutation({
    ...common,
    mutationFn: () => data(api.POST('/api/v1/conversations/{id}/decline', { params })),
  });
  const release = useMutation({
    ...common,
    mutationFn: () => data(api.POST('/api/v1/conversations/{id}/release', { params })),
  });
  const resolve = useMutation({
    ...common,
    mutationFn: () => data(api.POST('/api/v1/conversations/{id}/resolve', { params })),
  });
  const transfer = useMutation({
    ...common,
    mutationFn: (to: string) =>
      data(api.POST('/api/v1/conversations/{id}/transfer', { params, body: { to } })),
  });
  return { claim, decline, release, resolve, transfer };
}

export type Actions = ReturnType<typeof useActions>;
