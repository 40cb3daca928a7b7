import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors } from './errors';
import { notify } from './notices';

interface Props<T> {
  title: string;
  /** Sends what was filled in. */
  save: () => Promise<T>;
  /** What is to be asked for again after it. */
  changes: QueryKey[];
  /** The fields that can show what is wrong with them; everything else is said at the end. */
  fields: string[];
  onClose: () => void;
  onSaved?: (saved: T) => void;
  action?: string;
  danger?: boolean;
  wide?: boolean;
  children: (error: (field: string) => string | undefined) => ReactNode;
}

/** A window with a form: what is refused is said at its field, and nothing that was typed is lost. */
export function FormDialog<T>({
  title,
  save,
  changes,
  fields,
  onClose,
  onSaved,
  action,
  danger,
  wide,
  children,
}: Props<T>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: save,
    onSuccess: (saved) => {
      for (const queryKey of changes) void client.invalidateQueries({ queryKey });
      if (onSaved) onSaved(saved);
      else {
        notify(t('common.saved'), { bad: false });
        onClose();
      }
    },
  });
  const errors = fieldErrors(saving.error, t, fields);
  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!saving.isPending) saving.mutate();
        }}
      >
        {children(errors.of)}
        {errors.rest && (
          <p className="alert" role="alert">
            {errors.rest}
          </p>
        )}
        <footer>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look={danger ? 'danger' : 'primary'} disabled={saving.isPending}>
            {action ?? t('common.save')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
