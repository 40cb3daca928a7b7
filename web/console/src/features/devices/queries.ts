import { api, data } from '@miaohui/client';
import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../app/keys';
import { thisDevice } from './browser';

/** A person's own devices, and the key that a browser needs to become one. */
export const devicesQuery = queryOptions({
  queryKey: keys.of('devices'),
  queryFn: () => data(api.GET('/api/v1/devices')),
  refetchInterval: 5000,
});

/** Which of them this browser is. */
export const thisDeviceQuery = queryOptions({
  queryKey: keys.of('devices', 'this'),
  queryFn: thisDevice,
});
