import { parentPort, workerData } from 'node:worker_threads';
import { loadParser } from '../formats/parsers.ts';
import type {
  BigFileAnswer,
  BigFileJob,
  BigFileJobs,
  BigFileRequest,
  BigFileSetting,
} from './big-file-jobs.ts';
import type { ChangeEngine } from './changes.ts';
import { createChangesOnUse } from './changes-on-use.ts';
import { clientsHere } from './clients-here.ts';
import { createFileCache } from './file-cache.ts';
import { createHistory } from './history.ts';
import { createInventory } from './inventory.ts';
import { createParking } from './parking.ts';
import { createProjects } from './projects.ts';

/**
 * The second thread's program. Changes are worked out, checked and written here with files, history and parking of
 * its own: like another MCP Tray beside the first, with which it shares nothing but the disk and the locks on it.
 */
const { env, extraProjects } = workerData as BigFileSetting;
const { stateDir } = env;
const { adapters } = clientsHere(env);
const parking = createParking({ stateDir });
const history = createHistory({ stateDir });
const inventory = createInventory({
  env,
  adapters,
  cache: createFileCache(),
  parking,
  projects: createProjects({ stateDir }),
  extraProjects,
});
const changes = createChangesOnUse({ env, adapters, inventory, parking, history, now: Date.now });

async function upToDate(): Promise<ChangeEngine> {
  await inventory.load();
  return changes;
}

const jobs: BigFileJobs = {
  async note({ bytes: shared, format }) {
    const bytes = Buffer.from(shared);
    const parser = await loadParser(format);
    const notes = parser.note(bytes);
    if (notes !== null) return notes;
    const parsed = parser.parseBytes(bytes);
    return 'problem' in parsed ? parsed : null;
  },
  preview: async ({ action }) => (await upToDate()).preview(action),
  apply: async ({ action, base }) => (await upToDate()).apply(action, base),
};

function run(job: BigFileJob): unknown {
  if (job.kind === 'note') return jobs.note(job);
  return job.kind === 'preview' ? jobs.preview(job) : jobs.apply(job);
}

async function answer({ id, job }: BigFileRequest): Promise<BigFileAnswer> {
  try {
    return { id, result: await run(job) };
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (request: BigFileRequest) => {
  void answer(request).then((done) => parentPort?.postMessage(done, []));
});
parentPort?.postMessage('ready', []);
