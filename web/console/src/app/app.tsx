import { ProblemError } from '@miaohui/client';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { keys } from './keys';
import { LineNotices } from './line-notices';
import { Notices } from './notices';
import { router } from './router';

/** The session has ended: whoever notices first shows the sign-in page. */
function ended(error: Error): void {
  if (error instanceof ProblemError && error.code === 'sign_in_first') client.setQueryData(keys.me, null);
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError: ended }),
  mutationCache: new MutationCache({ onError: ended }),
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof ProblemError) && count < 3,
    },
  },
});

export function App() {
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <Notices>
        <LineNotices onOpen={(c) => void router.navigate({ to: '/', search: (now) => ({ ...now, c }) })} />
      </Notices>
    </QueryClientProvider>
  );
}
