import { restartWords } from '../../shared/state-words.ts';
import type { ClientView } from '../../shared/snapshot.ts';
import { ShapeIcon } from './shape.tsx';

/** Told only while a program of the client still runs with the old list; goes away by itself. */
export function RestartNote({ client }: { readonly client: ClientView }) {
  const words = restartWords(client);
  if (words === null) return null;
  return (
    <p className="mt-2 flex gap-2 text-sm">
      <ShapeIcon shape="needs-you" />
      <span>
        <span className="font-medium text-attention">{words.title}</span>
        <span className="text-muted"> · {words.detail}</span>
      </span>
    </p>
  );
}
