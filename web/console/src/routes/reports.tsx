import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { shopsQuery } from '../app/queries';
import { Reports } from '../features/reports/reports';
import '../features/reports/reports.css';

/** How it went. */
export function ReportsPage() {
  const search = useSearch({ from: '/reports' });
  const navigate = useNavigate();
  const { data: shops } = useQuery(shopsQuery);
  if (!shops) return null;
  return (
    <Reports
      shops={shops}
      search={search}
      onSearch={(changed) =>
        void navigate({ to: '/reports', search: { ...search, ...changed }, replace: true })
      }
    />
  );
}
