import { Badge } from '../ui/badge';
import { CopyValue } from '../ui/copy-value';

type ListedModel = { id: string; name: string; description: string; serviceId: string };

/** Models with the id that a call names. */
export function ModelList({
  models,
  serviceName,
}: {
  models: readonly ListedModel[];
  serviceName: (serviceId: string) => string;
}) {
  return (
    <ul className="divide-y divide-line">
      {models.map((model) => (
        <li
          key={model.id}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 sm:px-5"
        >
          <div className="min-w-0 flex-1 basis-64">
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{model.name}</span>
              <Badge>{serviceName(model.serviceId)}</Badge>
            </p>
            <p className="mt-0.5 text-muted">{model.description}</p>
          </div>
          <CopyValue name={`the id of ${model.name}`} value={model.id} />
        </li>
      ))}
    </ul>
  );
}
