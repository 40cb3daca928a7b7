import { ProblemError, UnreachableError } from '@miaohui/client';
import type { TFunction } from 'i18next';

/** What to tell a person about an error; refusals are sentences in their language already. */
export function words(error: unknown, t: TFunction): string {
  if (error instanceof UnreachableError) return t('common.unreachable');
  return error instanceof Error ? error.message : String(error);
}

/** What is wrong with one field, and with everything that has no field here. */
export function fieldErrors(
  error: unknown,
  t: TFunction,
  known: string[],
): { of: (field: string) => string | undefined; rest: string | undefined } {
  const field = error instanceof ProblemError ? error.field : undefined;
  const of = (name: string) =>
    error && field && (field === name || field.startsWith(`${name}[`)) ? words(error, t) : undefined;
  const rest = error && !known.some(of) ? words(error, t) : undefined;
  return { of, rest };
}
