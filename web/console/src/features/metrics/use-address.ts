import { useRouter } from '@tanstack/react-router';

/** Where a conversation is, in full, for whoever follows the link from elsewhere. */
export function useAddress(): (conversation: string) => string {
  const router = useRouter();
  return (c) =>
    new URL(router.history.createHref(router.buildLocation({ to: '/', search: { c } }).href), location.href)
      .href;
}
