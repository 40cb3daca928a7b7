import type { Approval } from '@miaohui/client';

/** What people call a flow or a reason; a program that asks by itself has only its own word. */
export function called(title: Approval['flow_title'], word: string, language: string): string {
  if (!title) return word;
  return language.startsWith('zh') ? title.zh : title.en;
}
