export function Imports() {
  return <main className="page" />;
}
