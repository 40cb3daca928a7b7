import type { Flow } from '@miaohui/client';

/** The flow whose reasons a list of the service policy is about. */
export const FLOW_OF = { cancel_reasons: 'cancel', reship_reasons: 'reship' } as const;

/** What can be chosen as a reason: what the flow asks for, and what the shop's list has besides, each by its name. */
export function reasons(
  flows: Flow[],
  list: keyof typeof FLOW_OF,
  kept: string[],
  language: string,
): { value: string; label: string }[] {
  const flow = flows.find((one) => one.flow.key === FLOW_OF[list])?.flow;
  const choices = flow?.inputs?.find((input) => input.key === 'reason')?.choices ?? [];
  const known = choices.map(({ value, title }) => ({
    value,
    label: language.startsWith('zh') ? title.zh : title.en,
  }));
  const others = kept.filter((value) => !known.some((one) => one.value === value));
  return [...known, ...others.map((value) => ({ value, label: value }))];
}
