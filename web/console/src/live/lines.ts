import type { Me, SlaMetric, SlaReply } from '@miaohui/client';
import { useSyncExternalStore } from 'react';
import type { FactFrame } from './frames';

/** A line that a clock of a conversation has crossed, as long as whoever it concerns must know. */
export interface Line {
  conversation: string;
  name: string;
  metric: SlaMetric;
  reply: SlaReply;
  /** Amber is a mark; red is told. */
  colour: 'amber' | 'red';
  /** Whether it concerns this person as one who holds it, or as a lead. */
  as: 'holder' | 'lead';
}

/** A line concerns whoever holds the conversation; what is late, leads as well. */
function crossed({ fact, conversation }: FactFrame, me: Me): Line | undefined {
  if (fact.kind !== 'sla_line_crossed' || !conversation || !fact.metric || !fact.reply) return undefined;
  const holds = fact.agent === me.id;
  const leads = me.role === 'lead' || me.role === 'admin';
  const does = fact.does ?? [];
  const told =
    fact.line === 'step'
      ? (holds && does.includes('tell_agent')) || (leads && does.includes('tell_leads'))
      : holds || (leads && fact.line === 'red');
  if (!told) return undefined;
  return {
    conversation: conversation.id,
    name: conversation.buyer_name ?? `#${conversation.number}`,
    metric: fact.metric,
    reply: fact.reply,
    colour: fact.line === 'yellow' ? 'amber' : 'red',
    as: holds ? 'holder' : 'lead',
  };
}

/** Whether what happened is what the clock waited for, or makes it somebody else's. */
function over(line: Line, { fact, conversation, message }: FactFrame, me: Me): boolean {
  if (conversation?.id !== line.conversation) return false;
  if (fact.kind === 'resolved') return true;
  if (line.as === 'holder' && conversation.agent !== me.id) return true;
  if (fact.kind !== 'message_sent' || !message || message.private || line.metric === 'resolution')
    return false;
  const person = message.author === 'agent' || message.author === 'assist';
  return person || (message.author === 'bot' && line.reply === 'any');
}

/** The lines after something happened: one for a conversation at most, and none that is over. */
export function linesAfter(lines: Line[], frame: FactFrame, me: Me): Line[] {
  const left = lines.filter((line) => !over(line, frame, me));
  const line = crossed(frame, me);
  const same = left.find((one) => one.conversation === line?.conversation);
  if (!line || (same?.colour === 'red' && line.colour === 'amber'))
    return left.length === lines.length ? lines : left;
  // One that is told already stays where it is.
  return same ? left.map((one) => (one === same ? line : one)) : [...left, line];
}

/** How a line sounds to this person: soft when it is near, loud when it is late. */
export function soundOf(frame: FactFrame, me: Me): 'soon' | 'urgent' | undefined {
  const line = crossed(frame, me);
  return line && (line.colour === 'amber' ? 'soon' : 'urgent');
}

let lines: Line[] = [];
const listeners = new Set<() => void>();

function set(next: Line[]): void {
  if (next === lines) return;
  lines = next;
  for (const listener of listeners) listener();
}

/** Notes what a fact means to lines. */
export const hearLine = (frame: FactFrame, me: Me): void => set(linesAfter(lines, frame, me));

/** It has been seen. */
export const dismiss = (conversation: string): void =>
  set(lines.filter((line) => line.conversation !== conversation));

/** Somebody else sits here. */
export const forgetLines = (): void => set([]);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLines = (): Line[] => useSyncExternalStore(subscribe, () => lines);

/** The line of one conversation. */
export const useLine = (conversation: string): Line | undefined =>
  useSyncExternalStore(subscribe, () => lines.find((line) => line.conversation === conversation));
