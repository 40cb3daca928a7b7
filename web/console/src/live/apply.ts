import type { ConversationList, Me, OpenConversation } from '@miaohui/client';
import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../app/keys';
import { reboard } from './board';
import { applyToList, applyToOpen, type Wanted } from './conversations';
import { refigure } from './figures';
import type { FactFrame } from './frames';

const REMEMBERED = 400;
/** Lines heard lately: an answer that was read before them is brought up to date when it comes. */
const recent: FactFrame[] = [];

const MOVES = new Set([
  'conversation_opened',
  'handed_off',
  'orphaned',
  'offered',
  'offer_ended',
  'claimed',
  'transferred',
  'released',
  'resolved',
  'reopened',
]);

/** What the clocks of a conversation follow from. */
const TIMED = new Set([
  'message_received',
  'message_sent',
  'handed_off',
  'claimed',
  'transferred',
  'released',
  'typed',
  'approval_asked',
  'approval_decided',
  'resolved',
  'reopened',
  'sla_line_crossed',
]);

/** What a number counts by: of anything else none changes. */
const COUNTED = new Set(['message_received', 'message_sent', ...MOVES]);

/** The one place where live facts reach the cache. Applying one twice, or late, changes nothing. */
export function applyFact(client: QueryClient, frame: FactFrame, me: Me): void {
  recent.push(frame);
  if (recent.length > REMEMBERED) recent.shift();
  if (frame.conversation) {
    for (const query of client.getQueryCache().findAll({ queryKey: keys.lists })) {
      const wanted = query.queryKey[1] as Wanted;
      client.setQueryData<ConversationList>(
        query.queryKey,
        (list) => list && applyToList(list, frame, wanted, me.id),
      );
    }
    client.setQueryData<OpenConversation>(
      keys.open(frame.conversation.id),
      (open) => open && applyToOpen(open, frame),
    );
  }
  applyAround(client, frame, me);
}

/** What was read at `position`, with the lines after it. */
export function catchUpList(list: ConversationList, wanted: Wanted, me: string): ConversationList {
  return recent.reduce((so_far, frame) => applyToList(so_far, frame, wanted, me), list);
}

/** The same for an open conversation. */
export function catchUpOpen(open: OpenConversation): OpenConversation {
  return recent.reduce(applyToOpen, open);
}

/** What a fact means beside conversations. */
function applyAround(client: QueryClient, { fact, conversation }: FactFrame, me: Me): void {
  const again = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey });
  if (MOVES.has(fact.kind)) {
    recount(client);
    if (conversation) again(keys.buyer(conversation.buyer));
  }
  // Another label is another place.
  if (fact.kind === 'labelled' && conversation?.status === 'waiting') recount(client);
  if (conversation && COUNTED.has(fact.kind)) refigure(client, conversation.shop);
  if (COUNTED.has(fact.kind) || fact.kind === 'labelled' || fact.kind === 'presence_changed') reboard(client);
  if (conversation && TIMED.has(fact.kind)) again(keys.clocks(conversation.id));
  switch (fact.kind) {
    case 'orders_changed':
      for (const buyer of fact.buyers ?? []) again(keys.buyer(buyer));
      break;
    case 'buyer_recognised':
      if (fact.buyer) again(keys.buyer(fact.buyer));
      again(keys.lists);
      break;
    case 'buyers_merged':
    case 'buyer_merge_undone':
      // Whose a conversation is has changed in any number of them.
      again(['buyer']);
      again(['likely']);
      again(keys.buyers);
      again(keys.lists);
      again(['conversation']);
      break;
    case 'presence_changed':
      if (fact.agent === me.id && fact.presence) {
        const presence = fact.presence;
        client.setQueryData<Me>(keys.me, (known) => known && { ...known, presence });
      }
      again(keys.shops);
      again(keys.callIn);
      break;
    case 'standby_called':
    case 'emergency_began':
    case 'emergency_ended':
      again(keys.callIn);
      break;
    case 'gap_changed':
      regap(client);
      break;
    case 'approval_asked':
    case 'approval_decided':
      again(keys.approvals);
      break;
    case 'authority_raised':
      if (conversation) again(keys.raise(conversation.id));
      break;
    case 'snippets_changed':
      again(keys.of('snippets'));
      break;
    case 'surge_began':
    case 'surge_ended':
      again(keys.surges);
      break;
    case 'settings_changed':
      again(keys.shops);
      again(keys.house);
      again(keys.callIn);
      again(keys.metrics);
      again(keys.allClocks);
      break;
    case 'knowledge_changed':
      again(keys.of('articles'));
      again(keys.of('article'));
      break;
    case 'proposals_changed':
      again(keys.of('proposals'));
      break;
    case 'flow_changed':
      again(keys.of('runs'));
      break;
    case 'sms_changed':
      again(keys.of('sms'));
      break;
    case 'promise_made':
    case 'promise_due_soon':
    case 'promise_kept':
    case 'promise_broken':
    case 'promise_moved':
    case 'promise_cancelled':
    case 'asked_again':
    case 'deep_resolve_begun':
    case 'deep_resolve_ended':
    case 'transferred':
    case 'released':
    case 'claimed':
      again(keys.promises);
      break;
    case 'catalog_changed':
      again(keys.of('products'));
      break;
    default:
  }
}

const RECOUNT_AFTER_MS = 250;
let recounting: ReturnType<typeof setTimeout> | undefined;

/** Asks for the counts of the views again; many moves at once ask once. */
function recount(client: QueryClient): void {
  if (recounting) return;
  recounting = setTimeout(() => {
    recounting = undefined;
    for (const queryKey of [keys.lists, keys.surges]) void client.invalidateQueries({ queryKey });
  }, RECOUNT_AFTER_MS);
}

let regapping: ReturnType<typeof setTimeout> | undefined;

/** Asks for the gaps again; many changes at once ask once. */
function regap(client: QueryClient): void {
  if (regapping) return;
  regapping = setTimeout(() => {
    regapping = undefined;
    for (const queryKey of [keys.gaps, keys.of('health')]) void client.invalidateQueries({ queryKey });
  }, RECOUNT_AFTER_MS);
}

/** Everything may have changed: ask for all of it again. */
export function resync(client: QueryClient): void {
  recent.length = 0;
  void client.invalidateQueries();
}
