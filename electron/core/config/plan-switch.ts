import { randomUUID } from 'node:crypto';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { captureMember } from '../formats/restore.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import { hashText } from './file-hash.ts';
import { applyPlan, findEntry, modeFor, readOnlyEntry } from './change-plan.ts';
import type { ChangePlan, FoundEntry, PlanContext, SwitchAction } from './change-plan.ts';
import { changeTitle } from './change-titles.ts';
import { editableDocument } from './file-change.ts';
import type { FileChange } from './file-change.ts';
import { planRestore } from './plan-restore.ts';
import { exactReversal } from './reverse.ts';
import { createWorkingFiles } from './working-files.ts';

/** Disable, enable or remove one entry. Already being so is no failure: nothing to write, and a note. */
export async function planSwitch(context: PlanContext, action: SwitchAction): Promise<Result<ChangePlan>> {
  const found = await findEntry(context, action.ref);
  if (!found.ok) return found;
  const { entry, reading, record } = found.value;
  const { adapter, files } = reading;
  if (action.kind === 'remove') {
    if (record !== null) {
      const notes = ['This server is parked: its file stays as it is, and the parked copy is deleted.'];
      return ok(planOf(found.value, action.kind, { parking: [{ kind: 'unpark', record }], notes }));
    }
    if (entry.readOnly) return readOnlyEntry(entry, adapter);
    return fromEdits(found.value, action.kind, adapter.remove(files, entry));
  }
  const enabled = action.kind === 'enable';
  if (entry.enabled === enabled) {
    const notes = [`${entry.name} is already ${enabled ? 'enabled' : 'disabled'} in ${adapter.name}.`];
    return ok(planOf(found.value, action.kind, { notes }));
  }
  if (record !== null) {
    const change = await planRestore(reading, record);
    if (!change.ok) return change;
    return ok(
      planOf(found.value, action.kind, { files: [change.value], parking: [{ kind: 'unpark', record }] }),
    );
  }
  const exact = enabled ? await exactEnable(context, action.ref) : null;
  if (exact !== null) return ok(planOf(found.value, action.kind, { files: exact }));
  const plan = adapter.setEnabled(files, entry, enabled);
  if (plan !== 'park') return fromEdits(found.value, action.kind, plan);
  if (enabled) return fail('Unsupported', `${adapter.name} has no switch to enable ${entry.name} with.`);
  return planPark(context, found.value);
}

async function fromEdits(
  found: FoundEntry,
  kind: SwitchAction['kind'],
  plan: ReturnType<FoundEntry['reading']['adapter']['remove']>,
): Promise<Result<ChangePlan>> {
  if (!plan.ok) return plan;
  const working = createWorkingFiles();
  const applied = applyPlan(working, found.reading, plan.value);
  if (!applied.ok) return applied;
  const changes = await working.changes(modeFor(found.reading.files));
  return ok(planOf(found, kind, { files: changes, notes: plan.value.notes }));
}

/**
 * Enabling what we disabled gives the old bytes back, also a file that disabling had to create, as long as
 * nothing else was written since. Null when that is not so; then the client's switch is set again.
 */
async function exactEnable(context: PlanContext, ref: string): Promise<readonly FileChange[] | null> {
  const newest = context.history
    .records()
    .findLast((one) => one.kind === 'disable' && one.refs.includes(ref));
  if (newest === undefined) return null;
  const changes: FileChange[] = [];
  for (const record of newest.files) {
    const change = await exactReversal(record, await context.inventory.readFile(record.path, record.format));
    if (change === null) return null;
    changes.push(change);
  }
  return changes.length === 0 ? null : changes;
}

async function planPark(context: PlanContext, found: FoundEntry): Promise<Result<ChangePlan>> {
  const { entry, reading } = found;
  const { path, format } = entry.location;
  if (entry.readOnly) return readOnlyEntry(entry, reading.adapter);
  const file = reading.file(path);
  const document = file === null ? ok(null) : editableDocument(file);
  if (!document.ok) return document;
  if (file === null || file.hash === null || document.value === null) return fail('EntryNotFound');
  const beforeHash = await file.hash();
  const value = document.value.get(entry.path);
  const source = document.value.source(entry.path);
  if (value === undefined || source === null) return fail('EntryNotFound');
  const captured = captureMember(document.value, entry.path);
  if (!captured.ok) return captured;
  const edited = verifiedEdit(document.value, [{ op: 'remove', path: entry.path }]);
  if (!edited.ok) return edited;
  const { ref: _ref, line: _line, parked: _parked, shadowedBy: _shadowedBy, ...raw } = entry;
  const change: FileChange = {
    path,
    format,
    mode: 0o600,
    before: { text: document.value.text, hash: beforeHash },
    after: { text: edited.value.text },
    inverse: edited.value.inverse,
    touched: [{ path: entry.path, before: { value }, after: null, captured: captured.value }],
  };
  const record = {
    id: randomUUID(),
    at: context.now(),
    client: reading.adapter.id,
    file: path,
    format,
    path: entry.path,
    entry: raw,
    value,
    source,
    captured: captured.value,
    inverse: edited.value.inverse,
    beforeHash,
    afterHash: await hashText(edited.value.text),
  };
  const notes = [
    `${reading.adapter.name} has no switch for this: the entry is taken out of the file, kept by MCP Tray, ` +
      'and put back as it was when you enable it.',
  ];
  return ok(planOf(found, 'disable', { files: [change], parking: [{ kind: 'park', record }], notes }));
}

function planOf(
  { entry, reading }: FoundEntry,
  kind: SwitchAction['kind'],
  parts: Partial<Pick<ChangePlan, 'files' | 'parking' | 'notes'>>,
): ChangePlan {
  return {
    kind,
    title: changeTitle(kind, [entry.name], [reading.adapter.name]),
    refs: [entry.ref],
    files: parts.files ?? [],
    parking: parts.parking ?? [],
    notes: parts.notes ?? [],
    refused: [],
    reloads: reading.adapter.reload === null ? [] : [reading.adapter.reload],
    undoes: null,
  };
}
