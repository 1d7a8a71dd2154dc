/** What a mailed link would do to which account. The address in use is shown in part: the reader may be a stranger. */
export function LinkedChangeFacts({
  change: { name, from, to },
  label,
}: {
  change: { name: string; from: string; to: string };
  label: string;
}) {
  const facts = [
    { term: 'Account of', value: name },
    { term: label, value: from },
    { term: 'Then with', value: to },
  ];
  return (
    <dl className="divide-y divide-line rounded-lg border border-line text-sm">
      {facts.map(({ term, value }) => (
        <div key={term} className="px-3 py-2.5">
          <dt className="text-xs text-muted">{term}</dt>
          <dd className="mt-0.5 font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
